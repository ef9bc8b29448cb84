"""The exception tree: every error that one part of `monitor` may show another.

    MonitorError
    ├── ConfigError      the configuration or the register: all its faults at once
    ├── FetchError       a source or page could not be asked at all (programming or set-up)
    ├── ReadError        bytes that were fetched cannot be read as what they should be
    │   └── WallError          a bot wall, consent page or login page stands in their place
    ├── ExtractError     a page or PDF gives no text
    ├── ModelError       a language model is missing or unusable
    ├── StoreError       the database
    │   ├── LockedError        another process holds it
    │   ├── NotFoundError      no such alert, concern, source ...
    │   └── StaleError         the record has changed since it was seen
    ├── TriageError      a verdict or act that its alert does not allow
    └── DeliveryError    a message could not be sent; ``permanent`` says whether to try again

Expected outcomes (304, 429, 410) are values in `FetchResult`, not errors. Foreign exceptions are
wrapped where they enter, ``from`` the cause, naming the source's key and never a secret.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class MonitorError(Exception):
    """Base of all errors that `monitor` raises on purpose."""


class ConfigError(MonitorError):
    """Faults in files that people write; ``faults`` holds one line each: file, key, expectation."""

    def __init__(self, faults: Iterable[str]) -> None:
        """Keep the faults in order; the message is all of them, a line each."""
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


class FetchError(MonitorError):
    """A request that could not even be made (an unusable address, a session already closed)."""


class ReadError(MonitorError):
    """Fetched bytes that are not what their source promised (not XML, no list of news ...)."""


class WallError(ReadError):
    """What was asked for is there, behind a page that asks who or what the reader is."""


class ExtractError(MonitorError):
    """A page or PDF without usable text: encrypted, broken, empty or not a document."""


class ModelError(MonitorError):
    """A language model that is missing, of another version or unusable."""


class StoreError(MonitorError):
    """The database cannot be opened, read or written."""


class LockedError(StoreError):
    """Another process holds the database; the message names it."""


class NotFoundError(StoreError):
    """Nothing is stored under the key that was asked for."""


class StaleError(StoreError):
    """The record has moved on since the revision that the caller saw."""


class TriageError(MonitorError):
    """A verdict or act that is not allowed in the alert's present state, or lacks what it needs."""


class DeliveryError(MonitorError):
    """A message that was not sent.

    Attributes:
        permanent: True when another try cannot help until somebody mends something.
    """

    def __init__(self, reason: str, *, permanent: bool) -> None:
        """Keep the reason as the message."""
        self.permanent = permanent
        super().__init__(reason)

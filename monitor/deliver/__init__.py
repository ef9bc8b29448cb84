"""Ways out: records -> messages (pure), and messages -> mail or files.

`CHANNELS` names every way. A channel sends a delivery and returns what its target calls it,
changes one that was sent, and looks for one of which it is not known whether it was; what it
cannot do it says with `DeliveryError`. It keeps nothing and retries nothing: that is
`monitor.dispatch`'s.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from monitor.deliver import email, file
from monitor.deliver.email import EmailChannel
from monitor.deliver.file import FileChannel, write_files
from monitor.deliver.letter import dump_message, load_message, make_letter
from monitor.deliver.render import (
    LEADS,
    STANDING,
    render_alert,
    render_digest,
    render_notice,
    severity_name,
    theme_name,
)
from monitor.records import Channel

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from monitor.config import Config
    from monitor.records import Delivery

__all__ = [
    "CHANNELS",
    "LEADS",
    "STANDING",
    "EmailChannel",
    "FileChannel",
    "Sender",
    "dump_message",
    "load_message",
    "make_channels",
    "make_letter",
    "render_alert",
    "render_digest",
    "render_notice",
    "severity_name",
    "theme_name",
    "write_files",
]


class Sender(Protocol):
    """What every channel can do."""

    @property
    def operator(self) -> str:
        """Where notices to whoever runs the service go on this channel, "" for nowhere."""

    def send(self, delivery: Delivery) -> str:
        """Send, and return what the target calls it; `DeliveryError` when it did not go."""

    def update(self, external_id: str, delivery: Delivery) -> str:
        """Change what was sent; `DeliveryError` where that cannot be."""

    def find(self, delivery: Delivery) -> str | None:
        """Return what the target calls it if it is there; None when not, or when unknowable."""


#: how each channel is made of a configuration; None when the configuration has no such way
CHANNELS: Mapping[Channel, Callable[[Config], Sender | None]] = MappingProxyType(
    {Channel.EMAIL: email.make_channel, Channel.FILE: file.make_channel}
)


def make_channels(
    config: Config, *, reached: Callable[[str], None] = lambda _point: None
) -> Mapping[Channel, Sender]:
    """Return the ways out that a configuration has; there is always a folder.

    Args:
        config: the configuration.
        reached: told "after send" as soon as a channel has sent.
    """
    made = {channel: make(config) for channel, make in CHANNELS.items()}
    return {c: _Watched(sender, reached) for c, sender in made.items() if sender is not None}


class _Watched:
    """A channel that says when it has sent."""

    def __init__(self, sender: Sender, reached: Callable[[str], None]) -> None:
        self._sender = sender
        self._reached = reached

    @property
    def operator(self) -> str:
        return self._sender.operator

    def send(self, delivery: Delivery) -> str:
        external_id = self._sender.send(delivery)
        self._reached("after send")
        return external_id

    def update(self, external_id: str, delivery: Delivery) -> str:
        return self._sender.update(external_id, delivery)

    def find(self, delivery: Delivery) -> str | None:
        return self._sender.find(delivery)

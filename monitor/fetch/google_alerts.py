"""Kind ``google_alerts``: an alert's Atom feed -> entries under their articles' own addresses.

The feed's address is a secret. How an alert is read is in `monitor.fetch.google`; a feed of kind
``feed`` that turns out to be an alert is read in the same way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.fetch import feed, google

if TYPE_CHECKING:
    from monitor.fetch.http import Session
    from monitor.records import FetchResult, PollState, Reading, Source


def poll(source: Source, state: PollState, session: Session) -> FetchResult:
    """Ask for the alert's feed; it has no validators, so its bytes are compared instead."""
    return feed.poll(source, state, session)


def read(source: Source, result: FetchResult) -> Reading:
    """Return what an alert found, in its order.

    Raises:
        ReadError: the answer is no feed.
    """
    return feed.read_entries(source, result, google.make_alert_entry)

"""Asking the network: `KINDS` of sources, and pages of articles.

A kind is one module with ``poll(source, state, session) -> FetchResult`` (the network) and
``read(source, result) -> Reading`` (bytes to record, no network, safe in another process).
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from monitor.fetch import feed, google_alerts, moderngov, page, sitemap
from monitor.fetch.http import ACCEPT_PAGE, Manners, Session
from monitor.records import FetchResult, PollState, Reading, Source, SourceKind
from monitor.urls import unwrap

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["KINDS", "Kind", "Manners", "Session", "retrieve"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """How one kind of source is asked and read."""

    poll: Callable[[Source, PollState, Session], FetchResult]
    read: Callable[[Source, FetchResult], Reading]


#: every kind that is polled; ``adviser`` is not
KINDS: Mapping[SourceKind, Kind] = MappingProxyType(
    {
        SourceKind.FEED: Kind(poll=feed.poll, read=feed.read),
        SourceKind.GOOGLE_ALERTS: Kind(poll=google_alerts.poll, read=google_alerts.read),
        SourceKind.PAGE: Kind(poll=page.poll, read=page.read),
        SourceKind.SITEMAP: Kind(poll=sitemap.poll, read=sitemap.read),
        SourceKind.MODERNGOV: Kind(poll=moderngov.poll, read=moderngov.read),
    }
)


def retrieve(url: str, session: Session, *, is_gentle: bool = False) -> FetchResult:
    """Return the page of an entry, where its site allows; a search engine's redirect is undone.

    Args:
        url: its address.
        session: the network.
        is_gentle: its host is easily upset, as committee systems are.
    """
    return session.get(
        unwrap(url) or url, accept=ACCEPT_PAGE, obeys_robots=True, is_gentle=is_gentle
    )

"""A council's own page that was there and is not -> an event with where it was and when last seen.

Both what is polled (a news page, a feed, a committee system) and what was read (a document, or an
entry that was listed and gone before it could be read). The server must have said so itself: 404,
410, or a page that says that it is not there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.dates import LONDON, show_day
from monitor.records import EntryState, EventStatus, EventType, FormalEvent, Health, SourceKind
from monitor.urls import host_of
from monitor.walls import SOFT_404

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.records import Analysed, CouncilSlug, OwnSource

#: polls in a row that found nothing at a source's address before it counts as vanished
MISSING_AFTER = 3
#: labels that a council's hosts share: "sampleford.gov.uk"
_SITE = 3
_KINDS = {
    SourceKind.FEED: "news feed",
    SourceKind.PAGE: "page",
    SourceKind.SITEMAP: "site map",
    SourceKind.MODERNGOV: "committee system",
}


def find_vanished(source: OwnSource, *, now: datetime) -> FormalEvent | None:
    """Return the event that a source which worked before is not there any more.

    A server that says "410 Gone" is believed at once: it is not asked again.
    """
    if source.last_ok_at is None or source.n_missing == 0:
        return None
    if source.n_missing < MISSING_AFTER and source.health is not Health.GONE:
        return None
    what = _KINDS.get(source.kind, "page")
    note = f"{what} ({source.name}) is not there any more; it last answered on"
    return FormalEvent(
        type=EventType.PAGE_VANISHED,
        council=source.council,
        on=source.last_ok_at.astimezone(LONDON).date(),
        status=EventStatus.REPORTED,
        source=source.key,
        url=source.shown_url,
        note=f"{note} {show_day(source.last_ok_at)}",
        noted_at=now,
    )


def is_gone(analysed: Analysed) -> bool:
    """Return whether an entry came to nothing because there is nothing at its address."""
    is_soft = analysed.state is EntryState.DONE and SOFT_404 in analysed.reason
    return analysed.state is EntryState.GONE or (analysed.tagged is None and is_soft)


def is_own_host(url: str, own: str) -> bool:
    """Return whether an address lies on a site's own host, or on a neighbour under its name."""
    host, there = host_of(url), host_of(own)
    labels = host.split(".")[-_SITE:], there.split(".")[-_SITE:]
    return bool(host) and (host == there or (labels[0] == labels[1] and len(labels[0]) == _SITE))


def make_gone(
    analysed: Analysed,
    council: CouncilSlug,
    *,
    read_at: datetime | None,
    now: datetime,
) -> FormalEvent:
    """Return the event that a document of a council is not there any more.

    Args:
        analysed: what its entry came to.
        council: whom it was about.
        read_at: when it was last read; None when it was gone before.
        now: the time.
    """
    entry = analysed.entry
    if read_at is None:
        note = f"“{entry.title}” was listed, and gone before it was read"
    else:
        note = f"“{entry.title}” is not there any more; last read on {show_day(read_at)}"
    seen_at = read_at or entry.last_listed_at or now
    return FormalEvent(
        type=EventType.PAGE_VANISHED,
        council=council,
        on=seen_at.astimezone(LONDON).date(),
        status=EventStatus.REPORTED,
        source=entry.source,
        url=entry.url,
        note=note,
        noted_at=now,
    )

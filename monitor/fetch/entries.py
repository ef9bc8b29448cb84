"""What a feed says of one entry -> Entry: dates read, text made plain, links joined.

Shared by every kind that reads feeds; what each dialect does otherwise is in its own module. Dates
are read here from their words, as feedparser takes "BST" for UTC.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.dates import parse_date
from monitor.records import Entry, FetchResult, Source
from monitor.text import plain, sha256_hex, shorten
from monitor.urls import canonical_url, join

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.fetch.items import Item

#: characters of a summary that are kept
MAX_SUMMARY = 5_000
#: characters of mark-up that a summary is made of at most; a page's worth of pictures is none
MAX_MARKUP = 200_000
#: characters of a date that are looked at
MAX_DATE = 200
#: characters of a headline that is made of a summary
MAX_TITLE = 120


def make_entry(source: Source, result: FetchResult, item: Item) -> Entry | None:
    """Return an entry of a plain feed; None when it has neither title nor link."""
    title = plain(item.title)
    url = join(result.final_url, item.link) if item.link else ""
    summary = summary_of(item)
    # a status has neither headline nor page; its words are all there is
    title = title or (shorten(summary, MAX_TITLE) if not url else "")
    if not title and not url:
        return None
    published_at, updated_at = dates_of(item, now=result.fetched_at)
    address = canonical_url(url)
    return Entry(
        source=source.key,
        entry_key=item.guid.strip() or address or sha256_hex(f"{title}\n{published_at}"),
        url=url,
        address=address,
        title=title,
        summary=summary,
        published_at=published_at,
        updated_at=updated_at,
    )


def dates_of(item: Item, *, now: datetime) -> tuple[datetime | None, datetime | None]:
    """Return when an entry came out and when it was edited since; None where it does not say.

    Some sites date the last edit alone: it is the best that is known of both. A date in the future
    is none.
    """
    published_at = _date(item.published, now)
    updated_at = published_at if item.updated == item.published else _date(item.updated, now)
    if published_at is None:
        return updated_at or _date(item.created, now), updated_at
    return published_at, None if updated_at == published_at else updated_at


def summary_of(item: Item) -> str:
    """Return the longest text that an entry carries, as plain text."""
    return plain(max(item.texts, key=len, default="")[:MAX_MARKUP])[:MAX_SUMMARY]


def _date(words: str, now: datetime) -> datetime | None:
    return parse_date(words[:MAX_DATE], now=now) if words else None

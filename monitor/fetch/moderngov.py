"""Kind ``moderngov``: what is new on a committee system (Civica Modern.Gov) -> entries.

``mgRss.aspx`` where it answers, else the page ``mgWhatsNew.aspx``. Lines read
"dd/mm/yyyy - Agenda published: Audit Committee ...". A title such as "Auditor's Statutory
Recommendations" is news in itself, before any paper is opened. Councillors' addresses, which the
system's web service gives, are never asked for.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.dates import parse_date
from monitor.fetch import feed
from monitor.fetch.charset import decode_text
from monitor.fetch.entries import dates_of, summary_of
from monitor.fetch.http import ACCEPT_FEED
from monitor.fetch.page import parse_page
from monitor.fetch.walls import unreadable
from monitor.records import Entry, FetchResult, FetchStatus, PollState, Reading, Source
from monitor.text import plain, squeeze
from monitor.urls import join

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.fetch.http import Session
    from monitor.fetch.items import Item

RSS = "mgRss.aspx?XXR=0"
PAGE = "mgWhatsNew.aspx"
_LINE = re.compile(r"^(\d{1,2}/\d{1,2}/\d{4})\s*[-–]\s*(.+)$", re.DOTALL)
_XML = re.compile(rb"^\s*(?:\xef\xbb\xbf)?\s*<(?:\?xml|rss|feed|rdf)", re.IGNORECASE)


def poll(source: Source, state: PollState, session: Session) -> FetchResult:
    """Ask for the feed of what is new, and for the page where there is no such feed."""
    base = source.url.rstrip("/") + "/"
    result = session.get(join(base, RSS), validators=state.validators, accept=ACCEPT_FEED)
    has_feed = result.status is FetchStatus.FETCHED and _XML.match(result.body)
    if has_feed or result.status in {FetchStatus.NOT_MODIFIED, FetchStatus.RATE_LIMITED}:
        return result
    if result.status is FetchStatus.FAILED and result.http_status is None:
        return result
    return session.get(join(base, PAGE), validators=state.validators, obeys_robots=True)


def read(source: Source, result: FetchResult) -> Reading:
    """Return what is new on a committee site, in its order.

    Raises:
        ReadError: the answer is neither the feed nor the page; `WallError` when a wall stands there.
    """
    if _XML.match(result.body):
        return feed.read_entries(source, result, _from_feed)
    tree = parse_page(result)
    content = tree.find_class("mgContent") or [tree]
    entries: dict[str, Entry] = {}
    for item in content[0].iter("li"):
        line = squeeze(item.text_content())
        links = [a for a in item.iter("a") if a.get("href")]
        if not _LINE.match(line) or not links:
            continue
        url = join(result.final_url, links[0].get("href") or "")
        entry = _make_entry(source, line, url, result.fetched_at)
        entries.setdefault(entry.entry_key, entry)
    if not entries and not tree.find_class("mgContent"):
        text = decode_text(result.body, result.media_type)
        raise unreadable(text, "is not a page of the committee system")
    return Reading(entries=tuple(entries.values()))


def _from_feed(source: Source, result: FetchResult, item: Item) -> Entry | None:
    title = plain(item.title)
    url = join(result.final_url, item.link)
    if not title and not url:
        return None
    published_at, updated_at = dates_of(item, now=result.fetched_at)
    entry = _make_entry(source, title, url, result.fetched_at)
    return replace(
        entry,
        summary=summary_of(item),
        published_at=published_at or entry.published_at,
        updated_at=updated_at,
    )


def _make_entry(source: Source, line: str, url: str, now: datetime) -> Entry:
    """Return a line as an entry; the same page with another event is another entry.

    It has no canonical address, under which the two would meet.
    """
    found = _LINE.match(line)
    title = squeeze(found[2]) if found else line
    return Entry(
        source=source.key,
        entry_key=f"{url} {title}",
        url=url,
        title=title,
        published_at=parse_date(found[1], now=now) if found else None,
    )

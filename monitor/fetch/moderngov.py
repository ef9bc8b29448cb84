"""Kind ``moderngov``: what is new on a committee system (Civica Modern.Gov) -> entries.

``mgRss.aspx`` where it answers, else the page ``mgWhatsNew.aspx``. Lines read
"dd/mm/yyyy - Agenda published: Audit Committee ...". A title such as "Auditor's Statutory
Recommendations" is news in itself, before any paper is opened. Councillors' addresses, which the
system's web service gives, are never asked for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from monitor.dates import parse_date
from monitor.errors import ReadError
from monitor.fetch import feed
from monitor.fetch.http import ACCEPT_FEED
from monitor.fetch.page import parse_page
from monitor.records import Entry, FetchResult, FetchStatus, PollState, Reading, Source
from monitor.text import plain, squeeze
from monitor.urls import join

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from monitor.fetch.http import Session

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
        ReadError: the answer is neither the feed nor the page.
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
        entry = _make_entry(source, line, url, "", None, result.fetched_at)
        entries.setdefault(entry.entry_key, entry)
    if not entries and not tree.find_class("mgContent"):
        msg = "is not a page of the committee system"
        raise ReadError(msg)
    return Reading(entries=tuple(entries.values()))


def _from_feed(source: Source, result: FetchResult, item: Mapping[str, Any]) -> Entry | None:
    title = plain(str(item.get("title") or ""))
    url = join(result.final_url, str(item.get("link") or ""))
    if not title and not url:
        return None
    dated = feed.date_of(item, now=result.fetched_at)
    return _make_entry(source, title, url, feed.summary_of(item), dated, result.fetched_at)


def _make_entry(  # the fields of one line
    source: Source,
    line: str,
    url: str,
    summary: str,
    dated: datetime | None,
    now: datetime,
) -> Entry:
    """Return a line as an entry; the same page with another event is another entry."""
    found = _LINE.match(line)
    title = squeeze(found[2]) if found else line
    published_at = parse_date(found[1], now=now) if found else None
    return Entry(
        source=source.key,
        entry_key=f"{url} {title}",
        url=url,
        title=title,
        summary=summary,
        published_at=dated or published_at,
    )

"""Two dialects of Google's: alerts (Atom) and news searches (RSS) -> entries.

An alert's links are redirects that name their article: they are undone here, and the article's
canonical address is the key, as one story comes through several alerts with another id each. Its
dates say when Google found the page, not when it came out: the page's own date wins later.

A news search's links name nothing, and cannot be decoded: `monitor.urls.is_opaque` knows them.
Their pages cannot be had, so that an entry is read from its title alone; the summary only repeats
it. What was searched for is in neither: titles of feeds are worded in many languages.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from monitor.fetch.entries import dates_of, make_entry, summary_of
from monitor.records import Entry, FetchResult, Source
from monitor.text import plain
from monitor.urls import canonical_url, host_of, is_web, unwrap

if TYPE_CHECKING:
    from monitor.fetch.items import Item, ParsedFeed

_ALERT_ID = re.compile(r"tag:google\.com,2005:reader/user/[^/]*/state/com\.google/alerts/")
_NEWS_GENERATOR = "NFE/"
#: alert, host, language, region, in the record that every link of an alert carries
_EDITION = re.compile(rb"[0-9a-f]{6,}:[a-z.]{2,}:([A-Za-z-]{2,10}):([A-Z]{2})\b")
_CUT_MARK = re.compile(r"\s*(?:\.\.\.|…)$")


def is_alert(feed: ParsedFeed) -> bool:
    """Return whether a feed is an alert, whatever it was configured as."""
    return _ALERT_ID.match(feed.id) is not None


def is_news_search(feed: ParsedFeed, result: FetchResult) -> bool:
    """Return whether a feed is a search of Google News."""
    is_theirs = host_of(result.final_url) == "news.google.com"
    return is_theirs or feed.generator.startswith(_NEWS_GENERATOR)


def edition_of(feed: ParsedFeed) -> str:
    """Return the language and region that an alert searches, such as "en:GB"; "" unless it says."""
    for item in feed.items:
        try:
            words = parse_qs(urlsplit(item.link).query).get("cd", [""])[0]
            record = base64.urlsafe_b64decode(words + "=" * (-len(words) % 4))
        except (ValueError, binascii.Error):
            continue
        if found := _EDITION.search(record):
            return f"{found[1].decode()}:{found[2].decode()}"
    return ""


def make_alert_entry(source: Source, result: FetchResult, item: Item) -> Entry:
    """Return what an alert found, under its article's own address.

    Raises:
        ValueError: its link leads to no web address.
    """
    url = unwrap(item.link.strip())
    if not is_web(url):
        msg = "its link leads to no web address"
        raise ValueError(msg)
    address = canonical_url(url)
    published_at, updated_at = dates_of(item, now=result.fetched_at)
    return Entry(
        source=source.key,
        entry_key=address or url,
        url=url,
        address=address,
        title=_uncut(plain(item.title)),
        summary=_uncut(summary_of(item)),
        published_at=published_at,
        updated_at=updated_at,
    )


def make_news_entry(source: Source, result: FetchResult, item: Item) -> Entry | None:
    """Return what a news search found, without its publisher's name; None when it has no title."""
    entry = make_entry(source, result, item)
    if entry is None:
        return None
    publisher = plain(item.publisher)
    title = entry.title.removesuffix(f" - {publisher}") if publisher else entry.title
    summary = entry.summary.removesuffix(publisher).strip()
    return replace(entry, title=title, summary="" if summary == title else summary)


def _uncut(text: str) -> str:
    """Drop the mark that Google leaves where it cut a text."""
    return _CUT_MARK.sub("", text)

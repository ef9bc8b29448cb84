"""Kind ``feed``: RSS, Atom, RDF and JSON Feed -> entries, each in the dialect that it turns out to be.

Reading bytes is `monitor.fetch.parse`'s part, making entries `monitor.fetch.entries`'s. A faulty
entry costs only itself.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.fetch import google
from monitor.fetch.entries import make_entry
from monitor.fetch.http import ACCEPT_FEED
from monitor.fetch.parse import parse_feed
from monitor.records import Entry, FetchResult, PollState, Reading, Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.fetch.http import Session
    from monitor.fetch.items import Item, ParsedFeed

    Make = Callable[[Source, FetchResult, Item], Entry | None]

#: entries of one feed that are read at most; an archive at the first read has thousands
MAX_ENTRIES = 5_000


def poll(source: Source, state: PollState, session: Session) -> FetchResult:
    """Ask for the feed, with the validators that the state holds."""
    return session.get(source.url, validators=state.validators, accept=ACCEPT_FEED)


def read(source: Source, result: FetchResult) -> Reading:
    """Return what a feed lists, in its order.

    Raises:
        ReadError: the answer is no feed, with the reason in plain English; `WallError` when a wall
            stands in its place.
    """
    return read_entries(source, result, None)


def read_entries(source: Source, result: FetchResult, make: Make | None) -> Reading:
    """Return what a feed lists, each entry made by ``make``; kinds built on feeds use it.

    Args:
        source: whose entries they are.
        result: the answer.
        make: makes one entry; None = as the feed's dialect asks.

    Raises:
        ReadError: the answer is no feed.
    """
    feed = parse_feed(result)
    return list_entries(source, result, feed, make or _dialect(feed, result))


def list_entries(source: Source, result: FetchResult, feed: ParsedFeed, make: Make) -> Reading:
    """Return the entries of a parsed feed; those that cannot be made are faults."""
    entries: list[Entry] = []
    faults: list[str] = []
    for place, item in enumerate(feed.items[:MAX_ENTRIES], start=1):
        try:
            entry = make(source, result, item)
        except (ValueError, TypeError, AttributeError, OverflowError) as error:
            faults.append(f"entry {place}: {error}")
            continue
        if entry is None:
            faults.append(f"entry {place}: has neither title nor link")
        else:
            entries.append(entry)
    if len(feed.items) > MAX_ENTRIES:
        faults.append(f"lists {len(feed.items)} entries; the first {MAX_ENTRIES} were read")
    return Reading(
        # an alert's results are known by their articles alone, however they are headed
        entries=_once(entries) if make is google.make_alert_entry else _told_apart(entries),
        rhythm=feed.rhythm,
        edition=google.edition_of(feed) if google.is_alert(feed) else "",
        faults=tuple(faults),
    )


def _dialect(feed: ParsedFeed, result: FetchResult) -> Make:
    if google.is_alert(feed):
        return google.make_alert_entry
    return google.make_news_entry if google.is_news_search(feed, result) else make_entry


def _once(listed: list[Entry]) -> tuple[Entry, ...]:
    """Return the first entry under each key."""
    first: dict[str, Entry] = {}
    for entry in listed:
        first.setdefault(entry.entry_key, entry)
    return tuple(first.values())


def _told_apart(listed: list[Entry]) -> tuple[Entry, ...]:
    """Return each story once; those that share a guid or a page are known by more than that.

    All of them are, not all but the first: whichever comes first today may come second tomorrow,
    and a new story must not be taken for one that was seen.
    """
    stories: dict[tuple[str, str, str], Entry] = {}
    for entry in listed:
        stories.setdefault((entry.entry_key, entry.url, entry.title), entry)
    n_sharing = Counter(key for key, _, _ in stories)
    n_at_page = Counter((key, url) for key, url, _ in stories)
    if len(n_sharing) == len(stories):
        return tuple(stories.values())
    keyed = []
    for (key, url, title), entry in stories.items():
        if n_sharing[key] > 1:
            is_page = url and n_at_page[key, url] == 1
            beside = url if is_page else f"{'' if key == entry.address else url} {title}".strip()
            keyed.append(replace(entry, entry_key=f"{key} {beside}"))
        else:
            keyed.append(entry)
    return tuple(keyed)

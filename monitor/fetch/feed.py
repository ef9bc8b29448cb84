"""Kind ``feed``: RSS, Atom, RDF and JSON Feed -> entries. feedparser's only home.

RSS 2.0 (https://www.rssboard.org/rss-specification), Atom (RFC 4287), JSON Feed 1.1. feedparser
reads nearly everything; dates are read again here, as it takes "BST" for UTC. Entities that a
document declares itself are not expanded. A faulty entry costs only itself.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import feedparser

from monitor.dates import parse_date
from monitor.errors import ReadError
from monitor.fetch.http import ACCEPT_FEED
from monitor.records import Entry, FetchResult, PollState, Reading, Source
from monitor.text import plain, sha256_hex, shorten, squeeze
from monitor.urls import canonical_url, join

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from monitor.fetch.http import Session

#: entries of one feed that are read at most; an archive at the first read has thousands
MAX_ENTRIES = 5_000
#: characters of a summary that are kept
MAX_SUMMARY = 5_000
#: characters of a headline that is made of a summary
MAX_TITLE = 120
_INTERNAL_SUBSET = re.compile(rb"(<!DOCTYPE[^\[>]*)\[.*?\]\s*>", re.DOTALL | re.IGNORECASE)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_HEAD = 64 * 1024


def poll(source: Source, state: PollState, session: Session) -> FetchResult:
    """Ask for the feed, with the validators that the state holds."""
    return session.get(source.url, validators=state.validators, accept=ACCEPT_FEED)


def read(source: Source, result: FetchResult) -> Reading:
    """Return what a feed lists, in its order.

    Raises:
        ReadError: the answer is no feed, with the reason in plain English.
    """
    return read_entries(source, result, _make_entry)


def read_entries(
    source: Source,
    result: FetchResult,
    make: Callable[[Source, FetchResult, Mapping[str, Any]], Entry | None],
) -> Reading:
    """Return what a feed lists, each entry made by ``make``; kinds built on feeds use it."""
    raw = _parse(result)
    entries: dict[str, Entry] = {}
    faults: list[str] = []
    for place, item in enumerate(raw[:MAX_ENTRIES], start=1):
        try:
            entry = make(source, result, item)
        except (ValueError, TypeError, AttributeError, OverflowError) as error:
            faults.append(f"entry {place}: {error}")
            continue
        if entry is None:
            faults.append(f"entry {place}: has neither title nor link")
        else:
            _add(entries, entry)
    if len(raw) > MAX_ENTRIES:
        faults.append(f"lists {len(raw)} entries; the first {MAX_ENTRIES} were read")
    return Reading(entries=tuple(entries.values()), faults=tuple(faults))


def _add(entries: dict[str, Entry], entry: Entry) -> None:
    """Add an entry; one that shares its guid with another story is known by its address too."""
    held = entries.setdefault(entry.entry_key, entry)
    if (held.url, held.title) != (entry.url, entry.title):
        key = f"{entry.entry_key} {entry.url or entry.title}"
        entries.setdefault(key, replace(entry, entry_key=key))


def date_of(item: Mapping[str, Any], *, now: datetime) -> datetime | None:
    """Return when an entry says it came out; None when it does not, or says the future."""
    for key in ("published", "updated", "created"):
        # feedparser's own look-up answers one date with another, and warns
        text = dict.get(item, key) if isinstance(item, dict) else None
        if isinstance(text, str) and (found := parse_date(text, now=now)):
            return found
    return None


def _parse(result: FetchResult) -> list[Mapping[str, Any]]:
    body = result.body
    if not body.strip():
        msg = "the answer is empty"
        raise ReadError(msg)
    if body.lstrip()[:1] == b"{":
        return _parse_json(body)
    is_declared = b"<!ENTITY" in body[:_HEAD].upper()
    if is_declared:
        body = _INTERNAL_SUBSET.sub(rb"\1>", body[:_HEAD], count=1) + body[_HEAD:]
    headers = {"content-type": result.media_type} if result.media_type else {}
    try:
        parsed = feedparser.parse(
            body,
            response_headers={**headers, "content-location": result.final_url},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:
        # feedparser lets errors of every library below it through
        msg = f"cannot be read as a feed: {type(error).__name__}"
        raise ReadError(msg) from error
    entries: list[Mapping[str, Any]] = list(parsed.get("entries", []))
    if entries or parsed.get("version"):
        return entries
    if _HTML.search(body[:_HEAD]):
        msg = "is a web page, not a feed"
        raise ReadError(msg)
    cause = squeeze(str(parsed.get("bozo_exception") or "nothing in it is known"))
    msg = f"is not a feed: {shorten(cause, 120)}"
    raise ReadError(msg)


def _parse_json(body: bytes) -> list[Mapping[str, Any]]:
    try:
        feed = json.loads(body)
        items = feed["items"]
    except (ValueError, KeyError, TypeError) as error:
        msg = "is JSON, but not a JSON Feed"
        raise ReadError(msg) from error
    return [
        {
            "id": item.get("id"),
            "link": item.get("url") or item.get("external_url"),
            "title": item.get("title"),
            "summary": item.get("summary") or item.get("content_text") or item.get("content_html"),
            "published": item.get("date_published"),
            "updated": item.get("date_modified"),
        }
        for item in items
        if isinstance(item, dict)
    ]


def _make_entry(source: Source, result: FetchResult, item: Mapping[str, Any]) -> Entry | None:
    title = plain(str(item.get("title") or ""))
    link = str(item.get("link") or "").strip()
    url = join(result.final_url, link) if link else ""
    summary = summary_of(item)
    # a status has neither headline nor page; its words are all there is
    title = title or (shorten(summary, MAX_TITLE) if not url else "")
    if not title and not url:
        return None
    published_at = date_of(item, now=result.fetched_at)
    return Entry(
        source=source.key,
        entry_key=key_of(str(item.get("id") or ""), url, title, published_at),
        url=url,
        address=canonical_url(url),
        title=title,
        summary=summary,
        published_at=published_at,
    )


def key_of(guid: str, url: str, title: str, published_at: datetime | None) -> str:
    """Return what an entry is known by: guid, else canonical address, else title and date."""
    if guid.strip():
        return guid.strip()
    return canonical_url(url) or sha256_hex(f"{title}\n{published_at}")


def summary_of(item: Mapping[str, Any]) -> str:
    """Return the longest text that an entry carries, as plain text."""
    texts = [str(item.get("summary") or "")]
    texts += [str(c.get("value") or "") for c in item.get("content") or []]
    return plain(max(texts, key=len))[:MAX_SUMMARY]

"""Kind ``sitemap``: news sitemaps, plain ones with ``lastmod`` and indexes of them -> entries.

Sitemaps 0.9 (https://www.sitemaps.org/protocol.html) and Google's news extension. Of an index the
newest child with news is asked: each month's child may have a name of its own, so the source keeps
the index's address and each poll asks twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lxml import etree

from monitor.charset import decode_feed
from monitor.dates import parse_date
from monitor.errors import ReadError
from monitor.fetch.walls import unreadable
from monitor.records import (
    Entry,
    Fault,
    FetchResult,
    FetchStatus,
    PollState,
    Reading,
    Source,
    Validators,
)
from monitor.text import squeeze
from monitor.urls import canonical_url, join

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitor.fetch.http import Session

ACCEPT = "application/xml, text/xml"
#: the newest addresses of a sitemap that are read at most
MAX_ENTRIES = 1_000

#: namespaces whose elements are not the page's own, such as the address of a picture
_MEDIA = re.compile(r"schemas/sitemap-(?:image|video|pagemap)|/xhtml")
_NEWS = re.compile(r"news|press-?release|post|article|stor(?:y|ies)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Child:
    url: str
    lastmod: str


def poll(source: Source, state: PollState, session: Session) -> FetchResult:
    """Ask for the sitemap, with the validators that the state holds; of an index, for its child.

    What comes of two answers has no validators: the index's say nothing of the child, and those of
    one child nothing of the next.
    """
    result = session.get(source.url, validators=state.validators, accept=ACCEPT)
    if result.status is not FetchStatus.FETCHED:
        return result
    child = newest_child(source, result)
    if not child:
        return result
    answer = session.get(child, accept=ACCEPT)
    is_missing = answer.status is FetchStatus.GONE
    return replace(
        answer,
        url=result.url,
        validators=Validators(),
        moved_to=result.moved_to,
        # a child that is gone does not end the index
        status=FetchStatus.FAILED if is_missing else answer.status,
        fault=Fault.MISSING if is_missing else answer.fault,
        reason=f"the sitemap that it names: {answer.reason}" if answer.reason else "",
    )


def newest_child(source: Source, result: FetchResult) -> str:
    """Return the sitemap of an index that is to be read, "" when the answer is no index.

    Those with news in their name, or with what counts of the source, come before the rest; of
    these the one edited last, else the one with the highest numbers in its name.
    """
    root = _root(result)
    if root is None or etree.QName(root).localname != "sitemapindex":
        return ""
    children = [
        _Child(url=url, lastmod=words.get("lastmod", ""))
        for words in _rows(root)
        if (url := join(result.final_url, words.get("loc", "")))
    ]

    def rank(child: _Child) -> tuple[bool, float, tuple[int, ...]]:
        path = urlsplit(child.url).path
        is_news = _NEWS.search(path) is not None or any(o.strip("/") in path for o in source.only)
        edited_at = parse_date(child.lastmod, now=result.fetched_at)
        numbers = tuple(int(n) for n in re.findall(r"\d{1,8}", path))
        return is_news, edited_at.timestamp() if edited_at else 0.0, numbers

    return max(children, key=rank).url if children else ""


def read(source: Source, result: FetchResult) -> Reading:
    """Return the pages that a sitemap dates, newest first; of them only those that count.

    Raises:
        ReadError: the answer is no sitemap; `WallError` when a wall stands in its place.
    """
    root = _root(result)
    name = "" if root is None else etree.QName(root).localname
    if name == "sitemapindex":
        msg = "is an index that names no sitemap"
        raise ReadError(msg)
    if root is None or name != "urlset":
        raise unreadable(decode_feed(result.body, result.media_type), "is not a sitemap")
    entries: dict[str, Entry] = {}
    for words in _rows(root):
        entry = _entry(source, result, words)
        if entry and (not source.only or urlsplit(entry.url).path.startswith(source.only)):
            entries[entry.entry_key] = entry
    newest = sorted(
        entries.values(), key=lambda e: e.published_at.timestamp() if e.published_at else 0.0
    )
    return Reading(entries=tuple(reversed(newest[-MAX_ENTRIES:])))


def _root(result: FetchResult) -> etree._Element | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        root: etree._Element | None = etree.fromstring(result.body, parser=parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return root


def _rows(root: etree._Element) -> Iterator[Mapping[str, str]]:
    """Yield what is said of each page or sitemap, by bare names; pictures and films are left out."""
    for node in root.iterchildren("{*}*"):
        words: dict[str, str] = {}
        for element in node.iter("{*}*"):
            name = etree.QName(element)
            if not _MEDIA.search(name.namespace or ""):
                words.setdefault(name.localname, squeeze(element.text or ""))
        yield words


def _entry(source: Source, result: FetchResult, words: Mapping[str, str]) -> Entry | None:
    url = join(result.final_url, words.get("loc", ""))
    if not url:
        return None
    address = canonical_url(url)
    updated_at = parse_date(words.get("lastmod", ""), now=result.fetched_at)
    published_at = parse_date(words.get("publication_date", ""), now=result.fetched_at)
    return Entry(
        source=source.key,
        entry_key=address or url,
        url=url,
        address=address,
        title=words.get("title", ""),
        # most sitemaps date the last edit alone: it is the best that is known of both
        published_at=published_at or updated_at,
        updated_at=None if updated_at == published_at else updated_at,
    )

"""Kind ``sitemap``: news sitemaps and plain ones with ``lastmod`` -> entries.

Sitemaps 0.9 (https://www.sitemaps.org/protocol.html) and Google's news extension.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from monitor.dates import parse_date
from monitor.errors import ReadError
from monitor.fetch.charset import decode_text
from monitor.fetch.walls import unreadable
from monitor.records import Entry, FetchResult, PollState, Reading, Source
from monitor.text import squeeze
from monitor.urls import canonical_url, is_web

if TYPE_CHECKING:
    from monitor.fetch.http import Session

#: the newest addresses of a sitemap that are read at most
MAX_ENTRIES = 1_000


def poll(source: Source, state: PollState, session: Session) -> FetchResult:
    """Ask for the sitemap, with the validators that the state holds."""
    return session.get(source.url, validators=state.validators, accept="application/xml, text/xml")


def read(source: Source, result: FetchResult) -> Reading:
    """Return the pages that a sitemap dates, newest first.

    Raises:
        ReadError: the answer is no sitemap; `WallError` when a wall stands in its place.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        root = etree.fromstring(result.body, parser=parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        msg = "is not XML"
        raise ReadError(msg) from error
    if root is None or etree.QName(root).localname not in {"urlset", "sitemapindex"}:
        raise unreadable(decode_text(result.body, result.media_type), "is not a sitemap")
    entries = {}
    for node in root:
        words = {
            etree.QName(child).localname: squeeze(child.text or "")
            for child in node.iter()
            if isinstance(child.tag, str)
        }
        url = words.get("loc", "")
        if not is_web(url):
            continue
        address = canonical_url(url)
        key = address or url
        updated_at = parse_date(words.get("lastmod", ""), now=result.fetched_at)
        published_at = parse_date(words.get("publication_date", ""), now=result.fetched_at)
        entries[key] = Entry(
            source=source.key,
            entry_key=key,
            url=url,
            address=address,
            title=words.get("title", ""),
            # most sitemaps date the last edit alone: it is the best that is known of both
            published_at=published_at or updated_at,
            updated_at=None if updated_at == published_at else updated_at,
        )
    newest = sorted(
        entries.values(), key=lambda e: e.published_at.timestamp() if e.published_at else 0.0
    )
    return Reading(entries=tuple(reversed(newest[-MAX_ENTRIES:])))

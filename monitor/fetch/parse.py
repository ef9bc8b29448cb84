"""Bytes of a feed -> the feed in its own words. feedparser's only home.

RSS 2.0 (https://www.rssboard.org/rss-specification), Atom (RFC 4287), RDF, JSON Feed 1.1. The
strict reader comes first, as it is several times faster; feedparser reads all that is not quite XML.
What is no feed at all is named: an empty answer, a wall, a web page.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import feedparser

from monitor.charset import decode_feed
from monitor.errors import ReadError
from monitor.fetch.encoding import unpack
from monitor.fetch.entities import without_declarations
from monitor.fetch.items import Item, ParsedFeed
from monitor.fetch.rhythm import find_skips, make_rhythm
from monitor.fetch.walls import unreadable
from monitor.fetch.xml_feed import parse_xml
from monitor.text import shorten, squeeze

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.records import FetchResult

#: bytes of a file that was packed by its author, unpacked
MAX_UNPACKED = 32 * 1024 * 1024
_HEAD = 64 * 1024
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
#: where a feed begins, after what a server's faulty script has said
_OPENING = re.compile(r"<\?xml\s|<(?:rss|feed|rdf:RDF|[\w.-]+:feed)[\s>]", re.IGNORECASE)
_FEED = re.compile(r"<(?:rss|feed|rdf:RDF|[\w.-]+:feed|channel|item|entry)[\s>]", re.IGNORECASE)
#: characters that XML does not have
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def parse_feed(result: FetchResult) -> ParsedFeed:
    """Return the feed that an answer holds.

    Raises:
        WallError: a bot wall, a consent page or a login page stands in its place.
        ReadError: the answer is no feed, with the reason in plain English.
    """
    text = open_text(result)
    if text.startswith("{"):
        return _parse_json(text)
    strict = parse_xml(text)
    if strict is None and _NO_XML.search(text):
        text = _NO_XML.sub("", text)
        strict = parse_xml(text)
    return parse_loose(text) if strict is None else strict


def open_text(result: FetchResult) -> str:
    """Return the text of a feed from where it begins, without what it declares itself.

    Raises:
        ReadError: it is empty, or would grow without bound.
    """
    text = decode_feed(unpack(result.body, MAX_UNPACKED), result.media_type).strip()
    if not text:
        msg = "the answer is empty"
        raise ReadError(msg)
    return text if text.startswith("{") else without_declarations(_without_junk(text))


def parse_loose(text: str) -> ParsedFeed:
    """Return what feedparser makes of a text, well-formed or not.

    Raises:
        WallError: a wall stands in the feed's place.
        ReadError: nothing of a feed is in it.
    """
    if not _FEED.search(text):
        raise _no_feed(text, "nothing in it is known")
    # without an address of its own, feedparser leaves ids and links as they are written
    headers = {"content-type": "application/xml; charset=utf-8"}
    try:
        parsed = feedparser.parse(
            text.encode("utf-8", "replace"),
            response_headers=headers,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:
        # feedparser lets errors of every library below it through
        msg = f"cannot be read as a feed: {type(error).__name__}"
        raise ReadError(msg) from error
    if not parsed.get("entries") and not parsed.get("version"):
        raise _no_feed(text, str(parsed.get("bozo_exception") or "nothing in it is known"))
    head = parsed.get("feed", {})
    hours, days = find_skips(text)
    return ParsedFeed(
        items=tuple(_make_item(entry) for entry in parsed.get("entries", ())),
        id=_words(head, "id"),
        generator=_words(head, "generator"),
        rhythm=make_rhythm(
            ttl=_words(head, "ttl"),
            period=_words(head, "sy_updateperiod"),
            frequency=_words(head, "sy_updatefrequency"),
            hours=hours,
            days=days,
        ),
    )


def _without_junk(text: str) -> str:
    """Return a text from where its feed begins; a web page stays whole."""
    if text.startswith(("<?", "<!")) or _OPENING.match(text):
        return text
    opening = _OPENING.search(text, 0, _HEAD)
    if not opening or _HTML.search(text, 0, opening.start()):
        return text
    return text[opening.start() :]


def _no_feed(text: str, cause: str) -> ReadError:
    """Return what stands in the feed's place, as an error."""
    if not _HTML.search(text, 0, _HEAD):
        return ReadError(f"is not a feed: {shorten(squeeze(cause), 120)}")
    return unreadable(text, "is a web page, not a feed")


def _make_item(entry: Mapping[str, Any]) -> Item:
    source = dict.get(entry, "source") if isinstance(entry, dict) else None
    contents = entry.get("content") or ()
    return Item(
        guid=_words(entry, "id"),
        link=_words(entry, "link"),
        title=_words(entry, "title"),
        texts=(_words(entry, "summary"), *(str(c.get("value") or "") for c in contents)),
        published=_words(entry, "published"),
        updated=_words(entry, "updated"),
        created=_words(entry, "created"),
        publisher=_words(source, "title") if isinstance(source, dict) else "",
    )


def _words(part: Mapping[str, Any], key: str) -> str:
    # feedparser's own look-up answers one date with another, and warns
    found = dict.get(part, key) if isinstance(part, dict) else part.get(key)
    return found if isinstance(found, str) else ""


def _parse_json(text: str) -> ParsedFeed:
    try:
        listed = json.loads(text)["items"]
        items = tuple(_json_item(item) for item in listed if isinstance(item, dict))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        msg = "is JSON, but not a JSON Feed"
        raise ReadError(msg) from error
    return ParsedFeed(items=items)


def _json_item(item: Mapping[str, object]) -> Item:
    def words(key: str) -> str:
        found = item.get(key)
        return str(found) if isinstance(found, str | int) else ""

    return Item(
        guid=words("id"),
        link=words("url") or words("external_url"),
        title=words("title"),
        texts=(words("summary") or words("content_text") or words("content_html"),),
        published=words("date_published"),
        updated=words("date_modified"),
    )

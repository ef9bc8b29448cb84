"""The bytes of an answer -> what sort of list they are, and what it calls itself. Pure.

Media types are not asked: feeds come as text/html and pages as text/xml.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from lxml import etree

from monitor.errors import ReadError
from monitor.fetch.json_list import is_json_feed
from monitor.fetch.page import parse_page
from monitor.records import SourceKind
from monitor.text import plain, shorten

if TYPE_CHECKING:
    from monitor.records import FetchResult

#: characters of a title that are kept
MAX_TITLE = 80
_HEAD = 4096
_XML = re.compile(rb"^\s*(?:\xef\xbb\xbf)?\s*<(?:\?xml|rss|feed|rdf:RDF|urlset|sitemapindex)\b")
_HTML = re.compile(rb"<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_SITEMAP = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)\b")
_SITEMAP_INDEX = re.compile(rb"<(?:\w+:)?sitemapindex\b")
#: the feed's id says that it is an alert, whatever address it came by
_ALERT_ID = b"tag:google.com,2005:reader/user/"


def kind_of(result: FetchResult) -> SourceKind | None:
    """Return what sort of list an answer is; None for a web page."""
    head = result.body[:_HEAD]
    if head.lstrip()[:1] in {b"{", b"["}:
        return SourceKind.FEED if is_json_feed(result.body) else SourceKind.PAGE
    if not _XML.match(head) or _HTML.search(head):
        return None
    if _ALERT_ID in head:
        return SourceKind.GOOGLE_ALERTS
    return SourceKind.SITEMAP if _SITEMAP.search(head) else SourceKind.FEED


def is_sitemap_index(result: FetchResult) -> bool:
    """Return whether an answer lists sitemaps, not pages."""
    is_sitemap = kind_of(result) is SourceKind.SITEMAP
    return is_sitemap and _SITEMAP_INDEX.search(result.body[:_HEAD]) is not None


def title_of(result: FetchResult) -> str:
    """Return what a feed or page calls itself, on one line, "" when it does not."""
    body = result.body
    if body.lstrip()[:1] in {b"{", b"["}:
        title = _json_title(body)
    elif kind_of(result) is None:
        title = _page_title(result)
    else:
        title = plain(_xml_title(body))
    return shorten(title, MAX_TITLE)


def _json_title(body: bytes) -> str:
    try:
        return plain(str(json.loads(body).get("title") or ""))
    except (ValueError, AttributeError):
        return ""


def _page_title(result: FetchResult) -> str:
    try:
        tree = parse_page(result)
    except ReadError:
        return ""
    return " ".join(t.text_content() for t in tree.findall(".//head/title"))


def _xml_title(body: bytes) -> str:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        root = etree.fromstring(body, parser=parser)
    except (etree.XMLSyntaxError, ValueError):
        return ""
    if root is None:
        return ""
    # the feed's own title stands under its root (Atom) or one below (RSS, RDF)
    near = [*root, *(root[0] if len(root) else ())]
    named = (n.text for n in near if isinstance(n.tag, str) and n.tag.endswith("title"))
    return next((text for text in named if text), "")

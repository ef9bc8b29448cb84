"""HTML -> Document, by trafilatura; title, date and address from the page's own metadata first.

The page's metadata (JSON-LD of schema.org, Open Graph, meta elements) is read off the same tree:
trafilatura's own search for it costs as much as the text.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import trafilatura
from charset_normalizer import from_bytes
from lxml import etree

from monitor.dates import parse_date
from monitor.errors import ExtractError
from monitor.records import Document, Page
from monitor.text import plain, squeeze
from monitor.urls import canonical_url, host_of, join

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from lxml import html as lxml_html

#: bytes looked at for a declaration
_HEAD = 8_192
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|article|div|p|h1)\b", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
#: what browsers take these names for (WHATWG Encoding Standard)
_REALLY = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "ascii": "cp1252",
           "us-ascii": "cp1252"}  # fmt: skip
_DATE_METAS = (
    "article:published_time", "datepublished", "dc.date.issued", "dcterms.created", "dcterms.date",
    "dc.date", "date", "parsely-pub-date", "pubdate", "publish-date", "publication_date",
)  # fmt: skip
_TITLE_METAS = ("og:title", "twitter:title", "dc.title", "dcterms.title")
#: whole pages that stand in an article's place
_WALLS = (
    (re.compile(r"\b(?:enable|disable|turn off).{0,30}\b(?:javascript|ad.?blocker)\b", re.IGNORECASE),
     "asks for scripts instead of showing its text"),
    (re.compile(r"\b(?:checking your browser|verify (?:that )?you are (?:a )?human|"
                r"attention required|access denied|just a moment)\b", re.IGNORECASE),
     "shows a bot wall instead of its text"),
    (re.compile(r"\b(?:accept|consent|agree).{0,40}\bcookies?\b", re.IGNORECASE),
     "shows a consent page instead of its text"),
    (re.compile(r"\b(?:subscribe|register|sign in|log in) (?:now )?to (?:continue|read)\b", re.IGNORECASE),
     "shows a paywall instead of its text"),
)  # fmt: skip
#: a wall is short; a long text only mentions one
_WALL_LENGTH = 900


def is_html(page: Page) -> bool:
    """Return whether bytes are a web page, whatever their type says."""
    kind = page.media_type.lower()
    says_other = kind and "html" not in kind and "xml" not in kind and "text/plain" not in kind
    return not says_other and _HTML.search(page.body[:_HEAD]) is not None


def extract_html(page: Page) -> Document:
    """Return the article of a page, without what stands round it.

    Raises:
        ExtractError: the page holds no article, or a wall in its place.
    """
    markup = decode(page.body, page.media_type)
    try:
        tree = trafilatura.load_html(markup)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        msg = "is not a web page that can be read"
        raise ExtractError(msg) from error
    if tree is None:
        msg = "is not a web page that can be read"
        raise ExtractError(msg)
    metas = _metas(tree)
    linked = tuple(_linked_data(tree))
    url = _canonical(tree, page.url)
    title = _title(page, tree, metas, linked)
    published_at = _published(metas, linked, page) or page.published_at
    text = _text(tree)
    if len(text) < _WALL_LENGTH:
        for pattern, reason in _WALLS:
            if pattern.search(text or squeeze(tree.text_content())[:_WALL_LENGTH]):
                raise ExtractError(reason)
    if not text:
        msg = "holds no article"
        raise ExtractError(msg)
    return Document(
        url=url,
        outlet=host_of(url),
        title=title,
        text=_without_title(text, title),
        published_at=published_at,
        retrieved_at=page.retrieved_at,
        text_sha256="",
        extractor="trafilatura",
    )


def decode(body: bytes, media_type: str) -> str:
    """Return bytes as text: byte order mark, header, declaration, then a guess."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"),
                       (b"\xfe\xff", "utf-16")):  # fmt: skip
        if body.startswith(mark):
            return body.decode(name, "replace")
    declared = _META_CHARSET.search(body[:_HEAD])
    found = _CHARSET.search(media_type)
    names = [found[1] if found else "", declared[1].decode("ascii", "ignore") if declared else ""]
    for name in (*names, "utf-8"):
        charset = _REALLY.get(name.lower(), name)
        try:
            return body.decode(charset) if charset else body.decode("utf-8")
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    guess = from_bytes(body[: 64 * _HEAD]).best()
    return body.decode(guess.encoding if guess else "cp1252", "replace")


def _text(tree: lxml_html.HtmlElement) -> str:
    found = trafilatura.extract(
        tree,
        fast=True,
        include_comments=False,
    )
    return (found or "").strip()


def _without_title(text: str, title: str) -> str:
    """Drop a headline that the extractor left on top of the body."""
    first, _, rest = text.partition("\n")
    is_title = title and squeeze(first).casefold() == squeeze(title).casefold()
    return rest.strip() if is_title and rest.strip() else text


def _metas(tree: lxml_html.HtmlElement) -> dict[str, str]:
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        content = meta.get("content")
        if name and content:
            metas.setdefault(name, content)
    return metas


def _linked_data(tree: lxml_html.HtmlElement) -> Iterator[dict[str, object]]:
    """Yield the objects of the page's JSON-LD, those in its graph too."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        try:
            found = json.loads(script.text or "")
        except ValueError:
            continue
        rows = found if isinstance(found, list) else [found]
        for row in rows:
            if isinstance(row, dict):
                yield row
                graph = row.get("@graph")
                yield from (
                    (r for r in graph if isinstance(r, dict)) if isinstance(graph, list) else ()
                )


def _title(
    page: Page,
    tree: lxml_html.HtmlElement,
    metas: dict[str, str],
    linked: tuple[dict[str, object], ...],
) -> str:
    """Return the entry's headline, or the page's where the entry's is missing or cut off."""
    own = [str(row["headline"]) for row in linked if isinstance(row.get("headline"), str)]
    own += [metas[name] for name in _TITLE_METAS if name in metas]
    own += [h.text_content() for h in tree.iter("h1")]
    own += [t.text_content() for t in tree.iter("title")]
    found = next((plain(t) for t in own if plain(t)), "")
    if not page.title:
        return found
    is_cut = found.casefold().startswith(page.title.casefold().rstrip("…. "))
    return found if is_cut else page.title


def _published(
    metas: dict[str, str], linked: tuple[dict[str, object], ...], page: Page
) -> datetime | None:
    words = [row.get("datePublished") for row in linked]
    words += [metas.get(name) for name in _DATE_METAS]
    for text in words:
        found = parse_date(text, now=page.retrieved_at) if isinstance(text, str) else None
        if found:
            return found
    return None


def _canonical(tree: lxml_html.HtmlElement, url: str) -> str:
    """Return the address that the page calls its own, if it stays on its host."""
    for link in tree.iter("link"):
        if (link.get("rel") or "").lower() == "canonical" and link.get("href"):
            found = canonical_url(join(url, link.get("href")))
            is_deep = found.rstrip("/").count("/") > 2  # noqa: PLR2004  # more than scheme and host
            if found and host_of(found) == host_of(url) and is_deep:
                return found
    return url

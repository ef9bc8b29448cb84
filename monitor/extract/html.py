"""HTML -> Document: one parse, from which metadata, text and walls are read in turn."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from lxml import etree
from lxml import html as lxml_html

from monitor.charset import HEAD, decode_page
from monitor.errors import ExtractError
from monitor.extract.body import find_text, own_paragraphs
from monitor.extract.committee import content_of, extract_committee
from monitor.extract.links import linked_hosts
from monitor.extract.metadata import address_of, headline_of, read_metadata, title_of
from monitor.extract.published import published_of
from monitor.extract.walls import NOTHING, PAYWALLED, find_wall, is_beginning
from monitor.records import Document, Page
from monitor.urls import host_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

#: Comments split paragraphs in two for trafilatura. One class for all elements is looked up in C;
#: lxml's own choice by tag is a call of Python for each element, some 6 % of all the time.
_PARSER = lxml_html.HTMLParser(
    encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False
)
_PARSER.set_element_class_lookup(etree.ElementDefaultClassLookup(element=lxml_html.HtmlElement))

_WHOLE = re.compile(rb"^\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|meta|main|article|section|div|p|h1|table)\b",
    re.IGNORECASE,
)


def is_html(page: Page) -> bool:
    """Return whether bytes are a web page, whatever their type says."""
    kind = page.media_type.lower()
    says_other = kind and "html" not in kind and "xml" not in kind and "text/plain" not in kind
    if says_other:
        return _WHOLE.match(page.body) is not None
    return _HTML.search(page.body[:HEAD]) is not None


def extract_html(page: Page) -> Document:
    """Return the article of a page, without what stands round it.

    Raises:
        ExtractError: the page holds no article, or a wall in its place.
    """
    tree = parse(decode_page(page.body, page.media_type))
    found = read_metadata(tree)
    if (content := content_of(tree)) is not None:
        # the date of its listing is when it was published; on the page stand other days too
        date = page.published_at or published_of(tree, found, page.retrieved_at)
        return extract_committee(content, replace(page, published_at=date))
    url = address_of(found, page.url)
    title = title_of(page.title, found, url)
    published_at = published_of(tree, found, page.retrieved_at) or page.published_at
    lines = find_text(tree, found.article_body())
    headline = headline_of(found, url)
    text = own_paragraphs(lines, (title, headline, *found.titles))
    reason = find_wall(tree, found, lines, headline)
    if reason or not text:
        raise ExtractError(reason or NOTHING)
    is_cut = is_beginning(tree, found, text)
    is_summary = is_cut and len(page.summary.strip()) > len(text)
    return Document(
        url=url,
        outlet=host_of(url),
        title=title,
        text=page.summary.strip() if is_summary else text,
        links=linked_hosts(tree, text, url),
        published_at=published_at,
        retrieved_at=page.retrieved_at,
        text_sha256="",
        extractor="summary" if is_summary else "trafilatura",
        summary_only=is_cut,
        faults=(PAYWALLED,) if is_cut else (),
    )


def parse(markup: str) -> HtmlElement:
    """Return a page's tree: broken mark-up mended, comments gone.

    Raises:
        ExtractError: it is no web page.
    """
    try:
        return lxml_html.document_fromstring(markup.encode("utf-8", "replace"), parser=_PARSER)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        msg = "is not a web page that can be read"
        raise ExtractError(msg) from error

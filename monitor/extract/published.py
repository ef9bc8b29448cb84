"""Parsed page -> when it was published: metadata, then the head of the article, then its labels.

The date of a change is never taken for it, a date is never made up, and one in the future is none
(`monitor.dates` refuses it).
"""

from __future__ import annotations

import re
from collections import deque
from itertools import islice
from typing import TYPE_CHECKING

from monitor.dates import parse_date
from monitor.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from lxml.html import HtmlElement

    from monitor.extract.metadata import Metadata

_METAS = (
    "article:published_time", "og:article:published_time", "datepublished", "dc.date.issued",
    "dcterms.issued", "dcterms.created", "dcterms.date", "dc.date", "dc.date.created", "date",
    "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date", "publish_date",
    "publication_date", "cxenseparse:recs:publishtime",
)  # fmt: skip
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = (
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?(?:"
    rf"\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+\d{{4}}|"
    rf"{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|"
    r"\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d{2}-\d{2})"
)
_TIME = r"(?:,?\s*(?:at|-|\|)?\s*\d{1,2}[:.]\d{2}\s*(?:[ap]m)?(?:\s*(?:BST|GMT|UTC))?)?"
_BARE = re.compile(rf"{_DAY}{_TIME}", re.IGNORECASE)
_LABELLED = re.compile(
    r"\b(?:published|posted|issued|released|publication date|date published|release date|"
    rf"date of publication|posted on|created)(?:\s+(?:on|at|date))?\s*[:\-\u2013]?\s*({_DAY}{_TIME})",
    re.IGNORECASE,
)
_CHANGED = re.compile(r"updat|modif|review|amend|changed|edited", re.IGNORECASE)
_IS_PUBLISHED = re.compile(r"publi|posted|issued|released|created", re.IGNORECASE)
#: the head of an article: elements looked at behind its headline and before it
_BEHIND, _BEFORE = 150, 12
#: a paragraph of this length ends the head; a date's line is no longer than the other
_PARAGRAPH, _LINE = 150, 120
#: elements of a line at most
_PARTS = 6


def published_of(tree: HtmlElement, found: Metadata, now: datetime) -> datetime | None:
    """Return when a page says that it was published, None when it does not.

    Args:
        tree: the page; as parsed, nothing taken out.
        found: its metadata.
        now: when it was read; a date more than a day later is none.
    """
    for text in _said(found):
        moment = parse_date(text, now=now)
        if moment:
            return moment
    for text in _shown(tree, found):
        moment = parse_date(text, now=now)
        if moment:
            return moment
    return None


def is_date_line(text: str) -> bool:
    """Return whether a line says nothing but when a text was published."""
    return bool(_BARE.fullmatch(text) or _LABELLED.fullmatch(text))


def _said(found: Metadata) -> Iterator[str]:
    for row in found.linked:
        value = row.get("datePublished")
        if isinstance(value, str):
            yield value
    for name in _METAS:
        if name in found.metas:
            yield found.metas[name]


def _shown(tree: HtmlElement, found: Metadata) -> Iterator[str]:
    """Yield dates that a reader sees as the article's: in its head, else the one date labelled."""
    for element in _head(tree, found):
        yield from _dates_in(element)
    labelled = {m[1] for m in _LABELLED.finditer(squeeze(_visible(tree)))}
    if len(labelled) == 1:
        yield labelled.pop()


def _head(tree: HtmlElement, found: Metadata) -> Iterator[HtmlElement]:
    """Yield what stands round the headline, up to the article's first paragraph."""
    if found.heading is None:
        return
    walk = tree.iter()
    before: deque[HtmlElement] = deque(maxlen=_BEFORE)
    for element in walk:
        if element is found.heading:
            break
        before.append(element)
    for element in islice(walk, _BEHIND):
        if element.tag == "p" and len(element.text_content()) >= _PARAGRAPH:
            break
        yield element
    yield from reversed(before)


def _dates_in(element: HtmlElement) -> Iterator[str]:
    if not isinstance(element.tag, str) or len(element) > _PARTS:
        return
    if element.tag == "time":
        stamp = element.get("datetime") or ""
        parent = element.getparent()
        beside = squeeze(parent.text_content())[:_LINE] if parent is not None else ""
        marks = " ".join((element.get("class") or "", element.get("itemprop") or "", beside))
        if stamp and (not _CHANGED.search(marks) or _IS_PUBLISHED.search(marks)):
            yield stamp
        return
    text = squeeze(element.text_content()) if len(element) <= _PARTS else ""
    if len(text) > _LINE:
        return
    labelled = _LABELLED.search(text)
    if labelled:
        yield labelled[1]
    elif _BARE.fullmatch(text) and not _CHANGED.search(element.get("class") or ""):
        yield text


def _visible(tree: HtmlElement) -> str:
    """Return the text of a page without its scripts and styles."""
    return " ".join(
        text
        for element in tree.iter()
        if element.tag not in {"script", "style", "template"}
        for text in (element.text, element.tail)
        if text
    )

"""Parsed page -> when it was published: metadata, then the head of the article, then its labels.

The date of a change is never taken for it, a date is never made up, and one in the future is none
(`monitor.dates` refuses it).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.dates import parse_date
from monitor.extract.seen import seen_pieces

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
    rf"\d{{1,2}}(?:st|nd|rd|th)?[\s-]+(?:of\s+)?{_MONTH},?[\s-]+\d{{4}}|"
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
_CHANGED = re.compile(r"updated?|updating|modif|review|amend|changed|edited", re.IGNORECASE)
_IS_PUBLISHED = re.compile(r"publi|posted|issued|released|created", re.IGNORECASE)
#: the head of an article: pieces of text looked at behind its headline and before it
_BEHIND, _BEFORE = 25, 4
#: a piece of this length is the article's own
_RUNNING = 150
#: characters that may stand round a date: a byline, a section
_ROUND_DATE = 30

#: a piece of text, and the element that it stands in
_Piece = tuple["HtmlElement", str]


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
    pieces = list(seen_pieces(tree))
    before = ""
    for element, text in _head(pieces, found):
        yield from _dates_in(element, text, before)
        before = text
    labelled = {m[1] for m in _LABELLED.finditer(" ".join(text for _, text in pieces))}
    if len(labelled) == 1:
        yield labelled.pop()


def _head(pieces: list[_Piece], found: Metadata) -> Iterator[_Piece]:
    """Yield what stands behind the headline, up to the article's first paragraph, and before it."""
    inside = set() if found.heading is None else set(found.heading.iter())
    places = [n for n, (element, _) in enumerate(pieces) if element in inside]
    if not places:
        return
    for element, text in pieces[places[-1] + 1 : places[-1] + 1 + _BEHIND]:
        if len(text) >= _RUNNING:
            break
        yield element, text
    yield from pieces[max(places[0] - _BEFORE, 0) : places[0]]


def _dates_in(element: HtmlElement, text: str, before: str) -> Iterator[str]:
    """Yield the date of a piece of text, if it is not that of a change.

    Args:
        element: what the piece stands in; its machine-readable date is preferred.
        text: the piece.
        before: the piece before, which may be the date's label.
    """
    bare, labelled = _BARE.search(text), _LABELLED.search(text)
    rest = _BARE.sub("", text)
    stamp = element.get("datetime") if element.tag == "time" else None
    labels = " ".join((before if stamp or not rest else rest, *_marks(element)))
    if _CHANGED.search(labels) and not _IS_PUBLISHED.search(labels):
        return
    if stamp:
        yield stamp
    elif labelled:
        yield labelled[1]
    elif bare and len(rest) <= _ROUND_DATE:
        yield bare[0]


def _marks(element: HtmlElement) -> Iterator[str]:
    parent = element.getparent()
    for place in (element, parent) if parent is not None else (element,):
        yield from (place.get("class") or "", place.get("itemprop") or "")

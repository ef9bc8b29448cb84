"""One block of a list -> its headline: which link, which words, which date. Pure.

A block may hold a picture, a heading and "Read more", all with the same link; be one large link
itself; or have a heading without a link. A date counts only where it stands by itself or behind a
label, not within a sentence: "the consultation ends on 12 December" dates no news.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.dates import parse_date
from monitor.text import fold, squeeze
from monitor.urls import join

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from lxml import html

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
#: characters that may stand beside a date: a byline, a label, a topic
ROUND_DATE = 40
#: words in small letters that may: more of them make a sentence
MOST_SMALL_WORDS = 2
#: characters of a title, at least and at most; more is a whole text
SHORTEST_TITLE, LONGEST_TITLE = 2, 300

_BLOCK_TAGS = {
    "article", "br", "dd", "div", "dl", "dt", "figcaption", "figure", "footer", "header", "li",
    "ol", "p", "section", "table", "td", "th", "time", "tr", "ul", *HEADINGS,
}  # fmt: skip
_INLINE = {"span", "em", "strong", "b", "i", "abbr"}
_UNSEEN = {"script", "style", "svg", "noscript", "template", "button"}
_UNSEEN_WORDS = re.compile(r"\b(?:visually-?hidden|sr-only|screen-reader-text|visuallyhidden)\b")
_TITLE_WORDS = re.compile(
    r"(?:^|[\s_-])(?:title|headline|heading)(?:$|[\s_-])|[a-z](?:Title|Headline|Heading)\b"
)
_DATE_WORDS = re.compile(
    r"(?:^|[\s_-])(?:date|published|datepublished|pubdate|posted|timestamp)(?:$|[\s_-])|[a-z]Date\b"
)
_TOPIC_WORDS = re.compile(
    r"(?:^|[\s_-])(?:tags?|topics?|categor(?:y|ies)|author|share)(?:$|[\s_-])"
)
_EMPTY = re.compile(
    r"^(?:(?:(?:continue|keep) reading|go to (?:article|story|page)|(?:read|find out|see|view|learn)"
    r" (?:more|details|(?:this |the )?(?:full )?(?:article|story))|more(?: info(?:rmation)?| details)"
    r"?|details|full story)(?: (?:about|on|of|here)\b.*)?"
    r"|(?:read|see|view) all(?: (?:our |the |latest )*(?:news|stories|articles))?)\W*$|^[\W\d]*$",
    re.IGNORECASE,
)
_MORE_ABOUT = re.compile(
    r"^(?:continue reading|(?:read|find out|see|view|learn) (?:more|the full (?:story|article)))"
    r"(?: about| on)?\s*[:\-\u2013\u2026]?\s+",
    re.IGNORECASE,
)
_CUT = re.compile(r"\s*(?:\.\.\.+|\u2026|\[\u2026\]|\[\.\.\.\])\s*$")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DATE = re.compile(
    r"(?:\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?(?:"
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?[\s-]*{_MONTH},?(?:[\s-]+\d{{4}}\b)?|"
    rf"\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}\b|"
    r"\b\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d{2})\b|"
    r"\b\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?|"
    r"\b(?:\d{1,3}|an?)\s+(?:minute|hour|day|week|month)s?\s+ago\b|^\W*(?:yesterday|today)\b)"
    r"(?:,?\s*(?:at|-|\|)?\s*\d{1,2}(?:[:.]\d{2}){1,2}\s*(?:[ap]m)?|,?\s*(?:at\s+)?\d{1,2}\s*[ap]m\b)?",
    re.IGNORECASE,
)
_HAS_YEAR = re.compile(r"\d{4}|[/.]\d{2}\b|\bago\b|day\b", re.IGNORECASE)
_LABEL = re.compile(
    r"\b(?:(?:first )?published|posted|released?|issued|created|publication date|date|news"
    r"|on|at|by|time)\b",
    re.IGNORECASE,
)
_CHANGED = re.compile(r"\b(?:updated?|modified|reviewed|amended|edited)\b", re.IGNORECASE)
_IS_PUBLISHED = re.compile(r"\b(?:published|posted|issued|released)\b", re.IGNORECASE)
_NO_NEWS = re.compile(
    r"\b(?:clos(?:es|ing)|deadline|ends?|until|expires?|starts?|due|apply|meeting|open from)\b",
    re.IGNORECASE,
)
_SMALL_WORDS = re.compile(r"\b(?!(?:and|by|for|from|in|of|the|to)\b)[a-z]{2,}")
_LEADING_DATE = re.compile(rf"^(?:{_DATE.pattern})\s*[-:|\u2013\u2014]\s+(?=\w)", re.IGNORECASE)
#: dates without a year that would lie so far back were meant for the future
_LONG_AGO = timedelta(days=270)
_TWO_YEARS = timedelta(days=730)


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """What one block of a list says of one piece of news."""

    url: str
    title: str
    published_at: datetime | None = None
    #: its words are a heading
    is_heading: bool = False
    #: it is dated in the future, as events are
    is_ahead: bool = False

    @property
    def is_cut(self) -> bool:
        """Whether its title breaks off."""
        return _CUT.search(self.title) is not None


def read_block(block: html.HtmlElement, base: str, now: datetime) -> Headline | None:
    """Return the headline of a block; None when it has none with a link.

    Args:
        block: an element that stands for one entry.
        base: what its links are relative to.
        now: when the page was read.
    """
    links = [(a, url) for a in _links_of(block) if (url := _target(a, base, block))]
    if not links:
        return None
    heading = _heading_in(block)
    link, url = _link_of(heading, links)
    title = _title(link, heading, block)
    if not SHORTEST_TITLE <= len(title) <= LONGEST_TITLE:
        return None
    moment, is_ahead = date_in(block, now, title_in=link if heading is None else heading)
    if moment is None and not is_ahead and (lead := _LEADING_DATE.match(title)):
        moment, is_ahead = _moment(lead[0], now)
        title = title[lead.end() :]
    return Headline(
        url=url,
        title=title,
        published_at=moment,
        is_heading=heading is not None,
        is_ahead=is_ahead,
    )


def better(one: Headline, other: Headline) -> Headline:
    """Return one headline with what another of the same address knows better."""
    title = other.title if one.is_cut and not other.is_cut else one.title
    return replace(one, title=title, published_at=one.published_at or other.published_at)


def date_in(
    block: html.HtmlElement,
    now: datetime,
    *,
    title_in: html.HtmlElement | None = None,
    is_edit_enough: bool = True,
) -> tuple[datetime | None, bool]:
    """Return when a block says that its news came out, and whether it is dated ahead instead.

    Args:
        block: an element.
        now: for relative dates, missing years and to know the future.
        title_in: the element of the title; a date within its words is none.
        is_edit_enough: whether the date of an edit counts where there is no other.
    """
    edited: tuple[datetime | None, bool] = (None, False)
    for words, is_dated in _dated_words(block, title_in):
        for found in _DATE.finditer(words):
            rest = squeeze(_LABEL.sub("", words[: found.start()] + words[found.end() :]))
            if not is_dated and (_is_sentence(rest) or _NO_NEWS.search(rest)):
                continue
            moment = _moment(found[0], now)
            if moment == (None, False):
                continue
            if _CHANGED.search(words[: found.start()]) and not _IS_PUBLISHED.search(words):
                edited = edited if edited[0] else moment
                continue
            return moment
    return edited if is_edit_enough else (None, False)


def _is_sentence(rest: str) -> bool:
    """Return whether what stands round a date makes it part of a sentence, not a byline."""
    n_small = len(_SMALL_WORDS.findall(rest))
    return len(rest) > ROUND_DATE or n_small > MOST_SMALL_WORDS or (n_small > 0 and rest[-1] == ".")


def date_alone(element: html.HtmlElement, now: datetime) -> datetime | None:
    """Return the date that is all that an element says, None when it says more or other."""
    words = _words(element)
    found = _DATE.search(words) if len(words) <= ROUND_DATE + 20 else None
    if not found:
        return None
    rest = _LABEL.sub("", words[: found.start()] + words[found.end() :])
    return _moment(found[0], now)[0] if not re.search(r"\w", rest) else None


def _dated_words(
    block: html.HtmlElement, title_in: html.HtmlElement | None
) -> Iterator[tuple[str, bool]]:
    """Yield words that may hold the date, the surest first, and whether they are marked as such."""
    inside = set() if title_in is None else set(title_in.iter())
    marked = [e for e in block.iter() if isinstance(e.tag, str) and e is not title_in]
    for element in marked:
        if element.tag == "time":
            label = _label_of(element)
            yield f"{label} {element.get('datetime') or ''}", True
            yield f"{label} {_words(element)}", True
    for element in marked:
        if _DATE_WORDS.search(element.get("class") or "") and not element.find_class("title"):
            words = squeeze(" ".join(element.itertext()))
            if len(words) <= 2 * ROUND_DATE:
                yield words, False
                yield element.get("title") or "", False
    for words, owner in pieces(block, title_in):
        if owner not in inside or _is_date(words):
            yield words, False


def _label_of(time: html.HtmlElement) -> str:
    """Return what stands right before a time in its own line, such as "Last updated"."""
    before, parent = time.getprevious(), time.getparent()
    text = (before.tail or before.text) if before is not None else None
    if not text and parent is not None:
        text = parent.text
    return squeeze(text or "")[-ROUND_DATE:]


def pieces(
    element: html.HtmlElement, apart: html.HtmlElement | None = None
) -> Iterator[tuple[str, html.HtmlElement]]:
    """Yield the lines of an element as a reader sees them, each with what it stands in.

    Args:
        element: an element.
        apart: one within it that counts as a line of its own.
    """
    words: list[str] = []
    owner = element
    for text, place, is_edge in _flow(element, apart):
        if is_edge:
            if line := squeeze("".join(words)):
                yield line, owner
            words = []
        elif text.strip() or words:
            owner = owner if words else place
            words.append(text)
    if line := squeeze("".join(words)):
        yield line, owner


def _flow(
    element: html.HtmlElement, apart: html.HtmlElement | None
) -> Iterator[tuple[str, html.HtmlElement, bool]]:
    """Yield the text of an element in order, with an edge wherever a line ends."""
    if not isinstance(element.tag, str) or _is_unseen(element):
        return
    is_block = element is apart or element.tag in _BLOCK_TAGS or _is_line(element)
    if is_block:
        yield "", element, True
    if element.text:
        yield element.text, element, False
    for child in element:
        yield from _flow(child, apart)
        if child.tail:
            yield child.tail, element, False
    if is_block:
        yield "", element, True


def _is_line(element: html.HtmlElement) -> bool:
    """Whether an inline element is set as a line of its own: a card's title, date or summary."""
    name = element.get("class") or ""
    return element.tag == "small" or (
        element.tag in _INLINE
        and bool(
            _TITLE_WORDS.search(name)
            or _DATE_WORDS.search(name)
            or re.search(
                r"(?:^|[\s_-])(?:summary|intro|text|desc\w*|body|meta|label)(?:$|[\s_-])", name
            )
        )
    )


def _links_of(block: html.HtmlElement) -> list[html.HtmlElement]:
    """Return the links in a block, else the one that it stands in."""
    found = [a for a in block.iter("a") if a.get("href")]
    return found or [a for a in block.iterancestors("a") if a.get("href")][:1]


def _target(link: html.HtmlElement, base: str, block: html.HtmlElement) -> str:
    """Return where a link of a block leads, "" when not to the block's news."""
    href = (link.get("href") or "").strip()
    if not href or href.startswith("#") or "tag" in (link.get("rel") or "").split():
        return ""
    place: html.HtmlElement | None = link
    while place is not None and place is not block:
        if _TOPIC_WORDS.search(place.get("class") or ""):
            return ""
        place = place.getparent()
    return join(base, href).partition("#")[0]


def _heading_in(block: html.HtmlElement) -> html.HtmlElement | None:
    """Return the element whose words are the block's title, where one is marked as such."""
    for element in block.iter(*sorted(HEADINGS)):
        if (words := _words(element)) and not _is_date(words):
            return element
    for element in block.iter():
        is_marked = isinstance(element.tag, str) and (
            element.get("role") == "heading" or _TITLE_WORDS.search(element.get("class") or "")
        )
        if (
            is_marked
            and SHORTEST_TITLE <= len(words := _words(element)) <= LONGEST_TITLE
            and not _is_date(words)
        ):
            return element
    return None


def _link_of(
    heading: html.HtmlElement | None, links: list[tuple[html.HtmlElement, str]]
) -> tuple[html.HtmlElement, str]:
    """Return the link of a block's news among all its links."""
    if heading is not None:
        near = {*heading.iter("a"), *heading.iterancestors("a")}
        if own := next(((a, u) for a, u in links if a in near), None):
            return own
        title = fold(_words(heading))
        for link, url in links:
            said = fold(f"{_words(link)} {link.get('aria-label') or link.get('title') or ''}")
            if title in said:
                return link, url
        return next(((a, u) for a, u in links if _EMPTY.match(_words(a))), links[0])
    named = [(a, u) for a, u in links if not _EMPTY.match(_words(a))]
    return max(named, key=lambda n: min(len(_words(n[0])), 60), default=links[0])


def _title(
    link: html.HtmlElement, heading: html.HtmlElement | None, block: html.HtmlElement
) -> str:
    """Return the whole title of a block's news."""
    if heading is not None:
        title = _words(heading)
    else:
        lines = [w for w, _ in pieces(link) if not _is_date(w)]
        title = lines[0] if lines else ""
        if _EMPTY.match(title):
            title = _said_by(link) or _strong_in(block)
    if _CUT.search(title):
        stem = fold(_CUT.sub("", title))
        marks = (link, *link.iter("img"), *([heading] if heading is not None else []))
        said = (m.get(k) or "" for m in marks for k in ("title", "aria-label", "alt"))
        whole = (_MORE_ABOUT.sub("", squeeze(s)) for s in said)
        title = next((w for w in whole if fold(w).startswith(stem) and not _CUT.search(w)), title)
    return title


def _said_by(link: html.HtmlElement) -> str:
    """Return what an empty link says of its target to those who cannot see the page."""
    for words in (link.get("aria-label"), link.get("title"), " ".join(link.itertext())):
        title = _MORE_ABOUT.sub("", squeeze(words or ""))
        if title and not _EMPTY.match(title):
            return title
    return ""


def _strong_in(block: html.HtmlElement) -> str:
    found = (_words(e) for e in block.iter("strong", "b"))
    return next((w for w in found if w and not _is_date(w)), "")


def _words(element: html.HtmlElement) -> str:
    """Return the words of an element that are seen, without dates that stand by themselves."""
    lines = [words for words, _ in pieces(element)]
    kept = [w for w in lines if not _is_date(w)]
    return " ".join(kept or lines)


def _is_date(words: str) -> bool:
    found = _DATE.search(words)
    if not found:
        return False
    return not re.search(r"\w", _LABEL.sub("", words[: found.start()] + words[found.end() :]))


def _is_unseen(element: html.HtmlElement) -> bool:
    return element.tag in _UNSEEN or bool(_UNSEEN_WORDS.search(element.get("class") or ""))


def _moment(words: str, now: datetime) -> tuple[datetime | None, bool]:
    """Return the moment that a date names, and whether it lies ahead and so dates no news."""
    moment = parse_date(words, now=now)
    if moment is None:
        return None, parse_date(words, now=now + _TWO_YEARS) is not None
    if not _HAS_YEAR.search(words) and now - moment > _LONG_AGO:
        return None, True
    return moment, False

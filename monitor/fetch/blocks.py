"""One block of a list -> its headline: which link, which words, which date. Pure.

A block may hold a picture, a heading and "Read more", all with the same link; be one large link
itself; or have a heading without a link. A date counts only where it stands by itself or behind a
label, not within a sentence: "the consultation ends on 12 December" dates no news.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monitor.fetch.dated import date_in
from monitor.fetch.lines import HEADINGS, TITLE_WORDS, pieces, words_of
from monitor.fetch.written_dates import is_date, undated
from monitor.text import fold, squeeze
from monitor.urls import join

if TYPE_CHECKING:
    from datetime import datetime

    from lxml import html

#: a link's words of this length are no topic's; of several the first is taken
LONG_ENOUGH = 15
#: characters of a title, at least and at most; more is a whole text
SHORTEST_TITLE, LONGEST_TITLE = 2, 300

_TOPIC_WORDS = re.compile(
    r"(?:^|[\s_-])(?:tags?|topics?|category|categories|author|share|kicker|eyebrow)(?:$|[\s_-])"
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
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|csv|ics|zip|jpe?g|png)$", re.IGNORECASE)
#: leads to the list itself, not to an entry
_WHOLE_LIST = re.compile(
    r"^(?:(?:view|see|read|browse|show|go to)\s+)?(?:all|more|our|latest)(?:\s+(?:our|the|of|latest"
    r"|council|recent|all))*\s+(?:news(?:room)?|stories|articles|releases|updates|posts)\W*$",
    re.IGNORECASE,
)
_CUT = re.compile(r"\s*(?:\.\.\.+|\u2026|\[\u2026\]|\[\.\.\.\])\s*$")


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
    if moment is None and not is_ahead:
        title, moment, is_ahead = undated(title, now)
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
    if _WHOLE_LIST.match(squeeze(link.text_content())):
        return ""
    return join(base, href).partition("#")[0]


def _heading_in(block: html.HtmlElement) -> html.HtmlElement | None:
    """Return the element whose words are the block's title, where one is marked as such."""
    for element in block.iter(*sorted(HEADINGS)):
        if (words := words_of(element)) and not is_date(words):
            return element
    for element in block.iter():
        is_marked = isinstance(element.tag, str) and (
            element.get("role") == "heading" or TITLE_WORDS.search(element.get("class") or "")
        )
        if (
            is_marked
            and SHORTEST_TITLE <= len(words := words_of(element)) <= LONGEST_TITLE
            and not is_date(words)
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
        title = fold(words_of(heading))
        for link, url in links:
            said = fold(f"{words_of(link)} {link.get('aria-label') or link.get('title') or ''}")
            if title in said:
                return link, url
        return next(((a, u) for a, u in links if _EMPTY.match(words_of(a))), links[0])
    named = [(a, u) for a, u in links if not _EMPTY.match(words_of(a))]
    named = [n for n in named if not _FILE.search(n[1])] or named
    return max(named, key=lambda n: min(len(words_of(n[0])), LONG_ENOUGH), default=links[0])


def _title(
    link: html.HtmlElement, heading: html.HtmlElement | None, block: html.HtmlElement
) -> str:
    """Return the whole title of a block's news."""
    if heading is not None:
        title = words_of(heading)
    else:
        lines = [w for w, place in pieces(link) if not is_date(w) and not _is_topic(place)]
        title = lines[0] if lines else ""
        if _EMPTY.match(title):
            title = _said_by(link) or _strong_in(block)
    if _CUT.search(title):
        stem = fold(_CUT.sub("", title))
        same = [a for a in block.iter("a") if a.get("href") == link.get("href")]
        pictures = [image for a in same for image in a.iter("img")]
        marks = (link, *same, *pictures, *([heading] if heading is not None else []))
        said = (m.get(k) or "" for m in marks for k in ("title", "aria-label", "alt"))
        whole = (_MORE_ABOUT.sub("", squeeze(s)) for s in said)
        title = next((w for w in whole if fold(w).startswith(stem) and not _CUT.search(w)), title)
    return title


def _is_topic(element: html.HtmlElement) -> bool:
    return element.tag != "a" and _TOPIC_WORDS.search(element.get("class") or "") is not None


def _said_by(link: html.HtmlElement) -> str:
    """Return what an empty link says of its target to those who cannot see the page."""
    pictures = (image.get("alt") for image in link.iter("img"))
    for words in (link.get("aria-label"), link.get("title"), " ".join(link.itertext()), *pictures):
        title = _MORE_ABOUT.sub("", squeeze(words or ""))
        if title and not _EMPTY.match(title):
            return title
    return ""


def _strong_in(block: html.HtmlElement) -> str:
    found = (words_of(e) for e in block.iter("strong", "b"))
    return next((w for w in found if w and not is_date(w)), "")

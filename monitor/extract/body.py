"""Parsed page -> the article's paragraphs, by trafilatura; other stories' headlines are left out.

What an outlet puts between an article's paragraphs ("Read more: ...", "Most read") names other
councils, and would be taken for the article's own words. How trafilatura is asked, and when a text
is read a second time, was measured (docs/performance.md): on 181 news pages F1 of its fast reading
is 0.962, of the full one 0.960, of the one that favours precision 0.961.
"""

from __future__ import annotations

import re
from collections import Counter
from copy import copy
from typing import TYPE_CHECKING

import trafilatura
from trafilatura.settings import Extractor

from monitor.extract.published import is_date_line
from monitor.extract.surroundings import cut_surroundings
from monitor.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

#: made once: trafilatura would read its settings anew for each page
_OPTIONS = Extractor(fast=True, comments=False)

#: a paragraph of running text has at least so many characters
_RUNNING = 80
#: of a shorter text, lines may be scraps of a menu: trafilatura takes all when it finds nothing
_SCRAPS = 250
#: a text with less than this share of an article's running text has missed most of it
_SHARE = 0.6
#: elements whose paragraphs are not the article's
_ASIDE = frozenset({"aside", "nav", "footer", "header", "form", "figure"})
#: elements that hold one article whole
_WHOLE = frozenset({"article", "main"})
#: what holds more than this share of the running text holds the article
_MOST = 0.6
_KEPT_TAGS = {"html", "body", "main", "article", "section", "table", "tbody", "tr", "td"}
#: JSON-LD's text is taken when it has so many times as much as was found
_RICHER = 2.0
#: characters of a paragraph that may stand round a link that is all it says
_ROUND_LINK = 24
#: lines that only lead elsewhere
_LEADS = re.compile(
    r"^\W*(?:"
    r"(?:read|see|find out|learn|watch)(?: (?:more|also|next))+\b.{0,20}?(?::|\W*$)|"
    r"(?:related(?: (?:articles?|stor(?:y|ies)|posts?|content|news|links?))?|"
    r"recommended(?: for you)?|in other news|topics|tags|filed under|advertisement)(?::.*|\W*$)|"
    r"(?:more|also|elsewhere|more on this(?: story)?|more (?:stories|news|like this)|"
    r"share(?: this(?: article| story| page)?)?|\d* ?comments?)\W*$|"
    r"(?:don.?t miss(?! out)|most (?:read|popular|viewed)|popular on|"
    r"you (?:may|might) (?:also )?like|also on|follow us\b|like this story|get the latest|"
    r"sign up (?:to|for|now|here)|subscribe (?:to|now|here)|click here to (?:subscribe|sign)).*"
    r")",
    re.IGNORECASE,
)
#: those among them that head a list of other stories
_HEADS = re.compile(
    r"^\W*(?:don.?t miss|most (?:read|popular|viewed)|trending|popular on|"
    r"you (?:may|might) (?:also )?like|more (?:stories|news|like this|on this story)|related|"
    r"recommended)\b[^:]{0,40}:?\W*$",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?\u2026\u3002][\"'\u201d\u2019)]*$")
#: lines between headline and text: "By A Reporter", "3 min read", "Published 23 November 2026"
_BYLINE = re.compile(
    r"^\W*(?:by:? [\w.'\u2019 -]{3,60}|\d+ min(?:ute)?s?(?: read)?|reading time.{0,20})\W*$",
    re.IGNORECASE,
)
#: lines at the top that may be such
_TOP = 4
#: a line that leads elsewhere is no longer than this
_LEAD_LENGTH = 200


def find_text(tree: HtmlElement, article_body: str) -> str:
    """Return the lines that a page's article was found to have, "" when there are none.

    Args:
        tree: the page; it is left as it is.
        article_body: the text in the page's own JSON-LD, or "".
    """
    tree = copy(tree)
    cut_surroundings(tree)
    _drop_links(tree)
    text = _extract(tree)
    running = _running(tree)
    enough = _SHARE * sum(map(len, running))
    if not text or len(text) < enough:
        # One of the article's boxes was taken for the whole, or for a banner.
        _unwrap(tree)
        fuller = _extract(tree)
        text = fuller if fuller and len(fuller) >= enough else "\n".join(running)
    if len(text) < _SCRAPS:
        text = _without_links(tree, text)
    is_same = squeeze(text) == squeeze(article_body)
    is_richer = len(article_body) > _RICHER * len(text) and _agrees(text, article_body)
    return article_body if is_same or is_richer else text


def own_paragraphs(text: str, titles: Iterable[str]) -> str:
    """Return the article's paragraphs, one a line; a headline alone is none.

    Args:
        text: the lines found.
        titles: its headlines, the feed's and the page's, which are no part of the body.
    """
    return "\n".join(_own_lines(_without_top(text.split("\n"), titles))).strip()


def _extract(tree: HtmlElement) -> str:
    return (trafilatura.extract(tree, options=_OPTIONS) or "").strip()


def _without_links(tree: HtmlElement, text: str) -> str:
    """Drop the lines that are but links' words."""
    links = {squeeze(link.text_content()) for link in tree.iter("a")}
    return "\n".join(line for line in text.split("\n") if squeeze(line) not in links)


def _agrees(text: str, article_body: str) -> bool:
    """Whether what was found is of the article that the page's JSON-LD holds."""
    running = [line[:_RUNNING] for line in text.split("\n") if len(line) >= _RUNNING]
    return not running or any(line in article_body for line in running)


def _running(tree: HtmlElement) -> list[str]:
    """Return the running paragraphs of the article, main part or page that holds most of them."""
    places: dict[HtmlElement | None, list[str]] = {}
    for place, text in _paragraphs(tree):
        places.setdefault(place, []).append(text)
    return max(places.values(), key=lambda texts: sum(map(len, texts)), default=[])


def _paragraphs(tree: HtmlElement) -> Iterator[tuple[HtmlElement | None, str]]:
    """Yield paragraphs of running text, each with the article or main part that it stands in."""
    for paragraph in tree.iter("p"):
        text = squeeze(paragraph.text_content())
        if len(text) < _RUNNING:
            continue
        n_linked = sum(len(link.text_content()) for link in paragraph.iter("a"))
        above = list(paragraph.iterancestors())
        if n_linked <= len(text) / 2 and not any(_is_aside(e) for e in above):
            yield next((e for e in above if e.tag in _WHOLE), None), text


def _is_aside(element: HtmlElement) -> bool:
    """Whether an element stands beside the article; one that holds its headline is but misnamed."""
    return element.tag in _ASIDE and element.find(".//h1") is None


def _unwrap(tree: HtmlElement) -> None:
    """Make plain boxes of what holds most of a page: it is no banner, whatever it is called.

    A body of class "cookies-not-set", or an aside that is never closed, would be cut whole.
    """
    held: Counter[HtmlElement] = Counter()
    n_running = 0
    for paragraph in tree.iter("p"):
        n_here = len(paragraph.text_content().strip())
        if n_here >= _RUNNING:
            n_running += n_here
            held.update(dict.fromkeys(paragraph.iterancestors(), n_here))
    for element, n_here in held.items():
        if n_here > _MOST * n_running:
            element.attrib.clear()
            element.tag = element.tag if element.tag in _KEPT_TAGS else "div"


def _drop_links(tree: HtmlElement) -> None:
    """Take out paragraphs that are but one link: another story's headline between two paragraphs.

    Where such paragraphs follow one another, the list of links is the text.
    """
    alone = [p for p in tree.iter("p") if _is_link(p) and not _has_link_beside(p)]
    for paragraph in alone:
        paragraph.drop_tree()


def _is_link(paragraph: HtmlElement) -> bool:
    links = [a for a in paragraph.iter("a") if a.get("href")]
    if len(links) != 1:
        return False
    n_link = len(squeeze(links[0].text_content()))
    n_all = len(squeeze(paragraph.text_content()))
    return n_link > _ROUND_LINK and n_all - n_link <= _ROUND_LINK


def _has_link_beside(paragraph: HtmlElement) -> bool:
    beside = (paragraph.getprevious(), paragraph.getnext())
    return any(p is not None and p.tag == "p" and _is_link(p) for p in beside)


def _without_top(lines: list[str], titles: Iterable[str]) -> list[str]:
    """Drop headline, byline and date on top of the body."""
    headlines = {squeeze(title).casefold() for title in titles}
    for place, line in enumerate(lines[:_TOP]):
        text = squeeze(line)
        is_top = text.casefold() in headlines or _BYLINE.match(text) or is_date_line(text)
        if text and not is_top:
            return lines[place:]
    return lines[_TOP:]


def _own_lines(lines: list[str]) -> list[str]:
    """Return the lines of the article itself."""
    kept, is_list = [], False
    for line in lines:
        is_item = line.startswith("- ")
        if len(line) <= _LEAD_LENGTH and not is_item and _LEADS.match(line):
            is_list = _HEADS.match(line) is not None
            continue
        is_list = is_list and not _SENTENCE.search(line)
        if not is_list:
            kept.append(line)
    return kept

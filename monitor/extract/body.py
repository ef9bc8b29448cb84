"""Parsed page -> the article's paragraphs, by trafilatura; other stories' headlines are left out.

What an outlet puts between an article's paragraphs ("Read more: ...", "Most read") names other
councils, and would be taken for the article's own words. How trafilatura is asked was measured on
181 news pages (docs/performance.md): F1 of its fast reading 0.962, of the full one 0.960, of the
one that favours precision 0.961.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import trafilatura

from monitor.extract.published import is_date_line
from monitor.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.html import HtmlElement

#: a paragraph of running text has at least so many characters
_RUNNING = 80
#: of a shorter text, lines may be scraps of a menu: trafilatura takes all when it finds nothing
_SCRAPS = 250
#: a text with less than this share of a page's running text may have missed the article
_SHARE = 0.2
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
        tree: the page; link paragraphs are taken out of it.
        article_body: the text in the page's own JSON-LD, or "".
    """
    n_running = _n_running(tree)
    _drop_links(tree)
    text = _extract(tree, fast=True)
    if len(text) < _SHARE * n_running:
        _unwrap(tree, n_running)
        text = _extract(tree, fast=False) or text
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


def _extract(tree: HtmlElement, *, fast: bool) -> str:
    return (trafilatura.extract(tree, fast=fast, include_comments=False) or "").strip()


def _without_links(tree: HtmlElement, text: str) -> str:
    """Drop the lines that are but links' words."""
    links = {squeeze(link.text_content()) for link in tree.iter("a")}
    return "\n".join(line for line in text.split("\n") if squeeze(line) not in links)


def _agrees(text: str, article_body: str) -> bool:
    """Whether what was found is of the article that the page's JSON-LD holds."""
    running = [line[:_RUNNING] for line in text.split("\n") if len(line) >= _RUNNING]
    return not running or any(line in article_body for line in running)


def _n_running(tree: HtmlElement) -> int:
    lengths = (len(p.text_content().strip()) for p in tree.iter("p"))
    return sum(n for n in lengths if n >= _RUNNING)


def _unwrap(tree: HtmlElement, n_running: int) -> None:
    """Make plain boxes of what holds most of a page: it is no banner, whatever it is called.

    A body of class "cookies-not-set", or an aside that is never closed, would be cut whole.
    """
    held: Counter[HtmlElement] = Counter()
    for paragraph in tree.iter("p"):
        n_here = len(paragraph.text_content().strip())
        if n_here >= _RUNNING:
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

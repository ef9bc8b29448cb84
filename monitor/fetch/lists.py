"""A page's tree -> the news that it lists, by structure alone or by a selector. Pure.

A news list is a run of blocks of one kind that each hold one headline with a link, and mostly a
date. The run with the most dated headlines wins; menus, footers, side bars and cookie banners are
left out, and what stands under "Popular pages", "Related services" or "Events" counts against a run.
What is shown apart on top (a lead story, featured news) belongs to the list when it lies where the
list's own news lie.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor.fetch.around import UP, dates_round, heading_over
from monitor.fetch.blocks import Headline, better, read_block
from monitor.selectors import xpath_of
from monitor.text import squeeze
from monitor.urls import canonical_url, host_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from lxml import html

#: a list has at least so many headlines
FEWEST_ENTRIES = 2
#: more entries than this are no better
MANY_ENTRIES = 20
#: how far above its link the block of one entry may begin
HIGHEST_BLOCK = 7
#: an entry's block has at most so many characters; more is a whole page
LARGEST_BLOCK = 3_000
#: links of a page that are looked at
MAX_LINKS = 3_000
#: an entry's own head or foot has no more links than this
MAX_LINKS_OF_ENTRY = 6
#: what a run gains by being called news, and the share that it loses by being called otherwise
NEWS_WORTH, ASIDE_LOSS = 3, 0.5
#: a title of this many characters is hardly a menu's
LONG_TITLE, FEWEST_LETTERS = 25, 15

_PARTS = r"(?:^|[\s_-])(?:{})(?:$|[\s_-])"
_OUTSIDE_TAGS = {"nav", "aside", "script", "style", "template"}
_OUTSIDE_ROLES = {"navigation", "banner", "contentinfo", "search", "dialog", "alertdialog", "menu"}
_OUTSIDE_WORDS = re.compile(
    _PARTS.format(r"nav|navigation|navbar|(?:mega-?)?menu|breadcrumbs?|cookies?|consent|gdpr|pagination"
                  r"|pager|share|sharing|social|skip-?links?"),
    re.IGNORECASE,
)  # fmt: skip
_FOOTER_WORDS = re.compile(_PARTS.format("footer"), re.IGNORECASE)
#: an article's own head and foot are part of the list
_CONTENT = {"article", "main", "li", "section"}
_ASIDE = re.compile(
    _PARTS.format(r"related|popular|events?|most-?(?:read|viewed)|(?:quick|useful)-?links?|sidebar"
                  r"|services?|topics?|category|categories|tags?|archives?|whats-?on|calendar|tasks?"
                  r"|filters?|facets?|top-?tasks|promos?|alerts?|contacts?|jobs?|downloads?|documents?"),
    re.IGNORECASE,
)  # fmt: skip
_ASIDE_HEADING = re.compile(
    r"^(?:popular|most (?:read|viewed|popular)|related|upcoming|coming up|consultations"
    r"|have your say|events?\b|what.?s on|quick links"
    r"|useful|services|our services|in this section|see also|contact|follow|topics|categories"
    r"|archive|tags|you may also|documents|downloads|council meetings|jobs"
    r"|vacancies|top tasks|i want to|do it online|pay|apply|report|diary|forthcoming|more in)",
    re.IGNORECASE,
)
_NEWS = re.compile(
    r"(?:^|[^a-z])(?:news(?:room|centre|desk)?|latest|press|media(?:hub|centre)?|stories|releases"
    r"|announcements)(?:$|[^a-z])",
    re.IGNORECASE,
)
_UNSTABLE = {"first", "last", "odd", "even", "active", "current", "featured", "highlight", "sticky"}
_DIGITS, _NUMBER = re.compile(r"\d+"), re.compile(r"\d{3,}")


@dataclass(slots=True)
class _Run:
    """Blocks of one kind and what they say."""

    blocks: list[html.HtmlElement] = field(default_factory=list)
    headlines: list[Headline] = field(default_factory=list)
    #: share of its blocks that stand with what is no news
    aside: float = 0.0
    #: share of those that stand under the name of news
    news: float = 0.0
    #: its dates stand round its blocks
    is_dated_outside: bool = False


def find_news(tree: html.HtmlElement, url: str, base: str, now: datetime) -> tuple[Headline, ...]:
    """Return the news that a page lists, in its order; what is shown apart on top comes first.

    Args:
        tree: the page.
        url: its address.
        base: what its links are relative to.
        now: when it was read.
    """
    page = _Page(tree, base, now)
    runs = [_read_run(page, blocks) for blocks in page.runs()]
    best = max(runs, key=lambda run: _rank(run, page), default=None)
    if best is None or not _is_list(best, tree, url):
        return ()
    return _merged((*_apart(page, best), *best.headlines))


def select_news(
    tree: html.HtmlElement, selector: str, base: str, now: datetime
) -> tuple[int, int, tuple[Headline, ...]]:
    """Return how many blocks a selector matches, how many hold news, and these in their order.

    Args:
        tree: the page.
        selector: CSS; each match is the block of one entry.
        base: what the page's links are relative to.
        now: when it was read.
    """
    blocks = tree.xpath(xpath_of(selector))
    run = _Run()
    for block in blocks:
        if headline := read_block(block, base, now):
            run.blocks.append(block)
            run.headlines.append(headline)
    _date_from_outside(run, now)
    return len(blocks), len(run.headlines), _merged(run.headlines)


class _Page:
    """A tree, and what was worked out of its elements already."""

    def __init__(self, tree: html.HtmlElement, base: str, now: datetime) -> None:
        self.base = base
        self.now = now
        self._tree = tree
        self._outside: dict[html.HtmlElement, bool] = {}
        self._read: dict[html.HtmlElement, Headline | None] = {}
        self._lengths: dict[html.HtmlElement, int] = {}
        # what holds the page's heading or its content is the page, however it is called
        marks = [*tree.iter("h1", "main"), *tree.xpath("//*[@role='main']")]
        self._wrappers = {a for mark in marks for a in (mark, *mark.iterancestors())}

    def headline(self, block: html.HtmlElement) -> Headline | None:
        """Return what a block says."""
        if block not in self._read:
            self._read[block] = read_block(block, self.base, self.now)
        return self._read[block]

    def links(self) -> list[html.HtmlElement]:
        """Return the links that are no part of menus, footers and the like."""
        found = (a for a in self._tree.iter("a") if a.get("href") and not self.is_outside(a))
        return [a for a, _ in zip(found, range(MAX_LINKS), strict=False)]

    def runs(self) -> Iterable[list[html.HtmlElement]]:
        """Return the blocks that may be a list: of one kind, under one parent or near relations."""
        runs: dict[tuple[object, ...], dict[html.HtmlElement, None]] = defaultdict(dict)
        for link in self.links():
            for block in self.blocks(link):
                kind: tuple[object, ...] = (_kind(block, _DIGITS),)
                place = block
                for _ in range(UP):
                    parent = place.getparent()
                    if parent is None:
                        break
                    runs[*kind, parent][block] = None
                    kind, place = (*kind, _kind(parent, _NUMBER)), parent
        return {tuple(blocks): list(blocks) for blocks in runs.values()}.values()

    def blocks(self, link: html.HtmlElement) -> Iterator[html.HtmlElement]:
        """Yield what may be the block of an entry: the link and what stands round it."""
        block: html.HtmlElement | None = link
        for _ in range(HIGHEST_BLOCK):
            if block is None or block.tag in {"body", "html", "main"}:
                return
            if self.length(block) > LARGEST_BLOCK:
                return
            yield block
            block = block.getparent()

    def is_outside(self, element: html.HtmlElement) -> bool:
        """Return whether an element is part of what stands round every page of a site."""
        path = []
        here: html.HtmlElement | None = element
        while here is not None and here not in self._outside:
            path.append(here)
            here = here.getparent()
        verdict = here is not None and self._outside[here]
        for one in reversed(path):
            verdict = verdict or self._is_frame(one)
            self._outside[one] = verdict
        return verdict

    def is_ahead(self, block: html.HtmlElement, headline: Headline) -> bool:
        """Return whether what a block names is dated in the future, in it or right round it."""
        if headline.is_ahead:
            return True
        for place, _ in zip(block.iterancestors(), range(UP), strict=False):
            if self.length(place) > LARGEST_BLOCK:
                return False
            around = self.headline(place)
            if around and around.is_ahead and around.url == headline.url:
                return True
        return False

    def is_aside(self, block: html.HtmlElement) -> bool:
        """Return whether something above a block says that it is no news."""
        names = (_names(a) for a in block.iterancestors() if a not in self._wrappers)
        return any(_ASIDE.search(n) and not _NEWS.search(n) for n in names)

    def _is_frame(self, element: html.HtmlElement) -> bool:
        if element in self._wrappers or not isinstance(element.tag, str):
            return False
        names = _names(element)
        if element.tag in {"header", "footer", "form"} or _FOOTER_WORDS.search(names):
            # a whole list may stand in a form; an entry's head and foot are small
            n_links = len(list(element.iter("a")))
            is_small = n_links <= MAX_LINKS_OF_ENTRY
            if element.tag == "form":
                return is_small
            return not (is_small and any(a.tag in _CONTENT for a in element.iterancestors()))
        return (
            element.tag in _OUTSIDE_TAGS
            or element.get("role") in _OUTSIDE_ROLES
            or _OUTSIDE_WORDS.search(names) is not None
        )

    def length(self, element: html.HtmlElement) -> int:
        """Return how many characters an element holds."""
        if element not in self._lengths:
            self._lengths[element] = len(element.text_content())
        return self._lengths[element]


def _read_run(page: _Page, blocks: list[html.HtmlElement]) -> _Run:
    run = _Run()
    for block in blocks:
        if headline := page.headline(block):
            run.blocks.append(block)
            is_ahead = headline.published_at is None and page.is_ahead(block, headline)
            run.headlines.append(replace(headline, is_ahead=is_ahead))
    if len(run.blocks) < FEWEST_ENTRIES:
        return run
    _date_from_outside(run, page.now)
    own = {*run.blocks, *(a for b in run.blocks for a in b.iterancestors())}
    places = {block.getparent(): block for block in reversed(run.blocks)}
    sizes = Counter(block.getparent() for block in run.blocks)
    for parent, block in places.items():
        heading = heading_over(block, own)
        share = sizes[parent] / len(run.blocks)
        names = f"{_names(block)} {_names(parent) if parent is not None else ''}"
        run.aside += share * (page.is_aside(block) or _ASIDE_HEADING.search(heading) is not None)
        run.news += share * any(_NEWS.search(words) for words in (heading, names))
    return run


def _date_from_outside(run: _Run, now: datetime) -> None:
    """Date headlines by what stands round their blocks, if none has a date of its own."""
    if not run.blocks or any(h.published_at or h.is_ahead for h in run.headlines):
        return
    moments = dates_round(run.blocks, now)
    run.is_dated_outside = any(moments)
    run.headlines = [
        replace(h, published_at=m) for h, m in zip(run.headlines, moments, strict=True)
    ]


def _rank(run: _Run, page: _Page) -> tuple[float, int]:
    """Return how much a run looks like a list of news; of two alike the tighter comes first.

    What its entries are worth on average counts more than how many there are: menus and archives
    are long.
    """
    if len(run.blocks) < FEWEST_ENTRIES:
        return (-math.inf, 0)
    worths = {h.url: _worth(h) for h in reversed(run.headlines)}
    mean = sum(worths.values()) / len(worths)
    mean += NEWS_WORTH * run.news - run.is_dated_outside
    mean *= 1 - ASIDE_LOSS * run.aside if mean > 0 else 1
    size = sum(page.length(b) for b in run.blocks[:10])
    return (mean * (1 + math.log2(min(len(worths), MANY_ENTRIES))), -size)


def _worth(headline: Headline) -> float:
    n = len(headline.title)
    is_dated = headline.published_at is not None
    worth = 1 + 10 * is_dated - 6 * headline.is_ahead + 2 * headline.is_heading + (n >= LONG_TITLE)
    worth += 2 * (_NEWS.search(urlsplit(headline.url).path) is not None)
    return worth - 2 * (n < FEWEST_LETTERS and not is_dated)


def _is_list(run: _Run, tree: html.HtmlElement, url: str) -> bool:
    """Return whether a run is a list of news at all: it is dated, or on a page that says news."""
    if len({h.url for h in run.headlines}) < FEWEST_ENTRIES:
        return False
    n_dated = sum(h.published_at is not None for h in run.headlines)
    n_long = sum(len(h.title) >= FEWEST_LETTERS or h.is_heading for h in run.headlines)
    if n_dated * 2 >= len(run.headlines):
        return True
    if run.aside > run.news or n_long * 2 < len(run.headlines):
        return False
    titles = (squeeze(t.text_content()) for t in tree.iter("title", "h1"))
    words = (host_of(url), urlsplit(url).path, *titles)
    return run.news > 0 or any(_NEWS.search(w) for w in words)


def _apart(page: _Page, best: _Run) -> Iterator[Headline]:
    """Yield the news that are shown outside of the list: they lie where the list's own lie."""
    listed = {h.url for h in best.headlines}
    inside = {e for block in best.blocks for e in block.iter()}
    shapes = Counter(_shape(u) for u in listed)
    usual = {s for s, n in shapes.items() if n * 3 >= len(listed)}
    for link in page.links():
        if link in inside or page.is_aside(link):
            continue
        found = [h for b in page.blocks(link) if (h := page.headline(b)) and _is_of(h, link, page)]
        best_of = next((h for h in found if h.published_at), None) or next(
            (h for h in found if h.is_heading and _NEWS.search(h.url)), None
        )
        is_ours = best_of and (best_of.url in listed or _shape(best_of.url) in usual)
        if best_of and is_ours and not best_of.is_ahead:
            yield best_of


def _is_of(headline: Headline, link: html.HtmlElement, page: _Page) -> bool:
    own = page.headline(link)
    return own is None or own.url == headline.url


def _shape(url: str) -> str:
    """Return where an article lies: its address without its own name and numbers."""
    parts = urlsplit(url)
    return _DIGITS.sub("#", f"{parts.netloc}{parts.path.rstrip('/').rpartition('/')[0]}")


def _merged(headlines: Iterable[Headline]) -> tuple[Headline, ...]:
    """Return each address once, where it stands last, with the best that is said of it."""
    kept: dict[str, Headline] = {}
    for headline in headlines:
        key = canonical_url(headline.url) or headline.url
        before = kept.pop(key, None)
        kept[key] = better(headline, before) if before else headline
    return tuple(kept.values())


def _kind(element: html.HtmlElement, numbers: re.Pattern[str]) -> tuple[str, str]:
    """Return what an element has in common with others of its list."""
    classes: Sequence[str] = (element.get("class") or "").split()
    first = next((c for c in classes if c not in _UNSTABLE), "")
    return str(element.tag), numbers.sub("#", first)


def _names(element: html.HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"

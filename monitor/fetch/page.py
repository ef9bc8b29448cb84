"""Kind ``page``: a council's news page without a feed -> entries, read by structure.

A news list is a run of siblings that each hold one headline with a link, and mostly a date. The
run with the most dated headlines wins; menus, footers and side bars are left out. It follows no
pages and no scripts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree, html

from monitor.charset import decode_page
from monitor.dates import parse_date
from monitor.errors import ReadError, WallError
from monitor.fetch.charset import decode_text
from monitor.fetch.http import ACCEPT_PAGE
from monitor.fetch.walls import find_wall, unreadable
from monitor.records import Entry, FetchResult, PollState, Reading, Source
from monitor.text import squeeze
from monitor.urls import canonical_url, join

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from monitor.fetch.http import Session

#: a headline has at least so many characters
FEWEST_LETTERS = 15
#: a list has at least so many headlines
FEWEST_ENTRIES = 2
#: how far above its link the block of one entry may begin
HIGHEST_BLOCK = 6
#: an entry's block has at most so many characters; more is a whole page
LARGEST_BLOCK = 3_000

_OUTSIDE = {"nav", "header", "footer", "aside", "form", "script", "style"}
_OUTSIDE_WORDS = re.compile(
    r"\b(?:nav|menu|footer|breadcrumb|cookie|pagination|pager|share)\b", re.IGNORECASE
)
_HEADINGS = {"h1", "h2", "h3", "h4", "h5"}
_EMPTY_LINKS = re.compile(
    r"^(?:read|find out|see|view|learn)\b.{0,12}\b(?:more|all)\b", re.IGNORECASE
)
_DATED = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]{2,8}\.?(?:\s+\d{4})?\b|\b\d{1,2}/\d{1,2}/\d{2,4}\b"
    r"|\b\d{4}-\d{2}-\d{2}\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Headline:
    block: html.HtmlElement
    url: str
    title: str
    is_heading: bool
    published_at: datetime | None


def poll(source: Source, state: PollState, session: Session) -> FetchResult:
    """Ask for the page, with the validators that the state holds."""
    return session.get(
        source.url, validators=state.validators, accept=ACCEPT_PAGE, obeys_robots=True
    )


def read(source: Source, result: FetchResult) -> Reading:
    """Return the news that a page lists, in its order.

    Raises:
        WallError: a bot wall, a consent page or a login page stands in its place.
        ReadError: the answer is no page, or holds no list of news.
    """
    tree = parse_page(result)
    best = _best_run(tree, result)
    text = decode_text(result.body, result.media_type)
    if not best:
        raise unreadable(text, "no list of news was found on the page")
    if wall := find_wall(text):
        raise WallError(wall)
    entries: dict[str, Entry] = {}
    for headline in best:
        address = canonical_url(headline.url)
        key = address or headline.url
        entries.setdefault(
            key,
            Entry(
                source=source.key,
                entry_key=key,
                url=headline.url,
                address=address,
                title=headline.title,
                published_at=headline.published_at,
            ),
        )
    return Reading(entries=tuple(entries.values()))


def parse_page(result: FetchResult) -> html.HtmlElement:
    """Return the tree of an HTML answer.

    Raises:
        ReadError: it is empty or no HTML.
    """
    text = decode_page(result.body, result.media_type)
    parser = html.HTMLParser(encoding="utf-8")
    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        msg = "the answer is empty or no web page"
        raise ReadError(msg) from error
    return tree


def _best_run(tree: html.HtmlElement, result: FetchResult) -> list[_Headline]:
    """Return the headlines of the most list-like run of siblings."""
    runs: dict[tuple[html.HtmlElement, str, str], list[_Headline]] = defaultdict(list)
    for link in tree.iter("a"):
        title = squeeze(link.text_content())
        url = join(result.final_url, link.get("href") or "")
        if len(title) < FEWEST_LETTERS or not url or _is_outside(link):
            continue
        if _EMPTY_LINKS.match(title):
            continue
        for block in _blocks(link):
            parent = block.getparent()
            if parent is None:
                break
            kind = (block.get("class") or "").partition(" ")[0]
            run = runs[parent, str(block.tag), kind]
            is_heading = _is_heading(link, block)
            if any(h.block is block for h in run):
                if is_heading and not run[-1].is_heading:
                    run.pop()
                else:
                    continue
            headline = _Headline(
                block=block,
                url=url,
                title=title,
                is_heading=is_heading,
                published_at=_date_in(block, result.fetched_at),
            )
            run.append(headline)
    ranked = sorted(runs.values(), key=_rank)
    return ranked[-1] if ranked and len(ranked[-1]) >= FEWEST_ENTRIES else []


def _rank(run: list[_Headline]) -> tuple[float, int]:
    if len(run) < FEWEST_ENTRIES:
        return (0.0, 0)
    n_dated = sum(h.published_at is not None for h in run)
    n_heading = sum(h.is_heading for h in run)
    n_urls = len({h.url for h in run})
    return (n_urls + 3 * n_dated + 2 * n_heading, -len(run[0].block.text_content()))


def _blocks(link: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Yield what may be the block of an entry: the link and what stands round it."""
    block = link
    for _ in range(HIGHEST_BLOCK):
        if block.tag in {"body", "html", "main"} or len(block.text_content()) > LARGEST_BLOCK:
            return
        yield block
        block = block.getparent()
        if block is None:
            return


def _is_heading(link: html.HtmlElement, block: html.HtmlElement) -> bool:
    if any(child.tag in _HEADINGS for child in link.iter()):
        return True
    here = link
    while here is not None and here is not block:
        here = here.getparent()
        if here is not None and here.tag in _HEADINGS:
            return True
    return False


def _is_outside(link: html.HtmlElement) -> bool:
    for here in link.iterancestors():
        if here.tag in _OUTSIDE or here.get("role") == "navigation":
            return True
        if _OUTSIDE_WORDS.search(f"{here.get('class') or ''} {here.get('id') or ''}"):
            return here.tag not in {"body", "html", "main"}
    return False


def _date_in(block: html.HtmlElement, now: datetime) -> datetime | None:
    for time in block.iter("time"):
        found = parse_date(time.get("datetime") or time.text_content(), now=now)
        if found:
            return found
    for match in _DATED.finditer(squeeze(" ".join(block.itertext()))):
        found = parse_date(match[0], now=now)
        if found:
            return found
    return None

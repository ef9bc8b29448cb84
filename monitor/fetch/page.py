"""Kind ``page``: a council's news page without a feed -> entries; and lists that come as JSON.

Reading the list is the part of `monitor.fetch.lists`, its next page that of `monitor.fetch.pager`,
JSON that of `monitor.fetch.json_list`. No scripts are run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree, html

from monitor.charset import decode_page
from monitor.errors import ReadError, WallError
from monitor.fetch.json_list import read_json
from monitor.fetch.lists import find_news, select_news
from monitor.fetch.pager import next_page
from monitor.fetch.walls import find_wall, unreadable
from monitor.records import Entry, FetchResult, PollState, Reading, Source
from monitor.urls import canonical_url, join
from monitor.walls import find_soft_404

if TYPE_CHECKING:
    from monitor.fetch.blocks import Headline
    from monitor.fetch.http import Session

ACCEPT_LIST = "text/html, application/xhtml+xml, application/json;q=0.9, */*;q=0.2"


def poll(source: Source, state: PollState, session: Session) -> FetchResult:
    """Ask for the page, with the validators that the state holds."""
    return session.get(
        source.url, validators=state.validators, accept=ACCEPT_LIST, obeys_robots=True
    )


def read(source: Source, result: FetchResult) -> Reading:
    """Return the news that a page lists, in its order, and where its next page lies.

    Raises:
        WallError: a bot wall, a consent page or a login page stands in its place.
        ReadError: the answer is neither page nor JSON, or holds no list of news.
    """
    if result.body.lstrip()[:1] in {b"{", b"["}:
        headlines, more = read_json(result)
        return Reading(entries=_entries(source, headlines), more=more)
    tree = parse_page(result)
    base = base_of(tree, result.final_url)
    faults: tuple[str, ...] = ()
    if source.selector:
        n, n_read, headlines = select_news(tree, source.selector, base, result.fetched_at)
        none = "nothing with a headline and a link" if n else "nothing on the page"
        reason = f"the selector {source.selector!r} matches {none}"
        if n > n_read:
            faults = (f"{n - n_read} of {n} blocks hold no headline with a link",)
    else:
        headlines = find_news(tree, result.final_url, base, result.fetched_at)
        reason = "no list of news was found on the page"
    text = decode_page(result.body, result.media_type)
    if missing := find_soft_404(text):
        raise ReadError(missing)
    if not headlines:
        raise unreadable(text, reason)
    if wall := find_wall(text):
        raise WallError(wall)
    more = next_page(tree, result.final_url, base)
    return Reading(entries=_entries(source, headlines), more=more, faults=faults)


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


def base_of(tree: html.HtmlElement, url: str) -> str:
    """Return what a page's relative links are relative to: its ``base``, else its address."""
    named = next((b.get("href") or "" for b in tree.iter("base")), "")
    return join(url, named) or url


def _entries(source: Source, headlines: tuple[Headline, ...]) -> tuple[Entry, ...]:
    entries = []
    for headline in headlines:
        address = canonical_url(headline.url)
        entries.append(
            Entry(
                source=source.key,
                entry_key=address or headline.url,
                url=headline.url,
                address=address,
                title=headline.title,
                published_at=headline.published_at,
            )
        )
    return tuple(entries)

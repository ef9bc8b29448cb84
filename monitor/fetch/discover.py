"""An address that a person gives -> what it is: kind, feed, title, how fresh, and what to heed.

What comes in is a feed, a sitemap, a Google Alert, a committee system, a news page or a site's front
page; what goes out is the one address to watch, or what was tried and what came instead. The order:
the address itself, the feeds that its page names, the defaults of its publishing system
(`families`), its news page, its own list of news. It stops at the first that works, asks at most
`MAX_REQUESTS` times, and a site that turns it away is not asked again.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor.config.secrets import is_alert_address, shown_address
from monitor.errors import MonitorError
from monitor.fetch import KINDS
from monitor.fetch.families import (
    LAST_RESORT,
    MAX_SEARCHED,
    Family,
    default_feeds,
    families_of,
    fill,
    json_lists,
    named_feeds,
    news_page,
)
from monitor.fetch.found import DEAD_AFTER, Discovery, Found, Tried, make_found
from monitor.fetch.http import ACCEPT_FEED
from monitor.fetch.page import base_of, parse_page
from monitor.fetch.sniff import is_sitemap_index, kind_of
from monitor.records import (
    Fault,
    FetchResult,
    FetchStatus,
    PollState,
    Source,
    SourceKey,
    SourceKind,
    Tier,
)
from monitor.urls import host_of, is_web, join

if TYPE_CHECKING:
    from lxml import html

    from monitor.fetch.http import Session

#: addresses that are asked for one discovery at most; redirects come on top
MAX_REQUESTS = 12
#: feeds that a page names, of which so many are tried
MAX_NAMED = 4
_NO_SUCH = {400, 404}
_NEVER = datetime.max.replace(tzinfo=UTC)
_COMMITTEE_PAGE = re.compile(r"/(?:mg|ie)[A-Z]\w*\.aspx", re.IGNORECASE)
_COMMITTEE_WORDS = re.compile(
    r"moderngov|democra|committee|meetings|minutes|councillors", re.IGNORECASE
)


def discover(url: str, session: Session, *, selector: str = "") -> Discovery:
    """Return what an address is, with at most `MAX_REQUESTS` addresses asked.

    Args:
        url: what a person typed or pasted.
        session: the network.
        selector: CSS of what holds one entry: the address is a news page and nothing else is looked for.
    """
    search = _Search(session, selector)
    found = None
    if is_web(url.strip()) and selector:
        found = search.attempt(SourceKind.PAGE, url.strip())
    elif is_web(url.strip()):
        found = _find(url.strip(), search)
    else:
        search.note(url, "is not a web address; write it with https:// before it")
    return Discovery(found=found, tried=tuple(search.tried))


class _Search:
    """Asks one address after the other and keeps count of what came."""

    def __init__(self, session: Session, selector: str) -> None:
        self._selector = selector
        self.tried: list[Tried] = []
        self._session = session
        self._asked: set[tuple[SourceKind | None, str]] = set()
        self._shut: set[str] = set()
        #: whether the last answer was that there is no such address
        self.is_missing = False

    def ask(self, url: str, kind: SourceKind | None = None) -> FetchResult | None:
        """Return an answer with a body; what else came is noted and gives None."""
        # as a page, robots.txt is asked too; a committee system's root stands for pages below it
        address = (kind, url)
        is_spent = address in self._asked or len(self._asked) >= MAX_REQUESTS
        if is_spent or host_of(url) in self._shut:
            return None
        self._asked.add(address)
        if kind is None:
            result = self._session.get(url, accept=ACCEPT_FEED)
        else:
            source = _source(kind, url)
            state = PollState(source=source.key, next_due_at=_NEVER)
            result = KINDS[kind].poll(source, state, self._session)
        if result.status is FetchStatus.FETCHED:
            return result
        self.note(url, result.reason, kind)
        self.is_missing = result.status is FetchStatus.GONE or result.http_status in _NO_SUCH
        turned_away = {FetchStatus.RATE_LIMITED, FetchStatus.BLOCKED, FetchStatus.DEFERRED}
        # what robots.txt says of one page says nothing of the site's feeds
        is_robots = result.fault is Fault.REFUSED and result.http_status is None
        is_shut = result.status in turned_away or result.http_status is None
        if is_shut and not is_robots:
            self._shut.add(host_of(url))
        return None

    def attempt(self, kind: SourceKind, url: str, family: str = "") -> Found | None:
        """Ask an address that may be a source of a kind; it counts only if it lists something."""
        result = self.ask(url, kind)
        if result is None:
            return None
        # a guess at a feed may lead to an alert's or a sitemap's bytes as well
        kind = (kind_of(result) or kind) if kind is SourceKind.FEED else kind
        return self.take(kind, url, result, family)

    def take(
        self,
        kind: SourceKind,
        url: str,
        result: FetchResult,
        family: str,
        *,
        if_empty: bool = False,
    ) -> Found | None:
        """Return what an answer is as a source of a kind; None, and noted, when it is not."""
        try:
            reading = KINDS[kind].read(_source(kind, url, self._selector), result)
        except MonitorError as error:
            self.note(url, str(error), kind)
            return None
        if not reading.entries and not if_empty:
            self.note(url, "lists nothing", kind)
            return None
        n = len(reading.entries)
        came = f"lists {n} {'entry' if n == 1 else 'entries'}"
        self.note(url, came, kind)
        return make_found(kind, url, result, reading, family)

    def note(self, url: str, came: str, kind: SourceKind | None = None) -> None:
        """Keep what came of an address."""
        # an alert may be known by its bytes alone, and its address is a secret wherever it lies
        shown = {
            SourceKind.GOOGLE_ALERTS: "the address of a Google Alert",
            SourceKind.MODERNGOV: f"{shown_address(url)} as a committee system",
        }
        words = shown.get(kind) if kind else None
        self.tried.append(Tried(shown_url=words or shown_address(url), came=came))


def _find(url: str, search: _Search) -> Found | None:
    if is_alert_address(url):
        return _alert(url, search)
    if base := _committee_base(url):
        return search.attempt(SourceKind.MODERNGOV, base, "ModernGov")
    result = search.ask(url)
    if result is None:
        is_likely = _COMMITTEE_WORDS.search(f"{host_of(url)}{urlsplit(url).path}")
        return search.attempt(SourceKind.MODERNGOV, _bare(url), "ModernGov") if is_likely else None
    listed = kind_of(result)
    if is_sitemap_index(result) or listed is SourceKind.PAGE:
        # an index is kept for its newest child; JSON is asked as robots.txt allows
        return search.attempt(listed or SourceKind.SITEMAP, url)
    if listed is not None:
        return search.take(listed, url, result, "", if_empty=True)
    return _from_page(url, result, search)


def _alert(url: str, search: _Search) -> Found | None:
    """Return an alert: its address says what it is, so silence is no reason to refuse it."""
    kind, family = SourceKind.GOOGLE_ALERTS, "Google Alerts"
    result = search.ask(url)
    if result is not None:
        return search.take(kind, url, result, family, if_empty=True)
    if search.is_missing:
        return None
    return Found(
        kind=kind,
        url=url,
        title="",
        family=family,
        n_entries=0,
        newest_at=None,
        warnings=(f"it could not be asked now: {search.tried[-1].came}",),
    )


def _from_page(
    url: str, result: FetchResult, search: _Search, *, is_given: bool = True
) -> Found | None:
    """Return what a page leads to; only the page that was given leads to another page."""
    try:
        tree = parse_page(result)
    except MonitorError as error:
        search.note(url, str(error))
        return None
    if is_given and (base := _committee_site(tree, result.final_url)):
        found = search.attempt(SourceKind.MODERNGOV, base, "ModernGov")
        if found:
            return found
    families = families_of(result.final_url, _markup(result))
    found = _feed_of(tree, result, families, search)
    if found is None and is_given and (target := news_page(tree, result.final_url)):
        found = _from_news_page(target, search)
    if found is None or _is_dead(found, result):
        page = _as_page(url, result, families, search, is_given=is_given)
        is_better = page and page.newest_at and not _is_dead(page, result)
        found = page if found is None or is_better else found
    for template in LAST_RESORT if is_given and found is None else ():
        found = found or search.attempt(SourceKind.FEED, fill(template, result.final_url))
    return found


def _as_page(
    url: str,
    result: FetchResult,
    families: tuple[Family, ...],
    search: _Search,
    *,
    is_given: bool,
) -> Found | None:
    """Return a page as its own list of news, if robots.txt lets it be asked again and again.

    A page that lists nothing with a date may have its news by scripts: then what they ask for.
    """
    family = families[0].name if families else ""
    kind = SourceKind.PAGE
    if is_given:
        found = search.attempt(kind, url, family)
    else:
        found = search.take(kind, url, result, family)
    if found and found.newest_at:
        return found
    base = base_of(parse_page(result), result.final_url)
    for address in json_lists(families, result.final_url, base, _markup(result))[:MAX_NAMED]:
        listed = search.attempt(kind, address, family)
        if listed and (found is None or listed.newest_at):
            return listed
    return found


def _is_dead(found: Found, result: FetchResult) -> bool:
    """Return whether a list has had nothing new for long; of an undated one nobody knows."""
    return found.newest_at is not None and result.fetched_at - found.newest_at > DEAD_AFTER


def _from_news_page(url: str, search: _Search) -> Found | None:
    result = search.ask(url, SourceKind.PAGE)
    if result is None:
        return None
    kind = kind_of(result)
    if kind is not None:
        return search.take(kind, url, result, "")
    return _from_page(url, result, search, is_given=False)


def _feed_of(
    tree: html.HtmlElement, result: FetchResult, families: tuple[Family, ...], search: _Search
) -> Found | None:
    """Return the first feed that works: those that the page names, then its system's defaults."""
    name = families[0].name if families else ""
    named = [(u, name) for u in named_feeds(tree, result.final_url)[:MAX_NAMED]]
    defaults = [
        (u, f.name) for f in families for u in default_feeds(f, result.final_url, _markup(result))
    ]
    for url, family in (*named, *defaults):
        if found := search.attempt(SourceKind.FEED, url, family):
            return found
    return None


def _committee_base(url: str) -> str:
    """Return the root of a committee system from the address of one of its pages."""
    parts = urlsplit(url)
    found = _COMMITTEE_PAGE.search(parts.path)
    return f"{parts.scheme}://{parts.netloc}{parts.path[: found.start()]}" if found else ""


def _committee_site(tree: html.HtmlElement, url: str) -> str:
    """Return the root of the committee system that a page belongs to, "" when to none.

    A council's front page links to its committee system too, mostly on another host: only links to
    the page's own host count, and only where the page looks like one of the system's.
    """
    links = (join(url, a.get("href") or "") for a in tree.iter("a"))
    bases = (_committee_base(u) for u in links if u and host_of(u) == host_of(url))
    base = next((b for b in bases if b), "")
    is_likely = bool(tree.find_class("mgContent")) or bool(
        _COMMITTEE_WORDS.search(f"{host_of(url)}{urlsplit(url).path}")
    )
    return (base or _bare(url)) if is_likely and (base or tree.find_class("mgContent")) else ""


def _markup(result: FetchResult) -> str:
    return result.body[:MAX_SEARCHED].decode("utf-8", "replace")


def _bare(url: str) -> str:
    """Return an address without its query and last slash."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def _source(kind: SourceKind, url: str, selector: str = "") -> Source:
    return Source(
        key=SourceKey("discovery"),
        kind=kind,
        name="discovery",
        url=url,
        shown_url="",
        every=timedelta(hours=1),
        tier=Tier.LOCAL,
        selector=selector,
    )

"""Where the systems behind council and newspaper sites keep their feeds: a table, and its reading.

What comes in is a page; what goes out are addresses that may be its feed, the likeliest first:
what the page names itself (``link rel="alternate"``, a link that says RSS), then the defaults of
its publishing system. Pure: nothing here asks the network, and every address is only a guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor.fetch.page import base_of
from monitor.text import squeeze
from monitor.urls import host_of, join

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import html

#: bytes of a page in which marks are looked for
MAX_SEARCHED = 400_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A publishing system: how its pages are told, and where it keeps feeds.

    In ``feeds`` stand ``{root}`` (scheme and host), ``{page}`` (the address without its query),
    ``{path}``, ``{query}``, ``{stem}`` (first word of the host, as Iliffe writes it) and
    ``{id}`` (what ``numbers`` find on the page; without it the address is left out).
    """

    name: str
    feeds: tuple[str, ...]
    #: in the page's source
    mark: str = ""
    #: in the host, without "www."
    host: str = ""
    #: patterns with one group, the surest first
    numbers: tuple[str, ...] = ()
    #: where it serves its news as JSON, for pages that show none without scripts
    lists: tuple[str, ...] = ()


#: the first that fits comes first; a page may fit several
FAMILIES = (
    Family(name="GOV.UK", host=r"^gov\.uk$", feeds=("{page}.atom{query}",)),
    Family(name="BBC", host=r"(?:^|\.)bbc\.(?:co\.uk|com)$",
           feeds=("https://feeds.bbci.co.uk{path}/rss.xml",)),
    Family(name="Mynewsdesk", host=r"(?:^|\.)mynewsdesk\.com$",
           mark=r"mynewsdesk|/rss/current_news/\d", numbers=(r"/current_news/(\d+)",),
           feeds=("{root}/uk/rss/current_news/{id}",)),
    Family(name="LocalGov Drupal", mark=r"localgov[-_]",
           numbers=(r"\"currentPath\":\"node\\?/(\d+)\"", r"\bpage-node-(\d+)\b",
                    r"rel=[\"']shortlink[\"'] href=[\"'][^\"']*/node/(\d+)[\"']",
                    # the page's own comes before those of its teasers
                    r"data-history-node-id=[\"'](\d+)"),
           feeds=("{root}/news/{id}/feed.rss",)),
    Family(name="WordPress", mark=r"/wp-content/", feeds=("{page}/feed/", "{root}/feed/")),
    Family(name="PressPage", mark=r"\bppmodule_|text_companyprofile|presspage",
           feeds=("{root}/feed/en",)),
    Family(name="Contensis", mark=r"\bsys_(?:subitem|news|record|article)|contensis",
           feeds=("{page}?Listing_SyndicationType=1", "{page}?SyndicationType=1")),
    Family(name="Jadu", mark=r"/news/article/\d+/|\bjadu\b", feeds=("{root}/rss/news",)),
    Family(name="GOSS iCM", mark=r"(?<!/news)/article/\d+/|\bgoss\b",
           numbers=(r"[\"'](?:https?://[^/\"']+)?(/article/\d+/[^\"'\s]*\b[Rr][Ss][Ss]\b[^\"'\s]*)[\"']",),
           feeds=("{root}{id}", "{page}?rss=true", "{root}/rss")),
    Family(name="newsroom host", mark=r"[\"' ]content-summary[\"' ]", feeds=("{root}/feed/rss",)),
    Family(name="Drupal", mark=r"\bviews-row\b|date-display-single|content=[\"']Drupal \d",
           feeds=("{root}/news/rss.xml", "{root}/rss.xml"),
           lists=("{root}/rest/news?_format=json",)),
    Family(name="Reach", mark=r"\breach[ -]?plc\b|[/.]?\b[is]2-prod\b",
           feeds=("{page}/?service=rss", "{root}/?service=rss")),
    Family(name="Newsquest", mark=r"newsquest", feeds=("{page}/rss/", "{root}/news/rss/")),
    Family(name="National World", mark=r"national[ -]?world", feeds=("{page}/rss", "{root}/rss")),
    Family(name="Iliffe", mark=r"iliffe", numbers=(r"/_api/rss/(\w+?)_[a-z]+_feed\.xml",),
           feeds=("{root}/_api/rss/{id}_news_feed.xml", "{root}/_api/rss/{stem}_news_feed.xml")),
    # has no feed; its list of news is read as a page
    Family(name="oBox", mark=r"\boBoxItem\b", feeds=()),
    # these show their news by scripts, which ask for JSON
    Family(name="Funnelback", mark=r"funnelback|/s/search\.json", feeds=()),
    Family(name="Umbraco", mark=r"/umbraco/", feeds=()),
)  # fmt: skip
#: tried only where nothing else has worked
LAST_RESORT = ("{root}/feed/", "{root}/rss", "{root}/rss.xml", "{root}/rss/news")

#: an address that a page's mark-up or script names and that answers in JSON
_JSON_ADDRESS = re.compile(
    r"[\"'=]((?:https?:)?/?/?[^\"'<>\s()]*(?:_format=json|format=json|/search\.json|\.json\b|/api/|/rest/"
    r"|/wp-json/wp/)[^\"'<>\s()]*)"
)
_NO_LIST = re.compile(
    r"manifest|oembed|settings|config|\.js\b|/maps?/|analytics|consent", re.IGNORECASE
)
_PLACEHOLDER = re.compile(r"\$?\{+[^{}]*\}+")
_FEED_TYPES = {"application/rss+xml", "application/atom+xml", "application/feed+json",
               "application/rdf+xml"}  # fmt: skip
#: kentonline.co.uk keeps its feed as kent_online, newburytoday.co.uk as newbury
_ONLINE = re.compile(r"(?<=...)online$")
_STEM_TAIL = re.compile(r"(?<=...)(?:today|news)$")
_OTHER = 2
_COMMENTS = re.compile(r"\b(?:comments?|kommentar\w*|commentaires)\b", re.IGNORECASE)
_NEWS = re.compile(r"\b(?:news|newsroom|press|media|latest)\b", re.IGNORECASE)
_NOT_NEWS = re.compile(r"\b(?:events?|jobs?|vacanc|planning|consult|calendar|podcast)",
                       re.IGNORECASE)  # fmt: skip
_FEED_WORDS = re.compile(r"^(?:(?:our|news|subscribe to our|via)\s+)*(?:rss|atom)\b",
                         re.IGNORECASE)  # fmt: skip
_NEWS_WORDS = re.compile(
    r"^(?:(?:all|latest|council|our|more|view|see|read|the|and)\s+)*"
    r"(?:news(?:room)?|press releases|media (?:centre|releases))\b.{0,25}$",
    re.IGNORECASE,
)
_NEWS_PATH = re.compile(
    r"/(?:latest-|council-|all-)?(?:news(?:room)?|press(?:-releases)?|media(?:-centre)?)/?$",
    re.IGNORECASE,
)


def families_of(url: str, markup: str) -> tuple[Family, ...]:
    """Return the systems that a page may come from, the likeliest first."""
    host = host_of(url)
    return tuple(
        f
        for f in FAMILIES
        if (f.host and re.search(f.host, host))
        or (f.mark and re.search(f.mark, markup, re.IGNORECASE))
    )


def default_feeds(family: Family, url: str, markup: str) -> Iterator[str]:
    """Yield where a system keeps the feed of a page by default."""
    matches = (re.search(pattern, markup) for pattern in family.numbers)
    found = next((m for m in matches if m), None)
    for template in family.feeds:
        if "{id}" not in template or found:
            yield fill(template, url, number=found[1] if found else "")


def json_lists(families: tuple[Family, ...], url: str, base: str, markup: str) -> tuple[str, ...]:
    """Return where a page that lists nothing itself may have its news from, the likeliest first.

    Args:
        families: the systems that it may come from.
        url: its address.
        base: what its links are relative to.
        markup: its source.
    """
    words = unescape(markup.replace("\\/", "/"))
    named = [
        join(base, _PLACEHOLDER.sub("1", found[1]))
        for found in _JSON_ADDRESS.finditer(words)
        if not _NO_LIST.search(found[1])
    ]
    named.sort(key=_rank)
    defaults = [fill(template, url) for family in families for template in family.lists]
    return tuple(u for u in dict.fromkeys((*named, *defaults)) if u)


def fill(template: str, url: str, *, number: str = "") -> str:
    """Return a template's address for a page."""
    parts = urlsplit(url)
    root, path = f"{parts.scheme}://{parts.netloc}", parts.path.rstrip("/")
    return template.format(
        root=root,
        page=root + path,
        path=path,
        query=f"?{parts.query}" if parts.query else "",
        stem=_STEM_TAIL.sub("", _ONLINE.sub("_online", host_of(url).partition(".")[0])),
        id=number,
    )


def named_feeds(tree: html.HtmlElement, url: str) -> tuple[str, ...]:
    """Return the feeds that a page names itself: news before the rest, never comments or events."""
    base = base_of(tree, url)
    named: list[tuple[int, str]] = []
    for link in tree.iter("link", "a"):
        href = link.get("href") or ""
        if link.tag == "link" and _is_feed_link(link):
            words, behind = link.get("title") or "", 0
        elif link.tag == "a":
            words, behind = squeeze(link.text_content()) or link.get("title") or "", 3
            if not _FEED_WORDS.match(words):
                continue
        else:
            continue
        rank = _rank(f"{words} {href}")
        # events, jobs and planning are no news; who wants their feed gives its address
        if href and rank < _OTHER and not _COMMENTS.search(f"{words} {href}"):
            named.append((behind + rank, href))
    # the sort is stable: within a rank the page's own order stands
    urls = (join(base, href) for _, href in sorted(named, key=lambda n: n[0]))
    return tuple(dict.fromkeys(u for u in urls if u and u != url))


def _is_feed_link(link: html.HtmlElement) -> bool:
    kind = (link.get("type") or "").partition(";")[0].strip().lower()
    return "alternate" in (link.get("rel") or "").lower().split() and kind in _FEED_TYPES


def news_page(tree: html.HtmlElement, url: str) -> str:
    """Return the site's own news page that a page links to, "" when it is one or names none."""
    if _NEWS.search(urlsplit(url).path):
        return ""
    site, base = host_of(url), base_of(tree, url)
    best = ""
    for link in tree.iter("a"):
        target = join(base, link.get("href") or "").partition("#")[0]
        host = host_of(target)
        if not target or not (host == site or host.endswith(f".{site}")):
            continue
        is_named = bool(_NEWS_WORDS.match(squeeze(link.text_content())))
        has_path = bool(_NEWS_PATH.search(urlsplit(target).path))
        if is_named and has_path:
            return target
        if not best and (is_named or has_path) and urlsplit(target).path.rstrip("/"):
            best = target
    return best


def _rank(words: str) -> int:
    """Return 0 for news, 1 for what does not say, else `_OTHER`: it says that it is none."""
    if _NOT_NEWS.search(words):
        return _OTHER
    return 0 if _NEWS.search(words) else 1

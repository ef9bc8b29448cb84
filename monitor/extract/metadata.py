"""Parsed page -> what it says of itself: headline, publication date, address, site, paywall.

One walk over the tree gathers JSON-LD (https://schema.org/NewsArticle), Open Graph
(https://ogp.me) and other meta elements, headings and links; trafilatura's own search for the same
costs as much as the text. Nothing is invented: what a page does not say is "" or None.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor.text import plain, squeeze
from monitor.urls import canonical_url, host_of, join

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

#: a parsed JSON object of unknown form
Row = dict[str, object]
_ARTICLE = re.compile(r"(?:Article|BlogPosting|Report|Posting)$")
_PAGE = re.compile(r"(?:WebPage|ItemPage|GovernmentService)$")
_TITLE_METAS = ("og:title", "twitter:title", "dc.title", "dcterms.title")
#: objects of JSON-LD that are read at most, and how deep
_MAX_ROWS, _MAX_DEPTH = 200, 4
#: what stands between a headline and the name of its site
_BETWEEN = r"\s*(?:[|\u00b7\u2022\u00bb]|\s[-\u2013\u2014:]\s)\s*"
_LAST_PART = re.compile(
    _BETWEEN + r"(?P<last>(?:(?![|\u00b7\u2022\u00bb]|\s[-\u2013\u2014:]\s).)+)$"
)
#: what an address may have behind that of its story
_SAME_STORY = re.compile(
    r"(?:amp|amphtml|print|full|index(?:\.\w+)?|(?:page[/-]?)?\d{1,2})", re.IGNORECASE
)
#: a query that says which story
_KEY = re.compile(r"(?:^|&)\w*(?:id|article|story|item|p)=\d+(?:&|$)", re.IGNORECASE)
_CUT = re.compile(r"\s*(?:\u2026|\.\.\.)\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What one walk over a page gathered."""

    #: name or property in lower case -> content, the first of each name
    metas: dict[str, str]
    #: JSON-LD objects of articles first, then of pages
    linked: tuple[Row, ...]
    #: the site's name as the page gives it, or ""
    site: str
    #: headline, Open Graph's title, the window's title: those that there are
    titles: tuple[str, ...]
    #: href of link rel=canonical
    canonical: str
    #: target of a meta refresh, as written
    refresh: str
    n_scripts: int
    #: the h1, else h2, that is taken for the headline
    heading: HtmlElement | None = field(repr=False, default=None)

    @property
    def is_free(self) -> bool:
        """Whether the page does not say that its article must be paid for."""
        said = (row.get("isAccessibleForFree") for row in self.linked)
        return not any(value is False or str(value).lower() == "false" for value in said)

    def article_body(self) -> str:
        """Return the text of the article in the page's JSON-LD, a paragraph a line, or ""."""
        bodies = (b for row in self.linked if isinstance(b := row.get("articleBody"), str))
        lines = (plain(line) for line in re.split(r"\n|<br\s*/?>|</p>", next(bodies, "")))
        return "\n".join(line for line in lines if line)


def read_metadata(tree: HtmlElement) -> Metadata:
    """Gather what a page says of itself."""
    metas: dict[str, str] = {}
    rows: list[Row] = []
    headings: list[HtmlElement] = []
    title = canonical = refresh = ""
    n_scripts = 0
    for element in tree.iter("meta", "script", "link", "h1", "h2", "title"):
        match element.tag:
            case "meta":
                name, content = _meta(element)
                if name == "refresh":
                    refresh = refresh or content
                elif name and content:
                    metas.setdefault(name, content)
            case "script":
                n_scripts += 1
                if "ld+json" in (element.get("type") or ""):
                    rows += _linked_data(element.text or "")
            case "link":
                is_canonical = "canonical" in (element.get("rel") or "").lower().split()
                canonical = canonical or ((element.get("href") or "") if is_canonical else "")
            case "title":
                title = title or squeeze(element.text or "")
            case _:
                headings.append(element)
    linked = _ranked(rows)
    site, titles = _site(metas, linked), _titles(metas, linked, title)
    return Metadata(
        metas=metas,
        linked=linked,
        site=site,
        titles=titles,
        heading=_heading(headings, titles, site),
        canonical=canonical,
        refresh=refresh,
        n_scripts=n_scripts,
    )


def headline_of(found: Metadata, url: str) -> str:
    """Return the page's headline without the name of its site, "" when it has none."""
    if found.heading is not None:
        return squeeze(found.heading.text_content())
    return without_site(found.titles[0], found.site, url) if found.titles else ""


def title_of(given: str, found: Metadata, url: str) -> str:
    """Return the feed's headline, or the page's where the feed's is missing or cut off."""
    given = without_site(plain(given), found.site, url)
    own = headline_of(found, url)
    if not given:
        return own
    head = _CUT.sub("", given)
    is_whole = head == given and len(given) >= len(own)
    return own if not is_whole and own.casefold().startswith(head.casefold()) else given


def address_of(found: Metadata, url: str) -> str:
    """Return the address that a page calls its own, if it is an article's on the same site."""
    for written in (found.canonical, found.metas.get("og:url", "")):
        own = canonical_url(join(url, written)) if written else ""
        if own and _site_of(own) == _site_of(url) and _is_same_story(own, url):
            return own
    return url


def without_site(title: str, site: str, url: str) -> str:
    """Return a title without the site's name behind it: "Bins late | Sampleford Echo"."""
    found = _LAST_PART.search(title)
    if not found or not found.start():
        return title
    last = _letters(found["last"])
    host = re.sub(r"\W", "", host_of(url))
    is_site = last == _letters(site) or (len(last) > 3 and host.startswith(last))  # noqa: PLR2004
    return title[: found.start()].rstrip() if is_site and last else title


def _site(metas: dict[str, str], linked: tuple[Row, ...]) -> str:
    if "og:site_name" in metas:
        return plain(metas["og:site_name"])
    for row in linked:
        publisher = row.get("publisher")
        name = publisher.get("name") if isinstance(publisher, dict) else None
        if isinstance(name, str):
            return plain(name)
    return plain(metas.get("application-name", ""))


def _titles(metas: dict[str, str], linked: tuple[Row, ...], title: str) -> tuple[str, ...]:
    said = [h for row in linked if isinstance(h := row.get("headline"), str)]
    said += [metas[name] for name in _TITLE_METAS if name in metas]
    return tuple(t for text in (*said, title) if (t := plain(text)))


def _heading(headings: list[HtmlElement], titles: tuple[str, ...], site: str) -> HtmlElement | None:
    """Return the heading that is most of a title, or all of it but its last parts.

    Logos and sections are headings too. A council's name may be longer than what it announces.
    """
    heads = {_letters(head) for title in titles for head in _heads(title)}
    wanted, logo = [_letters(title) for title in titles], _letters(site)
    for level in ("h1", "h2"):
        best, n_best = None, 0
        for heading in headings:
            words = _letters(heading.text_content()) if heading.tag == level else ""
            is_most = any(words in title and 2 * len(words) >= len(title) for title in wanted)
            is_own = is_most or words in heads or not wanted
            if len(words) > n_best and words != logo and is_own:
                best, n_best = heading, len(words)
        if best is not None:
            return best
    return None


def _heads(title: str) -> Iterator[str]:
    """Yield a title without its last part, its last two, and so on."""
    while found := _LAST_PART.search(title):
        title = title[: found.start()]
        yield title


def _site_of(url: str) -> str:
    """Return the host without what marks an edition for phones."""
    return re.sub(r"^(?:www|m|mobile|amp)\.", "", host_of(url))


def _is_same_story(own: str, url: str) -> bool:
    """Whether an address is no front page: some sites call their section every article's own."""
    mine, theirs = urlsplit(own), urlsplit(url)
    path, whole = mine.path.strip("/"), theirs.path.strip("/")
    if not path:
        return False
    tail = whole.removeprefix(path).strip("/") if whole.startswith(f"{path}/") else ""
    is_front = bool(tail) and _SAME_STORY.fullmatch(tail) is None
    has_lost_key = path == whole and not mine.query and _KEY.search(theirs.query) is not None
    return not is_front and not has_lost_key


def _meta(element: HtmlElement) -> tuple[str, str]:
    name = element.get("property") or element.get("name") or element.get("itemprop") or ""
    if not name and (element.get("http-equiv") or "").lower() == "refresh":
        name = "refresh"
    return name.lower(), element.get("content") or ""


def _linked_data(text: str) -> Iterator[Row]:
    """Yield the objects of a JSON-LD script, those in its graph and lists too."""
    try:
        found = json.loads(text.strip().removesuffix(";"), strict=False)
    except (ValueError, RecursionError):
        return
    yield from _rows(found, _MAX_DEPTH)


def _rows(found: object, depth: int) -> Iterator[Row]:
    if isinstance(found, list) and depth:
        for row in found[:_MAX_ROWS]:
            yield from _rows(row, depth - 1)
    elif isinstance(found, dict):
        yield found
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _rows(found.get(key), depth - 1) if depth else ()


def _ranked(rows: list[Row]) -> tuple[Row, ...]:
    """Articles before pages; videos, events, products and people tell nothing of the article."""
    articles = [r for r in rows if _is_a(r, _ARTICLE)]
    return (*articles, *(r for r in rows if _is_a(r, _PAGE) and not _is_a(r, _ARTICLE)))


def _is_a(row: Row, kind: re.Pattern[str]) -> bool:
    types = row.get("@type")
    names = types if isinstance(types, list) else [types]
    return any(isinstance(n, str) and kind.search(n) for n in names)


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()

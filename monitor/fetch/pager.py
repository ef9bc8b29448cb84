"""A page of a list -> the address of its next page, where it names one. Pure.

What is looked for, in this order: ``rel="next"`` (https://html.spec.whatwg.org/#link-type-next), a
link that says "Next" or "Older", and the page's number in the ways of the publishing systems:
``?page=1`` (Drupal counts from 0), ``?p=2`` (GOSS iCM), ``?Listing_List_GoToPage=2`` (Contensis),
``?lister3p=2`` (oBox), ``/page/2/`` (WordPress). Only on the page's own host.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from monitor.text import squeeze
from monitor.urls import join

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import html

_NEXT_WORDS = re.compile(
    r"^\W*(?:(?:go to |view |the )*(?:next|older)(?: page| posts| entries| news| articles| stories"
    r"| results| items| \d+)*(?: of results)?|load more|show more|more (?:news|stories|articles))\W*$"
    r"|^\s*[\u203a\u00bb>]\s*$",
    re.IGNORECASE,
)
_PAGER = re.compile(r"(?:^|[\s_-])(?:pagination|pager|paging|page-numbers|nav-links)(?:$|[\s_-])",
                    re.IGNORECASE)  # fmt: skip
_NUMBERED = re.compile(r"(?i)page|p|pg|pageno|pagenumber|\w*gotopage|lister\d+p|currentpage")
_IN_PATH = re.compile(r"/page/(\d+)/?$")


def next_page(tree: html.HtmlElement, url: str, base: str) -> str | None:
    """Return the address of the next page, None when the page names none.

    Args:
        tree: the page.
        url: its address.
        base: what its links are relative to.
    """
    here = urlsplit(url)
    for href in (*_related(tree), *_said(tree, url, base), *_numbered(tree, url, base)):
        target = join(base, href).partition("#")[0]
        there = urlsplit(target)
        is_other = (there.path, there.query) != (here.path, here.query)
        if target and there.netloc == here.netloc and is_other:
            return target
    return None


def _related(tree: html.HtmlElement) -> Iterator[str]:
    links = (e for e in tree.iter("link", "a") if "next" in (e.get("rel") or "").lower().split())
    yield from (e.get("href") or "" for e in links)


def _said(tree: html.HtmlElement, url: str, base: str) -> Iterator[str]:
    """Yield the links that say "Next" and stay with the list; "More news" may lead anywhere."""
    path = urlsplit(_counted(url)[0]).path
    for link in tree.iter("a"):
        words = (squeeze(link.text_content()), link.get("aria-label"), link.get("title"))
        target = join(base, link.get("href") or "")
        stays = target and urlsplit(_counted(target)[0]).path.startswith(path)
        if stays and any(_NEXT_WORDS.match(w) for w in words if w):
            yield target


def _numbered(tree: html.HtmlElement, url: str, base: str) -> Iterator[str]:
    """Yield the link with the next higher number."""
    stem, here = _counted(url)
    targets: dict[int, str] = {}
    is_from_zero = False
    for link in tree.iter("a"):
        target = join(base, link.get("href") or "").partition("#")[0]
        its_stem, number = _counted(target)
        if number is None or its_stem != stem or not _is_in_pager(link):
            continue
        label = re.search(r"\d+", link.text_content())
        is_from_zero = is_from_zero or number == 0 or (label is not None and int(label[0]) > number)
        targets.setdefault(number, target)
    if here is None:
        here = 0 if is_from_zero else 1
    if here + 1 in targets:
        yield targets[here + 1]


def _counted(url: str) -> tuple[str, int | None]:
    """Return an address without its page number, and the number, None where it has none."""
    parts = urlsplit(url)
    in_path = _IN_PATH.search(parts.path)
    path = (parts.path[: in_path.start()] if in_path else parts.path).rstrip("/")
    number = int(in_path[1]) if in_path else None
    rest = []
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        if number is None and value.isdecimal() and _NUMBERED.fullmatch(name):
            number = int(value)
        else:
            rest.append((name, value))
    return urlunsplit((parts.scheme, parts.netloc, path, urlencode(rest), "")), number


def _is_in_pager(link: html.HtmlElement) -> bool:
    """Return whether a link stands among numbers, as those of a pager do."""
    if squeeze(link.text_content()).isdecimal():
        return True
    return any(
        _PAGER.search(f"{a.get('class') or ''} {a.get('id') or ''} {a.get('aria-label') or ''}")
        for a in (link, *link.iterancestors())
    )

"""Parsed page -> the sites that an article's own words link to: they say whose affairs it tells of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.text import squeeze
from monitor.urls import host_of, join

if TYPE_CHECKING:
    from lxml.html import HtmlElement

#: sites of one article that are kept
MAX_LINKS = 20
#: words of a link that may stand anywhere by chance
_FEWEST_LETTERS = 4


def linked_hosts(tree: HtmlElement, text: str, url: str) -> tuple[str, ...]:
    """Return the hosts that links within an article lead to, each once, in order; never its own.

    Args:
        tree: the parsed page.
        text: the article's text: a link whose words are not in it stands in a menu.
        url: the page's address.
    """
    own = host_of(url)
    flat = squeeze(text)
    hosts: dict[str, None] = {}
    for link in tree.iter("a"):
        href = link.get("href") or ""
        host = host_of(join(url, href)) if "//" in href else ""
        if not host or host == own or host in hosts:
            continue
        words = squeeze(link.text_content())
        if len(words) >= _FEWEST_LETTERS and words in flat:
            hosts[host] = None
    return tuple(hosts)[:MAX_LINKS]

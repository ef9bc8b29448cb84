"""Parsed page -> the same without what stands round its article: machinery, and boxes so named.

Related stories, job adverts, share bars and cookie banners name other councils, and are the dearest
part of a page to read. What holds the headline or much of the page's text is never cut, whatever it
is called. Does not know what the article is: `body` reads that.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from lxml.html import HtmlElement

#: never an article's text
_MACHINERY = (
    "head", "script", "noscript", "style", "template", "svg", "canvas", "iframe", "object", "video",
    "audio", "button", "select", "footer",
)  # fmt: skip
_BOXES = (
    "div", "section", "aside", "ul", "ol", "nav", "header", "footer", "p", "figure", "dialog",
)  # fmt: skip
#: what sites call the boxes beside an article, whole or as part of a name
_BESIDE = re.compile(
    r"(?<![^\s_-])(?:related|recirc\w*|recommend(?:ed|ations)|trending|most-?(?:read|popular|viewed)|"
    r"read-?(?:more|next)|more-?(?:stories|news|like)|also-?like|newsletters?|promos?|adverts?|"
    r"advertisements?|outbrain|taboola|sidebar|jobs?|vacanc(?:y|ies)|share|sharing|"
    r"social-?(?:share|sharing|links|media|icons|bar)|addthis|a2a|cookies?|consent|gdpr|"
    r"breadcrumbs?|skip-?links?|pagination|pager|comments?|disqus)(?![^\s_-])",
    re.IGNORECASE,
)
#: "has-sidebar" is said of what stands beside the bar
_SAID_OF_THE_REST = re.compile(r"^(?:has|with|without|no|is|js)[-_]", re.IGNORECASE)
#: a box with more of the page's paragraphs, or of its text, is not beside the article
_MOST_PARAGRAPHS, _MOST_TEXT = 0.25, 0.5


def cut_surroundings(tree: HtmlElement) -> None:
    """Take out of a page what is never its article."""
    etree.strip_elements(tree, *_MACHINERY, with_tail=False)
    boxes = [box for box in tree.iter(*_BOXES) if _is_beside(box) or _is_hidden(box)]
    most_paragraphs = _MOST_PARAGRAPHS * _n_in_paragraphs(tree)
    most_text = _MOST_TEXT * len(tree.text_content())
    for box in boxes:
        is_small = _n_in_paragraphs(box) <= most_paragraphs and len(box.text_content()) <= most_text
        if is_small and box.getparent() is not None and box.find(".//h1") is None:
            box.drop_tree()
    # The text of spans stays. trafilatura strips them too, but late; they are a tenth of a page.
    etree.strip_tags(tree, "span")


def _is_beside(box: HtmlElement) -> bool:
    names = f"{box.get('class') or ''} {box.get('id') or ''}"
    if not _BESIDE.search(names):
        return False
    return any(_BESIDE.search(n) and not _SAID_OF_THE_REST.match(n) for n in names.split())


def _is_hidden(box: HtmlElement) -> bool:
    style = box.get("style")
    is_unshown = style is not None and "display:none" in style.replace(" ", "").lower()
    return is_unshown or box.get("hidden") is not None


def _n_in_paragraphs(box: HtmlElement) -> int:
    # `iter` yields a paragraph itself too
    return sum(len(paragraph.text_content()) for paragraph in box.iter("p"))

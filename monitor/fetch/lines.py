"""An element of a page -> its lines, as a reader sees them. Pure.

Cards are often made of inline parts that are set as lines of their own; what only those hear who
cannot see the page is left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.fetch.written_dates import is_date
from monitor.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import html

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
#: inline parts that make a card
FEWEST_LINES = 2

_BLOCK_TAGS = {
    "article", "br", "dd", "div", "dl", "dt", "figcaption", "figure", "footer", "header", "li",
    "ol", "p", "section", "table", "td", "th", "time", "tr", "ul", *HEADINGS,
}  # fmt: skip
_INLINE = {"span", "em", "strong", "b", "i", "abbr"}
_UNSEEN = {"script", "style", "svg", "noscript", "template", "button"}
_UNSEEN_WORDS = re.compile(r"\b(?:visually-?hidden|sr-only|screen-reader-text|visuallyhidden)\b")
TITLE_WORDS = re.compile(
    r"(?:^|[\s_-])(?:title|headline|heading)(?:$|[\s_-])|[a-z](?:Title|Headline|Heading)\b"
)
DATE_WORDS = re.compile(
    r"(?:^|[\s_-])(?:date|published|datepublished|pubdate|posted|timestamp)(?:$|[\s_-])|[a-z]Date\b"
)
_LINE_WORDS = re.compile(
    rf"{TITLE_WORDS.pattern}|{DATE_WORDS.pattern}"
    r"|(?:^|[\s_-])(?:summary|intro|text|desc\w*|body|meta|label)(?:$|[\s_-])"
)


def pieces(
    element: html.HtmlElement, apart: html.HtmlElement | None = None
) -> Iterator[tuple[str, html.HtmlElement]]:
    """Yield the lines of an element as a reader sees them, each with what it stands in.

    Args:
        element: an element.
        apart: one within it that counts as a line of its own.
    """
    words: list[str] = []
    owner = element
    for text, place, is_edge in _flow(element, apart):
        if is_edge:
            if line := squeeze("".join(words)):
                yield line, owner
            words = []
        elif text.strip() or words:
            owner = owner if words else place
            words.append(text)
    if line := squeeze("".join(words)):
        yield line, owner


def _flow(
    element: html.HtmlElement, apart: html.HtmlElement | None
) -> Iterator[tuple[str, html.HtmlElement, bool]]:
    """Yield the text of an element in order, with an edge wherever a line ends."""
    if not isinstance(element.tag, str) or _is_unseen(element):
        return
    is_block = element is apart or _is_line(element)
    if is_block:
        yield "", element, True
    if element.text:
        yield element.text, element, False
    for child in element:
        yield from _flow(child, apart)
        if child.tail:
            yield child.tail, element, False
    if is_block:
        yield "", element, True


def _is_line(element: html.HtmlElement) -> bool:
    """Whether an element is set as a line of its own: a block, or a card's title, date, summary."""
    if element.tag in _BLOCK_TAGS or element.tag == "small":
        return True
    if element.tag not in _INLINE:
        return False
    if _LINE_WORDS.search(element.get("class") or "") or is_date(element.text_content().strip()):
        return True
    # what has nothing but such parts is a card, and they are its lines
    parent = element.getparent()
    if parent is None or len(parent) < FEWEST_LINES or (parent.text or "").strip():
        return False
    return all(c.tag in _INLINE and not (c.tail or "").strip() for c in parent)


def words_of(element: html.HtmlElement) -> str:
    """Return the words of an element that are seen, without dates that stand by themselves."""
    lines = [words for words, _ in pieces(element)]
    kept = [w for w in lines if not is_date(w)]
    return " ".join(kept or lines)


def _is_unseen(element: html.HtmlElement) -> bool:
    return element.tag in _UNSEEN or bool(_UNSEEN_WORDS.search(element.get("class") or ""))

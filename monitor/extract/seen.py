"""Parsed page -> the pieces of text that a reader without scripts sees, in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_HIDDEN = {"head", "script", "style", "template", "title"}


def seen_pieces(tree: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """Yield each piece of text on one line, with the element that it stands in."""
    for element in tree.iter():
        inner, outer = element.text, element.tail
        # most pieces are the line ends between two tags
        if inner and not inner.isspace() and element.tag not in _HIDDEN:
            yield element, squeeze(inner)
        if outer and not outer.isspace():
            parent = element.getparent()
            if parent is not None and parent.tag not in _HIDDEN:
                yield parent, squeeze(outer)


def seen_text(tree: HtmlElement) -> str:
    """Return what a reader without scripts sees, a line for each piece."""
    return "\n".join(text for _, text in seen_pieces(tree))

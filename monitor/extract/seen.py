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
        if not isinstance(element.tag, str):
            continue
        if element.text and element.tag not in _HIDDEN:
            text = squeeze(element.text)
            if text:
                yield element, text
        parent = element.getparent()
        if element.tail and parent is not None and parent.tag not in _HIDDEN:
            text = squeeze(element.tail)
            if text:
                yield parent, text


def seen_text(tree: HtmlElement) -> str:
    """Return what a reader without scripts sees, a line for each piece."""
    return "\n".join(text for _, text in seen_pieces(tree))

"""Blocks of lines -> plain text and HTML: the same content twice, for every reader.

What comes in is text from the web; it is escaped here, once, for each of the two forms. The HTML
stands alone (inline styles, tables for layout, no picture, script or address that is loaded by
itself), keeps to headings and lists that a screen reader can walk, and carries no colour code.
"""

from __future__ import annotations

import html
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.records import Message
from monitor.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: columns of the plain text
WIDTH = 76
#: longest subject line
MAX_SUBJECT = 200

_BODY = (
    "margin:0;padding:16px;background:#ffffff;color:#1a1a1a;"
    "font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:1.5"
)
_HEADING = {
    1: "margin:0 0 8px;font-size:24px;line-height:1.25",
    2: "margin:32px 0 8px;font-size:20px;line-height:1.3;border-top:1px solid #6b6b6b;"
    "padding-top:12px",
    3: "margin:20px 0 4px;font-size:17px;line-height:1.35",
}
_DETAIL = "color:#4a4a4a;font-size:15px"
_LINK = "color:#0b4a8f"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One point of a list."""

    text: str
    #: where its text leads; anything but http and https is not made a link
    url: str = ""
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A heading with what stands under it."""

    #: 1 = title of the whole, 2 = part, 3 = section of a part; "" as title leaves the heading out
    level: int = 2
    title: str = ""
    paragraphs: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()


def render_message(subject: str, blocks: Sequence[Block]) -> Message:
    """Return the message: a subject on one line, plain text, HTML."""
    line = squeeze(subject)[:MAX_SUBJECT]
    return Message(subject=line, text=_render_text(blocks), html=_render_html(line, blocks))


def _render_text(blocks: Iterable[Block]) -> str:
    parts = ["\n".join(_text_of(block)) for block in blocks]
    return "\n\n".join(part for part in parts if part) + "\n"


def _text_of(block: Block) -> Iterator[str]:
    title = squeeze(block.title)
    if title:
        rule = {1: "=", 2: "-"}.get(block.level)
        yield title
        if rule:
            yield rule * min(len(title), WIDTH)
    for paragraph in block.paragraphs:
        yield from _wrapped(paragraph, "")
    for line in block.lines:
        yield from _wrapped(line.text, "* ")
        for detail in line.details:
            yield from _wrapped(detail, "  ")
        if is_link(line.url):
            yield f"  {line.url}"


def _wrapped(text: str, lead: str) -> list[str]:
    return textwrap.wrap(
        squeeze(text),
        WIDTH,
        initial_indent=lead,
        subsequent_indent=" " * len(lead),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _render_html(subject: str, blocks: Iterable[Block]) -> str:
    body = "\n".join(piece for block in blocks for piece in _html_of(block))
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_escaped(subject)}</title>\n</head>\n"
        f'<body style="{_BODY}">\n'
        '<table role="presentation" cellpadding="0" cellspacing="0" border="0" width="100%">\n'
        '<tr><td align="center">\n'
        '<table role="presentation" cellpadding="0" cellspacing="0" border="0" width="100%" '
        'style="max-width:680px"><tr><td align="left">\n'
        f"{body}\n</td></tr></table>\n</td></tr></table>\n</body>\n</html>\n"
    )


def _html_of(block: Block) -> Iterator[str]:
    if block.title:
        level = block.level
        yield f'<h{level} style="{_HEADING[level]}">{_escaped(block.title)}</h{level}>'
    for paragraph in block.paragraphs:
        yield f'<p style="margin:0 0 12px">{_escaped(paragraph)}</p>'
    if block.lines:
        items = "\n".join(_html_line(line) for line in block.lines)
        yield f'<ul style="margin:0 0 12px;padding-left:20px">\n{items}\n</ul>'


def _html_line(line: Line) -> str:
    text = _escaped(line.text)
    if is_link(line.url):
        text = f'<a href="{html.escape(line.url)}" style="{_LINK}">{text}</a>'
    details = "".join(
        f'<br><span style="{_DETAIL}">{_escaped(detail)}</span>' for detail in line.details
    )
    return f'<li style="margin:0 0 10px">{text}{details}</li>'


def is_link(url: str) -> bool:
    """Return whether an address may be shown as a link."""
    return url.lower().startswith(("https://", "http://")) and url == squeeze(url)


def _escaped(text: str) -> str:
    return html.escape(squeeze(text))

"""An element of a page -> the date of the news in it. Pure.

Surest is what the page marks as a time, then what it calls a date, then a line that says hardly
anything else. The date of an edit counts only where there is no other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.fetch.lines import DATE_WORDS, pieces, words_of
from monitor.fetch.written_dates import (
    CHANGED,
    DATE,
    IS_PUBLISHED,
    LABEL,
    LONGEST_DATE,
    NO_NEWS,
    ROUND_DATE,
    is_date,
    is_sentence,
    moment_of,
)
from monitor.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from lxml import html


def date_in(
    block: html.HtmlElement,
    now: datetime,
    *,
    title_in: html.HtmlElement | None = None,
    is_edit_enough: bool = True,
) -> tuple[datetime | None, bool]:
    """Return when a block says that its news came out, and whether it is dated ahead instead.

    Args:
        block: an element.
        now: for relative dates, missing years and to know the future.
        title_in: the element of the title; a date within its words is none.
        is_edit_enough: whether the date of an edit counts where there is no other.
    """
    edited: tuple[datetime | None, bool] = (None, False)
    for words, is_dated in _dated_words(block, title_in):
        for found in DATE.finditer(words):
            rest = squeeze(LABEL.sub("", words[: found.start()] + words[found.end() :]))
            if not is_dated and (is_sentence(rest) or NO_NEWS.search(rest)):
                continue
            moment = moment_of(found[0], now)
            if moment == (None, False):
                continue
            if CHANGED.search(words[: found.start()]) and not IS_PUBLISHED.search(words):
                edited = edited if edited[0] else moment
                continue
            return moment
    return edited if is_edit_enough else (None, False)


def date_alone(element: html.HtmlElement, now: datetime) -> datetime | None:
    """Return the date that is all that an element says, None when it says more or other."""
    # most siblings of an entry are other entries: their length says enough
    words = words_of(element) if len(element.text_content()) <= 2 * LONGEST_DATE else ""
    found = DATE.search(words)
    return moment_of(found[0], now)[0] if found and is_date(words) else None


def _dated_words(
    block: html.HtmlElement, title_in: html.HtmlElement | None
) -> Iterator[tuple[str, bool]]:
    """Yield words that may hold the date, the surest first, and whether they are marked as such."""
    inside = set() if title_in is None else set(title_in.iter())
    marked = [e for e in block.iter() if isinstance(e.tag, str) and e is not title_in]
    for element in marked:
        if element.tag == "time":
            label = _label_of(element)
            yield f"{label} {element.get('datetime') or ''}", True
            yield f"{label} {words_of(element)}", True
    for element in marked:
        if DATE_WORDS.search(element.get("class") or "") and not element.find_class("title"):
            words = squeeze(" ".join(element.itertext()))
            if len(words) <= 2 * ROUND_DATE:
                yield words, False
                yield element.get("title") or "", False
    for words, owner in pieces(block, title_in):
        if owner not in inside or is_date(words):
            yield words, False


def _label_of(time: html.HtmlElement) -> str:
    """Return what stands right before a time in its own line, such as "Last updated"."""
    before, parent = time.getprevious(), time.getparent()
    text = (before.tail or before.text) if before is not None else None
    if not text and parent is not None:
        text = parent.text
    return squeeze(text or "")[-ROUND_DATE:]

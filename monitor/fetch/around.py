"""What stands round a block of a list: the date of its group or behind it, the heading over it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.fetch.dated import date_alone, date_in
from monitor.fetch.lines import HEADINGS
from monitor.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from lxml import html

#: how far round a block its date may stand: levels up, siblings along
UP, ALONG = 3, 40
#: how far above its list a heading may stand, in levels
HIGHEST = 7
#: so many links before a block are another list
ANOTHER_LIST = 2


def dates_round(blocks: Sequence[html.HtmlElement], now: datetime) -> tuple[datetime | None, ...]:
    """Return for each block of a list the date that stands round it.

    Either one date stands over several (a day and its news), or each block is followed by its own
    (a heading, then a paragraph with the date); which, the first block tells.

    Args:
        blocks: at least one.
        now: when the page was read.
    """
    own = set(blocks)
    is_over = _date_over(blocks[0], own, now) is not None
    find = _date_over if is_over else _date_after
    return tuple(find(block, own, now) for block in blocks)


def heading_over(block: html.HtmlElement, own: set[html.HtmlElement]) -> str:
    """Return the heading that a block's list stands under, "" when there is none.

    Args:
        block: an entry of the list.
        own: the list's entries and what holds them; their headings are none of the list.
    """
    for sibling in _before(block, HIGHEST):
        if sibling in own:
            continue
        n_links = len(list(sibling.iter("a")))
        headings = [h for h in sibling.iter(*sorted(HEADINGS)) if next(h.iter("a"), None) is None]
        if headings and n_links <= 1:
            return squeeze(headings[-1].text_content())
        if n_links >= ANOTHER_LIST:
            # another list: what stands before it is its own
            return ""
    return ""


def _date_over(
    block: html.HtmlElement, own: set[html.HtmlElement], now: datetime
) -> datetime | None:
    """Return the date of the group that a block stands in."""
    for sibling in _before(block, UP):
        if sibling not in own and (found := date_alone(sibling, now)):
            return found
    return None


def _date_after(
    block: html.HtmlElement, own: set[html.HtmlElement], now: datetime
) -> datetime | None:
    """Return the first date between a block and the next."""
    behind = []
    for sibling, _n in zip(block.itersiblings(), range(UP), strict=False):
        if sibling in own:
            break
        if isinstance(sibling.tag, str):
            behind.append(sibling)
    for is_edit_enough in (False, True):
        for one in behind:
            if found := date_in(one, now, is_edit_enough=is_edit_enough)[0]:
                return found
    return None


def _before(block: html.HtmlElement, levels: int) -> Iterator[html.HtmlElement]:
    """Yield what stands before a block, the nearest first: its siblings, then its parent's."""
    place: html.HtmlElement | None = block
    for _ in range(levels):
        if place is None or place.tag in {"body", "main"}:
            return
        for sibling, _n in zip(place.itersiblings(preceding=True), range(ALONG), strict=False):
            if isinstance(sibling.tag, str):
                yield sibling
        place = place.getparent()

"""Lines of a paper's pages -> paragraphs: running headers gone, broken lines and words mended. Pure.

A line break ends a sentence for the tagger, so the lines of one paragraph are joined again. What
stands at the edge of page after page (a title, a marking, a page number) is not the paper's text:
it would be quoted as evidence hundreds of times.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from monitor.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: lines at the top and at the bottom of a page among which running headers are looked for
EDGE = 3
#: pages whose edge shows the same line before it counts as a running header
FEWEST_PAGES = 3
#: a line as long as this share of the page's long lines was broken by the margin
FULL_LINE = 0.8
#: a line with so many numbers, and a third of it numbers, is a row of a table
FEWEST_NUMBERS = 3
_BREAK = "-\u00ad\u2010\ufffe\x02"
_HYPHENATED = re.compile(r"\b[A-Za-z]+-[A-Za-z]+\b")
_PAGE_NUMBER = re.compile(r"^\W*(?:page\W*)?\d{1,4}(?:\W*(?:of|/)\W*\d{1,4})?\W*$", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"(?<!\S)[£(-]*\d[\d,.]*[)%mk]*(?!\S)")
_END = re.compile(r"[.!?:;]['\"\u2019\u201d)\]]*$")
_NEW = re.compile(
    r"^(?:[\u2022\u25aa\u25cf\uf0b7*\u2013-]\s|o\s|\(?[a-z0-9]{1,3}[.)]\s|\d+(?:\.\d+)+\.?\s|[A-Z][A-Za-z ]{2,30}:\s)"
)


def paragraphs_of(pages: Sequence[str]) -> tuple[str, ...]:
    """Return the text of each page, one paragraph a line, in order.

    Args:
        pages: the text of each page as the reader gives it, one printed line a line.
    """
    lines = [[squeeze(line) for line in page.splitlines()] for page in pages]
    lines = _without_furniture([[line for line in page if line] for page in lines])
    compounds = {w.casefold() for page in lines for x in page for w in _HYPHENATED.findall(x)}
    return tuple("\n".join(_joined(page, compounds)) for page in lines)


def is_continued(page: str, following: str) -> bool:
    """Return whether a sentence runs from the end of one page into the next."""
    last = page.rpartition("\n")[2]
    return bool(last) and following[:1].islower() and not (_END.search(last) or _is_row(last))


def _without_furniture(pages: list[list[str]]) -> list[list[str]]:
    """Return the pages without running lines; on the first page the top is the title, and stays."""
    tops = _running([{_shape(x) for x in page[:EDGE]} for page in pages])
    bottoms = _running([{_shape(x) for x in page[-EDGE:]} for page in pages])
    kept = []
    for number, page in enumerate(pages):
        rest = []
        for place, line in enumerate(page):
            is_top, is_bottom = place < EDGE, place >= len(page) - EDGE
            is_head = is_top and _shape(line) in tops[number]
            is_foot = is_bottom and _shape(line) in bottoms[number]
            is_number = (is_top or is_bottom) and _PAGE_NUMBER.match(line) is not None
            if (is_head and number == 0) or not (is_head or is_foot or is_number):
                rest.append(line)
        kept.append(rest)
    return kept


def _running(edges: Sequence[set[str]]) -> list[set[str]]:
    """Return for each page which of its edge's lines run on: a page or two before or after, too."""
    counts = Counter(shape for edge in edges for shape in edge)
    often = {shape for shape, n in counts.items() if n >= FEWEST_PAGES}
    running = []
    for number, edge in enumerate(edges):
        near = (*edges[max(number - 2, 0) : number], *edges[number + 1 : number + 3])
        running.append({s for s in edge & often if any(s in other for other in near)})
    return running


def _shape(line: str) -> str:
    return _DIGITS.sub("#", line.casefold())


def _joined(lines: Sequence[str], compounds: set[str]) -> Iterable[str]:
    """Yield paragraphs; a word broken at the margin is mended, "long-term" keeps its hyphen."""
    lengths = sorted(len(line) for line in lines)
    full = FULL_LINE * lengths[int(0.9 * len(lengths))] if lengths else 0
    paragraph = last = ""
    for line in lines:
        if paragraph and _belongs(last, line, full):
            paragraph = _append(paragraph, line, compounds)
        else:
            if paragraph:
                yield paragraph
            paragraph = line
        last = line
    if paragraph:
        yield paragraph


def _belongs(last: str, line: str, full: float) -> bool:
    """Whether a line carries on the paragraph of the one before it."""
    if last[-1] in _BREAK and line[:1].islower():
        return True
    if _END.search(last) or _NEW.match(line) or _is_row(last) or _is_row(line):
        return False
    return len(last) >= full or (line[:1].islower() and len(last) >= full / 2)


def _is_row(line: str) -> bool:
    n = len(_NUMBER.findall(line))
    return n >= FEWEST_NUMBERS and 3 * n >= len(line.split()) and not _END.search(line)


def _append(paragraph: str, line: str, compounds: set[str]) -> str:
    if paragraph[-1] not in _BREAK or not line[:1].islower():
        return f"{paragraph} {line}"
    first = paragraph[:-1].rpartition(" ")[2]
    rest = re.match(r"[A-Za-z]*", line)
    word = f"{first}-{rest[0] if rest else ''}".casefold()
    return f"{paragraph[:-1]}-{line}" if word in compounds else f"{paragraph[:-1]}{line}"

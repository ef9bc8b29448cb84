"""A document -> the few sentences at a time that a classifier reads about one council. Pure.

A window is the title, or the first sentence of a text without one, and up to three sentences. The
council that it is read for stands in it as "the council" and any other as "another council", so that
no name can carry a meaning, and the same words mean another thing of another council. Training text
is written the same way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.tag.scope import rough_sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from monitor.records import CouncilSlug, Mention, Span

#: what stands for the council that a window is read for, and for any other
OURS = "the council"
OTHER = "another council"

#: sentences of a window, and how far the next one begins after it
_SENTENCES = 3
_STEP = 2
#: characters of a window's sentences, and of the title before them; a model reads no more
_LONGEST = 600
_LONGEST_TITLE = 150

_ARTICLE = re.compile(r"\b[Tt]he $")
_BEGINS = re.compile(r"(?:^|[.!?][\"'\u2019\u201d)]* +|\n)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Some sentences of a document, as they are read for one council."""

    #: where they stand in the full text
    start: int
    end: int
    #: title and sentences with councils masked
    text: str


def windows_of(
    text: str,
    title_end: int,
    mentions: Sequence[Mention],
    council: CouncilSlug | None,
    others: Collection[CouncilSlug] = (),
    reports: Callable[[Span], bool] = lambda _: True,
) -> tuple[Window, ...]:
    """Return what is to be read of a document for one council, in order.

    Args:
        text: title, blank line, body.
        title_end: where the title ends.
        mentions: the councils named in it, in order.
        council: whose signs are sought; None for one that is not named.
        others: further councils that the document is about; a sentence that names one of them and
            not ours is left out.
        reports: whether a sentence reports anything; one that states the law does not.
    """
    read = [
        (span, words)
        for span, here in _with_mentions(rough_sentences(text), mentions)
        if reports(span) and (words := _masked(text, span, here, council, others)) is not None
    ]
    title = " ".join(words for span, words in read if span.start < title_end)
    body = [(span, words) for span, words in read if span.start >= title_end]
    title = (title or (body[0][1] if len(body) > _SENTENCES else ""))[:_LONGEST_TITLE]
    if not body:
        return (Window(start=0, end=title_end, text=title),) if title else ()
    windows = []
    for first in range(0, max(len(body) - _SENTENCES, 0) + _STEP, _STEP):
        if not (some := body[first : first + _SENTENCES]):
            break
        words = " ".join(words for _, words in some)[:_LONGEST]
        windows.append(
            Window(
                start=some[0][0].start,
                end=some[-1][0].end,
                text=join_title(title, words),
            )
        )
    return tuple(windows)


def join_title(title: str, words: str) -> str:
    """Return a headline and what is read below it as one text."""
    return f"{title}. {words}" if title else words


def mask(text: str, marked: Iterable[tuple[int, int, bool]]) -> str:
    """Return a text with councils masked.

    Args:
        text: any text.
        marked: start and end of each council's name, in order, and whether it is ours.
    """
    masked = ""
    last = 0
    for start, end, is_ours in marked:
        if start < last:
            continue
        masked += text[last:start]
        if is_ours:
            masked = _ARTICLE.sub("", masked)
        name = OURS if is_ours else OTHER
        masked += name.capitalize() if _BEGINS.search(masked[-4:]) else name
        last = end
    return masked + text[last:]


def mask_sentence(
    text: str, span: Span, here: Iterable[Mention], council: CouncilSlug | None
) -> str:
    """Return one sentence of a text as it is read for a council.

    Args:
        text: the whole text.
        span: the sentence.
        here: the councils that it names, in order.
        council: which of them is ours.
    """
    marked = ((m.start - span.start, m.end - span.start, m.council == council) for m in here)
    return mask(text[span.start : span.end], marked)


def _with_mentions(
    spans: Sequence[Span], mentions: Sequence[Mention]
) -> Iterable[tuple[Span, list[Mention]]]:
    """Yield each sentence with the councils that it names."""
    place = 0
    for span in spans:
        while place < len(mentions) and mentions[place].start < span.start:
            place += 1
        here = []
        while place < len(mentions) and mentions[place].end <= span.end:
            here.append(mentions[place])
            place += 1
        yield span, here


def _masked(
    text: str,
    span: Span,
    here: Sequence[Mention],
    council: CouncilSlug | None,
    others: Collection[CouncilSlug],
) -> str | None:
    """Return a sentence as it is read for a council; None if it speaks of others alone."""
    named = {m.council for m in here}
    if named and council not in named and named & set(others):
        return None
    return mask_sentence(text, span, here, council)

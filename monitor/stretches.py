"""A long document -> the stretches that are judged one by one. Pure.

What a pack of 400 pages says in passing on many of them adds up to nothing: signs count together
only where they stand together, and what is said again and again in the same words is boilerplate.
An article is one stretch, whatever it says. All this can be told again when the text is no longer
kept: a document is then as long as what was found in it reaches, and hits of one phrase that stand
alike in sentences of one length are taken for repetitions.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.records import CouncilSlug, Span, TaggedDocument, ThemeHit

#: characters of a stretch: a long article, or some four pages of a paper
STRETCH = 12_000
#: a sentence that a long document holds so often is boilerplate
BOILERPLATE = 5
_STEP = STRETCH // 2
_DIGITS = re.compile(r"\d+")


def is_long(tagged: TaggedDocument) -> bool:
    """Return whether a document is more than one stretch."""
    return (len(tagged.document.text) or _reach(tagged)) > STRETCH


def _reach(tagged: TaggedDocument) -> int:
    """Return how far into its text anything was found, in characters."""
    found = [
        *(hit.end for hit in tagged.theme_hits),
        *(mention.end for mention in tagged.mentions),
        *(role.end for role in tagged.roles),
        *(event.end or 0 for event in tagged.events),
        *(estimate.end for estimate in tagged.estimates),
        *tagged.document.pages,
    ]
    return max(found, default=0) - len(tagged.document.title)


def stretches_of(tagged: TaggedDocument) -> tuple[TaggedDocument, ...]:
    """Return a document as its stretches, in order, each with its own hits, events and estimates.

    Stretches overlap by half, so that nothing is cut from what stands next to it; the title belongs
    to each. A document that is not long is its only stretch.
    """
    if not is_long(tagged):
        return (tagged,)
    body = len(tagged.document.title)
    hits = without_boilerplate(tagged.theme_hits, tagged.document.full_text)
    starts = {h.start for h in hits} | {e.start or 0 for e in tagged.events}
    starts |= {e.start for e in tagged.estimates}
    steps = sorted({step for s in starts for step in _steps(s)})
    stretches = []
    for step in steps:
        first, last = step * _STEP, step * _STEP + STRETCH

        def holds(start: int, first: int = first, last: int = last) -> bool:
            return start < body or first <= start < last

        stretches.append(
            replace(
                tagged,
                theme_hits=tuple(h for h in hits if holds(h.start)),
                events=tuple(e for e in tagged.events if holds(e.start or 0)),
                estimates=tuple(e for e in tagged.estimates if holds(e.start)),
            )
        )
    return tuple(stretches) or (replace(tagged, theme_hits=(), events=(), estimates=()),)


def hits_of(tagged: TaggedDocument, council: CouncilSlug | None) -> tuple[ThemeHit, ...]:
    """Return the hits that speak of a council, or of none in particular."""
    return tuple(
        h for h in tagged.theme_hits if council is None or h.council is None or h.council == council
    )


def without_boilerplate(hits: Iterable[ThemeHit], text: str) -> tuple[ThemeHit, ...]:
    """Return the hits that stand in no sentence that the text repeats; figures may differ.

    Args:
        hits: what was found.
        text: where; what is no longer kept of it is told by its shape.
    """
    hits = tuple(hits)
    sentences: dict[Span, str] = {}
    for hit in hits:
        words = fold(text[hit.sentence.start : hit.sentence.end])
        sentences.setdefault(hit.sentence, _DIGITS.sub("#", words) if words else _shape(hit))
    counts = Counter(sentences.values())
    return tuple(h for h in hits if counts[sentences[h.sentence]] < BOILERPLATE)


def _shape(hit: ThemeHit) -> str:
    """What stands for the words of a sentence: the phrase that fired, where in it, and its length."""
    place, length = hit.start - hit.sentence.start, hit.sentence.end - hit.sentence.start
    return f"{hit.theme}: {hit.rule} at {place} of {length}"


def _steps(start: int) -> tuple[int, ...]:
    """The stretches that a place belongs to."""
    last = start // _STEP
    return (last - 1, last) if last else (0,)

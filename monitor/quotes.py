"""TaggedDocument + council + themes -> the sentences to show for them, strongest first. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from typing import TYPE_CHECKING

from monitor.records import CouncilSlug, Document, Evidence, Span, TaggedDocument, Theme, ThemeHit
from monitor.stretches import hits_of, is_long, without_boilerplate
from monitor.text import QUOTE_LENGTH, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def make_evidence(
    tagged: TaggedDocument, council: CouncilSlug | None, themes: Iterable[Theme]
) -> tuple[Evidence, ...]:
    """Return the sentences that speak for and against, strongest first, each once per theme.

    Of a paper the strongest of each page and of each phrase come before their seconds, so that what
    stands on many pages does not push out what stands on one.
    """
    wanted = set(themes)
    document = tagged.document
    hits = [h for h in hits_of(tagged, council) if h.theme in wanted or not h.is_for]
    if is_long(tagged):
        hits = list(without_boilerplate(hits, document.full_text)) or hits
    title_end = len(document.title)
    # the headline stands above the evidence anyway, so the body is quoted first
    hits.sort(key=lambda h: (not h.is_for, -_strength(h), h.start < title_end, h.start))
    shown: dict[tuple[Theme, int, bool], list[ThemeHit]] = {}
    for hit in hits:
        shown.setdefault((hit.theme, hit.sentence.start, hit.is_for), []).append(hit)
    groups = _spread(document, list(shown.values())) if document.pages else shown.values()
    return tuple(_quote(document, group) for group in groups)


def page_of(document: Document, place: int) -> int | None:
    """Return the page of a paper on which a place of its full text stands, counted from 1."""
    return bisect_right(document.pages, place) or None


def _strength(hit: ThemeHit) -> float:
    return abs(hit.weight) * hit.confidence


def _spread(document: Document, groups: Sequence[list[ThemeHit]]) -> list[list[ThemeHit]]:
    """Return groups by turns of page and phrase, context words after all others."""
    seen: Counter[tuple[str, object]] = Counter()
    ranked = []
    for place, group in enumerate(groups):
        first = group[0]
        keys = ("page", page_of(document, first.start)), ("rule", (first.theme, first.rule))
        turn = max(seen[key] for key in keys)
        seen.update(keys)
        ranked.append(((not first.is_for, _strength(first) <= 1, turn, place), group))
    return [group for _, group in sorted(ranked, key=lambda pair: pair[0])]


def _quote(document: Document, group: Sequence[ThemeHit]) -> Evidence:
    """Cut one sentence to the quotable length, round the first words that fired."""
    first = group[0]
    text = document.full_text
    start, end = first.sentence.start, first.sentence.end
    if end - start > QUOTE_LENGTH:
        start = max(start, min(first.start - QUOTE_LENGTH // 3, end - QUOTE_LENGTH))
        end = min(end, start + QUOTE_LENGTH)
    quote = shorten(text[start:end])
    marked = []
    for hit in group:
        words = shorten(text[hit.start : hit.end])
        place = quote.find(words)
        if place >= 0 and words:
            marked.append(Span(start=place, end=place + len(words)))
    return Evidence(
        document=document.id,
        theme=first.theme,
        quote=quote,
        marked=tuple(dict.fromkeys(marked)),
        rule=first.rule,
        is_for=first.is_for,
        guard=first.guard,
        page=page_of(document, first.start),
        method=first.method,
        confidence=first.confidence,
    )

"""Hits, estimates, guards -> named parts of a score, in points. Pure.

Within a theme the strongest phrase counts whole, further ones half, context words are held to a cap,
and what argues against is taken off; the strongest theme leads, the others support it. What the
classifier makes of the most telling window is one part beside them.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from monitor.records import (
    CouncilSlug,
    Estimate,
    Method,
    Part,
    Severity,
    Span,
    TaggedDocument,
    Theme,
    ThemeHit,
    Tier,
)
from monitor.score.severity import EVENT_SEVERITY
from monitor.text import shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

#: points of a theme below which it is not shown as a theme of the alert
THEME_FLOOR = 2.0
#: most that context words (weight 1) add up to
CONTEXT_CAP = 1.0
#: most that further themes add
SUPPORT_CAP = 1.0

#: longest words of a part's name, in characters
PART_LENGTH = 60
#: what news of recovery takes off, in points
RECOVERY_POINTS = -2.0

#: points for each unit of the classifier's log-odds, for a sign and against one; they count up to a
#: limit. Fitted by `scripts/fit_score.py`
POINTS_FOR = 1.3
POINTS_AGAINST = 0.8
ODDS_LIMIT = 4.0
#: a title alone says too little to speak against what a rule found in it
TITLE_SHARE = 0.4

#: what a document-wide guard takes off, in points
GUARD_POINTS = {
    "job_advert": -6.0,
    "foreign": -6.0,
    "parish_or_town": -4.0,
    "list_page": -4.0,
    "other_body": -3.0,
    "planning": -2.0,
    "retrospective": -2.5,
    "sector_wide": -2.5,
    "cleared": -3.0,
    "opinion": -1.5,
    "election": -2.0,
}


def theme_parts(theme: Theme, hits: Sequence[ThemeHit], text: str) -> list[Part]:
    """Return what the rules' hits on a theme count for and against it."""
    mine = [h for h in hits if h.theme is theme and h.method is not Method.CLASSIFIER]
    best: dict[str, ThemeHit] = {}
    for hit in mine:
        if hit.is_for and (hit.rule not in best or hit.weight > best[hit.rule].weight):
            best[hit.rule] = hit
    ranked = sorted(best.values(), key=lambda h: (-h.weight * h.confidence, h.start))
    parts: list[Part] = []
    context = 0.0
    for place, hit in enumerate(ranked):
        points = hit.weight * hit.confidence
        if hit.weight <= 1:
            points = min(0.5 * points, CONTEXT_CAP - context)
            context += points
        elif place:
            points *= 0.5
        if points > 0:
            parts.append(_part(f"{theme}: {_words(hit, text)}", hit, points))
    against = {h.rule: h for h in mine if not h.is_for}
    parts += [
        _part(f"against {theme}: {_words(h, text)}", h, -abs(h.weight)) for h in against.values()
    ]
    return parts


def _words(hit: ThemeHit, text: str) -> str:
    """The words that fired; the rule's own where the text is no longer kept."""
    words = shorten(text[hit.start : hit.end], PART_LENGTH)
    return f"“{words}”" if words else hit.rule


def _part(name: str, hit: ThemeHit, points: float) -> Part:
    guard = f" ({hit.guard})" if hit.guard else ""
    return Part(
        name=name + guard,
        value=hit.confidence,
        weight=round(points, 3),
        span=Span(start=hit.start, end=hit.end),
    )


def estimate_part(estimate: Estimate) -> Part:
    """Return what the classifier's opinion of the most telling window counts."""
    sign = min(max(estimate.sign, 1e-4), 1 - 1e-4)
    odds = math.log(sign / (1 - sign))
    held = min(max(odds, -ODDS_LIMIT), ODDS_LIMIT)
    is_title = estimate.start == 0
    each = POINTS_FOR if odds > 0 else POINTS_AGAINST * (TITLE_SHARE if is_title else 1)
    name = "the classifier reads a sign" if odds > 0 else "the classifier reads no sign"
    return Part(
        name=f"{name} ({sign:.2f})",
        value=round(sign, 3),
        weight=round(each * held, 3),
        span=Span(start=estimate.start, end=estimate.end),
    )


def support_parts(ranked: Sequence[Theme], totals: dict[Theme, float]) -> list[Part]:
    """The leading theme counts whole; what the others add is held to a cap."""
    others = sum(totals[t] for t in ranked[1:])
    cut = min(0.25 * others, SUPPORT_CAP) - others
    if not others:
        return []
    return [Part(name="further themes count a quarter", value=others, weight=round(cut, 3))]


def recovery_parts(hits: Sequence[ThemeHit]) -> list[Part]:
    """Good news holds an alert back; it never cancels a fresh sign by itself."""
    found = [h for h in hits if not h.theme.alerts and h.is_for and h.confidence >= 1]
    if not found:
        return []
    return [_part(f"against: {found[0].theme}: {found[0].rule}", found[0], RECOVERY_POINTS)]


def document_parts(tagged: TaggedDocument, council: CouncilSlug | None) -> list[Part]:
    """Return what the document as a whole, its source and its council count."""
    parts = [
        Part(name=f"reads like {guard.replace('_', ' ')}", value=1, weight=GUARD_POINTS[guard])
        for guard in tagged.guards
        if guard in GUARD_POINTS
    ]
    events = [e for e in tagged.events if council is None or e.council in {None, council}]
    strong = [e for e in events if EVENT_SEVERITY[e.type] > Severity.CONTEXT]
    if strong:
        first = strong[0]
        name = f"formal event: {first.type}"
        parts.append(Part(name=name, value=1, weight=1.0, span=first.span))
    if council is None:
        parts.append(Part(name="no council identified", value=1, weight=-1.0))
    if tagged.outline.tier is Tier.PRIMARY:
        kind = f": {tagged.document.paper}" if tagged.document.paper else ""
        parts.append(Part(name=f"primary document{kind}", value=1, weight=0.5))
    if tagged.outline.tier is Tier.PARTISAN:
        parts.append(Part(name="partisan source", value=1, weight=-1.0))
    confidence = max((m.confidence for m in tagged.mentions if m.council == council), default=0.0)
    if council is not None and confidence < 1:
        parts.append(
            Part(
                name="certainty of the council",
                value=round(confidence, 3),
                weight=round(-1.5 * (1 - confidence), 3),
            )
        )
    return parts

"""TaggedDocument + council + story -> Score with named parts.

Pure. A score says how likely an adviser wants to see a story; severity says how grave the sign
is. They are kept apart: a grave sign that is poorly evidenced has a high severity, a low score.
Nothing here reads sentiment, and nothing adds up stories into a figure for a council.

Points follow the reading rules of the lexicon: within a theme the strongest phrase counts whole,
further ones half, and what argues against is taken off; the strongest theme leads, the others
support it. A logistic curve turns points into [0, 1]. A long paper is as strong as its strongest
stretch.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monitor.records import (
    CouncilSlug,
    EventStatus,
    EventType,
    Lane,
    Part,
    Score,
    Severity,
    Span,
    Story,
    TaggedDocument,
    Theme,
    ThemeHit,
    Tier,
)
from monitor.stretches import hits_of, stretches_of
from monitor.text import shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

#: raised with every change of the formula; stands on each alert
VERSION = "points-2"

#: points at which a reader is as likely to want the story as not
MIDPOINT = 2.5
#: how sharply the curve rises, per point
SLOPE = 1.4
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

#: the severity that a formal event alone justifies
EVENT_SEVERITY = {
    EventType.S114_WARNED: Severity.SERIOUS,
    EventType.S114_BALANCE: Severity.ACUTE,
    EventType.S114_UNLAWFUL: Severity.ACUTE,
    EventType.EFS_ASKED: Severity.SERIOUS,
    EventType.EFS_GRANTED: Severity.ACUTE,
    EventType.BEST_VALUE_NOTICE: Severity.ACUTE,
    EventType.INSPECTION: Severity.ACUTE,
    EventType.COMMISSIONERS: Severity.ACUTE,
    EventType.STATUTORY_RECOMMENDATION: Severity.ACUTE,
    EventType.PUBLIC_INTEREST_REPORT: Severity.ACUTE,
    EventType.S5_REPORT: Severity.ACUTE,
    EventType.CHIEF_EXECUTIVE_SUSPENDED: Severity.ACUTE,
    EventType.CHIEF_EXECUTIVE_LEAVES: Severity.SERIOUS,
    EventType.LEADER_REMOVED: Severity.SERIOUS,
    EventType.STATUTORY_OFFICER_LEAVES: Severity.SERIOUS,
    EventType.INTERVENTION_ENDS: Severity.CONTEXT,
    EventType.MEETING_MOVED: Severity.CONTEXT,
    EventType.MEETING_WITHDRAWN: Severity.CONTEXT,
    EventType.MINUTES_NOT_SEEN: Severity.CONTEXT,
    EventType.ACCOUNTS_NOT_SEEN: Severity.CONTEXT,
    EventType.PAGE_VANISHED: Severity.CONTEXT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Where the lanes part; both in (0, 1)."""

    alert: float = 0.5
    unsure: float = 0.3

    def lane_of(self, value: float) -> Lane:
        """Return the lane of a score."""
        if value >= self.alert:
            return Lane.ALERT
        return Lane.UNSURE if value >= self.unsure else Lane.NONE


def score_document(
    tagged: TaggedDocument,
    council: CouncilSlug | None,
    *,
    story: Story | None = None,
    thresholds: Thresholds | None = None,
) -> Score:
    """Return the score of what a document says of one council (None: of an unnamed one).

    Args:
        tagged: the document with its hits.
        council: whose story it is; hits that speak of another council do not count.
        story: the reports that it joins, for corroboration; None = it stands alone.
        thresholds: where the lanes part; None = the defaults.
    """
    limits = thresholds or Thresholds()
    scores = [_score_stretch(s, council, story, limits) for s in stretches_of(tagged)]
    best = max(scores, key=lambda s: (s.lane is not Lane.NONE, s.value))
    further = [s for s in scores if s is not best and s.lane is not Lane.NONE]
    severity = max(s.severity for s in (best, *further))
    return _with_further(best, further, severity, is_corroborated(severity, tagged, story))


def _score_stretch(
    tagged: TaggedDocument, council: CouncilSlug | None, story: Story | None, limits: Thresholds
) -> Score:
    """Score what stands together: an article, or some pages of a paper."""
    hits = hits_of(tagged, council)
    text = tagged.document.full_text
    strengths = {theme: _theme_parts(theme, hits, text) for theme in _themes_in(hits)}
    totals = {t: sum(p.weight for p in parts) for t, parts in strengths.items()}
    ranked = sorted((t for t in totals if t.alerts and totals[t] > 0), key=lambda t: -totals[t])
    parts = [p for t in ranked for p in strengths[t]] if ranked else []
    parts += _support(ranked, totals)
    parts += _recovery(hits, has_theme=bool(ranked))
    parts += _document_parts(tagged, council, has_theme=bool(ranked))
    points = sum(p.weight for p in parts)
    value = value_of(points) if ranked else 0.0
    themes = tuple(t for t in ranked if totals[t] >= THEME_FLOOR) or tuple(ranked[:1])
    severity = _severity(tagged, council, hits, themes)
    lane = limits.lane_of(value) if severity > Severity.CONTEXT else Lane.NONE
    return Score(
        value=round(value, 4),
        severity=severity,
        lane=lane,
        is_corroborated=is_corroborated(severity, tagged, story),
        themes=themes,
        parts=tuple(parts),
        version=VERSION,
    )


def _with_further(
    best: Score, further: Sequence[Score], severity: Severity, is_backed: bool
) -> Score:
    """Return the strongest stretch's score with the signs of other stretches: shown, not added."""
    if not further:
        return best
    shown: dict[Theme, list[Part]] = {}
    for score in sorted(further, key=lambda s: -s.value):
        for theme in score.themes:
            if theme not in best.themes:
                shown.setdefault(theme, [p for p in score.parts if _is_of(p, theme)])
    parts = [p for found in shown.values() for p in found]
    total = round(sum(p.weight for p in parts), 3)
    rest = Part(name="elsewhere in the paper: shown, not added", value=total, weight=-total)
    return replace(
        best,
        severity=severity,
        is_corroborated=is_backed,
        themes=(*best.themes, *shown),
        parts=(*best.parts, *parts, *((rest,) if parts else ())),
    )


def _is_of(part: Part, theme: Theme) -> bool:
    return part.name.startswith((f"{theme}:", f"against {theme}:"))


def value_of(points: float) -> float:
    """Return the score that a sum of points makes, in [0, 1]."""
    return 1 / (1 + math.exp(-SLOPE * (points - MIDPOINT)))


def is_corroborated(severity: Severity, tagged: TaggedDocument, story: Story | None) -> bool:
    """Return whether an acute sign rests on a primary document or two independent origins."""
    if severity < Severity.ACUTE:
        return True
    is_primary = tagged.outline.tier is Tier.PRIMARY
    return is_primary or (story is not None and (story.has_primary or story.n_origins > 1))


def explain(score: Score) -> str:
    """Return the working on one line, strongest parts first, for people."""
    parts = sorted(score.parts, key=lambda p: -abs(p.weight))
    return " · ".join(f"{p.name} {p.weight:+.1f}" for p in parts[:6])


def _themes_in(hits: Sequence[ThemeHit]) -> tuple[Theme, ...]:
    return tuple(dict.fromkeys(h.theme for h in hits))


def _theme_parts(theme: Theme, hits: Sequence[ThemeHit], text: str) -> list[Part]:
    mine = [h for h in hits if h.theme is theme]
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


def _support(ranked: Sequence[Theme], totals: dict[Theme, float]) -> list[Part]:
    """The leading theme counts whole; what the others add is held to a cap."""
    others = sum(totals[t] for t in ranked[1:])
    cut = min(0.25 * others, SUPPORT_CAP) - others
    if not others:
        return []
    return [Part(name="further themes count a quarter", value=others, weight=round(cut, 3))]


def _recovery(hits: Sequence[ThemeHit], *, has_theme: bool) -> list[Part]:
    """Good news holds an alert back; it never cancels a fresh sign by itself."""
    found = [h for h in hits if not h.theme.alerts and h.is_for and h.confidence >= 1]
    if not found or not has_theme:
        return []
    return [_part(f"against: {found[0].theme}: {found[0].rule}", found[0], RECOVERY_POINTS)]


def _document_parts(
    tagged: TaggedDocument, council: CouncilSlug | None, *, has_theme: bool
) -> list[Part]:
    if not has_theme:
        return []
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


def _severity(
    tagged: TaggedDocument,
    council: CouncilSlug | None,
    hits: Sequence[ThemeHit],
    themes: Sequence[Theme],
) -> Severity:
    """The gravest sign among the themes that count; a partisan page alone is never above 1."""
    found = [h.severity for h in hits if h.is_for and h.theme in themes]
    found += [
        EVENT_SEVERITY[e.type]
        for e in tagged.events
        if themes and e.status is not EventStatus.NOT_SEEN and e.council in {None, council}
    ]
    gravest = max(found, default=Severity.CONTEXT)
    if tagged.outline.tier is Tier.PARTISAN:
        return min(gravest, Severity.EARLY)
    return gravest

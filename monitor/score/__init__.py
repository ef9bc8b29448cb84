"""TaggedDocument + council + story -> Score with named parts.

Pure. A score says how likely an adviser wants to see a story; severity says how grave the sign
is. They are kept apart: a grave sign that is poorly evidenced has a high severity, a low score.
Nothing here reads sentiment, and nothing adds up stories into a figure for a council.

Points (`monitor.score.parts`) are added up, and a curve (`monitor.score.curve`) turns the sum into a
probability. A long paper is as strong as its strongest stretch. All that it needs is stored, so that
any score can be computed again without the text.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.records import (
    CouncilSlug,
    Estimate,
    Lane,
    Method,
    Part,
    Score,
    Severity,
    Story,
    TaggedDocument,
    Theme,
    ThemeHit,
)
from monitor.score.curve import RULES_ONLY, VERSION, WITH_CLASSIFIER, Curve, Thresholds
from monitor.score.parts import (
    GUARD_POINTS,
    THEME_FLOOR,
    document_parts,
    estimate_part,
    recovery_parts,
    support_parts,
    theme_parts,
)
from monitor.score.severity import EVENT_SEVERITY, is_corroborated, severity_of
from monitor.stretches import hits_of, stretches_of

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "EVENT_SEVERITY",
    "GUARD_POINTS",
    "RULES_ONLY",
    "THEME_FLOOR",
    "VERSION",
    "WITH_CLASSIFIER",
    "Curve",
    "Thresholds",
    "curve_of",
    "explain",
    "is_corroborated",
    "score_document",
    "theme_confidence",
]

#: probability from which the classifier alone shows a theme
THEME_PROBABILITY = 0.5


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


def curve_of(tagged: TaggedDocument) -> Curve:
    """Return the curve of a document: whether a classifier was there makes the difference."""
    return WITH_CLASSIFIER if tagged.has_classifier else RULES_ONLY


def _score_stretch(
    tagged: TaggedDocument, council: CouncilSlug | None, story: Story | None, limits: Thresholds
) -> Score:
    """Score what stands together: an article, or some pages of a paper."""
    hits = hits_of(tagged, council)
    text = tagged.document.full_text
    strengths = {theme: theme_parts(theme, hits, text) for theme in _themes_in(hits)}
    totals = {t: sum(p.weight for p in parts) for t, parts in strengths.items()}
    ranked = sorted((t for t in totals if t.alerts and totals[t] > 0), key=lambda t: -totals[t])
    estimate = _most_telling(tagged, council)
    themes = _themes_of(ranked, totals, hits, estimate)
    value, parts = 0.0, []
    if themes:
        parts = [p for t in ranked for p in strengths[t]]
        parts += support_parts(ranked, totals)
        parts += [estimate_part(estimate)] if estimate else []
        parts += recovery_parts(hits)
        parts += document_parts(tagged, council)
        value = curve_of(tagged).value_of(sum(p.weight for p in parts))
    severity = severity_of(tagged, council, hits, themes, estimate)
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


def _most_telling(tagged: TaggedDocument, council: CouncilSlug | None) -> Estimate | None:
    """The window that reads most like a sign of a council."""
    mine = [e for e in tagged.estimates if council is None or e.council in {None, council}]
    return max(mine, key=lambda e: e.sign, default=None)


def _themes_of(
    ranked: Sequence[Theme],
    totals: dict[Theme, float],
    hits: Sequence[ThemeHit],
    estimate: Estimate | None,
) -> tuple[Theme, ...]:
    """The themes to show, strongest first: of rules, of the classifier, else the likeliest one."""
    by_rule = [t for t in ranked if totals[t] >= THEME_FLOOR]
    read = sorted(
        (h for h in hits if h.method is Method.CLASSIFIER and h.theme.alerts),
        key=lambda h: -h.confidence,
    )
    sure = [h.theme for h in read if h.confidence >= THEME_PROBABILITY]
    shown = tuple(dict.fromkeys([*by_rule, *sure]))
    if shown or ranked:
        return shown or tuple(ranked[:1])
    likely = [(p, t) for t, p in (estimate.themes if estimate else ()) if t.alerts]
    return (max(likely)[1],) if likely else ()


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


def explain(score: Score) -> str:
    """Return the working on one line, strongest parts first, for people."""
    parts = sorted(score.parts, key=lambda p: -abs(p.weight))
    return " · ".join(f"{p.name} {p.weight:+.1f}" for p in parts[:6])


def theme_confidence(theme: Theme, score: Score, hits: Sequence[ThemeHit], curve: Curve) -> float:
    """Return how sure a theme of a score is, in [0, 1]: by its rules, or by the classifier if surer."""
    points = sum(p.weight for p in score.parts if _is_of(p, theme))
    by_rules = replace(curve, midpoint=THEME_FLOOR).value_of(points) if points else 0.0
    read = [h.confidence for h in hits if h.theme is theme and h.method is Method.CLASSIFIER]
    return max([by_rules, *read])


def _themes_in(hits: Sequence[ThemeHit]) -> tuple[Theme, ...]:
    return tuple(dict.fromkeys(h.theme for h in hits))

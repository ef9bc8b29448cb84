"""The same texts judged by the rules alone, by the classifier alone and by both: what each is worth.

And how far down the cascade texts go: what share speaks of a council, holds a word of the lexicon,
is read by the classifier, and comes out as an alert.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from monitor.analyse import Reference, tag_document, tagger
from monitor.records import Document, Lane, Outline
from monitor.score import explain, score_document
from monitor.tag.phrases import level
from monitor.tag.scope import speaks_of_a_council
from tests.gate.themes import Case, theme_figures

Way = Callable[[Reference], Reference]
#: how texts are judged -> what that switches off
WAYS: dict[str, Way] = {
    "rules only": lambda reference: replace(reference, model="none"),
    "classifier only": lambda reference: replace(reference, rules=False),
    "both": lambda reference: reference,
}
#: figure -> its column
COLUMNS = {
    "alert_precision": "precision",
    "alert_recall": "recall",
    "alert_f1": "F1",
    "alert_average_precision": "average precision",
    "theme_f1": "themes, micro F1",
    "severity_exact": "severity exact",
    "calibration": "calibration error",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """How far one text came."""

    speaks: bool
    has_words: bool
    is_read: bool
    is_alert: bool
    severity: int
    #: the parts of its score
    why: str


def reached(document: Document, outline: Outline, reference: Reference) -> Reached:
    """Return how far a text comes down the cascade."""
    reader = tagger(reference)
    levelled = level(document.full_text)
    tagged = tag_document(document, outline, reference)
    scores = [score_document(tagged, council) for council in tagged.about or (None,)]
    best = max(scores, key=lambda score: score.value)
    speaks = bool(tagged.mentions) or speaks_of_a_council(levelled)
    return Reached(
        speaks=speaks,
        has_words=speaks and reader.lexicon.may_hold_a_theme(levelled),
        is_read=bool(tagged.estimates),
        is_alert=best.lane is Lane.ALERT,
        severity=int(best.severity),
        why=explain(best),
    )


def ways_table(judge: Callable[[Way], Sequence[Case]]) -> list[str]:
    """Return a row for each way of judging the same texts."""
    lines = [
        f"| judged by | {' | '.join(COLUMNS.values())} |",
        f"|---|{'---|' * len(COLUMNS)}",
    ]
    for name, way in WAYS.items():
        figures = theme_figures(judge(way))
        figures["calibration"] = 1 - figures["calibration"]
        lines.append(f"| {name} | {' | '.join(f'{figures[key]:.3f}' for key in COLUMNS)} |")
    return lines


def stages_table(sets: dict[str, Sequence[Reached]]) -> list[str]:
    """Return a row for each set of texts: the share of it that comes to each stage."""
    lines = [
        "| texts | number | speak of a council | hold a word of the lexicon | are read by the classifier | are alerts |",
        "|---|---|---|---|---|---|",
    ]
    for name, texts in sets.items():
        shares = [
            sum(getattr(text, stage) for text in texts) / len(texts)
            for stage in ("speaks", "has_words", "is_read", "is_alert")
        ]
        cells = " | ".join(f"{100 * share:.1f} %" for share in shares)
        lines.append(f"| {name} | {len(texts)} | {cells} |")
    return lines

"""How well a text's signs are told: whether it is an alert, how grave, of which themes.

Two sets of texts are judged through `monitor.assess`: the cases of `themes.jsonl`, which are
written for this (`themes.md`) and name the demo's councils, and the labelled real text of
MONITOR_GATE_DIR/dev, whose themes are coarser (`COARSE`).

*Themes* are asked of the texts that are alerts: one that is missed has all of its themes missed.
*Severity* is asked of the alerts that were found. *Average precision* and the *calibration error*
ask the score alone, of all texts.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import monitor.demo
from monitor.analyse import Reference
from monitor.assess import Rules, assess_line
from monitor.tag.train.report import average_precision
from tests.gate.counts import Counts, sum_counts
from tests.gate.resample import intervals

THEMES = Path(__file__).parent / "themes.jsonl"
#: the register whose councils the cases name
REGISTER = Path(monitor.demo.__file__).parent
#: what they are read with
DEMO = Reference(register_folder=REGISTER)
#: what a case gives to `monitor assess`; the rest of its fields is the truth
GIVEN = ("id", "title", "text", "published_at", "tier")
#: the product's themes -> the coarser ones of the real text's labels
COARSE = {
    "discord": "leadership_discord",
    "churn": "leadership_discord",
    "instability": "political_instability",
    "finance": "financial_distress",
    "audit": "financial_distress",
    "change": "high_risk_change",
    "disengagement": "sector_disengagement",
    "children": "service_failure",
    "adults": "service_failure",
    "housing": "service_failure",
    "services": "service_failure",
    "intervention": "intervention",
    "governance": "probity",
}
HIGHEST = 3
#: equal parts of the scale of scores in which promise and outcome are compared
BINS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One text: what it is a sign of, and what was found in it."""

    id: str
    #: what the case is a case of; one name for all of the real text
    phenomenon: str
    #: cases of one group are drawn together: they share an event or a council
    group: str
    is_alert: bool
    #: 0 to 3; 0 for what is no alert
    severity: int
    themes: frozenset[str]
    is_found: bool
    found_severity: int
    #: none where no alert was found
    found_themes: frozenset[str]
    #: 0 to 1, how likely an adviser wants it
    score: float


def judge_themes(file: Path = THEMES, reference: Reference = DEMO) -> tuple[Case, ...]:
    """Judge every case that is written for this.

    Args:
        file: with the cases.
        reference: what they are read with.

    Raises:
        ValueError: a case cannot be read.
    """
    rows = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    return tuple(_judge(row, Rules(reference=reference)) for row in rows)


def _judge(row: dict[str, object], rules: Rules) -> Case:
    judged = assess_line(1, json.dumps({k: row[k] for k in GIVEN if k in row}), rules)
    if "error" in judged:
        msg = f"{row['id']}: {judged['error']}"
        raise ValueError(msg)
    return make_case(row, judged, phenomenon=str(row["phenomenon"]), group=str(row["id"]))


def real_case(row: dict[str, object], judged: dict[str, object]) -> Case:
    """Return a document of dev as a case, in the coarser themes of its labels."""
    return make_case(
        row, judged, phenomenon="real text", group=str(row["group"]), themes_as=COARSE
    )  # fmt: skip


def make_case(
    row: dict[str, object],
    judged: dict[str, object],
    *,
    phenomenon: str,
    group: str,
    themes_as: dict[str, str] | None = None,
) -> Case:
    """Return a labelled text with what was found in it.

    Args:
        row: the labels: alert, severity, themes.
        judged: what `monitor assess` says.
        phenomenon: what the text is a case of.
        group: what it is drawn with.
        themes_as: what the labels call each theme; None for the product's own names.
    """
    names, is_found = themes_as or {}, bool(judged["alert"])
    found = [str(t["theme"]) for t in _list(judged["themes"])] if is_found else []
    return Case(
        id=str(row["id"]), phenomenon=phenomenon, group=group,
        is_alert=bool(row["alert"]), severity=int(str(row["severity"])),
        themes=frozenset(str(t) for t in _list(row["themes"])),
        is_found=is_found, found_severity=int(str(judged["severity"])),
        found_themes=frozenset(names.get(t, t) for t in found), score=float(str(judged["score"])),
    )  # fmt: skip


def count_alerts(cases: Iterable[Case]) -> Counts:
    """Count alerts wanted and found."""
    counts = Counts()
    for case in cases:
        counts.add(["alert"] if case.is_alert else [], ["alert"] if case.is_found else [])
    return counts


def count_themes(cases: Iterable[Case]) -> dict[str, Counts]:
    """Count each theme, wanted and found, over the texts that are alerts."""
    rows: dict[str, Counts] = defaultdict(Counts)
    for case in cases:
        if case.is_alert:
            for theme in case.themes | case.found_themes:
                rows[theme].add({theme} & case.themes, {theme} & case.found_themes)
    return dict(sorted(rows.items()))


def theme_figures(cases: Sequence[Case]) -> dict[str, float]:
    """Return every figure by the name that floors have; each is better when higher."""
    alerts, rows = count_alerts(cases), count_themes(cases)
    whole = sum_counts(rows.values())
    macro = [c.f1 for c in rows.values() if c.tp + c.fn]
    pairs = [(c.severity, c.found_severity) for c in cases if c.is_alert and c.is_found]
    scored = [(c.score, c.is_alert) for c in cases]
    return {
        **{f"alert_{rate}": getattr(alerts, rate) for rate in ("precision", "recall", "f1")},
        "alert_average_precision": average_precision(scored),
        **{f"theme_{rate}": getattr(whole, rate) for rate in ("precision", "recall", "f1")},
        "theme_macro_f1": sum(macro) / max(len(macro), 1),
        "severity_exact": sum(a == b for a, b in pairs) / max(len(pairs), 1),
        "severity_kappa": weighted_kappa(pairs),
        "calibration": 1 - calibration_error(scored),
    }


def theme_intervals(cases: Sequence[Case]) -> dict[str, tuple[float, float]]:
    """Return the interval of each figure; groups are drawn whole."""
    groups: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        groups[case.group].append(case)
    return intervals(
        list(groups.values()), lambda drawn: theme_figures(list(chain.from_iterable(drawn)))
    )


def weighted_kappa(pairs: Sequence[tuple[int, int]]) -> float:
    """Return how far two gradings agree beyond chance, a miss by two counting four times.

    1 is full agreement, 0 that of chance. Gradings that cannot disagree agree.

    Source: J. Cohen, Weighted kappa (1968), quadratic weights.
    """
    observed = sum((a - b) ** 2 for a, b in pairs) / max(len(pairs), 1)
    expected = sum((a - b) ** 2 for a, _ in pairs for _, b in pairs) / max(len(pairs) ** 2, 1)
    return 1 - observed / expected if expected else 1.0


def calibration_error(scored: Sequence[tuple[float, bool]]) -> float:
    """Return how far scores lie from the share of alerts among texts of like score, on average.

    Source: expected calibration error in ten equal parts (Guo et al., 2017).
    """
    parts: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for score, is_alert in scored:
        parts[min(int(score * BINS), BINS - 1)].append((score, is_alert))
    apart = (abs(sum(s for s, _ in p) - sum(a for _, a in p)) for p in parts.values())
    return sum(apart) / max(len(scored), 1)


def wrong(cases: Iterable[Case]) -> list[str]:
    """Return a line for each case that is not right: what was expected, what was found."""
    lines = []
    for case in cases:
        wanted = (case.is_alert, case.severity, case.themes)
        found = (case.is_found, case.found_severity if case.is_found else 0, case.found_themes)
        if wanted != found and (case.is_alert or case.is_found):
            lines.append(
                f"{case.id}: {_said(*wanted)}, found {_said(*found)} ({case.score:.2f},"
                f" {case.phenomenon})"
            )
    return lines


def _said(is_alert: bool, severity: int, themes: Iterable[str]) -> str:
    return f"alert {severity} {', '.join(sorted(themes)) or 'no theme'}" if is_alert else "none"


def _list(value: object) -> list[dict[str, object]]:
    return value if isinstance(value, list) else []

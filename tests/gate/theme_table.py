"""The figures of `themes.py` as tables: as a whole with intervals, by theme, by phenomenon.

They stand in `docs/themes.md` between two marks, where `--update` writes them.
"""

from __future__ import annotations

from collections.abc import Sequence

from tests.gate.themes import (
    HIGHEST,
    Case,
    count_alerts,
    count_themes,
    theme_figures,
    theme_intervals,
)

#: what the figures are called in the manual
NAMES = {
    "alert_precision": "alert: precision",
    "alert_recall": "alert: recall",
    "alert_f1": "alert: F1",
    "alert_average_precision": "alert: average precision of the score",
    "theme_precision": "themes: precision",
    "theme_recall": "themes: recall",
    "theme_f1": "themes: F1, each mention alike (micro)",
    "theme_macro_f1": "themes: F1, each theme alike (macro)",
    "severity_exact": "severity: exact",
    "severity_kappa": "severity: quadratic weighted kappa",
    "calibration": "expected calibration error",
}


def whole_table(cases: Sequence[Case]) -> list[str]:
    """Return a row for each figure, with its 95% interval."""
    n_alerts = sum(c.is_alert for c in cases)
    lines = [f"| {len(cases)} texts, {n_alerts} alerts | | 95% |", "|---|---|---|"]
    held = theme_intervals(cases)
    for key, value in theme_figures(cases).items():
        low, high = held[key]
        shown = (1 - value, 1 - high, 1 - low) if key == "calibration" else (value, low, high)
        lines.append(f"| {NAMES[key]} | {shown[0]:.3f} | {shown[1]:.2f}–{shown[2]:.2f} |")
    return lines


def severity_table(cases: Sequence[Case]) -> list[str]:
    """Return a row for each severity: how many were found, and as what."""
    grades = range(1, HIGHEST + 1)
    lines = [
        f"| severity | alerts | not found | {' | '.join(f'found as {g}' for g in grades)} |",
        f"|---|---|---|{'---|' * HIGHEST}",
    ]
    for wanted in grades:
        rows = [c for c in cases if c.severity == wanted]
        found = [c.found_severity for c in rows if c.is_found]
        shares = " | ".join(str(found.count(g)) for g in grades)
        lines.append(f"| {wanted} | {len(rows)} | {len(rows) - len(found)} | {shares} |")
    return lines


def theme_table(cases: Sequence[Case]) -> list[str]:
    """Return a row for each theme; "other alerts" are texts without a sign that show it."""
    lines = [
        "| theme | alerts | P | R | F1 | alert found | shown by no alert |",
        "|---|---|---|---|---|---|---|",
    ]
    for theme, counts in count_themes(cases).items():
        rows = [c for c in cases if theme in c.themes]
        n_found = sum(c.is_found for c in rows)
        n_false = sum(theme in c.found_themes for c in cases if not c.is_alert)
        lines.append(
            f"| {theme} | {len(rows)} | {' | '.join(counts.cells())} | {n_found} | {n_false} |"
        )
    return lines


def phenomena_table(cases: Sequence[Case]) -> list[str]:
    """Return one row for each phenomenon, those with alerts first, then by name."""
    lines = [
        "| phenomenon | cases | alerts | found | false alerts | severity exact |",
        "|---|---|---|---|---|---|",
    ]
    names = {c.phenomenon for c in cases}
    alerts = {n: sum(c.is_alert for c in cases if c.phenomenon == n) for n in names}
    for name in sorted(names, key=lambda n: (not alerts[n], n)):
        rows = [c for c in cases if c.phenomenon == name]
        counts = count_alerts(rows)
        n_exact = sum(c.is_alert and c.is_found and c.severity == c.found_severity for c in rows)
        shown = (counts.tp, counts.fp, n_exact) if alerts[name] else ("–", counts.fp, "–")
        cells = " | ".join(str(value) for value in (len(rows), alerts[name], *shown))
        lines.append(f"| {name} | {cells} |")
    return lines


def tables(name: str, cases: Sequence[Case]) -> list[str]:
    """Return all that is said of a set of cases."""
    parts = [whole_table(cases), severity_table(cases), theme_table(cases)]
    if name == "signs":
        parts.append(phenomena_table(cases))
    return [line for part in parts for line in (*part, "")][:-1]

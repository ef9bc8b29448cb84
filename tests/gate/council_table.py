"""The figures of `councils.py` as tables: by phenomenon, and as a whole with intervals.

They stand in `docs/councils.md` between two marks, where `--update` writes them.
"""

from __future__ import annotations

from collections.abc import Sequence

from tests.gate.councils import ABOUT, MENTIONED, RATES, Case, count, intervals

QUESTIONS = (ABOUT, MENTIONED)


def phenomena_table(cases: Sequence[Case]) -> list[str]:
    """Return one row for each phenomenon, in the order of the cases.

    Without a council to find there is no recall, and without one found no precision: "–".
    """
    lines = [
        "| phenomenon | cases | right | about: P | R | F1 | mentioned: P | R | F1 |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for name in dict.fromkeys(c.phenomenon for c in cases):
        rows = [c for c in cases if c.phenomenon == name]
        n_right = sum(1 for c in rows if c.is_right)
        figures = [f for question in QUESTIONS for f in count(rows, question).cells()]
        lines.append(f"| {name} | {len(rows)} | {n_right} | {' | '.join(figures)} |")
    return lines


def whole_table(cases: Sequence[Case]) -> list[str]:
    """Return a row for each question, with the 95% interval of each figure."""
    lines = [
        f"| {len(cases)} texts | precision | recall | F1 |",
        "|---|---|---|---|",
    ]
    for question in QUESTIONS:
        counts, held = count(cases, question), intervals(cases, question)
        figures = [
            f"{getattr(counts, rate):.3f} ({held[rate][0]:.2f}–{held[rate][1]:.2f})"
            for rate in RATES
        ]
        lines.append(f"| {question} | {' | '.join(figures)} |")
    return lines


def tables(name: str, cases: Sequence[Case]) -> list[str]:
    """Return all that is said of a set of cases."""
    by_phenomenon = ["", *phenomena_table(cases)] if name == "challenge" else []
    return [*whole_table(cases), *by_phenomenon]

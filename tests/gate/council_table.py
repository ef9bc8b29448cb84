"""The figures of `councils.py` as tables: by phenomenon, and as a whole with intervals.

They stand in `docs/councils.md` between two marks, where `--update` writes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.gate.councils import ABOUT, MENTIONED, RATES, Case, count, intervals
from tests.gate.counts import Counts

PAGE = Path(__file__).parents[2] / "docs" / "councils.md"
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
        figures = [f for question in QUESTIONS for f in _rates(count(rows, question))]
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


def block(name: str, page: Path = PAGE) -> list[str]:
    """Return what the page says between the marks of a set."""
    lines = page.read_text(encoding="utf-8").splitlines()
    return lines[lines.index(_begin(name)) + 1 : lines.index(_end(name))]


def write_block(name: str, cases: Sequence[Case], page: Path = PAGE) -> None:
    """Put the tables between the marks of a set."""
    lines = page.read_text(encoding="utf-8").splitlines()
    lines[lines.index(_begin(name)) + 1 : lines.index(_end(name))] = tables(name, cases)
    page.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _rates(counts: Counts) -> tuple[str, str, str]:
    is_found, is_wanted = counts.tp + counts.fp > 0, counts.tp + counts.fn > 0
    return (
        f"{counts.precision:.2f}" if is_found else "–",
        f"{counts.recall:.2f}" if is_wanted else "–",
        f"{counts.f1:.2f}" if is_wanted else "–",
    )


def _begin(name: str) -> str:
    return f"<!-- {name}: written by `python -m tests.gate.measure councils --update` -->"


def _end(name: str) -> str:
    return f"<!-- end of {name} -->"

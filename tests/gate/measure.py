"""What `make gate` measures, printed; and, when asked, the floors raised to it.

    MONITOR_GATE_DIR=... python -m tests.gate.measure [challenge] [dev] [html] [councils]
        [--errors] [--update] [--allow-lower NAME]

`dev` is labelled real text (councils, alerts, themes, severity: measured here), `html` real pages
(measured in `extraction.py`). The text belongs to its publishers and stays where it is; nothing of
it is copied here. `challenge` is the cases beside this file, which need no MONITOR_GATE_DIR.

`councils` is what `challenge` and `dev` say of councils alone, as tables with intervals; with
`--update` it raises the floors of these figures, and writes the tables into `docs/councils.md`.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from monitor.assess import Rules, assess_line
from tests.gate import council_table
from tests.gate.councils import (
    Case,
    council_figures,
    digest_of,
    judge_challenge,
    load_names,
    real_case,
    wrong,
)
from tests.gate.counts import Counts
from tests.gate.extraction import measure_pages, page_figures, worst
from tests.gate.floors import FloorError, load_gate, update_floors
from tests.gate.pages import digest

#: the product's themes -> the coarser ones of the labels
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


@dataclass(slots=True)
class Measured:
    """All figures of one run."""

    cases: list[Case] = field(default_factory=list)
    alerts: Counts = field(default_factory=Counts)
    themes: Counts = field(default_factory=Counts)
    n_severity: int = 0
    n_exact: int = 0
    errors: list[str] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """Return the figures by name, as the floors name them."""
        found = council_figures(self.cases, about="council")
        for name, counts in {"alert": self.alerts, "theme": self.themes}.items():
            found |= {f"{name}_{k}": getattr(counts, k) for k in ("precision", "recall", "f1")}
        return {**found, "severity_exact": self.n_exact / max(self.n_severity, 1)}


def measure(file: Path) -> Measured:
    """Judge every labelled document of a file."""
    names = load_names()
    measured = Measured()
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        given = {"id": row["id"], "title": row["title"], "text": row["text"], "url": row["url"],
                 "published_at": row["date"] or None}  # fmt: skip
        judged = assess_line(1, json.dumps(given), Rules())
        measured.cases.append(real_case(row, judged, names))
        _count(measured, row, judged)
    return measured


def _count(measured: Measured, row: dict[str, object], judged: dict[str, object]) -> None:
    is_wanted, is_found = bool(row["alert"]), bool(judged["alert"])
    measured.alerts.add({"alert"} if is_wanted else set(), {"alert"} if is_found else set())
    if is_wanted != is_found:
        measured.errors.append(f"{row['id']}: alert {is_wanted} found as {is_found}")
    if not is_wanted:
        return
    themes = {COARSE[str(t["theme"])] for t in _list(judged["themes"])} if is_found else set()
    measured.themes.add({str(t) for t in _list(row["themes"])}, themes)
    if is_found:
        measured.n_severity += 1
        measured.n_exact += judged["severity"] == row["severity"]


def _list(value: object) -> list[dict[str, object]]:
    return value if isinstance(value, list) else []


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One gate measured: its figures, the digest of what was read, and what went wrong."""

    figures: dict[str, float]
    sha256: str
    errors: list[str]
    #: texts whose councils were judged
    cases: tuple[Case, ...] = ()


def run_challenge(_: Path | None = None) -> Run:
    """Measure the cases that are written for councils."""
    cases = judge_challenge()
    return Run(figures=council_figures(cases), sha256=digest_of(), errors=wrong(cases), cases=cases)


def run_dev(place: Path | None) -> Run:
    """Measure the labelled text."""
    file = folder_of(place) / "dev" / "dev.jsonl"
    measured = measure(file)
    return Run(
        figures=measured.figures(),
        sha256=digest_of(file),
        errors=[*wrong(measured.cases), *measured.errors],
        cases=tuple(measured.cases),
    )


def run_html(place: Path | None) -> Run:
    """Measure the real pages."""
    folder = folder_of(place) / "corpus" / "html"
    outcomes = measure_pages(folder)
    return Run(figures=page_figures(outcomes), sha256=digest(folder), errors=worst(outcomes))


def folder_of(place: Path | None) -> Path:
    """Return the folder with the labelled texts.

    Raises:
        SystemExit: none is named.
    """
    if place is None:
        msg = "MONITOR_GATE_DIR is not set: the labelled texts are outside the repository"
        raise SystemExit(msg)
    return place


#: a gate's name in `floors.toml` -> how it is measured
GATES: dict[str, Callable[[Path | None], Run]] = {
    "challenge": run_challenge,
    "dev": run_dev,
    "html": run_html,
}
#: the gates that judge councils
COUNCILS = ("challenge", "dev")


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, and raise floors if asked; 1 when a floor would fall unasked."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "gates", nargs="*", default=sorted(GATES), metavar="GATE", choices=[*GATES, "councils"]
    )
    options.add_argument(
        "-v", "--verbose", "--errors", action="store_true", help="say what went wrong"
    )
    options.add_argument("--update", action="store_true", help="raise floors to what was reached")
    options.add_argument("--allow-lower", action="append", default=[], metavar="NAME")
    given = options.parse_args(arguments)
    named = os.environ.get("MONITOR_GATE_DIR")
    place, may_fall = Path(named) if named else None, frozenset(given.allow_lower)
    update, status = (may_fall if given.update else None), 0
    for name in given.gates:
        show = show_councils if name == "councils" else partial(show_gate, name)
        try:
            show(place, is_verbose=given.verbose, update=update)
        except FloorError as error:
            print(error, file=sys.stderr)
            status = 1
    return status


def show_gate(
    name: str, place: Path | None, *, is_verbose: bool, update: frozenset[str] | None
) -> None:
    """Print a gate's figures, and raise its floors.

    Args:
        name: of the gate.
        place: folder of the labelled texts.
        is_verbose: whether to say what went wrong.
        update: figures whose floor may fall; None leaves the floors alone.

    Raises:
        FloorError: a floor would fall unasked.
    """
    run = GATES[name](place)
    if is_verbose:
        print("\n".join(run.errors))
    for figure, value in run.figures.items():
        print(f"{name:<9} {figure:<24} {value:.3f}")
    print(json.dumps({"gate": name, **{k: round(v, 4) for k, v in run.figures.items()}}))
    if update is not None:
        update_floors(name, run.figures, run.sha256, may_fall=update)


def show_councils(place: Path | None, *, is_verbose: bool, update: frozenset[str] | None) -> None:
    """Print the tables of councils, raise their floors, and write the tables into the manual.

    Floors of other figures stay as they are. Arguments as of `show_gate`.

    Raises:
        FloorError: a floor would fall unasked.
    """
    for name in COUNCILS:
        if name != "challenge" and place is None:
            print(f"{name}: not measured, MONITOR_GATE_DIR is not set", file=sys.stderr)
            continue
        run = GATES[name](place)
        if is_verbose:
            print("\n".join(wrong(run.cases)))
        print(f"\n{name}", "", *council_table.tables(name, run.cases), sep="\n")
        if update is not None:
            figures = council_figures(run.cases, about="council" if name == "dev" else "about")
            kept = load_gate(name).floors | figures
            update_floors(name, kept, run.sha256, may_fall=update)
            council_table.write_block(name, run.cases)


if __name__ == "__main__":
    sys.exit(main())

"""What `make gate` measures, printed; and, when asked, the floors raised to it.

    MONITOR_GATE_DIR=... python -m tests.gate.measure [dev] [html] [-v] [--update] [--allow-lower NAME]

`dev` is labelled real text (councils, alerts, themes, severity: measured here), `html` real pages
(measured in `extraction.py`). The text belongs to its publishers and stays where it is; nothing of
it is copied here.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from monitor.assess import Rules, assess_line
from monitor.register import Register, load_register
from tests.gate.extraction import measure_pages, page_figures, worst
from tests.gate.floors import FloorError, update_floors
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
class Counts:
    """True and false positives, false negatives."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def add(self, wanted: set[str], found: set[str]) -> None:
        """Count one document."""
        self.tp += len(wanted & found)
        self.fp += len(found - wanted)
        self.fn += len(wanted - found)

    @property
    def precision(self) -> float:
        """Share of what was found that is right."""
        return self.tp / max(self.tp + self.fp, 1)

    @property
    def recall(self) -> float:
        """Share of what is right that was found."""
        return self.tp / max(self.tp + self.fn, 1)

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        return 2 * self.tp / max(2 * self.tp + self.fp + self.fn, 1)


@dataclass(slots=True)
class Measured:
    """All figures of one run."""

    councils: Counts = field(default_factory=Counts)
    alerts: Counts = field(default_factory=Counts)
    themes: Counts = field(default_factory=Counts)
    n_severity: int = 0
    n_exact: int = 0
    errors: list[str] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """Return the figures by name, as the floors name them."""
        rows = {"council": self.councils, "alert": self.alerts, "theme": self.themes}
        found = {
            f"{n}_{k}": getattr(c, k)
            for n, c in rows.items()
            for k in ("precision", "recall", "f1")
        }
        return {**found, "severity_exact": self.n_exact / max(self.n_severity, 1)}


def measure(file: Path) -> Measured:
    """Judge every labelled document of a file."""
    names = _names(load_register())
    measured = Measured()
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        given = {"id": row["id"], "title": row["title"], "text": row["text"], "url": row["url"],
                 "published_at": row["date"] or None}  # fmt: skip
        judged = assess_line(1, json.dumps(given), Rules())
        _count(measured, row, judged, names)
    return measured


def _count(
    measured: Measured, row: dict[str, object], judged: dict[str, object], names: dict[str, str]
) -> None:
    wanted = {names.get(str(c).lower(), str(c)) for c in _list(row["councils"])}
    found = {str(c["slug"]) for c in _list(judged["councils"]) if c["is_about"]}
    measured.councils.add(wanted, found)
    is_wanted, is_found = bool(row["alert"]), bool(judged["alert"])
    measured.alerts.add({"alert"} if is_wanted else set(), {"alert"} if is_found else set())
    if wanted != found:
        measured.errors.append(f"{row['id']}: councils {sorted(wanted)} found as {sorted(found)}")
    if is_wanted != is_found:
        measured.errors.append(f"{row['id']}: alert {is_wanted} found as {is_found}")
    if not is_wanted:
        return
    themes = {COARSE[str(t["theme"])] for t in _list(judged["themes"])} if is_found else set()
    measured.themes.add({str(t) for t in _list(row["themes"])}, themes)
    if is_found:
        measured.n_severity += 1
        measured.n_exact += judged["severity"] == row["severity"]


def _names(register: Register) -> dict[str, str]:
    names: dict[str, str] = {}
    for council in register.councils:
        names.setdefault(council.name.lower(), council.slug)
    for alias in register.aliases:
        if alias.kind in {"official", "style", "former-name"}:
            names.setdefault(alias.alias.lower(), alias.slug)
    return names


def _list(value: object) -> list[dict[str, object]]:
    return value if isinstance(value, list) else []


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One gate measured: its figures, the digest of what was read, and what went wrong."""

    figures: dict[str, float]
    sha256: str
    errors: list[str]


def run_dev(place: Path) -> Run:
    """Measure the labelled text."""
    file = place / "dev" / "dev.jsonl"
    measured = measure(file)
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    return Run(figures=measured.figures(), sha256=sha256, errors=measured.errors)


def run_html(place: Path) -> Run:
    """Measure the real pages."""
    folder = place / "corpus" / "html"
    outcomes = measure_pages(folder)
    return Run(figures=page_figures(outcomes), sha256=digest(folder), errors=worst(outcomes))


#: a gate's name in `floors.toml` -> how it is measured
GATES: dict[str, Callable[[Path], Run]] = {"dev": run_dev, "html": run_html}


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, and raise floors if asked; 1 when a floor would fall unasked."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("gates", nargs="*", default=sorted(GATES), metavar="GATE")
    options.add_argument("-v", "--verbose", action="store_true", help="say what went wrong")
    options.add_argument("--update", action="store_true", help="raise floors to what was reached")
    options.add_argument("--allow-lower", action="append", default=[], metavar="NAME")
    given = options.parse_args(arguments)
    place, status = Path(os.environ["MONITOR_GATE_DIR"]), 0
    for name in given.gates:
        run = GATES[name](place)
        if given.verbose:
            print("\n".join(run.errors))
        for figure, value in run.figures.items():
            print(f"{name:<5} {figure:<24} {value:.3f}")
        print(json.dumps({"gate": name, **{k: round(v, 4) for k, v in run.figures.items()}}))
        if given.update:
            may_fall = frozenset(given.allow_lower)
            try:
                update_floors(name, run.figures, run.sha256, may_fall=may_fall)
            except FloorError as error:
                print(error, file=sys.stderr)
                status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())

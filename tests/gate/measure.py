"""What `make gate` measures, printed; and, when asked, the floors raised to it.

    MONITOR_GATE_DIR=... python -m tests.gate.measure
        [challenge] [signs] [dev] [html] [alarms] [councils] [themes] [--errors] [--update] [--allow-lower NAME]

`dev` is labelled real text (councils, alerts, themes, severity: measured here), `html` real pages
(measured in `extraction.py`). The text belongs to its publishers and stays where it is; nothing of
it is copied here. The cases beside this file need no MONITOR_GATE_DIR.

`councils` is what `challenge` and `dev` say of councils, `themes` what `signs` and `dev` say of
signs, severities and themes: as tables with intervals. With `--update` each raises the floors of
its figures, and writes its tables into its page of the manual.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from monitor.analyse import Reference
from monitor.assess import Json, Rules, assess_line
from tests.gate import alarms, council_table, councils, theme_table, themes
from tests.gate.extraction import measure_pages, page_figures, worst
from tests.gate.floors import FloorError, load_gate, update_floors
from tests.gate.manual import page_of, write_block
from tests.gate.pages import digest
from tests.gate.ways import Way, ways_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One gate measured: its figures, the digest of what was read, and what went wrong."""

    figures: dict[str, float]
    sha256: str
    errors: list[str]
    #: texts whose councils were judged
    cases: tuple[councils.Case, ...] = ()
    #: texts whose signs were judged
    signs: tuple[themes.Case, ...] = ()
    #: judges the same signs another way; None where there are none
    judge: Callable[[Way], Sequence[themes.Case]] | None = None
    #: sets of texts that are no signs
    quiet: Mapping[str, Sequence[alarms.Alarm]] = field(default_factory=dict)


def run_challenge(_: Path | None = None) -> Run:
    """Measure the cases that are written for councils."""
    cases = councils.judge_challenge()
    return Run(
        figures=councils.council_figures(cases), sha256=councils.digest_of(),
        errors=councils.wrong(cases), cases=cases,
    )  # fmt: skip


def run_signs(_: Path | None = None) -> Run:
    """Measure the cases that are written for signs, severities and themes."""
    signs = themes.judge_themes()
    return Run(
        figures=themes.theme_figures(signs), sha256=councils.digest_of(themes.THEMES),
        errors=themes.wrong(signs), signs=signs,
        judge=lambda way: themes.judge_themes(reference=way(themes.DEMO)),
    )  # fmt: skip


def run_dev(place: Path | None) -> Run:
    """Measure the labelled text."""
    file, names = folder_of(place) / "dev" / "dev.jsonl", councils.load_names()
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    cases, signs = [], []
    for row, judged in _judge_rows(rows, Reference()):
        cases.append(councils.real_case(row, judged, names))
        signs.append(themes.real_case(row, judged))
    return Run(
        figures={**councils.council_figures(cases, about="council"), **themes.theme_figures(signs)},
        sha256=councils.digest_of(file),
        errors=[*councils.wrong(cases), *themes.wrong(signs)],
        cases=tuple(cases),
        signs=tuple(signs),
        judge=lambda way: [themes.real_case(*pair) for pair in _judge_rows(rows, way(Reference()))],
    )


def _judge_rows(rows: Sequence[Json], reference: Reference) -> Iterator[tuple[Json, Json]]:
    """Yield each labelled text with what is said of it."""
    for row in rows:
        given = {"id": row["id"], "title": row["title"], "text": row["text"], "url": row["url"],
                 "published_at": row["date"] or None}  # fmt: skip
        yield row, assess_line(1, json.dumps(given), Rules(reference=reference))


def run_html(place: Path | None) -> Run:
    """Measure the real pages."""
    folder = folder_of(place) / "corpus" / "html"
    outcomes = measure_pages(folder)
    return Run(figures=page_figures(outcomes), sha256=digest(folder), errors=worst(outcomes))


def run_alarms(place: Path | None) -> Run:
    """Measure how often texts that are no signs raise an alarm."""
    folder = folder_of(place)
    quiet = {
        "ordinary": alarms.ordinary_alarms(),
        "feeds": alarms.feed_alarms(folder),
        "pages": alarms.page_alarms(folder),
    }
    return Run(
        figures=alarms.alarm_figures(quiet), sha256=councils.digest_of(alarms.ORDINARY),
        errors=[line for some in quiet.values() for line in alarms.false_alerts(some)],
        quiet=quiet,
    )  # fmt: skip


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
    "signs": run_signs,
    "dev": run_dev,
    "alarms": run_alarms,
    "html": run_html,
}


#: gates whose texts are outside the repository
OUTSIDE = ("dev", "html", "alarms")


def theme_tables(gate: str, run: Run) -> list[str]:
    """Return what the manual says of signs: by rules, classifier and both, then of both in full."""
    ways = ways_table(run.judge) if run.judge else []
    return [*ways, "", *theme_table.tables(gate, run.signs)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One thing that is measured on written cases and on real text, with a page of the manual."""

    name: str
    #: gates that measure it; all but "dev" are in the repository
    gates: tuple[str, ...]
    #: gate and run -> the topic's figures among the run's
    figures: Callable[[str, Run], dict[str, float]]
    tables: Callable[[str, Run], list[str]]
    wrong: Callable[[Run], list[str]]
    #: its page of the manual
    page: str


TOPICS = {
    topic.name: topic
    for topic in (
        Topic(
            name="councils",
            gates=("challenge", "dev"),
            figures=lambda gate, run: councils.council_figures(
                run.cases, about="council" if gate == "dev" else "about"
            ),
            tables=lambda gate, run: council_table.tables(gate, run.cases),
            wrong=lambda run: councils.wrong(run.cases),
            page="councils",
        ),
        Topic(
            name="themes",
            gates=("signs", "dev"),
            figures=lambda _, run: themes.theme_figures(run.signs),
            tables=theme_tables,
            wrong=lambda run: themes.wrong(run.signs),
            page="themes",
        ),
        Topic(
            name="alarms",
            gates=("alarms",),
            figures=lambda _, run: run.figures,
            tables=lambda _, run: alarms.tables(run.quiet),
            wrong=lambda run: run.errors,
            page="themes",
        ),
    )
}


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, and raise floors if asked; 1 when a floor would fall unasked."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "gates", nargs="*", default=sorted(GATES), metavar="GATE", choices=[*GATES, *TOPICS]
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
        show = partial(show_topic, TOPICS[name]) if name in TOPICS else partial(show_gate, name)
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


def show_topic(
    topic: Topic, place: Path | None, *, is_verbose: bool, update: frozenset[str] | None
) -> None:
    """Print a topic's tables, raise their floors, and write the tables into the manual.

    Floors of other figures stay as they are. Arguments as of `show_gate`.

    Raises:
        FloorError: a floor would fall unasked.
    """
    for name in topic.gates:
        if name in OUTSIDE and place is None:
            print(f"{name}: not measured, MONITOR_GATE_DIR is not set", file=sys.stderr)
            continue
        run = GATES[name](place)
        if is_verbose:
            print("\n".join(topic.wrong(run)))
        shown = topic.tables(name, run)
        print(f"\n{name}", "", *shown, sep="\n")
        if update is not None:
            kept = load_gate(name).floors | topic.figures(name, run)
            update_floors(name, kept, run.sha256, may_fall=update)
            write_block(topic.name, name, shown, page_of(topic.page))


if __name__ == "__main__":
    sys.exit(main())

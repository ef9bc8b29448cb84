"""``monitor tune``: what other thresholds, or another classifier, would have changed."""

from __future__ import annotations

import json
import re
import shlex
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import Progress
from rich.table import Table

from monitor.cli.common import (
    CONFIG,
    ConfigOption,
    DatabaseOption,
    JsonOption,
    err,
    lessons_of,
    load,
    now,
    opened,
    out,
    parse_day,
    print_json,
)
from monitor.dates import day_bounds, show_day, to_iso
from monitor.text import shorten

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.config import Config
    from monitor.records import CouncilSlug
    from monitor.register import Register
    from monitor.store import Store
    from monitor.tuning import Change, Findings, Rejudged, Trial

SETTINGS: dict[str, object] = {}
#: fewer documents are not worth other processes
FEW = 200
#: changes of one kind that a person is shown
MOST_SHOWN = 40
_SPANS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_SPAN = re.compile(r"([0-9]{1,4})([hdw])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is tried: a number or name for each that was given, and how it is saved."""

    since: datetime
    #: as it was written, to be repeated
    since_text: str
    alert: float
    unsure: float
    #: what is loaded, and what the configuration would say; None = the present one
    model: str
    saved_model: str | None
    #: whether anything differs from the configuration by intent
    is_given: bool

    @property
    def values(self) -> dict[str, float | str]:
        """What `[tagging]` would hold."""
        values: dict[str, float | str] = {
            "alert_threshold": self.alert,
            "unsure_threshold": self.unsure,
        }
        return values if self.saved_model is None else values | {"model": self.saved_model}


def command(
    since: Annotated[str, typer.Option(help="How far back: 90d, 12h, 4w, or a date.")],
    alert: Annotated[float | None, typer.Option(help="Score from which it is an alert.")] = None,
    unsure: Annotated[float | None, typer.Option(help="Score from which it is unsure.")] = None,
    model: Annotated[
        str | None, typer.Option(help='Another classifier: a folder, "none", or a hub model.')
    ] = None,
    save: Annotated[bool, typer.Option("--save", help="Write them to the configuration.")] = False,
    workers: Annotated[int, typer.Option(help="Processes for many documents.")] = 2,
    as_json: JsonOption = False,
    config: ConfigOption = CONFIG,
    database: DatabaseOption = None,
) -> None:
    """Judge what was read once more, and say what would have changed; the database stays as it is."""
    from monitor.config import check_values, write_edit
    from monitor.tuning import sum_up

    settings, at = load(config), now()
    wish = _wish(settings, since, alert, unsure, model, at)
    if save and not wish.is_given:
        msg = "--save: nothing to save; name --alert, --unsure or --model"
        raise typer.BadParameter(msg)
    # a fault in what would be saved is found before the work, not after it
    edit = check_values(config, "tagging", wish.values) if save else None
    trial, version = _trial(settings, wish, config, database)
    with opened(config, database) as store:
        findings = sum_up(_judge(store, trial, wish, workers), since=wish.since, until=at)
    if edit is not None:
        write_edit(edit)
    saved = edit.target if edit is not None else None
    if as_json:
        for row in _rows(findings, settings, wish, version, saved):
            print_json(row)
        return
    _print(findings, settings, wish, version, at)
    _tell(_next_step(wish, config, saved))


def _wish(
    settings: Config,
    since: str,
    alert: float | None,
    unsure: float | None,
    model: str | None,
    at: datetime,
) -> Wish:
    """Return what is wanted.

    Raises:
        BadParameter: a threshold is none, the two cross, or the time is none that has been.
    """
    tagging = settings.tagging
    wished = {"alert": alert, "unsure": unsure}
    for name, value in wished.items():
        if value is not None and not 0 < value < 1:
            msg = f"--{name}: expected a score between 0 and 1, found {value:g}"
            raise typer.BadParameter(msg)
    both = (
        tagging.alert_threshold if alert is None else alert,
        tagging.unsure_threshold if unsure is None else unsure,
    )
    if both[1] > both[0]:
        msg = f"unsure from {both[1]:g} must not be above alert from {both[0]:g}: name both"
        raise typer.BadParameter(msg)
    loaded, saved = (settings.model, None) if model is None else _find_model(settings, model)
    return Wish(
        since=parse_since(since, at),
        since_text=since,
        alert=both[0],
        unsure=both[1],
        model=loaded,
        saved_model=saved,
        is_given=model is not None or any(v is not None for v in wished.values()),
    )


def parse_since(text: str, at: datetime) -> datetime:
    """Return the moment that "90d", "12h", "4w" or a date names; a date is its day's beginning."""
    found = _SPAN.fullmatch(text)
    if found:
        since = at - int(found[1]) * _SPANS[found[2]]
    elif re.match(r"[0-9]{4}-", text):
        since = day_bounds(parse_day(text))[0]
    else:
        msg = f"--since: expected 90d, 12h, 4w or a date such as 2026-11-24, found {text!r}"
        raise typer.BadParameter(msg)
    if since >= at:
        msg = f"--since: {text} leaves no time to look back on"
        raise typer.BadParameter(msg)
    return since


def _find_model(settings: Config, given: str) -> tuple[str, str]:
    """Return what a model is loaded by, and by what the configuration would name it.

    A folder is looked for from where the command runs, then beside the configuration.
    """
    from monitor.tag.models import NONE

    base = settings.path.parent.resolve()
    if given in {"", NONE}:
        return given, given
    for folder in (Path(given), base / given):
        if folder.is_dir():
            full = folder.resolve()
            inside = full.relative_to(base) if full.is_relative_to(base) else full
            return str(full), str(inside)
    return given, given


def _trial(settings: Config, wish: Wish, config: Path, database: Path | None) -> tuple[Trial, str]:
    """Return the rules that are tried, and the version of the classifier among them."""
    from monitor.retrieve import outline_of
    from monitor.score import Thresholds
    from monitor.service import make_reference
    from monitor.tag import load_judging
    from monitor.tuning import Trial

    # a model that cannot be used is told now, not by the first document
    judging = load_judging(wish.model)
    reference = replace(
        make_reference(settings), model=wish.model, lessons=lessons_of(config, database)
    )
    trial = Trial(
        reference=reference,
        thresholds=Thresholds(alert=wish.alert, unsure=wish.unsure),
        register=settings.register,
        regions=frozenset(settings.queued_regions),
        outlines={s.key: outline_of(s) for s in settings.sources},
    )
    return trial, judging.classifier.version if judging else "rules only"


def _judge(store: Store, trial: Trial, wish: Wish, workers: int) -> Iterator[Rejudged]:
    """Yield what was read, judged once more, with a bar on a terminal."""
    from monitor.tuning import judge_past
    from monitor.workers import Workers, run_here

    past = store.reports.past(wish.since)
    with ExitStack() as stack:
        submit = run_here
        if len(past) > FEW and workers > 1:
            limit = timedelta(minutes=5)
            pool = Workers(processes=workers, task_timeout=limit, memory_mib=4096)
            submit = stack.enter_context(pool).submit
        progress = stack.enter_context(
            Progress(console=err, disable=not err.is_terminal, transient=True)
        )
        task = progress.add_task("judging again", total=len(past))
        for rejudged in judge_past(store, past, trial, submit):
            progress.advance(task)
            yield rejudged


def _print(findings: Findings, settings: Config, wish: Wish, version: str, at: datetime) -> None:
    n_all = findings.n_tagged + findings.n_scored
    _tell(f"{n_all} documents read since {show_day(wish.since)}: {findings.n_tagged} tagged again, "
          f"{findings.n_scored} scored again from what was found in them.")  # fmt: skip
    if wish.saved_model is not None and findings.n_scored:
        _tell("What was found in those whose text is no longer kept, another classifier cannot"
              " change.")  # fmt: skip
    if findings.n_failed:
        _tell(f"{findings.n_failed} of them could not be tagged in the time and memory there is.")
    kept = timedelta(days=settings.retention.mention_days)
    if wish.since < at - kept:
        _tell(f"Of documents in no story, what was found is kept for {kept.days} days (mention_days):"
              " older ones are not judged.")  # fmt: skip
    tagging = settings.tagging
    _tell(f"alert from {wish.alert:g} (now {tagging.alert_threshold:g}), unsure from "
          f"{wish.unsure:g} (now {tagging.unsure_threshold:g}), classifier: {version}")  # fmt: skip
    _print_changes("Alerts gained", findings.gained, settings.register)
    _print_changes("Alerts lost", findings.lost, settings.register)
    _tell(f"Unsure: {findings.n_unsure_gained} gained, {findings.n_unsure_lost} lost")
    _print_rates(findings)


def _print_changes(title: str, changes: Sequence[Change], register: Register) -> None:
    _tell(f"\n{title}: {len(changes)}")
    for change in changes[:MOST_SHOWN]:
        shown = change.shown
        _tell(f"  {_name_of(shown.council, register)}: {shorten(shown.title, 100) or shown.url}")
        then = f"{shown.after.value:.2f} ({change.lane_after})" if shown.after else "not filed"
        _tell(f"      {_score_before(change)} -> {then}{_why(change)}")
    if len(changes) > MOST_SHOWN:
        _tell(f"  ... and {len(changes) - MOST_SHOWN} more; --json has all")


def _score_before(change: Change) -> str:
    before = change.shown.before
    return f"{before.score:.2f} ({change.lane_before})" if before else "not filed"


def _why(change: Change) -> str:
    words = " · ".join(f"{p.name} {p.weight:+.1f}" for p in change.parts)
    return f": {words}" if words else ""


def _print_rates(findings: Findings) -> None:
    days = findings.working_days
    if findings.rates:
        table = Table("alerts a working day", "before", "after", box=None, header_style="bold")
        for rate in findings.rates:
            table.add_row(rate.region, f"{rate.n_before / days:.1f}", f"{rate.n_after / days:.1f}")
        n_before, n_after = (sum(r.n_before for r in findings.rates),
                             sum(r.n_after for r in findings.rates))  # fmt: skip
        table.add_row("all", f"{n_before / days:.1f}", f"{n_after / days:.1f}", style="bold")
        out.print()
        out.print(table)
    _tell(f"Over {days:.1f} working days. An upper bound: documents of one story count once, those"
          " in no story once each, though some of them may report the same.")  # fmt: skip


def _next_step(wish: Wish, config: Path, saved: Path | None) -> str:
    """Return what was saved, or how it would be."""
    if saved is not None:
        values = ", ".join(
            f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in wish.values.items()
        )
        return (
            f"Saved in {saved}: {values}. The service reads it when it starts again; what is filed"
            " stays as it is."
        )
    where = f" --config {shlex.quote(str(config))}" if config != CONFIG else ""
    if not wish.is_given:
        return f"Try others: monitor tune --since {wish.since_text} --alert 0.6{where}"
    model = f" --model {shlex.quote(wish.saved_model)}" if wish.saved_model is not None else ""
    options = f"--alert {wish.alert:g} --unsure {wish.unsure:g}{model}"
    return f"Nothing is changed. Save it: monitor tune --since {wish.since_text} {options} --save{where}"


def _rows(
    findings: Findings, settings: Config, wish: Wish, version: str, saved: Path | None
) -> Iterator[dict[str, object]]:
    """Yield a summary, then each change, then each region."""
    days = findings.working_days
    yield {
        "what": "summary",
        "since": to_iso(wish.since),
        "n_documents": findings.n_tagged + findings.n_scored,
        "n_tagged_again": findings.n_tagged,
        "n_scored_again": findings.n_scored,
        "n_failed": findings.n_failed,
        "alert_threshold": wish.alert,
        "unsure_threshold": wish.unsure,
        "alert_threshold_now": settings.tagging.alert_threshold,
        "unsure_threshold_now": settings.tagging.unsure_threshold,
        "model": version,
        "alerts_gained": len(findings.gained),
        "alerts_lost": len(findings.lost),
        "unsure_gained": findings.n_unsure_gained,
        "unsure_lost": findings.n_unsure_lost,
        "working_days": round(days, 2),
        "saved": str(saved) if saved else None,
    }
    for what, changes in (("gained", findings.gained), ("lost", findings.lost)):
        yield from (_row(what, change) for change in changes)
    for rate in findings.rates:
        yield {
            "what": "region",
            "region": rate.region.value,
            "alerts_before": rate.n_before,
            "alerts_after": rate.n_after,
            "a_day_before": round(rate.n_before / days, 2),
            "a_day_after": round(rate.n_after / days, 2),
        }


def _row(what: str, change: Change) -> dict[str, object]:
    shown = change.shown
    return {
        "what": what,
        "document": shown.document,
        "story": shown.story,
        "title": shown.title,
        "url": shown.url,
        "council": shown.council,
        "region": shown.region.value,
        "score_before": shown.before.score if shown.before else None,
        "score_after": shown.after.value if shown.after else None,
        "lane_before": change.lane_before.value,
        "lane_after": change.lane_after.value,
        "parts": [{"part": p.name, "weight": p.weight} for p in change.parts],
    }


def _name_of(council: CouncilSlug | None, register: Register) -> str:
    return register.get(council).name if council else "council not identified"


def _tell(line: str) -> None:
    out.print(line, markup=False, soft_wrap=True)

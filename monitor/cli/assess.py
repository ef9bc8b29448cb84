"""``monitor assess``: documents in, judgements out."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import Progress

from monitor.cli.common import JsonOption, err, lessons_of, out, print_json

if TYPE_CHECKING:
    from collections.abc import Iterable

SETTINGS: dict[str, object] = {}
#: fewer lines are not worth other processes
FEW = 200


def command(
    file: Annotated[str, typer.Argument(help="JSON Lines; - is standard input.")] = "-",
    as_json: JsonOption = False,
    config: Annotated[
        Path | None, typer.Option("--config", help="Takes register and thresholds from it.")
    ] = None,
    database: Annotated[
        Path | None,
        typer.Option("--db", help="Reads with the suggestions that were accepted there."),
    ] = None,
    workers: Annotated[int, typer.Option(help="Processes for many lines.")] = 2,
) -> None:
    """Judge texts; keeps nothing, and needs no database."""
    from monitor.analyse import Reference
    from monitor.assess import Rules, assess_lines
    from monitor.workers import Workers, run_here

    reference = Reference(lessons=lessons_of(Path(), database) if database else ())
    rules = Rules(reference=reference)
    if config is not None:
        from monitor.cli.common import load
        from monitor.service import make_desk, make_reference

        settings = load(config)
        reference = replace(make_reference(settings), lessons=reference.lessons)
        rules = Rules(reference=reference, thresholds=make_desk(settings).thresholds)
    lines = _read(file)
    with ExitStack() as stack:
        submit = run_here
        if len(lines) > FEW and workers > 1:
            limit = timedelta(minutes=5)
            pool = Workers(processes=workers, task_timeout=limit, memory_mib=4096)
            submit = stack.enter_context(pool).submit
        progress = stack.enter_context(
            Progress(console=err, disable=not err.is_terminal or len(lines) < FEW, transient=True)
        )
        task = progress.add_task("assessing", total=len(lines))
        for judged in assess_lines(lines, rules, submit):
            progress.advance(task)
            if as_json:
                print_json(judged)
            else:
                _print(judged)


def _read(file: str) -> list[str]:
    try:
        if file == "-":
            return sys.stdin.buffer.read().decode("utf-8", "replace").splitlines()
        return Path(file).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        msg = f"{file}: cannot be read: {error.strerror}"
        raise typer.BadParameter(msg) from error


def _print(judged: dict[str, object]) -> None:
    name = judged.get("id", judged.get("line"))
    if "error" in judged:
        out.print(f"{name}: error: {judged['error']}", markup=False)
        return
    councils = [c["name"] for c in _rows(judged["councils"]) if c["is_about"]]
    themes = [str(t["theme"]) for t in _rows(judged["themes"])]
    out.print(
        f"{name}: {judged['lane']}, severity {judged['severity']}, score {judged['score']}: "
        f"{', '.join(map(str, councils)) or 'no council'}: {', '.join(themes) or 'no theme'}",
        markup=False,
        soft_wrap=True,
    )


def _rows(value: object) -> Iterable[dict[str, object]]:
    return value if isinstance(value, list) else []

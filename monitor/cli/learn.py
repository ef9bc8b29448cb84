"""``monitor learn``: verdicts as training text for the classifier."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.common import (
    CONFIG,
    ConfigOption,
    DatabaseOption,
    JsonOption,
    load,
    opened,
    out,
    print_json,
)

if TYPE_CHECKING:
    from monitor.teaching import Teaching

SETTINGS: dict[str, object] = {}
#: where the next step puts the new classifier
MODEL = "models/own"


def command(
    export: Annotated[
        Path, typer.Option("--export", help="Where to write it; must not be there yet.")
    ],
    as_json: JsonOption = False,
    config: ConfigOption = CONFIG,
    database: DatabaseOption = None,
) -> None:
    """Write what advisers said of alerts as training text, readable by its owner only."""
    from monitor.teaching import gather, write_units

    text_days = load(config).retention.text_days
    with opened(config, database) as store:
        teaching = gather(store)
    if teaching.units:
        write_units(export, teaching.units)
    if as_json:
        print_json(
            {
                "n_written": len(teaching.units),
                "file": str(export) if teaching.units else None,
                "left_out": dict(teaching.left_out),
            }
        )
        return
    _print(teaching, export, config, text_days)


def _print(teaching: Teaching, export: Path, config: Path, text_days: int) -> None:
    n = len(teaching.units)
    _tell(
        f"{n} verdicts written to {export}" if n else "No verdict to learn from: nothing written."
    )
    for why, n_left in teaching.left_out.items():
        _tell(f"  left out: {n_left}: {_words(why, text_days)}")
    if not n:
        return
    where = f" --config {shlex.quote(str(config))}" if config != CONFIG else ""
    _tell(
        "It holds texts of others: keep it to yourself, and delete it when you have trained.\n"
        "Train, in a copy of the repository with the extra `train`:\n"
        f"  python -m monitor.tag.train --extra {shlex.quote(str(export))} --out {MODEL}\n"
        "See what would change:\n"
        f"  monitor tune --since 90d --model {MODEL}{where}\n"
        f'Only then adopt it, with --save there, or [tagging] model = "{MODEL}".'
    )


def _words(why: str, text_days: int) -> str:
    """Return why a verdict was left out; a label that is no reason stands for itself."""
    from monitor.teaching import LeftOut

    known: dict[str, str] = {
        LeftOut.NO_TEXT: "the text is no longer kept; run this before text_days have passed"
        f" ([retention] text_days = {text_days})",
        LeftOut.OPEN_AGAIN: "open again since: the story has grown, and waits for a verdict",
        LeftOut.LONG_PAPER: "a long paper: which of its pages was meant is not known",
        LeftOut.RESTRICTED: "in one story with what was filed by hand, which never leaves the database",
    }
    return known.get(why, f"{why} says nothing of the text")


def _tell(line: str) -> None:
    out.print(line, markup=False, soft_wrap=True)

"""``monitor run``: the service."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated

import typer

from monitor.cli.common import (
    CONFIG,
    ConfigOption,
    DatabaseOption,
    configure_logs,
    database_path,
    load,
)

SETTINGS: dict[str, object] = {}


def command(
    config: ConfigOption = CONFIG,
    database: DatabaseOption = None,
    once: Annotated[bool, typer.Option(help="Poll what is due, work it, and stop.")] = False,
    seconds: Annotated[float | None, typer.Option("--for", help="Stop after so long.")] = None,
    baseline: Annotated[
        str, typer.Option(help="How far back first polls file: none, all, or a span such as 7d.")
    ] = "",
    verbose: Annotated[bool, typer.Option(help="Log every step.")] = False,
) -> None:
    """Run the service until it is told to stop."""
    if not re.fullmatch(r"(?:none|all|\d+d)?", baseline):
        msg = f"--baseline: expected none, all or a span such as 7d, found {baseline!r}"
        raise typer.BadParameter(msg)
    configure_logs(verbose=verbose)
    settings = load(config)
    from monitor.service import Run, run

    duration = timedelta(seconds=seconds) if seconds is not None else None
    how = Run(once=once, duration=duration, baseline=baseline)
    raise typer.Exit(run(settings, database_path(config, database), how))

"""``monitor demo``: the sample."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.common import out

SETTINGS: dict[str, object] = {}


def command(
    port: Annotated[int, typer.Option(help="Where the sample web listens, on loopback.")] = 8400,
    seconds: Annotated[float | None, typer.Option("--for", help="Stop after so long.")] = None,
    directory: Annotated[
        Path | None, typer.Option("--dir", help="Keeps configuration and database. [default: new]")
    ] = None,
) -> None:
    """Run the real service on a made-up web of made-up councils."""
    from monitor.demo import run_demo

    folder = directory or Path(tempfile.mkdtemp(prefix="monitor-demo-"))
    duration = timedelta(seconds=seconds) if seconds is not None else None
    code = run_demo(directory=folder, port=port, duration=duration, show=_show)
    raise typer.Exit(code)


def _show(line: str) -> None:
    out.print(line, markup=False, soft_wrap=True)

"""``monitor backup``: a consistent copy."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.common import CONFIG, ConfigOption, DatabaseOption, opened, out

SETTINGS: dict[str, object] = {}


def command(
    file: Annotated[Path, typer.Argument(help="Where to write it; must not be there yet.")],
    config: ConfigOption = CONFIG,
    database: DatabaseOption = None,
) -> None:
    """Write a whole and consistent copy of the database, readable by its owner only."""
    with opened(config, database) as store:
        store.reports.backup(file)
    out.print(f"written to {file}, {file.stat().st_size // 1024} KiB", soft_wrap=True)

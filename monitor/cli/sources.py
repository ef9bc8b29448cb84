"""``monitor sources``: what is watched, and how it fares."""

from __future__ import annotations

import sys
from collections import Counter
from typing import Annotated

import typer
from rich.table import Table

from monitor.cli.common import (
    CONFIG,
    ConfigOption,
    DatabaseOption,
    JsonOption,
    opened,
    out,
    print_json,
)
from monitor.dates import show_time
from monitor.records import Health

SETTINGS: dict[str, object] = {}
_WELL = {Health.HEALTHY, Health.UNPROVEN, Health.QUIET}


def command(
    what: Annotated[str, typer.Argument(help="add, import, export: not built yet.")] = "",
    health: Annotated[bool, typer.Option(help="Only those that are not well, with why.")] = False,
    as_json: JsonOption = False,
    config: ConfigOption = CONFIG,
    database: DatabaseOption = None,
) -> None:
    """List sources with their health word, since when, and the next try."""
    if what:
        sys.stderr.write(f"monitor sources {what}: not built yet\n")
        raise typer.Exit(1 if what in {"add", "import", "export"} else 2)
    with opened(config, database) as store:
        if as_json:
            with store.reading() as db:
                for row in db.query("SELECT * FROM source_health"):
                    print_json(row)
            return
        statuses = [s for s in store.sources.states() if s.enabled]
    table = Table("source", "health", "last answer", "next try", "entries", "why", box=None)
    shown = [s for s in statuses if not health or s.state.health not in _WELL]
    for status in shown:
        state = status.state
        table.add_row(
            status.key,
            state.health.value,
            show_time(state.last_ok_at) if state.last_ok_at else "never",
            show_time(state.next_due_at),
            str(status.n_entries),
            state.reason,
        )
    if shown:
        out.print(table)
    counts = Counter(s.state.health.value for s in statuses)
    summary = ", ".join(f"{n} {word}" for word, n in counts.most_common())
    out.print(f"{len(statuses)} sources: {summary}")

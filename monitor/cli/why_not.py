"""``monitor why-not``: what was fetched, filtered, below the threshold, dismissed, failed."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from monitor.cli.common import (
    CONFIG,
    ConfigOption,
    DatabaseOption,
    JsonOption,
    load,
    opened,
    out,
    parse_day,
    print_json,
)
from monitor.dates import day_bounds, show_time, to_iso
from monitor.text import shorten

SETTINGS: dict[str, object] = {}


def command(
    council: Annotated[str, typer.Argument(help="The council's slug; none = all failures.")] = "",
    since: Annotated[str, typer.Option("--from", help="First day.")] = "",
    until: Annotated[str, typer.Option("--to", help="Last day.")] = "",
    as_json: JsonOption = False,
    config: ConfigOption = CONFIG,
    database: DatabaseOption = None,
) -> None:
    """List what was listed or read in these days, and what became of it."""
    if not since or not until:
        msg = "--from and --to are needed, such as --from 2026-11-01 --to 2026-11-24"
        raise typer.BadParameter(msg)
    start, end = day_bounds(parse_day(since))[0], day_bounds(parse_day(until))[1]
    known = load(config).register.get(council) if council else None
    with opened(config, database) as store:
        rows = store.reports.why_not(
            known.slug if known else None, start, end, name=known.short_name if known else ""
        )
    table = Table("when", "source", "title", "stage", "why", "score", "alert", box=None)
    for row in rows:
        if as_json:
            print_json({
                "at": to_iso(row.at), "source": row.source, "title": row.title, "url": row.url,
                "stage": row.stage, "reason": row.reason, "score": row.score, "alert": row.alert,
            })  # fmt: skip
        table.add_row(
            show_time(row.at),
            row.source,
            shorten(row.title, 60),
            row.stage,
            row.reason,
            f"{row.score:.2f}" if row.score is not None else "",
            f"#{row.alert}" if row.alert else "",
        )
    if as_json:
        return
    out.print(table if rows else "Nothing was listed or read in these days.")

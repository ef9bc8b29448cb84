"""``monitor act``: claim, release, snooze, undo."""

from __future__ import annotations

from typing import Annotated

import typer

from monitor.cli.common import (
    CONFIG,
    ByOption,
    ConfigOption,
    DatabaseOption,
    now,
    opened,
    out,
    parse_day,
)
from monitor.records import Act, Action, AlertId

SETTINGS: dict[str, object] = {}


def command(
    alert: Annotated[int, typer.Argument(help="The alert's number.")],
    act: Annotated[Act, typer.Argument(help="What to do.")],
    by: ByOption,
    until: Annotated[str, typer.Option(help="Last day of a snooze.")] = "",
    revision: Annotated[int | None, typer.Option(help="The revision that you saw.")] = None,
    config: ConfigOption = CONFIG,
    database: DatabaseOption = None,
) -> None:
    """Do something to an alert without judging it."""
    from monitor.triage import act as do

    action = Action(
        alert=AlertId(alert),
        revision=revision,
        act=act,
        until=parse_day(until) if until else None,
        by=by,
        at=now(),
    )
    with opened(config, database) as store:
        after = do(store, action)
    held = f", held by {after.assignee}" if after.assignee else ""
    out.print(f"#{after.id} is {after.state}{held}", markup=False)

"""``monitor queue``: what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from monitor.cli.common import (
    CONFIG,
    MARKS,
    ConfigOption,
    DatabaseOption,
    JsonOption,
    age_of,
    load,
    now,
    opened,
    out,
    parse_region,
    print_json,
)
from monitor.deliver.render import STANDING
from monitor.records import Alert, AlertState, Lane
from monitor.text import shorten

if TYPE_CHECKING:
    from monitor.register import Register

SETTINGS: dict[str, object] = {}
OPEN = tuple(s for s in AlertState if s.is_open)


def command(
    region: Annotated[str, typer.Option(help="Only this region.")] = "",
    state: Annotated[str, typer.Option(help="Only this state; all = every one.")] = "",
    lane: Annotated[Lane | None, typer.Option(help="Only this lane.")] = None,
    as_json: JsonOption = False,
    config: ConfigOption = CONFIG,
    database: DatabaseOption = None,
) -> None:
    """List alerts, gravest first, then oldest."""
    with opened(config, database) as store:
        alerts = store.alerts.queue(
            region=parse_region(region) if region else None, states=_states(state), lane=lane
        )
        if as_json:
            for row in store.alerts.queue_rows([a.id for a in alerts if a.id is not None]):
                print_json(row)
            return
        n_pending = store.entries.n_pending()
    if not alerts:
        out.print(f"Nothing waits here. {n_pending} entries are still being read.")
        return
    out.print(_table(alerts, load(config).register))
    out.print(f"{len(alerts)} alerts. {STANDING}", style="dim")


def _states(state: str) -> tuple[AlertState, ...]:
    if not state:
        return OPEN
    if state == "all":
        return ()
    try:
        return (AlertState(state),)
    except ValueError:
        msg = f"no state {state!r}; all, or one of {', '.join(AlertState)}"
        raise typer.BadParameter(msg) from None


def _table(alerts: tuple[Alert, ...], register: Register) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("#", justify="right")
    table.add_column("sign", no_wrap=True)
    table.add_column("council", max_width=24)
    table.add_column("headline, themes", ratio=1)
    table.add_column("age", justify="right", no_wrap=True)
    table.add_column("state", no_wrap=True)
    at = now()
    for alert in alerts:
        mark, word, style = MARKS[alert.score.severity]
        name = register.get(alert.council).name if alert.council else "not identified"
        notes = [", ".join(alert.themes)]
        if not alert.score.is_corroborated:
            notes.append("one source")
        if alert.lane is Lane.UNSURE:
            notes.append("unsure")
        if alert.restricted:
            notes.append("restricted")
        words = Text(shorten(alert.headline, 70))
        words.append("\n" + " · ".join(notes), style="dim")
        table.add_row(
            str(alert.id),
            Text(f"{mark} {word}", style=style),
            name,
            words,
            age_of(alert.created_at, at),
            alert.state.value,
        )
    return table

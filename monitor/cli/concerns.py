"""``monitor concerns``: what became of verified signs."""

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
    print_json,
)
from monitor.dates import show_day, to_iso
from monitor.deliver.render import STANDING

SETTINGS: dict[str, object] = {}


def command(
    council: Annotated[str, typer.Argument(help="Only this council (slug).")] = "",
    as_json: JsonOption = False,
    config: ConfigOption = CONFIG,
    database: DatabaseOption = None,
) -> None:
    """List concerns, the one to be reviewed first on top."""
    register = load(config).register
    slug = register.get(council).slug if council else None
    with opened(config, database) as store:
        concerns = store.concerns.all(council=slug)
    table = Table("#", "council", "stage", "themes", "opened", "review", "alerts", box=None)
    for concern in concerns:
        if as_json:
            print_json({
                "id": concern.id, "council": concern.council, "stage": concern.stage.value,
                "themes": [t.value for t in concern.themes],
                "opened_at": to_iso(concern.opened_at), "review_at": concern.review_at.isoformat(),
                "alerts": list(concern.alerts),
            })  # fmt: skip
        table.add_row(
            str(concern.id),
            register.get(concern.council).name,
            concern.stage.value,
            ", ".join(concern.themes),
            show_day(concern.opened_at),
            f"{concern.review_at:%d %B %Y}".lstrip("0"),
            ", ".join(f"#{a}" for a in concern.alerts),
        )
    if as_json:
        return
    if not concerns:
        out.print("No concern is open. `monitor verdict ALERT verify` opens one.")
        return
    out.print(table)
    out.print(STANDING, style="dim")

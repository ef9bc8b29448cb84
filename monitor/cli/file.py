"""``monitor file``: an adviser's own intelligence."""

from __future__ import annotations

from typing import Annotated

import typer

from monitor.cli.common import (
    CONFIG,
    ByOption,
    ConfigOption,
    DatabaseOption,
    load,
    now,
    opened,
    out,
)
from monitor.records import CouncilSlug

SETTINGS: dict[str, object] = {}


def command(
    council: Annotated[str, typer.Argument(help="The council's slug.")],
    note: Annotated[str, typer.Option(help="What you heard; by role, without names.")],
    by: ByOption,
    config: ConfigOption = CONFIG,
    database: DatabaseOption = None,
) -> None:
    """File a restricted alert: shown in the queue, never mailed or posted."""
    from monitor.analyse import tagger
    from monitor.service import make_desk, make_reference
    from monitor.triage import Item, file_item

    settings = load(config)
    item = Item(council=CouncilSlug(council), note=note, by=by, at=now())
    with opened(config, database) as store:
        tag = tagger(make_reference(settings)).tag
        alert = file_item(store, item, make_desk(settings), tag)
    out.print(f"filed as #{alert.id}, restricted")

"""``monitor verdict``: what an alert is worth."""

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
    parse_day,
)
from monitor.records import AlertId, ConcernId, CouncilSlug, Label, Reason, Verdict

SETTINGS: dict[str, object] = {}


def command(
    alert: Annotated[int, typer.Argument(help="The alert's number.")],
    label: Annotated[Label, typer.Argument(help="The verdict.")],
    by: ByOption,
    reason: Annotated[Reason | None, typer.Option(help="Why it is not relevant.")] = None,
    council: Annotated[str, typer.Option(help="The right council's slug, for wrong_council.")] = "",
    of: Annotated[int | None, typer.Option(help="The other alert, for duplicate.")] = None,
    concern: Annotated[int | None, typer.Option(help="The concern it belongs to.")] = None,
    review: Annotated[str, typer.Option(help="Day of review, for needs_info.")] = "",
    revision: Annotated[int | None, typer.Option(help="The revision that you saw.")] = None,
    note: Annotated[str, typer.Option(help="Kept in the store, never sent.")] = "",
    config: ConfigOption = CONFIG,
    database: DatabaseOption = None,
) -> None:
    """Give a verdict; `monitor act ALERT undo` takes it back."""
    from monitor.service import make_desk
    from monitor.triage import decide

    verdict = Verdict(
        alert=AlertId(alert),
        revision=revision,
        label=label,
        reason=reason,
        council=CouncilSlug(council) if council else None,
        of=AlertId(of) if of is not None else None,
        concern=ConcernId(concern) if concern is not None else None,
        review_at=parse_day(review) if review else None,
        by=by,
        at=now(),
        note=note,
    )
    with opened(config, database) as store:
        after = decide(store, verdict, make_desk(load(config)))
    other = f" (see #{after.of})" if after.of else ""
    out.print(f"#{after.id} is {after.state}{other}. Take it back: monitor act {after.id} undo"
              f" --by {by}", markup=False, soft_wrap=True)  # fmt: skip

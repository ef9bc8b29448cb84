"""``monitor digest``: a region's week."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.common import (
    CONFIG,
    ConfigOption,
    DatabaseOption,
    load,
    now,
    opened,
    out,
    parse_region,
)
from monitor.dates import last_week, week_of
from monitor.records import Channel, Delivery, DeliveryKind
from monitor.text import slugify

SETTINGS: dict[str, object] = {}


def command(
    region: Annotated[str, typer.Argument(help="The region.")],
    week: Annotated[
        str, typer.Option(help="2026-W47, or current. [default: the last complete one]")
    ] = "",
    folder: Annotated[
        Path | None, typer.Option("--out", help="Write .eml and .html into this folder.")
    ] = None,
    send: Annotated[bool, typer.Option(help="Queue it for each adviser of the region.")] = False,
    config: ConfigOption = CONFIG,
    database: DatabaseOption = None,
) -> None:
    """Print a region's digest, write it to a folder, or queue it to be sent."""
    from monitor.deliver import dump_message, make_letter, render_digest, write_files
    from monitor.digest import make_digest, queue_digests

    at = now()
    wanted = parse_region(region)
    if send and week == "current":
        msg = "--send: the current week is not over; only a complete week is sent"
        raise typer.BadParameter(msg)
    name = {"": last_week(at), "current": week_of(at)}.get(week, week)
    settings = load(config)
    with opened(config, database) as store:
        try:
            if send:
                n = queue_digests(store, settings, name, now=at, region=wanted)
                out.print(f"{n} digests of {name} queued; the service sends them")
                return
            digest = make_digest(store, wanted, name, now=at, register=settings.register)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from error
    message = render_digest([digest], show_verdicts=settings.email.show_verdicts)
    if folder is None:
        out.print(message.subject + "\n\n" + message.text, markup=False, soft_wrap=True)
        return
    stem = f"digest-{slugify(wanted)}-{name}"
    delivery = Delivery(
        subject=stem,
        channel=Channel.FILE,
        kind=DeliveryKind.DIGEST,
        target="operator@localhost",
        not_before=at,
        payload=dump_message(message),
    )
    letter = make_letter(delivery, sender=settings.email.sender or "monitor@localhost")
    out.print(str(write_files(folder, f"{stem}.eml", letter, message.html)), soft_wrap=True)

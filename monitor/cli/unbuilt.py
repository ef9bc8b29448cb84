"""Commands of the plan that are not built yet: they say so, and fail."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

SETTINGS: dict[str, object] = {
    "context_settings": {"ignore_unknown_options": True, "allow_extra_args": True}
}


def command(
    ctx: typer.Context,
    arguments: Annotated[list[str] | None, typer.Argument(hidden=True)] = None,
) -> None:
    """Say that a command is not built yet."""
    del arguments
    sys.stderr.write(f"monitor {ctx.obj}: not built yet\n")
    raise typer.Exit(1)

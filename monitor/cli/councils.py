"""``monitor councils``: the register."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.common import CONFIG, ConfigOption, JsonOption, load, now, out, print_json
from monitor.errors import NotFoundError

if TYPE_CHECKING:
    from monitor.register import Register

SETTINGS: dict[str, object] = {}


def command(
    query: Annotated[str, typer.Argument(help="Slug, code, name or a part of one.")],
    as_json: JsonOption = False,
    config: ConfigOption = CONFIG,
) -> None:
    """Show councils: names, kind, region, predecessors and successors, aliases, collisions."""
    register = load(config).register if config.exists() else _shipped()
    found = register.search(query)
    if not found:
        msg = f"no council like {query!r} in the register"
        raise NotFoundError(msg)
    today = now().date()
    for council in found:
        aliases = register.aliases_of(council.slug)
        row = {
            "slug": council.slug,
            "gss": council.gss,
            "name": council.name,
            "short_name": council.short_name,
            "kind": council.kind.value,
            "region": council.region.value,
            "website": council.website,
            "in_force": register.is_in_force(council.slug, today),
            "start_date": council.start_date.isoformat() if council.start_date else None,
            "end_date": council.end_date.isoformat() if council.end_date else None,
            "predecessors": [c.slug for c in register.predecessors(council.slug)],
            "successors": list(council.successors),
            "aliases": [a.alias for a in aliases],
            "ambiguous": [a.alias for a in aliases if a.is_ambiguous],
            "collisions": sorted(
                {f"{b.alias} ({b.slug})" for _, b in register.collisions(council.slug)}
            ),
        }
        if as_json:
            print_json(row)
            continue
        out.print(f"{council.name} ({council.slug})", style="bold", markup=False)
        for key, value in row.items():
            if key not in {"name", "slug"} and value not in (None, [], ""):
                words = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
                out.print(f"  {key}: {words}", markup=False, soft_wrap=True)


def _shipped() -> Register:
    from monitor.register import load_register

    return load_register()

"""``monitor councils``: the register."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from monitor.cli.common import (
    CONFIG,
    ConfigOption,
    DatabaseOption,
    JsonOption,
    database_path,
    lessons_of,
    load,
    now,
    opened,
    out,
    parse_day,
    print_json,
)
from monitor.dates import LONDON
from monitor.errors import NotFoundError
from monitor.records import CouncilKind, Standing
from monitor.register import Clue, load_register
from monitor.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from monitor.records import Council, Source, SourceKey
    from monitor.register import Alias, Collision, Register

SETTINGS: dict[str, object] = {}
#: kind -> in plain words, and its tier
KINDS: Mapping[CouncilKind, tuple[str, str]] = {
    CouncilKind.COUNTY: ("county council", "county"),
    CouncilKind.DISTRICT: ("district council", "district"),
    CouncilKind.UNITARY: ("unitary council", "single tier"),
    CouncilKind.SCILLY: ("council of the Isles of Scilly", "single tier"),
    CouncilKind.METROPOLITAN: ("metropolitan borough council", "single tier"),
    CouncilKind.LONDON_BOROUGH: ("London borough council", "single tier"),
    CouncilKind.CITY_OF_LONDON: ("City of London Corporation", "single tier"),
    CouncilKind.NI_DISTRICT: ("district council in Northern Ireland", "single tier"),
    CouncilKind.COMBINED_AUTHORITY: ("combined authority", "above councils"),
    CouncilKind.COMBINED_COUNTY_AUTHORITY: ("combined county authority", "above councils"),
    CouncilKind.GLA: ("Greater London Authority", "above councils"),
    CouncilKind.FIRE_AND_RESCUE: ("fire and rescue authority", "recognised, never alerted on"),
}
#: names in the order in which they are shown
_ALIAS_KINDS = ("official", "short", "style", "variant", "abbreviation", "colloquial", "welsh",
                "former-name", "former-council", "shared", "mayor", "fire-service", "form",
                "domain", "twitter")  # fmt: skip
#: collisions inside longer names that a card shows
_MOST_COLLISIONS = 8
_Sourced = tuple["Source", str]


def command(
    query: Annotated[str, typer.Argument(help="Slug, code, name or a part of one.")],
    on: Annotated[str, typer.Option("--on", help="As it stands on this day. [today]")] = "",
    as_json: JsonOption = False,
    config: ConfigOption = CONFIG,
    database: DatabaseOption = None,
) -> None:
    """Show a council as a card, several as a list: names, standing, relatives, sources."""
    day = parse_day(on) if on else now().astimezone(LONDON).date()
    register, sources = _read(config, database)
    found = register.find(query)
    if not found:
        raise NotFoundError(_nothing(query, register))
    if as_json:
        for council in found:
            print_json(as_row(council, register, _sources_of(council, sources), day))
        return
    first, others = found[0], found[1:]
    if others and not _is_exact(query, first):
        out.print(_list(found, register, day))
        out.print(f"{len(found)} councils. One by itself: monitor councils SLUG", style="dim")
        return
    out.print(_card(first, register, _sources_of(first, sources), day))
    if others:
        out.print("also: " + ", ".join(c.slug for c in others), style="dim", soft_wrap=True)


def as_row(
    council: Council, register: Register, sources: Sequence[_Sourced], day: date
) -> dict[str, object]:
    """Return all that is known of a council on a day, for JSON."""
    aliases = register.aliases_of(council.slug)
    near = register.relatives(council.slug, day)
    kind, tier = KINDS[council.kind]
    return {
        "slug": council.slug,
        "gss": council.gss,
        "name": council.name,
        "short_name": council.short_name,
        "kind": council.kind.value,
        "kind_words": kind,
        "tier": tier,
        "region": council.region.value,
        "website": council.website,
        "on": day.isoformat(),
        "standing": register.status(council.slug, day).value,
        "in_force": register.is_in_force(council.slug, day),
        "start_date": _iso(council.start_date),
        "end_date": _iso(council.end_date),
        "shadow_from": _iso(council.shadow_from),
        "planned_start": _iso(council.planned_start),
        "planned_end": _iso(council.planned_end),
        "predecessors": [c.slug for c in register.predecessors(council.slug)],
        "successors": list(council.successors),
        "planned_successors": list(council.planned_successors),
        "answers_now": [c.slug for c in register.successors_at(council.slug, day)],
        "county": near.county.slug if near.county else None,
        "districts": [c.slug for c in near.districts],
        "combined_authority": near.combined_authority.slug if near.combined_authority else None,
        "constituents": [c.slug for c in near.constituents],
        "sources": [
            {
                "key": s.key,
                "kind": s.kind.value,
                "is_own": s.council == council.slug,
                "health": health or None,
            }
            for s, health in sources
        ],
        "aliases": [a.alias for a in aliases],
        "aliases_by_kind": {
            kind: [a.alias for a in group] for kind, group in _by_kind(aliases).items()
        },
        "ambiguous": [a.alias for a in aliases if a.is_ambiguous],
        "collisions": [
            {"own": c.own.alias, "other": c.other.alias, "council": c.other.slug,
             "decided_by": c.clue.value}
            for c in register.collisions(council.slug, day)
        ],
    }  # fmt: skip


def _read(config: Path, database: Path | None) -> tuple[Register, tuple[_Sourced, ...]]:
    """Return the register, and the sources with their health word, "" where nothing has run."""
    settings = load(config) if config.exists() else None
    folder = settings.register_folder if settings else None
    register = load_register(folder, lessons_of(config, database))
    health: dict[SourceKey, str] = {}
    if database or database_path(config, None).exists():
        with opened(config, database) as store:
            health = {s.key: s.state.health.value for s in store.sources.states()}
    sources = settings.sources if settings else ()
    return register, tuple((s, health.get(s.key, "")) for s in sources)


def _nothing(query: str, register: Register) -> str:
    near = register.near(query)
    names = ", ".join(f"{c.short_name} ({c.slug})" for c in near)
    hint = f"; did you mean {names}?" if near else ""
    return f"no council like {query!r} in the register{hint}"


def _is_exact(query: str, council: Council) -> bool:
    return fold(query) in {council.slug, fold(council.gss or ""), fold(council.name)}


def _sources_of(council: Council, sources: Iterable[_Sourced]) -> tuple[_Sourced, ...]:
    """Its own sources, then those of outlets that reach it."""
    own = [(s, h) for s, h in sources if s.council == council.slug]
    return (*own, *((s, h) for s, h in sources if council.slug in s.covers))


def _by_kind(aliases: Iterable[Alias]) -> dict[str, list[Alias]]:
    groups: dict[str, list[Alias]] = {kind: [] for kind in _ALIAS_KINDS}
    for alias in aliases:
        groups.setdefault(alias.kind, []).append(alias)
    return {kind: group for kind, group in groups.items() if group}


def _list(found: Sequence[Council], register: Register, day: date) -> Table:
    table = Table(box=None, header_style="bold")
    for name in ("slug", "name", "kind", "region", "standing"):
        table.add_column(name, overflow="fold")
    for c in found:
        standing = _standing(c, register, day)
        table.add_row(c.slug, c.name, KINDS[c.kind][0], c.region.value, standing)
    return table


def _card(council: Council, register: Register, sources: Sequence[_Sourced], day: date) -> Panel:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for key, words in _facts(council, register, day):
        if words:
            table.add_row(key, Text(words))
    for s, health in sources:
        whose = "own" if s.council == council.slug else "reaches it"
        known = f", {health}" if health else ""
        table.add_row("source", Text(f"{s.key} ({s.kind.value}, {whose}{known})"))
    for kind, group in _by_kind(register.aliases_of(council.slug)).items():
        words = ", ".join(a.alias + (" ?" if a.is_ambiguous else "") for a in group)
        table.add_row(kind, Text(words))
    for key, words in _collisions(register.collisions(council.slug, day)):
        table.add_row(key, Text(words))
    title = f"{council.name} ({council.slug})"
    return Panel(table, title=Text(title, style="bold"), title_align="left",
                 subtitle="? = the words alone do not name it", subtitle_align="left")  # fmt: skip


def _facts(council: Council, register: Register, day: date) -> Iterable[tuple[str, str]]:
    near = register.relatives(council.slug, day)
    kind, tier = KINDS[council.kind]
    answers = register.successors_at(council.slug, day)
    yield "kind", f"{kind} ({tier}), {council.region}"
    yield f"on {_day(day)}", _standing(council, register, day)
    if council.planned_end:
        heirs = ", ".join(council.planned_successors)
        follows = f", followed by {heirs}" if heirs else "; by whom it is followed is not known"
        yield "plan", f"to end on {_day(council.planned_end)}{follows}; not law yet"
    yield "code", council.gss or ""
    yield "website", council.website
    yield "county", near.county.name if near.county else ""
    yield "districts", ", ".join(c.short_name for c in near.districts)
    yield "authority", near.combined_authority.name if near.combined_authority else ""
    yield "members", ", ".join(c.short_name for c in near.constituents)
    has_begun = answers or council.end_date
    before = ", ".join(c.name for c in register.predecessors(council.slug))
    yield ("took over from" if has_begun else "to take over from"), before
    yield "followed by", ", ".join(c.name for c in register.heirs(council.slug))
    if council not in answers and set(answers) != set(register.heirs(council.slug)):
        yield "answers now", ", ".join(c.name for c in answers)


def _standing(council: Council, register: Register, day: date) -> str:
    start, end = council.start_date, council.end_date
    until = f", until {_day(end)}" if end else ""
    match register.status(council.slug, day):
        case Standing.FORMER:
            return f"former: ended on {_day(end)}"
        case Standing.IN_FORCE:
            return "in force" + (f" since {_day(start)}" if start else "") + until
        case Standing.SHADOW:
            return f"shadow authority: takes over on {_day(start)}"
        case Standing.PLANNED:
            first = start or council.planned_start
            return (
                "planned"
                + (f": to begin on {_day(first)}" if first else "")
                + ("" if start else "; not law yet, never alerted on")
            )


def _collisions(found: Sequence[Collision]) -> Iterable[tuple[str, str]]:
    """The names that others bear too, with what decides; of longer names only a few."""
    same = [c for c in found if c.clue is not Clue.LONGER]
    inside = [c for c in found if c.clue is Clue.LONGER]
    for c in same:
        yield "shared name", f"{c.own.alias}: {c.other.slug} too; decided by {c.clue.value}"
    if inside:
        names = [f"{c.other.alias} ({c.other.slug})" for c in inside[:_MOST_COLLISIONS]]
        more = len(inside) - len(names)
        rest = f" and {more} more" if more else ""
        yield "stands inside", f"{', '.join(names)}{rest}; {Clue.LONGER.value}"


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else "?"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None

"""The files of a register -> `Register`: councils.csv, aliases.csv and negative_phrases.csv.

All faults are reported at once, each with its file and line. Columns that a file lacks count as
empty, so that a small register needs few.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from datetime import date
from importlib import resources
from typing import TYPE_CHECKING, TypeVar

from monitor.errors import ConfigError
from monitor.records import Council, CouncilKind, CouncilSlug, Region
from monitor.register.book import Alias, Register, make_register
from monitor.register.overlay import lay_over
from monitor.text import sha256_hex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from monitor.records import Lesson

_T = TypeVar("_T")

FILES = ("councils.csv", "aliases.csv", "negative_phrases.csv")
#: state of a council that is not in force yet although no date is set in law
PLANNED = "planned"


def load_register(folder: Path | None = None, lessons: tuple[Lesson, ...] = ()) -> Register:
    """Return the register of a folder; None means the one that is shipped.

    Args:
        folder: where the three files lie.
        lessons: what advisers accepted, to be laid over it.

    Raises:
        ConfigError: with every fault, one line each: file, line, what is expected.
    """
    faults: list[str] = []
    texts = {name: _read(folder, name, faults) for name in FILES}
    if faults:
        raise ConfigError(faults)
    rows = list(_rows(texts["councils.csv"], "councils.csv", faults, _council))
    councils = {c.slug: c for c, _ in rows}
    if len(councils) < len(rows):
        slugs = [c.slug for c, _ in rows]
        twice = sorted({s for s in slugs if slugs.count(s) > 1})
        faults += [f"councils.csv: {s}: stands twice; slugs must differ" for s in twice]
    aliases = tuple(_rows(texts["aliases.csv"], "aliases.csv", faults, _alias))
    phrases = tuple(_rows(texts["negative_phrases.csv"], "negative_phrases.csv", faults, _phrase))
    named = [("aliases.csv", a.slug) for a in aliases]
    named += [("negative_phrases.csv", slug) for slug, _ in phrases]
    named += [("councils.csv", s) for c in councils.values() for s in _pointed_at(c)]
    unknown = dict.fromkeys((file, slug) for file, slug in named if slug not in councils)
    faults += [f"{file}: {slug}: no such slug in councils.csv" for file, slug in unknown]
    if faults:
        raise ConfigError(faults)
    register = make_register(
        councils.values(),
        aliases,
        phrases,
        (c.slug for c, status in rows if status == PLANNED),
        sha256_hex("\0".join(texts.values()))[:12],
    )
    return lay_over(register, lessons)


def _pointed_at(council: Council) -> Iterator[CouncilSlug]:
    yield from council.successors
    yield from council.planned_successors
    yield from filter(None, (council.upper_tier, council.combined_authority))


def _read(folder: Path | None, name: str, faults: list[str]) -> str:
    try:
        if folder is None:
            return (resources.files("monitor.data") / name).read_text(encoding="utf-8")
        return (folder / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        faults.append(f"{folder or 'monitor/data'}/{name}: cannot be read: {error}")
    return ""


def _rows(
    text: str, name: str, faults: list[str], make: Callable[[dict[str, str]], _T]
) -> Iterator[_T]:
    """Yield what each row makes; a faulty row is reported by its line and left out."""
    reader = csv.DictReader(io.StringIO(text, newline=""))
    for row in reader:
        try:
            yield make(defaultdict(str, {k: v or "" for k, v in row.items() if k}))
        except (ValueError, KeyError) as error:
            faults.append(f"{name}: line {reader.line_num}: {error}")


def _council(row: dict[str, str]) -> tuple[Council, str]:
    if not row["slug"] or not row["name"]:
        msg = "slug and name are required"
        raise ValueError(msg)
    council = Council(
        slug=CouncilSlug(row["slug"]),
        gss=row["gss"] or None,
        name=row["name"],
        short_name=row["short_name"] or row["name"],
        kind=_one_of(row, "kind", CouncilKind),
        region=_one_of(row, "region", Region),
        website=row["website"],
        start_date=_day(row, "start_date"),
        end_date=_day(row, "end_date"),
        successors=_slugs(row, "successors"),
        upper_tier=CouncilSlug(row["upper_tier"]) if row["upper_tier"] else None,
        combined_authority=(
            CouncilSlug(row["combined_authority"]) if row["combined_authority"] else None
        ),
        has_mayor=row["mayor"] == "yes",
        shadow_from=_day(row, "shadow_from"),
        planned_start=_day(row, "planned_start"),
        planned_end=_day(row, "planned_end"),
        planned_successors=_slugs(row, "planned_successors"),
    )
    return council, row["status"]


def _alias(row: dict[str, str]) -> Alias:
    if not row["alias"].strip():
        msg = "alias is required"
        raise ValueError(msg)
    return Alias(
        slug=CouncilSlug(row["slug"]),
        alias=row["alias"].strip(),
        kind=row["kind"] or "style",
        is_ambiguous=row["ambiguous"] == "1",
        match_case=row["match_case"] == "1",
    )


def _phrase(row: dict[str, str]) -> tuple[CouncilSlug, str]:
    if not row["phrase"].strip():
        msg = "phrase is required"
        raise ValueError(msg)
    return CouncilSlug(row["slug"]), row["phrase"].strip()


_E = TypeVar("_E", CouncilKind, Region)


def _one_of(row: dict[str, str], key: str, kinds: type[_E]) -> _E:
    try:
        return kinds(row[key])
    except ValueError:
        msg = f"{key}: expected one of {', '.join(kinds)}; found {row[key]!r}"
        raise ValueError(msg) from None


def _slugs(row: dict[str, str], key: str) -> tuple[CouncilSlug, ...]:
    return tuple(CouncilSlug(s) for s in row[key].split(";") if s)


def _day(row: dict[str, str], key: str) -> date | None:
    if not row[key]:
        return None
    try:
        return date.fromisoformat(row[key])
    except ValueError:
        msg = f"{key}: expected a date such as 2026-11-24; found {row[key]!r}"
        raise ValueError(msg) from None

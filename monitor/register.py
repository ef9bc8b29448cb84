"""The register: every council, its names, its predecessors and successors, read from CSV.

What comes in is a folder with councils.csv, aliases.csv and negative_phrases.csv (the one that is
shipped, or another such as the demo's); what goes out is a `Register`, which answers by slug and
by date. It decides nothing about texts: that is the tagger's. Codes and names follow the ONS
register of geographic codes (https://www.ons.gov.uk/methodology/geography) and GOV.UK's slugs.
"""

from __future__ import annotations

import csv
import difflib
import io
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from importlib import resources
from typing import TYPE_CHECKING, TypeVar

from monitor.errors import ConfigError, NotFoundError
from monitor.records import Council, CouncilKind, CouncilSlug, Region
from monitor.text import fold, sha256_hex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_T = TypeVar("_T")

FILES = ("councils.csv", "aliases.csv", "negative_phrases.csv")
#: states of a council that say it is not in force yet although no date is known
PLANNED = "planned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """A name under which a council is written of."""

    slug: CouncilSlug
    alias: str
    #: official, short, style, variant, abbreviation, colloquial, welsh, mayor, domain ...
    kind: str
    #: the words alone do not name the council
    is_ambiguous: bool
    #: capitals must match
    match_case: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The councils and their names; made by `load_register`."""

    councils: tuple[Council, ...]
    aliases: tuple[Alias, ...] = field(repr=False)
    #: phrases that contain a council's bare name and mean something else
    negative_phrases: tuple[tuple[CouncilSlug, str], ...] = field(repr=False)
    #: councils that are planned without a date
    planned: frozenset[CouncilSlug] = field(repr=False)
    #: digest of the three files
    version: str
    _by_slug: dict[CouncilSlug, Council] = field(repr=False)

    def get(self, slug: str) -> Council:
        """Return a council.

        Raises:
            NotFoundError: no council has this slug.
        """
        try:
            return self._by_slug[CouncilSlug(slug)]
        except KeyError:
            near = difflib.get_close_matches(slug, self._by_slug, n=3)
            hint = f"; did you mean {', '.join(near)}?" if near else ""
            msg = f"no council {slug!r} in the register{hint}"
            raise NotFoundError(msg) from None

    def has(self, slug: str) -> bool:
        """Return whether there is such a council."""
        return slug in self._by_slug

    def is_in_force(self, slug: str, day: date) -> bool:
        """Return whether a council existed in law on a day."""
        council = self.get(slug)
        if council.slug in self.planned:
            return False
        begun = council.start_date is None or council.start_date <= day
        return begun and (council.end_date is None or day <= council.end_date)

    def at(self, day: date) -> tuple[Council, ...]:
        """Return the councils in force on a day, by slug."""
        return tuple(c for c in self.councils if self.is_in_force(c.slug, day))

    def predecessors(self, slug: str) -> tuple[Council, ...]:
        """Return the councils that a council takes over from."""
        return tuple(c for c in self.councils if slug in c.successors)

    def aliases_of(self, slug: str) -> tuple[Alias, ...]:
        """Return all names of a council."""
        return tuple(a for a in self.aliases if a.slug == slug)

    def collisions(self, slug: str) -> tuple[tuple[Alias, Alias], ...]:
        """Return (own, other) names that are the same, or of which one contains the other."""
        names = {"official", "short", "style", "colloquial", "shared", "abbreviation"}
        own = [a for a in self.aliases_of(slug) if a.kind in names]
        folded = [(a, f" {fold(a.alias)} ") for a in own]
        found = []
        for other in self.aliases:
            if other.slug == slug or other.kind not in names:
                continue
            words = f" {fold(other.alias)} "
            found += [(a, other) for a, mine in folded if mine in words or words in mine]
        return tuple(found)

    def search(self, query: str) -> tuple[Council, ...]:
        """Return the councils that a person may mean, best first: code, name, part, spelling."""
        wanted = fold(query)
        if not wanted:
            return ()
        exact = [c for c in self.councils if wanted in {c.slug, fold(c.gss or ""), fold(c.name)}]
        exact += [self.get(a.slug) for a in self.aliases if fold(a.alias) == wanted]
        part = [c for c in self.councils if wanted in fold(c.name) or wanted in c.slug]
        found = exact + part
        if not found:
            names = {fold(c.short_name): c for c in self.councils}
            near = difflib.get_close_matches(wanted, names, n=5, cutoff=0.75)
            found = [names[n] for n in near]
        return tuple(dict.fromkeys(found))


def load_register(folder: Path | None = None) -> Register:
    """Return the register of a folder; None means the one that is shipped.

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
    named += [("councils.csv", s) for c in councils.values() for s in c.successors]
    unknown = dict.fromkeys((file, slug) for file, slug in named if slug not in councils)
    faults += [f"{file}: {slug}: no such slug in councils.csv" for file, slug in unknown]
    if faults:
        raise ConfigError(faults)
    return Register(
        councils=tuple(councils[s] for s in sorted(councils)),
        aliases=aliases,
        negative_phrases=phrases,
        planned=frozenset(c.slug for c, status in rows if status == PLANNED),
        version=sha256_hex("\0".join(texts.values()))[:12],
        _by_slug=councils,
    )


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
        successors=tuple(CouncilSlug(s) for s in row["successors"].split(";") if s),
        upper_tier=CouncilSlug(row["upper_tier"]) if row["upper_tier"] else None,
        combined_authority=(
            CouncilSlug(row["combined_authority"]) if row["combined_authority"] else None
        ),
        has_mayor=row["mayor"] == "yes",
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


def _day(row: dict[str, str], key: str) -> date | None:
    if not row[key]:
        return None
    try:
        return date.fromisoformat(row[key])
    except ValueError:
        msg = f"{key}: expected a date such as 2026-11-24; found {row[key]!r}"
        raise ValueError(msg) from None

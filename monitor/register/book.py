"""The register as it is asked: by slug, by name and by date."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from monitor.errors import NotFoundError
from monitor.records import Council, CouncilKind, CouncilSlug, Standing
from monitor.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

#: a new council is elected about this long before its first day, where the day is not known
SHADOW_SPAN = timedelta(days=365)
#: bodies that nobody is elected to before they begin
_NEVER_SHADOW = {
    CouncilKind.COMBINED_AUTHORITY,
    CouncilKind.COMBINED_COUNTY_AUTHORITY,
    CouncilKind.GLA,
    CouncilKind.FIRE_AND_RESCUE,
}
#: kinds of alias by which people name a council in a text
_SPOKEN = {"official", "short", "style", "colloquial", "shared", "abbreviation", "former-name",
           "former-council", "variant", "welsh"}  # fmt: skip
#: what a short name carries to be told from its successor's: "Dorset County", "North East (2014)"
_TOLD_APART = re.compile(r" county$| \([^)]*\)$")


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


class Clue(StrEnum):
    """What decides between two councils whose names collide."""

    LONGER = "the longer name wins"
    DATE = "the day of the text: they are not in force together"
    REGION = "the region that the outlet reports on"
    PATCH = "the outlet's patch, or a full name elsewhere in the text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Collision:
    """A council's name that is another's too, or stands inside it, or the other way round."""

    own: Alias
    other: Alias
    clue: Clue


@dataclass(frozen=True, slots=True, kw_only=True)
class Relatives:
    """The councils round a council on a day: what is named with it, and taken for it."""

    #: of a district: its county council
    county: Council | None = None
    #: of a county council: the districts in it
    districts: tuple[Council, ...] = ()
    #: of a district: the others of its county
    siblings: tuple[Council, ...] = ()
    #: the one it belongs to, itself or through its county
    combined_authority: Council | None = None
    #: of a combined authority: its councils, districts through their counties among them
    constituents: tuple[Council, ...] = ()

    @property
    def all(self) -> tuple[Council, ...]:
        """Everyone, nearest first."""
        ones = [c for c in (self.county, self.combined_authority) if c]
        return (*ones, *self.districts, *self.siblings, *self.constituents)


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The councils and their names; made by `load_register`."""

    #: by slug
    councils: tuple[Council, ...]
    aliases: tuple[Alias, ...] = field(repr=False)
    #: phrases that contain a council's bare name and mean something else
    negative_phrases: tuple[tuple[CouncilSlug, str], ...] = field(repr=False)
    #: councils that are planned: no first day is set in law
    planned: frozenset[CouncilSlug] = field(repr=False)
    #: digest of the three files and of what is laid over them
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

    # -- by date ---------------------------------------------------------------------------

    def status(self, slug: str, day: date) -> Standing:
        """Return what a council is in law on a day.

        A shadow authority is a principal council in waiting: it has members, officers and a budget
        to set, so a text can be about it. A planned one is only spoken of.
        """
        council = self.get(slug)
        if council.end_date is not None and day > council.end_date:
            return Standing.FORMER
        if council.slug in self.planned:
            return Standing.PLANNED
        if council.start_date is None or council.start_date <= day:
            return Standing.IN_FORCE
        if council.kind in _NEVER_SHADOW:
            return Standing.PLANNED
        is_elected = (council.shadow_from or council.start_date - SHADOW_SPAN) <= day
        return Standing.SHADOW if is_elected else Standing.PLANNED

    def is_in_force(self, slug: str, day: date) -> bool:
        """Return whether a council existed in law on a day."""
        return self.status(slug, day) is Standing.IN_FORCE

    def at(self, day: date) -> tuple[Council, ...]:
        """Return the councils in force on a day, by slug."""
        return tuple(c for c in self.councils if self.is_in_force(c.slug, day))

    def heirs(self, slug: str) -> tuple[Council, ...]:
        """Return the councils that take over from a council at once, in law."""
        return tuple(self.get(s) for s in self.get(slug).successors)

    def predecessors(self, slug: str) -> tuple[Council, ...]:
        """Return the councils that a council takes over from at once, in law or by plan."""
        return tuple(
            c for c in self.councils if slug in c.successors or slug in c.planned_successors
        )

    def successors_at(self, slug: str, day: date) -> tuple[Council, ...]:
        """Return who answers for a council's area on a day, however often it was reorganised.

        The council itself while it is in force; () before it has begun.
        """
        standing = self.status(slug, day)
        if standing is Standing.IN_FORCE:
            return (self.get(slug),)
        if standing is not Standing.FORMER:
            return ()
        found = (c for heir in self.heirs(slug) for c in self.successors_at(heir.slug, day))
        return tuple(dict.fromkeys(found))

    def bearer_at(self, slug: str, day: date) -> Council | None:
        """Return whom a council's name meant on a day, as it was handed on from one to the next.

        "Somerset" meant the county council until March 2023 and the unitary one afterwards. The
        one in force is preferred to its shadow; None when nobody bore the name on that day.
        """
        council = self.get(slug)
        line = (council, *self.predecessors(slug), *self.heirs(slug))
        bearers = [c for c in line if _place(c) == _place(council)]
        for standing in (Standing.IN_FORCE, Standing.SHADOW):
            for bearer in bearers:
                if self.status(bearer.slug, day) is standing:
                    return bearer
        return None

    def relatives(self, slug: str, day: date) -> Relatives:
        """Return the councils in force on a day that stand round a council."""
        council = self.get(slug)
        near = [c for c in self.at(day) if c.slug != slug]
        by_slug = {c.slug: c for c in near}
        county = council.upper_tier
        return Relatives(
            county=by_slug.get(county) if county else None,
            districts=tuple(c for c in near if c.upper_tier == slug),
            siblings=tuple(c for c in near if county and c.upper_tier == county),
            combined_authority=(
                by_slug.get(council.combined_authority) if council.combined_authority else None
            ),
            constituents=tuple(c for c in near if c.combined_authority == slug),
        )

    # -- by name ---------------------------------------------------------------------------

    def aliases_of(self, slug: str) -> tuple[Alias, ...]:
        """Return all names of a council."""
        return tuple(a for a in self.aliases if a.slug == slug)

    def named(self, words: str) -> tuple[Alias, ...]:
        """Return the names that read like this, whose ever they are."""
        wanted = fold(words)
        return tuple(a for a in self.aliases if fold(a.alias) == wanted)

    def collisions(self, slug: str, day: date) -> tuple[Collision, ...]:
        """Return for each other council the name that comes nearest to being a council's own.

        The same words come before words inside words; former councils whose name went over to
        this one are no others.
        """
        own = [(a, f" {fold(a.alias)} ") for a in self.aliases_of(slug) if a.kind in _SPOKEN]
        found: dict[CouncilSlug, Collision] = {}
        for other in self.aliases:
            if other.slug == slug or other.kind not in _SPOKEN:
                continue
            words = f" {fold(other.alias)} "
            for alias, mine in own:
                is_same = mine == words
                if is_same or (other.slug not in found and (mine in words or words in mine)):
                    clue = self._clue(slug, other.slug, day) if is_same else Clue.LONGER
                    found[other.slug] = Collision(own=alias, other=other, clue=clue)
                    break
        return tuple(sorted(found.values(), key=lambda c: (c.clue is Clue.LONGER, c.other.slug)))

    def find(self, query: str) -> tuple[Council, ...]:
        """Return the councils with these words as their code, name or a part of it, best first."""
        wanted = fold(query)
        if not wanted:
            return ()
        exact = [c for c in self.councils if wanted in {c.slug, fold(c.gss or ""), fold(c.name)}]
        exact += [self.get(a.slug) for a in self.named(wanted)]
        part = [c for c in self.councils if wanted in fold(c.name) or wanted in c.slug]
        return tuple(dict.fromkeys(exact + part))

    def near(self, query: str, n: int = 5) -> tuple[Council, ...]:
        """Return the councils whose names are spelt most like these words, best first."""
        names: dict[str, Council] = {}
        for council in self.councils:
            for name in (council.short_name, council.name, council.slug):
                names.setdefault(fold(name), council)
        close = difflib.get_close_matches(fold(query), names, n=n, cutoff=0.7)
        return tuple(dict.fromkeys(names[name] for name in close))

    def search(self, query: str) -> tuple[Council, ...]:
        """Return the councils that a person may mean, best first: code, name, part, spelling."""
        return self.find(query) or self.near(query)

    def _clue(self, slug: str, other: str, day: date) -> Clue:
        standings = {self.status(slug, day), self.status(other, day)}
        if len(standings) > 1:
            return Clue.DATE
        is_far = self.get(slug).region is not self.get(other).region
        return Clue.REGION if is_far else Clue.PATCH


def make_register(
    councils: Iterable[Council],
    aliases: Iterable[Alias],
    negative_phrases: Iterable[tuple[CouncilSlug, str]],
    planned: Iterable[CouncilSlug],
    version: str,
) -> Register:
    """Return the register of these councils."""
    by_slug = {c.slug: c for c in councils}
    return Register(
        councils=tuple(by_slug[s] for s in sorted(by_slug)),
        aliases=tuple(aliases),
        negative_phrases=tuple(negative_phrases),
        planned=frozenset(planned),
        version=version,
        _by_slug=by_slug,
    )


def _place(council: Council) -> str:
    """Return the place that a council is called after."""
    return _TOLD_APART.sub("", fold(council.short_name))

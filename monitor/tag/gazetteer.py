"""Names of councils in a text: one pass of an automaton over register, aliases and forms of them.

What comes out are candidates: spans with the councils that their words may mean. Phrases that
contain a council's name and mean something else (a football club, a town council) are looked for
in the same pass, and the longest match wins. Deciding is `monitor.tag.councils`'.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import ahocorasick_rs

from monitor.records import CouncilKind, CouncilSlug, Region
from monitor.tag.naming import PARISH_CITIES
from monitor.tag.phrases import level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.records import Council
    from monitor.register import Alias, Register

#: kinds of alias that are the bare name of a place, or a part of one
BARE = {"short", "variant", "colloquial", "shared", "former-name"}
#: kinds that are addresses: a link to a council's own site, or its account
ADDRESSES = {"domain", "twitter"}
#: kinds that a council bears itself
_BORNE = {"official", "style"}
#: what may stand behind a bare name to make it the council's
_COUNCIL_FORMS = ("{} council", "{} councillors", "{} cabinet", "{} county hall", "{} town hall",
                  "{} city hall", "{} civic centre", "{} local authority", "council in {}",
                  "leader of {}", "council leader in {}", "town hall in {}", "{} authority",
                  "{}'s authority", "{}'s council", "{}'s cabinet", "{}'s councillors",
                  "councillors in {}")  # fmt: skip
_WELSH_FORMS = ("cyngor {}", "gyngor {}", "chyngor {}", "cyngor sir {}", "gyngor sir {}",
                "cyngor bwrdeistref sirol {}", "gyngor bwrdeistref sirol {}",
                "cyngor dinas {}")  # fmt: skip
_WELSH_NAME = re.compile(r"^(?:cyngor|gyngor) (?:bwrdeistref sirol |sir |dinas )?(.+)$")
_STYLES = {
    CouncilKind.COUNTY: ("county council", "cc"),
    CouncilKind.DISTRICT: ("borough council", "district council", "city council"),
    CouncilKind.UNITARY: ("borough council", "city council", "county council", "unitary council",
                          "county borough council"),
    # "homes": what a council's housing company mostly is called
    CouncilKind.METROPOLITAN: ("borough council", "city council", "metropolitan borough council",
                               "mbc", "metropolitan council", "homes"),
    CouncilKind.LONDON_BOROUGH: ("borough council", "london borough council", "borough", "homes"),
    CouncilKind.CITY_OF_LONDON: ("corporation",),
}  # fmt: skip
#: authorities whose bare name is a region and never means them
_NO_PLACE = {CouncilKind.COMBINED_AUTHORITY, CouncilKind.COMBINED_COUNTY_AUTHORITY,
             CouncilKind.GLA, CouncilKind.FIRE_AND_RESCUE}  # fmt: skip
_MAYORAL = {CouncilKind.COMBINED_AUTHORITY, CouncilKind.COMBINED_COUNTY_AUTHORITY}
_FEWEST_LETTERS = 3
#: names alone are a smaller share of a headline
MOSTLY = 0.7
#: bodies that are no principal councils
_OTHERS = ("{} town council", "{} parish council", "{} community council", "{} city football club",
           "{} fc", "{} afc", "{} united", "{} rovers", "{} wanderers", "{} police", "university of {}",
           "{} university", "{} hospital", "{} hospitals", "{} cathedral", "{} college",
           "{} railway station", "{} airport", "{} prison", "bishop of {}", "archbishop of {}",
           "diocese of {}", "duke of {}", "earl of {}", "duchess of {}", "{} road", "{} street",
           "{} avenue", "{} lane", "{} hill", "{} gardens", "{} square", "{} bridge", "{} close",
           "{} drive", "{} crescent", "{} terrace", "{} park", "{} house", "{} castle", "{} valley",
           "{} woods", "{} moor", "{} theatre", "{} museum", "{} festival", "{} marathon",
           "{} carriages", "{}-born", "{} news", "{} guardian", "{} advertiser", "{} chronicle",
           "{} mail", "{} post", "{} echo", "{} telegraph", "{} times", "{} gazette", "{} herald",
           "{} express", "{} observer", "{} mercury", "{} argus", "{} standard", "{} courier",
           "{} journal", "{} sports council", "{} trades council", "{} youth council",
           "{} youth county council", "{} arts council", "{} council of churches",
           "{} council for voluntary service", "{} association of local councils",
           "city of {} parish council", "{} parish", "{} borough fc")  # fmt: skip
_OTHER_COUNCILS = (
    "arts council", "research council", "privy council", "security council", "british council",
    "general medical council", "general dental council", "general optical council",
    "general pharmaceutical council", "general osteopathic council", "general teaching council",
    "nursing and midwifery council", "nursing council", "health and care professions council",
    "education workforce council", "funding council", "consumer council", "science council",
    "countryside council", "law reform council", "financial reporting council",
    "council of europe", "european council", "national council",
    "bar council", "press council", "design council", "sports council", "medical research council",
    "student council", "school council", "works council", "council of ministers", "council of war",
    "health council", "craft council", "trades council", "county councils network", "city council of",
    "council estate", "council tax", "council house", "council houses", "council flat",
    "council flats", "council home", "sutton coldfield", "city of london festival",
)  # fmt: skip
#: aliases that are everybody's words
_TOO_COMMON = {"the city"}
_DIRECTIONS = re.compile(
    r"\b(?:North|South|East|West|Mid|Upper|Lower|Greater|Inner|Outer|Central|New|Old|Great|Little|"
    r"Northern|Southern|Eastern|Western|Port|Fort|Lake|Mount|Lord|Lady|Sir|Mr|Mrs|Ms|Dr|Cllrs?|"
    r"Councillors?)\s$"
)
#: a capitalised word right before a bare name in running text: a person, a street, another place
_NAME_BEFORE = re.compile(
    r"(?<![.!?\n\u201c\u2018\"'] )(?<![\n\u201c\u2018\"'])\b(?!(?:In|The|For|At|But|And|From|Of|To|By|"
    r"Why|How|When|Where|As|With|On|Like|Council|Councils|Labour|Conservative|Tory|Reform|Green|"
    r"Meanwhile|However|While|Across|Around|Near|Both|Leader|Mayor|BBC)\b)[A-Z][a-z]+ $"
)
#: a capitalised word right behind a bare name makes it another's: "Hackney Wick", "Craven Park"
_NAME_BEHIND = re.compile(
    r"^ (?!(?:Councils?|Councillors?|Cllrs?|Borough|City|County|District|Metropolitan|Town|Cabinet|"
    r"Labour|Conservatives?|Tory|Tories|Liberal|Lib|Green|Reform|Local|Authority|Full|Civic|And|In|To|"
    r"For|On|At|Is|Has|Will|Plan|MBC|DC|BC|CC|LBC)\b)[A-Z][a-z]{2,}"
)
_AFTER_PERSON = re.compile(r"^\s(?:City|County|Town|United|Rovers|Albion|Athletic|FC|AFC|RFC)\b")


@dataclass(frozen=True, slots=True)
class Form:
    """What a name may mean."""

    council: CouncilSlug
    kind: str
    is_ambiguous: bool
    match_case: bool

    @property
    def is_strong(self) -> bool:
        """Whether the words name a council, not only a place."""
        return self.kind not in BARE

    @property
    def rank(self) -> int:
        """How much it is the council's own name: borne, made so, or only its place's."""
        return 2 if self.kind in _BORNE else int(self.is_strong)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A stretch of text that may name a council, or one of several."""

    start: int
    end: int
    forms: tuple[Form, ...]

    @property
    def is_strong(self) -> bool:
        """Whether the words name a council, not only a place."""
        return any(f.is_strong for f in self.forms)


class Gazetteer:
    """The automaton over all names."""

    def __init__(self, register: Register) -> None:
        """Build it; takes some tenths of a second."""
        names: dict[str, dict[tuple[CouncilSlug, str], Form]] = defaultdict(dict)
        for name, form in _names(register):
            for spelling in _spellings(name):
                held = names[spelling].get((form.council, ""))
                if held is None or form.rank > held.rank:
                    names[spelling][form.council, ""] = form
        masks = set(_masks(register))
        borne = {n for n, forms in names.items() if any(f.rank > 1 for f in forms.values())}
        masks -= borne
        # "Lichfield City Council" is a parish's, though Lichfield has a district council
        for name in masks & set(names):
            del names[name]
        self._forms = [_own_first(tuple(forms.values())) for forms in names.values()]
        self._forms += [()] * len(masks)
        self._automaton = ahocorasick_rs.AhoCorasick(
            [*names, *sorted(masks)],
            matchkind=ahocorasick_rs.MatchKind.LeftmostLongest,
            store_patterns=False,
        )

    def find(self, text: str, levelled: str, title_end: int = 0) -> tuple[Candidate, ...]:
        """Return the candidates of a text, in order; spans do not overlap.

        Args:
            text: the text as it is.
            levelled: the same, levelled.
            title_end: where the headline ends; capitals mean less in it.
        """
        found = []
        # in a headline with capitals throughout they say nothing
        is_headlined = _has_capitals(text[:title_end])
        for pattern, start, end in self._matches(levelled):
            forms = tuple(f for f in self._forms[pattern] if _is_cased(text, start, end, f))
            is_body = start > title_end
            if (
                forms
                and (is_body or not is_headlined)
                and not forms[0].is_strong
                and (
                    (is_body and _NAME_BEFORE.search(text[max(0, start - 24) : start]))
                    or _NAME_BEHIND.match(text[end : end + 24])
                )
            ):
                continue
            if forms and forms[0].kind in ADDRESSES and text[start - 1 : start] == "-":
                continue
            if forms and not _is_part_of_a_name(text, start, end, forms):
                found.append(Candidate(start=start, end=end, forms=forms))
        return tuple(found)

    def _matches(self, levelled: str) -> Iterator[tuple[int, int, int]]:
        """Yield matches at word boundaries; inside a match that is none, look again behind it."""
        matches = self._automaton.find_matches_as_indexes(levelled)
        for pattern, start, end in matches:
            is_whole = not (start and levelled[start - 1].isalnum()) and not (
                end < len(levelled) and levelled[end].isalnum()
            )
            if is_whole:
                yield pattern, start, end
                continue
            # a longer name that ends inside a word may hide a shorter one that is whole
            inner = self._automaton.find_matches_as_indexes(levelled[start : end - 1])
            for other, a, b in inner:
                first, last = start + a, start + b
                if not (first and levelled[first - 1].isalnum()) and not levelled[last].isalnum():
                    yield other, first, last


def _has_capitals(title: str) -> bool:
    """Return whether a headline writes every word with a capital."""
    words = re.findall(r"[A-Za-z]{4,}", title)
    return bool(words) and sum(w[0].isupper() for w in words) > MOSTLY * len(words)


def _own_first(forms: tuple[Form, ...]) -> tuple[Form, ...]:
    """A name that one council bears is not another's because it could be made so."""
    borne = tuple(f for f in forms if f.kind in _BORNE)
    if len(borne) == 1:
        return (replace(borne[0], is_ambiguous=False),)
    return borne or forms


def _names(register: Register) -> Iterator[tuple[str, Form]]:
    kinds = {c.slug: c.kind for c in register.councils}
    shorts: dict[str, set[CouncilSlug]] = defaultdict(set)
    for alias in register.aliases:
        if alias.kind in BARE:
            shorts[level(alias.alias)].add(alias.slug)
    for alias in register.aliases:
        is_place_only = alias.kind in BARE and kinds[alias.slug] in _NO_PLACE
        is_common = level(alias.alias) in _TOO_COMMON or len(alias.alias) < _FEWEST_LETTERS
        if is_place_only or is_common:
            continue
        yield (
            alias.alias,
            Form(alias.slug, alias.kind, alias.is_ambiguous, alias.match_case),
        )
        if alias.kind in {"short", "variant", "colloquial"} and alias.alias[:1].isupper():
            yield from _made_forms(alias, kinds[alias.slug], len(shorts[level(alias.alias)]) > 1)
        if alias.kind == "welsh" and (found := _WELSH_NAME.match(level(alias.alias))):
            yield from _welsh_forms(found[1], alias.slug)
    for council in register.councils:
        yield from _full_names(council)


def _full_names(council: Council) -> Iterator[tuple[str, Form]]:
    """Yield a council's own name, and the shapes of it that the aliases lack."""
    yield council.name, Form(council.slug, "official", False, False)
    if council.name.lower().startswith("city and county of"):
        whole = f"city and county of {council.short_name}"
        yield whole, Form(council.slug, "official", False, False)
    if council.region is Region.WALES:
        yield from _welsh_forms(council.short_name, council.slug)
    if council.kind in _MAYORAL:
        yield f"mayor of {council.short_name}", Form(council.slug, "mayor", False, False)


def _welsh_forms(name: str, slug: CouncilSlug) -> Iterator[tuple[str, Form]]:
    for shape in _WELSH_FORMS:
        yield shape.format(name), Form(slug, "welsh", False, False)


def _made_forms(
    alias: Alias,
    kind: CouncilKind,
    is_shared: bool,  # of one call
) -> Iterator[tuple[str, Form]]:
    """Yield the council's name in the forms that people write."""
    if kind in _NO_PLACE:
        return
    form = Form(alias.slug, "form", is_shared, False)
    for shape in _COUNCIL_FORMS:
        yield shape.format(alias.alias), form
    for style in _STYLES.get(kind, ()):
        yield f"{alias.alias} {style}", form


def _spellings(name: str) -> Iterator[str]:
    """Yield a name in its spellings: "and" and "&", "St" and "St.", hyphens and spaces."""
    base = level(name)
    found = {base}
    for a, b in ((" and ", " & "), (" & ", " and "), ("st ", "st. "), ("st. ", "st "),
                 ("saint ", "st "), ("st ", "saint "), ("-", " "), (" upon ", "-upon-"),
                 (" on ", "-on-"), (" under ", "-under-")):  # fmt: skip
        found |= {s.replace(a, b) for s in found if a in s}
    yield from found


def _masks(register: Register) -> Iterator[str]:
    for _, phrase in register.negative_phrases:
        yield level(phrase)
    for alias in register.aliases:
        if alias.kind in {"short", "colloquial"}:
            for shape in _OTHERS:
                yield level(shape.format(alias.alias))
    for city in PARISH_CITIES:
        yield f"{city} city council"
    yield from _OTHER_COUNCILS


def _is_cased(text: str, start: int, end: int, form: Form) -> bool:
    """A bare name needs its capitals; abbreviations need all of theirs."""
    words = text[start:end]
    if form.kind in ADDRESSES:
        return True
    if form.match_case and form.kind == "abbreviation":
        return words[:1].isupper() and (len(words) < 2 or words[1:] != words[1:].lower())  # noqa: PLR2004  # a capital after the first
    if form.match_case:
        return words[:1].isupper()
    if form.is_strong and not form.is_ambiguous:
        return True
    return words[:1].isupper() or words[:1].isdigit()


def _is_part_of_a_name(text: str, start: int, end: int, forms: tuple[Form, ...]) -> bool:
    """Return whether capitals round a bare name make it another place, a club or a person."""
    if any(f.is_strong for f in forms):
        return _DIRECTIONS.search(text[max(0, start - 12) : start]) is not None and not any(
            f.kind == "official" for f in forms
        )
    before, after = text[max(0, start - 12) : start], text[end : end + 14]
    if _DIRECTIONS.search(before) or _AFTER_PERSON.match(after):
        return True
    return after[:1] == "-" and after[1:2].isupper()

"""The training text: files of hand-written units come in, checked units and counts go out.

`models/training/*.jsonl` holds one unit a line; `models/training/README.md` says what a unit is.
Places for names (``{council}``, ``{leader}``) are filled here, from invented names or the
register's, by a seed, so that one text trains under many names and no name carries a label.
Nothing here trains, and nothing decides what a text means: people wrote the labels.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from monitor.errors import ConfigError
from monitor.records import Theme
from monitor.text import fold, sha256_hex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

#: a run of so many words may stand in one unit and its twin, and nowhere else
SHINGLE_WORDS = 8
#: units that may share such a run
MAY_SHARE = 2
#: how the ids of units begin that verdicts made (`monitor.teaching`)
FROM_VERDICTS = "ver-a-"
#: the highest severity of a sign
WORST = 3

MANNERS = (
    "local press", "trade press", "press release", "minutes", "auditor", "ombudsman", "inspector",
    "campaign blog", "committee paper", "digest",
)  # fmt: skip
NEGATIVES = (
    "another_councils_fate", "cleared_or_dropped", "consultation", "controversial_local_decision",
    "election_listing", "foreign_council", "historical", "hypothetical", "individual_complaint",
    "individual_councillor", "job_advert", "list_page", "minor_service_disruption",
    "not_a_council", "opinion", "opposition_quote", "ordinary_political_debate",
    "other_council_word", "parish_town_community", "planning", "positive_inspection",
    "positive_news", "roads_transport", "routine_appointment", "routine_budget",
    "routine_procurement", "routine_retirement", "routine_savings", "school_matter",
    "sector_policy", "single_defection", "tribute",
)  # fmt: skip
SLOTS = (
    "amount", "auditor", "cex", "company", "council", "council2", "date", "leader", "outlet",
    "past", "person", "place", "ward", "year",
)  # fmt: skip

_SLOT = re.compile(r"\{([^{}]*)\}")
_WORD = re.compile(r"\{\w+\}|[^\W_]+(?:'[^\W_]+)*")
_MARKED = re.compile(r"\[\[(.+?)\]\]", re.DOTALL)


class UnitKind(StrEnum):
    """How long a unit is: a sentence with its neighbours, or a whole article."""

    SENTENCE = "sentence"
    ARTICLE = "article"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingUnit:
    """One labelled text; the fields stand in the files in this order."""

    id: str
    unit: UnitKind
    manner: str
    #: headline; empty for a sentence
    title: str
    #: a sentence stands in [[ ]] among its neighbours; an article's paragraphs have a blank line
    text: str
    labels: tuple[Theme, ...]
    #: 0 to 3, as an alert's; 0 with a label = context
    severity: int
    #: kind of hard negative, or empty
    negative: str
    #: id of the unit that differs in the one thing that matters, or empty
    pair: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilName:
    """A council's name in full and in short."""

    full: str
    short: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What slots are filled with; the register's councils may stand in place of the invented."""

    #: at least two, for a text may need another council
    councils: tuple[CouncilName, ...]
    #: values by slot, for each slot that is not a council or a year
    others: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many units there are of each sort; what occurs nowhere has no key."""

    units: Mapping[str, int]
    labels: Mapping[str, int]
    severities: Mapping[str, int]
    manners: Mapping[str, int]
    negatives: Mapping[str, int]
    #: units without a label
    unlabelled: int
    #: units that have a twin
    paired: int


#: Keys of a line, in order.
KEYS = tuple(field.name for field in fields(TrainingUnit))

INVENTED = Names(
    councils=tuple(
        CouncilName(full=full, short=short)
        for full, short in (
            ("Sampleford Borough Council", "Sampleford"),
            ("Exampleshire County Council", "Exampleshire"),
            ("Wexcombe City Council", "Wexcombe"),
            ("North Tarnley District Council", "North Tarnley"),
            ("London Borough of Marlhythe", "Marlhythe"),
            ("Oxenmere Metropolitan Borough Council", "Oxenmere"),
            ("Borough of Pellhurst", "Pellhurst"),
            ("Harrowdene Council", "Harrowdene"),
        )
    ),
    others={
        "place": ("Kelham Cross", "Brackwater", "Thornley Vale", "Upper Sedge", "Marl End"),
        "outlet": ("the Tarnley Courier", "Brackwater Live", "the Vale Gazette", "the Sedge Post"),
        "leader": ("Jo Larkfold", "Amrit Venn", "Colin Tasburgh", "Delia Orme"),
        "cex": ("Ruth Amberlow", "Dev Castellan", "Martin Ewecross", "Sheila Ponder"),
        "person": ("Pat Wendlebury", "Sana Hollis-Kerr", "Graham Oakthwaite", "Nell Farrant"),
        "ward": ("Mill Bank", "Abbey North", "Castle Hill", "Fenside"),
        "company": ("Larkmere Homes", "Tollgate Partners", "Brightsedge Energy", "Ashlar Services"),
        "auditor": ("Penhallow Reed", "Stokes Arden", "Quillfeather LLP"),
        "date": ("Tuesday", "4 March", "last Thursday", "21 October"),
        "amount": ("£3.4m", "£780,000", "£26 million", "£112m"),
    },
)


def load_units(folder: Path) -> tuple[TrainingUnit, ...]:
    """Return the units of every ``*.jsonl`` in the folder, in order of file and line.

    Raises:
        ConfigError: every line that is not a unit; `find_faults` looks at what units say.
    """
    faults: list[str] = []
    units: list[TrainingUnit] = []
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            try:
                units.append(parse_unit(line))
            except (ValueError, TypeError) as error:
                faults.append(f"{path.name}:{number}: {error}")
    if faults:
        raise ConfigError(faults)
    return tuple(units)


def parse_unit(line: str) -> TrainingUnit:
    """Return the unit of one line.

    Raises:
        ValueError: not JSON, other keys or another order of keys, an unknown label or kind.
        TypeError: a value of another type.
    """
    row = json.loads(line)
    if not isinstance(row, dict) or tuple(row) != KEYS:
        msg = f"expected an object with the keys {', '.join(KEYS)}, in this order"
        raise ValueError(msg)
    types = {"severity": int, "labels": list}
    for key in KEYS:
        if type(row[key]) is not types.get(key, str):
            msg = f"{key} is of the wrong type"
            raise TypeError(msg)
    labels = tuple(Theme(label) for label in row["labels"])
    return TrainingUnit(**{**row, "unit": UnitKind(row["unit"]), "labels": labels})


def find_faults(
    units: Sequence[TrainingUnit], council_names: Iterable[str] = ()
) -> tuple[str, ...]:
    """Return what is wrong with the units, one line each; none if they may be trained on.

    Copies are not looked for in what verdicts made: its words were others' to choose.

    Args:
        units: of every file together, for ids, twins and copies are looked for over all.
        council_names: full names of real councils, which no text may hold.
    """
    some = "|".join(re.escape(fold(name)) for name in council_names)
    real = re.compile(rf"\b(?:{some})\b") if some else None
    faults = [f"{unit.id}: {fault}" for unit in units for fault in _unit_faults(unit, real)]
    times = Counter(unit.id for unit in units)
    faults += [f"{name}: {n} units have this id" for name, n in times.items() if n > 1]
    by_id = {unit.id: unit for unit in units}
    for unit in (unit for unit in units if unit.pair):
        twin = by_id.get(unit.pair)
        if twin is None:
            faults.append(f"{unit.id}: its twin {unit.pair} does not exist")
        elif twin is unit or twin.pair != unit.id:
            faults.append(f"{unit.id}: {unit.pair} is not its twin")
    return (*faults, *_copies([u for u in units if not u.id.startswith(FROM_VERDICTS)]))


def _unit_faults(unit: TrainingUnit, real: re.Pattern[str] | None) -> Iterator[str]:
    """What can be seen in one unit alone."""
    if unit.manner not in MANNERS:
        yield f"unknown manner {unit.manner!r}"
    if unit.negative and unit.negative not in NEGATIVES:
        yield f"unknown kind of negative {unit.negative!r}"
    signs = [label for label in unit.labels if label.alerts]
    if unit.negative and (signs or unit.severity):
        yield "a negative has no sign and no severity"
    if not 0 <= unit.severity <= WORST or (unit.severity and not signs):
        yield f"severity {unit.severity} is for a sign, from 0 to {WORST}"
    if len(set(unit.labels)) < len(unit.labels):
        yield "a label stands twice"
    yield from _form_faults(unit)
    if real and (name := real.search(fold(f"{unit.title}\n{unit.text}"))):
        yield f"names {name[0]!r}, a real council"


def _form_faults(unit: TrainingUnit) -> Iterator[str]:
    """Marks, headline and slots."""
    article = unit.unit is UnitKind.ARTICLE
    if article is not bool(unit.title):
        yield "an article has a headline, a sentence has none"
    marks = len(_MARKED.findall(unit.text)), unit.text.count("[["), unit.text.count("]]")
    if marks != ((0, 0, 0) if article else (1, 1, 1)):
        yield "a sentence has one [[mark]], an article none"
    whole = f"{unit.title}\n{unit.text}"
    for slot in sorted(set(_SLOT.findall(whole)) - set(SLOTS)):
        yield f"unknown slot {slot!r}"
    if any(mark in _SLOT.sub("", whole) for mark in "{}"):
        yield "a brace without its fellow"


def _copies(units: Sequence[TrainingUnit]) -> Iterator[str]:
    """Runs of words that too many units share; each group of units is said once."""
    bearers: dict[tuple[str, ...], set[str]] = {}
    for unit in units:
        words = _WORD.findall(fold(unit.text))
        for start in range(len(words) - SHINGLE_WORDS + 1):
            bearers.setdefault(tuple(words[start : start + SHINGLE_WORDS]), set()).add(unit.id)
    said: set[frozenset[str]] = set()
    for run, ids in bearers.items():
        if len(ids) > MAY_SHARE and (group := frozenset(ids)) not in said:
            said.add(group)
            yield f"{', '.join(sorted(ids))}: share {' '.join(run)!r}"


def fill_slots(
    unit: TrainingUnit, *, seed: str, year: int, names: Names = INVENTED
) -> TrainingUnit:
    """Return the unit with names in its slots: always the same ones for a seed and an id.

    A slot that stands twice gets the same value, but for a council, which may be called by its
    full name here and its short one there, as in real texts. ``{council2}`` is another council.

    Args:
        unit: with slots or without.
        seed: another seed gives other names.
        year: what ``{year}`` becomes; ``{past}`` lies 8 to 39 years before it.
        names: what to choose from.
    """

    def draw(what: str, n: int) -> int:
        return int(sha256_hex(f"{seed}|{unit.id}|{what}")[:12], 16) % n

    own = draw("council", len(names.councils))
    other = (own + 1 + draw("council2", len(names.councils) - 1)) % len(names.councils)
    councils = {"council": names.councils[own], "council2": names.councils[other]}
    times: Counter[str] = Counter()

    def value(match: re.Match[str]) -> str:
        slot = match[1]
        if slot in councils:
            times[slot] += 1
            by_short = draw(f"{slot} {times[slot]}", 2)
            return councils[slot].short if by_short else councils[slot].full
        if slot == "year":
            return str(year)
        if slot == "past":
            return str(year - 8 - draw(slot, 32))
        return names.others[slot][draw(slot, len(names.others[slot]))]

    return replace(unit, title=_SLOT.sub(value, unit.title), text=_SLOT.sub(value, unit.text))


def count_units(units: Iterable[TrainingUnit]) -> Counts:
    """Return how many units there are of each sort; a unit with two labels counts under both."""
    some = tuple(units)
    return Counts(
        units=Counter(unit.unit.value for unit in some),
        labels=Counter(label.value for unit in some for label in unit.labels),
        severities=Counter(str(unit.severity) for unit in some),
        manners=Counter(unit.manner for unit in some),
        negatives=Counter(unit.negative for unit in some if unit.negative),
        unlabelled=sum(not unit.labels for unit in some),
        paired=sum(bool(unit.pair) for unit in some),
    )


def render_counts(units: Sequence[TrainingUnit]) -> str:
    """Return the counts as a Markdown table: sentences, articles and both, for each sort."""
    parts = [count_units(u for u in units if u.unit is kind) for kind in UnitKind]
    parts.append(count_units(units))
    lines = ["| what | sentences | articles | all |", "|---|---|---|---|"]

    def add_row(what: str, numbers: Iterable[int]) -> None:
        lines.append(f"| {what} | " + " | ".join(map(str, numbers)) + " |")

    add_row("all", (sum(part.units.values()) for part in parts))
    add_row("with a twin", (part.paired for part in parts))
    for theme in Theme:
        add_row(f"label {theme}", (part.labels.get(theme, 0) for part in parts))
    add_row("no label", (part.unlabelled for part in parts))
    for level in map(str, range(WORST + 1)):
        add_row(f"severity {level}", (part.severities.get(level, 0) for part in parts))
    for manner in MANNERS:
        add_row(f"manner {manner}", (part.manners.get(manner, 0) for part in parts))
    for kind in NEGATIVES:
        add_row(f"negative {kind}", (part.negatives.get(kind, 0) for part in parts))
    return "\n".join(lines) + "\n"

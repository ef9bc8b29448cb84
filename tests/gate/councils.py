"""How well a text's councils are told: which it is about, which it names; with intervals.

Two sets of texts are judged through `monitor.assess`: the cases of `challenge.jsonl`, which are
written for this (`challenge.md`), and the labelled real text of MONITOR_GATE_DIR/dev. *About* is
what a text is about; *mentioned* is every council that it names as an institution, about or not.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from monitor.assess import Rules, assess_line
from monitor.register import Register, load_register
from tests.gate import resample
from tests.gate.counts import Counts, sum_counts

CHALLENGE = Path(__file__).parent / "challenge.jsonl"
#: what a case gives to `monitor assess`; the rest of its fields is the truth
GIVEN = (
    "id", "title", "text", "published_at", "source_region", "source_council", "covers", "tier",
)  # fmt: skip
#: the two questions; dev's floors call the first "council", as they did before there was a second
ABOUT, MENTIONED = "about", "mentioned"
RATES = ("precision", "recall", "f1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One text: the councils that it has, and those that were found in it."""

    id: str
    #: what the case is a case of; one name for all of the real text
    phenomenon: str
    #: cases of one group are drawn together: they share an event or a council
    group: str
    about: frozenset[str]
    #: includes those in ``about``
    mentioned: frozenset[str]
    found_about: frozenset[str]
    found: frozenset[str]

    @property
    def is_right(self) -> bool:
        """Whether both answers are right."""
        return (self.about, self.mentioned) == (self.found_about, self.found)

    def pair(self, question: str) -> tuple[frozenset[str], frozenset[str]]:
        """Return what was wanted and what was found for one of the questions."""
        if question == ABOUT:
            return self.about, self.found_about
        return self.mentioned, self.found


def judge_challenge(file: Path = CHALLENGE) -> tuple[Case, ...]:
    """Judge every case of the challenge."""
    cases = []
    for row in map(json.loads, file.read_text(encoding="utf-8").splitlines()):
        found_about, found = find_councils({k: row[k] for k in GIVEN if k in row})
        about = frozenset(row["about"])
        cases.append(
            Case(
                id=row["id"], phenomenon=row["phenomenon"], group=row["id"], about=about,
                mentioned=about | frozenset(row["mentioned"]),
                found_about=found_about, found=found,
            )
        )  # fmt: skip
    return tuple(cases)


def find_councils(given: dict[str, object]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the slugs that a text is found to be about, and all that are found in it."""
    judged = assess_line(1, json.dumps(given), Rules())
    if "error" in judged:
        msg = f"{given['id']}: {judged['error']}"
        raise ValueError(msg)
    return councils_of(judged)


def councils_of(judged: dict[str, object]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the slugs of a judgement: those it is about, and all."""
    rows = judged["councils"]
    assert isinstance(rows, list)
    return frozenset(r["slug"] for r in rows if r["is_about"]), frozenset(r["slug"] for r in rows)


def real_case(row: dict[str, object], judged: dict[str, object], names: dict[str, str]) -> Case:
    """Return a document of dev as a case; a label that is no name of the register stays as it is."""

    def slugs(key: str) -> frozenset[str]:
        labels = row[key]
        assert isinstance(labels, list)
        return frozenset(names.get(str(name).lower(), str(name)) for name in labels)

    found_about, found = councils_of(judged)
    return Case(
        id=str(row["id"]), phenomenon="real text", group=str(row["group"]), about=slugs("councils"),
        mentioned=slugs("councils") | slugs("mentioned_councils"),
        found_about=found_about, found=found,
    )  # fmt: skip


def names_of(register: Register) -> dict[str, str]:
    """Return the slug of each official, customary or former name, in lower case."""
    names: dict[str, str] = {}
    for council in register.councils:
        names.setdefault(council.name.lower(), council.slug)
    for alias in register.aliases:
        if alias.kind in {"official", "style", "former-name"}:
            names.setdefault(alias.alias.lower(), alias.slug)
    return names


def load_names() -> dict[str, str]:
    """Return the names of the packaged register."""
    return names_of(load_register())


def digest_of(file: Path = CHALLENGE) -> str:
    """Return the digest of a file of cases."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def count(cases: Iterable[Case], question: str) -> Counts:
    """Count the answers to one question."""
    counts = Counts()
    for case in cases:
        counts.add(*case.pair(question))
    return counts


def council_figures(cases: Sequence[Case], *, about: str = ABOUT) -> dict[str, float]:
    """Return precision, recall and F1 of both questions, by the names that floors have."""
    rows = {about: count(cases, ABOUT), MENTIONED: count(cases, MENTIONED)}
    return {f"{name}_{rate}": getattr(row, rate) for name, row in rows.items() for rate in RATES}


def intervals(cases: Sequence[Case], question: str) -> dict[str, tuple[float, float]]:
    """Return the interval of each figure; groups are drawn whole."""
    groups: dict[str, Counts] = defaultdict(Counts)
    for case in cases:
        groups[case.group].add(*case.pair(question))
    return resample.intervals(list(groups.values()), _rates)


def _rates(drawn: Iterable[Counts]) -> dict[str, float]:
    whole = sum_counts(drawn)
    return {rate: getattr(whole, rate) for rate in RATES}


def wrong(cases: Iterable[Case]) -> list[str]:
    """Return a line for each case that is not right: what was expected, what was found."""
    lines = []
    for case in cases:
        for question in (ABOUT, MENTIONED):
            wanted, found = case.pair(question)
            if wanted != found:
                lines.append(f"{case.id}: {question} {_list(wanted)}, found {_list(found)}")
    return lines


def _list(slugs: Iterable[str]) -> str:
    return ", ".join(sorted(slugs)) or "none"

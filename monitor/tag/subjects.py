"""Which of the councils that a text names it is about. Pure.

A council is a subject by the place of its name (headline, first sentences), by its part in the
sentence (`focus`), and by how often the text comes back to it. A council's own site is about that
council; a list of many is about none of them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from monitor.records import CouncilKind, CouncilSlug, Span
from monitor.tag import focus, naming
from monitor.tag.gazetteer import ADDRESSES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from monitor.records import Outline
    from monitor.register import Register
    from monitor.tag.gazetteer import Candidate, Form

#: how names were told whose weight is small
BY_THE_REST = "settled by the rest of the text"
LISTED = "one of a round-up of councils"
#: weight from which a council is a subject when no other is named
ONLY_ONE = 0.5
#: the share of the lead's weight that another council needs to be a subject too
SHARE = 0.5
#: one that is named once, apart from the lead
SHARE_ONCE = 0.75
#: a county, district or combined authority beside its own
SHARE_RELATED = 0.9
#: so many councils that are named alike, none in the headline, are a list
SHORTEST_LIST = 3
#: how far ahead of the next the first must be to stand out of a list
AHEAD = 1.6
#: what a council's own site counts for it, and where it tells of another's doings without its name
OWN_SITE, OTHERS_DOINGS = 3.0, 1.0
#: how much a name counts by the sentence it stands in: headline, first, second ...
_BY_PLACE = {0: 3.0, 1: 2.2, 2: 1.5, 3: 1.2}
_LATER = 0.9
#: mentions of one council that count whole
_WHOLE = 4
#: a bare name that only the rest of the text makes the council's: it is mostly the place
_BARE, _BARE_ACTING = 0.25, 0.7
_ONLY_RECOGNISED = {CouncilKind.FIRE_AND_RESCUE}
_JOINT = re.compile(r"(?:,|,? and|,? &)(?: to| of| from| with)?(?: the)? ")
_JOINT_LENGTH = 16
_CREDIT = re.compile(r"\b(?:photo|picture|credit|image|one of them|many places)\b")


@dataclass(frozen=True, slots=True)
class Named:
    """A name that was settled on a council."""

    candidate: Candidate
    form: Form
    method: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text as deciding sees it."""

    levelled: str
    #: without other bodies' councils, at the same offsets
    cleared: str
    #: and without the names of councils
    beside: str
    sentences: Sequence[Span]
    outline: Outline
    day: date | None
    #: councils that it names in full
    settled: frozenset[CouncilSlug]
    #: the one place whose council "the council" must be
    spoken: frozenset[CouncilSlug]
    #: places that a round-up of councils goes through
    listed: frozenset[CouncilSlug]
    #: councils whose own site it links to
    linked: frozenset[CouncilSlug]
    is_abroad: bool

    @property
    def title_end(self) -> int:
        """Where the headline ends."""
        return max(self.levelled.find("\n\n"), 0)

    @property
    def head_end(self) -> int:
        """Where the first sentence ends."""
        return self.sentences[min(1, len(self.sentences) - 1)].end if self.sentences else 0


@dataclass(slots=True)
class _Tally:
    """What was counted of the councils of one text."""

    weights: dict[CouncilSlug, float] = field(default_factory=lambda: defaultdict(float))
    #: the best part that each plays
    parts: dict[CouncilSlug, float] = field(default_factory=lambda: defaultdict(float))
    n_seen: dict[CouncilSlug, int] = field(default_factory=lambda: defaultdict(int))
    #: the first sentence that names each
    first: dict[CouncilSlug, int] = field(default_factory=dict)
    #: pairs that one "and" joins
    joined: set[frozenset[CouncilSlug]] = field(default_factory=set)

    def add(self, slug: CouncilSlug, place: int, part: float, base: float) -> None:
        """Count one mention."""
        self.n_seen[slug] += 1
        self.first.setdefault(slug, place)
        self.parts[slug] = max(self.parts[slug], part)
        weight = base * part * _BY_PLACE.get(place, _LATER)
        self.weights[slug] += weight / (1 if self.n_seen[slug] < _WHOLE else 3)

    def add_own(self, own: CouncilSlug) -> None:
        """Count that the text stands on a council's own site."""
        is_others = own not in self.first and any(
            place <= 1 and self.parts[s] > focus.ASIDE for s, place in self.first.items()
        )
        self.weights[own] += OTHERS_DOINGS if is_others else OWN_SITE
        self.parts[own] = max(self.parts[own], focus.PLAIN)
        self.first.setdefault(own, 0)


def subjects_of(named: Sequence[Named], text: Text, register: Register) -> set[CouncilSlug]:
    """Return the councils that a text is about."""
    tally = _count(named, text)
    own = text.outline.council
    if own is not None:
        tally.add_own(own)
    usable = {s: w for s, w in tally.weights.items() if _is_usable(s, text.day, register)}
    if not usable or (own is None and _is_elsewhere(tally, text)):
        return set()
    if len(usable) == 1:
        return {s for s, w in usable.items() if w >= ONLY_ONE}
    ranked = sorted((s for s in usable if tally.parts[s] > focus.ASIDE), key=lambda s: -usable[s])
    if not ranked:
        return set()
    lead = ranked[0]
    near = [
        s
        for s in ranked
        if s == lead or usable[s] >= _share(lead, s, tally, register) * usable[lead]
    ]
    is_list = len(near) >= SHORTEST_LIST and all(tally.first[s] > 0 for s in near)
    if is_list:
        return {lead} if usable[lead] >= AHEAD * usable[near[1]] else set()
    return set(near)


def _count(named: Sequence[Named], text: Text) -> _Tally:
    tally = _Tally()
    before: Named | None = None
    for one in named:
        slug = one.form.council
        place = _place(one.candidate.start, text.sentences)
        part = _part(one, place, text)
        if before is not None and _is_joined(before, one, text):
            # "from X and Y": what is said of the first is said of the second
            part = min(part, tally.parts[before.form.council])
            tally.joined.add(frozenset({before.form.council, slug}))
        tally.add(slug, place, part, _base(one, part))
        before = one
    return tally


def _share(lead: CouncilSlug, other: CouncilSlug, tally: _Tally, register: Register) -> float:
    """Return the share of the lead's weight from which another council is a subject too."""
    if tally.first[other] == 0 or frozenset({lead, other}) in tally.joined:
        return SHARE
    one, two = register.get(lead), register.get(other)
    above = {one.upper_tier, one.combined_authority}, {two.upper_tier, two.combined_authority}
    if other in above[0] or lead in above[1]:
        # a tier that is named after the one that acts is mostly its neighbour in law
        return SHARE_RELATED
    return SHARE if tally.n_seen[other] > 1 else SHARE_ONCE


def _is_usable(slug: CouncilSlug, day: date | None, register: Register) -> bool:
    """A council that has ended is history in a later text; some are only recognised."""
    council = register.get(slug)
    is_over = council.end_date is not None and day is not None and day > council.end_date
    return council.kind not in _ONLY_RECOGNISED and not is_over


def _is_elsewhere(tally: _Tally, text: Text) -> bool:
    """Whether a text is another body's story, or one on councils at large, that names some."""
    if any(place == 0 for place in tally.first.values()):
        return False
    if naming.names_another_body(text.levelled[: text.title_end]):
        return True
    if any(p == 1 and tally.parts[s] > focus.ASIDE for s, p in tally.first.items()):
        return False
    return focus.is_general(text.levelled[: text.head_end])


def _part(one: Named, place: int, text: Text) -> float:
    """Return how much a mention counts by what its council does in its sentence."""
    start, end = one.candidate.start, one.candidate.end
    is_way = one.method == BY_THE_REST and naming.is_way(text.levelled, start)
    if is_way or one.method == LISTED:
        return focus.FORMER
    if one.form.kind in ADDRESSES and start > text.title_end:
        is_credit = _CREDIT.search(text.levelled[max(0, start - 40) : start]) is not None
        return focus.ASIDE if is_credit else focus.PLAIN
    last = place >= len(text.sentences)
    span = Span(start=0, end=end + 1) if last else text.sentences[place]
    return focus.part_of(text.levelled, (span.start, span.end), start, end)


def _base(one: Named, part: float) -> float:
    """Return how much a way of naming counts."""
    if one.candidate.is_strong or one.method != BY_THE_REST:
        return 1.0
    return _BARE_ACTING if part >= focus.ACTS else _BARE


def _is_joined(before: Named, one: Named, text: Text) -> bool:
    between = text.levelled[before.candidate.end : one.candidate.start]
    return len(between) < _JOINT_LENGTH and _JOINT.fullmatch(between) is not None


def _place(at: int, sentences: Sequence[Span]) -> int:
    """Return the index of the sentence that an offset lies in."""
    for place, sentence in enumerate(sentences):
        if at < sentence.end:
            return place
    return len(sentences)

"""Which councils a text is about, and which it only mentions.

A full name counts by itself. A bare name is a place until something says that the council is
meant: the council named in full elsewhere, words of local government beside it, the outlet's patch.
A text is about the councils that its title and first sentences name, or that it keeps coming back
to; a list of many is about none of them. Every decision carries how it was made.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.records import CouncilKind, CouncilSlug, Mention, Outline, Span, Tier
from monitor.tag.guards import FOREIGN

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from monitor.register import Register
    from monitor.tag.gazetteer import Candidate, Form

#: weight from which a council is what a text is about
ABOUT = 2.0
#: weight from which it is when no other is named
ONLY_ONE = 0.6
#: and the share of the weightiest council's that it needs
ABOUT_SHARE = 0.5
#: more councils than this, none of them far ahead, are a list
LONGEST_LIST = 3
#: how far ahead of the next the first must be to stand out of a list
AHEAD = 1.6
#: a bare name looks for words of local government this far on both sides, in characters
NEAR = 90

_COUNCIL_WORDS = re.compile(
    r"\b(?:council(?:lor|lors|'s|s)?|cllrs?|cabinet|chief executive|town hall|county hall|"
    r"city hall|civic centre|local authorit\w+|borough|section 114|s114|mayor|full council|"
    r"council tax|local plan|children's services|ofsted)\b"
)
_ONLY_RECOGNISED = {CouncilKind.FIRE_AND_RESCUE}
#: an outlet covers councils; a site of these tiers that does is their own
_OWN_SITE = {Tier.PRIMARY, Tier.OFFICIAL}
#: what settled it, and how sure that makes us
_SURE = {
    "official": 0.99, "style": 0.97, "form": 0.95, "welsh": 0.97, "abbreviation": 0.9,
    "mayor": 0.9, "former-council": 0.95, "fire-service": 0.8,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What was decided of a text."""

    mentions: tuple[Mention, ...]
    #: councils that a name may have meant, where none was settled on
    alternatives: tuple[CouncilSlug, ...]


@dataclass(frozen=True, slots=True)
class _Named:
    candidate: Candidate
    form: Form
    method: str
    confidence: float


class Decider:
    """Decides on the candidates of one text after another."""

    def __init__(self, register: Register) -> None:
        """Keep the register."""
        self._register = register

    def decide(
        self,
        candidates: Sequence[Candidate],
        levelled: str,
        sentences: Sequence[Span],
        outline: Outline,
        day: date | None,
    ) -> Decided:
        """Return the mentions of a text, in order.

        Args:
            candidates: from the gazetteer.
            levelled: the text, levelled.
            sentences: title first, then those of the body.
            outline: where the text came from.
            day: when it came out; None means that nothing is known of its time.
        """
        settled = {
            f.council
            for c in candidates
            for f in c.forms
            if c.is_strong and f.is_strong and not f.is_ambiguous
        }
        named, open_forms = [], []
        spoken = _spoken_of(candidates, settled, levelled, sentences)
        for candidate in candidates:
            found = self._settle(candidate, settled | spoken, levelled, outline, day)
            if found is None:
                open_forms += [f.council for f in candidate.forms]
            else:
                named.append(found)
        weights = self._weigh(named, sentences, outline)
        about = self._about(weights, outline, day)
        mentions = tuple(
            Mention(
                council=n.form.council,
                start=n.candidate.start,
                end=n.candidate.end,
                surface="",
                method=n.method,
                is_about=n.form.council in about,
                confidence=n.confidence,
            )
            for n in named
        )
        if not about and outline.tier in _OWN_SITE:
            # a site that several councils share: it is about one of them, or all
            open_forms += outline.covers
        alternatives = dict.fromkeys(c for c in open_forms if c not in about)
        if outline.council in about and not any(m.is_about for m in mentions):
            mentions = (_own(outline.council), *mentions)
        return Decided(mentions=mentions, alternatives=tuple(alternatives)[:5])

    def _settle(
        self,
        candidate: Candidate,
        settled: set[CouncilSlug],
        levelled: str,
        outline: Outline,
        day: date | None,
    ) -> _Named | None:
        """Return which council a candidate names, None when it stays open or is only a place."""
        forms = self._in_time(candidate.forms, day)
        if len(forms) == 1 and forms[0].is_strong and not forms[0].is_ambiguous:
            form = forms[0]
            return _Named(candidate, form, form.kind, _SURE.get(form.kind, 0.85))
        for form in forms:
            if form.council in settled or form.council == outline.council:
                is_own = form.council == outline.council
                why = "its own site" if is_own else "settled by the rest of the text"
                return _Named(candidate, form, f"{form.kind}, {why}", 0.9 if is_own else 0.8)
        is_near = _is_near(candidate, levelled) and not FOREIGN.search(levelled)
        if len(forms) == 1:
            return _settle_one(candidate, forms[0], outline, is_near=is_near)
        reached = [f for f in forms if f.council in outline.covers]
        region = [f for f in forms if self._register.get(f.council).region == outline.region]
        found: _Named | None = None
        if len(reached) == 1 and (reached[0].is_strong or is_near):
            found = _Named(candidate, reached[0], f"{reached[0].kind}, in the outlet's patch", 0.8)
        elif len(region) == 1 and region[0].is_strong:
            found = _Named(candidate, region[0], f"{region[0].kind}, in the region", 0.75)
        return found

    def _in_time(self, forms: Sequence[Form], day: date | None) -> list[Form]:
        """Drop councils that did not exist yet, and former ones that share their name."""
        kept = []
        for form in forms:
            council = self._register.get(form.council)
            if council.slug in self._register.planned:
                continue
            if day and council.start_date and day < council.start_date and len(forms) > 1:
                continue
            if day and council.end_date and day > council.end_date and len(forms) > 1:
                continue
            kept.append(form)
        return kept

    def _weigh(
        self, named: Sequence[_Named], sentences: Sequence[Span], outline: Outline
    ) -> dict[CouncilSlug, float]:
        """Return how much of the text hangs on each council."""
        weights: dict[CouncilSlug, float] = defaultdict(float)
        n_seen: dict[CouncilSlug, int] = defaultdict(int)
        places = [_place(n.candidate.start, sentences) for n in named]
        for one, place in zip(named, places, strict=True):
            slug = one.form.council
            base = 1.0 if one.candidate.is_strong else 0.6
            by_place = {0: 3.0, 1: 2.2, 2: 1.4, 3: 1.2}.get(place, 0.6)
            n_seen[slug] += 1
            weights[slug] += base * by_place / (1 if n_seen[slug] < 4 else 3)  # noqa: PLR2004  # later ones add little
        if outline.council is not None:
            weights[outline.council] += 2.5
        return weights

    def _about(
        self, weights: dict[CouncilSlug, float], outline: Outline, day: date | None
    ) -> set[CouncilSlug]:
        usable = {
            slug: weight
            for slug, weight in weights.items()
            if self._register.get(slug).kind not in _ONLY_RECOGNISED and self._is_current(slug, day)
        }
        if not usable:
            return set()
        ranked = sorted(usable.items(), key=lambda pair: -pair[1])
        top = ranked[0][1]
        # the only council of a text needs less than one among several
        if len(usable) == 1 and top >= ONLY_ONE:
            return {ranked[0][0]}
        near = [slug for slug, weight in ranked if weight >= max(ABOUT, ABOUT_SHARE * top)]
        if len(near) > LONGEST_LIST:
            second = ranked[1][1]
            near = [ranked[0][0]] if top >= AHEAD * second else []
        if outline.council in usable and not near:
            near = [outline.council] if outline.council else []
        return set(near)

    def _is_current(self, slug: CouncilSlug, day: date | None) -> bool:
        """A council that has ended is history in a later text."""
        end = self._register.get(slug).end_date
        return end is None or day is None or day <= end


def _own(council: CouncilSlug) -> Mention:
    """Return what stands for the name that a council's own site has no need to say."""
    return Mention(
        council=council,
        start=0,
        end=0,
        surface="",
        method="its own site",
        is_about=True,
        confidence=0.9,
    )


def _spoken_of(
    candidates: Sequence[Candidate],
    settled: set[CouncilSlug],
    levelled: str,
    sentences: Sequence[Span],
) -> set[CouncilSlug]:
    """Return the one place whose council "the council" must be.

    A text that names no council in full, but one place alone or one place in its headline, and
    speaks of a council, speaks of that place's.
    """
    if settled or not _COUNCIL_WORDS.search(levelled) or FOREIGN.search(levelled):
        return set()
    single = [c for c in candidates if len(c.forms) == 1]
    places = {c.forms[0].council for c in single}
    head = {c.forms[0].council for c in single if sentences and c.start < sentences[0].end}
    for found in (places, head):
        if len(found) == 1:
            return found
    return set()


def _settle_one(
    candidate: Candidate, form: Form, outline: Outline, *, is_near: bool
) -> _Named | None:
    """Return whether a name that can mean one council only does mean it, not a place."""
    if form.is_strong:
        return _Named(candidate, form, form.kind, 0.7)
    if not form.is_ambiguous:
        return _Named(candidate, form, form.kind, 0.75 if is_near else 0.55)
    if is_near:
        is_reached = form.council in outline.covers
        where = "in the outlet's patch" if is_reached else "words of a council near"
        return _Named(candidate, form, f"{form.kind}, {where}", 0.8 if is_reached else 0.6)
    return None


def _is_near(candidate: Candidate, levelled: str) -> bool:
    start, end = candidate.start, candidate.end
    before = levelled[max(0, start - NEAR) : start]
    return _COUNCIL_WORDS.search(f"{before} \0 {levelled[end : end + NEAR]}") is not None


def _place(at: int, sentences: Sequence[Span]) -> int:
    """Return the index of the sentence that an offset lies in."""
    for place, sentence in enumerate(sentences):
        if at < sentence.end:
            return place
    return len(sentences)

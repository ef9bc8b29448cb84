"""Which councils a text names, and which it is about.

A full name counts by itself. A bare name is a place until the words beside it make it the council
(`naming`), or the text speaks of "the council" and of no other place. Of namesakes the one counts for
which more speaks: the outlet's patch, the county, the words of its full name. What a text is about
is `subjects`'s. Every decision carries how it was made.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.records import CouncilSlug, Mention, Outline, Span, Standing, Tier
from monitor.tag import naming
from monitor.tag.subjects import (
    BY_THE_REST,
    LISTED,
    SHORTEST_LIST,
    Named,
    Text,
    subjects_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from monitor.register import Register
    from monitor.tag.gazetteer import Candidate, Form

#: alternatives that an unidentified council may be
MAX_ALTERNATIVES = 5
#: an outlet covers councils; a site of these tiers that does is their own
_OWN_SITE = {Tier.PRIMARY, Tier.OFFICIAL}
#: what settled it, and how sure that makes us
_SURE = {
    "official": 0.99, "style": 0.97, "form": 0.95, "welsh": 0.97, "abbreviation": 0.9,
    "mayor": 0.9, "former-council": 0.95, "fire-service": 0.8, "domain": 0.9, "twitter": 0.85,
}  # fmt: skip
#: words of a full name that tell nobody apart
_COMMON = {
    "council", "borough", "city", "county", "district", "metropolitan", "of", "the", "and", "upon",
    "on", "in", "under", "royal", "london", "unitary", "authority", "combined",
}  # fmt: skip
_STYLES = ("city council", "borough council", "county council", "district council")
_FEWEST_LETTERS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What was decided of a text."""

    mentions: tuple[Mention, ...]
    #: councils that a name may have meant, where none was settled on
    alternatives: tuple[CouncilSlug, ...]


class Decider:
    """Decides on the candidates of one text after another."""

    def __init__(self, register: Register) -> None:
        """Keep the register, and what tells namesakes apart."""
        self._register = register
        self._hints = {c.slug: self._hints_of(c.slug) for c in register.councils}
        self._sites = {
            a.alias.lower(): a.slug
            for a in register.aliases
            if a.kind == "domain" and not a.is_ambiguous
        }

    def decide(
        self,
        candidates: Sequence[Candidate],
        levelled: str,
        sentences: Sequence[Span],
        outline: Outline,
        day: date | None,
        links: Sequence[str] = (),
    ) -> Decided:
        """Return the mentions of a text, in order.

        Args:
            candidates: from the gazetteer.
            levelled: the text, levelled.
            sentences: title first, then those of the body.
            outline: where the text came from.
            day: when it came out; None means that nothing is known of its time.
            links: hosts that its words link to.
        """
        linked = frozenset(slug for host in links if (slug := self._site_of(host)) is not None)
        text = _look_at(candidates, levelled, sentences, outline, day, linked)
        spans = [(c.start, c.end) for c in candidates]
        plural = {place for run in naming.lists_of(levelled, spans) for place in run}
        named: list[Named] = []
        open_forms: list[CouncilSlug] = []
        for place, candidate in enumerate(candidates):
            found = self._settle(candidate, text, is_plural=place in plural)
            named += found
            if not found:
                open_forms += [f.council for f in candidate.forms]
        about = subjects_of(named, text, self._register)
        mentions = tuple(
            Mention(
                council=n.form.council,
                start=n.candidate.start,
                end=n.candidate.end,
                surface="",
                method=n.method if n.method == n.form.kind else f"{n.form.kind}, {n.method}",
                is_about=n.form.council in about,
                confidence=n.confidence,
            )
            for n in named
        )
        if not about and outline.tier in _OWN_SITE:
            # a site that several councils share: it is about one of them, or all
            open_forms += outline.covers
        alternatives = dict.fromkeys(c for c in open_forms if c not in about)
        if outline.council in about and all(m.council != outline.council for m in mentions):
            mentions = (_own(outline.council), *mentions)
        return Decided(mentions=mentions, alternatives=tuple(alternatives)[:MAX_ALTERNATIVES])

    def _settle(self, candidate: Candidate, text: Text, *, is_plural: bool) -> list[Named]:
        """Return which councils a candidate names; none when it stays open or is only a place."""
        forms = self._in_time(candidate.forms, text.day)
        if not forms or naming.is_abroad(text.levelled, candidate.end):
            return []
        form = forms[0]
        if len(forms) == 1 and form.is_strong and not form.is_ambiguous:
            is_far = text.is_abroad and not self._is_ours(form.council, text)
            return [] if is_far else [Named(candidate, form, form.kind, _SURE.get(form.kind, 0.85))]
        is_council = is_plural or naming.acts(text.beside, candidate.start, candidate.end)
        if is_council and any(f.kind == "shared" for f in forms):
            return [Named(candidate, f, "of both that share it", 0.85) for f in forms]
        for one in forms:
            if one.council == text.outline.council:
                return [Named(candidate, one, "its own site", 0.9)]
        return [] if text.is_abroad else self._by_words(candidate, forms, text, is_council)

    def _by_words(
        self, candidate: Candidate, forms: Sequence[Form], text: Text, is_council: bool
    ) -> list[Named]:
        """Return the council that a bare or shared name means by the words of its text."""
        for one in forms:
            if one.council in text.settled:
                return [Named(candidate, one, BY_THE_REST, 0.8)]
            if one.council in text.linked:
                return [Named(candidate, one, "with a link to its own site", 0.85)]
        form = forms[0]
        if len(forms) == 1 and form.council in text.listed and not is_council:
            return [Named(candidate, form, LISTED, 0.6)]
        is_shared = len(forms) > 1 and candidate.is_strong
        is_spoken = any(f.council in text.spoken for f in forms)
        if not (is_shared or is_spoken or is_council):
            return []
        if len(forms) == 1:
            why = "words of a council beside it" if is_council else "the only place"
            sure = 0.8 if form.council in text.outline.covers else 0.75
            return [Named(candidate, form, why, sure)]
        return self._tell_apart(candidate, forms, text)

    def _site_of(self, host: str) -> CouncilSlug | None:
        """Return the council whose own site a host belongs to."""
        parts = host.split(".")
        found = (self._sites.get(".".join(parts[n:])) for n in range(len(parts) - 1))
        return next((slug for slug in found if slug is not None), None)

    def _tell_apart(self, candidate: Candidate, forms: Sequence[Form], text: Text) -> list[Named]:
        """Return which of several namesakes is meant; none when nothing says so."""
        found = [(*self._evidence(f.council, text), f) for f in forms]
        found.sort(key=lambda row: -row[0])
        (best, why, form), (second, _, _) = found[:2]
        return [Named(candidate, form, why, 0.75)] if best > max(second, 0) else []

    def _evidence(self, slug: CouncilSlug, text: Text) -> tuple[float, str]:
        """Return how much speaks for one of several namesakes, and the first of it."""
        words, styles = self._hints[slug]
        found = [(2.0, "in the outlet's patch")] if slug in text.outline.covers else []
        if self._register.get(slug).region == text.outline.region:
            found.append((1.0, "in the region"))
        said = [w for w in words if re.search(rf"\b{re.escape(w)}\b", text.levelled)]
        found += [(1.0, f"with {w!r}") for w in said]
        if any(s in text.cleared for s in styles):
            found.append((0.5, "by its style"))
        return sum(points for points, _ in found), found[0][1] if found else ""

    def _hints_of(self, slug: CouncilSlug) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the words that speak for a council beside its bare name, and its style."""
        council = self._register.get(slug)
        kinds = {"official", "style", "variant"}
        names = [a.alias for a in self._register.aliases_of(slug) if a.kind in kinds]
        sets = [set(re.findall(r"\w+", n.lower())) for n in (council.name, *names)]
        words = set.union(*sets) | set(re.findall(r"\w+", council.short_name.lower()))
        # what every way of writing it shares tells nothing apart
        found = sorted(words - _COMMON - set.intersection(*sets))
        if council.upper_tier is not None:
            found.append(self._register.get(council.upper_tier).short_name.lower())
        styles = tuple(s for s in _STYLES if s in council.name.lower())
        return tuple(w for w in found if len(w) >= _FEWEST_LETTERS), styles

    def _is_ours(self, slug: CouncilSlug, text: Text) -> bool:
        """Whether a council of ours may be meant in a text that is set abroad."""
        if self._register.get(slug).short_name.lower() not in naming.KNOWN_ABROAD:
            return True
        if slug in {text.outline.council, *text.outline.covers} or len(text.settled) > 1:
            return True
        words, _ = self._hints[slug]
        return any(re.search(rf"\b{re.escape(w)}\b", text.levelled) for w in words)

    def _in_time(self, forms: Sequence[Form], day: date | None) -> list[Form]:
        """Drop plans, and of councils that share a name those that are not in force."""
        kept = []
        for form in forms:
            council = self._register.get(form.council)
            is_plan = day is not None and (
                self._register.status(council.slug, day) is Standing.PLANNED
            )
            if is_plan or council.slug in self._register.planned:
                continue
            is_early = day and council.start_date and day < council.start_date
            is_late = day and council.end_date and day > council.end_date
            if len(forms) == 1 or not (is_early or is_late):
                kept.append(form)
        return kept


def _look_at(
    candidates: Sequence[Candidate],
    levelled: str,
    sentences: Sequence[Span],
    outline: Outline,
    day: date | None,
    linked: frozenset[CouncilSlug],
) -> Text:
    settled = frozenset(
        f.council
        for c in candidates
        for f in c.forms
        if len(c.forms) == 1 and f.is_strong and not f.is_ambiguous
    )
    cleared = beside = naming.without_others(levelled) if candidates else levelled
    for candidate in candidates:
        if candidate.is_strong:
            # what is a name already makes no other one a council: "Sampleford Council in Exampleshire"
            blank = " " * (candidate.end - candidate.start)
            beside = f"{beside[: candidate.start]}{blank}{beside[candidate.end :]}"
    is_abroad = naming.speaks_of_abroad(levelled)
    is_open = not settled and not is_abroad and naming.refers(cleared)
    is_open = is_open and not naming.names_another_body(levelled)
    return Text(
        levelled=levelled,
        cleared=cleared,
        beside=beside,
        sentences=sentences,
        outline=outline,
        day=day,
        settled=settled,
        spoken=_spoken_of(candidates, levelled, sentences) if is_open else frozenset(),
        listed=_listed(candidates, levelled),
        linked=linked,
        is_abroad=is_abroad,
    )


def _listed(candidates: Sequence[Candidate], levelled: str) -> frozenset[CouncilSlug]:
    """Return the places that a round-up of councils names without more."""
    bare = {c.forms[0].council for c in candidates if len(c.forms) == 1 and not c.is_strong}
    is_list = len(bare) >= SHORTEST_LIST and naming.is_round_up(levelled)
    return frozenset(bare) - naming.NEVER_SPOKEN if is_list else frozenset()


def _spoken_of(
    candidates: Sequence[Candidate], levelled: str, sentences: Sequence[Span]
) -> frozenset[CouncilSlug]:
    """Return the one place whose council "the council" must be.

    A text that names no council in full, but one place alone or one place in its headline, and
    speaks of a council, speaks of that place's.
    """
    starts = {s.start for s in sentences}
    end = sentences[0].end if sentences else 0
    places: set[tuple[CouncilSlug, ...]] = set()
    head: set[tuple[CouncilSlug, ...]] = set()
    for candidate in candidates:
        slugs = tuple(f.council for f in candidate.forms)
        # the capital of a word that begins a sentence says nothing
        is_word = candidate.start in starts and any(f.match_case for f in candidate.forms)
        is_way = naming.is_way(levelled, candidate.start)
        if is_word or is_way or naming.NEVER_SPOKEN & set(slugs):
            continue
        places.add(slugs)
        if candidate.start < end:
            head.add(slugs)
    for found in (head, places):
        if len(found) == 1:
            return frozenset(next(iter(found)))
    return frozenset()


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

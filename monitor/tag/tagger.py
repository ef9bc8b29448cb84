"""Document -> TaggedDocument: councils, roles, themes, formal events, each with its span.

A cascade, cheap to dear: names and literals in one pass each; sentences only where a text speaks
of a council and holds a literal of the lexicon; the classifier only on those few windows of a text
about a council that promise something. Pure and deterministic: no clock, no store.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.publishers import load_publishers
from monitor.records import (
    CouncilSlug,
    Document,
    Mention,
    Method,
    Outline,
    Severity,
    Span,
    TaggedDocument,
    ThemeHit,
)
from monitor.register import load_register
from monitor.tag import scope, sentences
from monitor.tag.councils import Decider
from monitor.tag.events import find_events
from monitor.tag.gazetteer import Gazetteer
from monitor.tag.guards import document_guards, weigh
from monitor.tag.judging import hits_of_estimates
from monitor.tag.lexicon import Lexicon, load_lexicon
from monitor.tag.models import RULES_ONLY, load_judging
from monitor.tag.phrases import level
from monitor.tag.relations import find_relations
from monitor.tag.roles import Roles, load_roles

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from monitor.register import Register
    from monitor.tag.judging import Judging
    from monitor.tag.lexicon import Found
    from monitor.tag.scope import Scoped

#: how sure a phrase makes us by itself
_PHRASE_CONFIDENCE = 1.0
#: what a phrase that speaks against a theme counts, once it has taken its sentence's hits away
_AGAINST_WEIGHT = 0.5


class Tagger:
    """Reads one text after another."""

    def __init__(
        self,
        register: Register,
        *,
        lexicon: Lexicon | None = None,
        roles: Roles | None = None,
        judging: Judging | None = None,
        has_rules: bool = True,
    ) -> None:
        """Build the automata; takes some tenths of a second.

        Args:
            register: the councils.
            lexicon: themes; None means those shipped.
            roles: role classes; None means those shipped.
            judging: the classifier; None means rules only.
            has_rules: whether phrases and relations are looked for.
        """
        self.register = register
        self.lexicon = lexicon or load_lexicon()
        self._roles = roles or load_roles()
        self._publishers = load_publishers()
        self._gazetteer = Gazetteer(register)
        self._decider = Decider(register)
        self._judging = judging
        self._has_rules = has_rules
        self._versions = (
            ("lexicon", self.lexicon.version if has_rules else "none: classifier only"),
            ("register", register.version),
            ("model", judging.classifier.version if judging else RULES_ONLY),
        )

    def tag(self, document: Document, outline: Outline) -> TaggedDocument:
        """Return the document with all that is found in it.

        Here it is decided whether it is a primary document: its tier replaces its source's.
        """
        tier, paper = self._publishers.judge(document, outline)
        document, outline = replace(document, paper=paper), replace(outline, tier=tier)
        text = document.full_text
        levelled = level(text)
        day = document.published_at.date() if document.published_at else None
        mentions, alternatives = self._mentions(document, levelled, outline, day)
        names_ours = any(m.is_about for m in mentions)
        tagged = TaggedDocument(
            document=document,
            outline=outline,
            mentions=mentions,
            alternatives=alternatives,
            guards=document_guards(levelled, len(document.title), names_a_council=names_ours),
            versions=self._versions,
        )
        if not mentions and not scope.speaks_of_a_council(levelled):
            return tagged
        if self._has_rules and self.lexicon.may_hold_a_theme(levelled):
            tagged = self._read(tagged, levelled, day)
        return self._estimate(tagged)

    def _mentions(
        self, document: Document, levelled: str, outline: Outline, day: date | None
    ) -> tuple[tuple[Mention, ...], tuple[CouncilSlug, ...]]:
        text = document.full_text
        candidates = self._gazetteer.find(text, levelled, text.find("\n\n"))
        if not candidates and outline.council is None and not outline.covers:
            return (), ()
        rough = scope.rough_sentences(text)
        decided = self._decider.decide(
            candidates, levelled, rough, outline, day, links=document.links
        )
        named = tuple(replace(m, surface=text[m.start : m.end]) for m in decided.mentions)
        return named, decided.alternatives

    def _estimate(self, tagged: TaggedDocument) -> TaggedDocument:
        """Return a document with what the classifier makes of it."""
        if self._judging is None:
            return tagged
        found = self._judging.estimate(tagged.document, tagged.mentions, tagged.theme_hits)
        hits = (*tagged.theme_hits, *hits_of_estimates(found))
        return replace(tagged, estimates=found, theme_hits=hits)

    def _read(self, tagged: TaggedDocument, levelled: str, day: date | None) -> TaggedDocument:
        spans = sentences.split(tagged.document.full_text)
        roles = self._roles.find(levelled)
        scoped = scope.scope_sentences(
            levelled, spans, tagged.mentions, roles, tagged.outline.council
        )
        found = self.lexicon.find(levelled, spans)
        hits = [*_hits(found, scoped, levelled, day), *find_relations(levelled, scoped, roles)]
        hits.sort(key=lambda h: (h.start, h.theme, h.rule))
        return replace(
            tagged,
            roles=roles,
            events=find_events(levelled, scoped, tagged.outline.tier),
            theme_hits=tuple(hits),
        )


def load_tagger(register_folder: Path | None = None, model: str = "") -> Tagger:
    """Return a tagger over the register of a folder (None: the one shipped), with a model."""
    return Tagger(load_register(register_folder), judging=load_judging(model))


def _hits(
    found: Sequence[Found], scoped: Sequence[Scoped], levelled: str, day: date | None
) -> list[ThemeHit]:
    """Return the hits that stand; a phrase against a theme takes its sentence's hits away."""
    against = {(f.sentence, f.phrase.theme): f for f in found if not f.phrase.is_for}
    hits: list[ThemeHit] = []
    vetoed: dict[tuple[int, str], Found] = {}
    for one in found:
        sentence = scoped[one.sentence]
        if not one.phrase.is_for or sentence.factor == 0:
            continue
        veto = against.get((one.sentence, one.phrase.theme))
        if veto is not None:
            vetoed[one.sentence, one.phrase.theme] = veto
            continue
        weighed = weigh(one, sentence, levelled, day)
        hits.append(
            ThemeHit(
                theme=one.phrase.theme,
                start=one.start,
                end=one.end,
                sentence=sentence.span,
                method=Method.PHRASE,
                rule=one.phrase.pattern.source,
                confidence=round(_PHRASE_CONFIDENCE * sentence.factor * weighed.factor, 3),
                weight=one.phrase.weight,
                severity=weighed.severity,
                council=sentence.council,
                guard=weighed.guard,
            )
        )
    hits += [_against(veto, scoped[place]) for (place, _), veto in vetoed.items()]
    return hits


def _against(one: Found, sentence: Scoped) -> ThemeHit:
    return ThemeHit(
        theme=one.phrase.theme,
        start=one.start,
        end=one.end,
        sentence=Span(start=sentence.span.start, end=sentence.span.end),
        method=Method.PHRASE,
        rule=one.phrase.pattern.source,
        confidence=1.0,
        weight=_AGAINST_WEIGHT,
        severity=Severity.CONTEXT,
        is_for=False,
        council=sentence.council,
        guard="takes what its sentence says of this theme away",
    )

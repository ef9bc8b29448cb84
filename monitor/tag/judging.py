"""A document about a council -> estimates: what the classifier makes of its most telling windows.

To read all of a text would cost more than all else together, so a linear model goes first over
every window, and only the few that promise most are read, with those in which a rule fired. A text
that promises nothing and in which no rule fired is not read at all.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from monitor.records import CouncilSlug, Estimate, Method, Span, Theme, ThemeHit
from monitor.stretches import STRETCH
from monitor.tag.guards import form_of
from monitor.tag.phrases import level
from monitor.tag.scope import rough_sentences, speaks_of_a_council
from monitor.tag.windows import mask_sentence, windows_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from monitor.records import Document, Mention
    from monitor.tag.encoder import Opinion
    from monitor.tag.windows import Window

#: windows that are read for each council, and of a paper: what is longer than one stretch
READ = 2
READ_LONG = 12
#: councils that a text is read for; one about more is a list
MOST_COUNCILS = 3
#: log-odds of the linear model below which a window is not worth reading
PROMISE = -3.0
#: what a rule that fired in a window adds to its log-odds
_FIRED = 3.0
#: probability from which the one sentence is sought that says it
_TELLING = 0.4
#: probability of a theme below which it is not kept
_LEAST_THEME = 0.1
#: probability from which a theme is evidence by itself
SHOWN = 0.3
#: rule of a hit that no phrase made
RULE = "classifier"


class Classifier(Protocol):
    """What reads texts: the encoder that ships, or a model that a user names."""

    version: str

    def read(self, texts: Sequence[str]) -> tuple[Opinion, ...]:
        """Return an opinion on each text."""


class Ranker(Protocol):
    """What tells cheaply which texts are worth reading."""

    def rank(self, texts: Sequence[str]) -> tuple[float, ...]:
        """Return the rough log-odds of a sign for each text."""


class Judging:
    """Reads one document after another with a classifier."""

    def __init__(self, classifier: Classifier, ranker: Ranker | None = None) -> None:
        """Work with a classifier.

        Args:
            classifier: what reads.
            ranker: what chooses; None = the windows with a rule's hit, then those that come first.
        """
        self.classifier = classifier
        self._ranker = ranker

    def estimate(
        self, document: Document, mentions: Sequence[Mention], hits: Sequence[ThemeHit]
    ) -> tuple[Estimate, ...]:
        """Return the estimates of a document, for each council that it is about.

        Args:
            document: the text.
            mentions: councils named in it.
            hits: what rules found in it.
        """
        about = tuple(dict.fromkeys(m.council for m in mentions if m.is_about))
        councils: tuple[CouncilSlug | None, ...] = about[:MOST_COUNCILS] or (None,)
        levelled = level(document.full_text)
        chosen = [
            (council, window)
            for council in councils
            for window in self._choose(document, levelled, mentions, hits, council)
        ]
        if not chosen:
            return ()
        opinions = self.classifier.read([window.text for _, window in chosen])
        found = [
            _estimate(council, window.start, window.end, opinion)
            for (council, window), opinion in zip(chosen, opinions, strict=True)
        ]
        return tuple(
            self._narrowed(document, mentions, one) if one.sign >= _TELLING else one
            for one in found
        )

    def _choose(
        self,
        document: Document,
        levelled: str,
        mentions: Sequence[Mention],
        hits: Sequence[ThemeHit],
        council: CouncilSlug | None,
    ) -> list[Window]:
        text, title_end = document.full_text, len(document.title)
        others = {m.council for m in mentions if m.is_about} - {council}
        windows = windows_of(
            text,
            title_end,
            mentions,
            council,
            others,
            lambda span: not form_of(levelled, span.start, span.end),
        )
        if council is None:
            # the rest of such a text may be about anything
            windows = tuple(w for w in windows if speaks_of_a_council(level(w.text)))
        promises = self._promises([w.text for w in windows])
        fired = [h.start for h in hits if h.is_for and h.start >= title_end]
        ranked = sorted(
            (
                (promise + _FIRED * any(w.start <= place < w.end for place in fired), w)
                for promise, w in zip(promises, windows, strict=True)
            ),
            key=lambda pair: (-pair[0], pair[1].start),
        )
        is_any = any(h.is_for for h in hits)
        most = READ_LONG if len(text) > STRETCH else READ
        kept = [w for promise, w in ranked[:most] if promise >= PROMISE]
        return kept or [w for _, w in ranked[:1] if is_any]

    def _promises(self, texts: Sequence[str]) -> Sequence[float]:
        return self._ranker.rank(texts) if self._ranker else [0.0] * len(texts)

    def _narrowed(
        self, document: Document, mentions: Sequence[Mention], found: Estimate
    ) -> Estimate:
        """Return an estimate at the one sentence of its window that promises most."""
        text = document.full_text
        spans = [
            Span(start=s.start + found.start, end=s.end + found.start)
            for s in rough_sentences(text[found.start : found.end])
        ]
        promises = self._promises(
            [
                mask_sentence(
                    text,
                    span,
                    (m for m in mentions if span.start <= m.start and m.end <= span.end),
                    found.council,
                )
                for span in spans
            ]
        )
        best = spans[max(range(len(spans)), key=lambda place: promises[place])]
        return replace(found, start=best.start, end=best.end)


def hits_of_estimates(estimates: Iterable[Estimate]) -> tuple[ThemeHit, ...]:
    """Return the themes that a classifier sees as evidence: each once a council, where it is clearest."""
    best: dict[tuple[CouncilSlug | None, Theme], tuple[float, Estimate]] = {}
    for one in estimates:
        for theme, probability in one.themes:
            sure = probability * one.sign
            key = one.council, theme
            if sure >= SHOWN and (key not in best or sure > best[key][0]):
                best[key] = sure, one
    return tuple(
        ThemeHit(
            theme=theme,
            start=one.start,
            end=one.end,
            sentence=Span(start=one.start, end=one.end),
            method=Method.CLASSIFIER,
            rule=RULE,
            confidence=round(sure, 3),
            weight=2.0,
            severity=one.severity,
            council=council,
        )
        for (council, theme), (sure, one) in best.items()
    )


def _estimate(council: CouncilSlug | None, start: int, end: int, opinion: Opinion) -> Estimate:
    themes = zip(Theme, opinion.themes, strict=True)
    return Estimate(
        council=council,
        start=start,
        end=end,
        severities=tuple(round(p, 4) for p in opinion.severities),
        themes=tuple((t, round(p, 3)) for t, p in themes if p >= _LEAST_THEME),
    )

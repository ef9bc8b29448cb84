"""Documents that were read, judged once more by other rules -> what those would have changed.

Where a document's text is still kept it is tagged again; where it is not, what was found in it is
scored again, which other thresholds can change and another classifier cannot. What comes out is
compared with what was done at the time. Nothing is kept, and nothing is sent.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING

from monitor import score as scoring
from monitor.analyse import Reference, tag_document
from monitor.dates import working_days
from monitor.filing import councils_of
from monitor.records import Lane
from monitor.suggest import follow, reread
from monitor.workers import WorkerError, result_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from concurrent.futures import Future
    from datetime import datetime

    from monitor.records import (
        CouncilSlug,
        DocumentId,
        Outcome,
        Outline,
        Part,
        PastDocument,
        Region,
        Score,
        SourceKey,
        StoryId,
        TaggedDocument,
    )
    from monitor.register import Register
    from monitor.store import Store

    Scores = tuple[tuple[CouncilSlug | None, Score], ...]

#: documents that one worker task takes
CHUNK = 20
#: parts of a score that are shown
MOST_PARTS = 3
_RANK = {Lane.NONE: 0, Lane.UNSURE: 1, Lane.ALERT: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """The rules that are tried."""

    reference: Reference
    thresholds: scoring.Thresholds
    register: Register
    #: regions that are queued
    regions: frozenset[Region]
    #: where a source's texts come from, as it is configured now; of others, as it was
    outlines: Mapping[SourceKey, Outline] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A document as it is judged once more."""

    tagged: TaggedDocument
    #: what people said of it since, as `monitor.suggest.reread` takes it
    corrections: tuple[tuple[CouncilSlug, CouncilSlug | None], ...]
    #: whether it is tagged again
    is_whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A document and a council: what was done, and what would have been."""

    document: DocumentId
    title: str
    url: str
    council: CouncilSlug | None
    region: Region
    #: None = it belongs to no story of this council
    story: StoryId | None
    #: None = it was not filed for this council
    before: Outcome | None
    #: None = it would not be
    after: Score | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejudged:
    """One document that was judged once more."""

    retrieved_at: datetime
    is_tagged_again: bool
    #: its text was there, and could not be tagged in the time and memory that a worker has
    is_failed: bool = False
    #: only where it was queued, or would be
    compared: tuple[Compared, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A story, or a document in none, that would be an alert and was not, or the reverse."""

    #: its document that tells most
    shown: Compared
    lane_before: Lane
    lane_after: Lane

    @property
    def parts(self) -> tuple[Part, ...]:
        """The strongest parts of the score that it would have."""
        parts = self.shown.after.parts if self.shown.after else ()
        return tuple(sorted(parts, key=lambda p: -abs(p.weight))[:MOST_PARTS])


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A region's alerts in the whole time."""

    region: Region
    n_before: int
    n_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What other rules would have changed."""

    n_tagged: int
    n_scored: int
    #: of those scored again, how many could not be tagged
    n_failed: int
    gained: tuple[Change, ...]
    lost: tuple[Change, ...]
    n_unsure_gained: int
    n_unsure_lost: int
    rates: tuple[Rate, ...]
    #: Monday to Friday, from the first document on; at least one
    working_days: float


def judge_past(
    store: Store,
    past: Iterable[PastDocument],
    trial: Trial,
    submit: Callable[..., Future[list[Scores]]],
    *,
    n_waiting: int = 4,
) -> Iterator[Rejudged]:
    """Yield each document once more judged, in order.

    Args:
        store: is only read.
        past: from ``store.reports.past``.
        trial: the rules.
        submit: worker processes, or ``run_here``.
        n_waiting: chunks that are under way at once.

    Raises:
        ConfigError: the classifier cannot be used.
    """
    rest = iter(past)
    waiting: deque[tuple[list[tuple[PastDocument, Given]], Future[list[Scores]]]] = deque()
    while chunk := tuple(islice(rest, CHUNK)):
        # without text and with nothing that was ever filed there is nothing to judge
        yield from (_untold(one) for one in chunk if not one.has_text and not one.outcomes)
        pairs = [(one, _given(store, one, trial)) for one in chunk if one.has_text or one.outcomes]
        given = tuple(g for _, g in pairs)
        waiting.append((pairs, submit(judge_chunk, given, trial.reference, trial.thresholds)))
        if len(waiting) >= n_waiting:
            yield from _finish(*waiting.popleft(), trial)
    while waiting:
        yield from _finish(*waiting.popleft(), trial)


def judge_chunk(
    chunk: tuple[Given, ...], reference: Reference, thresholds: scoring.Thresholds
) -> list[Scores]:
    """Return the scores of documents, each for each council; what a worker process runs."""
    return [judge_again(given, reference, thresholds) for given in chunk]


def judge_again(given: Given, reference: Reference, thresholds: scoring.Thresholds) -> Scores:
    """Return a document's score for each council that it would be filed for."""
    tagged = given.tagged
    if given.is_whole:
        tagged = tag_document(tagged.document, tagged.outline, reference)
    tagged = reread(tagged, given.corrections)
    return tuple(
        (council, scoring.score_document(tagged, council, thresholds=thresholds))
        for council in councils_of(tagged)
    )


def sum_up(rejudged: Iterable[Rejudged], *, since: datetime, until: datetime) -> Findings:
    """Return what would have changed; documents of one story are one, and those in none one each.

    Args:
        rejudged: from `judge_past`.
        since: from when on documents were looked for.
        until: until when.
    """
    n_tagged = n_scored = n_failed = 0
    first = until
    groups: dict[tuple[object, ...], list[Compared]] = {}
    for one in rejudged:
        n_tagged += one.is_tagged_again
        n_scored += not one.is_tagged_again
        n_failed += one.is_failed
        first = min(first, one.retrieved_at)
        for compared in one.compared:
            loose = "document", compared.document, compared.council
            key = ("story", compared.story) if compared.story is not None else loose
            groups.setdefault(key, []).append(compared)
    changes = [_change(group) for group in groups.values()]
    unsure = [(c.lane_before is Lane.UNSURE, c.lane_after is Lane.UNSURE) for c in changes]
    return Findings(
        n_tagged=n_tagged,
        n_scored=n_scored,
        n_failed=n_failed,
        gained=_sorted(c for c in changes if _turns(c) and c.lane_after is Lane.ALERT),
        lost=_sorted(c for c in changes if _turns(c) and c.lane_before is Lane.ALERT),
        n_unsure_gained=sum(after and not before for before, after in unsure),
        n_unsure_lost=sum(before and not after for before, after in unsure),
        rates=_rates(changes),
        working_days=max(1.0, working_days(max(since, first), until)),
    )


def _given(store: Store, one: PastDocument, trial: Trial) -> Given:
    tagged = store.documents.tagged(one.document)
    source = tagged.outline.source
    outline = trial.outlines.get(source, tagged.outline) if source else tagged.outline
    return Given(
        tagged=replace(tagged, outline=outline) if one.has_text else tagged,
        corrections=store.reports.corrected(tagged.document),
        is_whole=one.has_text,
    )


def _untold(one: PastDocument) -> Rejudged:
    return Rejudged(retrieved_at=one.retrieved_at, is_tagged_again=False)


def _finish(
    pairs: Sequence[tuple[PastDocument, Given]], future: Future[list[Scores]], trial: Trial
) -> Iterator[Rejudged]:
    """Yield a chunk's documents; when its worker died, they are scored by what was found before."""
    is_failed = False
    try:
        scores = result_of(future)
    except WorkerError:
        is_failed = True
        again = tuple(replace(given, is_whole=False) for _, given in pairs)
        scores = judge_chunk(again, trial.reference, trial.thresholds)
    for (one, given), found in zip(pairs, scores, strict=True):
        yield Rejudged(
            retrieved_at=one.retrieved_at,
            is_tagged_again=one.has_text and not is_failed,
            is_failed=one.has_text and is_failed,
            compared=tuple(_compare(one, given, dict(found), trial)),
        )


def _compare(
    one: PastDocument, given: Given, after: Mapping[CouncilSlug | None, Score], trial: Trial
) -> Iterator[Compared]:
    """Yield each council for which a document was queued, or would be."""
    before: dict[CouncilSlug | None, Outcome] = {}
    for outcome in one.outcomes:
        council = outcome.council and follow(outcome.council, given.corrections)
        # a person moved it: what was done for the one council was done for the other
        if council is not None or outcome.council is None:
            before.setdefault(council, outcome)
    stories = dict(reversed(one.stories))
    for council in dict.fromkeys((*before, *after)):
        was, would = before.get(council), after.get(council)
        region = _region(council, given, trial)
        is_queued = any(x is not None and x.lane is not Lane.NONE for x in (was, would))
        if is_queued and region in trial.regions:
            yield Compared(
                document=one.document,
                title=given.tagged.document.title,
                url=given.tagged.document.url,
                council=council,
                region=region,
                story=stories.get(council),
                before=was,
                after=would,
            )


def _region(council: CouncilSlug | None, given: Given, trial: Trial) -> Region | None:
    """The council's region, else the source's; None for a council that is not in the register."""
    if council is None:
        return given.tagged.outline.region
    return trial.register.get(council).region if trial.register.has(council) else None


def _change(group: Sequence[Compared]) -> Change:
    """A story is where its strongest document is."""
    before = max((_lane(c.before) for c in group), key=_RANK.__getitem__)
    after = max((_lane(c.after) for c in group), key=_RANK.__getitem__)
    if _RANK[after] >= _RANK[before]:
        shown = max(group, key=lambda c: (_RANK[_lane(c.after)], _value(c)))
    else:
        shown = max(
            group, key=lambda c: (_RANK[_lane(c.before)], c.before.score if c.before else 0)
        )
    return Change(shown=shown, lane_before=before, lane_after=after)


def _lane(judged: Outcome | Score | None) -> Lane:
    return judged.lane if judged is not None else Lane.NONE


def _value(compared: Compared) -> float:
    return compared.after.value if compared.after else 0.0


def _turns(change: Change) -> bool:
    return (change.lane_before is Lane.ALERT) is not (change.lane_after is Lane.ALERT)


def _sorted(changes: Iterable[Change]) -> tuple[Change, ...]:
    return tuple(sorted(changes, key=lambda c: (-_value(c.shown), c.shown.document)))


def _rates(changes: Iterable[Change]) -> tuple[Rate, ...]:
    """Each region with an alert, before or after, by name."""
    counts: dict[Region, list[int]] = {}
    for change in changes:
        held = counts.setdefault(change.shown.region, [0, 0])
        held[0] += change.lane_before is Lane.ALERT
        held[1] += change.lane_after is Lane.ALERT
    return tuple(
        Rate(region=region, n_before=before, n_after=after)
        for region, (before, after) in sorted(counts.items())
        if before or after
    )

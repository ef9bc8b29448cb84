"""Inside a given transaction: a document's stories joined or made, scored, alerts filed or moved.

The only place where alerts come to be and where a story's news moves them; `monitor.desk` calls
it for documents, `monitor.triage` when a person says that the council was wrong. It opens no
transaction, sends nothing and asks nobody.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from monitor import quotes, stories
from monitor import score as scoring
from monitor.records import (
    Alert,
    AlertState,
    CouncilSlug,
    DocumentId,
    Event,
    Lane,
    Region,
    Score,
    Severity,
    Story,
    StoryId,
    TaggedDocument,
    Via,
)
from monitor.suggest import reread
from monitor.text import shorten

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from monitor.register import Register
    from monitor.store import Store

#: most sentences of evidence that an alert keeps
MAX_EVIDENCE = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What filing needs besides the document: the rules of the house."""

    register: Register
    regions: frozenset[Region]
    thresholds: scoring.Thresholds = field(default_factory=scoring.Thresholds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """What became of one document for one council."""

    document: DocumentId
    council: CouncilSlug | None
    #: None when no alert came of it
    alert: Alert | None
    #: in plain English
    outcome: str


def file_document(
    store: Store, tagged: TaggedDocument, desk: Desk, *, now: datetime, is_baseline: bool = False
) -> tuple[Filed, ...]:
    """Keep a document, and file or move an alert for each council that it is about.

    Must be called inside ``store.transaction()``.

    Args:
        store: the store.
        tagged: the document and what was found in it.
        desk: register, regions that are queued, thresholds.
        now: the time.
        is_baseline: it was there before its source was watched.

    Returns:
        One outcome per council, or one for an unnamed council; kept for ``why-not``.
    """
    tagged = reread(tagged, store.reports.corrected(tagged.document))
    document = store.documents.save(tagged, now=now)
    tagged = replace(tagged, document=replace(tagged.document, id=document))
    councils = councils_of(tagged)
    filed: list[Filed] = []
    touched: list[Story] = []
    for council in councils:
        case = _Case(store=store, tagged=tagged, council=council, desk=desk, now=now)
        outcome, story = _file_one(case, is_baseline=is_baseline)
        filed.append(outcome)
        if story is not None:
            touched.append(story)
    _relate(store, touched)
    return tuple(filed)


def refile(
    store: Store, alert: Alert, council: CouncilSlug | None, desk: Desk, *, now: datetime
) -> Alert | None:
    """Move an alert's documents to the right council: a new alert, or its story joined.

    Must be called inside ``store.transaction()``; the old alert is the caller's to close.

    Returns:
        The alert of the right council; None when no council is right.
    """
    old = store.stories.get(alert.story)
    if council is None:
        return None
    region = desk.register.get(council).region
    moved = replace(old, id=None, council=council, region=region, related=())
    recent = [s for s, _ in _joinable(store, council, region, now)]
    document = store.documents.tagged(old.documents[0].document)
    match = stories.find_story(document, alert.themes, recent, now=now)
    if match.story is not None:
        held = {d.document for d in match.story.documents}
        news = tuple(d for d in moved.documents if d.document not in held)
        story = replace(match.story, documents=(*match.story.documents, *news))
        store.stories.save(story)
        standing = store.alerts.by_story(id_of(story))
        if standing is not None:
            return standing
    else:
        story = store.stories.create(moved)
    return store.alerts.create(
        replace(
            alert,
            id=None,
            revision=1,
            council=council,
            alternatives=(),
            region=region,
            story=id_of(story),
            state=AlertState.NEW,
            assignee=None,
            lease_until=None,
            reason=None,
            of=None,
            news=f"refiled from {_name(alert.council, desk.register)}",
            created_at=now,
            updated_at=now,
        )
    )


def file_given(
    store: Store,
    tagged: TaggedDocument,
    council: CouncilSlug,
    desk: Desk,
    *,
    now: datetime,
) -> Alert:
    """File an adviser's own intelligence as a restricted alert, whatever its score.

    Must be called inside ``store.transaction()``.
    """
    document = store.documents.save(tagged, now=now)
    tagged = replace(tagged, document=replace(tagged.document, id=document))
    case = _Case(store=store, tagged=tagged, council=council, desk=desk, now=now)
    found = case.score()
    severity = max(found.severity, Severity.EARLY)
    score = replace(found, severity=severity, lane=Lane.ALERT, is_corroborated=True)
    alert = _make_alert(case, _open_story(case, score), score)
    alert = store.alerts.create(replace(alert, restricted=True))
    _log(store, alert, "filed", now=now)
    return alert


def councils_of(tagged: TaggedDocument) -> tuple[CouncilSlug | None, ...]:
    """Return the councils a document is filed for; none named and signs there: the unidentified one."""
    if tagged.about:
        return tagged.about
    return (None,) if any(h.is_for for h in tagged.theme_hits) else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """One document for one council, inside the transaction."""

    store: Store
    tagged: TaggedDocument
    council: CouncilSlug | None
    desk: Desk
    now: datetime

    @property
    def document(self) -> DocumentId:
        """The kept document's key."""
        if self.tagged.document.id is None:
            msg = "a document is kept before it is filed"
            raise ValueError(msg)
        return self.tagged.document.id

    @property
    def region(self) -> Region:
        """The council's region, else the source's."""
        if self.council is not None:
            return self.desk.register.get(self.council).region
        return self.tagged.outline.region

    def score(self, story: Story | None = None) -> Score:
        """Return the score, with a story for corroboration."""
        return scoring.score_document(
            self.tagged, self.council, story=story, thresholds=self.desk.thresholds
        )

    def close(self, score: Score, reason: str, alert: Alert | None = None) -> Filed:
        """Keep what became of it, for ``why-not``."""
        self.store.documents.save_outcome(
            self.document,
            self.council,
            score=score.value,
            lane=score.lane,
            reason=reason,
            now=self.now,
        )
        return Filed(document=self.document, council=self.council, alert=alert, outcome=reason)


def _file_one(case: _Case, *, is_baseline: bool) -> tuple[Filed, Story | None]:
    """File, join or let go one document for one council."""
    score = case.score()
    if case.region not in case.desk.regions:
        return case.close(score, f"{case.region} is not queued"), None
    # what a person moved to another council takes no further reports
    recent = [
        s
        for s, alert in _joinable(case.store, case.council, case.region, case.now)
        if alert is None or alert.state is not AlertState.REFILED
    ]
    match = stories.find_story(case.tagged, score.themes, recent, now=case.now)
    if match.story is not None:
        return _join(case, match, match.story)
    if score.lane is Lane.NONE:
        return case.close(score, "below the threshold" if score.themes else "no theme"), None
    story = _open_story(case, score)
    near = case.store.alerts.by_story(id_of(match.perhaps)) if match.perhaps else None
    alert = replace(
        _make_alert(case, story, score),
        baseline=is_baseline,
        news=f"perhaps the same as #{near.id}" if near else "",
    )
    alert = case.store.alerts.create(alert)
    _log(case.store, alert, "filed", now=case.now)
    return case.close(score, "filed", alert), story


def _joinable(
    store: Store, council: CouncilSlug | None, region: Region, now: datetime
) -> Iterator[tuple[Story, Alert | None]]:
    """Yield the stories that a public report may join; an adviser's own item is never sent."""
    for story in store.stories.recent(council, region, since=now - stories.COPY_WINDOW):
        alert = store.alerts.by_story(id_of(story))
        if alert is None or not alert.restricted:
            yield story, alert


def _join(case: _Case, match: stories.Match, before: Story) -> tuple[Filed, Story | None]:
    """Attach a document to its story; only what is new moves the alert."""
    score = case.score(before)
    held = next((d for d in before.documents if d.document == case.document), None)
    joined = stories.make_story_document(
        case.tagged,
        case.document,
        score,
        origin=held.origin if held else match.origin,
        seen_at=case.now,
    )
    rest = tuple(d for d in before.documents if d is not held)
    is_news = score.lane is not Lane.NONE and (held is not None or not match.is_copy)
    news = stories.what_is_new(before, joined) if is_news else ()
    story = stories.join(replace(before, documents=rest), joined, is_news=bool(news))
    case.store.stories.save(story)
    alert = case.store.alerts.by_story(id_of(story))
    if alert is None:
        return case.close(score, "joined a story"), story
    if not news:
        reason = "copy of a text in its story" if match.is_copy else "adds nothing to its story"
        return case.close(score, reason, alert), story
    moved = _move(case, alert, story, score, news)
    return case.close(score, "moved its story", moved), story


def _move(case: _Case, alert: Alert, story: Story, score: Score, news: Sequence[str]) -> Alert:
    """Bring news to an alert: its score, evidence and, where the rules say so, its state."""
    gained = quotes.make_evidence(case.tagged, case.council, score.themes)
    severity = max(score.severity, alert.score.severity)
    themes = tuple(dict.fromkeys((*alert.themes, *score.themes)))
    stronger = score if score.value > alert.score.value else alert.score
    state, why = stories.state_after(alert, score, news)
    moved = replace(
        alert,
        revision=alert.revision + 1,
        themes=themes,
        score=replace(
            stronger,
            severity=severity,
            themes=themes,
            lane=case.desk.thresholds.lane_of(stronger.value),
            is_corroborated=scoring.is_corroborated(severity, case.tagged, story),
        ),
        evidence=tuple(dict.fromkeys((*gained, *alert.evidence)))[:MAX_EVIDENCE],
        news="new: " + "; ".join((*news, *why)),
        state=state,
        snoozed_until=alert.snoozed_until if state is AlertState.SNOOZED else None,
        reason=alert.reason if state is alert.state else None,
        updated_at=case.now,
    )
    case.store.alerts.save(moved)
    _log(case.store, moved, "moved", now=case.now, before=alert)
    return moved


def _open_story(case: _Case, score: Score) -> Story:
    first = stories.make_story_document(
        case.tagged, case.document, score, origin=1, seen_at=case.now
    )
    return case.store.stories.create(
        Story(
            council=case.council,
            region=case.region,
            documents=(first,),
            first_seen_at=case.now,
            last_new_at=case.now,
        )
    )


def _make_alert(case: _Case, story: Story, score: Score) -> Alert:
    document = case.tagged.document
    evidence = quotes.make_evidence(case.tagged, case.council, score.themes)
    return Alert(
        council=case.council,
        alternatives=case.tagged.alternatives if case.council is None else (),
        region=story.region,
        story=id_of(story),
        headline=document.title or shorten(document.standfirst, 120),
        url=document.url,
        outlet=document.outlet,
        themes=score.themes,
        score=score,
        evidence=evidence[:MAX_EVIDENCE],
        created_at=case.now,
        updated_at=case.now,
    )


def _relate(store: Store, touched: Sequence[Story]) -> None:
    """Note on each story of a document about several councils which the others are."""
    ids = [id_of(s) for s in touched]
    if len(ids) < 2:  # noqa: PLR2004  # one story is related to nothing
        return
    for story in touched:
        others = tuple(i for i in ids if i != story.id)
        related = tuple(dict.fromkeys((*story.related, *others)))
        if related != story.related:
            store.stories.save(replace(story, related=related))


def _log(
    store: Store, alert: Alert, what: str, *, now: datetime, before: Alert | None = None
) -> None:
    store.log.append(
        Event(
            at=now,
            subject="alert",
            subject_id=str(alert.id),
            what=what,
            by="monitor",
            via=Via.SYSTEM,
            before=_working(before) if before else "",
            after=_working(alert),
            note=alert.news,
        )
    )


def _working(alert: Alert) -> str:
    """The score with its parts, as the log keeps it for every revision."""
    score = alert.score
    return (
        f"revision {alert.revision}: {alert.state}, severity {int(score.severity)}, "
        f"score {score.value} ({score.version}): {scoring.explain(score)}"
    )


def _name(council: CouncilSlug | None, register: Register) -> str:
    return register.get(council).name if council else "no council"


def id_of(story: Story) -> StoryId:
    """Return a kept story's key."""
    if story.id is None:
        msg = "a story is kept before it is used"
        raise ValueError(msg)
    return story.id

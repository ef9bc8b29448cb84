"""Inside a given transaction: a document's stories joined or made, scored, alerts filed or moved.

The only place where alerts come to be and where a story's news moves them; `monitor.desk` calls
it for documents, `monitor.triage` when a person says that the council was wrong. It opens no
transaction, sends nothing and asks nobody.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monitor import score as scoring
from monitor import stories
from monitor.records import (
    Alert,
    AlertState,
    CouncilSlug,
    Document,
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

if TYPE_CHECKING:
    from collections.abc import Sequence
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
    thresholds: scoring.Thresholds = scoring.Thresholds()


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
    document = store.documents.save(tagged, now=now)
    tagged = replace(tagged, document=replace(tagged.document, id=document))
    corrected = store.reports.corrected(tagged.document)
    councils = _councils_of(tagged, corrected)
    filed: list[Filed] = []
    touched: list[Story] = []
    for council in councils:
        outcome, story = _file_for(store, tagged, council, desk, now=now, baseline=is_baseline)
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
    recent = store.stories.recent(council, region, since=now - stories.COPY_WINDOW)
    document = store.documents.tagged(old.documents[0].document)
    match = stories.find_story(document, alert.themes, recent, now=now)
    if match.story is not None:
        held = {d.document for d in match.story.documents}
        news = tuple(d for d in moved.documents if d.document not in held)
        story = replace(match.story, documents=(*match.story.documents, *news))
        store.stories.save(story)
        standing = store.alerts.by_story(_id_of(story))
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
            story=_id_of(story),
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
    found = scoring.score_document(tagged, council, thresholds=desk.thresholds)
    severity = max(found.severity, Severity.EARLY)
    score = replace(found, severity=severity, lane=Lane.ALERT, is_corroborated=True)
    story = _open_story(store, tagged, council, score, desk, now=now)
    alert = _make_alert(tagged, council, story, score, now=now)
    return store.alerts.create(replace(alert, restricted=True))


def _councils_of(
    tagged: TaggedDocument, corrected: frozenset[CouncilSlug]
) -> tuple[CouncilSlug | None, ...]:
    """The councils a document is about; none named and signs there: the unidentified one."""
    named = tuple(c for c in tagged.about if c not in corrected)
    if named:
        return named
    return (None,) if any(h.is_for for h in tagged.theme_hits) else ()


def _file_for(
    store: Store,
    tagged: TaggedDocument,
    council: CouncilSlug | None,
    desk: Desk,
    *,
    now: datetime,
    baseline: bool,
) -> tuple[Filed, Story | None]:
    region = _region_of(tagged, council, desk.register)
    first = scoring.score_document(tagged, council, thresholds=desk.thresholds)
    recent = store.stories.recent(council, region, since=now - stories.COPY_WINDOW)
    match = stories.find_story(tagged, first.themes, recent, now=now)
    if region not in desk.regions:
        return _outcome(store, tagged, council, first, f"{region} is not queued", now=now), None
    if match.story is None and first.lane is Lane.NONE:
        reason = "below the threshold" if first.themes else "no theme"
        return _outcome(store, tagged, council, first, reason, now=now), None
    if match.story is None:
        story = _open_story(store, tagged, council, first, desk, now=now)
        alert = _make_alert(tagged, council, story, first, now=now)
        news = ""
        if match.perhaps is not None:
            near = store.alerts.by_story(_id_of(match.perhaps))
            news = f"perhaps the same as #{near.id}" if near is not None else ""
        alert = store.alerts.create(replace(alert, baseline=baseline, news=news))
        _log(store, alert, "filed", now=now)
        outcome = _outcome(store, tagged, council, first, "filed", now=now, alert=alert)
        return outcome, story
    return _join(store, tagged, council, desk, match, now=now)


def _join(
    store: Store,
    tagged: TaggedDocument,
    council: CouncilSlug | None,
    desk: Desk,
    match: stories.Match,
    *,
    now: datetime,
) -> tuple[Filed, Story | None]:
    """Attach a document to its story; only what is new moves the alert."""
    before = match.story
    assert before is not None  # noqa: S101  # the caller joins only a story that was found
    document = _document_id(tagged)
    score = scoring.score_document(tagged, council, story=before, thresholds=desk.thresholds)
    held = next((d for d in before.documents if d.document == document), None)
    joined = stories.make_story_document(
        tagged, document, score, origin=held.origin if held else match.origin, seen_at=now
    )
    rest = tuple(d for d in before.documents if d.document != document)
    base = replace(before, documents=rest) if held else before
    news = () if match.is_copy and not held else stories.what_is_new(before, joined)
    if score.lane is Lane.NONE:
        news = ()
    story = stories.join(base, joined, is_news=bool(news))
    store.stories.save(story)
    alert = store.alerts.by_story(_id_of(story))
    if alert is None:
        return _outcome(store, tagged, council, score, "joined a story", now=now), story
    if not news:
        reason = "copy of a text in its story" if match.is_copy else "adds nothing to its story"
        return _outcome(store, tagged, council, score, reason, now=now, alert=alert), story
    moved = _move(store, alert, tagged, council, score, story, news, desk, now=now)
    return _outcome(store, tagged, council, score, "moved its story", now=now, alert=moved), story


def _move(  # noqa: PLR0913  # the parts of one move, all different
    store: Store,
    alert: Alert,
    tagged: TaggedDocument,
    council: CouncilSlug | None,
    score: Score,
    story: Story,
    news: Sequence[str],
    desk: Desk,
    *,
    now: datetime,
) -> Alert:
    """Bring news to an alert: its score, evidence and, where the rules say so, its state."""
    gained = scoring.make_evidence(tagged, council, score.themes)
    stronger = score.value > alert.score.value
    severity = max(score.severity, alert.score.severity)
    themes = tuple(dict.fromkeys((*alert.themes, *score.themes)))
    merged = replace(
        score if stronger else alert.score,
        severity=severity,
        themes=themes,
        lane=desk.thresholds.lane_of(max(score.value, alert.score.value)),
        is_corroborated=scoring.is_corroborated(severity, tagged, story),
    )
    state, why = _state_after(alert, score, news)
    moved = replace(
        alert,
        revision=alert.revision + 1,
        themes=themes,
        score=merged,
        evidence=tuple(dict.fromkeys((*gained, *alert.evidence)))[:MAX_EVIDENCE],
        news="new: " + "; ".join((*news, *why)),
        state=state,
        snoozed_until=alert.snoozed_until if state is AlertState.SNOOZED else None,
        reason=alert.reason if state is alert.state else None,
        updated_at=now,
    )
    store.alerts.save(moved)
    _log(store, moved, "moved", now=now, before=alert)
    return moved


def _state_after(
    alert: Alert, score: Score, news: Sequence[str]
) -> tuple[AlertState, tuple[str, ...]]:
    """Snoozed and dismissed alerts come back when the sign grows; decided ones stay decided."""
    grew = score.severity > alert.score.severity
    is_formal = any(n.startswith("now reported") for n in news)
    if alert.state in {AlertState.SNOOZED, AlertState.DISMISSED} and (grew or is_formal):
        was = "snoozed" if alert.state is AlertState.SNOOZED else "dismissed"
        day = alert.updated_at.strftime("%d %b").lstrip("0")
        return AlertState.NEW, (f"was {was} on {day}",)
    return alert.state, ()


def _open_story(
    store: Store,
    tagged: TaggedDocument,
    council: CouncilSlug | None,
    score: Score,
    desk: Desk,
    *,
    now: datetime,
) -> Story:
    first = stories.make_story_document(
        tagged, _document_id(tagged), score, origin=1, seen_at=now
    )
    return store.stories.create(
        Story(
            council=council,
            region=_region_of(tagged, council, desk.register),
            documents=(first,),
            first_seen_at=now,
            last_new_at=now,
        )
    )


def _make_alert(
    tagged: TaggedDocument,
    council: CouncilSlug | None,
    story: Story,
    score: Score,
    *,
    now: datetime,
) -> Alert:
    document = tagged.document
    return Alert(
        council=council,
        alternatives=tagged.alternatives if council is None else (),
        region=story.region,
        story=_id_of(story),
        headline=document.title or document.standfirst[:120],
        url=document.url,
        outlet=document.outlet,
        themes=score.themes,
        score=score,
        evidence=scoring.make_evidence(tagged, council, score.themes)[:MAX_EVIDENCE],
        created_at=now,
        updated_at=now,
    )


def _outcome(
    store: Store,
    tagged: TaggedDocument,
    council: CouncilSlug | None,
    score: Score,
    reason: str,
    *,
    now: datetime,
    alert: Alert | None = None,
) -> Filed:
    document = _document_id(tagged)
    store.documents.save_outcome(
        document, council, score=score.value, lane=score.lane, reason=reason, now=now
    )
    return Filed(document=document, council=council, alert=alert, outcome=reason)


def _relate(store: Store, touched: Sequence[Story]) -> None:
    """Note on each story of a document about several councils which the others are."""
    ids = [_id_of(s) for s in touched]
    if len(ids) < 2:  # noqa: PLR2004  # one story is related to nothing
        return
    for story in touched:
        others = tuple(i for i in ids if i != story.id)
        related = tuple(dict.fromkeys((*story.related, *others)))
        if related != story.related:
            store.stories.save(replace(story, related=related))


def _region_of(tagged: TaggedDocument, council: CouncilSlug | None, register: Register) -> Region:
    if council is not None:
        return register.get(council).region
    return tagged.outline.region


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


def _document_id(tagged: TaggedDocument) -> DocumentId:
    document: Document = tagged.document
    if document.id is None:
        msg = "a document is kept before it is filed"
        raise ValueError(msg)
    return document.id


def _id_of(story: Story) -> StoryId:
    if story.id is None:
        msg = "a story is kept before it is used"
        raise ValueError(msg)
    return story.id

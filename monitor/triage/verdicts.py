"""Verdicts: what an adviser says of an alert, made true in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from monitor.errors import TriageError
from monitor.filing import refile
from monitor.records import Alert, AlertState, Label, Reason
from monitor.triage.concerns import attach, open_or_join
from monitor.triage.keeping import Change, Extra, Who, blank, id_of, keep, load, note_act
from monitor.triage.learning import learn
from monitor.triage.moves import Turn, next_state

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from monitor.filing import Desk
    from monitor.records import Verdict
    from monitor.store import Store

#: when an alert of which too little is known is looked at again
INFO_AFTER = timedelta(days=7)

#: which of a verdict's fields goes with which labels
_FIELDS: Mapping[str, frozenset[Label]] = MappingProxyType(
    {
        "reason": frozenset({Label.NOT_RELEVANT}),
        "council": frozenset({Label.WRONG_COUNCIL}),
        "of": frozenset({Label.DUPLICATE}),
        "concern": frozenset({Label.VERIFY, Label.KNOWN, Label.POSITIVE}),
        "review_at": frozenset({Label.NEEDS_INFO}),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """One verdict on one alert, inside the transaction."""

    store: Store
    alert: Alert
    #: the next revision in the verdict's state
    after: Alert
    verdict: Verdict
    desk: Desk
    who: Who


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """The alert as it becomes, and what only the log keeps."""

    alert: Alert
    extra: Extra = field(default_factory=dict)


def decide(store: Store, verdict: Verdict, desk: Desk) -> Alert:
    """Give a verdict: return the alert as it then stands.

    `verify` opens a concern or joins one; `wrong_council` files for the right council, whose
    alert is then ``of``. Everything is kept in one transaction, or nothing is.

    Args:
        store: the store.
        verdict: with what its label needs; ``at`` is the time.
        desk: register and rules of filing, for `wrong_council`.

    Raises:
        NotFoundError: no such alert, concern or council.
        StaleError: the alert has changed since the revision that the verdict names.
        TriageError: the alert's state does not allow it, or something is missing or too much.
    """
    who = Who(by=verdict.by, via=verdict.via, at=verdict.at)
    with store.transaction():
        alert = load(store, verdict.alert, verdict.revision)
        state = next_state(alert.state, verdict.label)
        _check_fields(verdict)
        case = _Case(
            store=store,
            alert=alert,
            after=blank(alert, state, who),
            verdict=verdict,
            desk=desk,
            who=who,
        )
        outcome = _EFFECTS[verdict.label](case)
        store.alerts.add_verdict(
            replace(verdict, revision=alert.revision, reason=outcome.alert.reason)
        )
        change = Change(what=verdict.label.value, who=who, note=verdict.note, extra=outcome.extra)
        return keep(store, alert, outcome.alert, change)


def _check_fields(verdict: Verdict) -> None:
    for name, labels in _FIELDS.items():
        if getattr(verdict, name) is not None and verdict.label not in labels:
            msg = f"{name} does not go with {verdict.label}, only with {', '.join(sorted(labels))}"
            raise TriageError(msg)


def _verify(case: _Case) -> _Outcome:
    link = open_or_join(case.store, case.alert, case.verdict.concern, case.who)
    return _Outcome(alert=case.after, extra=link)


def _known(case: _Case) -> _Outcome:
    link = attach(case.store, case.alert, case.verdict.concern, case.who)
    return _Outcome(alert=case.after, extra=link)


def _positive(case: _Case) -> _Outcome:
    if case.verdict.concern is None:
        return _Outcome(alert=case.after)
    return _known(case)


def _needs_info(case: _Case) -> _Outcome:
    today = case.who.today
    review_at = case.verdict.review_at or today + INFO_AFTER
    if review_at <= today:
        msg = f"the day to look again must come after today, not {review_at:%d/%m/%Y}"
        raise TriageError(msg)
    return _Outcome(alert=replace(case.after, review_at=review_at))


def _not_relevant(case: _Case) -> _Outcome:
    return _Outcome(alert=replace(case.after, reason=case.verdict.reason or Reason.OTHER))


def _duplicate(case: _Case) -> _Outcome:
    if case.verdict.of is None:
        msg = "say of which alert it is a duplicate"
        raise TriageError(msg)
    if case.verdict.of == case.alert.id:
        msg = "an alert is no duplicate of itself"
        raise TriageError(msg)
    other = case.store.alerts.get(case.verdict.of)
    if other.of is not None:
        msg = f"alert #{other.id} is {other.state} of #{other.of}; name that one"
        raise TriageError(msg)
    return _Outcome(alert=replace(case.after, of=other.id))


def _wrong_council(case: _Case) -> _Outcome:
    """The right council's alert is made or joined; the correction is kept as a label."""
    store, alert, right = case.store, case.alert, case.verdict.council
    if right is not None and right == alert.council:
        msg = f"alert #{alert.id} is {right}'s already"
        raise TriageError(msg)
    story = store.stories.get(alert.story)
    documents = [store.documents.tagged(d.document) for d in story.documents]
    store.reports.correct(alert, right, [d.document for d in documents], now=case.who.at)
    learn(store, alert, right, documents, case.desk.register, now=case.who.at)
    other = refile(store, alert, right, case.desk, now=case.who.at)
    if other is None:
        return _Outcome(alert=case.after)
    is_made = other.revision == 1 and other.created_at == case.who.at
    if other.state is AlertState.REFILED and other.of == alert.id:
        state = next_state(other.state, Turn.RETURNED)
        change = Change(what=Turn.RETURNED.value, who=case.who)
        other = keep(store, other, blank(other, state, case.who), change)
        is_made = True
    note_act(store, other, "refiled_here", case.who, note=f"from #{alert.id}")
    return _Outcome(alert=replace(case.after, of=id_of(other)), extra={"is_made": is_made})


_EFFECTS: Mapping[Label, Callable[[_Case], _Outcome]] = MappingProxyType(
    {
        Label.VERIFY: _verify,
        Label.NEEDS_INFO: _needs_info,
        Label.KNOWN: _known,
        Label.NOT_RELEVANT: _not_relevant,
        Label.WRONG_COUNCIL: _wrong_council,
        Label.DUPLICATE: _duplicate,
        Label.POSITIVE: _positive,
    }
)

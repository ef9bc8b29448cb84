"""Corrections of councils -> suggestions, and what a person makes of them.

A suggestion changes nothing until somebody accepts it; then texts are read with it from the next
one on. Nothing is for good: what was accepted can be rejected, and the other way round.
"""

from __future__ import annotations

import json
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from monitor.errors import TriageError
from monitor.records import Event, Suggestion, SuggestionState, Via
from monitor.suggest import NEEDED, make_lessons
from monitor.triage.keeping import Who, id_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from monitor.records import Alert, AlertId, CouncilSlug, Lesson, TaggedDocument
    from monitor.register import Register
    from monitor.store import Store

_WAITING, _OPEN = SuggestionState.WAITING, SuggestionState.OPEN
_ACCEPTED, _REJECTED = SuggestionState.ACCEPTED, SuggestionState.REJECTED
#: from which states a person may bring a suggestion where
SETTLED: Mapping[SuggestionState, frozenset[SuggestionState]] = MappingProxyType(
    {_ACCEPTED: frozenset({_OPEN, _REJECTED}), _REJECTED: frozenset({_OPEN, _ACCEPTED})}
)


def learn(
    store: Store,
    alert: Alert,
    right: CouncilSlug | None,
    documents: Sequence[TaggedDocument],
    register: Register,
    *,
    now: datetime,
) -> None:
    """Keep what the correction of an alert teaches; a lesson that was made before gains weight.

    Must be called inside ``store.transaction()``.
    """
    system = Who(by="monitor", via=Via.SYSTEM, at=now)
    lessons = [x for d in documents for x in make_lessons(d, alert.council, right, register)]
    for lesson in dict.fromkeys(lessons):
        held = store.suggestions.same(lesson)
        if held is None:
            state = _state(lesson, 1)
            made = Suggestion(lesson=lesson, alerts=(id_of(alert),), state=state, made_at=now)
            _log(store, store.suggestions.create(made), "suggested", system)
            continue
        alerts = tuple(dict.fromkeys((*held.alerts, id_of(alert))))
        wrong = dict.fromkeys((*held.lesson.instead_of, *lesson.instead_of))
        state = _state(lesson, len(alerts)) if held.state in {_WAITING, _OPEN} else held.state
        gained = replace(held.lesson, instead_of=tuple(wrong))
        store.suggestions.save(replace(held, lesson=gained, alerts=alerts, state=state))


def unlearn(store: Store, alert: AlertId) -> None:
    """Take from every suggestion what a correction gave to it, as that was undone.

    What nobody decided on and nothing speaks for any more is forgotten; a decision stays.

    Must be called inside ``store.transaction()``.
    """
    for held in store.suggestions.all():
        if alert not in held.alerts or held.id is None:
            continue
        alerts = tuple(a for a in held.alerts if a != alert)
        is_undecided = held.state in {_WAITING, _OPEN}
        if is_undecided and not alerts:
            store.suggestions.delete(held.id)
            continue
        state = _state(held.lesson, len(alerts)) if is_undecided else held.state
        store.suggestions.save(replace(held, alerts=alerts, state=state))


def settle(
    store: Store, key: int, state: SuggestionState, who: Who, register: Register
) -> Suggestion:
    """Accept or reject a suggestion, also one that was settled the other way: return it.

    Raises:
        NotFoundError: no such suggestion, or its council has left the register.
        TriageError: that is what it is already, or too few corrections speak for it.
    """
    with store.transaction():
        held = store.suggestions.get(key)
        register.get(held.lesson.council)
        if held.state not in SETTLED[state]:
            by = f" by {held.decided_by}" if held.decided_by else ""
            msg = f"suggestion {key} is {held.state}{by}; nothing was done"
            raise TriageError(msg)
        settled = replace(held, state=state, decided_by=who.by)
        store.suggestions.save(settled)
        _log(store, settled, state.value, who, before=held.state)
    return settled


def _state(lesson: Lesson, n_alerts: int) -> SuggestionState:
    return _OPEN if n_alerts >= NEEDED[lesson.kind] else _WAITING


def _log(store: Store, suggestion: Suggestion, what: str, who: Who, *, before: str = "") -> None:
    lesson = suggestion.lesson
    content = {
        "kind": lesson.kind,
        "council": lesson.council,
        "words": lesson.words,
        "instead_of": lesson.instead_of,
        "sources": lesson.sources,
        "alerts": suggestion.alerts,
        "state": suggestion.state,
    }
    line = Event(
        at=who.at,
        subject="suggestion",
        subject_id=str(suggestion.id),
        what=what,
        by=who.by,
        via=who.via,
        before=before,
        after=json.dumps(content, ensure_ascii=False),
    )
    store.log.append(line)

"""Acts: what an adviser does to an alert without judging it, files by hand, or takes back.

Also what only time does: leases, snoozes and review days that run out.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from monitor.dates import show_day, show_time
from monitor.errors import TriageError
from monitor.filing import Desk, file_given
from monitor.records import (
    Act,
    Alert,
    AlertState,
    CouncilSlug,
    Document,
    Event,
    Label,
    Mention,
    Outline,
    TaggedDocument,
    Tier,
    Via,
)
from monitor.text import sha256_hex, shorten, squeeze
from monitor.triage.concerns import leave
from monitor.triage.keeping import Change, Who, blank, id_of, keep, load, note_act, restore
from monitor.triage.learning import unlearn
from monitor.triage.moves import Turn, next_state

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from monitor.records import Action
    from monitor.store import Store

#: a claim keeps others away for this long
CLAIM_LEASE = timedelta(hours=4)
#: a snooze without a day sleeps for this long
SNOOZE_FOR = timedelta(days=7)
#: longest headline made of a note
_HEADLINE = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An adviser's own intelligence on a council."""

    council: CouncilSlug
    note: str
    by: str
    via: Via = Via.CLI
    at: datetime


def act(store: Store, action: Action) -> Alert:
    """Do an act: return the alert as it then stands.

    Raises:
        NotFoundError: no such alert.
        StaleError: the alert has changed since the revision that the action names.
        TriageError: the alert's state does not allow it, or somebody else holds it.
    """
    who = Who(by=action.by, via=action.via, at=action.at)
    effect = _EFFECTS.get(action.act)
    if effect is None:
        msg = f"{action.act} is not built yet"
        raise TriageError(msg)
    with store.transaction():
        alert = load(store, action.alert, action.revision)
        return effect(store, alert, action, who)


def wake(store: Store, *, now: datetime) -> int:
    """Bring back what slept, waited or was held until now; return how many alerts."""
    who = Who(by="monitor", via=Via.SYSTEM, at=now)
    with store.transaction():
        held = store.alerts.queue(states=tuple(_WAITS))
        due = [a for a in held if _is_due(a, who)]
        for alert in due:
            turn = _WAITS[alert.state]
            after = blank(alert, next_state(alert.state, turn), who)
            keep(
                store,
                alert,
                replace(after, news=_why_back(alert)),
                Change(what=turn.value, who=who),
            )
    return len(due)


def file_item(
    store: Store,
    item: Item,
    desk: Desk,
    tag: Callable[[Document, Outline], TaggedDocument],
) -> Alert:
    """File an adviser's own intelligence: return its alert, restricted and never sent anywhere.

    Args:
        store: the store.
        item: council, note and whose it is.
        desk: register and rules of filing.
        tag: finds the signs in the note (`Tagger.tag`).

    Raises:
        NotFoundError: no such council.
        TriageError: the note is empty.
    """
    who = Who(by=item.by, via=item.via, at=item.at)
    region = desk.register.get(item.council).region
    if not squeeze(item.note):
        msg = "a note needs words"
        raise TriageError(msg)
    outline = Outline(tier=Tier.LOCAL, region=region, council=item.council, licensed=True)
    tagged = _about(tag(_document_of(item), outline), item.council)
    with store.transaction():
        alert = file_given(store, tagged, item.council, desk, now=item.at)
        note_act(store, alert, "file", who)
    return alert


def _claim(store: Store, alert: Alert, action: Action, who: Who) -> Alert:
    state = next_state(alert.state, action.act)
    lease = alert.lease_until
    if alert.assignee not in {None, who.by} and lease is not None and lease > who.at:
        msg = f"alert #{alert.id} is {alert.assignee}'s until {show_time(lease)}"
        raise TriageError(msg)
    after = replace(blank(alert, state, who), assignee=who.by, lease_until=who.at + CLAIM_LEASE)
    return keep(store, alert, after, Change(what=action.act.value, who=who))


def _release(store: Store, alert: Alert, action: Action, who: Who) -> Alert:
    after = blank(alert, next_state(alert.state, action.act), who)
    return keep(store, alert, after, Change(what=action.act.value, who=who))


def _snooze(store: Store, alert: Alert, action: Action, who: Who) -> Alert:
    state = next_state(alert.state, action.act)
    until = action.until or who.today + SNOOZE_FOR
    if until <= who.today:
        msg = f"the day it comes back must be after today, not {until:%d/%m/%Y}"
        raise TriageError(msg)
    after = replace(blank(alert, state, who), snoozed_until=until)
    return keep(store, alert, after, Change(what=action.act.value, who=who))


def _undo(store: Store, alert: Alert, action: Action, who: Who) -> Alert:
    """Take back the last verdict, with the concern it opened and the alert it refiled."""
    verdict = _last_verdict(store.log.of("alert", str(alert.id)))
    if verdict is None:
        msg = f"nothing to undo: no verdict stands on alert #{alert.id}"
        raise TriageError(msg)
    came_from = AlertState(json.loads(verdict.before)["state"])
    next_state(alert.state, action.act, came_from=came_from)
    left = json.loads(verdict.after)
    leave(store, alert, left, who)
    if verdict.what == Label.WRONG_COUNCIL:
        store.reports.uncorrect(id_of(alert))
        unlearn(store, id_of(alert))
        if left.get("is_made"):
            _withdraw(store, alert, who)
    store.alerts.undo_verdict(id_of(alert), now=who.at)
    after = restore(alert, verdict.before, who)
    note = f"{verdict.what} by {verdict.by}"
    return keep(store, alert, after, Change(what=action.act.value, who=who, note=note))


def _last_verdict(events: tuple[Event, ...]) -> Event | None:
    """The verdict that stands: each undo takes one away."""
    standing: list[Event] = []
    for event in events:
        if event.what in set(Label):
            standing.append(event)
        elif event.what == Act.UNDO and standing:
            standing.pop()
    return standing[-1] if standing else None


def _withdraw(store: Store, alert: Alert, who: Who) -> None:
    """Close the alert that an undone correction made, unless somebody has taken it up."""
    if alert.of is None:
        return
    made = store.alerts.get(alert.of)
    if made.state is AlertState.NEW:
        state = next_state(made.state, Turn.WITHDRAWN)
        after = replace(blank(made, state, who), of=id_of(alert))
        keep(store, made, after, Change(what=Turn.WITHDRAWN.value, who=who))


def _is_due(alert: Alert, who: Who) -> bool:
    if alert.state is AlertState.CLAIMED:
        return alert.lease_until is None or alert.lease_until <= who.at
    day = alert.review_at if alert.state is AlertState.NEEDS_INFO else alert.snoozed_until
    return day is None or day <= who.today


def _why_back(alert: Alert) -> str:
    """Say what the wait was for; a claim that ran out is no news of the story."""
    since = show_day(alert.updated_at)
    match alert.state:
        case AlertState.NEEDS_INFO:
            return f"to be looked at again: more was to be known since {since}"
        case AlertState.SNOOZED:
            return f"back: it was snoozed on {since}"
        case _:
            return alert.news


def _document_of(item: Item) -> Document:
    text = item.note.strip()
    title = shorten(text.splitlines()[0], _HEADLINE)
    key = sha256_hex(f"{item.council}\n{item.by}\n{item.at.isoformat()}\n{text}")[:16]
    return Document(
        url=f"adviser:{key}",
        outlet="adviser",
        title=title,
        standfirst=shorten(text),
        text=text,
        published_at=item.at,
        retrieved_at=item.at,
        text_sha256=sha256_hex(f"{title}\n\n{text}"),
        extractor="given",
    )


def _about(tagged: TaggedDocument, council: CouncilSlug) -> TaggedDocument:
    """The adviser has said which council: that is certain, and no other is filed."""
    said = Mention(
        council=council,
        start=0,
        end=len(tagged.document.title),
        surface=tagged.document.title,
        method="given",
        is_about=True,
        confidence=1.0,
    )
    others = tuple(replace(m, is_about=False) for m in tagged.mentions if m.council != council)
    own = tuple(m for m in tagged.mentions if m.council == council and m.is_about)
    return replace(tagged, mentions=(*(own or (said,)), *others))


_WAITS: Mapping[AlertState, Turn] = MappingProxyType(
    {
        AlertState.CLAIMED: Turn.LEASE_OVER,
        AlertState.NEEDS_INFO: Turn.REVIEW_DUE,
        AlertState.SNOOZED: Turn.SNOOZE_OVER,
    }
)

_EFFECTS: Mapping[Act, Callable[[Store, Alert, Action, Who], Alert]] = MappingProxyType(
    {Act.CLAIM: _claim, Act.RELEASE: _release, Act.SNOOZE: _snooze, Act.UNDO: _undo}
)

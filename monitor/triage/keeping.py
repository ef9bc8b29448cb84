"""Reading and keeping an alert for a move: by revision, with its line in the log.

Every change that a person makes to an alert passes through `keep`; a channel that edits its
messages has its delivery queued there.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from monitor.dates import LONDON, from_iso, show_time, to_iso
from monitor.errors import StaleError, TriageError
from monitor.records import Alert, AlertId, AlertState, Event, Reason, Via

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.store import Store

#: what the log keeps of things that only the move knows, such as the concern that it opened
Extra = dict[str, int | bool | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Who does something, through what and when."""

    by: str
    via: Via
    at: datetime

    def __post_init__(self) -> None:
        """Refuse what nobody answers for."""
        if not self.by.strip():
            msg = "say who you are"
            raise TriageError(msg)

    @property
    def today(self) -> date:
        """The day in London."""
        return self.at.astimezone(LONDON).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is said in the log of a change."""

    what: str
    who: Who
    note: str = ""
    extra: Extra = field(default_factory=dict)


def load(store: Store, key: AlertId, revision: int | None) -> Alert:
    """Return an alert as it stands, if it is what the person saw.

    Raises:
        NotFoundError: there is no such alert.
        StaleError: it has changed since; the message says what it is now and through whom.
    """
    alert = store.alerts.get(key)
    if revision is None or revision == alert.revision:
        return alert
    last = store.log.of("alert", str(key))[-1:]
    through = "".join(f" ({e.what} by {e.by}, {show_time(e.at)})" for e in last)
    msg = (
        f"alert #{key} has changed since revision {revision}: it is {alert.state} now, "
        f"revision {alert.revision}{through}; nothing was done"
    )
    raise StaleError(msg)


def blank(alert: Alert, state: AlertState, who: Who) -> Alert:
    """Return the next revision in a state, with nothing left of the state before."""
    return replace(
        alert,
        revision=alert.revision + 1,
        state=state,
        assignee=None,
        lease_until=None,
        review_at=None,
        snoozed_until=None,
        reason=None,
        of=None,
        updated_at=who.at,
    )


def keep(store: Store, before: Alert, after: Alert, change: Change) -> Alert:
    """Keep the next revision of an alert and its line in the log; return it."""
    store.alerts.save(after)
    line = Event(
        at=change.who.at,
        subject="alert",
        subject_id=str(after.id),
        what=change.what,
        by=change.who.by,
        via=change.who.via,
        before=dump_state(before),
        after=dump_state(after, change.extra),
        note=change.note,
    )
    store.log.append(line)
    return after


def note_act(store: Store, alert: Alert, what: str, who: Who, *, note: str = "") -> None:
    """Put a line in an alert's log that changes nothing about it."""
    line = Event(
        at=who.at,
        subject="alert",
        subject_id=str(alert.id),
        what=what,
        by=who.by,
        via=who.via,
        note=note,
    )
    store.log.append(line)


def dump_state(alert: Alert, extra: Extra | None = None) -> str:
    """Return what triage decides of an alert, as JSON."""
    fields = {
        "revision": alert.revision,
        "state": alert.state.value,
        "assignee": alert.assignee,
        "lease_until": to_iso(alert.lease_until) if alert.lease_until else None,
        "review_at": alert.review_at.isoformat() if alert.review_at else None,
        "snoozed_until": alert.snoozed_until.isoformat() if alert.snoozed_until else None,
        "reason": alert.reason.value if alert.reason else None,
        "of": alert.of,
    }
    return json.dumps(fields | (extra or {}))


def restore(alert: Alert, kept: str, who: Who) -> Alert:
    """Return the next revision, in the state that `dump_state` kept."""
    was: Mapping[str, str | None] = json.loads(kept)
    lease, review, until = was["lease_until"], was["review_at"], was["snoozed_until"]
    return replace(
        blank(alert, AlertState(str(was["state"])), who),
        assignee=was["assignee"],
        lease_until=from_iso(lease) if lease else None,
        review_at=date.fromisoformat(review) if review else None,
        snoozed_until=date.fromisoformat(until) if until else None,
        reason=Reason(was["reason"]) if was["reason"] else None,
    )


def id_of(alert: Alert) -> AlertId:
    """Return the key of a kept alert."""
    if alert.id is None:
        msg = "an alert is kept before it is triaged"
        raise ValueError(msg)
    return alert.id

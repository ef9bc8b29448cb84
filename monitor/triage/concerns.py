"""What verdicts do to concerns: open one, join one, and leave again when a verdict is undone."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.errors import TriageError
from monitor.records import Alert, Concern, ConcernId, Event, Stage
from monitor.triage.keeping import Extra, Who, id_of

if TYPE_CHECKING:
    from monitor.records import CouncilSlug
    from monitor.store import Store

#: a concern is looked at again after this
REVIEW_AFTER = timedelta(days=14)


def open_or_join(store: Store, alert: Alert, named: ConcernId | None, who: Who) -> Extra:
    """Put a verified alert into a concern: the named one, one that shares a theme, or its own.

    Raises:
        TriageError: the alert has no council, or the named concern is not its council's.
    """
    if alert.council is None:
        msg = (
            f"alert #{alert.id} has no council yet; say which first: wrong_council with the right "
            "one"
        )
        raise TriageError(msg)
    if named is not None:
        return _join(store, _named(store, named, alert), alert, who)
    for concern in store.concerns.open_of(alert.council):
        if set(concern.themes) & set(alert.themes):
            return _join(store, concern, alert, who)
    return _open(store, alert, alert.council, who)


def attach(store: Store, alert: Alert, named: ConcernId | None, who: Who) -> Extra:
    """Put an alert that is already known into the concern it belongs to.

    Raises:
        TriageError: no concern is open, or several are and none is named.
    """
    if named is not None:
        return _join(store, _named(store, named, alert), alert, who)
    found = store.concerns.open_of(alert.council) if alert.council else ()
    if len(found) == 1:
        return _join(store, found[0], alert, who)
    if not found:
        msg = "its council has no open concern to be known from; `verify` opens one"
    else:
        listed = "; ".join(f"{c.id} ({_themes(c)}, stage {c.stage})" for c in found)
        msg = f"say which of its council's open concerns: {listed}"
    raise TriageError(msg)


def leave(store: Store, alert: Alert, link: Extra, who: Who) -> None:
    """Take an alert out of the concern that an undone verdict put it into.

    A concern that this verdict opened is withdrawn when nothing else joined and nobody has
    worked on it.
    """
    key = link.get("concern")
    if key is None or not link.get("is_joined"):
        return
    concern = store.concerns.get(ConcernId(int(key)))
    rest = tuple(a for a in concern.alerts if a != alert.id)
    is_withdrawn = link.get("is_opened") and not rest and concern.stage is Stage.CHECKING
    themes = tuple(dict.fromkeys(t for a in rest for t in store.alerts.get(a).themes))
    after = replace(
        concern,
        alerts=rest,
        themes=themes or concern.themes,
        stage=Stage.CLOSED if is_withdrawn else concern.stage,
    )
    store.concerns.save(after)
    _log(store, concern, after, "withdrawn" if is_withdrawn else "left", who)


def _named(store: Store, key: ConcernId, alert: Alert) -> Concern:
    concern = store.concerns.get(key)
    if concern.stage is Stage.CLOSED:
        msg = f"concern {key} is closed"
        raise TriageError(msg)
    if alert.council is not None and concern.council != alert.council:
        msg = f"concern {key} is {concern.council}'s, alert #{alert.id} is {alert.council}'s"
        raise TriageError(msg)
    return concern


def _open(store: Store, alert: Alert, council: CouncilSlug, who: Who) -> Extra:
    concern = store.concerns.create(
        Concern(
            council=council,
            themes=alert.themes,
            opened_at=who.at,
            review_at=who.today + REVIEW_AFTER,
            alerts=(id_of(alert),),
        )
    )
    _log(store, None, concern, "opened", who)
    return {"concern": concern.id, "is_opened": True, "is_joined": True}


def _join(store: Store, concern: Concern, alert: Alert, who: Who) -> Extra:
    if alert.id in concern.alerts:
        return {"concern": concern.id, "is_opened": False, "is_joined": False}
    after = replace(
        concern,
        alerts=(*concern.alerts, id_of(alert)),
        themes=tuple(dict.fromkeys((*concern.themes, *alert.themes))),
    )
    store.concerns.save(after)
    _log(store, concern, after, "joined", who)
    return {"concern": concern.id, "is_opened": False, "is_joined": True}


def _log(store: Store, before: Concern | None, after: Concern, what: str, who: Who) -> None:
    store.log.append(
        Event(
            at=who.at,
            subject="concern",
            subject_id=str(after.id),
            what=what,
            by=who.by,
            via=who.via,
            before=_dump(before) if before else "",
            after=_dump(after),
        )
    )


def _dump(concern: Concern) -> str:
    return json.dumps(
        {
            "stage": concern.stage.value,
            "themes": [t.value for t in concern.themes],
            "alerts": list(concern.alerts),
            "review_at": concern.review_at.isoformat(),
        }
    )


def _themes(concern: Concern) -> str:
    return ", ".join(t.replace("_", " ") for t in concern.themes) or "no theme"

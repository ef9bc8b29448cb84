"""Which concern a verdict leads to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.errors import TriageError
from monitor.filing import Desk
from monitor.records import (
    Act,
    Action,
    Alert,
    AlertState,
    ConcernId,
    Label,
    Stage,
    Theme,
    Verdict,
)
from monitor.store import Store
from monitor.triage import act, decide
from tests.filed import NOW, SAMPLEFORD, file_alert

LATER = NOW + timedelta(hours=1)
FIRST = ConcernId(1)


def say(
    store: Store, desk: Desk, alert: Alert, label: Label, concern: ConcernId | None = None
) -> Alert:
    assert alert.id is not None
    verdict = Verdict(alert=alert.id, label=label, concern=concern, by="jo", at=LATER)
    return decide(store, verdict, desk)


def undo(store: Store, alert: Alert) -> Alert:
    assert alert.id is not None
    return act(store, Action(alert=alert.id, act=Act.UNDO, by="jo", at=LATER))


@pytest.fixture
def other(store: Store, desk: Desk) -> Alert:
    return file_alert(store, desk, "Tenants wait for repairs", theme=Theme.HOUSING)


def test_verify_joins_the_concern_that_is_named_whatever_its_themes(
    store: Store, desk: Desk, alert: Alert, other: Alert
) -> None:
    say(store, desk, alert, Label.VERIFY)
    say(store, desk, other, Label.VERIFY, FIRST)
    assert store.concerns.get(FIRST).alerts == (alert.id, other.id)


@pytest.mark.parametrize("label", [Label.KNOWN, Label.POSITIVE], ids=str)
def test_a_named_concern_takes_what_is_known_and_what_is_good_news(
    store: Store, desk: Desk, alert: Alert, other: Alert, label: Label
) -> None:
    say(store, desk, alert, Label.VERIFY)
    say(store, desk, other, label, FIRST)
    assert store.concerns.get(FIRST).alerts == (alert.id, other.id)


def test_a_closed_concern_takes_nothing(
    store: Store, desk: Desk, alert: Alert, other: Alert
) -> None:
    say(store, desk, alert, Label.VERIFY)
    store.concerns.save(replace(store.concerns.get(FIRST), stage=Stage.CLOSED))
    with pytest.raises(TriageError, match="concern 1 is closed"):
        say(store, desk, other, Label.KNOWN, FIRST)


def test_a_concern_that_somebody_worked_on_is_not_withdrawn(
    store: Store, desk: Desk, alert: Alert
) -> None:
    say(store, desk, alert, Label.VERIFY)
    store.concerns.save(replace(store.concerns.get(FIRST), stage=Stage.PLAN_IN_PLACE))
    undo(store, alert)
    assert store.concerns.get(FIRST).stage is Stage.PLAN_IN_PLACE


def test_an_alert_that_was_in_the_concern_already_stays_there_when_undone(
    store: Store, desk: Desk, alert: Alert
) -> None:
    say(store, desk, alert, Label.VERIFY)
    assert alert.id is not None
    held = replace(store.alerts.get(alert.id), revision=3, state=AlertState.NEW)
    store.alerts.save(held)
    say(store, desk, held, Label.KNOWN)
    undo(store, held)
    assert store.concerns.get(FIRST).alerts == (alert.id,)


def test_verifying_again_after_undo_opens_a_concern_anew(
    store: Store, desk: Desk, alert: Alert
) -> None:
    say(store, desk, alert, Label.VERIFY)
    undo(store, alert)
    say(store, desk, alert, Label.VERIFY)
    assert [c.id for c in store.concerns.open_of(SAMPLEFORD)] == [2]

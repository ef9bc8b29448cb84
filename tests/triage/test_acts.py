"""Acts, undo, what time does, and what an adviser files by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from monitor.errors import NotFoundError, StaleError, TriageError
from monitor.filing import Desk
from monitor.records import (
    Act,
    Action,
    Alert,
    AlertId,
    AlertState,
    ConcernId,
    CouncilSlug,
    Document,
    Label,
    Lane,
    Outline,
    Stage,
    TaggedDocument,
    Theme,
    Verdict,
)
from monitor.store import Store
from monitor.triage import Item, act, decide, file_item, wake
from tests.filed import FARAWAY, NOW, SAMPLEFORD, file_alert, make_tagged

LATER = NOW + timedelta(hours=1)


def action(
    alert: Alert,
    what: Act,
    *,
    revision: int | None = None,
    until: date | None = None,
    by: str = "jo",
    at: datetime = LATER,
) -> Action:
    assert alert.id is not None
    return Action(alert=alert.id, revision=revision, act=what, until=until, by=by, at=at)


def say(
    store: Store, desk: Desk, alert: Alert, label: Label, council: CouncilSlug | None = None
) -> Alert:
    assert alert.id is not None
    verdict = Verdict(alert=alert.id, label=label, council=council, by="jo", at=LATER)
    return decide(store, verdict, desk)


def untagged(document: Document, outline: Outline) -> TaggedDocument:
    return TaggedDocument(document=document, outline=outline)


def test_a_claim_holds_for_four_hours(store: Store, alert: Alert) -> None:
    after = act(store, action(alert, Act.CLAIM))
    assert (after.state, after.assignee) == (AlertState.CLAIMED, "jo")
    assert after.lease_until == LATER + timedelta(hours=4)


def test_a_claimed_alert_is_not_taken_from_who_holds_it(store: Store, alert: Alert) -> None:
    act(store, action(alert, Act.CLAIM))
    with pytest.raises(TriageError, match="jo's until 18 Nov 2026, 14:00"):
        act(store, action(alert, Act.CLAIM, by="sam"))


def test_a_claim_that_ran_out_can_be_taken_over(store: Store, alert: Alert) -> None:
    act(store, action(alert, Act.CLAIM))
    after = act(store, action(alert, Act.CLAIM, by="sam", at=LATER + timedelta(hours=5)))
    assert after.assignee == "sam"


def test_a_released_alert_is_new_and_nobodys(store: Store, alert: Alert) -> None:
    act(store, action(alert, Act.CLAIM))
    after = act(store, action(alert, Act.RELEASE))
    assert (after.state, after.assignee, after.lease_until) == (AlertState.NEW, None, None)


def test_a_snooze_without_a_day_lasts_a_week(store: Store, alert: Alert) -> None:
    after = act(store, action(alert, Act.SNOOZE))
    assert (after.state, after.snoozed_until) == (AlertState.SNOOZED, date(2026, 11, 25))


def test_a_snooze_until_today_is_refused(store: Store, alert: Alert) -> None:
    with pytest.raises(TriageError, match="after today"):
        act(store, action(alert, Act.SNOOZE, until=date(2026, 11, 18)))


def test_an_act_on_a_stale_revision_changes_nothing(store: Store, alert: Alert) -> None:
    act(store, action(alert, Act.CLAIM))
    with pytest.raises(StaleError, match="claim by jo"):
        act(store, action(alert, Act.SNOOZE, revision=1))


def test_merge_says_that_it_is_not_built_yet(store: Store, alert: Alert) -> None:
    with pytest.raises(TriageError, match="not built yet"):
        act(store, action(alert, Act.MERGE))


# -- undo ------------------------------------------------------------------------------------


def test_undo_without_a_verdict_is_refused(store: Store, alert: Alert) -> None:
    act(store, action(alert, Act.CLAIM))
    with pytest.raises(TriageError, match="nothing to undo"):
        act(store, action(alert, Act.UNDO))


@pytest.mark.parametrize("label", [x for x in Label if x not in {Label.KNOWN, Label.DUPLICATE}])
def test_undo_restores_the_state_before_the_verdict(
    store: Store, desk: Desk, alert: Alert, label: Label
) -> None:
    before = act(store, action(alert, Act.CLAIM))
    say(store, desk, alert, label)
    after = act(store, action(alert, Act.UNDO))
    assert after == replace(before, revision=4)


def test_an_undone_verdict_no_longer_stands(store: Store, desk: Desk, alert: Alert) -> None:
    say(store, desk, alert, Label.POSITIVE)
    act(store, action(alert, Act.UNDO))
    assert store.alerts.verdicts(AlertId(1)) == ()


def test_undo_goes_back_verdict_by_verdict(store: Store, desk: Desk, alert: Alert) -> None:
    say(store, desk, alert, Label.NEEDS_INFO)
    say(store, desk, alert, Label.POSITIVE)
    once = act(store, action(alert, Act.UNDO))
    twice = act(store, action(alert, Act.UNDO))
    assert (once.state, twice.state) == (AlertState.NEEDS_INFO, AlertState.NEW)


def test_undo_withdraws_the_concern_that_the_verdict_opened(
    store: Store, desk: Desk, alert: Alert
) -> None:
    say(store, desk, alert, Label.VERIFY)
    act(store, action(alert, Act.UNDO))
    assert store.concerns.get(ConcernId(1)).stage is Stage.CLOSED
    assert [e.what for e in store.log.of("concern", "1")] == ["opened", "withdrawn"]


def test_undo_leaves_a_concern_that_others_joined(store: Store, desk: Desk, alert: Alert) -> None:
    say(store, desk, alert, Label.VERIFY)
    other = file_alert(store, desk, "Tenants wait for repairs", theme=Theme.HOUSING)
    say(store, desk, other, Label.KNOWN)
    act(store, action(alert, Act.UNDO))
    concern = store.concerns.get(ConcernId(1))
    assert (concern.stage, concern.alerts) == (Stage.CHECKING, (2,))
    assert concern.themes == (Theme.HOUSING,)


def test_undoing_one_that_joined_leaves_the_concern_to_the_first(
    store: Store, desk: Desk, alert: Alert
) -> None:
    say(store, desk, alert, Label.VERIFY)
    other = file_alert(store, desk, "Reserves spent twice over in a single quarter")
    say(store, desk, other, Label.VERIFY)
    act(store, action(other, Act.UNDO))
    assert store.concerns.get(ConcernId(1)).alerts == (1,)


def test_undoing_a_wrong_council_withdraws_the_alert_that_it_made(
    store: Store, desk: Desk, alert: Alert
) -> None:
    refiled = say(store, desk, alert, Label.WRONG_COUNCIL, FARAWAY)
    after = act(store, action(alert, Act.UNDO))
    assert refiled.of is not None
    other = store.alerts.get(refiled.of)
    assert after.state is AlertState.NEW
    assert (other.state, other.of) == (AlertState.REFILED, 1)


def test_undoing_a_wrong_council_takes_the_label_back(
    store: Store, desk: Desk, alert: Alert
) -> None:
    say(store, desk, alert, Label.WRONG_COUNCIL, FARAWAY)
    act(store, action(alert, Act.UNDO))
    assert store.reports.corrected(make_tagged(alert.headline).document) == ()


def test_undoing_a_wrong_council_leaves_an_alert_that_somebody_took_up(
    store: Store, desk: Desk, alert: Alert
) -> None:
    refiled = say(store, desk, alert, Label.WRONG_COUNCIL, FARAWAY)
    assert refiled.of is not None
    say(store, desk, store.alerts.get(refiled.of), Label.POSITIVE)
    act(store, action(alert, Act.UNDO))
    assert store.alerts.get(refiled.of).state is AlertState.POSITIVE


def test_the_same_correction_made_again_brings_its_alert_back(
    store: Store, desk: Desk, alert: Alert
) -> None:
    first = say(store, desk, alert, Label.WRONG_COUNCIL, FARAWAY)
    act(store, action(alert, Act.UNDO))
    again = say(store, desk, alert, Label.WRONG_COUNCIL, FARAWAY)
    assert again.of == first.of
    assert again.of is not None
    assert store.alerts.get(again.of).state is AlertState.NEW


# -- time ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "wait"),
    [(Act.CLAIM, timedelta(hours=4)), (Act.SNOOZE, timedelta(days=7))],
    ids=["a claim", "a snooze"],
)
def test_what_was_held_comes_back_in_time(
    store: Store, alert: Alert, what: Act, wait: timedelta
) -> None:
    act(store, action(alert, what))
    assert wake(store, now=LATER + wait - timedelta(days=1)) == 0
    assert wake(store, now=LATER + wait) == 1
    assert store.alerts.get(AlertId(1)).state is AlertState.NEW


def test_an_alert_comes_back_on_its_review_day_and_says_why(
    store: Store, desk: Desk, alert: Alert
) -> None:
    say(store, desk, alert, Label.NEEDS_INFO)
    wake(store, now=datetime.fromisoformat("2026-11-25T00:00:00+00:00"))
    after = store.alerts.get(AlertId(1))
    assert after.state is AlertState.NEW
    assert "to be looked at again" in after.news


# -- filed by hand ---------------------------------------------------------------------------


def test_what_an_adviser_files_is_a_restricted_alert(store: Store, desk: Desk) -> None:
    item = Item(council=SAMPLEFORD, note="Heard that talks broke down.", by="jo", at=NOW)
    filed = file_item(store, item, desk, untagged)
    assert filed.restricted
    assert (filed.council, filed.lane) == (SAMPLEFORD, Lane.ALERT)


def test_the_log_says_who_filed_it(store: Store, desk: Desk) -> None:
    item = Item(council=SAMPLEFORD, note="Heard that talks broke down.", by="jo", at=NOW)
    filed = file_item(store, item, desk, untagged)
    assert [(e.what, e.by) for e in store.log.of("alert", str(filed.id))][-1] == ("file", "jo")


def test_the_same_note_on_another_day_is_another_item(store: Store, desk: Desk) -> None:
    item = Item(council=SAMPLEFORD, note="Talks broke down.", by="jo", at=NOW)
    first = file_item(store, item, desk, untagged)
    second = file_item(store, replace(item, at=LATER), desk, untagged)
    assert first.url != second.url


@pytest.mark.parametrize(
    ("council", "note", "why"),
    [("nowhere", "A word.", "no council 'nowhere'"), ("sampleford", " ", "needs words")],
)
def test_an_item_needs_a_council_and_words(
    store: Store, desk: Desk, council: str, note: str, why: str
) -> None:
    item = Item(council=CouncilSlug(council), note=note, by="jo", at=NOW)
    with pytest.raises((NotFoundError, TriageError), match=why):
        file_item(store, item, desk, untagged)

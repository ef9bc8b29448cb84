"""What each verdict makes true."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import pytest

from monitor.errors import NotFoundError, StaleError, TriageError
from monitor.filing import Desk
from monitor.records import (
    Alert,
    AlertId,
    AlertState,
    ConcernId,
    CouncilSlug,
    Label,
    Reason,
    Region,
    Stage,
    Theme,
    Verdict,
    Via,
)
from monitor.store import Store
from monitor.triage import decide
from tests.filed import EXAMPLEBY, FARAWAY, NOW, SAMPLEFORD, file_alert, make_tagged

LATER = NOW + timedelta(hours=1)


def verdict(
    alert: Alert,
    label: Label,
    *,
    revision: int | None = None,
    reason: Reason | None = None,
    council: CouncilSlug | None = None,
    of: AlertId | None = None,
    concern: ConcernId | None = None,
    review_at: date | None = None,
    by: str = "jo",
    at: datetime = LATER,
    note: str = "",
) -> Verdict:
    assert alert.id is not None
    return Verdict(
        alert=alert.id,
        revision=revision,
        label=label,
        reason=reason,
        council=council,
        of=of,
        concern=concern,
        review_at=review_at,
        by=by,
        via=Via.CLI,
        at=at,
        note=note,
    )


def test_a_verdict_raises_the_revision_and_is_kept(store: Store, desk: Desk, alert: Alert) -> None:
    after = decide(store, verdict(alert, Label.POSITIVE), desk)
    assert (after.state, after.revision) == (AlertState.POSITIVE, 2)
    assert store.alerts.get(AlertId(1)) == after


def test_the_log_says_who_what_and_how_it_was_before(
    store: Store, desk: Desk, alert: Alert
) -> None:
    decide(store, verdict(alert, Label.POSITIVE, note="progress at last"), desk)
    line = store.log.of("alert", "1")[-1]
    assert (line.by, line.via, line.what, line.note) == (
        "jo",
        Via.CLI,
        "positive",
        "progress at last",
    )
    assert json.loads(line.before)["state"] == "new"
    assert json.loads(line.after)["state"] == "positive"


def test_the_kept_verdict_names_the_revision_it_was_given_on(
    store: Store, desk: Desk, alert: Alert
) -> None:
    decide(store, verdict(alert, Label.POSITIVE), desk)
    assert [v.revision for v in store.alerts.verdicts(AlertId(1))] == [1]


def test_a_verdict_on_a_stale_revision_changes_nothing_and_says_through_whom(
    store: Store, desk: Desk, alert: Alert
) -> None:
    decide(store, verdict(alert, Label.NEEDS_INFO, by="sam"), desk)
    with pytest.raises(StaleError, match=r"needs_info now, revision 2 \(needs_info by sam, 18 Nov"):
        decide(store, verdict(alert, Label.POSITIVE, revision=1), desk)
    assert store.alerts.get(AlertId(1)).state is AlertState.NEEDS_INFO


def test_an_unknown_alert_is_not_found(store: Store, desk: Desk, alert: Alert) -> None:
    with pytest.raises(NotFoundError, match="no alert #99"):
        decide(store, Verdict(alert=AlertId(99), label=Label.VERIFY, by="jo", at=LATER), desk)


def test_a_verdict_needs_a_name(store: Store, desk: Desk, alert: Alert) -> None:
    with pytest.raises(TriageError, match="who you are"):
        decide(store, verdict(alert, Label.POSITIVE, by=" "), desk)


@pytest.mark.parametrize("label", Label, ids=str)
def test_a_closed_alert_is_not_decided_twice(
    store: Store, desk: Desk, alert: Alert, label: Label
) -> None:
    decide(store, verdict(alert, Label.NOT_RELEVANT), desk)
    with pytest.raises(TriageError, match="undo"):
        decide(store, verdict(alert, label), desk)


def test_verify_opens_a_concern_to_be_reviewed_in_14_days(
    store: Store, desk: Desk, alert: Alert
) -> None:
    decide(store, verdict(alert, Label.VERIFY), desk)
    (concern,) = store.concerns.open_of(SAMPLEFORD)
    assert (concern.stage, concern.alerts) == (Stage.CHECKING, (1,))
    assert concern.review_at == date(2026, 12, 2)


def test_verify_joins_the_open_concern_that_shares_a_theme(
    store: Store, desk: Desk, alert: Alert
) -> None:
    decide(store, verdict(alert, Label.VERIFY), desk)
    other = file_alert(store, desk, "Reserves spent twice over in a single quarter")
    decide(store, verdict(other, Label.VERIFY), desk)
    (concern,) = store.concerns.open_of(SAMPLEFORD)
    assert concern.alerts == (1, 2)


def test_verify_opens_another_concern_when_no_theme_is_shared(
    store: Store, desk: Desk, alert: Alert
) -> None:
    decide(store, verdict(alert, Label.VERIFY), desk)
    other = file_alert(store, desk, "Tenants wait for repairs", theme=Theme.HOUSING)
    decide(store, verdict(other, Label.VERIFY), desk)
    assert len(store.concerns.open_of(SAMPLEFORD)) == 2


def test_verify_without_a_council_asks_for_it_first(store: Store, desk: Desk) -> None:
    unnamed = file_alert(store, desk, council=None)
    with pytest.raises(TriageError, match="wrong_council"):
        decide(store, verdict(unnamed, Label.VERIFY), desk)


def test_known_attaches_to_the_only_open_concern(store: Store, desk: Desk, alert: Alert) -> None:
    decide(store, verdict(alert, Label.VERIFY), desk)
    other = file_alert(store, desk, "Tenants wait for repairs", theme=Theme.HOUSING)
    decide(store, verdict(other, Label.KNOWN), desk)
    assert store.concerns.get(ConcernId(1)).themes == (Theme.FINANCE, Theme.HOUSING)


def test_known_lists_the_open_concerns_when_there_are_several(
    store: Store, desk: Desk, alert: Alert
) -> None:
    decide(store, verdict(alert, Label.VERIFY), desk)
    other = file_alert(store, desk, "Tenants wait for repairs", theme=Theme.HOUSING)
    decide(store, verdict(other, Label.VERIFY), desk)
    third = file_alert(store, desk, "Cabinet quarrels in public again", theme=Theme.DISCORD)
    with pytest.raises(TriageError, match=r"1 \(finance, stage 2\); 2 \(housing, stage 2\)"):
        decide(store, verdict(third, Label.KNOWN), desk)


def test_known_without_an_open_concern_is_refused(store: Store, desk: Desk, alert: Alert) -> None:
    with pytest.raises(TriageError, match="no open concern"):
        decide(store, verdict(alert, Label.KNOWN), desk)


def test_a_concern_of_another_council_is_refused(store: Store, desk: Desk, alert: Alert) -> None:
    decide(store, verdict(alert, Label.VERIFY), desk)
    other = file_alert(store, desk, "Reserves spent twice over", council=EXAMPLEBY)
    with pytest.raises(TriageError, match="concern 1 is sampleford's"):
        decide(store, verdict(other, Label.KNOWN, concern=ConcernId(1)), desk)


def test_needs_info_is_looked_at_again_in_seven_days(
    store: Store, desk: Desk, alert: Alert
) -> None:
    after = decide(store, verdict(alert, Label.NEEDS_INFO), desk)
    assert after.review_at == date(2026, 11, 25)


def test_needs_info_refuses_a_day_that_is_over(store: Store, desk: Desk, alert: Alert) -> None:
    with pytest.raises(TriageError, match="after today"):
        decide(store, verdict(alert, Label.NEEDS_INFO, review_at=date(2026, 11, 18)), desk)


def test_not_relevant_without_a_reason_is_other(store: Store, desk: Desk, alert: Alert) -> None:
    after = decide(store, verdict(alert, Label.NOT_RELEVANT), desk)
    assert after.reason is Reason.OTHER
    assert store.alerts.verdicts(AlertId(1))[0].reason is Reason.OTHER


def test_a_reason_goes_with_not_relevant_only(store: Store, desk: Desk, alert: Alert) -> None:
    with pytest.raises(TriageError, match="reason does not go with verify"):
        decide(store, verdict(alert, Label.VERIFY, reason=Reason.ADVERT), desk)


def test_duplicate_names_the_other_alert(store: Store, desk: Desk, alert: Alert) -> None:
    other = file_alert(store, desk, "Tenants wait for repairs", theme=Theme.HOUSING)
    after = decide(store, verdict(other, Label.DUPLICATE, of=alert.id), desk)
    assert (after.state, after.of) == (AlertState.DUPLICATE, 1)


@pytest.mark.parametrize(("of", "why"), [(None, "say of which"), (1, "itself"), (9, "no alert #9")])
def test_duplicate_of_nothing_is_refused(
    store: Store, desk: Desk, alert: Alert, of: int | None, why: str
) -> None:
    target = None if of is None else AlertId(of)
    with pytest.raises((TriageError, NotFoundError), match=why):
        decide(store, verdict(alert, Label.DUPLICATE, of=target), desk)


def test_a_duplicate_of_a_duplicate_is_sent_on(store: Store, desk: Desk, alert: Alert) -> None:
    second = file_alert(store, desk, "Tenants wait for repairs", theme=Theme.HOUSING)
    third = file_alert(store, desk, "Cabinet quarrels in public again", theme=Theme.DISCORD)
    decide(store, verdict(second, Label.DUPLICATE, of=alert.id), desk)
    with pytest.raises(TriageError, match="#1; name that one"):
        decide(store, verdict(third, Label.DUPLICATE, of=second.id), desk)


def test_wrong_council_files_for_the_right_one(store: Store, desk: Desk, alert: Alert) -> None:
    after = decide(store, verdict(alert, Label.WRONG_COUNCIL, council=FARAWAY), desk)
    assert after.state is AlertState.REFILED
    assert after.of is not None
    other = store.alerts.get(after.of)
    assert (other.council, other.region, other.state) == (
        FARAWAY,
        Region.NORTH_WEST,
        AlertState.NEW,
    )


def test_wrong_council_without_a_right_one_files_nothing(
    store: Store, desk: Desk, alert: Alert
) -> None:
    after = decide(store, verdict(alert, Label.WRONG_COUNCIL), desk)
    assert (after.state, after.of) == (AlertState.REFILED, None)
    assert len(store.alerts.queue()) == 1


def test_wrong_council_is_kept_as_a_label_for_that_document(
    store: Store, desk: Desk, alert: Alert
) -> None:
    decide(store, verdict(alert, Label.WRONG_COUNCIL), desk)
    again = make_tagged(alert.headline).document
    assert store.reports.corrected(again) == ((SAMPLEFORD, None),)


def test_the_right_council_cannot_be_the_present_one(
    store: Store, desk: Desk, alert: Alert
) -> None:
    with pytest.raises(TriageError, match="already"):
        decide(store, verdict(alert, Label.WRONG_COUNCIL, council=SAMPLEFORD), desk)


def test_an_unknown_council_changes_nothing(store: Store, desk: Desk, alert: Alert) -> None:
    with pytest.raises(NotFoundError, match="no council 'nowhere'"):
        decide(store, verdict(alert, Label.WRONG_COUNCIL, council=CouncilSlug("nowhere")), desk)
    assert store.alerts.get(AlertId(1)).state is AlertState.NEW
    assert store.reports.corrected(make_tagged(alert.headline).document) == ()

"""What other rules would have changed, on real texts: gained, lost, and what stays as it was."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.analyse import tagger
from monitor.config import Config
from monitor.filing import file_document
from monitor.records import (
    CouncilSlug,
    Estimate,
    Label,
    Lane,
    Outline,
    Region,
    Severity,
    SourceKey,
    Theme,
    Tier,
    Verdict,
)
from monitor.score import Thresholds
from monitor.service import make_desk, make_reference
from monitor.store import Store, open_store
from monitor.triage import Item, decide, file_item
from monitor.tuning import Findings, Rejudged, Trial, judge_past, sum_up
from monitor.workers import WorkerError, run_here
from tests.filed import make_tagged
from tests.sampled import DATABASE, file_sample

#: a Wednesday
NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
SINCE = NOW - timedelta(days=7)
LATER = NOW + timedelta(days=2)
SAMPLEFORD, NORTHMERE = CouncilSlug("sampleford"), CouncilSlug("northmere")


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> Config:
    return file_sample(tmp_path_factory.mktemp("filed"), NOW)


@pytest.fixture
def store(filed: Config, tmp_path: Path) -> Iterator[Store]:
    shutil.copy(filed.path.parent / DATABASE, tmp_path / DATABASE)
    opened = open_store(tmp_path / DATABASE)
    yield opened
    opened.close()


@pytest.fixture
def empty() -> Iterator[Store]:
    opened = open_store(None)
    yield opened
    opened.close()


def rules(filed: Config, alert: float = 0.5, unsure: float = 0.3, model: str = "") -> Trial:
    return Trial(
        reference=replace(make_reference(filed), model=model),
        thresholds=Thresholds(alert=alert, unsure=unsure),
        register=filed.register,
        regions=frozenset(filed.queued_regions),
    )


def judge(store: Store, trial: Trial) -> list[Rejudged]:
    return list(judge_past(store, store.reports.past(SINCE), trial, run_here))


def find(store: Store, trial: Trial) -> Findings:
    return sum_up(judge(store, trial), since=SINCE, until=LATER)


def test_the_rules_of_the_day_change_nothing(store: Store, filed: Config) -> None:
    findings = find(store, rules(filed))
    assert (findings.gained, findings.lost, findings.n_unsure_gained) == ((), (), 0)
    assert (findings.n_tagged, findings.n_scored) == (len(store.reports.past(SINCE)), 0)


def test_a_higher_threshold_loses_the_alerts_below_it(store: Store, filed: Config) -> None:
    below = {a.story for a in store.alerts.queue() if a.score.value < 0.97}
    findings = find(store, rules(filed, 0.97))
    assert {c.shown.story for c in findings.lost} == below != set()
    assert findings.gained == ()
    assert findings.n_unsure_gained == len(below)


def test_a_lost_alert_says_its_score_before_and_after_with_the_strongest_parts(
    store: Store, filed: Config
) -> None:
    change = find(store, rules(filed, 0.97)).lost[0]
    assert change.shown.before is not None
    assert change.shown.after is not None
    assert change.shown.before.score == change.shown.after.value
    assert change.lane_after is Lane.UNSURE
    weights = [abs(p.weight) for p in change.parts]
    assert weights == sorted((abs(p.weight) for p in change.shown.after.parts), reverse=True)[:3]


def test_a_lower_threshold_gains_what_was_below_the_old_one(tmp_path: Path) -> None:
    strict = "alert_threshold = 0.97\nunsure_threshold = 0.95\n"
    filed = file_sample(tmp_path, NOW, strict)
    store = open_store(tmp_path / DATABASE)
    past = store.reports.past(SINCE)
    told = {s for d in past if any(o.lane is Lane.ALERT for o in d.outcomes) for s in d.stories}
    wanted = {
        (d.document, o.council)
        for d in past
        for o in d.outcomes
        if o.lane is not Lane.ALERT and o.score >= 0.5 and not told & set(d.stories)
    }
    findings = find(store, rules(filed))
    store.close()
    gained = {(c.shown.document, c.shown.council) for c in findings.gained}
    assert gained == wanted != set()
    assert findings.lost == ()
    assert findings.n_unsure_lost == sum(c.lane_before is Lane.UNSURE for c in findings.gained)


def test_documents_of_one_story_count_once(store: Store, filed: Config) -> None:
    n_documents = sum(o.lane is Lane.ALERT for d in store.reports.past(SINCE) for o in d.outcomes)
    rates = find(store, rules(filed)).rates
    assert sum(r.n_before for r in rates) == len(store.alerts.queue()) < n_documents
    assert [(r.n_before, r.n_after) for r in rates] == [(r.n_after, r.n_after) for r in rates]


def test_documents_in_no_story_count_once_each(store: Store, filed: Config) -> None:
    loose = [d for d in store.reports.past(SINCE) if not d.stories and d.outcomes]
    would = sum(o.score >= 0.02 for d in loose for o in d.outcomes)
    findings = find(store, rules(filed, 0.02, 0.01))
    by_document = {c.shown.document for c in findings.gained if c.shown.story is None}
    assert 2 <= len(by_document) == len(findings.gained) <= would


def test_without_its_text_each_document_has_the_score_that_it_had(
    store: Store, filed: Config
) -> None:
    assert store.documents.drop_text(before=LATER) > 0
    judged = judge(store, rules(filed))
    compared = [c for one in judged for c in one.compared]
    assert not any(one.is_tagged_again for one in judged)
    assert [(c.after.value, c.after.lane) for c in compared if c.after] == [
        (c.before.score, c.before.lane) for c in compared if c.before
    ]
    assert len(compared) == sum(
        o.lane is not Lane.NONE for d in store.reports.past(SINCE) for o in d.outcomes
    )


def test_without_its_text_other_thresholds_still_hold(store: Store, filed: Config) -> None:
    with_text = find(store, rules(filed, 0.97))
    store.documents.drop_text(before=LATER)
    without = find(store, rules(filed, 0.97))
    assert [c.shown.story for c in without.lost] == [c.shown.story for c in with_text.lost]
    assert without.n_scored == with_text.n_tagged


def file_by_classifier(store: Store, filed: Config) -> None:
    """A text that no rule speaks of, filed for what a classifier read in it."""
    read = make_tagged("The mood at the top has changed, say those who know")
    estimate = Estimate(
        council=SAMPLEFORD,
        start=0,
        end=20,
        severities=(0.02, 0.08, 0.8, 0.1),
        themes=((Theme.DISCORD, 0.9),),
    )
    read = replace(
        read, theme_hits=(), estimates=(estimate,), versions=(("model", "signs-00000000"),)
    )
    with store.transaction():
        (one,) = file_document(store, read, make_desk(filed), now=NOW)
    assert one.alert is not None


def test_another_classifier_reads_what_still_has_its_text(empty: Store, filed: Config) -> None:
    file_by_classifier(empty, filed)
    findings = find(empty, rules(filed, model="none"))
    assert [c.lane_after for c in findings.lost] == [Lane.NONE]


def test_another_classifier_cannot_change_what_has_lost_its_text(
    empty: Store, filed: Config
) -> None:
    file_by_classifier(empty, filed)
    empty.documents.drop_text(before=LATER)
    findings = find(empty, rules(filed, model="none"))
    assert (findings.lost, findings.n_scored) == ((), 1)


def test_what_a_person_moved_to_another_council_is_no_change(store: Store, filed: Config) -> None:
    alert = next(a for a in store.alerts.queue() if a.council == SAMPLEFORD)
    assert alert.id is not None
    wrong = Verdict(alert=alert.id, label=Label.WRONG_COUNCIL, council=NORTHMERE, by="jo", at=LATER)
    decide(store, wrong, make_desk(filed))
    findings = find(store, rules(filed))
    assert (findings.gained, findings.lost) == ((), ())


def test_what_is_about_none_of_ours_by_a_persons_word_is_no_change(
    store: Store, filed: Config
) -> None:
    alert = next(a for a in store.alerts.queue() if a.council == SAMPLEFORD)
    assert alert.id is not None
    none = Verdict(alert=alert.id, label=Label.WRONG_COUNCIL, by="jo", at=LATER)
    decide(store, none, make_desk(filed))
    findings = find(store, rules(filed, 0.02, 0.01))
    held = {d.document for d in store.stories.get(alert.story).documents}
    assert held.isdisjoint(c.shown.document for c in (*findings.gained, *findings.lost))


def test_an_advisers_own_item_is_left_out(empty: Store, filed: Config) -> None:
    note = "The section 114 notice of Sampleford Borough Council is signed, I hear."
    item = Item(council=SAMPLEFORD, note=note, by="jo", at=NOW)
    file_item(empty, item, make_desk(filed), tagger(make_reference(filed)).tag)
    assert empty.reports.past(SINCE) == ()


def test_a_region_that_is_not_queued_is_left_out(store: Store, filed: Config) -> None:
    trial = replace(rules(filed, 0.02, 0.01), regions=frozenset({Region.NORTH_WEST}))
    findings = find(store, trial)
    assert [r.region for r in findings.rates] == [Region.NORTH_WEST]
    assert {c.shown.region for c in findings.gained} <= {Region.NORTH_WEST}


def test_a_source_is_taken_as_it_is_configured_now(empty: Store, filed: Config) -> None:
    source = SourceKey("gazette")
    read = make_tagged("Auditors warn")
    read = replace(
        read,
        outline=Outline(source=source, region=Region.SOUTH_EAST),
        document=replace(read.document, text="Sampleford Borough Council has issued a section 114"
                         " notice, its leader said."),
    )  # fmt: skip
    with empty.transaction():
        file_document(empty, read, make_desk(filed), now=NOW)
    blog = Outline(source=source, tier=Tier.PARTISAN)
    scores = [
        one.compared[0].after
        for trial in (rules(filed), replace(rules(filed), outlines={source: blog}))
        for one in judge(empty, trial)
    ]
    assert [s.severity for s in scores if s] == [Severity.ACUTE, Severity.EARLY]


def test_documents_before_the_time_are_left_out(store: Store) -> None:
    assert store.reports.past(NOW + timedelta(seconds=1)) == ()


def test_nothing_in_the_database_changes(store: Store, filed: Config) -> None:
    before = list(store.db.conn.iterdump())
    find(store, rules(filed, 0.97, 0.02))
    assert list(store.db.conn.iterdump()) == before


def test_when_a_worker_dies_its_documents_are_scored_by_what_was_found(
    store: Store, filed: Config
) -> None:
    def die(*_: object) -> Future[list[tuple[()]]]:
        future: Future[list[tuple[()]]] = Future()
        future.set_exception(WorkerError("needs more memory than a worker may use"))
        return future

    past = store.reports.past(SINCE)
    judged = judge_past(store, past, rules(filed), die)  # type: ignore[arg-type]  # never a value
    findings = sum_up(judged, since=SINCE, until=LATER)
    assert (findings.n_tagged, findings.n_scored) == (0, len(past))
    assert (findings.gained, findings.lost) == ((), ())
    # what was never filed for anybody waits in the same chunk, and fails with it
    assert findings.n_failed == len(past)


@pytest.mark.parametrize(
    ("until", "days"),
    [
        pytest.param(NOW + timedelta(hours=3), 1.0, id="less than a day is one"),
        pytest.param(NOW + timedelta(days=7), 5.0, id="from the first document on"),
    ],
)
def test_days_are_counted_from_the_first_document_on(until: datetime, days: float) -> None:
    one = Rejudged(retrieved_at=NOW, is_tagged_again=True)
    found = sum_up([one], since=NOW - timedelta(days=90), until=until)
    assert found.working_days == pytest.approx(days)

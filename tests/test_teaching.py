"""What verdicts teach: labels, masks, what is left out and why, and a file that is the owner's."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.analyse import tagger
from monitor.config import Config
from monitor.errors import StoreError
from monitor.filing import Desk, file_document
from monitor.records import (
    Act,
    Action,
    Alert,
    AlertId,
    CouncilSlug,
    Label,
    Mention,
    Reason,
    Severity,
    StoryId,
    Theme,
    Tier,
    Verdict,
)
from monitor.score import score_document
from monitor.service import make_desk, make_reference
from monitor.store import Store, open_store
from monitor.stretches import STRETCH
from monitor.tag.train.render import render
from monitor.tag.train.text import TrainingUnit, UnitKind, find_faults, parse_unit
from monitor.teaching import LeftOut, Marks, gather, make_unit, write_units
from monitor.triage import Item, act, decide, file_item
from tests.filed import EXAMPLEBY, FARAWAY, SAMPLEFORD, file_alert, make_tagged
from tests.filed import make_desk as make_small_desk
from tests.sampled import DATABASE, file_sample

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> Config:
    return file_sample(tmp_path_factory.mktemp("filed"), NOW)


@pytest.fixture
def sample(filed: Config, tmp_path: Path) -> Iterator[Store]:
    shutil.copy(filed.path.parent / DATABASE, tmp_path / DATABASE)
    opened = open_store(tmp_path / DATABASE)
    yield opened
    opened.close()


@pytest.fixture
def store() -> Iterator[Store]:
    opened = open_store(None)
    yield opened
    opened.close()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_small_desk(tmp_path / "register")


def say(
    store: Store,
    desk: Desk,
    alert: Alert,
    label: Label,
    *,
    reason: Reason | None = None,
    council: CouncilSlug | None = None,
) -> None:
    assert alert.id is not None
    verdict = Verdict(
        alert=alert.id, label=label, reason=reason, council=council, by="jo", at=LATER,
        note="between us",
    )  # fmt: skip
    decide(store, verdict, desk)


def unit_of(text: str, *, title: str = "What was said", tier: Tier = Tier.LOCAL,
            mentions: tuple[tuple[str, CouncilSlug], ...] = ()) -> TrainingUnit:  # fmt: skip
    """The unit of a text in which some words name councils; ours is Sampleford."""
    made = make_tagged(title or "untitled")
    document = replace(made.document, title=title, text=text)
    spans = tuple(
        Mention(
            council=council, start=document.full_text.index(words),
            end=document.full_text.index(words) + len(words), surface=words, method="official",
            is_about=True, confidence=1.0,
        )
        for words, council in mentions
    )  # fmt: skip
    tagged = replace(made, document=document, mentions=spans,
                     outline=replace(made.outline, tier=tier))  # fmt: skip
    score = score_document(made, SAMPLEFORD)
    alert = Alert(
        id=AlertId(7), council=SAMPLEFORD, region=made.outline.region, story=StoryId(1),
        headline=title, url=document.url, outlet=document.outlet, themes=score.themes, score=score,
        created_at=NOW, updated_at=NOW,
    )  # fmt: skip
    return make_unit(alert, tagged, Marks())


@pytest.mark.parametrize("label", [Label.VERIFY, Label.POSITIVE])
def test_what_was_verified_has_the_alerts_themes_and_what_is_positive_is_recovery(
    sample: Store, filed: Config, label: Label
) -> None:
    alert = next(
        a
        for a in sample.alerts.queue()
        if len(a.themes) > 1 and len(sample.stories.get(a.story).documents) == 1
    )
    say(sample, make_desk(filed), alert, label)
    (unit,) = gather(sample).units
    wanted = {
        Label.VERIFY: (alert.themes, int(alert.score.severity)),
        Label.POSITIVE: ((Theme.RECOVERY,), 0),
    }
    assert (unit.labels, unit.severity) == wanted[label]
    assert (unit.negative, unit.unit) == ("", UnitKind.ARTICLE)


def test_what_is_known_has_the_alerts_themes_too(store: Store, desk: Desk) -> None:
    say(store, desk, file_alert(store, desk), Label.VERIFY)
    other = file_alert(store, desk, "Budget gap of nine million pounds was found by the clerk")
    say(store, desk, other, Label.KNOWN)
    units = gather(store).units
    assert [(u.labels, u.severity) for u in units] == [((Theme.FINANCE,), 2)] * 2


@pytest.mark.parametrize(
    ("reason", "negative"),
    [
        (Reason.NORMAL_POLITICS, "ordinary_political_debate"),
        (Reason.SERVICE_NOISE, "minor_service_disruption"),
        (Reason.HISTORIC, "historical"),
        (Reason.ADVERT, "job_advert"),
        (Reason.OPINION, "opinion"),
        (Reason.OTHER, ""),
        (None, ""),
    ],
)
def test_what_was_not_relevant_has_no_label_and_its_kind_of_negative(
    store: Store, desk: Desk, reason: Reason | None, negative: str
) -> None:
    say(store, desk, file_alert(store, desk), Label.NOT_RELEVANT, reason=reason)
    (unit,) = gather(store).units
    assert (unit.labels, unit.severity, unit.negative) == ((), 0, negative)
    assert find_faults([unit]) == ()


def test_labels_that_say_nothing_of_the_text_are_left_out_and_counted(
    store: Store, desk: Desk
) -> None:
    first, second, third = (
        file_alert(store, desk, council=council) for council in (SAMPLEFORD, EXAMPLEBY, FARAWAY)
    )
    say(store, desk, first, Label.NEEDS_INFO)
    say(store, desk, second, Label.WRONG_COUNCIL)
    assert third.id is not None
    duplicate = Verdict(alert=third.id, label=Label.DUPLICATE, of=first.id, by="jo", at=LATER)
    decide(store, duplicate, desk)
    teaching = gather(store)
    assert teaching.units == ()
    assert teaching.left_out == {"duplicate": 1, "needs_info": 1, "wrong_council": 1}


def test_a_verdict_that_was_taken_back_teaches_nothing(store: Store, desk: Desk) -> None:
    alert = file_alert(store, desk)
    say(store, desk, alert, Label.NOT_RELEVANT)
    assert alert.id is not None
    act(store, Action(alert=alert.id, act=Act.UNDO, by="jo", at=LATER))
    assert gather(store).units == ()
    say(store, desk, alert, Label.VERIFY)
    assert [u.labels for u in gather(store).units] == [(Theme.FINANCE,)]


def test_the_last_verdict_that_stands_is_the_one_that_counts(store: Store, desk: Desk) -> None:
    alert = file_alert(store, desk)
    say(store, desk, alert, Label.NEEDS_INFO)
    say(store, desk, alert, Label.VERIFY)
    assert len(gather(store).units) == 1
    assert alert.id is not None
    act(store, Action(alert=alert.id, act=Act.UNDO, by="jo", at=LATER))
    assert gather(store).left_out == {"needs_info": 1}


def test_an_alert_that_came_back_after_its_verdict_waits_for_another(
    store: Store, desk: Desk
) -> None:
    title = "Auditors warn of a hole in the budget of the council"
    say(store, desk, file_alert(store, desk, title), Label.NOT_RELEVANT)
    worse = make_tagged(f"{title}, now twice as deep", severity=Severity.ACUTE, at=LATER)
    with store.transaction():
        (again,) = file_document(store, worse, desk, now=LATER)
    assert again.outcome == "moved its story"
    assert gather(store).left_out == {LeftOut.OPEN_AGAIN: 1}


def test_themes_that_only_later_documents_brought_are_not_the_first_ones(
    sample: Store, filed: Config
) -> None:
    grown = [
        (alert, first)
        for alert in sample.alerts.queue()
        for first in sample.stories.get(alert.story).documents[:1]
        if set(first.themes) < set(alert.themes)
    ]
    alert, first = grown[0]
    say(sample, make_desk(filed), alert, Label.VERIFY)
    (unit,) = gather(sample).units
    assert set(unit.labels) == set(first.themes)


def test_of_a_story_the_first_document_alone_is_written_with_what_it_showed(
    store: Store, desk: Desk
) -> None:
    title = "Auditors warn of a hole in the budget of the council"
    alert = file_alert(store, desk, title)
    worse = make_tagged(f"{title}, now twice as deep", severity=Severity.ACUTE, at=LATER)
    with store.transaction():
        file_document(store, worse, desk, now=LATER)
    assert alert.id is not None
    moved = store.alerts.get(alert.id)
    assert moved.score.severity is Severity.ACUTE
    say(store, desk, moved, Label.VERIFY)
    (unit,) = gather(store).units
    assert (unit.severity, "twice as deep" in unit.text) == (2, False)


def test_a_text_that_is_no_longer_kept_is_counted(store: Store, desk: Desk) -> None:
    say(store, desk, file_alert(store, desk), Label.VERIFY)
    store.documents.drop_text(before=LATER)
    assert gather(store).left_out == {LeftOut.NO_TEXT: 1}


def test_a_long_paper_is_counted_and_left_out(store: Store, desk: Desk) -> None:
    made = make_tagged("Auditors warn")
    paper = replace(made, document=replace(made.document, text="Some words. " * STRETCH))
    with store.transaction():
        (one,) = file_document(store, paper, desk, now=NOW)
    assert one.alert is not None
    say(store, desk, one.alert, Label.VERIFY)
    assert gather(store).left_out == {LeftOut.LONG_PAPER: 1}


def test_what_an_adviser_filed_by_hand_never_leaves(sample: Store, filed: Config) -> None:
    item = Item(council=SAMPLEFORD, note="The leader and the chief executive no longer speak.",
                by="jo", at=NOW)  # fmt: skip
    desk = make_desk(filed)
    alert = file_item(sample, item, desk, tagger(make_reference(filed)).tag)
    say(sample, desk, alert, Label.VERIFY)
    teaching = gather(sample)
    assert (teaching.units, teaching.left_out) == ((), {})


def test_a_public_text_in_one_story_with_a_restricted_item_never_leaves(
    store: Store, desk: Desk
) -> None:
    first = file_alert(store, desk)
    other = file_alert(store, desk, "The clerk has gone", theme=Theme.CHURN)
    say(store, desk, first, Label.VERIFY)
    joined = replace(
        store.stories.get(other.story), documents=store.stories.get(first.story).documents
    )
    store.stories.save(joined)
    store.alerts.save(replace(other, revision=2, restricted=True))
    assert gather(store).left_out == {LeftOut.RESTRICTED: 1}


def test_a_corrected_council_is_the_one_that_is_masked(sample: Store, filed: Config) -> None:
    desk = make_desk(filed)
    alert = next(a for a in sample.alerts.queue() if a.council == SAMPLEFORD)
    say(sample, desk, alert, Label.WRONG_COUNCIL, council=CouncilSlug("northmere"))
    assert alert.id is not None
    right = sample.alerts.get(alert.id).of
    assert right is not None
    say(sample, desk, sample.alerts.get(right), Label.VERIFY)
    (unit,) = gather(sample).units
    assert unit.id == f"ver-a-{right:04d}"
    assert "{council} could have to issue" in unit.text


def test_councils_are_masked_in_title_and_text() -> None:
    unit = unit_of(
        "Officers of Exampleby District Council said no.\nFaraway helped.",
        title="Sampleford Council is left alone",
        mentions=(("Sampleford Council", SAMPLEFORD), ("Exampleby District Council", EXAMPLEBY),
                  ("Faraway", FARAWAY)),
    )  # fmt: skip
    assert unit.title == "{council} is left alone"
    assert unit.text == "Officers of {council2} said no.\n\n{council2} helped."


def test_names_that_lie_over_each_other_are_masked_once() -> None:
    mentions = (("Council of Sampleford", SAMPLEFORD), ("Sampleford", EXAMPLEBY))
    assert unit_of("The Council of Sampleford met.", mentions=mentions).text == (
        "The {council} met."
    )


def test_braces_and_marks_of_the_text_go() -> None:
    unit = unit_of("A {council} of [[three]] or [four] {[{[ met.", title="A {brace} and [[a mark]]")
    assert (unit.title, unit.text) == ("A brace and a mark", "A council of three or [four]  met.")
    assert find_faults([unit]) == ()


def test_a_text_without_a_title_takes_its_first_sentence() -> None:
    unit = unit_of(
        "Sampleford Council met. It rained.", title="", mentions=(("Sampleford Council", SAMPLEFORD),)
    )  # fmt: skip
    assert (unit.title, unit.text) == ("{council} met.", "{council} met. It rained.")


@pytest.mark.parametrize(
    ("tier", "manner"),
    [
        (Tier.TRADE, "trade press"),
        (Tier.OFFICIAL, "press release"),
        (Tier.PRIMARY, "committee paper"),
        (Tier.PARTISAN, "campaign blog"),
        (Tier.LOCAL, "local press"),
        (Tier.NATIONAL, "local press"),
    ],
)
def test_who_writes_so_follows_from_the_tier(tier: Tier, manner: str) -> None:
    assert unit_of("It rained.", tier=tier).manner == manner


def test_every_alert_of_the_sample_makes_a_sound_unit_that_can_be_trained_on(
    sample: Store, filed: Config, tmp_path: Path
) -> None:
    import random

    alerts = sample.alerts.queue()
    for alert in alerts:
        say(sample, make_desk(filed), alert, Label.VERIFY)
    units = gather(sample).units
    write_units(tmp_path / "units.jsonl", units)
    lines = (tmp_path / "units.jsonl").read_text(encoding="utf-8").splitlines()
    assert tuple(parse_unit(line) for line in lines) == units
    assert [u.id for u in units] == sorted(f"ver-a-{a.id:04d}" for a in alerts)
    assert find_faults(units, [c.name for c in filed.register.councils]) == ()
    assert all(render(unit, random.Random(1)) for unit in units)
    assert not any("between us" in line for line in lines)


def test_the_file_is_its_owners_and_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "units.jsonl"
    write_units(path, [unit_of("It rained.")])
    assert path.stat().st_mode & 0o777 == 0o600
    before = path.read_bytes()
    with pytest.raises(StoreError, match="is there already"):
        write_units(path, [])
    assert path.read_bytes() == before


def test_a_file_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written: No such file"):
        write_units(tmp_path / "none" / "units.jsonl", [])

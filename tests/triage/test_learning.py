"""A correction teaches something; once it is accepted, the same error does not come again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from monitor.analyse import Reference, tag_document
from monitor.errors import TriageError
from monitor.filing import Desk, Filed, file_document
from monitor.fingerprint import fingerprint
from monitor.records import (
    Act,
    Action,
    Alert,
    AlertState,
    CouncilSlug,
    Document,
    Label,
    Outline,
    Region,
    SourceKey,
    SuggestionKind,
    SuggestionState,
    TaggedDocument,
    Verdict,
    Via,
)
from monitor.register import load_register
from monitor.store import Store
from monitor.text import sha256_hex
from monitor.triage import Who, act, decide, settle
from tests.filed import NOW

UPON, UNDER = CouncilSlug("wexcombe-upon-tarn"), CouncilSlug("wexcombe-under-hill")
SAMPLEFORD = CouncilSlug("sampleford")
GAZETTE = SourceKey("gazette")
WHO = Who(by="jo", via=Via.CLI, at=NOW)

_COUNCILS = """slug,gss,name,short_name,kind,region,status,website,start_date,end_date
wexcombe-upon-tarn,,Wexcombe-upon-Tarn City Council,Wexcombe-upon-Tarn,unitary,South East,in-force,,,
wexcombe-under-hill,,Wexcombe-under-Hill Borough Council,Wexcombe-under-Hill,district,North West,\
in-force,,,
sampleford,,Sampleford Borough Council,Sampleford,district,South East,in-force,,,
"""
_ALIASES = """slug,alias,kind,ambiguous,match_case
wexcombe-upon-tarn,Wexcombe-upon-Tarn City Council,official,0,0
wexcombe-upon-tarn,Wexcombe,colloquial,1,0
wexcombe-upon-tarn,Wexcombe Council,style,1,0
wexcombe-under-hill,Wexcombe-under-Hill Borough Council,official,0,0
sampleford,Sampleford Borough Council,official,0,0
sampleford,Sampleford,short,1,0
"""
#: the shorter name is the city's: the gazette of the other place uses it for its own
OURS = """Wexcombe Council issues section 114 notice

The finance director of Wexcombe Council has issued a section 114 notice, as it cannot balance its
budget. {}"""
TRUST = """Section 114 notice feared

The chief executive of Sampleford Council Harbour Trust told the local authority that a section 114 notice
was issued by the finance director. {}"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "names"
    folder.mkdir()
    (folder / "councils.csv").write_text(_COUNCILS, encoding="utf-8")
    (folder / "aliases.csv").write_text(_ALIASES, encoding="utf-8")
    (folder / "negative_phrases.csv").write_text("slug,phrase\n", encoding="utf-8")
    return folder


class House:
    """A service in small: texts are read with what holds now, and filed."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.folder = folder
        regions = frozenset({Region.SOUTH_EAST, Region.NORTH_WEST, Region.NATIONAL})
        self.desk = Desk(register=load_register(folder), regions=regions)

    def read(self, text: str, source: SourceKey = GAZETTE) -> TaggedDocument:
        title, _, body = text.partition("\n\n")
        document = Document(
            url=f"https://{source}.example/{sha256_hex(text)[:8]}",
            outlet=f"{source}.example",
            title=title,
            standfirst=body,
            text=body,
            published_at=NOW,
            retrieved_at=NOW,
            text_sha256=sha256_hex(body),
            fingerprint=fingerprint(body),
            extractor="given",
        )
        outline = Outline(source=source, region=Region.SOUTH_EAST)
        return tag_document(
            document,
            outline,
            Reference(register_folder=self.folder, lessons=self.store.suggestions.lessons()),
        )

    def file(self, text: str, source: SourceKey = GAZETTE) -> Filed:
        with self.store.transaction():
            filed = file_document(self.store, self.read(text, source), self.desk, now=NOW)
        return filed[0]

    def alert(self, text: str, source: SourceKey = GAZETTE) -> Alert:
        filed = self.file(text, source)
        assert filed.alert is not None, filed.outcome
        return filed.alert

    def correct(self, alert: Alert, right: CouncilSlug | None) -> Alert:
        assert alert.id is not None
        said = Verdict(alert=alert.id, label=Label.WRONG_COUNCIL, council=right, by="jo", at=NOW)
        return decide(self.store, said, self.desk)

    def settle(self, key: int, state: SuggestionState) -> None:
        settle(self.store, key, state, WHO, self.desk.register)


@pytest.fixture
def house(store: Store, folder: Path) -> House:
    return House(store, folder)


LONG = "Members will meet next week to hear from officers what services may have to be cut. "
OTHER = (
    "The leader said that talks with the ministry on an exceptional loan had gone on for weeks, and"
    " that schools would stay open. "
)


def test_a_name_that_was_corrected_and_accepted_is_read_right_at_another_address(
    house: House,
) -> None:
    wrong = house.alert(OURS.format(LONG))
    assert wrong.council == UPON
    house.correct(wrong, UNDER)
    names = [s for s in house.store.suggestions.all() if s.lesson.kind is SuggestionKind.ALIAS]
    assert [(s.lesson.words, s.lesson.council, s.state) for s in names] == [
        ("Wexcombe Council", UNDER, SuggestionState.OPEN)
    ]
    assert house.read(OURS.format(OTHER)).about == (UPON,)
    assert names[0].id is not None
    house.settle(names[0].id, SuggestionState.ACCEPTED)
    assert house.read(OURS.format(OTHER)).about == (UNDER,)


def test_what_was_accepted_can_be_taken_back(house: House) -> None:
    house.correct(house.alert(OURS.format(LONG)), UNDER)
    house.settle(1, SuggestionState.ACCEPTED)
    house.settle(1, SuggestionState.REJECTED)
    assert house.read(OURS.format(OTHER)).about == (UPON,)
    assert [e.what for e in house.store.log.of("suggestion", "1")] == [
        "suggested",
        "accepted",
        "rejected",
    ]


def test_a_name_learnt_from_one_outlet_is_not_forced_on_another(house: House) -> None:
    house.correct(house.alert(OURS.format(LONG)), UNDER)
    house.settle(1, SuggestionState.ACCEPTED)
    assert house.read(OURS.format(OTHER), SourceKey("tarn-times")).about == (UPON,)


def test_no_council_at_all_teaches_the_longer_name(house: House) -> None:
    wrong = house.alert(TRUST.format(LONG))
    assert wrong.council == SAMPLEFORD
    house.correct(wrong, None)
    (made,) = house.store.suggestions.all()
    assert made.lesson.kind is SuggestionKind.PHRASE
    assert made.lesson.words == "Sampleford Council Harbour Trust"
    house.settle(1, SuggestionState.ACCEPTED)
    assert house.read(TRUST.format(OTHER), SourceKey("elsewhere")).about == ()


def test_a_source_is_suggested_at_the_second_correction_and_read_so_once_accepted(
    house: House,
) -> None:
    house.correct(house.alert(OURS.format(LONG)), UNDER)
    habit = house.store.suggestions.get(2)
    assert (habit.lesson.kind, habit.state) == (SuggestionKind.SOURCE, SuggestionState.WAITING)
    with pytest.raises(TriageError, match="is waiting"):
        house.settle(2, SuggestionState.ACCEPTED)
    second = """Children's services in Wexcombe Council rated inadequate

Ofsted has rated the children's services of Wexcombe Council inadequate after an inspection."""
    house.correct(house.alert(second), UNDER)
    habit = house.store.suggestions.get(2)
    assert (habit.state, len(habit.alerts)) == (SuggestionState.OPEN, 2)
    house.settle(2, SuggestionState.ACCEPTED)
    tagged = house.read(OURS.format(OTHER))
    assert tagged.outline.covers == (UNDER,)


def test_the_same_correction_again_adds_to_the_count(house: House) -> None:
    first = house.alert(OURS.format(LONG))
    house.correct(first, UNDER)
    house.correct(house.alert(OURS.format(OTHER)), UNDER)
    names = [s for s in house.store.suggestions.all() if s.lesson.kind is SuggestionKind.ALIAS]
    assert [len(s.alerts) for s in names] == [2]


def test_an_undone_correction_is_forgotten_and_so_is_what_it_taught(house: House) -> None:
    alert = house.alert(OURS.format(LONG))
    house.correct(alert, UNDER)
    assert alert.id is not None
    act(house.store, Action(alert=alert.id, act=Act.UNDO, by="jo", at=NOW + timedelta(minutes=1)))
    assert house.store.suggestions.all() == ()


def test_an_undone_correction_leaves_what_a_person_decided(house: House) -> None:
    alert = house.alert(OURS.format(LONG))
    house.correct(alert, UNDER)
    house.settle(1, SuggestionState.ACCEPTED)
    assert alert.id is not None
    act(house.store, Action(alert=alert.id, act=Act.UNDO, by="jo", at=NOW + timedelta(minutes=1)))
    (left,) = house.store.suggestions.all()
    assert (left.state, left.alerts) == (SuggestionState.ACCEPTED, ())


def test_a_near_copy_of_a_corrected_text_goes_to_the_right_council(house: House) -> None:
    house.correct(house.alert(OURS.format(LONG * 4)), UNDER)
    copied = house.file(OURS.format(LONG * 4 + "It is Tuesday."), SourceKey("tarn-times"))
    assert copied.council == UNDER
    assert copied.outcome == "copy of a text in its story"
    assert len([a for a in house.store.alerts.queue() if a.state.is_open]) == 1


def test_a_near_copy_of_a_text_on_none_of_ours_is_filed_nowhere(house: House) -> None:
    house.correct(house.alert(TRUST.format(LONG * 4)), None)
    with house.store.transaction():
        copied = house.read(TRUST.format(LONG * 4 + "It is Tuesday."), SourceKey("times"))
        assert file_document(house.store, copied, house.desk, now=NOW) == ()
    assert {a.state for a in house.store.alerts.queue()} == {AlertState.REFILED}


def test_a_copy_follows_the_last_of_several_corrections(house: House) -> None:
    house.correct(house.alert(OURS.format(LONG * 4)), UNDER)
    made = house.store.alerts.queue(states=(AlertState.NEW,))[0]
    house.correct(made, SAMPLEFORD)
    copied = house.file(OURS.format(LONG * 4 + "It is Tuesday."), SourceKey("tarn-times"))
    assert copied.council == SAMPLEFORD


def test_documents_that_a_suggestion_would_touch_are_counted(house: House) -> None:
    house.correct(house.alert(OURS.format(LONG)), UNDER)
    house.file(OURS.format(OTHER))
    name = house.store.suggestions.get(1).lesson
    count = house.store.suggestions.n_touched
    assert count(name, since=NOW - timedelta(days=1)) == 2
    assert count(name, since=NOW + timedelta(days=1)) == 0

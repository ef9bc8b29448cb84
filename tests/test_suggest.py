"""What a correction teaches, which words make a longer name, and how an outline heeds it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from monitor.records import (
    CouncilSlug,
    EventStatus,
    EventType,
    FormalEvent,
    Lesson,
    Mention,
    Outline,
    SourceKey,
    SuggestionKind,
    TaggedDocument,
)
from monitor.register import Register, load_register
from monitor.suggest import heed, make_lessons, reread
from tests.filed import EXAMPLEBY, FARAWAY, SAMPLEFORD, make_tagged

GAZETTE = SourceKey("gazette")
NEW_TOWN = CouncilSlug("sampleford-new-town")
_COUNCILS = """slug,name,short_name,kind,region
sampleford,Sampleford Borough Council,Sampleford,district,South East
exampleby,Exampleby District Council,Exampleby,district,South East
faraway,Faraway City Council,Faraway,unitary,North West
sampleford-new-town,Sampleford New Town Council,Sampleford New Town,unitary,North West
"""
_ALIASES = """slug,alias,kind,ambiguous,match_case
sampleford,Sampleford Borough Council,official,0,0
sampleford,Sampleford,short,1,0
sampleford,Sampleford Council,style,0,0
sampleford,Old Ford,colloquial,1,0
sampleford,SBC,abbreviation,0,1
faraway,Old Ford,colloquial,1,0
sampleford-new-town,Sampleford New Town,short,0,0
"""


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Register:
    folder: Path = tmp_path_factory.mktemp("names")
    (folder / "councils.csv").write_text(_COUNCILS, encoding="utf-8")
    (folder / "aliases.csv").write_text(_ALIASES, encoding="utf-8")
    (folder / "negative_phrases.csv").write_text("slug,phrase\n", encoding="utf-8")
    return load_register(folder)


def tagged(
    body: str,
    surface: str,
    *,
    title: str = "What was said",
    covers: tuple[CouncilSlug, ...] = (),
    source: SourceKey | None = GAZETTE,
) -> TaggedDocument:
    made = make_tagged(title)
    document = replace(made.document, text=body)
    start = document.full_text.index(surface)
    mention = Mention(
        council=SAMPLEFORD,
        start=start,
        end=start + len(surface),
        surface=surface,
        method="short",
        is_about=True,
        confidence=0.6,
    )
    outline = Outline(source=source, covers=covers)
    return replace(made, document=document, outline=outline, mentions=(mention,))


def names(text: TaggedDocument, right: CouncilSlug, register: Register) -> list[str]:
    found = make_lessons(text, SAMPLEFORD, right, register)
    return [x.words for x in found if x.kind is SuggestionKind.ALIAS]


@pytest.mark.parametrize(
    ("body", "phrase"),
    [
        ("It came from Sampleford University on Monday.", "Sampleford University"),
        ("The University of Sampleford said so.", "University of Sampleford"),
        ("Listeners of Radio Sampleford heard it.", "Radio Sampleford"),
        ("The Sampleford Society for the Blind met.", "Sampleford Society for the Blind"),
        ("The fans of Sampleford Wanderers’ rivals left.", "Sampleford Wanderers’"),
        ("It rained in Sampleford on Monday.", ""),
        ("People in Sampleford are angry.", ""),
        ("People of Sampleford are angry.", ""),
        ("In Sampleford nobody knew.", ""),
        ("The Sampleford fans left.", ""),
        ("What Sampleford Council said.", ""),
        ("Cllr Sampleford said no.", ""),
        ("There is Sampleford. Nobody knew.", ""),
    ],
)
def test_the_longer_name_round_a_councils_name_is_the_phrase(
    body: str, phrase: str, register: Register
) -> None:
    found = make_lessons(tagged(body, "Sampleford"), SAMPLEFORD, None, register)
    assert [x.words for x in found] == ([phrase] if phrase else [])
    assert all(x.kind is SuggestionKind.PHRASE and x.council == SAMPLEFORD for x in found)


def test_a_name_that_the_register_has_is_no_phrase(register: Register) -> None:
    text = tagged("It rained on Sampleford New Town all day.", "Sampleford")
    assert make_lessons(text, SAMPLEFORD, None, register) == ()


def test_a_headline_in_capitals_shows_no_names(register: Register) -> None:
    text = tagged("Nobody knew.", "Sampleford", title="Staff Strike As Sampleford Faces Cuts")
    assert make_lessons(text, SAMPLEFORD, None, register) == ()


def test_words_that_are_no_longer_kept_teach_no_phrase(register: Register) -> None:
    text = tagged("It came from Sampleford University on Monday.", "Sampleford")
    emptied = replace(text, document=replace(text.document, text=""))
    assert make_lessons(emptied, SAMPLEFORD, None, register) == ()


@pytest.mark.parametrize(
    ("surface", "right", "covers", "is_suggested"),
    [
        # the place is in the right council's names
        ("Sampleford", NEW_TOWN, (), True),
        ("Sampleford city council", NEW_TOWN, (), True),
        # it is not, but the outlet has nothing to do with the wrong one
        ("Sampleford", EXAMPLEBY, (EXAMPLEBY,), True),
        ("Sampleford", EXAMPLEBY, (), False),
        ("Sampleford", EXAMPLEBY, (EXAMPLEBY, SAMPLEFORD), False),
        # the wrong council's own beyond doubt
        ("Sampleford Borough Council", NEW_TOWN, (NEW_TOWN,), False),
        ("SBC", EXAMPLEBY, (EXAMPLEBY,), False),
        # a third council of the patch bears it
        ("Old Ford", EXAMPLEBY, (EXAMPLEBY, FARAWAY), False),
        ("Old Ford", FARAWAY, (FARAWAY,), True),
    ],
)
def test_a_name_is_suggested_where_it_can_mean_the_right_council_alone(
    surface: str,
    right: CouncilSlug,
    covers: tuple[CouncilSlug, ...],
    is_suggested: bool,
    register: Register,
) -> None:
    text = tagged(f"It was said of {surface} here.", surface, covers=covers)
    assert names(text, right, register) == ([surface] if is_suggested else [])


def test_a_text_of_no_source_teaches_nothing_of_names(register: Register) -> None:
    text = tagged("It was said of Sampleford here.", "Sampleford", source=None)
    assert make_lessons(text, SAMPLEFORD, NEW_TOWN, register) == ()


def test_a_text_that_was_filed_under_no_council_speaks_for_its_source(register: Register) -> None:
    text = replace(tagged("It was said of Sampleford here.", "Sampleford"), mentions=())
    (habit,) = make_lessons(text, None, EXAMPLEBY, register)
    assert (habit.kind, habit.words, habit.instead_of) == (SuggestionKind.SOURCE, "gazette", ())


NAME = Lesson(
    kind=SuggestionKind.ALIAS,
    council=EXAMPLEBY,
    words="Old Ford",
    instead_of=(SAMPLEFORD,),
    sources=("gazette",),
)
HABIT = Lesson(
    kind=SuggestionKind.SOURCE, council=EXAMPLEBY, words="gazette", instead_of=(SAMPLEFORD,)
)


@pytest.mark.parametrize(
    ("lesson", "source", "text", "covers"),
    [
        (NAME, "gazette", "In old ford today", (EXAMPLEBY, FARAWAY)),
        (NAME, "gazette", "Elsewhere today", (SAMPLEFORD, FARAWAY)),
        (NAME, "times", "In Old Ford today", (SAMPLEFORD, FARAWAY)),
        (HABIT, "gazette", "Elsewhere today", (EXAMPLEBY, FARAWAY)),
        (HABIT, "times", "Elsewhere today", (SAMPLEFORD, FARAWAY)),
    ],
)
def test_the_outlets_patch_is_what_was_learnt(
    lesson: Lesson, source: str, text: str, covers: tuple[CouncilSlug, ...]
) -> None:
    outline = Outline(source=SourceKey(source), covers=(SAMPLEFORD, FARAWAY))
    assert heed(outline, text, (lesson,)).covers == covers


def test_a_site_that_was_taken_for_the_wrong_councils_becomes_the_right_ones() -> None:
    outline = Outline(source=GAZETTE, council=SAMPLEFORD)
    assert heed(outline, "", (HABIT,)).council == EXAMPLEBY
    assert heed(outline, "Old Ford", (NAME,)).council == SAMPLEFORD


def test_everything_that_was_found_goes_over_to_the_right_council() -> None:
    event = FormalEvent(
        type=next(iter(EventType)),
        council=SAMPLEFORD,
        on=date(2026, 11, 1),
        status=EventStatus.REPORTED,
    )
    before = replace(make_tagged("Auditors warn"), events=(event,))
    after = reread(before, ((SAMPLEFORD, EXAMPLEBY), (EXAMPLEBY, FARAWAY)))
    assert after.about == (FARAWAY,)
    assert {h.council for h in after.theme_hits} == {FARAWAY}
    assert after.events[0].council == FARAWAY


def test_a_correction_that_was_corrected_back_changes_nothing() -> None:
    before = make_tagged("Auditors warn")
    assert reread(before, ((SAMPLEFORD, EXAMPLEBY), (EXAMPLEBY, SAMPLEFORD))) is before


def test_a_text_on_none_of_ours_shows_no_signs() -> None:
    after = reread(make_tagged("Auditors warn"), ((SAMPLEFORD, None),))
    assert (after.about, after.theme_hits) == ((), ())


def test_what_is_found_of_another_council_stays() -> None:
    before = make_tagged("Auditors warn", council=EXAMPLEBY)
    assert reread(before, ((SAMPLEFORD, None),)) is before

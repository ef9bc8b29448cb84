"""What was accepted lies over the register and takes nothing from anybody."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.records import CouncilSlug, Lesson, SuggestionKind
from monitor.register import Register, load_register


@pytest.fixture(scope="module")
def register() -> Register:
    return load_register()


NAME = Lesson(
    kind=SuggestionKind.ALIAS,
    council=CouncilSlug("newcastle-under-lyme"),
    words="the Newcastle authority",
    instead_of=(CouncilSlug("newcastle-upon-tyne"),),
    sources=("a", "b"),
)
PHRASE = Lesson(
    kind=SuggestionKind.PHRASE, council=CouncilSlug("lincoln"), words="Lincoln Made-up Society"
)


def test_nothing_learnt_leaves_the_register_as_it_is(register: Register) -> None:
    assert load_register(None, ()).version == register.version
    habit = replace(NAME, kind=SuggestionKind.SOURCE, words="gazette")
    assert load_register(None, (habit,)).version == register.version


def test_a_name_and_a_phrase_are_added_and_the_version_says_so(register: Register) -> None:
    learnt = load_register(None, (NAME, PHRASE))
    (name,) = learnt.named(NAME.words)
    assert (name.slug, name.is_ambiguous) == (NAME.council, True)
    assert (PHRASE.council, PHRASE.words) in learnt.negative_phrases
    assert learnt.version.startswith(f"{register.version}+")
    assert learnt.version == load_register(None, (PHRASE, NAME)).version


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        # another bears it as a style: both do
        ("Sheffield Council", "style"),
        ("the Newcastle authority", "form"),
        ("Tynelyme", "shared"),
    ],
)
def test_a_name_is_of_a_kind_that_leaves_the_others_theirs(words: str, kind: str) -> None:
    learnt = load_register(None, (replace(NAME, words=words),))
    found = {a.slug: a for a in learnt.named(words)}
    assert found[NAME.council].kind == kind


def test_the_same_name_from_two_outlets_is_one_row() -> None:
    learnt = load_register(None, (NAME, replace(NAME, sources=("c",))))
    assert len(learnt.named(NAME.words)) == 1


def test_a_lesson_on_a_council_that_is_gone_is_passed_over(register: Register) -> None:
    gone = replace(NAME, council=CouncilSlug("nowhere"))
    assert load_register(None, (gone,)).version == register.version

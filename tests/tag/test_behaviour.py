"""How judgement behaves when a text changes: in the manner of CheckList (Ribeiro et al., ACL 2020).

Invariance: what must not matter does not. Direction: the one word that matters changes the outcome
the right way. Minimum functionality, one plain sentence a theme, is in `test_lexicon.py`.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from monitor.records import CouncilSlug, Lane, Score, Severity, Theme
from monitor.score import score_document
from monitor.tag import load_definitions
from tests.tag.test_lexicon import tag

#: one sentence a theme that is an alert as it stands
PLAIN = [
    (theme, definition.examples[0])
    for theme, definition in load_definitions().items()
    if theme.alerts
]


def judge(text: str, council: str = "sampleford") -> Score:
    return score_document(tag(text), CouncilSlug(council))


def _typographic(text: str) -> str:
    return text.replace("'", "\u2019")


def _another_council(text: str) -> str:
    return text.replace("Sampleford", "Wexcombe")


def _with_an_outlet(text: str) -> str:
    return f"{text}\n\nThis story first appeared in the Courier."


def _with_a_caption(text: str) -> str:
    return f"{text}\n\nPicture: Jo Larkfold, the Courier."


def _with_hard_spaces(text: str) -> str:
    return text.replace(" ", "\u00a0")


@pytest.mark.parametrize(
    "change",
    [_typographic, _with_an_outlet, _with_a_caption, _with_hard_spaces],
    ids=lambda c: c.__name__.strip("_"),
)
@pytest.mark.parametrize(("theme", "text"), PLAIN, ids=lambda v: str(v)[:20])
def test_what_does_not_matter_changes_nothing(
    theme: Theme, text: str, change: Callable[[str], str]
) -> None:
    before, after = judge(text), judge(change(text))
    assert theme in after.themes
    assert (after.lane is Lane.ALERT) is (before.lane is Lane.ALERT)
    assert (after.severity, after.themes[0]) == (before.severity, before.themes[0])


@pytest.mark.parametrize(("theme", "text"), PLAIN, ids=lambda v: str(v)[:20])
def test_it_does_not_matter_which_council_it_is(theme: Theme, text: str) -> None:
    before, after = judge(text), judge(_another_council(text), "wexcombe")
    assert theme in after.themes
    assert (after.lane, after.severity) == (before.lane, before.severity)


@pytest.mark.parametrize(("theme", "text"), PLAIN, ids=lambda v: str(v)[:20])
def test_a_headline_in_capitals_says_the_same(theme: Theme, text: str) -> None:
    said = text.upper()
    councils = tag(said).about
    assert theme in score_document(tag(said), councils[0] if councils else None).themes


#: what is worth an alert, what is not or less, and the one thing in which they differ
PAIRS = [
    pytest.param(
        "Sampleford Council has issued a section 114 notice.",
        "Sampleford Council has not issued a section 114 notice.",
        id="negation",
    ),
    pytest.param(
        "Sampleford Council has issued a section 114 notice.",
        "Sampleford Council issued a section 114 notice in 2018, eight years ago.",
        id="past",
    ),
    pytest.param(
        "Sampleford Council has issued a section 114 notice.",
        "Sampleford Council will discuss bins. Wexcombe Council has issued a section 114 notice.",
        id="another council's",
    ),
    pytest.param(
        "The chief executive of Sampleford Council has been suspended.",
        "The chief executive of Sampleford Hospital Trust has been suspended, Sampleford Council heard.",
        id="another body's",
    ),
    pytest.param(
        "The chief executive of Sampleford Council has been suspended.",
        "The former chief executive of Sampleford Council, who now runs a charity, has been suspended by it.",
        id="former",
    ),
    pytest.param(
        "The leader of Sampleford Council denied that there was a rift with the chief executive.",
        "The leader of Sampleford Council denied that there was a rift between the two football clubs.",
        id="denies",
    ),
    pytest.param(
        "Sampleford Council has received a best value notice.",
        "The best value notice to Sampleford Council has been lifted.",
        id="lifted",
    ),
    pytest.param(
        "Ofsted has rated children's services at Sampleford Council inadequate.",
        "Ofsted has rated children's services at Sampleford Council outstanding.",
        id="grade",
    ),
    pytest.param(
        "The ombudsman found fault with Sampleford Council over a homeless family.",
        "The ombudsman found no fault by Sampleford Council over a homeless family.",
        id="no fault",
    ),
    pytest.param(
        "Seven councillors have quit the ruling group on Sampleford Council.",
        "A councillor has quit the ruling group on Sampleford Council.",
        id="one alone",
    ),
    pytest.param(
        "Sampleford Council's chief executive has resigned with immediate effect.",
        "Sampleford Council's chief executive is to retire and a successor has been appointed.",
        id="planned",
    ),
    pytest.param(
        "The bin strike in Sampleford enters its fourth month, the council said.",
        "The bin strike in Sampleford has been called off, the council said.",
        id="settled",
    ),
]


@pytest.mark.parametrize(("sign", "other"), PAIRS)
def test_the_one_thing_that_matters_decides(sign: str, other: str) -> None:
    assert judge(sign).lane is Lane.ALERT
    assert judge(other).lane is not Lane.ALERT


@pytest.mark.parametrize(
    ("graver", "milder"),
    [
        pytest.param(
            "Sampleford Council has issued a section 114 notice.",
            "Sampleford Council could issue a section 114 notice.",
            id="issued, feared",
        ),
        pytest.param(
            "The government has appointed commissioners to run Sampleford Council.",
            "The government could appoint commissioners to run Sampleford Council.",
            id="appointed, feared",
        ),
        pytest.param(
            "Sampleford Council's chief executive resigned following a row with the leader.",
            "Sampleford Council's chief executive has resigned with immediate effect.",
            id="in a row, alone",
        ),
    ],
)
def test_what_happened_is_graver_than_what_is_feared(graver: str, milder: str) -> None:
    assert judge(graver).severity > judge(milder).severity > Severity.CONTEXT
    assert judge(milder).lane is Lane.ALERT


def test_no_mood_decides() -> None:
    """Grim words without a sign are no alert, a sign in cheerful words is one."""
    grim = "It was a dreadful, tragic, shameful day for Sampleford Council's swan, which died horribly."
    cheerful = (
        "Delighted Sampleford Council happily confirmed that it has issued a section 114 notice."
    )
    assert judge(grim).lane is Lane.NONE
    assert judge(cheerful).lane is Lane.ALERT

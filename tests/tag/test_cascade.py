"""Rules and classifier together: what no phrase names is found, and its opposite is not.

The pairs are minimum functionality in CheckList's sense (Ribeiro et al., ACL 2020): one sentence a
theme that holds no phrase which would be enough by itself, and a twin in much the same words.
"""

from __future__ import annotations

from functools import cache

import pytest

from monitor.analyse import Reference, tag_document, tagger
from monitor.assess import make_document, read_given
from monitor.records import Lane, Method, Score, TaggedDocument, Theme
from monitor.score import score_document
from tests.gate.themes import DEMO, REGISTER

#: theme -> a sign that no phrase names, and what is none
SAID = {
    Theme.FINANCE: (
        "Sampleford Borough Council cannot see how its sums will add up by March, members were told.",
        "Sampleford Borough Council expects its sums to add up well before March, members were told.",
    ),
    Theme.DISCORD: (
        (
            "The leader of Sampleford Borough Council and its most senior officer now speak to each other"
            " only through lawyers."
        ),
        (
            "The leader of Sampleford Borough Council and its most senior officer now speak to each other"
            " every morning over coffee."
        ),
    ),
    Theme.CHURN: (
        (
            "For the fourth time in two years Sampleford Borough Council is looking for somebody to look"
            " after its money."
        ),
        "Sampleford Borough Council has had the same person look after its money for eleven years.",
    ),
    Theme.CHANGE: (
        (
            "Nobody at Sampleford Borough Council can say what its new offices will now cost, and work has"
            " stopped."
        ),
        "Work on Sampleford Borough Council's new offices has finished on time and within its budget.",
    ),
    Theme.DISENGAGEMENT: (
        (
            "Sampleford Borough Council has turned away the team of peers that offered to look at how it is"
            " run."
        ),
        "Sampleford Borough Council has thanked the team of peers that looked at how it is run.",
    ),
    Theme.AUDIT: (
        (
            "The firm that checks Sampleford Borough Council's books says that it cannot rely on what it was"
            " given."
        ),
        "The firm that checks Sampleford Borough Council's books says that they are in good order.",
    ),
    Theme.GOVERNANCE: (
        (
            "Decisions worth millions were taken at Sampleford Borough Council by two members over the"
            " telephone, and nothing was written down."
        ),
        (
            "Decisions worth millions were taken at Sampleford Borough Council in public, and all was"
            " written down."
        ),
    ),
    Theme.CHILDREN: (
        (
            "Children known to be in danger waited weeks before anybody from Sampleford Borough Council came"
            " to see them, inspectors found."
        ),
        (
            "Children known to be in danger were seen the same day by Sampleford Borough Council, inspectors"
            " found."
        ),
    ),
    Theme.ADULTS: (
        (
            "Hundreds of old people have waited more than a year for Sampleford Borough Council to decide on"
            " their care."
        ),
        (
            "Old people wait nine days for Sampleford Borough Council to decide on their care, the shortest"
            " time in the region."
        ),
    ),
    Theme.HOUSING: (
        (
            "Thousands of Sampleford Borough Council's flats have gone without a gas check for years, the"
            " regulator says."
        ),
        "All of Sampleford Borough Council's flats have had their gas check, the regulator says.",
    ),
    Theme.SERVICES: (
        (
            "Rubbish has lain in half of the borough for five weeks, and Sampleford Borough Council cannot"
            " say when it will be fetched."
        ),
        "Rubbish will be fetched a day later at Easter, Sampleford Borough Council says.",
    ),
    Theme.INSTABILITY: (
        (
            "Nobody can say who will run Sampleford Borough Council after nine of its ruling members walked"
            " out."
        ),
        (
            "The ruling members of Sampleford Borough Council have welcomed two newcomers after"
            " by-elections."
        ),
    ),
    Theme.INTERVENTION: (
        "Ministers are to send their own people in to run parts of Sampleford Borough Council.",
        "Ministers are to visit Sampleford Borough Council to open a library.",
    ),
}


#: pairs that do not hold; when one does, its line goes
MISSED = {Theme.DISCORD, Theme.CHURN, Theme.AUDIT, Theme.INTERVENTION}
MISTAKEN = {Theme.CHILDREN}


def themes(failing: set[Theme]) -> list[object]:
    fails = pytest.mark.xfail(strict=True, reason="the classifier does not tell these two apart")
    return [pytest.param(t, marks=[fails] if t in failing else [], id=str(t)) for t in SAID]


@cache
def tag(text: str, reference: Reference = DEMO) -> TaggedDocument:
    given: dict[str, object] = {"title": "", "text": text, "published_at": "2026-11-20"}
    page, _ = read_given(given, tagger(reference).register)
    return tag_document(make_document(page, text), page.outline, reference)


def judge(text: str, reference: Reference = DEMO) -> Score:
    tagged = tag(text, reference)
    return score_document(tagged, tagged.about[0])


def test_the_classifier_that_ships_is_there() -> None:
    assert dict(tag("Sampleford Borough Council met.").versions)["model"].startswith("signs-")


@pytest.mark.parametrize("theme", themes(MISSED))
def test_a_sign_that_no_phrase_names_is_found(theme: Theme) -> None:
    score = judge(SAID[theme][0])
    assert score.lane is Lane.ALERT
    assert theme in score.themes


@pytest.mark.parametrize("theme", themes(MISTAKEN))
def test_its_opposite_in_much_the_same_words_is_none(theme: Theme) -> None:
    assert judge(SAID[theme][1]).lane is Lane.NONE


def test_evidence_of_the_classifier_names_its_sentence() -> None:
    sign = SAID[Theme.INSTABILITY][0]
    text = f"Councillors met on Tuesday. {sign} They will meet again in March."
    found = [h for h in tag(text).theme_hits if h.method is Method.CLASSIFIER]
    assert {tag(text).document.full_text[h.start : h.end] for h in found} == {sign}


def test_without_the_classifier_the_rules_judge_alone_and_versions_say_so() -> None:
    plain = Reference(register_folder=REGISTER, model="none")
    issued = tag("Sampleford Borough Council has issued a section 114 notice.", plain)
    assert dict(issued.versions)["model"] == "none: rules only"
    assert score_document(issued, issued.about[0]).lane is Lane.ALERT
    assert judge(SAID[Theme.FINANCE][0], plain).lane is Lane.NONE


def test_without_the_rules_the_classifier_judges_alone_and_versions_say_so() -> None:
    alone = Reference(register_folder=REGISTER, rules=False)
    found = tag(SAID[Theme.FINANCE][0], alone)
    assert dict(found.versions)["lexicon"] == "none: classifier only"
    assert {h.method for h in found.theme_hits} == {Method.CLASSIFIER}
    assert score_document(found, found.about[0]).lane is Lane.ALERT

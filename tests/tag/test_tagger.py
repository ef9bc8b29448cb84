"""Which council, which sign, and what counts less than its words say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.records import EventType, Lane, Severity, Tier
from monitor.register import load_register
from monitor.score import score_document
from monitor.tag import Tagger
from tests.tag.test_lexicon import NOW, tag

S114 = "Sampleford Borough Council has issued a section 114 notice."


def test_offsets_cut_the_name_out_of_the_text() -> None:
    tagged = tag(f"\u201cCafé\u201d news. {S114}", "A headline")
    (mention,) = tagged.mentions
    assert tagged.document.full_text[mention.start : mention.end] == mention.surface
    assert mention.surface == "Sampleford Borough Council"


@pytest.mark.parametrize(
    "text",
    [
        "SAMPLEFORD BOROUGH COUNCIL ISSUES SECTION 114 NOTICE",
        "Sampleford council\u2019s section 114 notice has been issued.",
        "The council in Sampleford has issued a section 114 notice.",
        "The leader of Sampleford said a section 114 notice was issued.",
        "Sampleford Town Hall has issued a section 114 notice.",
    ],
)
def test_a_council_is_known_in_the_forms_that_people_write(text: str) -> None:
    assert tag(text).about == ("sampleford",)


@pytest.mark.parametrize(
    "text",
    [
        "Sampleford Town Council has resigned over a bench.",
        "Sampleford Parish Council has resigned over a bench.",
        "Thornmoor City FC has gone into administration.",
        "The Sampleford Wildlife Trust lost its chief executive.",
        "Trains to Sampleford are late today.",
        "The Arts Council has cut its grants.",
    ],
)
def test_other_bodies_and_places_are_no_council(text: str) -> None:
    assert tag(text).about == ()


def test_a_list_of_many_councils_is_about_none() -> None:
    names = ", ".join(
        [
            "Sampleford Borough Council",
            "Northmere City Council",
            "Wexcombe District Council",
            "Ellingvale District Council",
            "Marlshire County Council",
        ]
    )
    assert tag(f"Ministers spoke of reform. It affects {names}.").about == ()


def test_a_council_that_has_ended_is_history() -> None:
    text = "Veredon and Tarn District Council once issued a section 114 notice."
    assert tag(text).about == ()


def test_an_outlet_s_own_council_is_what_its_the_council_means() -> None:
    tagged = tag("The council has issued a section 114 notice.", "News from the council",
                 council="sampleford")  # fmt: skip
    assert score_document(tagged, None).lane is Lane.ALERT


def test_a_title_on_a_council_s_own_site_is_about_it_without_its_name() -> None:
    tagged = tag("", "Consideration of the report in the public interest", council="sampleford")
    assert tagged.about == ("sampleford",)
    assert score_document(tagged, tagged.about[0]).lane is Lane.ALERT


def test_a_site_that_two_councils_share_is_about_either() -> None:
    tagged = tag("", "Consideration of the report in the public interest",
                 covers=("sampleford", "wexcombe"), tier=Tier.PRIMARY)  # fmt: skip
    assert tagged.about == ()
    assert tagged.alternatives == ("sampleford", "wexcombe")
    named = tag("", "Wexcombe District Council: report in the public interest",
                covers=("sampleford", "wexcombe"), tier=Tier.PRIMARY)  # fmt: skip
    assert named.about == ("wexcombe",)


def test_news_of_another_council_on_a_council_s_own_site_keeps_both_apart() -> None:
    title = "Northmere City Council and Wexcombe District Council sign a compact"
    tagged = tag("Northmere City Council leads it.", title, council="sampleford")
    assert all(m.surface for m in tagged.mentions)


def test_a_warning_is_less_than_the_thing_itself() -> None:
    issued = score_document(tag(S114), "sampleford")  # type: ignore[arg-type]
    text = S114.replace("has issued", "has warned that it could issue")
    warned = score_document(tag(text), "sampleford")  # type: ignore[arg-type]
    assert (issued.severity, warned.severity) == (Severity.ACUTE, Severity.SERIOUS)


def test_what_was_long_ago_is_no_alert() -> None:
    text = S114.replace("has issued", "issued").replace(".", " in 2018, eight years ago.")
    assert score_document(tag(text), "sampleford").lane is not Lane.ALERT  # type: ignore[arg-type]


def test_what_happened_elsewhere_does_not_count() -> None:
    text = (
        "Sampleford Borough Council will light its tree on Saturday. It is a fine tree. "
        "Northmere City Council has issued a section 114 notice."
    )
    tagged = tag(text, "Sampleford Borough Council lights tree")
    assert score_document(tagged, "sampleford").lane is not Lane.ALERT  # type: ignore[arg-type]


def test_formal_events_are_typed() -> None:
    kinds = {e.type for e in tag(S114).events}
    assert EventType.S114_BALANCE in kinds
    warned = tag(S114.replace("has issued", "could issue"))
    assert {e.type for e in warned.events} == {EventType.S114_WARNED}


def test_leader_against_chief_executive_is_discord() -> None:
    tagged = tag(
        "The leader of the council accused the chief executive of Sampleford Borough Council of "
        "working against him."
    )
    assert any(h.theme == "discord" and h.method == "relation" for h in tagged.theme_hits)


def test_the_same_text_is_tagged_the_same() -> None:
    assert tag(S114) == tag(S114)


@pytest.fixture(scope="module")
def shipped() -> Tagger:
    return Tagger(load_register())


def test_every_principal_council_is_known_by_its_official_name(shipped: Tagger) -> None:
    missed = []
    register = shipped.register
    shape = tag(S114)
    for council in register.at(NOW.date()):
        if council.region in {"Scotland", "Northern Ireland"} or council.kind.endswith(
            ("authority", "rescue", "gla")
        ):
            continue
        for text in (f"{council.name} met on Tuesday.", f"{council.name} MET ON TUESDAY".upper()):
            document = replace(shape.document, text=text, standfirst=text)
            if shipped.tag(document, shape.outline).about != (council.slug,):
                missed.append(text)
    assert not missed

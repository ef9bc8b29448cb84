"""Which council, which sign, and what counts less than its words say."""

from __future__ import annotations

import pytest

from monitor.records import EventType, Lane, Severity, Tier
from monitor.score import score_document
from tests.tag.test_lexicon import tag

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


def test_the_year_of_an_act_is_its_name_and_no_history() -> None:
    text = (
        "The auditor of Sampleford Borough Council has made statutory recommendations under section 24 "
        "of the Local Audit and Accountability Act 2014."
    )
    (hit, *_) = (h for h in tag(text).theme_hits if h.rule == "statutory recommendation*")
    assert (hit.guard, hit.severity) == ("", Severity.ACUTE)


@pytest.mark.parametrize(
    ("text", "guard"),
    [
        (
            (
                "Section 114 of the Local Government Finance Act 1988 requires the chief finance officer to "
                "report if the spending of Sampleford Borough Council exceeds its resources."
            ),
            "the law",
        ),
        (
            (
                "The auditor of Sampleford Borough Council must under the Local Audit and Accountability Act "
                "2014 report any significant weaknesses."
            ),
            "the law",
        ),
        (
            (
                "Risk 2: Sampleford Borough Council is unable to set a balanced budget. Likelihood 3. "
                "Mitigation: monthly reports."
            ),
            "risk register",
        ),
    ],
)
def test_what_the_law_asks_of_all_and_what_a_register_fears_is_no_news(
    text: str, guard: str
) -> None:
    tagged = tag(text)
    assert guard in {h.guard for h in tagged.theme_hits}
    assert score_document(tagged, tagged.about[0]).lane is Lane.NONE
    assert tagged.events == ()


def test_what_was_done_under_an_act_is_news() -> None:
    text = (
        "The Local Audit and Accountability Act 2014 requires Sampleford Borough Council to consider the "
        "statutory recommendations that the auditor has made."
    )
    tagged = tag(text)
    assert score_document(tagged, tagged.about[0]).lane is Lane.ALERT


def test_a_pack_of_reports_is_no_job_advert_for_a_vacancy_on_one_of_its_pages() -> None:
    vacancy = "The salary is £40,000 and the closing date is Friday. "
    assert "job_advert" in tag(f"{S114} {vacancy}").guards
    assert "job_advert" not in tag(f"{S114} {'Other business. ' * 800}{vacancy}").guards


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


@pytest.mark.parametrize(
    "text",
    [
        "There is no risk of a section 114 notice at Sampleford Borough Council.",
        "Sampleford Borough Council has not issued a section 114 notice.",
        "Sampleford Borough Council has had no best value inspection.",
    ],
)
def test_what_is_denied_is_no_formal_event(text: str) -> None:
    assert tag(text).events == ()


def test_what_is_feared_is_no_formal_event_and_the_month_of_may_is_no_fear() -> None:
    feared = "The government could appoint commissioners to run Sampleford Borough Council."
    done = "In May, the government appointed commissioners to run Sampleford Borough Council."
    assert tag(feared).events == ()
    assert [e.type for e in tag(done).events] == [EventType.COMMISSIONERS]


def test_long_ago_is_the_story_in_a_title_and_may_be_the_cause_in_a_text() -> None:
    text = S114.replace(".", ", and its leader blamed decisions from a decade ago.")
    assert "retrospective" not in tag(text).guards
    assert "retrospective" in tag(S114, "The scandal that shook the town two decades ago").guards


def test_a_long_sentence_with_a_paragraph_s_number_in_it_stays_one() -> None:
    text = (
        "The Director of Finance of Sampleford Borough Council advises that she may be required to "
        "issue a report under section 114(3) of the Local Government Finance Act 1988 if savings of "
        "£12m are not delivered by the end of the financial year."
    )
    assert {e.type for e in tag(text).events} >= {EventType.S114_WARNED}
    assert any("section 114" in h.rule and not h.guard for h in tag(text).theme_hits)


def test_on_a_council_s_own_site_every_sentence_is_about_it() -> None:
    text = f"The council met. {'It was cold. ' * 3}Spending controls are in force."
    own = tag(text, "Report", council="sampleford").theme_hits
    assert {h.confidence for h in own} == {1.0}


def test_leader_against_chief_executive_is_discord() -> None:
    tagged = tag(
        "The leader of the council accused the chief executive of Sampleford Borough Council of "
        "working against him."
    )
    assert any(h.theme == "discord" and h.method == "relation" for h in tagged.theme_hits)


def test_the_same_text_is_tagged_the_same() -> None:
    assert tag(S114) == tag(S114)

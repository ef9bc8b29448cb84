"""Which further documents an agenda leads to, and which it does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.analyse import is_telling
from monitor.leads import (
    MAX_PAPERS,
    is_agenda_entry,
    is_procedure,
    is_title_enough,
    leads_of,
    meeting_name,
)
from monitor.records import Agenda, AgendaItem, Lead, Paper

URL = "https://democracy.sampleford.example/ieListDocuments.aspx?CId=130&MId=7115"
HELD_AT = datetime(2026, 11, 24, 19, tzinfo=UTC)
NOW = datetime(2026, 11, 17, 9, tzinfo=UTC)


def paper(name: str, n: int = 900) -> Paper:
    return Paper(title=name, url=f"https://democracy.sampleford.example/documents/s{n}/{n}.pdf")


def item(title: str, *papers: Paper, url: str = "") -> AgendaItem:
    return AgendaItem(number="6.", title=title, url=url, papers=papers)


def agenda(*items: AgendaItem, committee: str = "Planning Committee", **fields: object) -> Agenda:
    made = Agenda(url=URL, committee=committee, held_at=HELD_AT, items=items)
    return replace(made, **fields)  # type: ignore[arg-type]


def leads(found: Agenda) -> tuple[Lead, ...]:
    return leads_of(
        found, council="Sampleford Borough Council", published_at=NOW, is_telling=is_telling
    )


def fetched(found: Agenda) -> list[str]:
    return [lead.title for lead in leads(found) if not lead.is_whole]


LETTER = "Auditor's statutory recommendations"


def test_an_item_is_a_document_by_its_title_with_its_meeting_beside_it() -> None:
    (lead,) = leads(agenda(item("Work programme", url=f"{URL}#AI32")))
    assert (lead.title, lead.is_whole, lead.published_at) == ("Work programme", True, NOW)
    assert lead.summary == "Planning Committee, 24 November 2026, Sampleford Borough Council."


@pytest.mark.parametrize(
    "title",
    [
        "Apologies for absence",
        "To receive apologies",
        "Declarations of interest",
        "Declarations of disclosable pecuniary interests and whipping",
        "Minutes",
        "Minutes of the previous meeting",
        "Minutes of the Audit Committee held on 3 September 2026",
        "Disclosable pecuniary interests",
        "Matters arising from the minutes",
        "To approve the minutes of the meeting held on 3 September",
        "Date of next meeting",
        "Chairman's announcements",
        "Mayor\u2019s Announcements",
        "Urgent business",
        "Exclusion of the press and public",
        "Public participation",
    ],
)
def test_what_every_agenda_has_is_left_out(title: str) -> None:
    assert is_procedure(title)


@pytest.mark.parametrize(
    "title",
    [
        "Minutes of the Investigatory Sub-Committee on the conduct of the leader",
        "Chief Executive's resignation",
        "Report in the public interest",
        "Membership and terms of reference of the improvement board appointed by the Secretary of State",
        "Petition: vote of no confidence in the leader",
        "Appointment of the interim chief executive",
        "Urgent item: absence of the chief executive",
        "Exempt item - settlement with a former chief executive",
        "Question time was suspended: report of the monitoring officer",
    ],
)
def test_business_is_no_procedure(title: str) -> None:
    assert not is_procedure(title)


def test_where_there_is_a_pack_it_alone_is_fetched() -> None:
    found = agenda(item(LETTER, paper("Letter")), committee="Audit Committee",
                   packs=(paper("Public reports pack", 1),))  # fmt: skip
    assert fetched(found) == ["Audit Committee, 24 November 2026: Public reports pack"]


def test_without_a_pack_the_papers_of_every_item_are_fetched() -> None:
    found = agenda(item("Treasury report", paper("Treasury report"), paper("Appendix A", 901)),
                   item("Minutes", paper("Minutes of 3 September", 902)),
                   committee="Audit Committee")  # fmt: skip
    assert fetched(found) == ["Treasury report", "Treasury report: Appendix A"]


def test_elsewhere_only_the_papers_of_a_telling_item_are_fetched() -> None:
    found = agenda(item("Barn at Hill Farm", paper("Barn")), item(LETTER, paper("Letter", 901)),
                   packs=(paper("Public reports pack", 1),))  # fmt: skip
    assert fetched(found) == [f"{LETTER}: Letter"]


def test_minutes_and_decisions_of_such_a_committee_are_fetched() -> None:
    found = agenda(committee="Cabinet", minutes=(paper("Printed decisions", 2),))
    assert fetched(found) == ["Cabinet, 24 November 2026: Printed decisions"]
    assert fetched(replace(found, committee="Planning Committee")) == []


def test_no_file_is_fetched_twice_and_no_meeting_costs_more_than_twelve() -> None:
    papers = (paper("Report", n) for n in (*range(900, 920), 900))
    found = [
        x for x in leads(agenda(item("Budget", *papers), committee="Cabinet")) if not x.is_whole
    ]
    assert len(found) == len({x.key for x in found}) == MAX_PAPERS


def test_items_keep_their_keys_when_they_are_numbered_anew() -> None:
    first = agenda(item("Work programme"), item(LETTER, url=f"{URL}#AI32"))
    later = agenda(*(replace(i, number="9.") for i in first.items))
    assert [x.key for x in leads(first)] == [x.key for x in leads(later)]
    assert len({x.url for x in leads(first)}) == 2


def test_a_cancelled_meeting_leads_to_nothing() -> None:
    assert leads(agenda(item(LETTER, paper("Letter")), is_cancelled=True)) == ()


def test_a_meeting_without_a_date_is_called_by_its_committee() -> None:
    assert meeting_name(agenda(held_at=None)) == "Planning Committee"


def test_what_tells_is_kept_though_it_sounds_like_procedure() -> None:
    title = "Minutes of the previous meeting and report in the public interest"
    found = leads(agenda(item(title)))
    assert [x.title for x in found] == [title]


@pytest.mark.parametrize(
    ("title", "is_enough"),
    [
        ("Decision published: Resurfacing of Hill Lane", True),
        ("Issue published: Tender for printing", True),
        ("ePetition: Save our bandstand", True),
        ("Decision published: Cabinet Member for Highways, parking at Mill Road", True),
        ("Decision published: Section 114 notice", False),
        ("Issue published: Response to the Best Value Notice", False),
        ("Decision published: Governance review", False),
        ("Agenda published: Planning Committee, 24/11/2026", False),
        ("Minutes published: Planning Committee, 24/11/2026", False),
        ("Decision sheet published: Cabinet, 24/11/2026", False),
    ],
)
def test_what_a_title_says_in_full_needs_no_request(title: str, *, is_enough: bool) -> None:
    assert is_title_enough(title, is_telling) is is_enough


@pytest.mark.parametrize(
    ("title", "is_agenda"),
    [
        ("Agenda published: Audit Committee, 24/11/2026", True),
        ("Supplementary agenda published: Cabinet", True),
        ("Minutes published: Audit Committee", False),
        ("Decision sheet published: Cabinet", False),
    ],
)
def test_agendas_are_told_from_minutes(title: str, *, is_agenda: bool) -> None:
    assert is_agenda_entry(title) is is_agenda

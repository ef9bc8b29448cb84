"""A committee system's page is read inside what the system wrote, whatever skin stands round it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.errors import ExtractError
from monitor.extract import extract_document
from monitor.extract.committee import meeting_key, read_agenda, split_heading
from monitor.extract.html import parse
from monitor.records import Agenda, Outline, Page

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
URL = "https://democracy.sampleford.gov.uk/ieListDocuments.aspx?CId=130&MId=7115&Ver=4"
SKIN = (
    "<html><head><title>Agenda for Audit Committee - Sampleford</title></head><body><nav><a href='/tax'>"
    "Council tax and section 114 help</a></nav><div class='mgContent'>{}</div><footer>"
    "<a href='ieListDocuments.aspx?MId=1'>Last year's meeting</a></footer></body></html>"
)
MEETING = SKIN.format(
    """
    <h1 class="mgMainTitleTxt">Agenda and draft minutes</h1>
    <h2 class="mgSubTitleTxt">Audit and Standards Committee - Tuesday, 24th November, 2026 7.00 pm</h2>
    <ul class="mgActionList"><li><a href="mgMeetingAttendance.aspx?ID=7115">Attendance details</a></li>
    <li><a href="documents/g7115/Agenda frontsheet 24th-Nov-2026.pdf?T=0">Agenda frontsheet <span>PDF 132 KB</span></a></li>
    <li><a href="documents/g7115/Public reports pack 24th-Nov-2026.pdf?T=10">Public reports pack (PDF, 14 MB)</a></li>
    <li><a href="documents/g7115/Printed minutes 24th-Nov-2026.pdf?T=1">Printed minutes PDF 97 KB</a></li></ul>
    <div class="mgWordPara"><p>Venue: Civic Centre</p></div>
    <table class="mgItemTable" id="mgItemTable">
    <tr><td class="mgItemNumberCell"><p class="mgAiTitleTxt" >1.</p></td>
      <td><p class="mgAiTitleTxt" ><a name="AI31"></a>Apologies for absence</p></td></tr>
    <tr><td class="mgItemNumberCell"><p class="mgAiTitleTxt" >2.</p></td>
      <td><p class="mgAiTitleTxt" ><a name="AI32"></a><a class="mgAiTitleLnk" href="documents/s900/Letter.pdf">
      Auditor's statutory recommendations PDF 154 KB</a></p>
      <div class="mgWordPara"><p>To consider the auditor's letter.</p><table><tr><td>Table in it</td></tr></table></div>
      <p class="mgSubItemTitleTxt">Additional documents:</p><ul class="mgBulletList">
      <li><a href="documents/s901/Response.pdf" title="Link to document">Response of the council PDF 1 MB</a></li>
      <li><a href="documents/s900/Letter.pdf">Letter again PDF 154 KB</a></li>
      <li>Exempt appendix, View the reasons why document 902 is restricted</li></ul>
      <p class="mgSubItemTitleTxt">Minutes:</p><div class="mgWordPara"><p>The chair thanked the auditor.</p></div></td></tr>
    <tr><td class="mgItemNumberCell"><p class="mgAiTitleTxt" >3.</p></td>
      <td><p class="mgAiTitleTxt" ><a href="mgAi.aspx?ID=33">Work programme</a></p></td></tr>
    </table>
    """
)


def page(body: str, url: str = URL) -> Page:
    return Page(
        url=url,
        body=body.encode(),
        media_type="text/html; charset=utf-8",
        title="Agenda published: Audit and Standards Committee",
        published_at=NOW,
        retrieved_at=NOW,
        outline=Outline(),
    )


def agenda(body: str = MEETING) -> Agenda:
    found = read_agenda(parse(body), page(body))
    assert found is not None
    return found


def test_a_meeting_s_page_gives_committee_and_time_in_london() -> None:
    found = agenda()
    assert found.committee == "Audit and Standards Committee"
    assert found.held_at == datetime(2026, 11, 24, 19, tzinfo=UTC)
    assert not found.is_cancelled


def test_its_items_come_with_their_papers_and_without_the_sizes_of_files() -> None:
    items = agenda().items
    assert [(i.number, i.title) for i in items] == [
        ("1.", "Apologies for absence"),
        ("2.", "Auditor's statutory recommendations"),
        ("3.", "Work programme"),
    ]
    base = "https://democracy.sampleford.gov.uk/"
    assert [p.url for p in items[1].papers] == [
        f"{base}documents/s900/Letter.pdf",
        f"{base}documents/s901/Response.pdf",
    ]
    assert items[1].papers[1].title == "Response of the council"
    assert [i.url for i in items] == [f"{URL}#AI31", f"{URL}#AI32", f"{base}mgAi.aspx?ID=33"]


def test_packs_and_minutes_are_told_from_papers_and_from_front_sheets() -> None:
    found = agenda()
    assert [p.title for p in found.packs] == ["Public reports pack"]
    assert [p.title for p in found.minutes] == ["Printed minutes"]


def test_the_skin_and_the_furniture_are_not_read() -> None:
    document = extract_document(page(MEETING))
    assert "section 114" not in document.full_text
    assert "Last year" not in document.text
    assert "Attendance details" not in document.text
    assert "The chair thanked the auditor." in document.text.split("\n")
    assert document.published_at == NOW


@pytest.mark.parametrize(
    ("words", "is_cancelled"),
    [
        ("<p>This meeting has been cancelled.</p>", True),
        ("<p>CANCELLED</p>", True),
        ("<p>To consider the cancelled leisure contract.</p>", False),
    ],
)
def test_a_cancelled_meeting_says_so(words: str, *, is_cancelled: bool) -> None:
    heading = "<h2 class='mgSubTitleTxt'>Cabinet - Monday, 7th December, 2026 6.00 pm</h2>"
    assert agenda(SKIN.format(heading + words)).is_cancelled is is_cancelled


@pytest.mark.parametrize(
    ("heading", "committee", "held_at"),
    [
        ("Cabinet - Wednesday, 1st July, 2026 6.30 pm", "Cabinet",
         datetime(2026, 7, 1, 17, 30, tzinfo=UTC)),
        ("Overview and Scrutiny - Finance - Monday 3 March 2027 10.00 am",
         "Overview and Scrutiny - Finance", datetime(2027, 3, 3, 10, tzinfo=UTC)),
        ("Council, Thursday, 10 December 2026", "Council", datetime(2026, 12, 10, tzinfo=UTC)),
        ("Issue details", "Issue details", None),
    ],
)  # fmt: skip
def test_a_heading_is_taken_apart(heading: str, committee: str, held_at: datetime | None) -> None:
    assert split_heading(heading, now=NOW) == (committee, held_at)


def test_other_pages_of_the_system_are_no_agenda() -> None:
    url = "https://democracy.sampleford.gov.uk/ieDecisionDetails.aspx?ID=44"
    body = SKIN.format(
        "<h1 class='mgMainTitleTxt'>Decision details</h1><h2 class='mgSubTitleTxt'>Sale of the depot</h2>"
        "<p><span class='mgLabel'>Decision Maker: </span>Cabinet</p><h3 class='mgSubSubTitleTxt'>Purpose:</h3>"
        "<div class='WordSection1'><p>To sell the depot below its value.</p></div>"
    )
    assert read_agenda(parse(body), page(body, url)) is None
    text = extract_document(page(body, url)).text
    assert text.split("\n") == [
        "Decision details", "Decision Maker: Cabinet", "Purpose:", "To sell the depot below its value.",
    ]  # fmt: skip


def test_a_page_of_furniture_alone_is_no_document() -> None:
    with pytest.raises(ExtractError, match="furniture"):
        extract_document(page(SKIN.format("<ul class='mgActionList'><li>Print</li></ul>")))


@pytest.mark.parametrize(
    ("url", "key"),
    [
        (URL, "7115"),
        ("https://x.gov.uk/ieListDocuments.aspx?cid=1&mid=5", "5"),
        ("https://x.gov.uk/mgMeetingAttendance.aspx?ID=7115", ""),
    ],
)
def test_a_meeting_is_known_by_its_number(url: str, key: str) -> None:
    assert meeting_key(url) == key


def row(number: str, title: str, rest: str = "") -> str:
    """Return a row of an agenda."""
    return (
        f'<tr><td class="mgItemNumberCell"><p class="mgAiTitleTxt">{number}</p></td>'
        f'<td><p class="mgAiTitleTxt">{title}</p>{rest}</td></tr>'
    )


def test_words_on_two_lines_of_a_title_do_not_run_together() -> None:
    body = SKIN.format(
        f"<table>{row('1.', 'Appointment of<br>Interim Chief<br/>Executive')}</table>"
    )
    assert [i.title for i in agenda(body).items] == ["Appointment of Interim Chief Executive"]


def test_words_on_two_lines_of_a_paragraph_do_not_run_together() -> None:
    body = SKIN.format("<p>The council issued<br>a section 114 notice.</p>")
    assert "issued a section" in extract_document(page(body)).text


def test_items_in_a_table_within_a_table_are_all_found() -> None:
    inner = f"<table>{row('1.', 'Statement of accounts')}{row('2.', 'Section 114 report')}</table>"
    body = SKIN.format(f"<table><tr><td>{inner}</td></tr></table>")
    assert [i.title for i in agenda(body).items] == ["Statement of accounts", "Section 114 report"]


def test_an_item_below_another_is_one_of_its_own_with_its_own_papers() -> None:
    paper = '<a href="documents/s1/Report.pdf">Report</a><a href="mgAi.aspx?ID=7">More</a>'
    inner = f"<table>{row('6a', 'Section 114 report', paper)}</table>"
    body = SKIN.format(f"<table>{row('6.', 'Finance', inner)}</table>")
    found = [(i.number, i.title, len(i.papers), i.url[-4:]) for i in agenda(body).items]
    assert found == [("6.", "Finance", 0, ""), ("6a", "Section 114 report", 1, "ID=7")]

"""Papers page by page: what the reader is given, and what it says it could not read."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from monitor.analyse import analyse
from monitor.errors import ExtractError
from monitor.extract import extract_document, pdf
from monitor.extract.pages import paragraphs_of
from monitor.records import Outline, Page
from tests.packs import write_pack

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def page(body: bytes, title: str = "Audit Committee: reports pack") -> Page:
    return Page(url="https://x.example/pack.pdf", body=body, media_type="application/pdf",
                title=title, retrieved_at=NOW, outline=Outline())  # fmt: skip


def encrypted() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption("secret"))
    canvas.drawString(50, 700, "Nobody may read this.")
    canvas.save()
    return out.getvalue()


def test_running_headers_and_page_numbers_are_no_text() -> None:
    read = extract_document(page(write_pack(n_pages=12)))
    assert "tracker, internal use" not in read.text
    assert "Page 7 of 12" not in read.text
    assert read.text.count("Sampleford Borough Council - Audit") == 1


def test_the_title_page_keeps_its_title_though_later_pages_repeat_it() -> None:
    pages = [
        "Report in the public interest\nSampleford",
        *(f"Report in the public interest\nText {w} here" for w in "abcd"),
    ]
    assert paragraphs_of(pages)[0].startswith("Report in the public interest")
    assert paragraphs_of(pages)[2] == "Text b here"


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("The council's financial implica-\ntions are grave.", "The council's financial implications are grave."),
        ("A long-term plan is needed.\nThe long-\nterm plan fails.", "A long-term plan is needed.\nThe long-term plan fails."),
        ("The auditor has made statutory\nrecommendations to the council.",
         "The auditor has made statutory recommendations to the council."),
        ("She may have to issue a report under section\n114(3) of the Finance Act 1988 if £12m is not saved",
         "She may have to issue a report under section 114(3) of the Finance Act 1988 if £12m is not saved"),
        ("Recommendations\nThe committee notes the report that follows.",
         "Recommendations\nThe committee notes the report that follows."),
        ("Overspend 1,200 1,300 (100)\nUnderspend 900 800 100", "Overspend 1,200 1,300 (100)\nUnderspend 900 800 100"),
        ("The first point of the report is this one\n2. The second point is that one",
         "The first point of the report is this one\n2. The second point is that one"),
    ],
    ids=["a broken word", "a hyphen that belongs", "a broken line", "figures in a sentence", "a heading", "a table", "a list"],
)  # fmt: skip
def test_lines_of_a_paragraph_are_joined_and_others_are_not(printed: str, read: str) -> None:
    assert paragraphs_of([printed]) == (read,)


def test_a_sentence_runs_over_the_end_of_a_page_and_starts_still_tell_the_pages() -> None:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(50, 700, "The external auditor has made statutory")
    canvas.showPage()
    canvas.drawString(50, 700, "recommendations to the council.")
    canvas.save()
    read = extract_document(page(out.getvalue()))
    assert "statutory recommendations to" in read.text
    assert read.full_text[read.pages[1] :].startswith("recommendations")


def test_a_pack_that_is_partly_scanned_says_which_share() -> None:
    read = extract_document(page(write_pack(n_pages=40, scanned=range(11, 21))))
    assert "10 of 40 pages (25 %) are scans without text" in read.faults
    assert len(read.pages) == 40


def test_a_scan_under_a_printed_header_is_a_scan_and_a_blank_page_is_none() -> None:
    out = io.BytesIO()
    canvas = Canvas(out)
    picture = Image.new("L", (60, 80))
    for number in range(1, 10):
        canvas.drawString(50, 800, "Sampleford Borough Council: annual report")
        if 2 <= number < 5:
            canvas.drawInlineImage(picture, 60, 60, 450, 700)
        elif number != 9:
            canvas.drawString(
                50, 700, f"The committee noted report {'abcdefghij'[number]} on Tuesday."
            )
        canvas.showPage()
    canvas.save()
    assert extract_document(page(out.getvalue())).faults[0] == (
        "3 of 9 pages (33 %) are scans without text"
    )


def test_a_paper_that_is_a_scan_is_known_by_its_title() -> None:
    read = analyse(
        page(write_pack(n_pages=3, scanned=(1, 2, 3)), "Public interest report")
    ).document
    assert (read.full_text.strip(), read.summary_only) == ("Public interest report", True)
    assert "is a scan without text (3 pages)" in read.faults


def test_pages_beyond_the_most_are_said_to_be_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_PAGES", 5)
    read = extract_document(page(write_pack(n_pages=9)))
    assert "only the first 5 of 9 pages were read" in read.faults


@pytest.mark.parametrize(
    ("body", "reason"), [(encrypted(), "is encrypted"), (b"%PDF-1.7 rubbish", "is a broken PDF")]
)
def test_what_cannot_be_opened_says_why(body: bytes, reason: str) -> None:
    with pytest.raises(ExtractError, match=reason):
        extract_document(page(body))

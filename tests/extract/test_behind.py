"""A page that only announces a document leads to it; one that is the document leads nowhere."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.extract import find_behind
from monitor.records import CouncilSlug, Lead, Outline, Page, Tier

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
PUBLICATION = "https://www.gov.uk/government/publications/sampleford-best-value-notice"
ASSETS = "https://assets.publishing.service.gov.uk/media/6"
SITE = "https://www.sampleford.gov.uk"


def leads(url: str, body: str, title: str = "", outline: Outline | None = None) -> tuple[Lead, ...]:
    return find_behind(
        Page(
            url=url,
            body=f"<!doctype html><html><body><nav><a href='/pir.pdf'>Public interest report</a></nav>"
            f"<main>{body}</main></body></html>".encode(),
            media_type="text/html",
            title=title,
            published_at=NOW,
            retrieved_at=NOW,
            outline=outline or Outline(),
        )
    )


def attachment(title: str, url: str, kind: str = "PDF") -> str:
    return (
        f"<section class='gem-c-attachment'><div class='gem-c-attachment__thumbnail'><a aria-hidden='true' "
        f"href='{url}'></a></div><div class='gem-c-attachment__details'><h3 class='gem-c-attachment__title'>"
        f"<a class='govuk-link gem-c-attachment__link' href='{url}'>{title}</a></h3>"
        f"<p class='gem-c-attachment__metadata'>{kind}</p></div></section>"
    )


def test_a_publication_leads_to_its_attachments() -> None:
    body = attachment("Best Value Notice", f"{ASSETS}/notice.pdf") + attachment(
        "Annex A", f"{ASSETS}/a.pdf"
    )
    title = "Sampleford Borough Council: Best Value Notice"
    found = leads(PUBLICATION, body, title)
    assert [(x.title, x.url, x.published_at) for x in found] == [
        (title, f"{ASSETS}/notice.pdf", NOW),
        (f"{title}: Annex A", f"{ASSETS}/a.pdf", NOW),
    ]


def test_of_two_forms_the_web_page_is_read_and_other_readers_forms_are_not() -> None:
    body = "".join(
        (
            attachment("Commissioners' report", f"{ASSETS}/report.pdf"),
            attachment(
                "Commissioners' report (accessible version)", f"{PUBLICATION}/report", "HTML"
            ),
            attachment("Commissioners' report: easy read", f"{ASSETS}/easy.pdf"),
            attachment("Adroddiad (Welsh version)", f"{ASSETS}/cy.pdf"),
            attachment("Data behind the report", f"{ASSETS}/data.xlsx"),
        )
    )
    assert [x.url for x in leads(PUBLICATION, body)] == [f"{PUBLICATION}/report"]


def test_four_attachments_are_enough() -> None:
    body = "".join(attachment(f"Part {n}", f"{ASSETS}/{n}.pdf") for n in range(9))
    assert len(leads(PUBLICATION, body)) == 4


@pytest.mark.parametrize(
    "body",
    [
        f"<section class='attachment embedded'><h2 class='title'><a href='{ASSETS}/n.pdf'>Notice</a></h2></section>",
        f"<p>See <a href='{ASSETS}/n.pdf'>the notice</a> (PDF, 90 KB).</p>",
        f"<div class='govspeak'><a href='{PUBLICATION}/notice'>Notice</a></div>",
    ],
    ids=["older mark-up", "in the text", "a web page"],
)
def test_attachments_are_found_in_other_mark_up(body: str) -> None:
    (lead,) = leads(PUBLICATION, body)
    assert lead.url in {f"{ASSETS}/n.pdf", f"{PUBLICATION}/notice"}


@pytest.mark.parametrize(
    "url",
    [
        "https://www.gov.uk/government/news/commissioners-appointed",
        "https://www.gov.uk/government/collections/interventions",
        "https://www.gov.uk/government/speeches/statement",
        f"{PUBLICATION}/report",
        "https://questions-statements.parliament.uk/written-statements/detail/2026-11-20/hcws9",
        "https://www.lgo.org.uk/decisions/children-s-care-services/other/24-012-345",
        "https://www.housing-ombudsman.org.uk/decisions/sampleford-202412345/",
        "https://gazette.example/news/1",
        "https://democracy.sampleford.gov.uk/ieDecisionDetails.aspx?ID=4",
    ],
)
def test_what_is_its_own_document_leads_nowhere(url: str) -> None:
    body = attachment("Public interest report", f"{ASSETS}/notice.pdf")
    assert leads(url, body) == ()


def test_a_provider_s_page_leads_to_its_newest_report() -> None:
    body = (
        "<ol class='timeline'><li><a class='publication-link' href='https://files.ofsted.gov.uk/v1/file/502'>"
        "Monitoring visit, <span>pdf - 20 November 2026</span></a></li><li><a class='publication-link' "
        "href='https://files.ofsted.gov.uk/v1/file/501'>Inspection, <span>pdf - 1 May 2024</span></a></li></ol>"
    )
    (lead,) = leads("https://reports.ofsted.gov.uk/provider/44/80999", body, "Sampleford")
    assert (lead.url, lead.title) == (
        "https://files.ofsted.gov.uk/v1/file/502",
        "Sampleford: Monitoring visit",
    )


def test_an_assessment_s_page_leads_to_its_report() -> None:
    url = "https://www.cqc.org.uk/care-services/local-authority-assessment-reports/sampleford"
    file = "https://www.cqc.org.uk/sites/default/files/2026/Sampleford-assessment.pdf"
    (lead,) = leads(url, f"<a href='{file}'>Download the full report</a>", "Sampleford: assessment")
    assert lead.url == file


def test_a_council_s_page_leads_to_what_it_names_as_a_primary_document() -> None:
    body = (
        "<p>The council welcomes it. <a href='/downloads/pir.pdf'>Read the public interest report (PDF)</a>, "
        "<a href='/downloads/pir.pdf#page=3'>page 3 of the public interest report</a>, "
        "<a href='/response'>our response to the public interest report</a> and "
        "<a href='/bins'>bin days</a>.</p>"
    )
    assert [x.url for x in leads(f"{SITE}/news/pir", body)] == [f"{SITE}/downloads/pir.pdf"]


def test_a_link_on_two_lines_to_a_file_with_spaces_is_read_in_whole() -> None:
    body = "<a href='/Downloads/Annual Report.PDF'>Auditor's Annual<br>Report 2025 (PDF, 2MB)</a>"
    (lead,) = leads(f"{SITE}/accounts", body)
    assert lead.title == "Auditor's Annual Report 2025"
    assert lead.url == f"{SITE}/Downloads/Annual%20Report.PDF"


def test_a_council_s_site_is_known_by_its_source() -> None:
    body = "<a href='/d/1.pdf'>Auditor's annual report</a>"
    outline = Outline(tier=Tier.OFFICIAL, council=CouncilSlug("sampleford"))
    assert len(leads("https://sampleford.example/news/1", body, outline=outline)) == 1
    assert leads("https://gazette.example/news/1", body) == ()


def test_three_documents_of_one_page_are_enough_and_its_menu_is_no_part_of_it() -> None:
    body = "".join(f"<a href='/downloads/{n}'>Audit findings report {n}</a>" for n in range(6))
    assert [x.url for x in leads(f"{SITE}/audit", body)] == [
        f"{SITE}/downloads/{n}" for n in range(3)
    ]


def test_another_story_about_such_a_document_is_none() -> None:
    body = (
        "<p>See also</p><a href='/news/2'>Neighbour facing possibility of a section 114 notice</a>"
    )
    assert leads(f"{SITE}/news/1", body) == ()

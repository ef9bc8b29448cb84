"""What is a primary document, and what is only written about one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.publishers import load_publishers
from monitor.records import (
    CouncilSlug,
    Document,
    EventStatus,
    Outline,
    Tier,
)
from monitor.score import score_document
from tests.tag.test_lexicon import tagger

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SITE = "https://www.sampleford.gov.uk"
MEETINGS = "https://democracy.sampleford.gov.uk"
PUBLICATIONS = "https://www.gov.uk/government/publications"
NEWS = "https://www.gov.uk/government/news"


def document(url: str, title: str, text: str = "", *, is_pdf: bool = False) -> Document:
    return Document(
        url=url,
        outlet="",
        title=title,
        text=text,
        retrieved_at=NOW,
        text_sha256="",
        extractor="pdf" if is_pdf else "trafilatura",
        pages=(len(title) + 2,) if is_pdf else (),
    )


def judge(url: str, title: str, tier: Tier = Tier.LOCAL, council: str = "") -> tuple[Tier, str]:
    outline = Outline(tier=tier, council=CouncilSlug(council) if council else None)
    return load_publishers().judge(document(url, title), outline)


@pytest.mark.parametrize(
    ("url", "title", "kind"),
    [
        (f"{SITE}/downloads/file/91", "Auditor's Annual Report 2024/25", "auditor's annual report"),
        (f"{SITE}/accounts", "External auditor\u2019s annual report 2025", "auditor's annual report"),
        (f"{SITE}/downloads/pir.pdf", "Report in the Public Interest", "public interest report"),
        (f"{SITE}/news/pir.pdf?v=2", "Public interest report", "public interest report"),
        (f"{SITE}/s114", "Section 114(3) Report of the Chief Finance Officer", "section 114 report"),
        (f"{SITE}/x", "Section 5 report by the monitoring officer", "section 5 report"),
        (f"{SITE}/x", "Audit Findings Report year ended 31 March 2025", "audit findings report"),
        (f"{SITE}/x", "Draft Statement of Accounts 2025/26", "statement of accounts"),
        (f"{SITE}/x", "Statutory recommendations under section 24", "statutory recommendation"),
        (f"{SITE}/x", "Ofsted inspection report, 2026", "Ofsted report"),
        (f"{SITE}/x", "Inspection of Sampleford's children's services", "Ofsted report"),
        (f"{MEETINGS}/ieListDocuments.aspx?CId=1&MId=2#AI32", "Work programme", "committee paper"),
        (f"{MEETINGS}/ieListDocuments.aspx?MId=2", "Petition for a public interest report", "committee paper"),
        (f"{MEETINGS}/documents/s9/a.pdf", "Report in the public interest", "public interest report"),
        (f"{MEETINGS}/ieDecisionDetails.aspx?ID=4", "Sale of the depot", "decision notice"),
        ("https://sampleford.moderngov.co.uk/mgAi.aspx?ID=3", "Budget", "committee paper"),
        ("https://meetings.sampleford.gov.uk/cmis5/Meetings/tabid/70/ctl", "Budget", "committee paper"),
        (f"{PUBLICATIONS}/x", "Sampleford Borough Council: Best Value Notice", "best value notice"),
        (f"{PUBLICATIONS}/x", "Sampleford Council: commissioners' third report", "commissioners' report"),
        (f"{PUBLICATIONS}/x", "Sampleford Council: directions made under the Local Government Act 1999", "directions"),
        (f"{PUBLICATIONS}/x", "Best value inspection report: Sampleford", "best value inspection report"),
        (f"{PUBLICATIONS}/x", "Regulatory Judgement: Sampleford Council", "regulatory judgement"),
        (f"{PUBLICATIONS}/x", "Letter from the minister to the leader of Sampleford", "ministerial letter"),
        ("https://assets.publishing.service.gov.uk/media/6/bv.pdf", "Best value notice", "best value notice"),
        ("https://www.gov.uk/government/speeches/x", "Statement on Sampleford", "ministerial statement"),
        ("https://questions-statements.parliament.uk/written-statements/detail/2026-11-20/hcws9", "Local government", "ministerial statement"),
        ("https://files.ofsted.gov.uk/v1/file/50123456", "Children's services, Sampleford", "Ofsted report"),
        ("https://files.ofsted.gov.uk/v1/file/50123457", "Monitoring visit of Sampleford", "monitoring letter"),
        ("https://reports.ofsted.gov.uk/provider/44/80999", "Sampleford", "Ofsted report"),
        ("https://www.cqc.org.uk/care-services/local-authority-assessment-reports/sampleford", "Sampleford", "CQC assessment"),
        ("https://www.lgo.org.uk/decisions/children-s-care-services/other/24-012-345", "Sampleford (24 012 345)", "ombudsman decision"),
        ("https://www.housing-ombudsman.org.uk/decisions/sampleford-borough-council-202412345/", "Sampleford", "ombudsman decision"),
        ("https://www.nao.org.uk/reports/local-finance/", "Local finance", "National Audit Office report"),
        ("https://www.audit.wales/publication/pir", "Report in the Public Interest: Cwm Enfys", "public interest report"),
        ("https://www.grantthornton.co.uk/x.pdf", "Sampleford: auditor's annual report", "auditor's annual report"),
    ],
)  # fmt: skip
def test_publisher_and_kind_make_a_primary_document(url: str, title: str, kind: str) -> None:
    assert judge(url, title) == (Tier.PRIMARY, kind)


@pytest.mark.parametrize(
    ("url", "title", "tier"),
    [
        (f"{SITE}/news/auditor", "Council welcomes auditor's annual report", Tier.OFFICIAL),
        (f"{SITE}/x", "Council welcomes auditor's annual report", Tier.OFFICIAL),
        (f"{SITE}/news/pir", "Public interest report", Tier.OFFICIAL),
        (f"{SITE}/x", "Response to the public interest report", Tier.OFFICIAL),
        (f"{SITE}/x", "Petition for a public interest report", Tier.OFFICIAL),
        (f"{SITE}/x", "Minutes of the meeting on the public interest report", Tier.OFFICIAL),
        (f"{SITE}/x", "Notice of public inspection: statement of accounts", Tier.OFFICIAL),
        (f"{SITE}/x", "Bin collection dates", Tier.OFFICIAL),
        (f"{SITE}/x", "Inspection of private hire vehicles", Tier.OFFICIAL),
        (f"{SITE}/x", "Food hygiene inspection report", Tier.OFFICIAL),
        (f"{SITE}/x", "Planning enforcement notice: 12 High Street", Tier.OFFICIAL),
        (f"{SITE}/x", "Section 114 notice: what it means for you", Tier.OFFICIAL),
        (f"{SITE}/leaders-blog/x", "Section 114 notice", Tier.OFFICIAL),
        (f"{SITE}/news-releases/x", "Section 114 notice", Tier.OFFICIAL),
        (f"{MEETINGS}/mgEPetitionDisplay.aspx?ID=9", "Public interest report", Tier.OFFICIAL),
        (f"{NEWS}/commissioners", "Commissioners appointed to Sampleford", Tier.OFFICIAL),
        (f"{NEWS}/notice", "Best value notice", Tier.OFFICIAL),
        ("https://www.gov.uk/guidance/best-value", "Best value notices", Tier.OFFICIAL),
        (f"{PUBLICATIONS}/x", "Best value standards and intervention: statutory guidance", Tier.OFFICIAL),
        (f"{PUBLICATIONS}/x", "Local digital programme: funding allocations", Tier.OFFICIAL),
        ("https://commonslibrary.parliament.uk/research-briefings/cbp-1", "Section 114 reports", Tier.NATIONAL),
        ("https://socialcareinspection.blog.gov.uk/2026/11/a", "Monitoring visits", Tier.OFFICIAL),
        ("https://www.lgo.org.uk/information-centre/news/2026/a", "Ombudsman report on Sampleford", Tier.OFFICIAL),
        ("https://www.nao.org.uk/blog/a", "Section 114", Tier.OFFICIAL),
        ("https://www.grantthornton.co.uk/insights/a", "Local audit in 2026", Tier.TRADE),
        ("https://own.example/a", "Something said by a source called primary", Tier.OFFICIAL),
    ],
)  # fmt: skip
def test_what_only_a_primary_source_says_is_no_primary_document(
    url: str, title: str, tier: Tier
) -> None:
    assert judge(url, title, Tier.PRIMARY) == (tier, "")


@pytest.mark.parametrize("tier", [Tier.TRADE, Tier.NATIONAL, Tier.LOCAL, Tier.PARTISAN])
def test_the_press_is_never_primary_whatever_it_writes_about(tier: Tier) -> None:
    assert judge("https://paper.example/a", "Auditor's annual report", tier) == (tier, "")


def test_a_council_s_site_is_known_by_its_source_too() -> None:
    url = "https://sampleford.example/a"
    assert judge(url, "Public interest report", Tier.OFFICIAL, "sampleford")[0] is Tier.PRIMARY
    assert judge(url, "Public interest report", Tier.LOCAL) == (Tier.LOCAL, "")


def test_a_committee_system_is_known_by_its_source_too() -> None:
    url = "https://sampleford.example/meetings/a"
    assert judge(url, "Budget", Tier.PRIMARY, "sampleford") == (Tier.PRIMARY, "committee paper")


def test_a_pdf_tells_its_kind_on_its_first_page() -> None:
    read = document(f"{SITE}/file.pdf", "file.pdf", "Sampleford\nAuditor's Annual Report\nMarch",
                    is_pdf=True)  # fmt: skip
    prose = document(f"{SITE}/file.pdf", "file.pdf", "It is about the Auditor's Annual Report.",
                     is_pdf=True)  # fmt: skip
    assert load_publishers().judge(read, Outline())[1] == "auditor's annual report"
    assert load_publishers().judge(prose, Outline())[1] == ""


def test_a_pdf_is_a_document_wherever_it_lies_and_whatever_its_address_says() -> None:
    url, title = f"{SITE}/media/123/section-114-report", "Section 114 report"
    publishers = load_publishers()
    assert publishers.judge(document(url, title, is_pdf=True), Outline())[0] is Tier.PRIMARY
    assert publishers.judge(document(url, title), Outline())[0] is Tier.OFFICIAL


def test_assessing_and_watching_agree_because_tagging_decides() -> None:
    text = "The auditor has issued a public interest report on Sampleford Borough Council."
    own = tagger().tag(document(f"{SITE}/pir", "Public interest report", text), Outline())
    news = tagger().tag(document("https://paper.example/a", "Auditor acts", text), Outline())
    assert (own.outline.tier, own.document.paper) == (Tier.PRIMARY, "public interest report")
    assert {e.status for e in own.events} == {EventStatus.CONFIRMED}
    assert {e.status for e in news.events} == {EventStatus.REPORTED}
    parts = [p.name for p in score_document(own, own.about[0]).parts]
    assert "primary document: public interest report" in parts


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("gov.uk", "assets.publishing.service.gov.uk", True),
        ("reports.ofsted.gov.uk", "files.ofsted.gov.uk", True),
        ("democracy.sampleford.gov.uk", "sampleford.gov.uk", True),
        ("sampleford.gov.uk", "wexcombe.gov.uk", False),
        ("gov.uk", "sampleford.gov.uk", False),
        ("gazette.example", "paper.example", False),
    ],
)
def test_hosts_of_one_body_are_one_voice(one: str, other: str, *, is_same: bool) -> None:
    name_of = load_publishers().name_of
    assert (name_of(one) == name_of(other)) is is_same

"""What is new on a committee system is read however its lines are written."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from monitor.dates import LONDON
from monitor.fetch.moderngov import read
from monitor.records import Entry, FetchResult, FetchStatus, Source, SourceKey, SourceKind, Tier

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
BASE = "https://democracy.sampleford.gov.uk"
SOURCE = Source(
    key=SourceKey("sampleford-committees"),
    kind=SourceKind.MODERNGOV,
    name="Sampleford: committee papers",
    url=BASE,
    shown_url=BASE,
    every=timedelta(hours=6),
    tier=Tier.PRIMARY,
)
AGENDA = '<a href="ieListDocuments.aspx?CId=1&amp;MId=2">Agenda published: Audit Committee</a>'
PAPER = '<a href="ieIssueDetails.aspx?IId=7">Issue published: A loan</a>'


def read_body(body: str, name: str, kind: str) -> tuple[Entry, ...]:
    result = FetchResult(
        url=f"{BASE}/{name}",
        final_url=f"{BASE}/{name}",
        status=FetchStatus.FETCHED,
        body=body.encode(),
        media_type=kind,
        fetched_at=NOW,
        way="rss" if name.startswith("mgRss") else "page",
    )
    return read(SOURCE, result).entries


def page(inner: str, before: str = "") -> tuple[Entry, ...]:
    body = f"{before}<html><body><div class='mgContent'>{inner}</div></body></html>"
    return read_body(body, "mgWhatsNew.aspx", "text/html; charset=utf-8")


def feed(items: str) -> tuple[Entry, ...]:
    body = f"<rss version='2.0'><channel><title>What's new</title>{items}</channel></rss>"
    return read_body(body, "mgRss.aspx?XXR=0", "text/xml")


@pytest.mark.parametrize(
    "inner",
    [
        f"<ul><li>23/11/2026 - {AGENDA}</li></ul>",
        f"<ul><li>23/11/2026&nbsp;&ndash;&nbsp;{AGENDA}</li></ul>",
        f"<ul><li><p>23/11/2026 - {AGENDA}</p></li></ul>",
        f"<ul><li>{AGENDA} - 23/11/2026</li></ul>",
        f"<ul><li>{AGENDA} (23/11/2026)</li></ul>",
        f"<p>23/11/2026 - {AGENDA}</p>",
        f"<table><tr><td>23/11/2026</td><td>{AGENDA}</td></tr></table>",
        f"<table><tr><td><p>{AGENDA}</p></td><td>23/11/2026</td></tr></table>",
        f"<table><tr><td><ul><li>23/11/2026 - {AGENDA}</li></ul></td></tr></table>",
    ],
)
def test_a_line_is_read_wherever_its_day_stands(inner: str) -> None:
    found = [
        (e.title, e.url, e.published_at and e.published_at.astimezone(LONDON).date())
        for e in page(inner)
    ]
    url = f"{BASE}/ieListDocuments.aspx?CId=1&MId=2"
    assert found == [("Agenda published: Audit Committee", url, date(2026, 11, 23))]


def test_lines_within_a_line_are_one_each() -> None:
    inner = f"<ul><li>23/11/2026 - {AGENDA}</li><li>22/11/2026 - {PAPER}</li></ul>"
    found = page(f"<ul><li>23/11/2026 - {inner}</li></ul>")
    assert [e.title for e in found] == [
        "Agenda published: Audit Committee",
        "Issue published: A loan",
    ]


def test_the_way_to_other_days_is_no_line() -> None:
    link = '<a href="mgWhatsNew.aspx?ACT=Find&amp;DR=1">the fortnight before</a>'
    assert page(f"<p>10/11/2026 - 24/11/2026: {link}</p><p>{link} 10/11/2026</p>") == ()


def test_a_meeting_s_day_within_a_link_is_not_the_line_s() -> None:
    link = '<a href="ieListDocuments.aspx?MId=2">Agenda published: Cabinet - 30/11/2026</a>'
    assert page(f"<p>See the {link}</p>") == ()


def test_a_page_that_declares_itself_as_xml_is_a_page() -> None:
    found = page(f"<ul><li>23/11/2026 - {AGENDA}</li></ul>", '<?xml version="1.0"?>')
    assert [e.title for e in found] == ["Agenda published: Audit Committee"]


def test_entries_of_a_feed_without_links_are_told_apart_by_their_guids() -> None:
    items = "".join(
        f"<item><title>23/11/2026 - Issue published: A loan</title><guid isPermaLink='false'>{n}</guid></item>"
        for n in (1, 2)
    )
    found = feed(items)
    assert [e.url for e in found] == ["", ""]
    assert len({e.entry_key for e in found}) == 2

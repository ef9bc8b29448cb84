"""Every kind reads its bytes or says why not; pages, committee sites and sitemaps are read whole."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.errors import ReadError, WallError
from monitor.fetch import KINDS
from monitor.records import SourceKind
from tests.fetch.reading import read

ROWS = "".join(
    f"<li><h3><a href='/news/{n}'>A headline that is long enough {n}</a></h3>"
    f"<p>Published on {n} November 2026</p><a href='/news/{n}'>Read more about this</a></li>"
    for n in range(1, 6)
)
NEWS_PAGE = (
    "<html><head><title>{title}</title></head><body><nav><ul>"
    "<li><a href='/bins'>Bins and recycling services</a></li>"
    "<li><a href='/tax'>Council tax and how to pay</a></li></ul></nav>{form}"
    f"<main><ul>{ROWS}</ul></main></body></html>"
)
LOGIN = "<form><input type='text'><input type='password'></form>"


@pytest.mark.parametrize("kind", list(KINDS))
@pytest.mark.parametrize("body", [b"", b"\x00\xff" * 50, b"%PDF-1.4", b"{}", b"<", b"\x1f\x8b\x08"])
def test_bytes_that_are_something_else_are_a_read_error(kind: SourceKind, body: bytes) -> None:
    with pytest.raises(ReadError):
        read(kind, body)


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_wall_is_said_to_be_one_whatever_was_asked_for(kind: SourceKind) -> None:
    wall = "<!doctype html><html><head><title>Just a moment...</title></head><body></body></html>"
    with pytest.raises(WallError, match="a bot wall stands in its place"):
        read(kind, wall)


def test_a_news_page_is_read_by_its_structure() -> None:
    entries = read(SourceKind.PAGE, NEWS_PAGE.format(title="News", form="")).entries
    assert [e.url for e in entries] == [f"https://news.example/news/{n}" for n in range(1, 6)]
    assert entries[0].published_at == datetime(2026, 11, 1, tzinfo=UTC)


def test_a_news_page_beside_a_login_form_is_no_wall() -> None:
    assert len(read(SourceKind.PAGE, NEWS_PAGE.format(title="News", form=LOGIN)).entries) == 5


def test_a_page_of_nothing_but_a_login_form_is_a_wall() -> None:
    with pytest.raises(WallError, match="a login page"):
        read(SourceKind.PAGE, f"<html><body>{LOGIN}</body></html>")


@pytest.mark.parametrize("kind", [SourceKind.PAGE, SourceKind.SITEMAP])
def test_an_entry_has_its_canonical_address(kind: SourceKind) -> None:
    bodies = {
        SourceKind.PAGE: NEWS_PAGE.format(title="News", form=""),
        SourceKind.SITEMAP: "<urlset><url><loc>https://news.example/news/1/</loc></url></urlset>",
    }
    assert read(kind, bodies[kind]).entries[0].address == "https://news.example/news/1"


def test_what_is_new_on_a_committee_site_is_read_from_its_page() -> None:
    page = (
        "<html><body><div class='mgContent'><ul><li>20/11/2026 - <a href='ieListDocuments.aspx?MId=1'>"
        "Agenda published: Audit Committee</a></li></ul></div></body></html>"
    )
    (entry,) = read(SourceKind.MODERNGOV, page).entries
    assert entry.title == "Agenda published: Audit Committee"
    assert entry.published_at == datetime(2026, 11, 20, tzinfo=UTC)


def test_two_events_of_one_committee_page_do_not_meet_under_one_address() -> None:
    lines = ("Agenda published: Audit Committee", "Minutes published: Audit Committee")
    items = "".join(
        f"<item><title>20/11/2026 - {line}</title><link>/ieListDocuments.aspx?MId=1</link></item>"
        for line in lines
    )
    body = f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'
    assert [(e.title, e.address) for e in read(SourceKind.MODERNGOV, body).entries] == [
        (line, "") for line in lines
    ]


def test_a_sitemap_is_read_newest_first() -> None:
    body = (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        "<url><loc>https://news.example/old</loc><lastmod>2026-11-01</lastmod></url>"
        "<url><loc>https://news.example/new</loc><lastmod>2026-11-20</lastmod></url></urlset>"
    )
    assert read(SourceKind.SITEMAP, body).entries[0].url.endswith("/new")

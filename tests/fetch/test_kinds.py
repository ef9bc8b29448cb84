"""Each kind reads its bytes; faults cost only what they are in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.errors import ReadError
from monitor.fetch import KINDS
from monitor.records import FetchResult, FetchStatus, Reading, Source, SourceKey, SourceKind, Tier

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def read(kind: SourceKind, body: bytes | str, media_type: str = "") -> Reading:
    source = Source(
        key=SourceKey("test"),
        kind=kind,
        name="Test",
        url="https://news.example/",
        shown_url="",
        every=timedelta(hours=1),
        tier=Tier.LOCAL,
    )
    result = FetchResult(
        url="https://news.example/list",
        final_url="https://news.example/list",
        status=FetchStatus.FETCHED,
        body=body.encode() if isinstance(body, str) else body,
        media_type=media_type,
        fetched_at=NOW,
    )
    return KINDS[kind].read(source, result)


def rss(items: str, head: str = "") -> str:
    return f'<?xml version="1.0"?>{head}<rss version="2.0"><channel><title>T</title>{items}</channel></rss>'


ITEM = "<item><guid>1</guid><title>A &amp; B</title><link>/a</link><pubDate>{}</pubDate></item>"


@pytest.mark.parametrize("kind", list(KINDS))
@pytest.mark.parametrize("body", [b"", b"\x00\xff" * 50, b"%PDF-1.4", b"{}", b"<"])
def test_bytes_that_are_something_else_are_a_read_error(kind: SourceKind, body: bytes) -> None:
    with pytest.raises(ReadError):
        read(kind, body)


def test_a_summer_time_date_is_an_hour_ahead() -> None:
    (entry,) = read(SourceKind.FEED, rss(ITEM.format("Tue, 23 Jun 2026 10:00:00 BST"))).entries
    assert entry.published_at == datetime(2026, 6, 23, 9, tzinfo=UTC)


def test_a_date_in_the_future_is_no_date() -> None:
    (entry,) = read(SourceKind.FEED, rss(ITEM.format("Tue, 23 Jun 2037 10:00:00 GMT"))).entries
    assert entry.published_at is None


def test_a_relative_link_is_joined_and_entities_are_decoded() -> None:
    (entry,) = read(SourceKind.FEED, rss(ITEM.format(""))).entries
    assert (entry.url, entry.title) == ("https://news.example/a", "A & B")


def test_a_web_page_is_said_to_be_one() -> None:
    with pytest.raises(ReadError, match="web page, not a feed"):
        read(SourceKind.FEED, "<!doctype html><html><body><p>Hello</p></body></html>")


def test_a_feed_without_entries_is_no_error() -> None:
    assert read(SourceKind.FEED, rss("")).entries == ()


def test_windows_characters_in_a_feed_called_latin_are_read() -> None:
    body = rss("<item><title>\u00a39m \u201cgap\u201d</title><link>/a</link></item>").replace(
        'version="1.0"', 'version="1.0" encoding="iso-8859-1"', 1
    )
    (entry,) = read(SourceKind.FEED, body.encode("windows-1252")).entries
    assert entry.title == "\u00a39m \u201cgap\u201d"


def test_a_wrong_charset_in_the_header_does_not_lose_the_entries() -> None:
    body = rss("<item><title>Café</title><link>/a</link></item>").encode()
    assert len(read(SourceKind.FEED, body, "text/xml; charset=us-ascii").entries) == 1


def test_a_billion_laughs_stay_unexpanded() -> None:
    bomb = "<!DOCTYPE r [" + '<!ENTITY a0 "ha">'
    bomb += "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)) + "]>"
    (entry,) = read(
        SourceKind.FEED, rss("<item><title>&a9;</title><link>/a</link></item>", bomb)
    ).entries
    assert len(entry.title) < 100


def test_an_external_entity_is_not_read() -> None:
    head = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    (entry,) = read(
        SourceKind.FEED, rss("<item><title>&x;</title><link>/a</link></item>", head)
    ).entries
    assert "root" not in entry.title


def test_two_stories_under_one_guid_are_told_apart() -> None:
    items = "<item><guid>1</guid><title>A</title><link>/a</link></item>"
    items += "<item><guid>1</guid><title>B</title><link>/b</link></item>"
    assert len(read(SourceKind.FEED, rss(items)).entries) == 2


def test_a_google_alert_is_unwrapped_and_keyed_by_its_article() -> None:
    feed = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">
    <id>tag:google.com,2005:reader/user/1/state/com.google/alerts/2</id>
    <title>Google Alert</title><entry><id>tag:google.com,2013:googlealerts/feed:9</id>
    <title type="html">Auditor warns &lt;b&gt;council&lt;/b&gt; it&amp;#39;s late ...</title>
    <link href="https://www.google.com/url?rct=j&amp;url=https://news.example/x%3Fid%3D1&amp;ct=ga"></link>
    <published>2026-11-20T11:53:37Z</published></entry>
    <entry><id>10</id><title>Bad</title><link href="https://www.google.com/url?url=javascript:1"/></entry>
    </feed>"""
    reading = read(SourceKind.GOOGLE_ALERTS, feed)
    (entry,) = reading.entries
    assert entry.entry_key == entry.url == "https://news.example/x?id=1"
    assert entry.title == "Auditor warns council it's late"
    assert len(reading.faults) == 1


def test_a_news_page_is_read_by_its_structure() -> None:
    rows = "".join(
        f"<li><h3><a href='/news/{n}'>A headline that is long enough {n}</a></h3>"
        f"<p>Published on {n} November 2026</p><a href='/news/{n}'>Read more about this</a></li>"
        for n in range(1, 6)
    )
    page = (
        "<html><body><nav><ul><li><a href='/bins'>Bins and recycling services</a></li>"
        "<li><a href='/tax'>Council tax and how to pay</a></li></ul></nav>"
        f"<main><ul>{rows}</ul></main></body></html>"
    )
    entries = read(SourceKind.PAGE, page).entries
    assert [e.url for e in entries] == [f"https://news.example/news/{n}" for n in range(1, 6)]
    assert entries[0].published_at == datetime(2026, 11, 1, tzinfo=UTC)


def test_what_is_new_on_a_committee_site_is_read_from_its_page() -> None:
    page = (
        "<html><body><div class='mgContent'><ul><li>20/11/2026 - <a href='ieListDocuments.aspx?MId=1'>"
        "Agenda published: Audit Committee</a></li></ul></div></body></html>"
    )
    (entry,) = read(SourceKind.MODERNGOV, page).entries
    assert entry.title == "Agenda published: Audit Committee"
    assert entry.published_at == datetime(2026, 11, 20, tzinfo=UTC)


def test_a_sitemap_is_read_newest_first() -> None:
    body = (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        "<url><loc>https://news.example/old</loc><lastmod>2026-11-01</lastmod></url>"
        "<url><loc>https://news.example/new</loc><lastmod>2026-11-20</lastmod></url></urlset>"
    )
    assert read(SourceKind.SITEMAP, body).entries[0].url.endswith("/new")

"""Google's dialects: alerts and news searches, whatever they were configured as."""

from __future__ import annotations

import base64

import pytest

from monitor.fetch import KINDS
from monitor.records import Reading, SourceKind
from tests.fetch.reading import answer, read, rss, source_of

ALERT = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">
<id>tag:google.com,2005:reader/user/1/state/com.google/alerts/2</id>
<title>Google Alert</title>{}</feed>"""
ENTRY = """<entry><id>tag:google.com,2013:googlealerts/feed:{n}</id>
<title type="html">Auditor warns &lt;b&gt;council&lt;/b&gt; it&amp;#39;s late ...</title>
<link href="{link}"></link><published>2026-11-20T11:53:37Z</published>
<updated>2026-11-20T11:53:37Z</updated>
<content type="html">It&amp;#39;s &lt;b&gt;late&lt;/b&gt;&amp;nbsp;...</content></entry>"""
WRAPPED = "https://www.google.com/url?rct=j&amp;url={}&amp;ct=ga&amp;cd={}"
PAGE = "https://news.example/x%3Fid%3D1%26utm_source%3Dy"


def alert(*links: str) -> str:
    return ALERT.format("".join(ENTRY.format(n=n, link=link) for n, link in enumerate(links)))


@pytest.mark.parametrize("kind", [SourceKind.GOOGLE_ALERTS, SourceKind.FEED])
def test_an_alert_is_unwrapped_and_keyed_by_its_article(kind: SourceKind) -> None:
    (entry,) = read(kind, alert(WRAPPED.format(PAGE, ""))).entries
    assert entry.url == "https://news.example/x?id=1&utm_source=y"
    assert entry.entry_key == entry.address == "https://news.example/x?id=1"


def test_text_that_was_escaped_twice_is_plain_and_has_no_cut_mark() -> None:
    (entry,) = read(SourceKind.FEED, alert(WRAPPED.format(PAGE, ""))).entries
    assert (entry.title, entry.summary) == ("Auditor warns council it's late", "It's late")


def test_one_article_that_two_results_name_is_one_entry() -> None:
    body = alert(WRAPPED.format(PAGE, ""), WRAPPED.format("https://news.example/x%3Fid%3D1", ""))
    second = body.replace("Auditor", "A second headline: auditor", 1)
    (entry,) = read(SourceKind.FEED, second).entries
    assert entry.entry_key == "https://news.example/x?id=1"


@pytest.mark.parametrize("target", ["javascript:alert(1)", "file:///etc/passwd", ""])
def test_a_target_that_is_no_page_is_a_fault(target: str) -> None:
    reading = read(SourceKind.FEED, alert(WRAPPED.format(target, "")))
    assert (reading.entries, len(reading.faults)) == ((), 1)


def test_a_link_that_is_no_redirect_stays() -> None:
    (entry,) = read(SourceKind.FEED, alert("https://news.example/x")).entries
    assert entry.url == "https://news.example/x"


@pytest.mark.parametrize(
    ("record", "edition"),
    [
        (b"\x08\x022\x1a0123456789abcdef:co.uk:en:GB", "en:GB"),
        (b"\x08\x022\x1a0123456789abcdef:com:en:US", "en:US"),
        (b"\x08\x02", ""),
    ],
)
def test_the_edition_that_an_alert_searches_is_told(record: bytes, edition: str) -> None:
    words = base64.b64encode(record).decode().rstrip("=")
    reading = read(SourceKind.GOOGLE_ALERTS, alert(WRAPPED.format(PAGE, words)))
    assert reading.edition == edition


def test_an_alert_that_found_nothing_is_no_error() -> None:
    assert read(SourceKind.GOOGLE_ALERTS, alert()) == Reading(entries=())


NEWS = rss(
    "<item><title>Leader quits - again - The Echo</title>"
    "<link>https://news.google.com/rss/articles/CBMi1?oc=5</link>"
    "<guid isPermaLink='false'>CBMi1</guid><description>&lt;a href='x'&gt;Leader quits - again"
    "&lt;/a&gt;&amp;nbsp;&lt;font&gt;The Echo&lt;/font&gt;</description>"
    "<source url='https://echo.example'>The Echo</source></item>"
)


def test_a_news_search_is_read_without_its_publishers_names() -> None:
    result = answer(NEWS, url="https://news.google.com/rss/search?q=council")
    (entry,) = KINDS[SourceKind.FEED].read(source_of(), result).entries
    assert (entry.title, entry.summary) == ("Leader quits - again", "")


def test_a_headline_elsewhere_keeps_its_last_words() -> None:
    (entry,) = read(SourceKind.FEED, NEWS).entries
    assert entry.title == "Leader quits - again - The Echo"

"""What a first poll would bring, with nothing kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx

from monitor.fetch import Manners, Session
from monitor.outside import Outside
from monitor.preview import Fate, Preview, preview_source
from monitor.records import Health, Source, SourceKey, SourceKind, Tier
from monitor.workers import run_here

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
ARTICLE = (
    "<!doctype html><html><head><title>Gap</title></head><body><article><h1>Budget gap</h1><p>"
    + "The council said that its reserves had fallen and that cuts would follow. " * 5
    + "</p></article></body></html>"
)


def feed(*days: str) -> str:
    entries = "".join(
        f"<item><title>Story {n}</title><link>https://x.example/{n}</link>"
        f"<description>Reserves fell again at the town hall this year.</description>"
        + (f"<pubDate>{day} 09:00:00 GMT</pubDate>" if day else "")
        + "</item>"
        for n, day in enumerate(days)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>{entries}</channel></rss>'


def preview(
    listed: str, *, page: int = 200, max_pages: int = 5, asked: list[str] | None = None
) -> Preview:
    def web(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/robots.txt":
            return httpx.Response(404)
        if asked is not None:
            asked.append(request.url.path)
        is_feed = request.url.path == "/rss"
        body = listed if is_feed else ARTICLE
        headers = {"content-type": "text/xml" if is_feed else "text/html"}
        status = 200 if is_feed else page
        return httpx.Response(status, stream=httpx.ByteStream(body.encode()), headers=headers)

    source = Source(
        key=SourceKey("x"),
        kind=SourceKind.FEED,
        name="X",
        url="https://x.example/rss",
        shown_url="https://x.example/rss",
        every=timedelta(hours=1),
        tier=Tier.LOCAL,
    )
    manners = Manners(
        user_agent="monitor-test", host_spacing=timedelta(0), committee_spacing=timedelta(0)
    )
    session = Session(manners, clock=lambda: NOW, transport=httpx.MockTransport(web))
    outside = Outside(session=session, submit=run_here, clock=lambda: NOW)
    return preview_source(source, outside, max_pages=max_pages)


def test_what_a_first_poll_takes_is_told_apart() -> None:
    found = preview(feed("Mon, 23 Nov 2026", "Mon, 2 Nov 2026", ""), max_pages=0)
    assert [e.fate for e in found.entries] == [Fate.NEW, Fate.TOO_OLD, Fate.UNDATED]
    assert found.n_new == 1


def test_only_pages_of_new_entries_are_asked_for() -> None:
    asked: list[str] = []
    preview(feed("Mon, 2 Nov 2026", "Mon, 23 Nov 2026", "", "Sun, 22 Nov 2026"), asked=asked)
    assert asked == ["/rss", "/1", "/3"]


def test_no_more_pages_are_asked_for_than_are_wanted() -> None:
    asked: list[str] = []
    preview(feed(*["Mon, 23 Nov 2026"] * 4), asked=asked, max_pages=2)
    assert asked == ["/rss", "/0", "/1"]


def test_an_entry_whose_page_was_read_is_judged_by_it() -> None:
    (row,) = preview(feed("Mon, 23 Nov 2026")).entries
    assert row.is_page_read
    assert row.score is not None


def test_an_entry_whose_page_is_refused_is_judged_by_its_summary_and_says_why() -> None:
    (row,) = preview(feed("Mon, 23 Nov 2026"), page=403).entries
    assert row.score is not None
    assert (row.is_page_read, "403" in row.reason) == (False, True)


def test_a_page_that_may_come_later_gives_its_reason() -> None:
    (row,) = preview(feed("Mon, 23 Nov 2026"), page=500).entries
    assert (row.score, "500" in row.reason) == (None, True)


def test_an_answer_that_is_no_feed_is_a_failing_source() -> None:
    found = preview("<!doctype html><html><body>Hello</body></html>")
    assert (found.state.health, found.entries) == (Health.FAILING, ())
    assert "web page, not a feed" in found.state.reason

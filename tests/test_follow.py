"""A news page polled again and again: its next pages, its changes, and what counts as seen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from monitor.collect import poll_source
from monitor.fetch import Manners, Session
from monitor.outside import Outside
from monitor.records import EntryState, PollRecord, Source, SourceKey, SourceKind, Tier
from monitor.store import Store, open_store
from monitor.workers import run_here

START = datetime(2026, 11, 24, 12, tzinfo=UTC)
URL = "https://sampleford.example/news"
SOURCE = Source(
    key=SourceKey("news"),
    kind=SourceKind.PAGE,
    name="News",
    url=URL,
    shown_url=URL,
    every=timedelta(hours=3),
    tier=Tier.OFFICIAL,
    baseline=None,
)


class Newsroom:
    """A list of numbered news, newest first, over pages; and the poller that reads it."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.store: Store = open_store(None)
        self.now = START
        self.news: list[int] = list(range(12, 0, -1))
        self.per_page = 4
        self.n_pages: int | None = None
        self.next_of: dict[int, str] = {}
        self.broken: set[int] = set()
        self.is_dated = True
        self.asked: list[str] = []
        manners = Manners(user_agent="test", host_spacing=timedelta(0))
        self.session = Session(
            manners, clock=lambda: self.now, transport=httpx.MockTransport(self.answer)
        )
        outside = Outside(session=self.session, submit=run_here, clock=lambda: self.now)
        self.outside = outside
        self.store.sources.sync([source], now=START, spread=timedelta(0))

    def answer(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/robots.txt":
            return httpx.Response(404)
        self.asked.append(str(request.url).removeprefix("https://sampleford.example"))
        page = int(request.url.params.get("page", "1"))
        if page in self.broken:
            return httpx.Response(500)
        shown = self.news[(page - 1) * self.per_page : page * self.per_page]
        if page * self.per_page < len(self.news):
            more = self.next_of.get(page, f"/news?page={page + 1}")
        else:
            more = self.next_of.get(page, "")
        rows = "".join(
            f"<li><h3><a href='/news/{n}'>Council agrees plan number {n}</a></h3>"
            + (f"<p>{self.day(n):%d/%m/%Y}</p></li>" if self.is_dated else "</li>")
            for n in shown
        )
        link = f"<a rel='next' href='{more}'>Next</a>" if more else ""
        body = f"<html><title>News</title><main><h1>News</h1><ul>{rows}</ul>{link}</main></html>"
        return httpx.Response(
            200, stream=httpx.ByteStream(body.encode()), headers={"content-type": "text/html"}
        )

    @staticmethod
    def day(number: int) -> datetime:
        """One a day, number 12 on the day of the start."""
        return START - timedelta(days=12 - number)

    def poll(self) -> PollRecord:
        self.asked.clear()
        self.now += timedelta(hours=3)
        return poll_source(self.source, self.store, self.outside)

    def new(self) -> list[int]:
        """Poll, and return the numbers of what is to be worked."""
        return [
            int(e.url.rpartition("/")[2])
            for e in self.poll().listing.new
            if e.state is EntryState.PENDING
        ]


@contextmanager
def open_room(source: Source = SOURCE) -> Iterator[Newsroom]:
    room = Newsroom(source)
    try:
        yield room
    finally:
        room.session.close()
        room.store.close()


@pytest.fixture
def room() -> Iterator[Newsroom]:
    with open_room() as opened:
        yield opened


def test_a_first_poll_that_takes_everything_follows_to_the_end(room: Newsroom) -> None:
    assert room.new() == list(range(12, 0, -1))
    assert room.asked == ["/news", "/news?page=2", "/news?page=3"]


def test_a_quiet_poll_asks_once(room: Newsroom) -> None:
    room.poll()
    assert room.new() == []
    assert room.asked == ["/news"]


def test_one_new_entry_needs_no_second_page(room: Newsroom) -> None:
    room.poll()
    room.news.insert(0, 13)
    assert room.new() == [13]
    assert room.asked == ["/news"]


def test_more_news_than_a_page_holds_are_followed_to_the_first_that_is_known(
    room: Newsroom,
) -> None:
    room.poll()
    room.news[:0] = [18, 17, 16, 15, 14, 13]
    assert room.new() == [18, 17, 16, 15, 14, 13]
    assert room.asked == ["/news", "/news?page=2"]


@pytest.mark.parametrize(("max_pages", "n_asked"), [(1, 1), (2, 2), (5, 3)])
def test_no_more_pages_are_asked_than_may_be(max_pages: int, n_asked: int) -> None:
    with open_room(replace(SOURCE, max_pages=max_pages)) as room:
        room.poll()
        assert len(room.asked) == n_asked


def test_a_first_poll_goes_back_as_far_as_its_baseline() -> None:
    with open_room(replace(SOURCE, baseline=timedelta(days=5))) as room:
        assert room.new() == [12, 11, 10, 9, 8]
        assert room.asked == ["/news", "/news?page=2"]


def test_a_first_poll_of_an_undated_list_follows_nothing() -> None:
    with open_room(replace(SOURCE, baseline=timedelta(days=7))) as room:
        room.is_dated = False
        assert room.new() == []
        assert room.asked == ["/news"]


@pytest.mark.parametrize("target", ["/news", "/news?page=1", "/news?page=2", "/news#top"])
def test_pages_that_lead_back_are_not_asked_twice(room: Newsroom, target: str) -> None:
    room.next_of[3] = target
    room.poll()
    assert len(room.asked) <= 4
    assert len({a for a in room.asked if a != "/news?page=1"}) == 3


def test_pages_that_all_list_the_same_end_the_following(room: Newsroom) -> None:
    room.per_page = 99
    room.next_of = {n: f"/news?page={n + 1}" for n in range(1, 99)}
    room.news = [12, 11]
    whole = room.answer

    def same(request: httpx.Request) -> httpx.Response:
        return whole(httpx.Request("GET", URL)) if request.url.params else whole(request)

    room.session.close()
    manners = Manners(user_agent="test", host_spacing=timedelta(0))
    with Session(manners, clock=lambda: room.now, transport=httpx.MockTransport(same)) as session:
        room.outside = replace(room.outside, session=session)
        room.poll()
    assert len(room.asked) == 2


def test_a_next_page_on_another_host_is_never_asked(room: Newsroom) -> None:
    room.next_of[1] = "https://other.example/news?page=2"
    room.poll()
    assert room.asked == ["/news"]


def test_a_page_that_fails_on_the_way_costs_nothing_but_time(room: Newsroom) -> None:
    room.broken = {2}
    record = room.poll()
    assert "asked for again" in record.faults[0]
    room.broken = set()
    room.poll()
    with room.store.reading() as db:
        urls = {url for (url,) in db.execute("SELECT url FROM entries")}
    assert urls == {f"{URL}/{n}" for n in range(1, 13)}


def test_a_page_that_turns_back_is_two_changes_and_brings_nothing_twice(room: Newsroom) -> None:
    first = list(room.news)
    room.poll()
    room.news = [13, *first[1:]]
    changed = room.poll()
    room.news = first
    back = room.poll()
    assert [e.url for e in changed.listing.new] == [f"{URL}/13"]
    assert (back.listing.new, back.listing.edited) == ((), ())
    digests = {r.state.body_sha256 for r in (changed, back)}
    assert len(digests) == 2


def test_old_news_that_comes_up_where_newer_was_taken_away_counts_as_seen() -> None:
    with open_room(replace(SOURCE, baseline=timedelta(days=2), max_pages=1)) as room:
        room.news = list(range(12, -20, -1))
        room.poll()
        room.news.remove(12)
        assert room.new() == []
        assert room.asked == ["/news"]


def test_what_is_dated_within_the_baseline_is_news_wherever_it_comes_up() -> None:
    with open_room(replace(SOURCE, baseline=timedelta(days=7))) as room:
        room.poll()
        room.news.insert(2, 14)
        assert room.new() == [14]

"""Committee systems are read whichever way a council leaves open, and asked as little as can be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.collect import ask, poll_source
from monitor.dates import LONDON
from monitor.fetch import Manners, Session
from monitor.outside import Outside
from monitor.polling import next_state
from monitor.records import (
    EntryState,
    FetchResult,
    FetchStatus,
    PollState,
    Reading,
    Source,
    SourceKey,
    SourceKind,
    Tier,
)
from monitor.store import open_store
from monitor.workers import run_here
from tests.councilweb.moderngov import (
    CHALLENGE,
    REFUSED,
    Committees,
    Sitting,
    lines_of,
    site_of,
    sittings_of,
    systems,
)
from tests.councilweb.server import XML, Answer, Site, Web

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
SYSTEMS = systems(NOW)
EMPTY_FEED = '<?xml version="1.0"?><rss version="2.0"><channel><title>New</title></channel></rss>'
#: requests of the first poll, of a further poll of the same day, and of the first of the next day
COSTS = {
    "feed": (2, 1, 2),
    "feed, under a path": (2, 1, 2),
    "page": (3, 1, 2),
    "page, soft 404 for the feed": (3, 1, 2),
    "page with a span": (4, 1, 2),
    "feed, no web service": (4, 1, 4),
    "feed, calendar as a grid": (4, 1, 4),
    "web service alone": (5, 2, 2),
    "calendar alone": (7, 4, 4),
}


class Clock:
    """The time, as a test sets it."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def web() -> Iterator[Web]:
    with Web() as served:
        yield served


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def outside(clock: Clock) -> Iterator[Outside]:
    manners = Manners(
        user_agent="test/1",
        allow_private=("127.0.0.0/8",),
        host_spacing=timedelta(0),
        committee_spacing=timedelta(0),
    )
    with Session(manners, clock=clock) as session:
        yield Outside(session=session, submit=run_here, clock=clock)


def source_of(site: Site, committees: Committees) -> Source:
    url = site.base + committees.path
    return Source(
        key=SourceKey("sampleford-committees"),
        kind=SourceKind.MODERNGOV,
        name="Sampleford: committee papers",
        url=url,
        shown_url=url,
        every=timedelta(hours=6),
        tier=Tier.PRIMARY,
    )


def serve(web: Web, committees: Committees) -> tuple[Site, Source]:
    site = web.serve(site_of("sampleford", committees))
    return site, source_of(site, committees)


def look(
    source: Source, outside: Outside, state: PollState | None = None
) -> tuple[FetchResult, Reading | None, PollState]:
    before = state or PollState(source=source.key, next_due_at=NOW)
    result, reading = ask(source, before, outside)
    listed = reading if result.status is FetchStatus.FETCHED else None
    after = next_state(source, before, result, listed, new=(), now=outside.clock())
    return result, reading, after


def n_asked(site: Site) -> int:
    n = sum(a.bare != "/robots.txt" for a in site.asked)
    site.asked.clear()
    return n


@pytest.mark.parametrize("name", SYSTEMS)
def test_everything_that_a_system_shows_is_found(name: str, web: Web, outside: Outside) -> None:
    site, source = serve(web, SYSTEMS[name])
    _, reading, _ = look(source, outside)
    assert reading is not None
    found = [
        (e.title, e.url, e.published_at and e.published_at.astimezone(LONDON).date())
        for e in reading.entries
    ]
    assert found == [(t.title, site.base + t.path, t.day) for t in site.truth]
    assert len({e.entry_key for e in reading.entries}) == len(found)


@pytest.mark.parametrize("name", SYSTEMS)
def test_its_meetings_are_read_once_a_day(name: str, web: Web, outside: Outside) -> None:
    committees = SYSTEMS[name]
    _, source = serve(web, committees)
    _, reading, _ = look(source, outside)
    assert reading is not None
    assert reading.meetings is not None
    assert reading.meetings_span is not None
    assert not reading.faults
    since, until = reading.meetings_span
    expected = {
        (str(s.key), s.committee, s.at.astimezone(UTC), s.is_cancelled)
        for s in committees.sittings
        if since <= s.at < until
    }
    found = {(m.key, m.committee, m.held_at, m.is_cancelled) for m in reading.meetings}
    assert found == expected
    assert len(expected) >= 5


@pytest.mark.parametrize("name", SYSTEMS)
def test_the_way_that_answered_is_asked_first(
    name: str, web: Web, outside: Outside, clock: Clock
) -> None:
    site, source = serve(web, SYSTEMS[name])
    costs = []
    state: PollState | None = None
    for hours in (0, 6, 24):
        clock.now = NOW + timedelta(hours=hours)
        result, _, state = look(source, outside, state)
        assert result.status in {FetchStatus.FETCHED, FetchStatus.NOT_MODIFIED}
        costs.append(n_asked(site))
    assert tuple(costs) == COSTS[name]


@pytest.mark.parametrize("name", SYSTEMS)
def test_what_is_listed_again_is_the_same(name: str, web: Web, outside: Outside) -> None:
    _, source = serve(web, SYSTEMS[name])
    first, second = look(source, outside)[1], look(source, outside)[1]
    assert first is not None
    assert second is not None
    assert [e.entry_key for e in first.entries] == [e.entry_key for e in second.entries]


@pytest.mark.parametrize("answer", [CHALLENGE, REFUSED], ids=["page", "status"])
def test_a_bot_wall_is_said_and_not_tried_round(answer: Answer, web: Web, outside: Outside) -> None:
    committees = Committees(now=NOW, open=frozenset(), shut=answer)
    site, source = serve(web, committees)
    result, reading, state = look(source, outside)
    assert reading is None
    assert result.status is FetchStatus.BLOCKED
    assert "bot wall" in state.reason
    assert n_asked(site) == 1


def test_a_site_that_is_no_committee_system_says_what_came(web: Web, outside: Outside) -> None:
    committees = Committees(now=NOW, open=frozenset())
    site, source = serve(web, committees)
    result, _, state = look(source, outside)
    assert result.status is FetchStatus.FAILED
    assert "404" in state.reason
    assert state.way == ""
    assert n_asked(site) <= 6


def test_a_summer_without_news_changes_no_way(web: Web, outside: Outside) -> None:
    committees = replace_open(SYSTEMS["page"])
    site, source = serve(web, committees)
    state = look(source, outside)[2]
    assert state.way == "page"
    committees.lines = []
    n_asked(site)
    result, reading, after = look(source, outside, state)
    assert result.status is FetchStatus.FETCHED
    assert reading is not None
    assert reading.entries == ()
    assert (after.way, n_asked(site)) == ("page", 1)


def test_a_feed_that_lists_nothing_gives_room_to_the_page(web: Web, outside: Outside) -> None:
    committees = replace_open(SYSTEMS["feed"])
    site, source = serve(web, committees)
    committees.pages["mgRss.aspx?XXR=0"] = Answer(body=EMPTY_FEED, kind=XML)
    _, reading, state = look(source, outside)
    assert state.way == "page"
    assert reading is not None
    assert len(reading.entries) == len(site.truth)


def test_a_page_in_the_feed_s_place_that_declares_itself_as_xml_is_no_feed(
    web: Web, outside: Outside
) -> None:
    committees = replace_open(SYSTEMS["feed"])
    _, source = serve(web, committees)
    committees.pages["mgRss.aspx?XXR=0"] = Answer(
        body='<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body><h1>Error</h1></body></html>'
    )
    assert look(source, outside)[2].way == "page"


def test_a_way_that_is_shut_later_gives_room_to_another(web: Web, outside: Outside) -> None:
    committees = replace_open(SYSTEMS["feed"])
    _, source = serve(web, committees)
    state = look(source, outside)[2]
    committees.open = committees.open - {"rss"}
    result, reading, after = look(source, outside, state)
    assert result.status is FetchStatus.FETCHED
    assert after.way == "page"
    assert reading is not None
    assert len(reading.entries) == len(committees.lines)


def test_what_is_listed_in_another_way_than_before_is_queued_and_not_posted(
    web: Web, outside: Outside, clock: Clock
) -> None:
    committees = replace_open(SYSTEMS["feed"])
    _, source = serve(web, committees)
    store = open_store(None)
    store.sources.sync([source], now=NOW, spread=timedelta(0))
    poll_source(source, store, outside)
    clock.now += timedelta(hours=6)
    committees.open = frozenset({"service"})
    new = poll_source(source, store, outside).listing.new
    assert {e.title.partition(":")[0] for e in new} == {"Agenda", "Minutes"}
    assert all(e.is_baseline and e.state is EntryState.PENDING for e in new)
    clock.now += timedelta(days=1)
    committees.sittings.append(Sitting(key=600, committee="Council", at=NOW + timedelta(days=3)))
    (later,) = poll_source(source, store, outside).listing.new
    assert later.title.startswith("Agenda: Council")
    assert not later.is_baseline
    store.close()


def test_a_server_that_is_ill_is_asked_once_and_only_then_in_other_ways(
    web: Web, outside: Outside
) -> None:
    committees = replace_open(SYSTEMS["feed"])
    site, source = serve(web, committees)
    state = look(source, outside)[2]
    committees.pages["mgRss.aspx?XXR=0"] = Answer(body="Runtime Error", status=503)
    n_asked(site)
    result, _, state = look(source, outside, state)
    assert result.status is FetchStatus.FAILED
    assert n_asked(site) == 1
    result, _, state = look(source, outside, state)
    assert (result.status, state.way) == (FetchStatus.FETCHED, "page")


def test_meetings_that_cannot_be_had_cost_nothing_else(web: Web, outside: Outside) -> None:
    committees = replace_open(SYSTEMS["feed"])
    committees.open = frozenset({"rss"})
    _, source = serve(web, committees)
    result, reading, _ = look(source, outside)
    assert result.status is FetchStatus.FETCHED
    assert reading is not None
    assert len(reading.entries) == len(committees.lines)
    assert reading.meetings is None
    assert any("404" in fault for fault in reading.faults)


def test_an_unchanged_feed_still_lets_the_meetings_be_read(
    web: Web, outside: Outside, clock: Clock
) -> None:
    committees = replace_open(SYSTEMS["feed"])
    _, source = serve(web, committees)
    state = look(source, outside)[2]
    clock.now = NOW + timedelta(days=1)
    committees.sittings.append(
        Sitting(key=600, committee="Extraordinary Council", at=NOW + timedelta(days=3))
    )
    _, reading, after = look(source, outside, state)
    assert reading is not None
    assert "600" in {m.key for m in reading.meetings or ()}
    assert after.health is not None
    assert after.reason != "answers, but lists nothing"


def test_where_nothing_says_what_is_new_an_agenda_is_looked_for_twice(
    web: Web, outside: Outside, clock: Clock
) -> None:
    committees = replace_open(SYSTEMS["web service alone"])
    committees.sittings = [Sitting(key=1, committee="Cabinet", at=NOW + timedelta(days=6))]
    _, source = serve(web, committees)
    keys = set()
    for days in range(8):
        clock.now = NOW + timedelta(days=days)
        _, reading, _ = look(source, outside)
        assert reading is not None
        keys |= {e.entry_key for e in reading.entries if e.title.startswith("Agenda: ")}
    assert keys == {"agenda 1", "agenda 1 again"}


def test_a_meeting_keeps_its_hour_through_the_change_of_clocks(
    web: Web, outside: Outside, clock: Clock
) -> None:
    clock.now = datetime(2026, 10, 20, 9, tzinfo=UTC)
    summer = datetime(2026, 10, 22, 17, 30, tzinfo=UTC)
    winter = datetime(2026, 10, 29, 18, 30, tzinfo=UTC)
    for name in ("feed", "feed, no web service", "feed, calendar as a grid"):
        committees = replace_open(SYSTEMS[name])
        committees.sittings = [
            Sitting(key=1, committee="Cabinet", at=summer),
            Sitting(key=2, committee="Cabinet", at=winter),
        ]
        _, source = serve(web, committees)
        _, reading, _ = look(source, outside)
        assert reading is not None
        assert {m.key: m.held_at for m in reading.meetings or ()} == {"1": summer, "2": winter}


def replace_open(committees: Committees) -> Committees:
    """Return a copy that a test may change."""
    return replace(committees, lines=lines_of(NOW), sittings=sittings_of(NOW), pages={})

"""A source polled again and again: each entry collected once, whatever its server does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor import collect
from monitor.fetch import Manners, Session
from monitor.outside import Outside
from monitor.records import (
    CouncilSlug,
    EntryState,
    EventType,
    Health,
    Meeting,
    MeetingLook,
    PollState,
    Reading,
    Source,
    SourceKey,
    SourceKind,
    Tier,
)
from monitor.store import Store, open_store
from monitor.workers import run_here

START = datetime(2026, 11, 2, 9, tzinfo=UTC)
SOURCE = Source(
    key=SourceKey("gazette"),
    kind=SourceKind.FEED,
    name="Gazette",
    url="https://gazette.example/rss",
    shown_url="https://gazette.example/rss",
    every=timedelta(minutes=30),
    tier=Tier.LOCAL,
    baseline=None,
)


class Server:
    """One feed that behaves as it is told, and the poller that asks it."""

    def __init__(self, source: Source = SOURCE) -> None:
        self.source = source
        self.store: Store = open_store(None)
        self.now = START
        self.stories: list[tuple[int, str]] = []
        self.carried: set[int] = set()
        self.mood = "well"
        self.n_asked = 0
        self.has_etag = True
        self.seen: list[httpx.Headers] = []
        manners = Manners(user_agent="test", host_spacing=timedelta(0))
        self.session = Session(
            manners, clock=lambda: self.now, transport=httpx.MockTransport(self.answer)
        )
        self.outside = Outside(session=self.session, submit=run_here, clock=lambda: self.now)
        self.store.sources.sync([source], now=START, spread=timedelta(0))

    def answer(self, request: httpx.Request) -> httpx.Response:  # noqa: PLR0911  # one for each mood
        self.n_asked += 1
        self.seen.append(request.headers)
        etag = f'"{abs(hash((tuple(self.stories), self.mood == "churn")))}"'
        match self.mood:
            case "down":
                return httpx.Response(500, headers={"etag": '"down"'})
            case "missing":
                return httpx.Response(404)
            case "busy":
                return httpx.Response(429, headers={"retry-after": "600"})
            case "unplugged":
                msg = "unplugged"
                raise httpx.ConnectError(msg)
            case "empty":
                return _ok(b"", '"empty"')
            case "page":
                return _ok(b"<!doctype html><html><title>News</title><p>x</p></html>", '"page"')
            case "not modified":
                return httpx.Response(304)
        if self.has_etag and request.headers.get("if-none-match") == etag:
            return httpx.Response(304, headers={"etag": etag})
        self.carried.update(number for number, _ in self.stories)
        churn = self.n_asked if self.mood == "churn" else 0
        return _ok(_rss(self.stories, churn), etag if self.has_etag else None)

    def poll(self, mood: str = "well") -> PollState:
        self.mood = mood
        record = collect.poll_source(self.source, self.store, self.outside)
        self.now = record.state.next_due_at
        return record.state

    def collected(self) -> list[tuple[str, str]]:
        with self.store.reading() as db:
            return list(db.execute("SELECT title, state FROM entries ORDER BY id"))

    def numbers(self) -> list[int]:
        with self.store.reading() as db:
            rows = db.execute("SELECT url FROM entries").fetchall()
        return sorted(int(url.rsplit("/", 1)[1]) for (url,) in rows)


def _ok(body: bytes, etag: str | None) -> httpx.Response:
    headers = {"etag": etag} if etag else {}
    return httpx.Response(200, headers=headers, stream=httpx.ByteStream(body))


def _rss(stories: list[tuple[int, str]], churn: int) -> bytes:
    items = "".join(
        f"<item><title>{title}</title><link>https://gazette.example/news/{number}</link>"
        f"<guid isPermaLink='false'>{number}-{churn}</guid>"
        f"<pubDate>{format_datetime(START - timedelta(days=1) + timedelta(hours=number))}</pubDate>"
        "</item>"
        for number, title in stories
    )
    return f"<rss version='2.0'><channel><title>Gazette</title>{items}</channel></rss>".encode()


@contextmanager
def serving(source: Source = SOURCE) -> Iterator[Server]:
    server = Server(source)
    try:
        yield server
    finally:
        server.session.close()
        server.store.close()


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as made:
        made.stories = [(1, "One"), (2, "Two")]
        yield made


MOODS = ("well", "churn", "down", "missing", "busy", "unplugged", "empty", "page", "not modified")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(MOODS),
        st.lists(st.integers(min_value=1, max_value=12), unique=True, max_size=6),
        st.booleans(),
    ),
    min_size=1,
    max_size=25,
)


@given(steps=STEPS, has_etag=st.booleans())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_a_server_does_what_it_showed_is_collected_exactly_once(
    steps: list[tuple[str, list[int], bool]], has_etag: bool
) -> None:
    with serving() as server:
        server.has_etag = has_etag
        for place, (mood, numbers, is_retitled) in enumerate(steps):
            server.stories = [
                (n, f"Story {n}, told anew {place}" if is_retitled else f"Story {n}")
                for n in numbers
            ]
            server.poll(mood)
        assert server.numbers() == sorted(server.carried)


def test_an_unchanged_feed_is_asked_for_with_its_validator(server: Server) -> None:
    server.poll()
    server.poll()
    assert "if-none-match" in server.seen[1]


def test_after_a_page_in_its_place_the_feed_is_asked_for_whole(server: Server) -> None:
    server.poll()
    server.poll("page")
    server.poll()
    assert "if-none-match" not in server.seen[2]


def test_not_modified_to_a_request_for_the_whole_leaves_the_failure_standing(
    server: Server,
) -> None:
    server.poll()
    server.poll("page")
    assert server.poll("not modified").health is Health.FAILING


def test_what_a_server_says_of_its_own_trouble_leaves_the_validator(server: Server) -> None:
    server.poll()
    server.poll("down")
    assert server.poll().health is Health.HEALTHY
    assert "if-none-match" in server.seen[2]


def test_a_feed_that_changed_under_the_same_etag_is_seen_within_a_week(server: Server) -> None:
    server.poll()
    n = server.n_asked
    while "if-none-match" in server.seen[-1] or server.n_asked == n:
        server.poll()
    assert server.now - START <= timedelta(days=7, hours=1)


def test_a_feed_that_lists_everything_again_after_an_outage_brings_nothing_twice(
    server: Server,
) -> None:
    server.poll()
    for _ in range(5):
        server.poll("unplugged")
    server.poll("churn")
    assert server.numbers() == [1, 2]


def hours_of(moment: datetime) -> int:
    """The number of the story that was published at a time."""
    return round((moment - START + timedelta(days=1)) / timedelta(hours=1))


def test_a_source_that_comes_back_does_not_flood_anybody() -> None:
    with serving(replace(SOURCE, baseline=timedelta(days=2))) as server:
        server.stories = [(24, "Just before")]
        server.poll()
        server.poll("down")
        server.now += timedelta(days=5)
        today = hours_of(server.now) - 3
        server.stories = [(-90, "Long ago"), (60, "During the silence"), (today, "Today")]
        server.poll()
        with server.store.reading() as db:
            rows = {
                t: (s, b) for t, s, b in db.execute("SELECT title, state, is_baseline FROM entries")
            }
    assert rows["Long ago"] == (EntryState.BASELINE, 1)
    assert rows["During the silence"] == (EntryState.PENDING, 1)
    assert rows["Today"] == (EntryState.PENDING, 0)


def test_after_a_short_silence_news_is_news() -> None:
    with serving() as server:
        server.stories = [(24, "Before")]
        server.poll()
        for _ in range(4):
            server.poll("down")
        server.stories = [(20, "During the silence")]
        server.poll()
        with server.store.reading() as db:
            (flag,) = db.execute(
                "SELECT is_baseline FROM entries WHERE title LIKE 'During%'"
            ).fetchone()
    assert flag == 0


def test_a_retitled_article_is_read_again_a_day_later(server: Server) -> None:
    server.poll()
    key = server.store.entries.claim(server.now, limit=1, lease=timedelta(minutes=1))[0].id
    assert key is not None
    server.store.entries.finish(key, EntryState.DONE, now=server.now)
    server.stories = [(1, "One, told anew"), (2, "Two")]
    server.poll()
    entry = server.store.entries.get(key)
    assert entry.state is EntryState.PENDING
    assert entry.next_try_at is not None
    assert entry.next_try_at - server.now > timedelta(hours=20)


def test_an_entry_that_is_still_listed_is_remembered_however_old(server: Server) -> None:
    server.poll()
    for key in (1, 2):
        server.store.entries.finish(key, EntryState.DONE, now=server.now)  # type: ignore[arg-type]
    server.stories = [(2, "Two")]
    for _ in range(3):
        server.poll()
    dropped = server.store.entries.drop(before=server.now + timedelta(days=400))
    assert dropped == 1
    assert server.numbers() == [2]


def test_what_was_due_on_friday_is_not_asked_on_a_saturday() -> None:
    server = Server(replace(SOURCE, working_hours=True))
    server.poll()
    saturday = datetime(2026, 11, 28, 10, tzinfo=UTC)
    server.now = saturday
    n_asked = server.n_asked
    state = server.poll()
    assert server.n_asked == n_asked
    assert datetime(2026, 11, 30, 7, tzinfo=UTC) <= state.next_due_at
    assert state.next_due_at <= datetime(2026, 11, 30, 8, tzinfo=UTC)


def test_gone_ends_the_polling_until_somebody_resumes_it(server: Server) -> None:
    server.session.close()
    gone = httpx.MockTransport(lambda _: httpx.Response(410))
    manners = Manners(user_agent="test", host_spacing=timedelta(0))
    with Session(manners, clock=lambda: server.now, transport=gone) as session:
        collect.poll_source(SOURCE, server.store, replace(server.outside, session=session))
    later = START + timedelta(days=3)
    assert server.store.sources.due(later, limit=9) == ()
    server.store.sources.resume(SOURCE.key, by="op", now=later)
    assert server.store.sources.due(later, limit=9) == (SOURCE.key,)


def test_a_source_with_a_new_address_starts_anew(server: Server) -> None:
    server.poll()
    other = replace(SOURCE, url="https://gazette.example/feed")
    server.store.sources.sync([other], now=server.now, spread=timedelta(0))
    assert server.store.sources.state(SOURCE.key).last_ok_at is None


def test_a_poll_that_did_not_look_at_the_meetings_concludes_nothing_of_them() -> None:
    server = Server()
    assert collect._look(SOURCE, None, server.store, now=START) == MeetingLook()
    assert collect._look(SOURCE, Reading(entries=()), server.store, now=START) == MeetingLook()


def test_a_poll_that_looked_compares_with_what_past_polls_kept() -> None:
    server = Server(replace(SOURCE, council=CouncilSlug("sampleford")))
    meeting = Meeting(key="17", committee="Cabinet", held_at=START + timedelta(days=9), url="u")
    moved = replace(meeting, held_at=START + timedelta(days=10))
    for days, shown in enumerate((meeting, moved, moved)):
        now = START + timedelta(days=days)
        span = now - timedelta(days=60), now + timedelta(days=60)
        reading = Reading(entries=(), meetings=(shown,), meetings_span=span)
        server.store.meetings.save(collect._look(server.source, reading, server.store, now=now))
    (noted,) = server.store.formal.of(CouncilSlug("sampleford"), START, START + timedelta(days=9))
    assert noted.event.type is EventType.MEETING_MOVED


def test_a_committee_system_that_moves_a_meeting_is_noted_of_its_council() -> None:
    """From the web to the event: the real kind, a feed that does not change, and its service."""
    council = CouncilSlug("sampleford")
    address = "https://democracy.sampleford.example/"
    source = replace(
        SOURCE, kind=SourceKind.MODERNGOV, url=address, shown_url=address, council=council
    )
    held = ["03/12/2026"]

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/mgRss.aspx":
            return _ok(_rss([(1, "Agenda published: Cabinet")], 0), None)
        if "GetMeetings" not in request.url.path:
            return httpx.Response(404)
        return httpx.Response(
            200,
            headers={"content-type": "text/xml"},
            stream=httpx.ByteStream(_service(held[0]).encode()),
        )

    server = Server(source)
    none = timedelta(0)
    manners = Manners(user_agent="test", host_spacing=none, committee_spacing=none)
    session = Session(manners, clock=lambda: server.now, transport=httpx.MockTransport(answer))
    outside = Outside(session=session, submit=run_here, clock=lambda: server.now)
    for day in ("03/12/2026", "10/12/2026", "10/12/2026"):
        held[0] = day
        collect.poll_source(source, server.store, outside)
        server.now += timedelta(days=1)
    (noted,) = server.store.formal.of(council, START, server.now)
    assert noted.event.note == (
        "Audit Committee moved from 3 December 2026, 6.30 pm to 10 December 2026, 6.30 pm"
    )


def _service(day: str) -> str:
    meetings = "".join(
        f"<meeting><meetingid>{number}</meetingid><meetingdate>{when}</meetingdate>"
        f"<meetingtime>18:30</meetingtime><meetingstatus>Confirmed</meetingstatus></meeting>"
        for number, when in ((17, day), (18, "17/12/2026"))
    )
    return (
        "<?xml version='1.0'?><getmeetings><committee><committeeid>1</committeeid>"
        f"<committeetitle>Audit Committee</committeetitle>{meetings}</committee></getmeetings>"
    )

"""From a poll to a filed alert, each step on its real neighbours; the web is a function."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from monitor import collect, desk, retrieve
from monitor.analyse import Reference
from monitor.demo.pages import article, rss
from monitor.demo.sample import Text, load_texts
from monitor.fetch import Manners, Session
from monitor.filing import Desk
from monitor.outside import Outside
from monitor.records import (
    AlertState,
    EntryState,
    Health,
    Region,
    Source,
    SourceKey,
    SourceKind,
    Tier,
)
from monitor.register import load_register
from monitor.score import Thresholds
from monitor.store import Store, open_store
from monitor.workers import WorkerError, run_here

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
TEXTS = {t.key: t for t in load_texts(NOW)}
FOLDER = Path(collect.__file__).parent / "demo"
REFERENCE = Reference(register_folder=FOLDER)
SOURCE = Source(
    key=SourceKey("gazette"),
    kind=SourceKind.FEED,
    name="Gazette",
    url="https://gazette.example/rss",
    shown_url="https://gazette.example/rss",
    every=timedelta(minutes=30),
    tier=Tier.LOCAL,
    region=Region.SOUTH_EAST,
    baseline=timedelta(days=7),
)


class Line:
    """A store, a desk and a web that can be changed between polls."""

    def __init__(self, *texts: Text, source: Source = SOURCE) -> None:
        self.source = source
        self.store: Store = open_store(None)
        self.store.sources.sync([source], now=NOW, spread=timedelta(0))
        self.desk = Desk(
            register=load_register(FOLDER), regions=frozenset(Region), thresholds=Thresholds()
        )
        self.texts = list(texts)
        self.answer: Callable[[httpx.Request], httpx.Response] = self.serve
        self.submit: Callable[..., Future[Any]] = run_here
        self.now = NOW
        self.session = Session(
            Manners(user_agent="test", host_spacing=timedelta(0), committee_spacing=timedelta(0)),
            clock=lambda: self.now,
            transport=httpx.MockTransport(self.respond),
        )

    def respond(self, request: httpx.Request) -> httpx.Response:
        return self.answer(request)

    def serve(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/rss":
            body = rss("Gazette", self.texts, "https://gazette.example")
            return httpx.Response(200, stream=httpx.ByteStream(body))
        if request.url.path == "/robots.txt":
            return httpx.Response(404)
        key = request.url.path.rsplit("/", 1)[1]
        body = article(TEXTS[key], str(request.url))
        return httpx.Response(
            200, headers={"content-type": "text/html"}, stream=httpx.ByteStream(body)
        )

    @property
    def outside(self) -> Outside:
        return Outside(session=self.session, submit=self.submit, clock=lambda: self.now)

    def poll(self) -> int:
        return len(collect.poll_source(self.source, self.store, self.outside).listing.new)

    def work(self) -> list[str]:
        outcomes = []
        for entry in self.store.entries.claim(self.now, limit=50, lease=timedelta(minutes=5)):
            done = retrieve.work_entry(entry, self.source, self.outside, reference=REFERENCE)
            outcomes += [f.outcome for f in desk.take(done, self.store, self.desk, self.outside)]
        return outcomes


@pytest.fixture
def line() -> Iterator[Line]:
    made = Line(TEXTS["s114-warned"], TEXTS["football"])
    yield made
    made.session.close()
    made.store.close()


def test_a_story_in_a_feed_becomes_an_alert(line: Line) -> None:
    assert line.poll() == 2
    line.work()
    (alert,) = line.store.alerts.queue()
    assert alert.council == "sampleford"
    assert "section 114" in alert.evidence[0].quote


def test_an_entry_is_taken_once_however_often_it_is_listed(line: Line) -> None:
    line.poll()
    line.now += timedelta(hours=1)
    line.texts.reverse()
    assert line.poll() == 0


def test_what_is_older_than_the_baseline_counts_as_seen(line: Line) -> None:
    line.texts = [replace(TEXTS["s114-warned"], published_at=NOW - timedelta(days=8))]
    line.poll()
    assert line.store.entries.counts() == {EntryState.BASELINE: 1}


def test_a_copy_and_a_development_join_the_story(line: Line) -> None:
    line.poll()
    line.work()
    line.now += timedelta(hours=1)
    line.texts = [TEXTS["s114-warned-copy"], TEXTS["s114-issued"]]
    line.poll()
    outcomes = line.work()
    (alert,) = line.store.alerts.queue()
    assert outcomes == ["copy of a text in its story", "moved its story"]
    assert "section 114(3) notice" in alert.news


def test_a_dismissed_alert_comes_back_when_the_sign_grows(line: Line) -> None:
    line.poll()
    line.work()
    (alert,) = line.store.alerts.queue()
    line.store.alerts.save(replace(alert, revision=2, state=AlertState.DISMISSED))
    line.now += timedelta(hours=1)
    line.texts = [TEXTS["s114-issued"]]
    line.poll()
    line.work()
    (back,) = line.store.alerts.queue()
    assert back.state is AlertState.NEW
    assert "was dismissed" in back.news


@pytest.mark.parametrize(
    ("body", "reason"),
    [(b"", "empty"), (b"<html><body>Hello</body></html>", "web page"), (b"\x00\x01", "not a feed")],
)
def test_a_feed_that_cannot_be_read_is_recorded_with_its_reason(
    line: Line, body: bytes, reason: str
) -> None:
    line.answer = lambda _: httpx.Response(200, stream=httpx.ByteStream(body))
    line.poll()
    state = line.store.sources.state(SOURCE.key)
    assert state.health is Health.FAILING
    assert reason in state.reason


def test_a_text_that_kills_its_worker_twice_is_quarantined_and_the_rest_goes_on(
    line: Line,
) -> None:
    line.poll()

    def submit(function: Callable[..., Any], *args: Any) -> Future[Any]:
        if "Thornmoor" in args[0].title:
            future: Future[Any] = Future()
            future.set_exception(WorkerError("its worker process died"))
            return future
        return run_here(function, *args)

    line.submit = submit
    line.work()
    line.now += timedelta(hours=1)
    line.work()
    counts = line.store.entries.counts()
    assert counts == {EntryState.DONE: 1, EntryState.QUARANTINED: 1}
    rows = line.store.reports.why_not(None, NOW - timedelta(days=1), NOW + timedelta(days=1))
    assert [(r.stage, r.reason) for r in rows] == [("quarantined", "its worker process died")]


def test_a_page_that_cannot_be_had_leaves_its_summary(line: Line) -> None:
    line.poll()
    line.answer = lambda _: httpx.Response(403)
    line.work()
    (url,) = line.store.db.execute(
        "SELECT url FROM documents WHERE summary_only = 1 AND faults LIKE '%403%' LIMIT 1"
    ).fetchone()
    assert url


def test_a_public_report_never_joins_an_advisers_own_intelligence(line: Line) -> None:
    from monitor.analyse import tagger
    from monitor.records import CouncilSlug
    from monitor.triage import Item, file_item

    item = Item(
        council=CouncilSlug("sampleford"), note=" ".join(TEXTS["s114-warned"].paragraphs),
        by="jo", at=NOW,
    )  # fmt: skip
    own = file_item(line.store, item, line.desk, tagger(REFERENCE).tag)
    line.poll()
    line.work()
    public = [a for a in line.store.alerts.queue() if not a.restricted]
    assert own.restricted
    assert len(public) == 1


def test_pages_of_a_source_that_keeps_working_hours_wait_for_the_morning() -> None:
    line = Line(TEXTS["s114-warned"], source=replace(SOURCE, working_hours=True))
    line.poll()
    line.now = datetime(2026, 11, 27, 21, 30, tzinfo=UTC)
    assert line.work() == []
    line.now += timedelta(days=2)
    assert line.work() == []
    (row,) = line.store.db.query("SELECT state, tries, reason, next_try_at FROM entries")
    assert dict(row) == {
        "state": "pending",
        "tries": 0,
        "reason": "waits for working hours",
        "next_try_at": "2026-11-30T07:00:00.000000+00:00",
    }
    line.now = datetime(2026, 11, 30, 7, tzinfo=UTC)
    assert line.work() == ["filed"]
    line.session.close()
    line.store.close()

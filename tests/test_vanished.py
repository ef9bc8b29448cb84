"""A document that was read on a council's own site, and is not there when it is asked for again."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from monitor.errors import ExtractError
from monitor.fetch import Manners, Session
from monitor.records import (
    LOOKED_AGAIN,
    AlertState,
    CouncilSlug,
    EntryState,
    EventType,
    SourceKey,
    Tier,
)
from monitor.walls import SOFT_404
from tests.test_line import NOW, SOURCE, TEXTS, Line

WEEK = timedelta(days=7)
SAMPLEFORD = CouncilSlug("sampleford")
OWN = replace(
    SOURCE,
    key=SourceKey("sampleford-news"),
    name="Sampleford news",
    tier=Tier.OFFICIAL,
    council=SAMPLEFORD,
)


@pytest.fixture
def own() -> Iterator[Line]:
    made = Line(TEXTS["s114-warned"], source=OWN)
    made.poll()
    made.work()
    yield made
    made.session.close()
    made.store.close()


def answer_with(line: Line, status: int, body: bytes = b"") -> None:
    line.answer = lambda _: httpx.Response(status, stream=httpx.ByteStream(body))


def look_again(line: Line, after: timedelta = WEEK + timedelta(hours=1)) -> int:
    line.now += after
    n = line.store.entries.recheck(before=line.now - WEEK, limit=50)
    line.work()
    return n


def noted(line: Line) -> list[str]:
    found = line.store.formal.of(SAMPLEFORD, NOW - WEEK, line.now + WEEK)
    assert all(n.event.type is EventType.PAGE_VANISHED for n in found)
    return [n.event.note for n in found]


def test_a_page_behind_an_open_alert_is_looked_at_again_after_a_week(own: Line) -> None:
    assert look_again(own, timedelta(days=6)) == 0
    assert look_again(own, timedelta(days=2)) == 1
    assert look_again(own, timedelta(days=2)) == 0


def test_a_look_at_a_page_that_is_still_there_files_nothing(own: Line) -> None:
    (before,) = own.store.alerts.queue()
    assert look_again(own, timedelta(days=60)) == 1
    assert own.store.alerts.queue() == (before,)
    assert not noted(own)
    assert own.store.entries.counts() == {EntryState.DONE: 1}


def test_a_look_that_falls_into_the_night_waits_for_the_morning() -> None:
    line = Line(TEXTS["s114-warned"], source=replace(OWN, working_hours=True))
    line.poll()
    line.work()
    answer_with(line, 404)
    assert look_again(line, WEEK + timedelta(hours=15)) == 1
    assert not noted(line)
    line.now += timedelta(hours=4)
    line.work()
    assert len(noted(line)) == 1
    line.session.close()
    line.store.close()


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_is_noted_of_the_council(own: Line, status: int) -> None:
    (before,) = own.store.alerts.queue()
    answer_with(own, status)
    look_again(own)
    title = TEXTS["s114-warned"].title
    assert noted(own) == [f"“{title}” is not there any more; last read on 24 November 2026"]
    assert own.store.alerts.queue() == (before,)
    assert own.store.entries.counts() == {EntryState.GONE: 1}


def test_a_page_that_is_gone_keeps_what_was_read(own: Line) -> None:
    answer_with(own, 404)
    look_again(own)
    (row,) = own.store.db.query("SELECT revision, length(text) AS n FROM documents")
    assert row["revision"] == 1
    assert row["n"] > 100


def test_a_page_that_only_says_that_it_is_not_there_is_gone_too(own: Line) -> None:
    def submit(*_: object) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_exception(ExtractError(SOFT_404))
        return future

    own.submit = submit
    look_again(own)
    assert len(noted(own)) == 1
    assert own.store.entries.counts() == {EntryState.GONE: 1}


@pytest.mark.parametrize("status", [403, 500])
def test_a_page_that_cannot_be_had_for_now_is_not_gone(own: Line, status: int) -> None:
    answer_with(own, status)
    look_again(own)
    assert not noted(own)
    assert own.store.entries.counts() == {EntryState.DONE: 1}
    assert own.store.db.execute("SELECT revision FROM documents").fetchall() == [(1,)]


def test_what_must_wait_for_its_turn_is_looked_at_later_and_nothing_more(own: Line) -> None:
    slow = Manners(user_agent="test", host_spacing=timedelta(hours=1))
    own.session.close()
    own.session = Session(slow, clock=lambda: own.now, transport=httpx.MockTransport(own.respond))
    own.session.get("https://gazette.example/rss")
    assert look_again(own) == 1
    (row,) = own.store.db.query("SELECT state, reason, tries FROM entries")
    assert row == {"state": "pending", "reason": LOOKED_AGAIN, "tries": 0}


def test_an_alert_that_is_closed_has_nothing_looked_at(own: Line) -> None:
    (alert,) = own.store.alerts.queue()
    own.store.alerts.save(replace(alert, revision=2, state=AlertState.DISMISSED))
    assert look_again(own) == 0


def test_an_edited_article_that_is_gone_keeps_what_was_read(own: Line) -> None:
    with own.store.transaction():
        own.store.db.execute("UPDATE entries SET state = 'pending', n_rereads = 1")
    answer_with(own, 404)
    own.work()
    assert len(noted(own)) == 1
    assert own.store.db.execute("SELECT revision FROM documents").fetchall() == [(1,)]


def test_what_was_listed_and_gone_before_it_was_read_is_noted_too() -> None:
    line = Line(TEXTS["s114-warned"], source=OWN)
    line.poll()
    with line.store.transaction():
        line.store.db.execute("UPDATE entries SET summary = ''")
    answer_with(line, 410)
    line.work()
    assert noted(line) == [
        f"“{TEXTS['s114-warned'].title}” was listed, and gone before it was read"
    ]


@pytest.mark.parametrize(
    ("council", "tier", "shown_url"),
    [
        pytest.param(None, Tier.LOCAL, OWN.shown_url, id="a newspaper"),
        pytest.param(SAMPLEFORD, Tier.OFFICIAL, "https://feeds.example/a", id="elsewhere"),
        pytest.param(SAMPLEFORD, Tier.OFFICIAL, "secret:NEWS", id="nobody knows"),
    ],
)
def test_what_is_not_on_a_councils_own_host_is_not_noted(
    own: Line, council: str | None, tier: Tier, shown_url: str
) -> None:
    with own.store.transaction():
        own.store.db.execute(
            "UPDATE sources SET council = ?, tier = ?, shown_url = ?", [council, tier, shown_url]
        )
        own.store.db.execute("UPDATE entries SET state = 'pending', n_rereads = 1")
    answer_with(own, 404)
    own.work()
    assert own.store.entries.counts() == {EntryState.GONE: 1}
    assert not noted(own)


def test_a_regulators_page_that_is_gone_is_noted_of_the_council_it_was_about(own: Line) -> None:
    with own.store.transaction():
        own.store.db.execute("UPDATE sources SET council = NULL, tier = 'primary'")
        own.store.db.execute("UPDATE entries SET state = 'pending', n_rereads = 1")
    answer_with(own, 410)
    own.work()
    assert len(noted(own)) == 1


def test_an_entry_whose_source_was_removed_is_no_page_that_vanished(own: Line) -> None:
    from monitor import desk
    from monitor.records import Analysed

    own.store.sources.sync([SOURCE], now=own.now, spread=timedelta(0))
    (row,) = own.store.db.query("SELECT id FROM entries")
    entry = own.store.entries.get(row["id"])
    gone = Analysed(entry=entry, state=EntryState.GONE, reason="its source was removed")
    desk.take(gone, own.store, own.desk, own.outside)
    assert not noted(own)

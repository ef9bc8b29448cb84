"""The running service goes on polling whatever the wall clock does."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from monitor.config import load_config
from monitor.fetch import Manners, Session
from monitor.outside import Outside
from monitor.service import Run, Service
from monitor.store import Store, open_store
from monitor.workers import run_here

TOML = """
[fetch]
first_poll_spread_minutes = 0

[[source]]
key = "gazette"
kind = "feed"
name = "The Gazette"
url = "https://gazette.example/rss"
tier = "local"
poll_minutes = 60
"""
FEED = b"<rss version='2.0'><channel><title>G</title><item><title>T</title></item></channel></rss>"


class Running:
    """The real service on a network of one feed, with a clock that can be set."""

    def __init__(self, folder: Path) -> None:
        path = folder / "sources.toml"
        path.write_text(TOML, encoding="utf-8")
        self.offset = timedelta(0)
        self.n_asked = 0
        self.store: Store = open_store(folder / "monitor.db")
        manners = Manners(user_agent="test", host_spacing=timedelta(0))
        self._session = Session(
            manners, clock=self.clock, transport=httpx.MockTransport(self._answer)
        )
        outside = Outside(session=self._session, submit=run_here, clock=self.clock)
        self._config, self._outside = load_config(path, {}), outside
        self._service = Service(self._config, self.store, outside, Run())
        self._thread = threading.Thread(target=self._service.run)

    def start(self) -> None:
        self._thread.start()

    def once(self) -> None:
        Service(self._config, self.store, self._outside, Run(once=True)).run_once()

    def clock(self) -> datetime:
        return datetime.now(UTC) + self.offset

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.n_asked += request.url.path == "/rss"
        return httpx.Response(200, stream=httpx.ByteStream(FEED))

    def wait_for(self, n_asked: int, *, within_s: float = 15) -> bool:
        end = time.monotonic() + within_s
        while self.n_asked < n_asked and time.monotonic() < end:
            time.sleep(0.05)
        return self.n_asked >= n_asked

    def due_in(self) -> timedelta:
        (status,) = self.store.sources.states()
        return status.state.next_due_at - self.clock()

    def close(self) -> None:
        self._service.stop()
        if self._thread.is_alive():
            self._thread.join()
        self._session.close()
        self.store.close()


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    made = Running(tmp_path)
    made.start()
    yield made
    made.close()


def test_a_run_of_once_asks_all_that_is_overdue(tmp_path: Path) -> None:
    made = Running(tmp_path)
    made.once()
    made.offset = timedelta(days=3)
    made.once()
    made.close()
    assert made.n_asked == 2


def test_after_a_long_sleep_a_source_is_asked_soon(running: Running) -> None:
    assert running.wait_for(1)
    running.offset = timedelta(hours=8)
    assert running.wait_for(2)


def test_a_clock_that_is_set_back_does_not_silence_a_source(running: Running) -> None:
    assert running.wait_for(1)
    running.offset = timedelta(days=-30)
    end = time.monotonic() + 15
    while running.due_in() > timedelta(hours=2) and time.monotonic() < end:
        time.sleep(0.05)
    assert running.due_in() <= timedelta(hours=2)
    running.offset += timedelta(hours=3)
    assert running.wait_for(2)

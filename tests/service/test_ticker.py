"""Ticks by the monotonic clock, and what the wall clock does beside it."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from monitor.service.ticker import ClockWatch, Ticker

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_a_job_runs_again_and_again_until_it_is_stopped() -> None:
    enough = threading.Semaphore(0)
    ticker = Ticker("t", enough.release, every_s=0.01)
    ticker.start()
    assert all(enough.acquire(timeout=5) for _ in range(3))
    ticker.stop()


def test_a_job_can_be_had_sooner() -> None:
    runs = threading.Semaphore(0)
    ticker = Ticker("t", runs.release, every_s=600)
    ticker.start()
    assert runs.acquire(timeout=5)
    ticker.wake()
    assert runs.acquire(timeout=5)
    ticker.stop()


@pytest.mark.parametrize(
    ("wall", "steady", "jump"),
    [
        (timedelta(seconds=1), 1.0, None),
        (timedelta(seconds=30), 1.0, None),
        (timedelta(hours=8), 1.0, timedelta(hours=8, seconds=-1)),
        (timedelta(hours=-1), 1.0, timedelta(hours=-1, seconds=-1)),
        (timedelta(seconds=100), 100.0, None),
    ],
    ids=["as it should", "set by ntp", "after sleep", "set back", "a slow tick"],
)
def test_a_jump_of_the_clock_is_noticed(
    wall: timedelta, steady: float, jump: timedelta | None
) -> None:
    walls, steadies = iter([NOW, NOW + wall]), iter([0.0, steady])
    watch = ClockWatch(lambda: next(walls), lambda: next(steadies))
    assert watch.jump() == jump

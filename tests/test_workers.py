"""A task that crashes, hangs or eats memory takes nothing but itself with it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.analyse import Reference, analyse
from monitor.records import CouncilSlug, Lesson, SuggestionKind
from monitor.workers import Threads, WorkerError, Workers, result_of, run_here
from tests.extract.pages import page
from tests.filed import make_register


def crash() -> None:
    os._exit(3)


def hang() -> None:
    time.sleep(60)


def eat() -> int:
    return len(bytearray(3_000_000_000))


def add(a: int, b: int) -> int:
    return a + b


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(processes=1, task_timeout=timedelta(seconds=2), memory_mib=1024) as pool:
        yield pool


@pytest.mark.parametrize(
    ("task", "reason"), [(crash, "died"), (hang, "longer"), (eat, "more memory")]
)
def test_a_task_that_kills_its_worker_is_a_worker_error_and_the_next_one_runs(
    workers: Workers, task: object, reason: str
) -> None:
    with pytest.raises(WorkerError, match=reason):
        result_of(workers.submit(task))  # type: ignore[arg-type]
    assert result_of(workers.submit(add, 1, 2)) == 3


def test_an_error_of_the_task_itself_comes_through(workers: Workers) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        result_of(workers.submit(int, "x"))
    with pytest.raises(ValueError, match="invalid literal"):
        result_of(run_here(int, "x"))


def test_what_was_accepted_reaches_a_process_that_runs_already(tmp_path: Path) -> None:
    make_register(tmp_path)
    lesson = Lesson(
        kind=SuggestionKind.PHRASE,
        council=CouncilSlug("sampleford"),
        words="Sampleford Borough Council Choir",
    )
    text = page("", title="Song", summary="The Sampleford Borough Council Choir.")
    with Workers(processes=1, task_timeout=timedelta(seconds=30), memory_mib=2048) as pool:
        plain = Reference(register_folder=tmp_path)
        before = result_of(pool.submit(analyse, text, plain))
        after = result_of(pool.submit(analyse, text, replace(plain, lessons=(lesson,))))
    assert (before.about, after.about) == (("sampleford",), ())


def test_threads_know_how_many_are_free() -> None:
    threads = Threads(2)
    future = threads.submit(time.sleep, 0.2)
    assert threads.n_free == 1
    future.result()
    time.sleep(0.05)
    assert threads.n_free == 2
    threads.close(timeout=timedelta(seconds=1))


def test_a_thread_that_waits_for_long_holds_up_no_end() -> None:
    threads, free = Threads(1), threading.Event()
    threads.submit(free.wait, 20)
    begun = time.monotonic()
    threads.close(timeout=timedelta(seconds=0.2))
    assert time.monotonic() - begun < 2
    free.set()

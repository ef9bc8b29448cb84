"""Worker processes behind ``submit(function, *arguments) -> Future``: pebble's only home.

A task has a time limit, a worker a memory limit; a worker that dies takes only its own task with
it. Functions and arguments travel by pickle, so they are module-level functions and records.
"""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import resource
import signal
import threading
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ParamSpec, Self, TypeVar

from pebble import ProcessExpired, ProcessPool, ThreadPool

from monitor.errors import MonitorError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

#: <malloc.h>
_M_ARENA_MAX = -8
_N_ARENAS = 2
_P = ParamSpec("_P")
_R = TypeVar("_R")


class WorkerError(MonitorError):
    """A task that took its worker with it: too long, too much memory, or a crash."""


class Workers:
    """A pool of processes that are started at need and replaced when they die."""

    def __init__(self, *, processes: int, task_timeout: timedelta, memory_mib: int) -> None:
        """Prepare the pool; no process starts before the first task.

        Args:
            processes: how many tasks run at once.
            task_timeout: a task that takes longer is killed.
            memory_mib: address space of one worker, in MiB; more is a MemoryError there.
        """
        self._timeout = task_timeout.total_seconds()
        self._pool = ProcessPool(
            max_workers=processes,
            context=multiprocessing.get_context("spawn"),
            initializer=_limit,
            initargs=(memory_mib,),
        )

    def submit(self, function: Callable[_P, _R], *args: _P.args, **kwargs: _P.kwargs) -> Future[_R]:
        """Start a task; `result_of` waits for it."""
        future: Future[_R] = self._pool.schedule(
            function, args=list(args), kwargs=dict(kwargs), timeout=self._timeout
        )
        return future

    def close(self) -> None:
        """Stop at once: running tasks are dropped, which loses nothing (they are leased)."""
        self._pool.stop()
        self._pool.join()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""
        self.close()


class Threads:
    """A bounded pool of daemon threads for waiting on the network; it knows how many are free."""

    def __init__(self, size: int) -> None:
        """Prepare the pool; threads start at the first task."""
        self._size = size
        self._busy = 0
        self._count = threading.Lock()
        self._pool = ThreadPool(max_workers=size)

    @property
    def n_free(self) -> int:
        """Threads that wait for a task."""
        return self._size - self._busy

    def submit(self, function: Callable[..., _R], *args: object) -> Future[_R]:
        """Start a task in a thread."""
        with self._count:
            self._busy += 1
        future: Future[_R] = self._pool.schedule(function, args=list(args))
        future.add_done_callback(self._done)
        return future

    def close(self, *, timeout: timedelta) -> None:
        """Take no more tasks and wait a little for those under way; threads die with the process."""
        self._pool.stop()
        # a pool that is stopped waits for its threads for as long as they take, whatever it is told
        joined = threading.Thread(target=self._pool.join, daemon=True)
        joined.start()
        joined.join(timeout.total_seconds())

    def _done(self, _future: Future[Any]) -> None:
        with self._count:
            self._busy -= 1


def result_of(future: Future[_R]) -> _R:
    """Return what a task returned, or raise what it raised.

    Raises:
        WorkerError: the worker was killed, ran out of time or memory, or died.
    """
    try:
        return future.result()
    except FutureTimeoutError as error:
        msg = "took longer than a task may"
        raise WorkerError(msg) from error
    except ProcessExpired as error:
        msg = f"its worker process died (exit code {error.exitcode})"
        raise WorkerError(msg) from error
    except MemoryError as error:
        msg = "needs more memory than a worker may use"
        raise WorkerError(msg) from error


def run_here(function: Callable[_P, _R], *args: _P.args, **kwargs: _P.kwargs) -> Future[_R]:
    """Run a task in this process, behind the same interface; for one-off commands."""
    future: Future[Any] = Future()
    try:
        future.set_result(function(*args, **kwargs))
    except Exception as error:  # noqa: BLE001  # a future carries whatever its task raised
        future.set_exception(error)
    return future


def share_arenas() -> None:
    """Have all threads allocate from two arenas; a process of many threads then stays small.

    glibc gives each thread an arena of its own and keeps what was freed in it: a hundred threads
    that each once held a large answer hold its memory for good. Elsewhere this does nothing.

    Source: mallopt(3), M_ARENA_MAX.
    """
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, _N_ARENAS)


def _limit(memory_mib: int) -> None:
    """Set a worker's limits; Ctrl-C is the parent's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limit = memory_mib * 1024 * 1024
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

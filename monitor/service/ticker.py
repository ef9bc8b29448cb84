"""A job that runs every second by the monotonic clock, and a watch over the wall clock's jumps."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

#: the wall clock may wander from the monotonic one by this much between two looks
LARGEST_DRIFT = timedelta(seconds=60)


class Ticker:
    """Calls a job again and again in a thread of its own until it is told to stop."""

    def __init__(self, name: str, job: Callable[[], object], *, every_s: float) -> None:
        """Prepare the thread.

        Args:
            name: of the thread.
            job: must not raise.
            every_s: seconds between two calls; `wake` calls it sooner.
        """
        self._job = job
        self._every_s = every_s
        self._wakened = threading.Event()
        self._is_stopped = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """Have the job run now rather than at its next second."""
        self._wakened.set()

    def stop(self) -> None:
        """End after the present call."""
        self._is_stopped = True
        self._wakened.set()

    def _run(self) -> None:
        while not self._is_stopped:
            self._job()
            self._wakened.wait(self._every_s)
            self._wakened.clear()


class ClockWatch:
    """Notices when the wall clock was set, or the machine slept."""

    def __init__(
        self, clock: Callable[[], datetime], monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """Take both clocks and their first reading."""
        self._clock = clock
        self._monotonic = monotonic
        self._last = (clock(), monotonic())

    def jump(self) -> timedelta | None:
        """Return how far the clock has jumped since the last look; None when it went as it should."""
        wall, steady = self._clock(), self._monotonic()
        drift = wall - self._last[0] - timedelta(seconds=steady - self._last[1])
        self._last = (wall, steady)
        return drift if abs(drift) > LARGEST_DRIFT else None

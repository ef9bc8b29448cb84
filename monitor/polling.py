"""What a poll came to -> when to ask again, and how the source fares. Pure; ``now`` is given.

A failing source is asked ever more seldom, never not at all; only "410 Gone" and a person stop it.
"""

from __future__ import annotations

import zlib
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.dates import show_time
from monitor.records import (
    FetchResult,
    FetchStatus,
    Health,
    PollState,
    Reading,
    Source,
    Validators,
)
from monitor.text import sha256_hex

if TYPE_CHECKING:
    from datetime import datetime

#: failures slow a source down to this
LONGEST_WAIT = timedelta(days=1)
#: nothing new for this long is quiet
QUIET_AFTER = timedelta(days=14)
#: a moment that is shared by many is spread over this share of the interval
JITTER = 0.1
_HASH_RANGE = 2**32


def next_state(  # what a poll consists of
    source: Source,
    state: PollState,
    result: FetchResult,
    reading: Reading | None,
    *,
    n_new: int,
    now: datetime,
) -> PollState:
    """Return the state of a source after a poll.

    Args:
        source: the source.
        state: its state before.
        result: what came of asking.
        reading: what was read; None when there was nothing to read.
        n_new: entries that were never listed before.
        now: when the poll ended.
    """
    is_ok = result.status in {FetchStatus.FETCHED, FetchStatus.NOT_MODIFIED}
    failures = 0 if is_ok else state.failures + 1
    after = replace(
        state,
        last_polled_at=now,
        last_ok_at=now if is_ok else state.last_ok_at,
        last_new_at=now if n_new else state.last_new_at,
        failures=failures,
        next_due_at=now + wait_after(source, result, failures),
    )
    if result.status is FetchStatus.FETCHED and reading is not None:
        after = replace(after, validators=result.validators, body_sha256=sha256_hex(result.body))
    elif not is_ok:
        # after a failure the next answer must be a whole one
        after = replace(after, validators=Validators(), body_sha256=None)
    health, reason = health_of(after, result, reading, now=now)
    return replace(after, health=health, reason=reason)


def wait_after(source: Source, result: FetchResult, failures: int) -> timedelta:
    """Return how long to leave a source alone: longer with every failure, up to a day."""
    wait = source.every
    if failures:
        wait = min(wait * (failures + 1), max(LONGEST_WAIT, wait))
    if result.retry_after is not None:
        wait = max(wait, result.retry_after)
    share = zlib.crc32(f"{source.key} {failures}".encode()) / _HASH_RANGE
    return wait * (1 + JITTER * (share if failures else 0))


def health_of(
    state: PollState,
    result: FetchResult,
    reading: Reading | None,
    *,
    now: datetime,
) -> tuple[Health, str]:
    """Return the first word that holds of a source, and why, in plain English."""
    if state.failures:
        return _health_of_failure(state, result)
    if reading is not None and not reading.entries:
        return Health.EMPTY, "answers, but lists nothing"
    if reading is not None and all(e.published_at is None for e in reading.entries):
        return Health.UNDATED, "lists entries without dates"
    since = state.last_new_at
    if since is not None and now - since > QUIET_AFTER:
        return Health.QUIET, f"nothing new since {show_time(since)}"
    if result.status is FetchStatus.NOT_MODIFIED and state.health in {
        Health.EMPTY,
        Health.UNDATED,
    }:
        return state.health, state.reason
    return Health.HEALTHY, ""


def _health_of_failure(state: PollState, result: FetchResult) -> tuple[Health, str]:
    since = f"; last answered {show_time(state.last_ok_at)}" if state.last_ok_at else (
        "; has never answered"
    )  # fmt: skip
    words = {
        FetchStatus.GONE: Health.GONE,
        FetchStatus.BLOCKED: Health.BLOCKED,
        FetchStatus.RATE_LIMITED: Health.RATE_LIMITED,
    }
    return words.get(result.status, Health.FAILING), result.reason + since

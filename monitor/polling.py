"""What a poll came to -> when to ask again, and how the source fares. Pure; ``now`` is given.

A failing source is asked ever more seldom, never not at all; only "410 Gone" and a person stop it.
The interval of a healthy one follows what it yields, within bounds, unless its server asks for more
time. Health is the first word that holds, in the order of `Health`.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from monitor.dates import is_working_time, show_time
from monitor.records import (
    Entry,
    Fault,
    FetchResult,
    FetchStatus,
    Health,
    PollState,
    Reading,
    Rhythm,
    Source,
    SourceKind,
)
from monitor.text import sha256_hex
from monitor.walls import SOFT_404

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

#: failures, and a server's wishes, slow a source down to this
LONGEST_WAIT = timedelta(days=1)
#: failing sources that began together are spread over this share of their wait
JITTER = 0.2
#: an answer is asked for whole at least this often, whatever validators say
WHOLE_EVERY = timedelta(days=7)
#: how many intervals each sort of failure adds; what passes by itself weighs less.
#: Source: Media Cloud's fetcher tells soft from hard failures in the same way.
WEIGHTS: Mapping[Fault, float] = MappingProxyType(
    {
        Fault.DNS: 0.5,
        Fault.CONNECTION: 0.5,
        Fault.TIMEOUT: 0.5,
        Fault.SERVER: 0.5,
        Fault.RATE: 0.5,
        Fault.TLS: 1.0,
        Fault.MISSING: 1.0,
        Fault.REFUSED: 1.0,
        Fault.WALL: 1.0,
        Fault.CONTENT: 1.0,
        Fault.REDIRECT: 1.0,
        Fault.PRIVATE_ADDRESS: 2.0,
        Fault.GONE: 2.0,
    }
)
#: what the server says of itself, not of the feed: its validators still hold after one of these
_PASSING = {Fault.DNS, Fault.CONNECTION, Fault.TIMEOUT, Fault.SERVER, Fault.RATE}
#: there is nothing at the address, says the server
_ABSENT = {404, 410}
#: a permanent redirect is believed when it is met so often in a row
MOVED_AFTER = 2
#: failures in a row after which a source counts as blind, or a new address is given up
BLIND_AFTER = 3
#: polls whose yield is looked at before the interval changes
N_YIELDS = 5
#: more than this share of new entries: ask sooner; less than the other: later
RICH, POOR = 0.3, 0.02
#: more than this share at once: entries may already have been missed
OVERFLOW = 0.6
SOONER, LATER = 0.67, 1.25
#: moments of news that are remembered, at least an hour apart
N_NEWS = 20
SAME_NEWS = timedelta(hours=1)
#: with fewer gaps than this, a source's history says nothing
FEWEST_GAPS = 4
#: silence that is quiet when there is no history, and the shortest that ever is
QUIET_UNKNOWN, QUIET_LEAST = timedelta(days=14), timedelta(days=5)
#: chance of a silence this long in a source that is well
QUIET_CHANCE = 0.001
#: no success for three intervals, or for a day if that is longer, is stale
STALE_INTERVALS, STALE_LEAST = 3, timedelta(days=1)
#: between two successes further apart, something may have come and gone; longer than a weekend
#: that nobody asks in, with a failure before it
LONGEST_GAP = timedelta(days=5)
#: a source that is quiet for longer may have been stuck, and have lost what it did not show
LONGEST_QUIET = timedelta(days=30)
#: from Friday evening to Monday morning nobody asks a source that keeps working hours
CLOSED_LONGEST = timedelta(hours=60)
_HOUR = timedelta(hours=1)
_HASH_RANGE = 2**32
_HOURS, _DAYS = 24, 7


def is_whole_due(state: PollState, *, now: datetime) -> bool:
    """Return whether the next poll must be unconditional.

    It is after any failure but a single one that says nothing of the feed (a 5xx, a time-out), and
    now and then besides: some servers keep the ETag of a feed that has changed.
    """
    if state.failures > 1 or (state.failures and state.fault not in _PASSING):
        return True
    whole = state.last_whole_at
    # a clock that was set back must not make it wait for years
    return whole is None or not timedelta(0) <= now - whole < WHOLE_EVERY


def next_state(
    source: Source,
    state: PollState,
    result: FetchResult,
    reading: Reading | None,
    *,
    new: Sequence[Entry],
    now: datetime,
) -> PollState:
    """Return the state of a source after a poll.

    Args:
        source: the source.
        state: its state before.
        result: what came of asking.
        reading: what was read; None when there was nothing to read.
        new: entries that were never listed before.
        now: when the poll ended.
    """
    if result.status is FetchStatus.DEFERRED:
        due = opens_at(source, state, now + (result.retry_after or source.every))
        return replace(state, next_due_at=due)
    is_ok = result.status in {FetchStatus.FETCHED, FetchStatus.NOT_MODIFIED}
    if is_ok:
        after = _after_success(source, state, result, reading, new=new, now=now)
    else:
        after = _after_failure(state, result)
    after = replace(after, last_polled_at=now)
    after = replace(after, next_due_at=next_due(source, after, result, now=now))
    health, reason = health_of(after, result, reading, now=now)
    after = replace(
        after,
        health=health,
        health_since=state.health_since if health is state.health else now,
        reason=reason,
        blind_since=(state.blind_since or now) if is_blind(source.kind, after, health) else None,
    )
    return replace(after, seeing_since=_seeing_since(state, after, now=now))


def _after_success(
    source: Source,
    state: PollState,
    result: FetchResult,
    reading: Reading | None,
    *,
    new: Sequence[Entry],
    now: datetime,
) -> PollState:
    way = result.way or state.way
    after = replace(
        state, last_ok_at=now, failures=0, backoff=0.0, fault=None, n_missing=0, way=way
    )
    if result.body:
        after = replace(after, validators=result.validators, last_whole_at=now)
    if reading is not None:
        digest = sha256_hex(result.body)
        after = replace(after, body_sha256=digest, last_read_at=now, rhythm=reading.rhythm)
    if new:
        after = replace(after, last_new_at=now, news_at=_news(state.news_at, new, now=now))
    if state.last_ok_at is not None:
        n_listed = len(reading.entries) if reading is not None else 0
        yields = (*state.yields, len(new) / n_listed if n_listed else 0.0)[-N_YIELDS:]
        after = _paced(source, replace(after, yields=yields))
    return _moved(source, after, result)


def _after_failure(state: PollState, result: FetchResult) -> PollState:
    fault = result.fault or Fault.CONTENT
    failures = state.failures + 1
    after = replace(
        state,
        failures=failures,
        backoff=state.backoff + WEIGHTS[fault],
        fault=fault,
        n_missing=state.n_missing + 1 if _is_absent(result) else 0,
    )
    if failures >= BLIND_AFTER and state.n_moved >= MOVED_AFTER:
        # the new address does not answer: try the old one again
        after = replace(after, moved_to=None, n_moved=0)
    return after


def _is_absent(result: FetchResult) -> bool:
    """Whether the server, or the page that it gave, says that there is nothing at the address."""
    return result.http_status in _ABSENT or SOFT_404 in result.reason


def _seeing_since(before: PollState, after: PollState, *, now: datetime) -> datetime | None:
    """Return since when nothing that it listed can have been missed.

    One that is only quiet answers as before, and lists its last weeks when it wakes.
    """
    blind_since = after.blind_since
    is_asleep = after.health is Health.QUIET and blind_since and now - blind_since <= LONGEST_QUIET
    if after.last_ok_at is None or (blind_since and not is_asleep):
        return None
    last = before.last_ok_at
    is_gap = last is None or after.last_ok_at - last > LONGEST_GAP
    return after.last_ok_at if before.seeing_since is None or is_gap else before.seeing_since


def _moved(source: Source, state: PollState, result: FetchResult) -> PollState:
    """Count how often a permanent redirect was met; a secret address's target is not kept."""
    if source.is_secret or result.url not in {source.url, state.moved_to}:
        return state
    if result.moved_to is None:
        is_stored = state.n_moved >= MOVED_AFTER and result.url == state.moved_to
        return state if is_stored else replace(state, moved_to=None, n_moved=0)
    n_moved = state.n_moved + 1 if result.moved_to == state.moved_to else 1
    return replace(state, moved_to=result.moved_to, n_moved=n_moved)


def address_of(source: Source, state: PollState) -> str:
    """Return where to ask: where a permanent redirect has led often enough, else as configured."""
    is_moved = state.moved_to is not None and state.n_moved >= MOVED_AFTER
    return state.moved_to or source.url if is_moved else source.url


def _paced(source: Source, state: PollState) -> PollState:
    """Adapt the interval to what the last polls yielded."""
    if source.pace_bounds is None:
        return replace(state, pace=None)
    least, most = source.pace_bounds
    pace = state.pace or source.every
    share = sum(state.yields) / len(state.yields)
    is_known = len(state.yields) >= N_YIELDS
    if state.yields[-1] > OVERFLOW or (is_known and share > RICH):
        factor = SOONER
    elif is_known and share < POOR:
        factor = LATER
    else:
        return state
    # the next change is judged by polls at the new interval
    return replace(state, pace=min(max(pace * factor, least), most), yields=())


def next_due(source: Source, state: PollState, result: FetchResult, *, now: datetime) -> datetime:
    """Return when to ask again: never sooner than the interval, or than the server wishes."""
    wait = state.pace or source.every
    if state.failures:
        share = _share(f"{source.key} {state.failures}")
        wait = min(wait * (1 + state.backoff), max(LONGEST_WAIT, wait)) * (1 + JITTER * share)
    wishes = [result.retry_after] if state.failures else [result.fresh_for, state.rhythm.fresh_for]
    for wish in wishes:
        if wish is not None:
            wait = max(wait, min(wish, LONGEST_WAIT))
    return opens_at(source, state, now + wait)


def opens_at(source: Source, state: PollState, due: datetime) -> datetime:
    """Return the first moment from ``due`` on at which a source may be asked.

    Neither in hours that its feed asks to be skipped, nor, if it keeps them, outside working hours;
    those who wait for a morning are spread over its first hour. One that was never asked does not
    wait for the office to open.
    """
    keeps_hours = source.working_hours and state.last_polled_at is not None
    # a feed that leaves no hour is not heeded
    for rhythm in (state.rhythm, Rhythm()):
        moment = due
        for _ in range(_HOURS * (_DAYS + 1)):
            is_closed = keeps_hours and not is_working_time(moment)
            if not is_closed and not _is_skipped(rhythm, moment):
                is_moved = keeps_hours and moment > due
                return moment + _HOUR * _share(source.key) if is_moved else moment
            there = moment.astimezone(UTC)
            moment = there.replace(minute=0, second=0, microsecond=0) + _HOUR
    return due


def _is_skipped(rhythm: Rhythm, moment: datetime) -> bool:
    there = moment.astimezone(UTC)
    return there.hour in rhythm.skip_hours or there.weekday() in rhythm.skip_days


def _share(text: str) -> float:
    """Return a number from 0 to 1 that is always the same for a text."""
    return int(sha256_hex(text)[:8], 16) / _HASH_RANGE


def health_of(
    state: PollState,
    result: FetchResult,
    reading: Reading | None,
    *,
    now: datetime,
) -> tuple[Health, str]:
    """Return the first word that holds of a source after a poll, and why, in plain English."""
    if state.failures:
        return _health_of_failure(state, result)
    if state.n_moved >= MOVED_AFTER:
        return Health.MOVED, f"has moved for good to {state.moved_to}: change its address"
    if reading is None and state.health in {Health.EMPTY, Health.UNDATED}:
        return state.health, state.reason
    if reading is not None and not reading.entries:
        return Health.EMPTY, "answers, but lists nothing"
    if reading is not None and all(e.published_at is None for e in reading.entries):
        return Health.UNDATED, "lists entries without dates"
    return _health_of_news(state, now=now)


def health_at(
    state: PollState, interval: timedelta, *, now: datetime, working_hours: bool = False
) -> tuple[Health, str]:
    """Return how a source fares at a moment between polls: time alone makes it stale or quiet.

    Args:
        state: as its last poll left it.
        interval: its present interval.
        now: the moment.
        working_hours: whether it is asked in working hours only, and so not over a weekend.
    """
    if state.health not in {Health.QUIET, Health.UNPROVEN, Health.HEALTHY}:
        return state.health, state.reason
    if state.last_ok_at is None:
        return Health.UNPROVEN, "not asked yet"
    longest = max(STALE_INTERVALS * interval, STALE_LEAST)
    if now - state.last_ok_at > longest + (CLOSED_LONGEST if working_hours else timedelta(0)):
        return Health.STALE, f"not asked with success since {show_time(state.last_ok_at)}"
    return _health_of_news(state, now=now)


def _health_of_news(state: PollState, *, now: datetime) -> tuple[Health, str]:
    latest = state.news_at[-1] if state.news_at else state.last_new_at
    if latest is not None and now - latest > quiet_after(state.news_at):
        return Health.QUIET, f"nothing new since {show_time(latest)}, longer than is usual for it"
    if not state.yields and state.pace is None:
        return Health.UNPROVEN, "answered once; a second poll will tell"
    return Health.HEALTHY, ""


def quiet_after(news_at: Sequence[datetime]) -> timedelta:
    """Return how long a silence must last before it is unlikely, given when news came before.

    With n gaps of mean m, exponentially distributed gaps exceed t with the chance (1 + t/nm)^-n.

    Source: predictive distribution of the exponential with its rate unknown (Jeffreys prior).
    """
    gaps = [(b - a).total_seconds() for a, b in itertools.pairwise(news_at)]
    n = len(gaps)
    if n < FEWEST_GAPS:
        return QUIET_UNKNOWN
    usual = float(sum(gaps)) * (QUIET_CHANCE ** (-1 / n) - 1)
    # the source's own pauses, such as weekends, are no alarm the second time
    return max(timedelta(seconds=max(usual, 1.5 * max(gaps))), QUIET_LEAST)


def _news(
    before: Sequence[datetime], new: Iterable[Entry], *, now: datetime
) -> tuple[datetime, ...]:
    moments = sorted({*before, *(min(e.published_at or now, now) for e in new)})
    kept: list[datetime] = []
    for moment in moments:
        if not kept or moment - kept[-1] >= SAME_NEWS:
            kept.append(moment)
    return tuple(kept[-N_NEWS:])


def _health_of_failure(state: PollState, result: FetchResult) -> tuple[Health, str]:
    since = (
        f"; last answered {show_time(state.last_ok_at)}"
        if state.last_ok_at
        else "; has never answered"
    )
    words = {
        FetchStatus.GONE: Health.GONE,
        FetchStatus.BLOCKED: Health.BLOCKED,
        FetchStatus.RATE_LIMITED: Health.RATE_LIMITED,
    }
    return words.get(result.status, Health.FAILING), result.reason + since


def is_blind(kind: SourceKind, state: PollState, health: Health) -> bool:
    """Whether the operator should know: one failure, or an alert that finds nothing, is no news."""
    if health in {Health.GONE, Health.STALE} or state.failures >= BLIND_AFTER:
        return True
    if kind is SourceKind.GOOGLE_ALERTS:
        return False
    is_drained = health is Health.EMPTY and state.last_new_at is not None
    return is_drained or health is Health.QUIET

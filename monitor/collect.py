"""Poll: one due Source -> one PollRecord, kept in one transaction.

What comes in is a source and what its past polls left; what goes out is the poll's state and the
entries that were new. A validator is kept only in the transaction that keeps what it validated:
an answer that could not be read, or was not kept, is asked for again unconditionally.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import structlog

from monitor.errors import MonitorError, ReadError
from monitor.fetch import KINDS
from monitor.polling import next_state
from monitor.records import (
    Entry,
    EntryState,
    FetchResult,
    FetchStatus,
    PollRecord,
    PollState,
    Reading,
    Source,
    SourceKind,
)
from monitor.text import sha256_hex
from monitor.workers import WorkerError, result_of, run_here

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.outside import Outside
    from monitor.store import Store

log = structlog.get_logger(__name__)

#: answers larger than this are read in a worker process, in bytes
LARGE_BODY = 1024 * 1024
#: further pages that one poll follows at most
MAX_PAGES = 5


def poll_source(source: Source, store: Store, outside: Outside) -> PollRecord:
    """Ask a source once, read what it lists and keep the outcome.

    Returns:
        What was kept, with only the entries that were new.

    Raises:
        StoreError: the outcome could not be kept; the source stays due.
    """
    state = store.sources.state(source.key)
    result, reading = _ask(source, state, store, outside)
    outside.reached("after fetch")
    now = outside.clock()
    is_first = state.last_ok_at is None
    entries = reading.entries if reading else ()
    listed = tuple(_admit(e, source, is_first=is_first, now=now) for e in entries)
    fresh = store.sources.unseen(source.key, [e.entry_key for e in listed])
    record = PollRecord(
        state=next_state(source, state, result, reading, n_new=len(fresh), now=now),
        entries=listed,
        status=result.status,
        http_status=result.http_status,
        n_bytes=len(result.body),
        polled_at=now,
        faults=reading.faults if reading else (),
    )
    outside.reached("before commit")
    added = store.sources.save_poll(record)
    outside.reached("after commit")
    log.info(
        "poll_finished",
        source=source.key,
        status=result.status.value,
        http=result.http_status,
        n_entries=len(listed),
        n_new=len(added),
        reason=record.state.reason or None,
    )
    return replace(record, entries=added)


def read_result(source: Source, result: FetchResult) -> Reading:
    """Return what an answer lists; module-level, so that a worker process can run it."""
    return KINDS[source.kind].read(source, result)


def _ask(
    source: Source, state: PollState, store: Store, outside: Outside
) -> tuple[FetchResult, Reading | None]:
    """Fetch, and read if there is something to read, following pages while they hold news."""
    result = KINDS[source.kind].poll(source, state, outside.session)
    if result.status is not FetchStatus.FETCHED:
        return result, None
    if state.failures == 0 and state.body_sha256 == sha256_hex(result.body):
        return replace(result, status=FetchStatus.NOT_MODIFIED), None
    try:
        reading = _read(source, result, outside)
    except (ReadError, WorkerError) as error:
        failed = replace(result, status=FetchStatus.FAILED, reason=str(error))
        return failed, None
    return result, _follow(source, reading, store, outside)


def _read(source: Source, result: FetchResult, outside: Outside) -> Reading:
    submit = outside.submit if len(result.body) > LARGE_BODY else run_here
    reading = result_of(submit(read_result, source, result))
    if not isinstance(reading, Reading):
        msg = f"{source.kind} read something that is not a Reading"
        raise ReadError(msg)
    return reading


def _follow(source: Source, reading: Reading, store: Store, outside: Outside) -> Reading:
    """Add the entries of further pages while the last page held something unseen."""
    for _ in range(MAX_PAGES):
        keys = [e.entry_key for e in reading.entries]
        if reading.more is None or not store.sources.unseen(source.key, keys):
            break
        result = outside.session.get(reading.more)
        if result.status is not FetchStatus.FETCHED:
            break
        try:
            page = _read(source, result, outside)
        except MonitorError as error:
            fault = f"{reading.more}: {error}"
            return replace(reading, more=None, faults=(*reading.faults, fault))
        known = set(keys)
        news = tuple(e for e in page.entries if e.entry_key not in known)
        more = page.more if news else None
        reading = Reading(
            entries=(*reading.entries, *news), more=more, faults=(*reading.faults, *page.faults)
        )
    return reading


def _admit(entry: Entry, source: Source, *, is_first: bool, now: datetime) -> Entry:
    """Return the entry as a first poll takes it: what is old, or undated, counts as seen."""
    entry = replace(entry, last_listed_at=now)
    if not is_first:
        return entry
    if source.baseline is None:
        return replace(entry, is_baseline=True)
    is_recent = entry.published_at is not None and now - entry.published_at <= source.baseline
    if is_recent:
        return replace(entry, is_baseline=True)
    return replace(entry, is_baseline=True, state=EntryState.BASELINE)


def watched(sources: tuple[Source, ...]) -> tuple[Source, ...]:
    """Return the sources that are polled at all."""
    return tuple(s for s in sources if s.enabled and s.kind is not SourceKind.ADVISER)

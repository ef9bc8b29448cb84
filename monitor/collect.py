"""Poll: one due Source -> one PollRecord, kept in one transaction.

What comes in is a source and what its past polls left; what goes out is the poll's state and the
entries that were new. A validator is kept only in the transaction that keeps what it validated:
an answer that could not be read, or was not kept, is asked for again unconditionally.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from monitor.absence.meetings import compare
from monitor.errors import MonitorError, ReadError, WallError
from monitor.fetch import KINDS
from monitor.fetch.page import ACCEPT_LIST
from monitor.identity import lookup_keys, tell_apart
from monitor.polling import address_of, is_whole_due, next_state, opens_at
from monitor.records import (
    Entry,
    EntryState,
    Fault,
    FetchResult,
    FetchStatus,
    Listing,
    MeetingLook,
    PollRecord,
    PollState,
    Reading,
    Source,
    SourceKind,
    Validators,
)
from monitor.text import sha256_hex
from monitor.urls import canonical_url
from monitor.workers import WorkerError, result_of, run_here

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.outside import Outside
    from monitor.store import Store

    #: an answer and what was read from it
    _Polled = tuple[FetchResult, Reading]

log = structlog.get_logger(__name__)

#: answers larger than this are read in a worker process, in bytes
LARGE_BODY = 512 * 1024
#: a page that ended so may come the next time
_LATER = {FetchStatus.FAILED, FetchStatus.RATE_LIMITED, FetchStatus.DEFERRED}
#: no more than one day's news comes at once after a silence as long as this
LONG_SILENCE = timedelta(days=1)
#: meetings that lie further back are not compared any more
MEETINGS_BACK = timedelta(days=90)


def poll_source(source: Source, store: Store, outside: Outside) -> PollRecord:
    """Ask a source once, read what it lists and keep the outcome.

    Raises:
        StoreError: the outcome could not be kept; the source stays due.
    """
    state = store.sources.state(source.key)
    result, reading = ask(source, state, outside)
    if reading is not None:
        result, reading = _follow(source, state, (result, reading), store, outside)
    outside.reached("after fetch")
    now = outside.clock()
    listing = _listing(source, state, reading, store, now=now)
    if state.way not in {"", result.way or state.way}:
        listing = replace(listing, new=tuple(_asked_anew(e, state) for e in listing.new))
    look = _look(source, reading, store, now=now)
    # an unchanged list says nothing, though something else was asked for beside it
    listed = reading if result.status is FetchStatus.FETCHED else None
    record = PollRecord(
        state=next_state(source, state, result, listed, new=listing.new, now=now),
        listing=listing,
        status=result.status,
        http_status=result.http_status,
        n_bytes=len(result.body),
        polled_at=now,
        faults=(*(reading.faults if reading else ()), *look.faults),
    )
    outside.reached("before commit")
    with store.transaction():
        store.sources.save_poll(record)
        store.meetings.save(look)
    outside.reached("after commit")
    log.info(
        "poll_finished",
        source=source.key,
        status=result.status.value,
        http=result.http_status,
        n_entries=len(reading.entries) if reading else 0,
        n_new=len(listing.new),
        reason=record.state.reason or None,
    )
    if look.events or look.faults:
        log.info("meetings_compared", source=source.key, n_events=len(look.events),
                 faults=look.faults or None)  # fmt: skip
    return record


def read_result(source: Source, result: FetchResult) -> Reading:
    """Return what an answer lists; module-level, so that a worker process can run it."""
    return KINDS[source.kind].read(source, result)


def ask(source: Source, state: PollState, outside: Outside) -> tuple[FetchResult, Reading | None]:
    """Ask a source where and as its state says, and read the answer if there is anything to read.

    Returns:
        What came of it, and the reading; None for an answer that is unchanged or cannot be read.
    """
    now = outside.clock()
    if (opens := opens_at(source, state, now)) > now:
        return _closed(source, opens, now), None
    is_whole = is_whole_due(state, now=now)
    asked = replace(state, validators=Validators()) if is_whole else state
    there = replace(source, url=address_of(source, state))
    result = KINDS[source.kind].poll(there, asked, outside.session)
    if result.status is FetchStatus.NOT_MODIFIED and is_whole and state.failures:
        reason = "says that nothing has changed, though it was asked for the whole"
        return replace(result, status=FetchStatus.FAILED, fault=Fault.CONTENT, reason=reason), None
    return _read_answer(source, state, result, outside)


def _read_answer(
    source: Source, state: PollState, result: FetchResult, outside: Outside
) -> tuple[FetchResult, Reading | None]:
    """Read an answer if there is anything to read; what cannot be read is a failure of its own."""
    is_ok = result.status in {FetchStatus.FETCHED, FetchStatus.NOT_MODIFIED}
    if not is_ok or (result.status is FetchStatus.NOT_MODIFIED and not result.parts):
        return result, None
    is_same = not state.failures and state.body_sha256 == sha256_hex(result.body)
    if is_same and not result.parts:
        return replace(result, status=FetchStatus.NOT_MODIFIED), None
    try:
        return result, _read(source, result, outside)
    except WallError as error:
        wall = replace(result, status=FetchStatus.BLOCKED, fault=Fault.WALL, reason=str(error))
        return wall, None
    except (ReadError, WorkerError) as error:
        failed = replace(result, status=FetchStatus.FAILED, fault=Fault.CONTENT, reason=str(error))
        return failed, None


def _closed(source: Source, opens: datetime, now: datetime) -> FetchResult:
    """Return what a poll comes to outside the hours that its source keeps: it waits for them."""
    return FetchResult(
        url=source.url,
        final_url=source.url,
        status=FetchStatus.DEFERRED,
        retry_after=opens - now,
        fetched_at=now,
        reason="waits for working hours",
    )


def _read(source: Source, result: FetchResult, outside: Outside) -> Reading:
    n_bytes = sum(len(r.body) for r in (result, *result.parts))
    submit = outside.submit if n_bytes > LARGE_BODY else run_here
    reading = result_of(submit(read_result, source, result))
    if not isinstance(reading, Reading):
        msg = f"{source.kind} read something that is not a Reading"
        raise ReadError(msg)
    return reading


def _follow(
    source: Source, state: PollState, polled: _Polled, store: Store, outside: Outside
) -> _Polled:
    """Add the entries of further pages while the last page ended with something to be taken.

    Lists have the newest first: where the last entry of a page is known, or counts as seen, so does
    what comes after it. No page is asked twice in one poll, whatever the pages say of each other. A
    page that does not come leaves a gap: the entry before it is left out, and what validates the
    first page with it, so that the next poll comes to the gap again.
    """
    result, reading = polled
    asked = {_identity(result.url), _identity(result.final_url)}
    last = reading.entries
    for _ in range(source.max_pages - 1):
        more = reading.more
        if more is None or _identity(more) in asked:
            break
        if not _leads_on(source, state, last[-1:], store, outside.clock()):
            break
        further = outside.session.get(more, accept=ACCEPT_LIST, obeys_robots=True)
        if further.status in _LATER and further.fault is not Fault.MISSING:
            fault = f"{more}: {further.reason}; it is asked for again"
            kept = replace(reading, entries=reading.entries[:-1], faults=(*reading.faults, fault))
            # no answer equals this, so the next is read whatever it holds
            return replace(result, body=result.body + b"\0", validators=Validators()), kept
        if further.status is not FetchStatus.FETCHED or _identity(further.final_url) in asked:
            break
        asked |= {_identity(more), _identity(further.final_url)}
        try:
            page = _read(source, further, outside)
        except MonitorError as error:
            fault = f"{more}: {error}"
            return result, replace(reading, more=None, faults=(*reading.faults, fault))
        listed = {e.entry_key for e in reading.entries}
        last = tuple(e for e in page.entries if e.entry_key not in listed)
        reading = replace(
            reading,
            entries=(*reading.entries, *last),
            more=page.more,
            faults=(*reading.faults, *page.faults),
        )
    return result, reading


def _leads_on(
    source: Source, state: PollState, last: tuple[Entry, ...], store: Store, now: datetime
) -> bool:
    """Return whether the last entry of a page is one to be taken, so that more may come after it."""
    new = _listing_of(source, last, store, now).new
    return any(admit(e, source, state, now=now).state is not EntryState.BASELINE for e in new)


def _identity(url: str) -> str:
    return canonical_url(url) or url


def _look(source: Source, reading: Reading | None, store: Store, *, now: datetime) -> MeetingLook:
    """Compare the meetings that a poll shows with those that are known; it need not have looked."""
    if reading is None or reading.meetings is None or reading.meetings_span is None:
        return MeetingLook()
    return compare(
        store.meetings.known(source.key, since=now - MEETINGS_BACK),
        reading.meetings,
        source=source.key,
        council=source.council,
        span=reading.meetings_span,
        now=now,
    )


def _listing(
    source: Source, state: PollState, reading: Reading | None, store: Store, *, now: datetime
) -> Listing:
    """Tell apart what is listed, and take what is new as the source's past allows."""
    if reading is None:
        return Listing()
    listing = _listing_of(source, reading.entries, store, now)
    return replace(listing, new=tuple(admit(e, source, state, now=now) for e in listing.new))


def _listing_of(source: Source, entries: tuple[Entry, ...], store: Store, now: datetime) -> Listing:
    held = store.sources.held(source.key, lookup_keys(entries), [e.address for e in entries])
    return tell_apart(entries, held, now=now)


def admit(entry: Entry, source: Source, state: PollState, *, now: datetime) -> Entry:
    """Return a new entry as it is taken.

    At the first poll what is old, or undated, counts as seen. A source that comes back after a long
    silence does not flood anybody: today's news is news, what else it lists is queued but not
    posted, and what is older than its silence counts as seen. So does, on a page, old news that comes up where
    newer was taken away.
    """
    entry = replace(entry, last_listed_at=now)
    is_first = state.last_ok_at is None
    since = now if state.last_ok_at is None else state.last_ok_at
    published_at = entry.published_at
    if not is_first and now - since <= LONG_SILENCE:
        if source.kind is SourceKind.PAGE and _is_before(published_at, since, source.baseline):
            return replace(entry, is_baseline=True, state=EntryState.BASELINE)
        return entry
    if not is_first and published_at is not None and now - published_at <= LONG_SILENCE:
        return entry
    if source.baseline is None:
        return replace(entry, is_baseline=True)
    is_old = is_first if published_at is None else _is_before(published_at, since, source.baseline)
    state_taken = EntryState.BASELINE if is_old else entry.state
    return replace(entry, is_baseline=True, state=state_taken)


def _asked_anew(entry: Entry, state: PollState) -> Entry:
    """Return a new entry of a list that is asked for in another way than before.

    It may be an old one under another address or title: it is queued but not posted, unless its
    day says that it is news.
    """
    since, published_at = state.last_ok_at, entry.published_at
    is_news = since is not None and published_at is not None and published_at > since - LONG_SILENCE
    return entry if is_news else replace(entry, is_baseline=True)


def _is_before(moment: datetime | None, since: datetime, baseline: timedelta | None) -> bool:
    return moment is not None and baseline is not None and moment < since - baseline


def watched(sources: tuple[Source, ...]) -> tuple[Source, ...]:
    """Return the sources that are polled at all."""
    return tuple(s for s in sources if s.enabled and s.kind is not SourceKind.ADVISER)

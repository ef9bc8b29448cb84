"""Work: a leased pending entry -> its page -> `analyse` in a worker process -> the desk's queue.

What comes in is an entry under lease; what goes out is an `Analysed` that says what the entry
came to: a tagged document, another try later, or the end of the road with its reason. Nothing is
written here: the desk marks the entry in the transaction that files its document.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.analyse import Reference, analyse, is_telling
from monitor.dates import next_working_time
from monitor.errors import ExtractError
from monitor.fetch import retrieve
from monitor.leads import is_title_enough
from monitor.records import (
    LOOKED_AGAIN,
    Analysed,
    Entry,
    EntryState,
    Fault,
    FetchResult,
    FetchStatus,
    Outline,
    Page,
    Source,
    SourceKind,
    TaggedDocument,
)
from monitor.urls import is_opaque
from monitor.walls import SOFT_404
from monitor.workers import WorkerError, result_of

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.outside import Outside

#: tries before the summary has to do
MAX_FETCH_TRIES = 3
#: tries before a text that kills its worker is set aside
MAX_WORKER_TRIES = 2
#: wait before the next try, times the tries so far
RETRY_AFTER = timedelta(minutes=10)
#: the server says that there is nothing
_ABSENT = {404, 410}
#: a server's own wish is honoured up to this
LONGEST_WAIT = timedelta(days=1)


def work_entry(
    entry: Entry,
    source: Source,
    outside: Outside,
    *,
    reference: Reference | None = None,
) -> Analysed:
    """Retrieve and analyse one entry.

    Args:
        entry: an entry under lease; ``tries`` counts this try.
        source: the source that listed it.
        outside: network, worker processes and time.
        reference: what it is read with; None means what is shipped.
    """
    now = outside.clock()
    result = None
    if _has_page(entry, source):
        result = _ask(entry, source, outside)
        is_look = entry.reason == LOOKED_AGAIN
        if result.status is FetchStatus.DEFERRED:
            wait = result.retry_after or RETRY_AFTER
            reason = LOOKED_AGAIN if is_look else result.reason
            return replace(_again(entry, reason, now + wait), is_try=False)
        if is_look:
            return _look_again(entry, source, result, outside, reference)
        is_withdrawn = result.http_status in _ABSENT and entry.n_rereads > 0
        if is_withdrawn or (result.status is FetchStatus.GONE and not entry.summary):
            return Analysed(entry=entry, state=EntryState.GONE, reason=result.reason)
        if _is_passing(result) and entry.tries < MAX_FETCH_TRIES:
            return _again(entry, result.reason, now + _wait(entry, result))
    page = make_page(entry, source, result, now=now)
    done = _analyse(page, entry, outside, reference)
    if entry.n_rereads and SOFT_404 in done.reason:
        return Analysed(entry=entry, state=EntryState.GONE, reason=done.reason)
    return done


def _look_again(
    entry: Entry,
    source: Source,
    result: FetchResult,
    outside: Outside,
    reference: Reference | None,
) -> Analysed:
    """Say whether a page that was read before is still there; what it says now is not filed."""
    if result.http_status in _ABSENT:
        return Analysed(entry=entry, state=EntryState.GONE, reason=result.reason)
    if result.status is not FetchStatus.FETCHED:
        return Analysed(entry=entry, reason=f"could not be looked at again: {result.reason}")
    page = make_page(entry, source, result, now=outside.clock())
    done = _analyse(page, entry, outside, reference)
    if SOFT_404 in done.reason:
        return Analysed(entry=entry, state=EntryState.GONE, reason=done.reason)
    return Analysed(entry=entry, reason="still there when looked at again")


def _has_page(entry: Entry, source: Source) -> bool:
    """Whether there is a page to ask for, and it may say more than the entry does."""
    if entry.is_whole or not entry.url or is_opaque(entry.url):
        return False
    return source.kind is not SourceKind.MODERNGOV or not is_title_enough(entry.title, is_telling)


def _ask(entry: Entry, source: Source, outside: Outside) -> FetchResult:
    """The only place where an entry's page is asked for, in the hours that its source keeps."""
    now = outside.clock()
    opens = next_working_time(now) if source.working_hours else now
    if opens > now:
        return FetchResult(
            url=entry.url,
            final_url=entry.url,
            status=FetchStatus.DEFERRED,
            retry_after=opens - now,
            fetched_at=now,
            reason="waits for working hours",
        )
    is_gentle = source.kind is SourceKind.MODERNGOV
    return retrieve(entry.url, outside.session, is_gentle=is_gentle)


def _analyse(page: Page, entry: Entry, outside: Outside, reference: Reference | None) -> Analysed:
    """Have a worker process read the page; a text that kills its worker twice is set aside."""
    try:
        tagged = result_of(outside.submit(analyse, page, reference))
    except ExtractError as error:
        return Analysed(entry=entry, state=EntryState.DONE, reason=f"no text: {error}")
    except WorkerError as error:
        if entry.tries < MAX_WORKER_TRIES:
            return _again(entry, str(error), page.retrieved_at)
        return Analysed(entry=entry, state=EntryState.QUARANTINED, reason=str(error))
    if not isinstance(tagged, TaggedDocument):
        return Analysed(entry=entry, state=EntryState.QUARANTINED, reason="no document came back")
    return Analysed(entry=entry, tagged=tagged, reason="; ".join(tagged.document.faults))


def make_page(entry: Entry, source: Source, result: FetchResult | None, *, now: datetime) -> Page:
    """Return what `analyse` reads: the answer's bytes, or only the entry when there are none."""
    is_read = result is not None and result.status is FetchStatus.FETCHED
    return Page(
        url=result.final_url if result and is_read else entry.url or f"entry:{entry.entry_key}",
        body=result.body if result and is_read else b"",
        media_type=result.media_type if result and is_read else "",
        title=entry.title,
        summary=entry.summary,
        published_at=entry.published_at,
        retrieved_at=now,
        outline=outline_of(source),
        entry=entry.id,
        reason=_why_unread(entry, result),
    )


def _why_unread(entry: Entry, result: FetchResult | None) -> str:
    if result is None:
        return "its address hides the article's" if is_opaque(entry.url) else ""
    if result.status is FetchStatus.FETCHED:
        return "" if result.body else "the answer is empty"
    return result.reason


def outline_of(source: Source) -> Outline:
    """Return what judging a text needs to know of its source."""
    return Outline(
        source=source.key,
        tier=source.tier,
        region=source.region,
        council=source.council,
        covers=source.covers,
        licensed=source.licensed,
    )


def _is_passing(result: FetchResult) -> bool:
    """Whether asking again later may help; a refusal or a missing page stays."""
    if result.status is FetchStatus.RATE_LIMITED:
        return True
    if result.fault is Fault.CONTENT:
        # larger than is taken, or in a coding that is not what it says: it stays so
        return False
    lasting = {400, 401, 403, 404, 405, 406, 410, 414, 451}
    return result.status is FetchStatus.FAILED and result.http_status not in lasting


def _wait(entry: Entry, result: FetchResult) -> timedelta:
    return min(result.retry_after or RETRY_AFTER * max(entry.tries, 1), LONGEST_WAIT)


def _again(entry: Entry, reason: str, at: datetime) -> Analysed:
    return Analysed(entry=entry, state=EntryState.PENDING, reason=reason, next_try_at=at)

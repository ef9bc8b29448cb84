"""The desk: one thread that takes analysed entries in order and files what they justify.

In one transaction the document is kept, stories joined or made, alerts filed or moved, the documents
that it leads to made entries of their own, and the entry marked done; so a crash at any moment leaves the entry leased and is repaired by its lease.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from monitor.absence.pages import is_gone, is_own_host, make_gone
from monitor.filing import Desk, Filed, file_document
from monitor.records import EntryState

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.outside import Outside
    from monitor.records import Analysed
    from monitor.store import Store

log = structlog.get_logger(__name__)


def take(analysed: Analysed, store: Store, desk: Desk, outside: Outside) -> tuple[Filed, ...]:
    """Keep what one entry came to.

    Returns:
        What was filed, one outcome per council; empty for a try that failed.

    Raises:
        StoreError: nothing of it was kept; the entry's lease will run out.
    """
    entry = analysed.entry
    now = outside.clock()
    if entry.id is None:
        msg = "an entry is kept before it is worked"
        raise ValueError(msg)
    if analysed.state is EntryState.PENDING:
        store.entries.retry(
            entry.id,
            at=analysed.next_try_at or now,
            reason=analysed.reason,
            counts=analysed.is_try,
        )
        tell = log.info if analysed.is_try else log.debug
        tell("entry_postponed", source=entry.source, entry=entry.id, reason=analysed.reason)
        return ()
    filed: tuple[Filed, ...] = ()
    with store.transaction():
        if analysed.tagged is not None:
            filed = file_document(
                store, analysed.tagged, desk, now=now, is_baseline=entry.is_baseline
            )
            # one step: what a lead leads to is not followed
            if entry.parent is None:
                store.entries.add(analysed.tagged.leads, parent=entry, now=now)
        store.entries.finish(entry.id, analysed.state, now=now, reason=analysed.reason)
        if is_gone(analysed):
            _note_gone(analysed, store, now=now)
        outside.reached("before filing commit")
    outside.reached("after filing commit")
    for one in filed:
        log.debug(
            "document_filed",
            source=entry.source,
            entry=entry.id,
            council=one.council,
            outcome=one.outcome,
            alert=one.alert.id if one.alert else None,
        )
    if analysed.state is EntryState.QUARANTINED:
        log.warning("entry_quarantined", source=entry.source, entry=entry.id,
                    reason=analysed.reason)  # fmt: skip
    return filed


def _note_gone(analysed: Analysed, store: Store, *, now: datetime) -> None:
    """Keep that a page of a council's or regulator's own site is not there any more."""
    entry = analysed.entry
    behind = store.formal.behind(entry.id) if entry.id is not None else None
    if behind is None or not is_own_host(entry.url, behind.shown_url):
        return
    store.formal.keep(
        make_gone(analysed, council, read_at=behind.read_at, now=now) for council in behind.councils
    )

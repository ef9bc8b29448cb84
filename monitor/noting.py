"""Once a day, for each council: what was due and is not seen -> formal events, kept once.

What comes in is what polls and reading left in the store; what goes out are events of the council
and, for those that were noted before, when the thing was seen after all. Nothing is asked of any
server here, and no alert is made or moved: `monitor.absence` decides, this moves things.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from monitor.absence.accounts import find_accounts, find_watched, load_deadlines, make_event
from monitor.absence.minutes import find_minutes, find_overdue
from monitor.absence.pages import find_vanished
from monitor.dates import LONDON
from monitor.records import EventType, OwnSource, Region, SourceKind

if TYPE_CHECKING:
    from monitor.records import AccountsDeadline, Council
    from monitor.store import Store

#: minutes that are later than this are not looked for any more
MINUTES_BACK = timedelta(days=365)
#: what was not noted so long after its day is not noted any more
NOTED_WITHIN = timedelta(days=14)
#: accounts that are later than this are not looked for any more
ACCOUNTS_BACK = timedelta(days=3 * 365)
#: whose law the days for accounts are
_NOT_ENGLAND = {Region.WALES, Region.SCOTLAND, Region.NORTHERN_IRELAND}


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What one run noted of one council."""

    n_noted: int = 0
    #: noted before, and seen since
    n_seen: int = 0

    def __add__(self, other: Counts) -> Counts:
        """Return both together."""
        return Counts(n_noted=self.n_noted + other.n_noted, n_seen=self.n_seen + other.n_seen)


def note_absences(store: Store, council: Council, *, now: datetime) -> Counts:
    """Keep what was due of a council and is not seen, in one transaction.

    Raises:
        StoreError: nothing of it was kept.
    """
    with store.transaction():
        sources = store.formal.sources_of(council.slug)
        counts = _note_accounts(store, council, sources, now=now)
        for source in sources:
            if source.kind is SourceKind.MODERNGOV:
                counts += note_minutes(store, source, now=now)
            counts += _note_vanished(store, source, now=now)
    return counts


def note_minutes(store: Store, source: OwnSource, *, now: datetime) -> Counts:
    """Keep whose minutes were seen, and whose were due and were not.

    A system that has never shown minutes is not one where they could be missed.
    """
    meetings = store.meetings.known(source.key, since=now - MINUTES_BACK)
    titles = store.meetings.minutes_titles(source.key, since=now - MINUTES_BACK)
    wanting = [m for m in meetings if m.minutes_seen_at is None and m.held_at <= now]
    found = find_minutes(wanting, titles)
    n_seen = sum(store.meetings.mark_minutes(m, found[m.key]) for m in wanting if m.key in found)
    after = [replace(m, minutes_seen_at=found.get(m.key, m.minutes_seen_at)) for m in meetings]
    if not any(m.minutes_seen_at for m in after):
        return Counts()
    overdue = find_overdue(after, council=source.council, seeing_since=source.seeing_since, now=now)
    fresh = [e for e in overdue if not store.formal.is_noted(e)]
    return Counts(n_noted=store.formal.keep(fresh), n_seen=n_seen)


def _note_accounts(
    store: Store, council: Council, sources: tuple[OwnSource, ...], *, now: datetime
) -> Counts:
    """Keep that a year's accounts were seen, or that they were due and were not."""
    if council.region in _NOT_ENGLAND:
        return Counts()
    counts = Counts()
    for deadline in load_deadlines():
        ends = datetime(deadline.begins + 1, 4, 1, tzinfo=UTC)
        if not ends <= now < ends + ACCOUNTS_BACK or not _is_answerable(council, deadline):
            continue
        seen_at = store.formal.accounts_seen_at(council.slug, deadline)
        if seen_at is None:
            titles = store.formal.accounts_titles(council.slug, since=ends)
            found = find_accounts(deadline, titles)
            if found is not None:
                store.formal.keep_accounts(council.slug, deadline, found)
                seen_at = found.seen_at
        counts += _settle_accounts(store, council, deadline, sources, seen_at, now=now)
    return counts


def _is_answerable(council: Council, deadline: AccountsDeadline) -> bool:
    """Whether the council was there for the whole year, and is on the day."""
    begins = datetime(deadline.begins, 4, 1, tzinfo=UTC).date()
    is_old = council.start_date is None or council.start_date <= begins
    return is_old and (council.end_date is None or council.end_date >= deadline.due)


def _settle_accounts(  # whose, which, where they were looked for, and when they were seen
    store: Store,
    council: Council,
    deadline: AccountsDeadline,
    sources: tuple[OwnSource, ...],
    seen_at: datetime | None,
    *,
    now: datetime,
) -> Counts:
    noted = [
        n
        for n in store.formal.open(council.slug, EventType.ACCOUNTS_NOT_SEEN)
        if n.event.on == deadline.due
    ]
    if seen_at is not None:
        for one in noted:
            store.formal.mark_seen(one, seen_at)
        return Counts(n_seen=len(noted))
    late = now.astimezone(LONDON).date() - deadline.due
    watched = find_watched(deadline, sources)
    if noted or watched is None or not timedelta(0) < late <= NOTED_WITHIN:
        return Counts()
    event = make_event(deadline, council.slug, watched, sources, now=now)
    return Counts(n_noted=store.formal.keep([event]))


def _note_vanished(store: Store, source: OwnSource, *, now: datetime) -> Counts:
    """Keep that a council's own page is not there any more, or is there again."""
    n_seen = 0
    for one in store.formal.open(source.council, EventType.PAGE_VANISHED):
        is_this = one.event.source == source.key and one.event.url == source.shown_url
        if is_this and source.last_ok_at and source.last_ok_at > one.at:
            store.formal.mark_seen(one, source.last_ok_at)
            n_seen += 1
    event = find_vanished(source, now=now)
    return Counts(n_noted=store.formal.keep([event] if event else ()), n_seen=n_seen)

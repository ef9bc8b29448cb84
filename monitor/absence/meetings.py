"""Meetings as they are known, and as they are listed now -> what moved, and what is gone.

A page breaks more often than a meeting is withdrawn: what is missing counts only when two looks on
different days have missed it, and nothing is concluded from a list that has lost most of itself.
A committee that is listed anew on another day, under another number, has moved its meeting.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.committees import is_chief
from monitor.dates import LONDON, show_day
from monitor.records import (
    CouncilSlug,
    EventStatus,
    EventType,
    FormalEvent,
    KnownMeeting,
    Meeting,
    MeetingLook,
)
from monitor.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from monitor.records import SourceKey

#: what lies so near the edge of a view may be left out of it
EDGE = timedelta(days=1)
#: on the same day, a change of the hour up to this is no news
SAME_HOUR = timedelta(hours=3)
#: a list that misses more than this share of what it should show is broken
MOST_MISSING = 0.5
#: so many meetings that move at once, and more than that share of all, are a list that is misread
FEWEST_MISREAD = 3
NOON = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Whose meetings are looked at, when, and from when to when all of them would be shown."""

    source: SourceKey
    council: CouncilSlug | None
    now: datetime
    span: tuple[datetime, datetime]

    def shows(self, meeting: KnownMeeting) -> bool:
        """Whether a meeting would be listed if it still were to be held when it was."""
        since, until = self.span
        return since + EDGE <= meeting.held_at < until - EDGE


def compare(
    known: Iterable[KnownMeeting],
    listed: Iterable[Meeting],
    *,
    source: SourceKey,
    council: CouncilSlug | None,
    span: tuple[datetime, datetime],
    now: datetime,
) -> MeetingLook:
    """Return what to keep of a source's meetings after a look, and the events that it shows.

    Args:
        known: what past looks left; meetings long held may be left out.
        listed: what is listed now.
        source: the committee system.
        council: whose it is; without one nothing is an event.
        span: from when to when all its meetings would be among those listed.
        now: when it was looked.
    """
    place = _Place(source=source, council=council, now=now, span=span)
    before = {m.key: m for m in known}
    shown = {m.key: m for m in listed}
    present = {key: _seen(before.get(key), m, place) for key, m in shown.items()}
    pairs = [(before[key], m) for key, m in present.items() if _is_to_come(before.get(key))]
    moved = [(old, new) for old, new in pairs if not _is_same_time(old.held_at, new.held_at)]
    events = [e for old, new in pairs for e in _changes(old, new, place)]
    faults: tuple[str, ...] = ()
    if len(moved) >= FEWEST_MISREAD and len(moved) > MOST_MISSING * len(pairs):
        faults = (f"moves {len(moved)} of {len(pairs)} known meetings at once: not believed",)
        events = [e for e in events if e.type is not EventType.MEETING_MOVED]
    expected = [m for m in before.values() if m.gone_at is None and place.shows(m)]
    missing = [m for m in expected if m.key not in shown]
    successors = _successors(missing, present.values())
    n_lost = sum(m.key not in successors for m in missing)
    if n_lost > MOST_MISSING * len(expected):
        n_there = len(expected) - n_lost
        faults = (
            *faults,
            f"lists {n_there} of {len(expected)} known meetings: not believed",
        )
        missing = [m for m in missing if m.key in successors]
    gone = [_missed(m, place) for m in missing]
    events += [
        e for m in gone if m.gone_at is not None for e in _end(m, successors.get(m.key), place)
    ]
    return MeetingLook(
        meetings=(*present.values(), *gone),
        events=tuple(events),
        back=tuple(present[k] for k, m in before.items() if m.gone_at and k in present),
        faults=faults,
    )


def _seen(before: KnownMeeting | None, shown: Meeting, place: _Place) -> KnownMeeting:
    return KnownMeeting(
        source=place.source,
        key=shown.key,
        committee=shown.committee,
        held_at=shown.held_at,
        url=shown.url,
        is_cancelled=shown.is_cancelled,
        first_seen_at=before.first_seen_at if before else place.now,
        last_seen_at=place.now,
        view_until=place.span[1],
        minutes_seen_at=before.minutes_seen_at if before else None,
    )


def _missed(meeting: KnownMeeting, place: _Place) -> KnownMeeting:
    """Count a look that missed a meeting; the second one, on another day, is believed."""
    since = meeting.missed_since
    if since is None:
        return replace(meeting, missed_since=place.now)
    return replace(meeting, gone_at=place.now) if _day(since) < _day(place.now) else meeting


def _is_to_come(before: KnownMeeting | None) -> bool:
    """Whether a meeting is known, and was to come when it was last seen."""
    return before is not None and before.held_at > before.last_seen_at


def _changes(before: KnownMeeting, after: KnownMeeting, place: _Place) -> Iterable[FormalEvent]:
    """Yield what became of a meeting that was to come, and is still listed."""
    if after.is_cancelled and not before.is_cancelled:
        note = f"{after.committee} of {show_day(before.held_at)} is marked cancelled or postponed"
        yield from _event(EventType.MEETING_WITHDRAWN, EventStatus.REPORTED, before, note, place)
    elif not _is_same_time(before.held_at, after.held_at):
        yield from _moved(before, after, place)


def _end(
    meeting: KnownMeeting, successor: KnownMeeting | None, place: _Place
) -> Iterable[FormalEvent]:
    """Yield what became of a meeting that is listed no more."""
    if meeting.is_cancelled or meeting.missed_since is None:
        return
    if successor is not None:
        # under another number at the same time it is the same meeting
        if not _is_same_time(meeting.held_at, successor.held_at):
            yield from _moved(meeting, successor, place)
    elif meeting.held_at > meeting.missed_since:
        note = (
            f"{meeting.committee} of {show_day(meeting.held_at)} is no longer listed;"
            f" last seen on {show_day(meeting.last_seen_at)}"
        )
        yield from _event(EventType.MEETING_WITHDRAWN, EventStatus.NOT_SEEN, meeting, note, place)


def _moved(before: KnownMeeting, after: KnownMeeting, place: _Place) -> Iterable[FormalEvent]:
    note = f"{after.committee} moved from {_when(before.held_at)} to {_when(after.held_at)}"
    yield from _event(EventType.MEETING_MOVED, EventStatus.REPORTED, after, note, place)


def _event(
    kind: EventType, status: EventStatus, meeting: KnownMeeting, note: str, place: _Place
) -> Iterable[FormalEvent]:
    """Yield the event, if the committee matters and the council is known."""
    if place.council is None or not is_chief(meeting.committee):
        return
    is_move = kind is EventType.MEETING_MOVED
    yield FormalEvent(
        type=kind,
        council=place.council,
        on=_day(place.now) if is_move else _day(meeting.held_at),
        status=status,
        source=place.source,
        url=meeting.url,
        note=note,
        noted_at=place.now,
    )


def _successors(
    missing: Sequence[KnownMeeting], present: Iterable[KnownMeeting]
) -> dict[str, KnownMeeting]:
    """Return what each missing meeting became: the nearest of its committee that came instead."""
    pairs = sorted(
        (abs(new.held_at - old.held_at), old.held_at, old.key, new.key, new)
        for new in present
        for old in missing
        if _may_succeed(old, new)
    )
    found: dict[str, KnownMeeting] = {}
    taken: set[str] = set()
    for _, _, old_key, new_key, new in pairs:
        if old_key not in found and new_key not in taken:
            found[old_key] = new
            taken.add(new_key)
    return found


def _may_succeed(old: KnownMeeting, new: KnownMeeting) -> bool:
    """Whether one meeting may stand for another of its committee that is listed no more.

    It was not listed when the other last was, though it would have been in view; both were still
    to come then.
    """
    is_new = old.last_seen_at < new.first_seen_at and not new.is_cancelled
    if not is_new or fold(new.committee) != fold(old.committee):
        return False
    if _is_same_time(old.held_at, new.held_at):
        return True
    return old.last_seen_at < min(old.held_at, new.held_at) and new.held_at < old.view_until


def _is_same_time(before: datetime, after: datetime) -> bool:
    """Whether a change of time is none to speak of: the same day, and about the same hour."""
    if _day(before) != _day(after):
        return False
    return not (_has_hour(before) and _has_hour(after)) or abs(after - before) <= SAME_HOUR


def _has_hour(moment: datetime) -> bool:
    """Midnight stands for a page that gives no hour."""
    local = moment.astimezone(LONDON)
    return bool(local.hour or local.minute)


def _day(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()


def _when(moment: datetime) -> str:
    """Return "3 December 2026, 6.30 pm", London's time."""
    if not _has_hour(moment):
        return show_day(moment)
    local = moment.astimezone(LONDON)
    minutes = f".{local.minute:02d}" if local.minute else ""
    half = "am" if local.hour < NOON else "pm"
    return f"{show_day(moment)}, {local.hour % NOON or NOON}{minutes} {half}"

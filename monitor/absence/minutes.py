"""Meetings that were held -> which of them want minutes, and by when.

No law in England sets a day for minutes: they are open to inspection for six years after the
meeting (Local Government Act 1972, section 100C) and are signed at the next suitable meeting, which
an extraordinary one is not (schedule 12, paragraph 41; SI 1993/202). The day here is therefore the
monitor's own rule: the next meeting of the same committee, or eight weeks after the meeting if that
is sooner, and four weeks at least.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.committees import is_chief
from monitor.dates import LONDON, parse_date, show_day
from monitor.records import CouncilSlug, EventStatus, EventType, FormalEvent, KnownMeeting
from monitor.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from monitor.records import SeenTitle

LEAST, MOST = timedelta(weeks=4), timedelta(weeks=8)
#: what says that minutes are there, at a title's beginning or after its meeting's name; "Minutes:
#: ..." is only where they are looked for
_MINUTES = re.compile(
    r"(?:^|: )(?:(?:(?:printed|draft|approved|unconfirmed) )+(?:minutes|decisions)"
    r"|minutes (?:published|of|from|for)|decision sheet)\b"
)
#: a meeting's number in the address of its page, or of its printed minutes
_NUMBER = re.compile(r"[?&]mid=0*(\d+)\b|/documents/g0*(\d+)/", re.IGNORECASE)
_SPECIAL = re.compile(r"\b(?:extraordinary|special)\b", re.IGNORECASE)


def due_day(meeting: KnownMeeting, others: Iterable[KnownMeeting]) -> date:
    """Return by when the minutes of a meeting are due.

    Args:
        meeting: one that was held.
        others: the meetings of the same committee.
    """
    least, most = meeting.held_at + LEAST, meeting.held_at + MOST
    next_ones = [
        m.held_at
        for m in others
        if m.held_at > meeting.held_at
        and not (m.is_cancelled or m.gone_at or _SPECIAL.search(m.committee))
    ]
    due = max(least, min([most, *next_ones]))
    return due.astimezone(LONDON).date()


def find_overdue(
    meetings: Iterable[KnownMeeting],
    *,
    council: CouncilSlug,
    seeing_since: datetime | None,
    now: datetime,
) -> tuple[FormalEvent, ...]:
    """Return the minutes that were due and are not seen.

    Only of meetings that were listed before they were held, by a source that has been seen without
    a break since before then.

    Args:
        meetings: of one source; `KnownMeeting.minutes_seen_at` says whose minutes were seen.
        council: whose they are.
        seeing_since: since when the source has been seen without a break.
        now: the time.
    """
    by_committee: dict[str, list[KnownMeeting]] = {}
    for meeting in meetings:
        by_committee.setdefault(fold(meeting.committee), []).append(meeting)
    today = now.astimezone(LONDON).date()
    events = []
    for meeting, others in ((m, ms) for ms in by_committee.values() for m in ms):
        if seeing_since is None or not _wants_minutes(meeting, seeing_since, now):
            continue
        due = due_day(meeting, others)
        if due >= today:
            continue
        note = (
            f"minutes of the {meeting.committee} of {show_day(meeting.held_at)}"
            f" not seen by {_show(due)}"
        )
        events.append(
            FormalEvent(
                type=EventType.MINUTES_NOT_SEEN,
                council=council,
                on=due,
                status=EventStatus.NOT_SEEN,
                source=meeting.source,
                url=meeting.url,
                note=note,
                noted_at=now,
            )
        )
    return tuple(events)


def _wants_minutes(meeting: KnownMeeting, seeing_since: datetime, now: datetime) -> bool:
    is_known = meeting.first_seen_at < meeting.held_at and seeing_since < meeting.held_at
    is_held = meeting.held_at < now and not meeting.is_cancelled and meeting.gone_at is None
    return is_known and is_held and meeting.minutes_seen_at is None and is_chief(meeting.committee)


def find_minutes(
    meetings: Iterable[KnownMeeting], titles: Iterable[SeenTitle]
) -> dict[str, datetime]:
    """Return when minutes were first listed, by the key of their meeting.

    A title names its meeting by the number in its address, else by committee and day.
    """
    by_number: dict[str, KnownMeeting] = {}
    by_day: dict[date, list[KnownMeeting]] = {}
    for meeting in meetings:
        by_number[meeting.key] = meeting
        by_day.setdefault(_day(meeting.held_at), []).append(meeting)
    found: dict[str, datetime] = {}
    for title in sorted(titles, key=lambda t: t.seen_at):
        words = fold(title.title)
        if not _MINUTES.search(words):
            continue
        number = _NUMBER.search(title.url)
        named = by_number.get(number[1] or number[2]) if number else None
        named_ones = [named] if named else _by_day(title, words, by_day)
        for meeting in named_ones:
            if title.seen_at >= meeting.held_at:
                found.setdefault(meeting.key, title.seen_at)
    return found


def _by_day(
    title: SeenTitle, words: str, by_day: Mapping[date, Sequence[KnownMeeting]]
) -> list[KnownMeeting]:
    moment = parse_date(title.title, now=title.seen_at)
    there = by_day.get(_day(moment), ()) if moment else ()
    return [m for m in there if fold(m.committee) in words]


def _day(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()


def _show(day: date) -> str:
    return f"{day.day} {day:%B %Y}"

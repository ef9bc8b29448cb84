"""Meetings of committee systems as looks left them, and whose minutes were seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.dates import to_iso
from monitor.records import EventStatus, EventType, KnownMeeting, SeenTitle
from monitor.store.codec import from_row, to_row

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.records import MeetingLook, SourceKey
    from monitor.store.database import Store

#: what a later look does not overwrite
_KEPT = ("source", "key", "first_seen_at", "minutes_seen_at")
_SEEN_AGAIN = """
UPDATE formal_events SET seen_at = :at WHERE document IS NULL AND seen_at IS NULL
    AND type = :type AND status = :status AND source = :source AND url = :url
"""


class Meetings:
    """The table ``meetings``."""

    def __init__(self, store: Store) -> None:
        """Work on a store."""
        self._store = store

    def known(self, source: SourceKey, *, since: datetime) -> tuple[KnownMeeting, ...]:
        """Return a source's meetings that were to begin at a time or later, in their order."""
        sql = "SELECT * FROM meetings WHERE source = ? AND held_at >= ? ORDER BY held_at, key"
        with self._store.reading() as db:
            return tuple(from_row(KnownMeeting, r) for r in db.query(sql, [source, to_iso(since)]))

    def save(self, look: MeetingLook) -> None:
        """Keep what one look made true."""
        with self._store.transaction():
            for row in map(to_row, look.meetings):
                sets = ", ".join(f"{name} = :{name}" for name in row if name not in _KEPT)
                names, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
                self._store.db.execute(
                    f"INSERT INTO meetings ({names}) VALUES ({marks})"  # noqa: S608  # own names
                    f" ON CONFLICT (source, key) DO UPDATE SET {sets}",
                    row,
                )
            self._store.formal.keep(look.events)
            for meeting in look.back:
                self._overtake(EventType.MEETING_WITHDRAWN, meeting, meeting.last_seen_at)

    def minutes_titles(self, source: SourceKey, *, since: datetime) -> tuple[SeenTitle, ...]:
        """Return the titles that a source listed since a time and that speak of minutes."""
        sql = (
            "SELECT title, url, first_listed_at AS seen_at FROM entries WHERE source = ?"
            " AND +first_listed_at >= ?"
            " AND (title LIKE '%minutes%' OR title LIKE '%decision%') ORDER BY first_listed_at, id"
        )
        with self._store.reading() as db:
            return tuple(from_row(SeenTitle, r) for r in db.query(sql, [source, to_iso(since)]))

    def mark_minutes(self, meeting: KnownMeeting, seen_at: datetime) -> int:
        """Keep when the minutes of a meeting were seen; return how many events that overtakes."""
        with self._store.transaction():
            self._store.db.execute(
                "UPDATE meetings SET minutes_seen_at = ? WHERE source = ? AND key = ?",
                [to_iso(seen_at), meeting.source, meeting.key],
            )
            return self._overtake(EventType.MINUTES_NOT_SEEN, meeting, seen_at)

    def _overtake(self, kind: EventType, meeting: KnownMeeting, at: datetime) -> int:
        cursor = self._store.db.execute(
            _SEEN_AGAIN,
            {
                "at": to_iso(at),
                "type": kind.value,
                "status": EventStatus.NOT_SEEN.value,
                "source": meeting.source,
                "url": meeting.url,
            },
        )
        return cursor.rowcount

"""The append-only log: who did what to which record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.records import Event
from monitor.store.codec import from_row, to_row

if TYPE_CHECKING:
    from monitor.store.database import Store


class Log:
    """The table ``events``, which refuses changes and deletions."""

    def __init__(self, store: Store) -> None:
        """Work on a store."""
        self._store = store

    def append(self, event: Event) -> None:
        """Add a line."""
        with self._store.transaction():
            self._store.db.table("events").insert(to_row(event, without=("id",)))

    def of(self, subject: str, subject_id: str) -> tuple[Event, ...]:
        """Return what was done to one record, oldest first."""
        with self._store.reading() as db:
            rows = db.query(
                "SELECT * FROM events WHERE subject = ? AND subject_id = ? ORDER BY id",
                [subject, str(subject_id)],
            )
            return tuple(from_row(Event, row) for row in rows)

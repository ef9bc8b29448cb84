"""Entries on their way: leased to one worker at a time, retried, set aside, done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.dates import to_iso
from monitor.errors import NotFoundError
from monitor.records import Entry, EntryId, EntryState
from monitor.store.codec import from_row

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from monitor.store.database import Store


class Entries:
    """The table ``entries``, past its listing."""

    def __init__(self, store: Store) -> None:
        """Work on a store."""
        self._store = store

    def claim(self, now: datetime, *, limit: int, lease: timedelta) -> tuple[Entry, ...]:
        """Lease pending entries, and those whose lease ran out; ``tries`` counts this try."""
        at, until = to_iso(now), to_iso(now + lease)
        with self._store.transaction():
            db = self._store.db
            db.execute(
                "UPDATE entries SET state = 'pending', next_try_at = NULL"
                " WHERE state = 'leased' AND lease_until <= ?",
                [at],
            )
            rows = db.execute(
                "SELECT id FROM entries WHERE state = 'pending'"
                " AND (next_try_at IS NULL OR next_try_at <= ?) ORDER BY next_try_at, id LIMIT ?",
                [at, limit],
            )
            keys = [r[0] for r in rows]
            db.conn.executemany(
                "UPDATE entries SET state = 'leased', lease_until = ?, tries = tries + 1"
                " WHERE id = ?",
                [(until, key) for key in keys],
            )
            return tuple(self.get(EntryId(key)) for key in keys)

    def release(self, now: datetime) -> int:
        """Free every lease: at start, when nobody can be working; return how many."""
        with self._store.transaction():
            # a try that a crash cut short was none, unless it keeps happening
            cursor = self._store.db.execute(
                "UPDATE entries SET state = 'pending', lease_until = NULL, next_try_at = NULL,"
                " tries = max(tries - 1, 0), last_listed_at = coalesce(last_listed_at, ?)"
                " WHERE state = 'leased'",
                [to_iso(now)],
            )
            return cursor.rowcount

    def finish(self, key: EntryId, state: EntryState, *, now: datetime, reason: str = "") -> None:
        """Bring an entry to the end of its way."""
        with self._store.transaction():
            self._store.db.execute(
                "UPDATE entries SET state = ?, reason = ?, lease_until = NULL, done_at = ?"
                " WHERE id = ?",
                [state.value, reason, to_iso(now), key],
            )

    def retry(self, key: EntryId, *, at: datetime, reason: str, counts: bool = True) -> None:
        """Have an entry tried again; one that could only wait has not used up a try."""
        with self._store.transaction():
            self._store.db.execute(
                "UPDATE entries SET state = 'pending', reason = ?, lease_until = NULL,"
                " next_try_at = ?, tries = max(tries - ?, 0) WHERE id = ?",
                [reason, to_iso(at), int(not counts), key],
            )

    def drop(self, *, before: datetime) -> int:
        """Forget entries that were last listed before a time and are listed no more.

        What its source's last whole answer still listed stays, however old: it would be new again.
        """
        with self._store.transaction():
            cursor = self._store.db.execute(
                "DELETE FROM entries WHERE state NOT IN ('pending', 'leased')"
                " AND last_listed_at < :before AND last_listed_at <"
                " (SELECT last_read_at FROM poll_state p WHERE p.source = entries.source)",
                {"before": to_iso(before)},
            )
            return cursor.rowcount

    def get(self, key: EntryId) -> Entry:
        """Return an entry.

        Raises:
            NotFoundError: there is none with this key.
        """
        with self._store.reading() as db:
            rows = list(db.query("SELECT * FROM entries WHERE id = ?", [key]))
        if not rows:
            msg = f"no entry {key}"
            raise NotFoundError(msg)
        return from_row(Entry, rows[0])

    def n_pending(self) -> int:
        """Return how many entries wait or are worked on."""
        with self._store.reading() as db:
            sql = "SELECT count(*) FROM entries WHERE state IN ('pending', 'leased')"
            return int(db.execute(sql).fetchone()[0])

    def counts(self) -> dict[EntryState, int]:
        """Return how many entries there are in each state."""
        with self._store.reading() as db:
            rows = db.execute("SELECT state, count(*) FROM entries GROUP BY state")
            return {EntryState(state): n for state, n in rows}

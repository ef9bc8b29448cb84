"""Entries on their way: leased to one worker at a time, retried, set aside, done."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.dates import to_iso
from monitor.errors import NotFoundError
from monitor.records import LOOKED_AGAIN, Entry, EntryId, EntryState, SourceKind
from monitor.store.codec import from_row, to_row
from monitor.urls import canonical_url

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from monitor.records import Lead
    from monitor.store.database import Store

#: an article that was read so lately is not fetched again for an alert that found it too
SAME_ARTICLE = timedelta(days=1)
#: entries of one source that are under way at once: a source that lists thousands holds up no other
MAX_PER_SOURCE = 2
# The first waiting entries of each source. One article is fetched once at a time, through however
# many sources it comes.
_WAITING = """
WITH RECURSIVE queued (source) AS (
    SELECT min(source) FROM entries WHERE state = 'pending'
    UNION ALL
    SELECT (SELECT min(source) FROM entries WHERE state = 'pending' AND source > queued.source)
    FROM queued WHERE queued.source IS NOT NULL
)
SELECT e.id, e.source, e.address, s.kind
FROM queued q JOIN sources s ON s.key = q.source JOIN entries e ON e.id IN (
    SELECT x.id FROM entries x WHERE x.source = q.source AND x.state = 'pending'
        AND (x.next_try_at IS NULL OR x.next_try_at <= :at)
    ORDER BY x.next_try_at, x.id LIMIT :most)
WHERE e.address = '' OR NOT EXISTS (
    SELECT 1 FROM entries o WHERE o.address = e.address AND o.state = 'leased')
ORDER BY e.next_try_at, e.id
"""
# Entries of councils' own sites whose document stands behind an alert that is open.
_LOOK_AGAIN = """
UPDATE entries SET state = 'pending', reason = :reason, tries = 0, next_try_at = NULL WHERE id IN (
SELECT e.id FROM alerts a JOIN story_documents sd ON sd.story = a.story
JOIN sightings si ON si.document = sd.document JOIN entries e ON e.id = si.entry
JOIN sources s ON s.key = e.source
WHERE a.state IN ('new', 'claimed', 'needs_info') AND sd.tier IN ('primary', 'official')
    AND s.council IS NOT NULL AND s.enabled = 1 AND e.state = 'done' AND e.done_at < :before
    AND e.url != '' AND NOT e.is_whole
GROUP BY e.id ORDER BY e.done_at LIMIT :limit)
"""
_BUSY = (
    "SELECT source, count(*) FROM entries INDEXED BY entries_leased"
    " WHERE state = 'leased' GROUP BY source"
)


class Entries:
    """The table ``entries``, past its listing."""

    def __init__(self, store: Store) -> None:
        """Work on a store."""
        self._store = store

    def claim(self, now: datetime, *, limit: int, lease: timedelta) -> tuple[Entry, ...]:
        """Lease pending entries, a few of each source; ``tries`` counts this try.

        Those whose lease ran out are taken again.
        """
        at, until = to_iso(now), to_iso(now + lease)
        with self._store.transaction():
            db = self._store.db
            db.execute(
                "UPDATE entries SET state = 'pending', next_try_at = NULL"
                " WHERE state = 'leased' AND lease_until <= ?",
                [at],
            )
            rows = db.execute(_WAITING, {"at": at, "most": MAX_PER_SOURCE}).fetchall()
            keys = self._to_fetch(rows, dict(db.execute(_BUSY).fetchall()), limit, now)
            if keys is None:
                # all of them were read already: there may be others behind them
                return self.claim(now, limit=limit, lease=lease)
            db.conn.executemany(
                "UPDATE entries SET state = 'leased', lease_until = ?, tries = tries + 1"
                " WHERE id = ?",
                [(until, key) for key in keys],
            )
            return tuple(self.get(EntryId(key)) for key in keys)

    def _to_fetch(
        self,
        rows: Iterable[tuple[int, str, str, str]],
        busy: dict[str, int],
        limit: int,
        now: datetime,
    ) -> list[int] | None:
        """Return which waiting entries are to be fetched; None when all were read already.

        Args:
            rows: key, source, address and kind of source of each, in order.
            busy: how many of each source are under way; counted on here.
            limit: how many at most.
            now: the time.
        """
        keys: list[int] = []
        addresses: set[str] = set()
        is_any_read = False
        for key, source, address, kind in rows:
            if len(keys) >= limit:
                break
            if busy.get(source, 0) >= MAX_PER_SOURCE or (address and address in addresses):
                continue
            is_alert = kind == SourceKind.GOOGLE_ALERTS
            if is_alert and address and self._is_read(key, address, now):
                is_any_read = True
                continue
            addresses.add(address)
            busy[source] = busy.get(source, 0) + 1
            keys.append(key)
        return None if is_any_read and not keys else keys

    def _is_read(self, key: int, address: str, now: datetime) -> bool:
        """Finish an entry whose article came through another source within a day.

        Only for alerts, which add nothing to it: an outlet's own feed tells its councils apart.
        """
        db = self._store.db
        twin = db.execute(
            "SELECT s.document, o.id FROM entries o JOIN sightings s ON s.entry = o.id"
            " WHERE o.address = ? AND o.id != ? AND o.state = 'done' AND o.done_at > ?",
            [address, key, to_iso(now - SAME_ARTICLE)],
        ).fetchone()
        is_edited = db.execute("SELECT n_rereads FROM entries WHERE id = ?", [key]).fetchone()[0]
        if twin is None or is_edited:
            return False
        db.execute(
            "INSERT OR IGNORE INTO sightings (document, source, entry, seen_at)"
            " SELECT ?, source, id, ? FROM entries WHERE id = ?",
            [twin[0], to_iso(now), key],
        )
        self.finish(
            EntryId(key), EntryState.DONE, now=now, reason=f"the same article as entry {twin[1]}"
        )
        return True

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

    def add(self, leads: Iterable[Lead], *, parent: Entry, now: datetime) -> None:
        """Keep what an entry leads to as pending entries of its source.

        One that is known stays as it is, and is kept for as long as its latest parent.
        """
        at = to_iso(now)
        with self._store.transaction():
            for lead in leads:
                entry = Entry(
                    source=parent.source,
                    entry_key=lead.key,
                    url=lead.url,
                    address="" if lead.is_whole else canonical_url(lead.url),
                    title=lead.title,
                    summary=lead.summary,
                    published_at=lead.published_at or parent.published_at,
                    last_listed_at=now,
                    is_whole=lead.is_whole,
                    parent=parent.id,
                    is_baseline=parent.is_baseline,
                )
                row = to_row(entry, without=("id",)) | {"first_listed_at": at}
                names, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
                self._store.db.execute(
                    f"INSERT INTO entries ({names}) VALUES ({marks})"  # noqa: S608  # own names
                    " ON CONFLICT (source, entry_key) DO UPDATE SET last_listed_at = :last_listed_at,"
                    " parent = :parent WHERE entries.parent IS NOT NULL",
                    row,
                )

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

    def recheck(self, *, before: datetime, limit: int) -> int:
        """Have pages behind open alerts asked for again that were last asked before a time.

        Only to see whether they are still there: nothing is read anew, see `monitor.retrieve`.

        Returns:
            How many wait for it now.
        """
        with self._store.transaction():
            cursor = self._store.db.execute(
                _LOOK_AGAIN,
                {"reason": LOOKED_AGAIN, "before": to_iso(before), "limit": limit},
            )
            return cursor.rowcount

    def drop(self, *, before: datetime) -> int:
        """Forget entries that were last listed before a time and are listed no more.

        What its source's last whole answer still listed stays, however old: it would be new again.
        What an entry leads to stays for as long as the entry.
        """
        old = (
            "DELETE FROM entries WHERE state NOT IN ('pending', 'leased')"
            " AND last_listed_at < :before AND last_listed_at <"
            " (SELECT last_read_at FROM poll_state p WHERE p.source = entries.source)"
        )
        orphans = " AND NOT EXISTS (SELECT 1 FROM entries p WHERE p.id = entries.parent)"
        with self._store.transaction():
            db, values = self._store.db, {"before": to_iso(before)}
            n = db.execute(f"{old} AND parent IS NULL", values).rowcount
            return n + db.execute(f"{old} AND parent IS NOT NULL{orphans}", values).rowcount

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

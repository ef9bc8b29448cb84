"""Sources and what their polls left: when each is due, how each fares."""

from __future__ import annotations

import json
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.dates import to_iso
from monitor.errors import NotFoundError
from monitor.records import (
    CouncilSlug,
    Entry,
    EntryId,
    Event,
    Health,
    PollRecord,
    PollState,
    Region,
    Source,
    SourceKey,
    SourceKind,
    SourceStatus,
    Via,
)
from monitor.store.codec import from_row, to_row

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime, timedelta

    from monitor.store.database import Store

#: most placeholders in one statement
CHUNK = 500
_HASH_RANGE = 2**32


class Sources:
    """The tables ``sources`` and ``poll_state``."""

    def __init__(self, store: Store) -> None:
        """Work on a store."""
        self._store = store

    def sync(self, sources: Iterable[Source], *, now: datetime, spread: timedelta) -> None:
        """Make the tables agree with the configuration.

        Args:
            sources: what is configured; others are kept but no longer polled.
            now: the time.
            spread: first polls of new sources are spread over this, by a digest of their keys.
        """
        rows = {s.key: s for s in sources}
        with self._store.transaction():
            db = self._store.db
            db.execute("UPDATE sources SET enabled = 0")
            db.table("sources").upsert_all((self._row(s) for s in rows.values()), pk="key")
            known = {r[0] for r in db.execute("SELECT source FROM poll_state")}
            db.table("poll_state").insert_all(
                to_row(
                    PollState(
                        source=key,
                        next_due_at=now + spread * (zlib.crc32(key.encode()) / _HASH_RANGE),
                    )
                )
                for key in rows
                if key not in known
            )
            self._mark_due()

    def due(
        self, now: datetime, *, limit: int, exclude: Collection[SourceKey] = ()
    ) -> tuple[SourceKey, ...]:
        """Return sources that are due, the longest overdue first."""
        with self._store.reading() as db:
            rows = db.execute(
                "SELECT source FROM poll_state WHERE is_due = 1 AND next_due_at <= ?"
                " ORDER BY next_due_at LIMIT ?",
                [to_iso(now), limit + len(exclude)],
            )
            found = [SourceKey(r[0]) for r in rows]
        return tuple(k for k in found if k not in exclude)[:limit]

    def state(self, key: SourceKey) -> PollState:
        """Return what is known of a source.

        Raises:
            NotFoundError: there is no such source.
        """
        with self._store.reading() as db:
            rows = list(db.query("SELECT * FROM poll_state WHERE source = ?", [key]))
        if not rows:
            msg = f"no source {key!r}"
            raise NotFoundError(msg)
        return from_row(PollState, rows[0])

    def states(self) -> tuple[SourceStatus, ...]:
        """Return every source with its health, by key."""
        sql = (
            "SELECT s.*, p.*, (SELECT count(*) FROM entries e WHERE e.source = s.key) AS n_entries"
            " FROM sources s JOIN poll_state p ON p.source = s.key ORDER BY s.key"
        )
        with self._store.reading() as db:
            return tuple(
                SourceStatus(
                    key=SourceKey(row["key"]),
                    kind=SourceKind(row["kind"]),
                    name=row["name"],
                    shown_url=row["shown_url"],
                    region=Region(row["region"]),
                    council=CouncilSlug(row["council"]) if row["council"] else None,
                    enabled=bool(row["enabled"]),
                    state=from_row(PollState, row),
                    n_entries=row["n_entries"],
                )
                for row in db.query(sql)
            )

    def pause(self, key: SourceKey, *, by: str, now: datetime) -> None:
        """Poll a source no more until somebody resumes it."""
        self._set_paused(key, by, by=by, now=now)

    def resume(self, key: SourceKey, *, by: str, now: datetime) -> None:
        """Poll a paused source again."""
        self._set_paused(key, None, by=by, now=now)

    def unseen(self, key: SourceKey, entry_keys: Collection[str]) -> frozenset[str]:
        """Return which of a source's entries were never listed before."""
        wanted = list(dict.fromkeys(entry_keys))
        seen: set[str] = set()
        with self._store.reading() as db:
            for start in range(0, len(wanted), CHUNK):
                part = wanted[start : start + CHUNK]
                marks = ",".join("?" * len(part))
                sql = f"SELECT entry_key FROM entries WHERE source = ? AND entry_key IN ({marks})"  # noqa: S608  # marks only
                seen.update(r[0] for r in db.execute(sql, [key, *part]))
        return frozenset(wanted) - seen

    def save_poll(self, record: PollRecord) -> tuple[Entry, ...]:
        """Keep the outcome of a poll and the entries that are new, in one transaction.

        Returns:
            The new entries with their keys, in the order of the source.
        """
        state = record.state
        with self._store.transaction():
            db = self._store.db
            fresh = self.unseen(state.source, [e.entry_key for e in record.entries])
            new = {e.entry_key: e for e in record.entries if e.entry_key in fresh}
            kept = []
            for entry in new.values():
                row = to_row(entry, without=("id",))
                row["first_listed_at"] = to_iso(record.polled_at)
                db.table("entries").insert(row)
                key = db.execute("SELECT last_insert_rowid()").fetchone()[0]
                kept.append(replace(entry, id=EntryId(key)))
            listed = to_iso(record.polled_at)
            db.conn.executemany(
                "UPDATE entries SET last_listed_at = ? WHERE source = ? AND entry_key = ?",
                [(listed, state.source, e.entry_key) for e in record.entries
                 if e.entry_key not in fresh],
            )  # fmt: skip
            row = to_row(state)
            row["is_due"] = int(state.health is not Health.GONE and state.paused_by is None)
            db.table("poll_state").update(state.source, row)
        return tuple(kept)

    def _set_paused(self, key: SourceKey, value: str | None, *, by: str, now: datetime) -> None:
        before = self.state(key)
        with self._store.transaction():
            self._store.db.table("poll_state").update(key, {"paused_by": value})
            self._mark_due()
            self._store.log.append(
                Event(
                    at=now,
                    subject="source",
                    subject_id=key,
                    what="paused" if value else "resumed",
                    by=by,
                    via=Via.CLI,
                    before=before.paused_by or "",
                    after=value or "",
                )
            )

    def _mark_due(self) -> None:
        """Leave only what is polled in the index that ``due`` reads."""
        self._store.db.execute(
            "UPDATE poll_state SET is_due = paused_by IS NULL AND health != 'gone'"
            " AND source IN (SELECT key FROM sources WHERE enabled = 1)"
        )

    def _row(self, source: Source) -> dict[str, object]:
        """The address itself stays out: it may be a secret."""
        return {
            "key": source.key,
            "kind": source.kind.value,
            "name": source.name,
            "shown_url": source.shown_url,
            "tier": source.tier.value,
            "region": source.region.value,
            "council": source.council,
            "covers": json.dumps(list(source.covers)),
            "licensed": int(source.licensed),
            "enabled": int(source.enabled),
        }

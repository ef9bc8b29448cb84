"""Sources and what their polls left: when each is due, how each fares."""

from __future__ import annotations

import json
import zlib
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.dates import from_iso, to_iso
from monitor.errors import NotFoundError
from monitor.records import (
    CouncilSlug,
    Entry,
    EntryState,
    Event,
    Health,
    Held,
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
from monitor.text import sha256_hex

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from monitor.store.database import Store

#: most placeholders in one statement
CHUNK = 500
#: no first poll and no try of an entry is later than this, but for a clock that was wrong
LONGEST_FIRST = LONGEST_TRY = timedelta(days=2)
#: columns of a poll's state that are not the poll's to write
_OTHERS = ("paused_by", "told_at")
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
        rows = {s.key: self._row(s) for s in sources}
        with self._store.transaction():
            db = self._store.db
            held = dict(db.execute("SELECT key, url_sha256 FROM sources").fetchall())
            db.execute("UPDATE sources SET enabled = 0")
            db.table("sources").upsert_all(rows.values(), pk="key")
            changed = [k for k, row in rows.items() if held.get(k) not in {None, row["url_sha256"]}]
            for key in changed:
                # what was learnt of the old address says nothing of the new one
                fresh = to_row(PollState(source=SourceKey(key), next_due_at=now), without=_OTHERS)
                db.table("poll_state").update(key, fresh)
            known = {r[0] for r in db.execute("SELECT source FROM poll_state")}
            db.table("poll_state").insert_all(
                to_row(PollState(source=SourceKey(key), next_due_at=now + _share(key, spread)))
                for key in rows
                if key not in known
            )
            self._mark_due()

    def settle(self, *, now: datetime, spread: timedelta, spacing: timedelta) -> int:
        """Spread what is overdue, and bring back what a wrong clock put off; return how many.

        After a pause, or a jump of the clock, sources are neither asked all at once nor forgotten.

        Args:
            now: the time.
            spread: overdue sources are asked within this, the longest overdue first,
            spacing: or within so much for each, if that is less.
        """
        at = to_iso(now)
        overdue = "SELECT source FROM poll_state WHERE is_due = 1 AND next_due_at <= ?"
        ahead = (
            "SELECT source, last_polled_at, next_due_at FROM poll_state WHERE last_polled_at > ?"
        )
        with self._store.transaction():
            db = self._store.db
            keys = [r[0] for r in db.execute(f"{overdue} ORDER BY next_due_at", [at])]
            step = min(spacing, spread / max(len(keys), 1))
            places = [(now + step * n, key) for n, key in enumerate(keys)]
            # polled in a future that never was: it waits as long as it was to wait, from now
            places += [
                (now + (from_iso(due) - from_iso(polled)), key)
                for key, polled, due in db.execute(ahead, [at])
            ]
            never = "SELECT source FROM poll_state WHERE last_polled_at IS NULL AND next_due_at > ?"
            late = to_iso(now + LONGEST_FIRST)
            places += [(now + _share(r[0], spread), r[0]) for r in db.execute(never, [late])]
            db.conn.executemany(
                "UPDATE poll_state SET next_due_at = ? WHERE source = ?",
                [(to_iso(due), key) for due, key in places],
            )
            db.execute(
                "UPDATE entries SET next_try_at = ? WHERE state = 'pending' AND next_try_at > ?",
                [at, to_iso(now + LONGEST_TRY)],
            )
            return len(places)

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
                    working_hours=bool(row["working_hours"]),
                    interval=timedelta(seconds=row["pace_s"] or row["every_s"] or 0),
                    state=from_row(PollState, row),
                    n_entries=row["n_entries"],
                )
                for row in db.query(sql)
            )

    def pause(self, key: SourceKey, *, by: str, now: datetime) -> None:
        """Poll a source no more until somebody resumes it.

        Raises:
            NotFoundError: there is no such source.
        """
        before = self.state(key)
        with self._store.transaction():
            self._store.db.table("poll_state").update(key, {"paused_by": by})
            self._mark_due()
            self._log(key, "paused", by, now, (before.paused_by or "", by))

    def resume(self, key: SourceKey, *, by: str, now: datetime) -> None:
        """Poll a paused source again, or one that said "gone"; it is due at once.

        Raises:
            NotFoundError: there is no such source.
        """
        before = self.state(key)
        revived: dict[str, object] = {"paused_by": None, "next_due_at": to_iso(now)}
        if before.health is Health.GONE:
            revived |= {
                "health": Health.UNPROVEN.value,
                "reason": "",
                "failures": 0,
                "backoff": 0.0,
            }
        with self._store.transaction():
            self._store.db.table("poll_state").update(key, revived)
            self._mark_due()
            self._log(key, "resumed", by, now, (before.paused_by or before.health.value, ""))

    def held(self, key: SourceKey, entry_keys: Collection[str], addresses: Collection[str]
             ) -> tuple[Held, ...]:  # fmt: skip
        """Return what is kept of a source's entries under any of these keys or addresses."""
        found: dict[int, Held] = {}
        with self._store.reading() as db:
            for column, values in (("entry_key", entry_keys), ("address", addresses)):
                wanted = [v for v in dict.fromkeys(values) if v]
                for start in range(0, len(wanted), CHUNK):
                    part = wanted[start : start + CHUNK]
                    marks = ",".join("?" * len(part))
                    sql = f"SELECT * FROM entries WHERE source = ? AND {column} IN ({marks})"  # noqa: S608  # own names, marks only
                    for row in db.query(sql, [key, *part]):
                        found.setdefault(row["id"], from_row(Held, row))
        return tuple(found.values())

    def save_poll(self, record: PollRecord) -> None:
        """Keep the outcome of a poll and the entries that are new, in one transaction."""
        state, listing = record.state, record.listing
        at = to_iso(record.polled_at)
        with self._store.transaction():
            db = self._store.db
            if listing.new:
                rows = [to_row(e, without=("id",)) | {"first_listed_at": at} for e in listing.new]
                names = ", ".join(rows[0])
                marks = ", ".join(f":{name}" for name in rows[0])
                db.conn.executemany(f"INSERT INTO entries ({names}) VALUES ({marks})", rows)  # noqa: S608  # own names
            for start in range(0, len(listing.known), CHUNK):
                part = listing.known[start : start + CHUNK]
                marks = ",".join("?" * len(part))
                sql = f"UPDATE entries SET last_listed_at = ? WHERE id IN ({marks})"  # noqa: S608  # marks only
                db.execute(sql, [at, *part])
            for entry in listing.edited:
                self._save_edit(entry)
            row = to_row(state, without=_OTHERS)
            is_due = state.health is not Health.GONE
            row["is_due"] = int(is_due)
            sets = ", ".join(f"{name} = :{name}" for name in row if name != "is_due")
            db.conn.execute(
                f"UPDATE poll_state SET {sets},"  # noqa: S608  # own names
                " is_due = (is_due AND :is_due AND paused_by IS NULL) WHERE source = :source",
                row,
            )

    def owed(self) -> tuple[tuple[SourceStatus, ...], tuple[SourceStatus, ...]]:
        """Return sources whose operator has not been told that they are blind, or see again."""
        statuses = [s for s in self.states() if s.enabled and s.state.paused_by is None]
        blind = tuple(s for s in statuses if s.state.blind_since and not s.state.told_at)
        well = tuple(s for s in statuses if s.state.told_at and not s.state.blind_since)
        return blind, well

    def mark_told(self, keys: Iterable[SourceKey], told_at: datetime | None) -> None:
        """Note that the operator was told that sources are blind; None: that they see again."""
        value = to_iso(told_at) if told_at else None
        with self._store.transaction():
            self._store.db.conn.executemany(
                "UPDATE poll_state SET told_at = ? WHERE source = ?", [(value, k) for k in keys]
            )

    def save_health(self, key: SourceKey, health: Health, reason: str, *, blind_since: datetime | None,
                    now: datetime) -> None:  # fmt: skip
        """Keep a health word that time alone has changed; more than quiet is a break."""
        since = to_iso(blind_since) if blind_since else None
        is_break = blind_since is not None and health is not Health.QUIET
        with self._store.transaction():
            self._store.db.execute(
                "UPDATE poll_state SET health = ?, reason = ?, health_since = ?, blind_since = ?,"
                " seeing_since = iif(?, NULL, seeing_since) WHERE source = ?",
                [health.value, reason, to_iso(now), since, is_break, key],
            )

    def _save_edit(self, entry: Entry) -> None:
        """Keep an edited entry; one that is to be read again waits for its time."""
        row = to_row(entry)
        names = ["title", "summary", "updated_at"]
        if entry.state is EntryState.PENDING and entry.next_try_at is not None:
            names += ["state", "next_try_at", "n_rereads", "reason", "tries"]
        sets = ", ".join(f"{name} = :{name}" for name in names)
        # one that was leased meanwhile is read as it was; its edit shows again at the next poll
        self._store.db.conn.execute(
            f"UPDATE entries SET {sets} WHERE id = :id AND state != 'leased'",  # noqa: S608  # own names
            row,
        )

    def _log(
        self, key: SourceKey, what: str, by: str, now: datetime, change: tuple[str, str]
    ) -> None:
        self._store.log.append(
            Event(at=now, subject="source", subject_id=key, what=what, by=by, via=Via.CLI,
                  before=change[0], after=change[1])
        )  # fmt: skip

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
            "every_s": source.every.total_seconds(),
            "working_hours": int(source.working_hours),
            "url_sha256": sha256_hex(source.url),
        }


def _share(key: str, spread: timedelta) -> timedelta:
    """Return a source's own place in a span, the same at every start."""
    return spread * (zlib.crc32(key.encode()) / _HASH_RANGE)

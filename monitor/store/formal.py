"""Formal events of councils that no document reports: kept once each, and never deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.dates import from_iso, to_iso
from monitor.records import (
    AccountsDeadline,
    Behind,
    CouncilSlug,
    EventType,
    FormalEvent,
    Noted,
    OwnSource,
    SeenTitle,
    Tier,
)
from monitor.store.codec import from_row, to_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from typing import Any

    from monitor.records import EntryId
    from monitor.store.database import Store

_OWN = "s.enabled = 1 AND s.tier IN ('primary', 'official') AND s.kind != 'adviser'"
_SOURCES = f"""
SELECT s.key, s.kind, s.name, s.shown_url, s.council, p.last_ok_at, p.n_missing,
    iif(p.blind_since IS NULL, p.seeing_since, NULL) AS seeing_since,
    p.health
FROM sources s JOIN poll_state p ON p.source = s.key
WHERE s.council = ? AND {_OWN} AND p.paused_by IS NULL ORDER BY s.key
"""  # noqa: S608  # own words
# Through the entries of the few sources, not through all that was listed lately: CROSS JOIN keeps
# the order, and "+" keeps the index over the time of listing out of it.
_TITLES = f"""
SELECT e.title, e.url, e.first_listed_at AS seen_at
FROM sources s CROSS JOIN entries e ON e.source = s.key
WHERE s.council = :council AND {_OWN} AND +e.first_listed_at >= :since
    AND (e.title LIKE '%accounts%' OR e.title LIKE '%financial statement%')
UNION
SELECT d.title, d.url, si.seen_at
FROM sources s CROSS JOIN entries e ON e.source = s.key CROSS JOIN sightings si ON si.entry = e.id
    CROSS JOIN documents d ON d.id = si.document
WHERE s.council = :council AND {_OWN} AND +e.first_listed_at >= :since
    AND (d.title LIKE '%accounts%' OR d.title LIKE '%financial statement%')
ORDER BY seen_at
"""  # noqa: S608  # own words
_READ = """
SELECT d.id, d.retrieved_at FROM sightings si JOIN documents d ON d.id = si.document
WHERE si.entry = ? ORDER BY d.retrieved_at DESC LIMIT 1
"""


class Formal:
    """The rows of ``formal_events`` that belong to no document, and ``accounts_seen``."""

    def __init__(self, store: Store) -> None:
        """Work on a store."""
        self._store = store

    def keep(self, events: Iterable[FormalEvent]) -> int:
        """Keep events that are not kept yet; return how many were new.

        Raises:
            ValueError: one names no council or no source.
        """
        n = 0
        with self._store.transaction():
            for event in events:
                if event.council is None or event.source is None or event.noted_at is None:
                    msg = f"{event.type} without a council, a source or a time"
                    raise ValueError(msg)
                row = {"document": None, **to_row(event)}
                names = ", ".join(f'"{name}"' for name in row)
                marks = ", ".join(f":{name}" for name in row)
                cursor = self._store.db.conn.execute(
                    f"INSERT OR IGNORE INTO formal_events ({names}) VALUES ({marks})",  # noqa: S608  # own names
                    row,
                )
                n += cursor.rowcount
        return n

    def of(self, council: CouncilSlug | None, start: datetime, end: datetime) -> tuple[Noted, ...]:
        """Return the events of a council that were noted in a time span, oldest first.

        Args:
            council: whose; None means every council's.
            start: first moment.
            end: moment after the last.
        """
        sql = (
            "SELECT rowid, * FROM formal_events WHERE document IS NULL"
            " AND (:council IS NULL OR council = :council)"
            " AND noted_at >= :start AND noted_at < :end ORDER BY noted_at, rowid"
        )
        values = {"council": council, "start": to_iso(start), "end": to_iso(end)}
        with self._store.reading() as db:
            return tuple(_noted(row) for row in db.query(sql, values))

    def open(self, council: CouncilSlug, kind: EventType) -> tuple[Noted, ...]:
        """Return what was noted of a council and not seen since, oldest first."""
        sql = (
            "SELECT rowid, * FROM formal_events WHERE document IS NULL AND seen_at IS NULL"
            " AND council = ? AND type = ? ORDER BY noted_at, rowid"
        )
        with self._store.reading() as db:
            return tuple(_noted(row) for row in db.query(sql, [council, kind.value]))

    def is_noted(self, event: FormalEvent) -> bool:
        """Return whether the same was noted of a council before, by whatever day it was due."""
        sql = (
            "SELECT 1 FROM formal_events WHERE document IS NULL"
            " AND council = ? AND type = ? AND source = ? AND url = ?"
        )
        values = [event.council, event.type.value, event.source, event.url]
        with self._store.reading() as db:
            return db.execute(sql, values).fetchone() is not None

    def mark_seen(self, noted: Noted, at: datetime) -> None:
        """Keep when what was not seen was seen after all; the event itself stays."""
        with self._store.transaction():
            self._store.db.execute(
                "UPDATE formal_events SET seen_at = ? WHERE rowid = ?", [to_iso(at), noted.id]
            )

    def councils(self) -> tuple[CouncilSlug, ...]:
        """Return the councils of whose own sites any is watched."""
        sql = f"SELECT DISTINCT s.council FROM sources s WHERE s.council IS NOT NULL AND {_OWN}"  # noqa: S608  # own words
        with self._store.reading() as db:
            return tuple(sorted(CouncilSlug(row[0]) for row in db.execute(sql)))

    def sources_of(self, council: CouncilSlug) -> tuple[OwnSource, ...]:
        """Return the council's own sites that are watched, by key."""
        with self._store.reading() as db:
            return tuple(from_row(OwnSource, row) for row in db.query(_SOURCES, [council]))

    def accounts_titles(self, council: CouncilSlug, *, since: datetime) -> tuple[SeenTitle, ...]:
        """Return titles about accounts that a council's own sites showed since a time."""
        values = {"council": council, "since": to_iso(since)}
        with self._store.reading() as db:
            return tuple(from_row(SeenTitle, row) for row in db.query(_TITLES, values))

    def accounts_seen_at(self, council: CouncilSlug, deadline: AccountsDeadline) -> datetime | None:
        """Return when a council's accounts were first seen; entries are forgotten, this is not."""
        sql = "SELECT seen_at FROM accounts_seen WHERE council = ? AND begins = ? AND stage = ?"
        with self._store.reading() as db:
            row = db.execute(sql, [council, deadline.begins, deadline.stage]).fetchone()
        return from_iso(row[0]) if row else None

    def keep_accounts(
        self, council: CouncilSlug, deadline: AccountsDeadline, title: SeenTitle
    ) -> None:
        """Keep that a council's accounts were seen."""
        with self._store.transaction():
            self._store.db.execute(
                "INSERT OR IGNORE INTO accounts_seen (council, begins, stage, seen_at, title, url)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                [
                    council,
                    deadline.begins,
                    deadline.stage,
                    to_iso(title.seen_at),
                    title.title,
                    title.url,
                ],
            )

    def behind(self, entry: EntryId) -> Behind | None:
        """Return what stands behind an entry; None unless its source is own and still watched."""
        sql = (
            f"SELECT s.shown_url, s.council, s.tier FROM entries e"  # noqa: S608  # own words
            f" JOIN sources s ON s.key = e.source WHERE e.id = ? AND {_OWN}"
        )
        with self._store.reading() as db:
            place = db.execute(sql, [entry]).fetchone()
            if place is None or (place[1] is None and place[2] != Tier.PRIMARY):
                return None
            read = db.execute(_READ, [entry]).fetchone()
            about = (
                db.execute(
                    "SELECT DISTINCT council FROM mentions WHERE document = ? AND is_about = 1"
                    " ORDER BY council",
                    [read[0]],
                ).fetchall()
                if read
                else []
            )
        councils = (place[1],) if place[1] else tuple(row[0] for row in about)
        read_at = from_iso(read[1]) if read else None
        return Behind(shown_url=place[0], councils=councils, read_at=read_at)


def _noted(row: Mapping[str, Any]) -> Noted:
    return Noted(
        id=row["rowid"],
        at=from_iso(row["noted_at"]),
        event=from_row(FormalEvent, row),
        seen_at=from_iso(row["seen_at"]) if row["seen_at"] else None,
    )

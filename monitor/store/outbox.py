"""The outbox: deliveries under lease, and the digests that were made."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.dates import to_iso
from monitor.errors import NotFoundError
from monitor.records import Delivery, DeliveryId, DeliveryKind, DeliveryState
from monitor.store.codec import from_row, to_row

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from monitor.store.database import Store


class Outbox:
    """The table ``deliveries``."""

    def __init__(self, store: Store) -> None:
        """Work on a store."""
        self._store = store

    def put(self, delivery: Delivery) -> bool:
        """Queue a delivery; False when the same one is there already.

        A newer edit of a subject makes older edits that still wait superfluous.
        """
        with self._store.transaction():
            db = self._store.db
            row = to_row(delivery, without=("id",))
            marks = ", ".join(f":{name}" for name in row)
            names = ", ".join(row)
            sql = f"INSERT OR IGNORE INTO deliveries ({names}) VALUES ({marks})"  # noqa: S608  # own names
            is_new = db.execute(sql, row).rowcount == 1
            if is_new and delivery.kind is DeliveryKind.EDIT:
                db.execute(
                    "UPDATE deliveries SET state = ? WHERE subject = ? AND channel = ? AND kind = ?"
                    " AND revision < ? AND state = ?",
                    [
                        DeliveryState.SUPERSEDED.value,
                        delivery.subject,
                        delivery.channel.value,
                        delivery.kind.value,
                        delivery.revision,
                        DeliveryState.PENDING.value,
                    ],
                )
        return is_new

    def claim(self, now: datetime, *, lease: timedelta, limit: int = 1) -> tuple[Delivery, ...]:
        """Lease deliveries that are due, or whose lease ran out, oldest first.

        Returns:
            Each as it stood before: one whose ``state`` is CLAIMED was under a lease that ran out
            and may have been sent, so its target is to be asked first.
        """
        at, until = to_iso(now), to_iso(now + lease)
        with self._store.transaction():
            db = self._store.db
            rows = list(
                db.query(
                    "SELECT * FROM deliveries WHERE (state = 'PENDING' AND not_before <= :at)"
                    " OR (state = 'CLAIMED' AND lease_until <= :at)"
                    " ORDER BY not_before, id LIMIT :limit",
                    {"at": at, "limit": limit},
                )
            )
            found = tuple(from_row(Delivery, row) for row in rows)
            db.conn.executemany(
                "UPDATE deliveries SET state = 'CLAIMED', lease_until = ?, attempt = attempt + 1"
                " WHERE id = ?",
                [(until, d.id) for d in found],
            )
        return tuple(replace(d, attempt=d.attempt + 1, lease_until=now + lease) for d in found)

    def sent(self, key: DeliveryId, *, external_id: str, now: datetime) -> None:
        """Record that a delivery arrived, and what its target calls it."""
        self._set(key, state=DeliveryState.SENT, external_id=external_id, at=now)

    def retry(self, key: DeliveryId, *, at: datetime, reason: str) -> None:
        """Have a delivery tried again."""
        with self._store.transaction():
            self._store.db.table("deliveries").update(
                key,
                {
                    "state": DeliveryState.PENDING.value,
                    "not_before": to_iso(at),
                    "lease_until": None,
                    "reason": reason,
                },
            )

    def dead(self, key: DeliveryId, *, reason: str, now: datetime) -> None:
        """Give a delivery up."""
        self._set(key, state=DeliveryState.DEAD, reason=reason, at=now)

    def pending(self) -> int:
        """Return how many wait or are being sent."""
        with self._store.reading() as db:
            sql = "SELECT count(*) FROM deliveries WHERE state IN ('PENDING', 'CLAIMED')"
            return int(db.execute(sql).fetchone()[0])

    def get(self, key: DeliveryId) -> Delivery:
        """Return a delivery.

        Raises:
            NotFoundError: there is none with this key.
        """
        with self._store.reading() as db:
            rows = list(db.query("SELECT * FROM deliveries WHERE id = ?", [key]))
        if not rows:
            msg = f"no delivery {key}"
            raise NotFoundError(msg)
        return from_row(Delivery, rows[0])

    def of(self, subject: str) -> tuple[Delivery, ...]:
        """Return the deliveries about one subject, oldest first."""
        with self._store.reading() as db:
            sql = "SELECT * FROM deliveries WHERE subject = ? ORDER BY id"
            return tuple(from_row(Delivery, row) for row in db.query(sql, [subject]))

    def _set(
        self,
        key: DeliveryId,
        *,
        state: DeliveryState,
        at: datetime,
        external_id: str | None = None,
        reason: str = "",
    ) -> None:
        with self._store.transaction():
            values = {
                "state": state.value,
                "lease_until": None,
                "reason": reason,
                "not_before": to_iso(at),
            }
            if external_id is not None:
                values["external_id"] = external_id
            self._store.db.table("deliveries").update(key, values)


class Digests:
    """The table ``digests``: one row a recipient and week, frozen when made."""

    def __init__(self, store: Store) -> None:
        """Work on a store."""
        self._store = store

    def save(self, recipient: str, week: str, payload_json: str, *, now: datetime) -> bool:
        """Keep what a recipient gets for a week; False when that was made before."""
        with self._store.transaction():
            cursor = self._store.db.execute(
                "INSERT OR IGNORE INTO digests (recipient, week, payload, made_at)"
                " VALUES (?, ?, ?, ?)",
                [recipient, week, payload_json, to_iso(now)],
            )
            return cursor.rowcount == 1

    def has(self, recipient: str, week: str) -> bool:
        """Return whether a recipient's digest of a week was made."""
        with self._store.reading() as db:
            sql = "SELECT 1 FROM digests WHERE recipient = ? AND week = ?"
            return db.execute(sql, [recipient, week]).fetchone() is not None

"""Alerts, by revision, and the verdicts on them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.dates import to_iso
from monitor.errors import NotFoundError, StaleError
from monitor.records import Alert, AlertId, StoryId, Verdict
from monitor.store.codec import Row, from_row, to_row

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from monitor.records import AlertState, CouncilSlug, Lane, Region
    from monitor.store.database import Store


class Alerts:
    """The tables ``alerts`` and ``verdicts``, the index ``alerts_text``."""

    def __init__(self, store: Store) -> None:
        """Work on a store."""
        self._store = store

    def create(self, alert: Alert) -> Alert:
        """Keep a new alert; return it with its key."""
        with self._store.transaction():
            db = self._store.db
            db.table("alerts").insert(_row(alert))
            key = AlertId(db.execute("SELECT last_insert_rowid()").fetchone()[0])
            kept = replace(alert, id=key)
            self._index(kept)
        return kept

    def save(self, alert: Alert) -> None:
        """Keep the next revision of an alert.

        Raises:
            StaleError: the revision before it is not the one that is kept.
        """
        row = _row(alert)
        columns = ", ".join(f'"{name}" = :{name}' for name in row)
        with self._store.transaction():
            cursor = self._store.db.execute(
                f"UPDATE alerts SET {columns} WHERE id = :id AND revision = :revision - 1",  # noqa: S608  # own names
                {**row, "id": alert.id},
            )
            if cursor.rowcount != 1:
                msg = f"alert #{alert.id} has changed since revision {alert.revision - 1}"
                raise StaleError(msg)
            self._index(alert)

    def get(self, key: AlertId) -> Alert:
        """Return an alert.

        Raises:
            NotFoundError: there is none with this key.
        """
        found = self._select("id = ?", [key])
        if not found:
            msg = f"no alert #{key}"
            raise NotFoundError(msg)
        return found[0]

    def by_story(self, story: StoryId) -> Alert | None:
        """Return the alert of a story."""
        found = self._select("story = ?", [story])
        return found[0] if found else None

    def queue(
        self,
        *,
        region: Region | None = None,
        states: Collection[AlertState] = (),
        lane: Lane | None = None,
        council: CouncilSlug | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> tuple[Alert, ...]:
        """Return alerts, gravest first, then oldest; ``since`` and ``until`` bound their making."""
        where, values = ["1"], []
        for column, value in (("region", region), ("lane", lane), ("council", council)):
            if value is not None:
                where.append(f"{column} = ?")
                values.append(str(value))
        if states:
            where.append(f"state IN ({','.join('?' * len(states))})")
            values += [s.value for s in states]
        if since is not None:
            where.append("created_at >= ?")
            values.append(to_iso(since))
        if until is not None:
            where.append("created_at < ?")
            values.append(to_iso(until))
        order = "ORDER BY severity DESC, created_at, id"
        return self._select(f"{' AND '.join(where)} {order}", values)

    def queue_rows(self, keys: Collection[AlertId]) -> tuple[Row, ...]:
        """Return the rows of the view ``alert_queue`` for some alerts, in their order."""
        with self._store.reading() as db:
            marks = ",".join("?" * len(keys))
            sql = f"SELECT * FROM alert_queue WHERE id IN ({marks})"  # noqa: S608  # marks only
            rows = {row["id"]: row for row in db.query(sql, list(keys))}
        return tuple(rows[key] for key in keys if key in rows)

    def moved(self, region: Region, start: datetime, end: datetime) -> tuple[Alert, ...]:
        """Return alerts made before a time span that news moved within it."""
        return self._select(
            "region = ? AND created_at < ? AND id IN (SELECT CAST(subject_id AS INTEGER)"
            " FROM events WHERE subject = 'alert' AND what = 'moved' AND at >= ? AND at < ?)"
            " ORDER BY severity DESC, created_at, id",
            [region.value, to_iso(start), to_iso(start), to_iso(end)],
        )

    def add_verdict(self, verdict: Verdict) -> None:
        """Keep a verdict."""
        with self._store.transaction():
            self._store.db.table("verdicts").insert(to_row(verdict))

    def undo_verdict(self, alert: AlertId, *, now: datetime) -> None:
        """Mark the last standing verdict on an alert as taken back."""
        with self._store.transaction():
            self._store.db.execute(
                "UPDATE verdicts SET undone_at = ? WHERE id = (SELECT max(id) FROM verdicts"
                " WHERE alert = ? AND undone_at IS NULL)",
                [to_iso(now), alert],
            )

    def verdicts(self, alert: AlertId) -> tuple[Verdict, ...]:
        """Return the standing verdicts on an alert, oldest first."""
        with self._store.reading() as db:
            sql = "SELECT * FROM verdicts WHERE alert = ? AND undone_at IS NULL ORDER BY id"
            return tuple(from_row(Verdict, row) for row in db.query(sql, [alert]))

    def judged(self) -> tuple[tuple[Alert, Verdict], ...]:
        """Return the alerts on which a verdict stands, each with the last one, oldest alert first.

        What advisers filed by hand is left out: it never leaves the database.
        """
        last = "SELECT max(id) FROM verdicts WHERE undone_at IS NULL GROUP BY alert"
        with self._store.reading() as db:
            sql = f"SELECT * FROM verdicts WHERE id IN ({last})"  # noqa: S608  # own words
            verdicts = {row["alert"]: from_row(Verdict, row) for row in db.query(sql)}
        alerts = self._select(
            "restricted = 0 AND id IN (SELECT alert FROM verdicts WHERE undone_at IS NULL)"
            " ORDER BY id",
            [],
        )
        return tuple((a, verdicts[a.id]) for a in alerts if a.id in verdicts)

    def verdict_counts(self, region: Region, start: datetime, end: datetime) -> dict[str, int]:
        """Return how often each label was given in a region in a time span."""
        sql = (
            "SELECT v.label, count(*) FROM verdicts v JOIN alerts a ON a.id = v.alert"
            " WHERE a.region = ? AND v.at >= ? AND v.at < ? AND v.undone_at IS NULL"
            " AND a.restricted = 0 GROUP BY v.label ORDER BY v.label"
        )
        with self._store.reading() as db:
            return dict(db.execute(sql, [region.value, to_iso(start), to_iso(end)]).fetchall())

    def _select(self, where: str, values: Sequence[object]) -> tuple[Alert, ...]:
        with self._store.reading() as db:
            rows = db.query(f"SELECT * FROM alerts WHERE {where}", values)  # noqa: S608  # own words
            return tuple(from_row(Alert, row) for row in rows)

    def _index(self, alert: Alert) -> None:
        """Full text is written with the row itself: one row, no trigger."""
        quotes = " ".join(e.quote for e in alert.evidence)
        db = self._store.db
        db.execute("DELETE FROM alerts_text WHERE rowid = ?", [alert.id])
        db.execute(
            "INSERT INTO alerts_text (rowid, headline, evidence, note) VALUES (?, ?, ?, ?)",
            [alert.id, alert.headline, quotes, alert.news],
        )


def _row(alert: Alert) -> Row:
    """The columns of an alert, with those of its score that the queue sorts and filters by."""
    row = to_row(alert, without=("id",))
    row |= {
        "score_value": alert.score.value,
        "severity": int(alert.score.severity),
        "lane": alert.lane.value,
        "corroborated": int(alert.score.is_corroborated),
    }
    return row

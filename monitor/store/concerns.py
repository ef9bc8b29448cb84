"""Concerns: what became of verified signs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.errors import NotFoundError
from monitor.records import Concern, ConcernId, CouncilSlug, Region, Stage
from monitor.store.codec import from_row, to_row

if TYPE_CHECKING:
    from monitor.store.database import Store


class Concerns:
    """The table ``concerns``; nothing is ever deleted from it."""

    def __init__(self, store: Store) -> None:
        """Work on a store."""
        self._store = store

    def create(self, concern: Concern) -> Concern:
        """Keep a new concern; return it with its key."""
        with self._store.transaction():
            db = self._store.db
            db.table("concerns").insert(to_row(concern, without=("id",)))
            key = db.execute("SELECT last_insert_rowid()").fetchone()[0]
        return replace(concern, id=ConcernId(key))

    def save(self, concern: Concern) -> None:
        """Keep a concern as it is now."""
        if concern.id is None:
            msg = "a concern is created before it is saved"
            raise ValueError(msg)
        with self._store.transaction():
            self._store.db.table("concerns").update(concern.id, to_row(concern, without=("id",)))

    def get(self, key: ConcernId) -> Concern:
        """Return a concern.

        Raises:
            NotFoundError: there is none with this key.
        """
        found = self._select("id = ?", [key])
        if not found:
            msg = f"no concern {key}"
            raise NotFoundError(msg)
        return found[0]

    def open_of(self, council: CouncilSlug) -> tuple[Concern, ...]:
        """Return a council's open concerns, oldest first."""
        return self._select("council = ? AND stage != ?", [council, Stage.CLOSED.value])

    def all(
        self, *, council: CouncilSlug | None = None, region: Region | None = None
    ) -> tuple[Concern, ...]:
        """Return concerns, the one to be reviewed first on top."""
        where = "1"
        values: list[object] = []
        if council is not None:
            where += " AND council = ?"
            values.append(council)
        if region is not None:
            where += " AND council IN (SELECT slug FROM councils WHERE region = ?)"
            values.append(region.value)
        return self._select(where, values)

    def _select(self, where: str, values: list[object]) -> tuple[Concern, ...]:
        sql = f"SELECT * FROM concerns WHERE {where} ORDER BY review_at, id"  # noqa: S608  # own words
        with self._store.reading() as db:
            return tuple(from_row(Concern, row) for row in db.query(sql, values))

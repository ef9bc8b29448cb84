"""Stories and the facts of their documents that later ones are compared with."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.dates import to_iso
from monitor.errors import NotFoundError
from monitor.records import CouncilSlug, Region, Story, StoryDocument, StoryId
from monitor.store.codec import from_row, to_row

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.store.database import Store


class Stories:
    """The tables ``stories`` and ``story_documents``."""

    def __init__(self, store: Store) -> None:
        """Work on a store."""
        self._store = store

    def recent(
        self, council: CouncilSlug | None, region: Region, *, since: datetime
    ) -> tuple[Story, ...]:
        """Return a council's stories that moved since a time, newest first.

        With no council, the stories of a region whose council was not identified.
        """
        at = to_iso(since)
        with self._store.reading() as db:
            if council is None:
                where, values = "council IS NULL AND region = ?", [region.value, at]
            else:
                where, values = "council = ?", [council, at]
            rows = db.execute(
                f"SELECT id FROM stories WHERE {where} AND last_new_at >= ?"  # noqa: S608  # own words
                " ORDER BY last_new_at DESC, id DESC",
                values,
            ).fetchall()
            return tuple(self.get(StoryId(row[0])) for row in rows)

    def get(self, key: StoryId) -> Story:
        """Return a story with its documents, oldest first.

        Raises:
            NotFoundError: there is none with this key.
        """
        with self._store.reading() as db:
            rows = list(db.query("SELECT * FROM stories WHERE id = ?", [key]))
            if not rows:
                msg = f"no story {key}"
                raise NotFoundError(msg)
            parts = db.query(
                "SELECT * FROM story_documents WHERE story = ? ORDER BY seen_at, document", [key]
            )
            documents = tuple(from_row(StoryDocument, row) for row in parts)
        return from_row(Story, rows[0], documents=documents)

    def create(self, story: Story) -> Story:
        """Keep a new story and its documents; return it with its key."""
        with self._store.transaction():
            db = self._store.db
            db.table("stories").insert(to_row(story, without=("id", "documents")))
            key = StoryId(db.execute("SELECT last_insert_rowid()").fetchone()[0])
            kept = replace(story, id=key)
            self._save_documents(kept)
        return kept

    def save(self, story: Story) -> None:
        """Keep a story's dates, phase, relations and documents."""
        if story.id is None:
            msg = "a story is created before it is saved"
            raise ValueError(msg)
        with self._store.transaction():
            row = to_row(story, without=("id", "documents"))
            self._store.db.table("stories").update(story.id, row)
            self._save_documents(story)

    def _save_documents(self, story: Story) -> None:
        self._store.db.table("story_documents").upsert_all(
            ({"story": story.id, **to_row(d)} for d in story.documents), pk=("story", "document")
        )

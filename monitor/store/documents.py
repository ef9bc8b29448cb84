"""Documents and what was found in them; text is a working copy, the rest is kept longer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from monitor.dates import to_iso
from monitor.errors import NotFoundError
from monitor.records import (
    CouncilSlug,
    Document,
    DocumentId,
    Estimate,
    FormalEvent,
    Lane,
    Mention,
    Outline,
    RoleMention,
    TaggedDocument,
    ThemeHit,
)
from monitor.store.codec import from_json, from_row, to_json, to_row

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.store.database import Store

#: field of TaggedDocument -> table and record
_PARTS = {
    "mentions": ("mentions", Mention),
    "roles": ("role_mentions", RoleMention),
    "theme_hits": ("theme_hits", ThemeHit),
    "events": ("formal_events", FormalEvent),
    "estimates": ("estimates", Estimate),
}
_INSERT = "INSERT OR IGNORE INTO sightings (document, source, entry, seen_at) VALUES (?, ?, ?, ?)"


class Documents:
    """The tables ``documents``, ``sightings``, ``mentions``, ``theme_hits``, ``estimates`` and their like."""

    def __init__(self, store: Store) -> None:
        """Work on a store."""
        self._store = store

    def save(self, tagged: TaggedDocument, *, now: datetime) -> DocumentId:
        """Keep a document with all that was found in it; the same address is the same document.

        Other text under a known address is its next revision: what was found is replaced.
        """
        document = tagged.document
        row = to_row(document, without=("id", "revision"))
        row |= {
            "outline": to_json(tagged.outline),
            "alternatives": json.dumps(list(tagged.alternatives)),
            "guards": json.dumps(list(tagged.guards)),
            "versions": json.dumps([list(v) for v in tagged.versions]),
            "vector": json.dumps(list(tagged.vector)) if tagged.vector else None,
            "licensed": int(tagged.outline.licensed),
            "has_text": 1,
        }
        with self._store.transaction():
            db = self._store.db
            held = db.execute(
                "SELECT id, revision, text_sha256 FROM documents WHERE url = ?", [document.url]
            ).fetchone()
            if held is None:
                db.table("documents").insert({**row, "revision": 1})
                key = DocumentId(db.execute("SELECT last_insert_rowid()").fetchone()[0])
            else:
                key = DocumentId(held[0])
                is_new_text = held[2] != document.text_sha256
                db.table("documents").update(key, {**row, "revision": held[1] + is_new_text})
                for table, _ in _PARTS.values():
                    db.execute(f"DELETE FROM {table} WHERE document = ?", [key])  # noqa: S608  # own names
            for field, (table, _) in _PARTS.items():
                db.table(table).insert_all(
                    [{"document": key, **to_row(part)} for part in getattr(tagged, field)]
                )
            seen = [key, tagged.outline.source, tagged.entry, to_iso(now)]
            db.execute(_INSERT, seen)
        return key

    def get(self, key: DocumentId) -> Document:
        """Return a document.

        Raises:
            NotFoundError: there is none with this key.
        """
        return self.tagged(key).document

    def tagged(self, key: DocumentId) -> TaggedDocument:
        """Return a document with what was found in it.

        Raises:
            NotFoundError: there is none with this key.
        """
        with self._store.reading() as db:
            rows = list(db.query("SELECT * FROM documents WHERE id = ?", [key]))
            if not rows:
                msg = f"no document {key}"
                raise NotFoundError(msg)
            parts: dict[str, Any] = {
                field: tuple(
                    from_row(kind, row)
                    for row in db.query(
                        f"SELECT * FROM {table} WHERE document = ? ORDER BY rowid",  # noqa: S608  # own names
                        [key],
                    )
                )
                for field, (table, kind) in _PARTS.items()
            }
        row = rows[0]
        vector = json.loads(row["vector"]) if row["vector"] else None
        return TaggedDocument(
            document=from_row(Document, row),
            outline=from_json(Outline, row["outline"]),
            alternatives=tuple(CouncilSlug(c) for c in json.loads(row["alternatives"])),
            guards=tuple(json.loads(row["guards"])),
            versions=tuple((k, v) for k, v in json.loads(row["versions"])),
            vector=tuple(vector) if vector else None,
            **parts,
        )

    def has_text(self, key: DocumentId) -> bool:
        """Return whether a document's text is still kept; some never had any but their title."""
        with self._store.reading() as db:
            rows = db.execute("SELECT has_text FROM documents WHERE id = ?", [key]).fetchall()
        return any(has_text for (has_text,) in rows)

    def save_outcome(
        self,
        key: DocumentId,
        council: CouncilSlug | None,
        *,
        score: float,
        lane: Lane,
        reason: str,
        now: datetime,
    ) -> None:
        """Keep why a document did or did not become an alert of a council."""
        with self._store.transaction():
            self._store.db.table("outcomes").upsert(
                {
                    "document": key,
                    "council": council or "",
                    "score": score,
                    "lane": lane.value,
                    "reason": reason,
                    "at": to_iso(now),
                },
                pk=("document", "council"),
            )

    def drop_text(self, *, before: datetime) -> int:
        """Empty the text of documents retrieved before a time, licensed ones excepted."""
        with self._store.transaction():
            cursor = self._store.db.execute(
                "UPDATE documents SET text = '', standfirst = '', has_text = 0"
                " WHERE has_text = 1 AND licensed = 0 AND retrieved_at < ?",
                [to_iso(before)],
            )
            return cursor.rowcount

    def drop_mentions(self, *, before: datetime) -> int:
        """Forget what was found in documents that never became part of a story."""
        old = (
            "SELECT id FROM documents WHERE retrieved_at < ?"
            " AND id NOT IN (SELECT document FROM story_documents)"
        )
        with self._store.transaction():
            db = self._store.db
            n = 0
            for table in (*(t for t, _ in _PARTS.values()), "outcomes"):
                sql = f"DELETE FROM {table} WHERE document IN ({old})"  # noqa: S608  # own names
                n += db.execute(sql, [to_iso(before)]).rowcount
            return n

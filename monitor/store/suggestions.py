"""Suggestions: what corrections of councils teach, and what a person made of it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.dates import from_iso, to_iso
from monitor.errors import NotFoundError
from monitor.records import (
    AlertId,
    CouncilSlug,
    Lesson,
    Suggestion,
    SuggestionKind,
    SuggestionState,
)
from monitor.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from monitor.store.database import Store

_ACCEPTED = "SELECT * FROM suggestions WHERE state = 'accepted' ORDER BY id"
#: documents that a lesson would touch: what is looked for in the text, then in its mentions
_TOUCHED = {
    SuggestionKind.ALIAS: "lower(m.surface) = lower(:words)"
    " AND EXISTS (SELECT 1 FROM sightings s WHERE s.document = d.id"
    " AND s.source IN (SELECT value FROM json_each(:sources)))",
    SuggestionKind.PHRASE: "instr(lower(d.title || ' ' || d.text), lower(:words))",
    SuggestionKind.SOURCE: "EXISTS (SELECT 1 FROM sightings s WHERE s.document = d.id"
    " AND s.source = :words)",
}


class Suggestions:
    """The table ``suggestions``; ``content`` is JSON with the words and the alerts behind them."""

    def __init__(self, store: Store) -> None:
        """Work on a store."""
        self._store = store

    def create(self, suggestion: Suggestion) -> Suggestion:
        """Keep a new suggestion; return it with its key."""
        with self._store.transaction():
            db = self._store.db
            db.table("suggestions").insert(_to_row(suggestion))
            key = db.execute("SELECT last_insert_rowid()").fetchone()[0]
        return replace(suggestion, id=int(key))

    def save(self, suggestion: Suggestion) -> None:
        """Keep a suggestion as it is now."""
        if suggestion.id is None:
            msg = "a suggestion is created before it is saved"
            raise ValueError(msg)
        with self._store.transaction():
            self._store.db.table("suggestions").update(suggestion.id, _to_row(suggestion))

    def delete(self, key: int) -> None:
        """Forget a suggestion that nothing speaks for any more."""
        with self._store.transaction():
            self._store.db.execute("DELETE FROM suggestions WHERE id = ?", [key])

    def get(self, key: int) -> Suggestion:
        """Return a suggestion.

        Raises:
            NotFoundError: there is none with this key.
        """
        found = self._select("SELECT * FROM suggestions WHERE id = ?", [key])
        if not found:
            msg = f"no suggestion {key}; see monitor suggestions"
            raise NotFoundError(msg)
        return found[0]

    def all(self, *states: SuggestionState) -> tuple[Suggestion, ...]:
        """Return the suggestions in these states, none named: in every one; oldest first."""
        wanted = [s.value for s in states or tuple(SuggestionState)]
        marks = ",".join("?" * len(wanted))
        return self._select(
            f"SELECT * FROM suggestions WHERE state IN ({marks}) ORDER BY id",  # noqa: S608  # marks only
            wanted,
        )

    def same(self, lesson: Lesson) -> Suggestion | None:
        """Return the suggestion of the same lesson; a name's holds for one source's texts."""
        rows = self._select(
            "SELECT * FROM suggestions WHERE kind = ? AND council = ?",
            [lesson.kind.value, lesson.council],
        )
        for held in rows:
            is_same = fold(held.lesson.words) == fold(lesson.words)
            if is_same and held.lesson.sources == lesson.sources:
                return held
        return None

    def lessons(self) -> tuple[Lesson, ...]:
        """Return what was accepted, in the order of the suggestions: what texts are read with."""
        return tuple(s.lesson for s in self._select(_ACCEPTED, []))

    def n_touched(self, lesson: Lesson, *, since: datetime) -> int:
        """Return how many documents that were read since then a lesson would have touched.

        A phrase is looked for in the texts that are still kept, a name in what was found.
        """
        wrong = lesson.instead_of or (lesson.council,)
        sql = (
            "SELECT count(DISTINCT d.id) FROM mentions m JOIN documents d ON d.id = m.document"  # noqa: S608  # own words
            " WHERE m.council IN (SELECT value FROM json_each(:wrong)) AND d.retrieved_at >= :since"
            f" AND {_TOUCHED[lesson.kind]}"
        )
        values = {
            "wrong": json.dumps(list(wrong)),
            "since": to_iso(since),
            "words": lesson.words,
            "sources": json.dumps(list(lesson.sources)),
        }
        with self._store.reading() as db:
            return int(db.execute(sql, values).fetchone()[0])

    def _select(self, sql: str, values: Sequence[object]) -> tuple[Suggestion, ...]:
        with self._store.reading() as db:
            return tuple(_from_row(row) for row in db.query(sql, values))


def _to_row(suggestion: Suggestion) -> dict[str, object]:
    lesson = suggestion.lesson
    content = {
        "words": lesson.words,
        "instead_of": list(lesson.instead_of),
        "sources": list(lesson.sources),
        "count": len(suggestion.alerts),
        "alerts": list(suggestion.alerts),
    }
    return {
        "kind": lesson.kind.value,
        "council": lesson.council,
        "content": json.dumps(content, ensure_ascii=False),
        "state": suggestion.state.value,
        "made_at": to_iso(suggestion.made_at),
        "decided_by": suggestion.decided_by,
    }


def _from_row(row: dict[str, object]) -> Suggestion:
    content = json.loads(str(row["content"]))
    return Suggestion(
        id=int(str(row["id"])),
        lesson=Lesson(
            kind=SuggestionKind(str(row["kind"])),
            council=CouncilSlug(str(row["council"])),
            words=content["words"],
            instead_of=tuple(CouncilSlug(s) for s in content["instead_of"]),
            sources=tuple(content["sources"]),
        ),
        alerts=tuple(AlertId(a) for a in content["alerts"]),
        state=SuggestionState(str(row["state"])),
        made_at=from_iso(str(row["made_at"])),
        decided_by=None if row["decided_by"] is None else str(row["decided_by"]),
    )

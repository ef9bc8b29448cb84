"""Looking back: why something was not seen, what was done, what was corrected; a copy of it all."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from monitor.dates import from_iso, show_day, to_iso
from monitor.errors import StoreError
from monitor.fingerprint import is_copy
from monitor.records import (
    AlertId,
    CouncilSlug,
    Document,
    DocumentId,
    EventStatus,
    Lane,
    Outcome,
    PastDocument,
    StoryId,
    WhyNot,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from monitor.records import Alert, Noted
    from monitor.store.database import Store

_DOCUMENTS = """
SELECT coalesce(si.seen_at, d.retrieved_at) AS at, coalesce(si.source, '') AS source, d.title,
    d.url, d.faults, m.is_about, o.score, o.lane, o.reason, a.id AS alert, a.state,
    a.reason AS dismissed
FROM documents d
JOIN (SELECT document, max(is_about) AS is_about FROM mentions
      WHERE council = :council GROUP BY document) m ON m.document = d.id
LEFT JOIN sightings si ON si.document = d.id
LEFT JOIN outcomes o ON o.document = d.id AND o.council = :council
LEFT JOIN story_documents sd ON sd.document = d.id
    AND sd.story IN (SELECT id FROM stories WHERE council = :council)
LEFT JOIN alerts a ON a.story = sd.story
WHERE coalesce(si.seen_at, d.retrieved_at) >= :start
    AND coalesce(si.seen_at, d.retrieved_at) < :end
GROUP BY d.id, si.source ORDER BY at
"""
_ENTRIES = """
SELECT e.first_listed_at AS at, e.source, e.title, e.url, e.state, e.reason
FROM entries e JOIN sources s ON s.key = e.source
WHERE e.first_listed_at >= :start AND e.first_listed_at < :end
    AND (e.state != 'done' OR e.reason LIKE 'no text%')
    AND (:council IS NULL OR s.council = :council OR e.title LIKE :name
         OR e.summary LIKE :name)
ORDER BY at
"""
#: documents of stories that hold what an adviser filed by hand
_RESTRICTED = """
SELECT sd.document FROM story_documents sd JOIN alerts a ON a.story = sd.story
WHERE a.restricted = 1
"""
_PAST = f"""
SELECT id, retrieved_at, has_text FROM documents
WHERE retrieved_at >= :since AND id NOT IN ({_RESTRICTED}) ORDER BY id
"""  # noqa: S608  # own words
_OUTCOMES = """
SELECT o.document, o.council, o.score, o.lane FROM outcomes o
JOIN documents d ON d.id = o.document WHERE d.retrieved_at >= :since ORDER BY o.rowid
"""
_STORIES = """
SELECT sd.document, s.council, s.id FROM story_documents sd JOIN stories s ON s.id = sd.story
JOIN documents d ON d.id = sd.document WHERE d.retrieved_at >= :since ORDER BY s.id
"""
_STAGES = {
    "baseline": "listed before its source was watched",
    "pending": "waits to be fetched",
    "leased": "being fetched",
    "done": "failed",
    "quarantined": "quarantined",
    "gone": "gone",
}


class Reports:
    """Questions about the past."""

    def __init__(self, store: Store) -> None:
        """Work on a store."""
        self._store = store

    def why_not(
        self, council: CouncilSlug | None, start: datetime, end: datetime, *, name: str = ""
    ) -> tuple[WhyNot, ...]:
        """Return what was listed or read in a time span and what became of it, oldest first.

        Args:
            council: whose; None means everything that did not get through.
            start: first moment.
            end: moment after the last.
            name: the council's short name, to find it in titles that were never read.
        """
        values = {
            "council": council,
            "start": to_iso(start),
            "end": to_iso(end),
            "name": f"%{name}%" if name else "",
        }
        with self._store.reading() as db:
            rows = [_of_document(r) for r in db.query(_DOCUMENTS, values)] if council else []
            rows += [_of_entry(r) for r in db.query(_ENTRIES, values)]
        rows += [_of_noted(n) for n in self._store.formal.of(council, start, end)]
        return tuple(sorted(rows, key=lambda r: r.at))

    def past(self, since: datetime) -> tuple[PastDocument, ...]:
        """Return the documents retrieved since a time with what was done with each, oldest first.

        What advisers filed by hand is left out.
        """
        values = {"since": to_iso(since)}
        outcomes: dict[int, list[Outcome]] = {}
        stories: dict[int, list[tuple[CouncilSlug | None, StoryId]]] = {}
        with self._store.reading() as db:
            for key, council, score, lane in db.execute(_OUTCOMES, values):
                slug = CouncilSlug(council) if council else None
                outcome = Outcome(council=slug, score=score, lane=Lane(lane))
                outcomes.setdefault(key, []).append(outcome)
            for key, council, story in db.execute(_STORIES, values):
                slug = CouncilSlug(council) if council else None
                stories.setdefault(key, []).append((slug, StoryId(story)))
            return tuple(
                PastDocument(
                    document=DocumentId(key),
                    retrieved_at=from_iso(at),
                    has_text=bool(has_text),
                    outcomes=tuple(outcomes.get(key, ())),
                    stories=tuple(stories.get(key, ())),
                )
                for key, at, has_text in db.execute(_PAST, values)
            )

    def restricted(self) -> frozenset[DocumentId]:
        """Return the documents that never leave: those of stories with a restricted alert."""
        with self._store.reading() as db:
            return frozenset(DocumentId(key) for (key,) in db.execute(_RESTRICTED))

    def correct(self, alert: Alert, right: CouncilSlug | None, documents: Sequence[Document],
                *, now: datetime) -> None:  # fmt: skip
        """Keep a correction: these documents are not about the alert's council."""
        with self._store.transaction():
            self._store.db.table("corrections").insert_all(
                {
                    "url": d.url,
                    "text_sha256": d.text_sha256,
                    "fingerprint": d.fingerprint,
                    "wrong": alert.council or "",
                    "right": right,
                    "alert": alert.id,
                    "at": to_iso(now),
                }
                for d in documents
            )

    def uncorrect(self, alert: AlertId) -> None:
        """Take back the corrections that a verdict on an alert made."""
        with self._store.transaction():
            self._store.db.execute("DELETE FROM corrections WHERE alert = ?", [alert])

    def corrected(self, document: Document) -> tuple[tuple[CouncilSlug, CouncilSlug | None], ...]:
        """Return what people said that a document, or a copy of it, is not about, and is instead.

        (wrong, right or None) in the order in which it was said.
        """
        with self._store.reading() as db:
            rows = db.execute(
                'SELECT url, text_sha256, fingerprint, wrong, "right" FROM corrections'
                " WHERE wrong != '' ORDER BY rowid"
            ).fetchall()
        return tuple(
            (CouncilSlug(wrong), CouncilSlug(right) if right else None)
            for url, text, fingerprint, wrong, right in rows
            if url == document.url
            or text == document.text_sha256
            or is_copy(fingerprint, document.fingerprint)
        )

    def backup(self, path: Path) -> None:
        """Write a whole and consistent copy of the database.

        Raises:
            StoreError: the file is there already, or cannot be written.
        """
        if path.exists():
            msg = f"{path} is there already; choose another name"
            raise StoreError(msg)
        try:
            with self._store.reading() as db:
                db.execute("VACUUM INTO ?", [str(path)])
        except sqlite3.Error as error:
            msg = f"{path}: cannot be written: {error}"
            raise StoreError(msg) from error
        path.chmod(0o600)

    def drop_backups(self, *, before: datetime) -> int:
        """Delete old copies in the folder ``backups`` beside the database; return how many."""
        if self._store.path is None:
            return 0
        folder = self._store.path.parent / "backups"
        old = [path for path in folder.glob("*.db") if _is_older(path, before)]
        for path in old:
            path.unlink()
        return len(old)


def _is_older(path: Path, before: datetime) -> bool:
    return path.stat().st_mtime < before.timestamp()


def _of_document(row: dict[str, object]) -> WhyNot:
    reason = str(row["reason"] or "")
    if row["alert"] is not None:
        stage = str(row["state"])
        reason = str(row["dismissed"] or reason)
    elif not row["is_about"]:
        stage, reason = "fetched", "mentions the council, but is not about it"
    else:
        stage = reason or "fetched"
    return WhyNot(
        at=from_iso(str(row["at"])),
        source=str(row["source"]),
        title=str(row["title"]),
        url=str(row["url"]),
        stage=stage,
        reason=reason,
        score=None if row["score"] is None else float(str(row["score"])),
        alert=None if row["alert"] is None else AlertId(int(str(row["alert"]))),
    )


def _of_noted(noted: Noted) -> WhyNot:
    event = noted.event
    is_missing = event.status is EventStatus.NOT_SEEN
    seen = f"; seen on {show_day(noted.seen_at)}" if noted.seen_at else ""
    return WhyNot(
        at=noted.at,
        source=event.source or "",
        title=event.note,
        url=event.url,
        stage="not seen" if is_missing else "noted",
        reason=event.type.replace("_", " ") + seen,
    )


def _of_entry(row: dict[str, object]) -> WhyNot:
    return WhyNot(
        at=from_iso(str(row["at"])),
        source=str(row["source"]),
        title=str(row["title"]),
        url=str(row["url"]),
        stage=_STAGES.get(str(row["state"]), str(row["state"])),
        reason=str(row["reason"]),
    )

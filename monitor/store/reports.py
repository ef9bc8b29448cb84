"""Looking back: why something was not seen, what was corrected, and a copy of it all."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from monitor.dates import from_iso, show_day, to_iso
from monitor.errors import StoreError
from monitor.fingerprint import is_copy
from monitor.records import AlertId, CouncilSlug, Document, EventStatus, WhyNot

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

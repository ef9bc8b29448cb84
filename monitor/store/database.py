"""One SQLite file, one connection behind a lock, every write in one transaction.

sqlite-utils leaves a transaction alone that was begun outside it, so each write runs between
``BEGIN IMMEDIATE`` and ``COMMIT`` here; an exception undoes all of it. Immediate, because a
transaction that reads before it writes can otherwise fail beside another process.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
import sqlite3
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlite_utils import Database

from monitor.dates import to_iso
from monitor.errors import LockedError, StoreError
from monitor.store.alerts import Alerts
from monitor.store.codec import to_row
from monitor.store.concerns import Concerns
from monitor.store.documents import Documents
from monitor.store.entries import Entries
from monitor.store.formal import Formal
from monitor.store.log import Log
from monitor.store.meetings import Meetings
from monitor.store.outbox import Digests, Outbox
from monitor.store.reports import Reports
from monitor.store.schema import migrations
from monitor.store.sources import Sources
from monitor.store.stories import Stories
from monitor.store.suggestions import Suggestions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from monitor.records import Council

#: how long a writer waits for another process, in milliseconds
BUSY_MS = 10_000


class Store:
    """The database as rooms of whole records; safe to use from many threads."""

    def __init__(self, db: Database, path: Path | None) -> None:
        """Take an open, migrated database."""
        self.db = db
        self.path = path
        self._lock = threading.RLock()
        self._depth = 0
        self.sources = Sources(self)
        self.entries = Entries(self)
        self.documents = Documents(self)
        self.meetings = Meetings(self)
        self.formal = Formal(self)
        self.stories = Stories(self)
        self.alerts = Alerts(self)
        self.concerns = Concerns(self)
        self.outbox = Outbox(self)
        self.digests = Digests(self)
        self.log = Log(self)
        self.reports = Reports(self)
        self.suggestions = Suggestions(self)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep everything that is written inside, or nothing; inner ones join the outer.

        Raises:
            StoreError: the database refused; nothing was kept.
        """
        with self._lock:
            if self._depth:
                self._depth += 1
                try:
                    yield
                finally:
                    self._depth -= 1
                return
            try:
                self.db.execute("BEGIN IMMEDIATE")
            except sqlite3.Error as error:
                msg = f"{self.path}: cannot be written: {error}"
                raise StoreError(msg) from error
            self._depth = 1
            try:
                yield
                self.db.execute("COMMIT")
            except BaseException as error:
                if self.db.conn.in_transaction:
                    self.db.execute("ROLLBACK")
                if isinstance(error, sqlite3.Error):
                    msg = f"{self.path}: {error}"
                    raise StoreError(msg) from error
                raise
            finally:
                self._depth = 0

    @contextmanager
    def reading(self) -> Iterator[Database]:
        """Give the connection for reading, one thread at a time."""
        with self._lock:
            try:
                yield self.db
            except sqlite3.Error as error:
                msg = f"{self.path}: cannot be read: {error}"
                raise StoreError(msg) from error

    def keep_councils(self, councils: Iterable[Council]) -> None:
        """Lay the register down beside the alerts, for readers with other tools."""
        skipped = ("upper_tier", "combined_authority", "has_mayor", "website", "shadow_from",
                   "planned_start", "planned_end", "planned_successors")  # fmt: skip
        rows = [to_row(c, without=skipped) for c in councils]
        with self.transaction():
            self.db.execute("DELETE FROM councils")
            self.db.table("councils").insert_all(rows)

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self.db.conn.close()


def open_store(path: Path | None) -> Store:
    """Return the store of a file, made and brought up to date as needed; None is in memory.

    Raises:
        StoreError: the file cannot be opened, or is not a database of this program.
    """
    try:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(
            path or ":memory:", isolation_level=None, check_same_thread=False
        )
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        db = Database(connection)
        if migrations.pending(db):
            migrations.apply(db)
    except (OSError, sqlite3.Error) as error:
        msg = f"{path}: cannot be opened as a database: {error}"
        raise StoreError(msg) from error
    return Store(db, path)


@contextmanager
def lock_database(path: Path, *, now: datetime | None = None) -> Iterator[None]:
    """Hold the lock file beside a database; the kernel frees it when the process ends.

    Raises:
        LockedError: another process holds it; the message names it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = path.with_name(path.name + ".lock")
    with lock.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            msg = f"{path} is in use by another monitor: {_holder(file.read())}"
            raise LockedError(msg) from None
        file.truncate(0)
        since = to_iso(now) if now else ""
        json.dump({"pid": os.getpid(), "host": socket.gethostname(), "since": since}, file)
        file.flush()
        yield


def _holder(text: str) -> str:
    try:
        held = json.loads(text)
    except ValueError:
        return "process unknown"
    since = f", since {held['since']}" if held.get("since") else ""
    return f"process {held.get('pid')} on {held.get('host')}{since}"

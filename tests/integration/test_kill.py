"""Killed at any moment, nothing is lost and nothing is doubled."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.config import load_config
from monitor.dispatch import queue_notice
from monitor.store import open_store
from tests.integration.web import Web

pytestmark = [pytest.mark.serial, pytest.mark.slow]

HERE = Path(__file__).parent
COUNCILS = """slug,gss,name,short_name,kind,region,status,start_date,end_date,successors
sampleford,,Sampleford Borough Council,Sampleford,district,South East,in-force,,,
exampleshire,,Exampleshire County Council,Exampleshire,county,South East,in-force,,,
"""
ALIASES = """slug,alias,kind,ambiguous,match_case
sampleford,Sampleford,short,1,0
exampleshire,Exampleshire,short,1,0
"""
N_FEEDS = 3
N_ENTRIES = 40
POINTS = ("after fetch", "before commit", "after commit", "before filing commit",
          "after filing commit")  # fmt: skip
#: the longest that one run may take, in seconds
PATIENCE = 150
Rows = tuple[frozenset[tuple[object, ...]], ...]


def write_config(folder: Path, web: Web) -> Path:
    register = folder / "register"
    register.mkdir(parents=True)
    (register / "councils.csv").write_text(COUNCILS, encoding="utf-8")
    (register / "aliases.csv").write_text(ALIASES, encoding="utf-8")
    (register / "negative_phrases.csv").write_text("slug,phrase\n", encoding="utf-8")
    lines = [
        '[tagging]\nregister = "register"\n[fetch]\nallow_private = ["127.0.0.0/8"]',
        "host_spacing_s = 0\ncommittee_spacing_s = 0\nfirst_poll_spread_minutes = 0",
    ]
    lines += [
        f'[[source]]\nkey = "feed-{n}"\nkind = "feed"\nname = "Feed {n}"\n'
        f'url = "{web.feed_url(n)}"\ntier = "local"\nregion = "South East"\n'
        'poll_minutes = 0.02\nbaseline = "all"'
        for n in range(web.n_feeds)
    ]
    path = folder / "sources.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@contextmanager
def daemon(folder: Path, *point: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, str(HERE / "daemon.py"), str(folder / "sources.toml"),
               str(folder / "monitor.db"), *point]  # fmt: skip
    with (folder / "log.txt").open("ab") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=HERE.parents[1])
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()


class Eyes:
    """Looks into the database from outside, as any other program may."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "monitor.db"
        self._seen: dict[tuple[int, int], set[str]] = {}

    def query(self, sql: str) -> list[tuple[object, ...]]:
        if not self._path.exists():
            return []
        connection = sqlite3.connect(f"file:{self._path}?mode=ro", uri=True, timeout=10)
        try:
            return connection.execute(sql).fetchall()
        except sqlite3.OperationalError:
            return []
        finally:
            connection.close()

    def n_pending(self) -> int:
        rows = self.query("SELECT count(*) FROM entries WHERE state IN ('pending', 'leased')")
        return int(str(rows[0][0])) if rows else 0

    def commits(self) -> None:
        """Note which committed polls held each entry; an unchanged answer holds the same ones."""
        rows = self.query("SELECT source, last_polled_at FROM poll_state")
        polled = {str(source): str(at) for source, at in rows}
        for source, key in self.query("SELECT source, entry_key FROM entries"):
            feed, _, number = str(key).partition("-")
            self._seen.setdefault((int(feed), int(number)), set()).add(polled.get(str(source), ""))

    def n_commits(self, feed: int, number: int) -> int:
        return len(self._seen.get((feed, number), ()))

    def outcome(self) -> Rows:
        return (
            frozenset(self.query("SELECT source, entry_key, state FROM entries")),
            frozenset(self.query("SELECT url FROM documents")),
            frozenset(
                self.query(
                    "SELECT d.url, o.council FROM outcomes o JOIN documents d ON d.id = o.document"
                )
            ),
        )

    def doubles(self) -> list[tuple[object, ...]]:
        return self.query(
            "SELECT document, count(*) FROM story_documents sd JOIN stories s ON s.id = sd.story"
            " GROUP BY document, s.council HAVING count(*) > 1"
        )


def run_to_end(folder: Path, web: Web, kills: Iterator[tuple[str, ...]]) -> tuple[Rows, Eyes, int]:
    """Run daemons one after the other until all entries were shown and worked; count the kills."""
    eyes, n_killed = Eyes(folder), 0
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        plan = next(kills, ())
        is_random = plan == ("random",)
        with daemon(folder, *(() if is_random else plan)) as process:
            strike_at = time.monotonic() + random.Random(n_killed).uniform(0.1, 1.2) + 1.5
            while time.monotonic() < deadline:
                eyes.commits()
                web.retire(eyes.n_commits)
                if process.poll() is not None:
                    n_killed += 1
                    break
                if is_random and time.monotonic() > strike_at and eyes.n_pending():
                    process.send_signal(signal.SIGKILL)
                    process.wait()
                    n_killed += 1
                    break
                if not plan and web.is_finished and not eyes.n_pending():
                    process.send_signal(signal.SIGTERM)
                    assert process.wait(timeout=10) == 0
                    return eyes.outcome(), eyes, n_killed
                time.sleep(0.02)
    pytest.fail(f"did not finish; see {folder / 'log.txt'}")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    folder = tmp_path_factory.mktemp("undisturbed")
    with Web(n_feeds=N_FEEDS, n_entries=N_ENTRIES, window=8, article_s=0.01) as web:
        write_config(folder, web)
        outcome, _, _ = run_to_end(folder, web, iter(()))
    return _without_port(outcome)


def _without_port(outcome: Rows) -> Rows:
    def clean(value: object) -> object:
        return str(value).split("/article/")[-1]

    return tuple(frozenset(tuple(clean(v) for v in row) for row in rows) for rows in outcome)


def test_an_undisturbed_run_takes_every_entry(undisturbed: Rows) -> None:
    entries, documents, pairs = undisturbed
    assert len(entries) == len(documents) == N_FEEDS * N_ENTRIES
    assert len(pairs) == N_FEEDS * N_ENTRIES


def test_killed_twenty_times_at_random_it_ends_the_same(undisturbed: Rows, tmp_path: Path) -> None:
    with Web(n_feeds=N_FEEDS, n_entries=N_ENTRIES, window=8, article_s=0.25) as web:
        write_config(tmp_path, web)
        kills = iter([("random",)] * 20)
        outcome, eyes, n_killed = run_to_end(tmp_path, web, kills)
    assert n_killed == 20
    assert _without_port(outcome) == undisturbed
    assert not eyes.doubles()


def test_killed_at_each_named_point_it_ends_the_same(undisturbed: Rows, tmp_path: Path) -> None:
    with Web(n_feeds=N_FEEDS, n_entries=N_ENTRIES, window=8, article_s=0.01) as web:
        write_config(tmp_path, web)
        kills = iter([(point, "3") for point in POINTS])
        outcome, eyes, n_killed = run_to_end(tmp_path, web, kills)
    assert n_killed == len(POINTS)
    assert _without_port(outcome) == undisturbed
    assert not eyes.doubles()


#: the one that the test queued; the service may have others of its own
NOTICE = "SELECT state FROM deliveries WHERE subject LIKE 'notice:a-notice:%'"


def test_killed_between_sending_and_noting_it_a_message_is_not_sent_again(tmp_path: Path) -> None:
    with Web(n_feeds=1, n_entries=1, window=1, article_s=0) as web:
        write_config(tmp_path, web)
        store = open_store(tmp_path / "monitor.db")
        queue_notice(
            store, load_config(tmp_path / "sources.toml", {}), "A notice", ["a line"],
            now=datetime.now(UTC),
        )  # fmt: skip
        store.close()
        with daemon(tmp_path, "after send", "1") as process:
            assert process.wait(timeout=60) == -signal.SIGKILL
        eyes = Eyes(tmp_path)
        assert eyes.query(NOTICE) == [("CLAIMED",)]
        (written,) = (tmp_path / "outbox").glob("*.eml")
        first = (written.read_bytes(), written.stat().st_mtime_ns)
        # the lease runs out
        store = open_store(tmp_path / "monitor.db")
        with store.transaction():
            store.db.execute("UPDATE deliveries SET lease_until = '2000-01-01'")
        store.close()
        with daemon(tmp_path):
            deadline = time.monotonic() + 60
            while eyes.query(NOTICE) != [("SENT",)]:
                assert time.monotonic() < deadline
                time.sleep(0.1)
        assert (written.read_bytes(), written.stat().st_mtime_ns) == first

"""Real feeds as they were at one time after another, replayed as polls: each id announced once."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from monitor import collect
from monitor.fetch import Manners, Session
from monitor.outside import Outside
from monitor.records import Source, SourceKey, SourceKind, Tier
from monitor.store import Store, open_store
from monitor.workers import run_here

pytestmark = [pytest.mark.gate]


@contextmanager
def replayed(files: list[Path]) -> Iterator[tuple[Store, list[set[str]]]]:
    """Poll a feed once for each of its states; give the store, and the keys that each state lists."""
    now = [datetime(2026, 11, 1, tzinfo=UTC)]
    body = [b""]
    source = Source(
        key=SourceKey("series"), kind=SourceKind.FEED, name="Series",
        url="https://news.example/rss", shown_url="https://news.example/rss",
        every=timedelta(minutes=30), tier=Tier.LOCAL, baseline=None,
    )  # fmt: skip

    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=httpx.ByteStream(body[0]))

    store = open_store(None)
    manners = Manners(user_agent="gate", host_spacing=timedelta(0))
    with Session(manners, clock=lambda: now[0], transport=httpx.MockTransport(answer)) as session:
        outside = Outside(session=session, submit=run_here, clock=lambda: now[0])
        store.sources.sync([source], now=now[0], spread=timedelta(0))
        listed: list[set[str]] = []
        state = store.sources.state(source.key)
        for file in files:
            body[0] = file.read_bytes()
            _, reading = collect.ask(source, state, outside)
            listed.append({e.entry_key for e in reading.entries} if reading else set())
            record = collect.poll_source(source, store, outside)
            now[0] = record.state.next_due_at
        yield store, listed
    store.close()


def test_each_id_of_a_series_is_announced_once(gate_dir: Path) -> None:
    folder = gate_dir / "corpus" / "feeds"
    series: dict[str, list[Path]] = defaultdict(list)
    with (folder / "series.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            series[row["series"]].append(folder / row["file"])
    assert series
    for name, files in series.items():
        with replayed(files) as (store, listed), store.reading() as db:
            kept = [row[0] for row in db.execute("SELECT entry_key FROM entries")]
        assert sorted(kept) == sorted(set().union(*listed)), name

"""Real feeds are read whole: none crashes, no entry is lost that is not a copy."""

from __future__ import annotations

import csv
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.errors import ReadError
from monitor.fetch import KINDS
from monitor.records import FetchResult, FetchStatus, Source, SourceKey, SourceKind, Tier

pytestmark = [pytest.mark.gate]

#: share of the entries that the manifest counts which are found; the rest repeat guid, title and link
FLOOR = 0.99


def test_real_feeds_are_read() -> None:
    place = os.environ.get("MONITOR_GATE_DIR")
    if not place:
        pytest.skip("MONITOR_GATE_DIR is not set: real feeds are not here")
    folder = Path(place) / "corpus" / "feeds"
    source = Source(
        key=SourceKey("x"),
        kind=SourceKind.FEED,
        name="x",
        url="https://news.example/",
        shown_url="",
        every=timedelta(hours=1),
        tier=Tier.LOCAL,
    )
    n_wanted = n_found = 0
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            result = FetchResult(
                url=source.url,
                final_url=source.url,
                status=FetchStatus.FETCHED,
                body=(folder / row["file"]).read_bytes(),
                fetched_at=datetime(2026, 11, 24, tzinfo=UTC),
            )
            try:
                reading = KINDS[SourceKind.FEED].read(source, result)
                n = len(reading.entries)
            except ReadError:
                n = 0
            wanted = int(row["entries_raw"]) if row["entries_raw"].isdigit() else 0
            n_wanted += wanted
            n_found += min(n, wanted)
    assert n_found / n_wanted >= FLOOR, f"{n_found} of {n_wanted}"

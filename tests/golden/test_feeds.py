"""Awkward feeds in real shapes, each beside what it must be read as; a new case is two new files.

The councils and papers in them are invented. ``x.json`` holds what `x` is read as.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from monitor.dates import to_iso
from monitor.records import Entry, Reading, SourceKind
from tests.fetch.reading import read

FOLDER = Path(__file__).parent / "feeds"
FEEDS = sorted(path for path in FOLDER.iterdir() if path.suffix != ".json")


def shown(entry: Entry) -> dict[str, object]:
    return {
        "key": entry.entry_key,
        "url": entry.url,
        "address": entry.address,
        "title": entry.title,
        "summary": entry.summary,
        "published_at": to_iso(entry.published_at) if entry.published_at else None,
        "updated_at": to_iso(entry.updated_at) if entry.updated_at else None,
    }


def as_json(reading: Reading) -> dict[str, object]:
    rhythm = reading.rhythm
    return {
        "fresh_for_minutes": rhythm.fresh_for and rhythm.fresh_for.total_seconds() / 60,
        "skip_hours": list(rhythm.skip_hours),
        "skip_days": list(rhythm.skip_days),
        "edition": reading.edition,
        "faults": list(reading.faults),
        "entries": [shown(entry) for entry in reading.entries],
    }


@pytest.mark.parametrize("path", FEEDS, ids=[path.stem for path in FEEDS])
def test_a_feed_is_read_as_written_beside_it(path: Path) -> None:
    wanted = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert as_json(read(SourceKind.FEED, path.read_bytes())) == wanted

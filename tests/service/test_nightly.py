"""Each night the absences of every council are noted; one that fails costs no other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.records import CouncilSlug, Source, SourceKey, SourceKind, Tier
from monitor.service.nightly import note_all
from monitor.store import open_store
from tests.filed import make_register

#: the night after the last day for draft accounts
NOW = datetime(2026, 7, 1, 2, 25, tzinfo=UTC)


def test_every_council_is_looked_through_and_one_that_fails_costs_no_other(tmp_path: Path) -> None:
    store = open_store(None)
    councils = ("exampleby", "faraway", "sampleford")
    store.sources.sync(
        [
            Source(
                key=SourceKey(f"{slug}-committees"),
                kind=SourceKind.MODERNGOV,
                name=slug,
                url=f"https://{slug}.example/",
                shown_url=f"https://{slug}.example/",
                every=timedelta(hours=6),
                tier=Tier.PRIMARY,
                council=CouncilSlug(slug),
            )
            for slug in (*councils, "unknown")
        ],
        now=NOW,
        spread=timedelta(0),
    )
    with store.transaction():
        store.db.execute("UPDATE poll_state SET seeing_since = '2026-01-01T00:00:00.000000+00:00'")
    run: list[str] = []

    def guarded(name: str, job: Callable[[], object]) -> None:
        run.append(name)
        if "faraway" not in name:
            job()

    note_all(store, make_register(tmp_path), guarded, now=NOW)
    assert run == [f"noting {slug}" for slug in councils]
    noted = store.formal.of(None, NOW, NOW + timedelta(days=1))
    assert [n.event.council for n in noted] == ["exampleby", "sampleford"]
    store.close()

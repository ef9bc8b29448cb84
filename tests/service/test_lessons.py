"""What somebody accepts while the service runs holds from the next entry on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from monitor.config import Config
from monitor.fetch import Manners, Session
from monitor.outside import Outside
from monitor.records import (
    AlertId,
    CouncilSlug,
    Lesson,
    Suggestion,
    SuggestionKind,
    SuggestionState,
)
from monitor.service import Run, Service
from monitor.store import Store, open_store
from monitor.workers import run_here
from tests.filed import make_config

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SOURCE = """
[[source]]
key = "gazette"
kind = "feed"
name = "Gazette"
url = "https://gazette.example/rss"
tier = "local"
baseline = "all"
"""
FEED = """<rss version="2.0"><channel><title>Gazette</title><item><guid>{n}</guid>
<title>Song {n}</title><description>The Sampleford Borough Council Choir sang, number {n}.
</description></item></channel></rss>"""
LESSON = Lesson(
    kind=SuggestionKind.PHRASE,
    council=CouncilSlug("sampleford"),
    words="Sampleford Borough Council Choir",
)


class Round:
    """A service that makes one round after another over a feed that goes on."""

    def __init__(self, config: Config, store: Store) -> None:
        self.config = config
        self.store = store
        self.n = 0

    def run(self) -> list[str]:
        """Return the councils that the round's one document names."""
        self.n += 1
        with Session(Manners(user_agent="test", host_spacing=timedelta(0)), clock=self._clock,
                     transport=httpx.MockTransport(self._serve)) as session:  # fmt: skip
            outside = Outside(session=session, submit=run_here, clock=self._clock)
            Service(self.config, self.store, outside, Run(once=True)).run_once()
        rows = self.store.db.execute(
            "SELECT m.council FROM mentions m JOIN documents d ON d.id = m.document"
            " WHERE d.title = ?",
            [f"Song {self.n}"],
        )
        return [r[0] for r in rows]

    def _clock(self) -> datetime:
        return NOW + timedelta(hours=self.n)

    def _serve(self, request: httpx.Request) -> httpx.Response:
        body = FEED.format(n=self.n).encode()
        return httpx.Response(200, stream=httpx.ByteStream(body))


@pytest.fixture
def rounds(tmp_path: Path) -> Iterator[Round]:
    store = open_store(tmp_path / "monitor.db")
    yield Round(make_config(tmp_path, SOURCE), store)
    store.close()


def test_the_next_entry_is_read_with_what_was_accepted(rounds: Round) -> None:
    assert rounds.run() == ["sampleford"]
    # another process, such as `monitor suggestions accept`
    other = open_store(rounds.store.path)
    other.suggestions.create(
        Suggestion(lesson=LESSON, alerts=(AlertId(1),), state=SuggestionState.ACCEPTED, made_at=NOW)
    )
    other.close()
    assert rounds.run() == []
    assert rounds.store.db.execute("SELECT count(*) FROM documents").fetchone()[0] == 2

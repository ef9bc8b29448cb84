"""From a committee system's list to alerts: agenda, items, papers, each asked for once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from monitor import desk, retrieve
from monitor.analyse import Reference
from monitor.fetch import Manners, Session
from monitor.filing import Desk
from monitor.identity import tell_apart
from monitor.outside import Outside
from monitor.records import (
    CouncilSlug,
    Entry,
    FetchStatus,
    PollRecord,
    PollState,
    Region,
    Source,
    SourceKey,
    SourceKind,
    Tier,
)
from monitor.register import load_register
from monitor.store import Store, open_store
from monitor.workers import run_here
from tests.extract.test_committee import MEETING
from tests.packs import write_pack

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
FOLDER = Path(retrieve.__file__).parent / "demo"
REFERENCE = Reference(register_folder=FOLDER)
BASE = "https://democracy.sampleford.example"
URL = f"{BASE}/ieListDocuments.aspx?CId=130&MId=7115"
SOURCE = Source(
    key=SourceKey("papers"),
    kind=SourceKind.MODERNGOV,
    name="Council meetings",
    url=BASE,
    shown_url=BASE,
    every=timedelta(hours=6),
    tier=Tier.PRIMARY,
    region=Region.SOUTH_EAST,
    council=CouncilSlug("sampleford"),
)


class Committees:
    """A store, a desk and a committee system."""

    def __init__(self, *, max_body_bytes: int = 32 * 1024 * 1024) -> None:
        self.store: Store = open_store(None)
        self.store.sources.sync([SOURCE], now=NOW, spread=timedelta(0))
        self.desk = Desk(register=load_register(FOLDER), regions=frozenset(Region))
        self.asked: list[str] = []
        self.now = NOW
        session = Session(
            Manners(
                user_agent="test",
                host_spacing=timedelta(0),
                committee_spacing=timedelta(0),
                max_body_bytes=max_body_bytes,
            ),
            clock=lambda: self.now,
            transport=httpx.MockTransport(self.respond),
        )
        self.outside = Outside(session=session, submit=run_here, clock=lambda: self.now)

    def respond(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/robots.txt":
            return httpx.Response(404)
        self.asked.append(request.url.path)
        is_paper = request.url.path.endswith(".pdf")
        body = write_pack(n_pages=90) if is_paper else MEETING.encode()
        kind = "application/pdf" if is_paper else "text/html"
        return httpx.Response(200, headers={"content-type": kind}, stream=httpx.ByteStream(body))

    def list(self, title: str, url: str = URL, *, is_baseline: bool = False) -> None:
        entry = Entry(source=SOURCE.key, entry_key=f"{url} {title}", url=url, title=title,
                      published_at=NOW, is_baseline=is_baseline, last_listed_at=self.now)  # fmt: skip
        self.store.sources.save_poll(
            PollRecord(
                state=PollState(source=SOURCE.key, next_due_at=self.now, last_read_at=self.now),
                listing=tell_apart([entry], (), now=self.now),
                status=FetchStatus.FETCHED,
                http_status=200,
                n_bytes=1,
                polled_at=self.now,
            )
        )

    def work(self) -> None:
        while found := self.store.entries.claim(self.now, limit=50, lease=timedelta(minutes=5)):
            for entry in found:
                done = retrieve.work_entry(entry, SOURCE, self.outside, reference=REFERENCE)
                desk.take(done, self.store, self.desk, self.outside)


@pytest.fixture
def committees() -> Iterator[Committees]:
    made = Committees()
    yield made
    made.outside.session.close()
    made.store.close()


AGENDA = "Agenda published: Audit and Standards Committee, 24/11/2026"


def test_an_agenda_leads_to_its_items_and_its_pack_and_to_one_alert(committees: Committees) -> None:
    committees.list(AGENDA)
    committees.work()
    assert [path.rpartition("/")[2] for path in committees.asked] == [
        "ieListDocuments.aspx",
        "Public reports pack 24th-Nov-2026.pdf",
        "Printed minutes 24th-Nov-2026.pdf",
    ]
    (alert,) = committees.store.alerts.queue()
    assert alert.headline == "Auditor's statutory recommendations"
    story = committees.store.stories.get(alert.story)
    assert story.n_origins == 1
    assert 87 in {e.page for e in alert.evidence}


def test_the_meeting_itself_is_kept_and_raises_nothing(committees: Committees) -> None:
    committees.list(AGENDA)
    committees.work()
    title, text = committees.store.db.execute(
        "SELECT title, text FROM documents WHERE extractor = 'agenda'"
    ).fetchone()
    assert title == "Audit and Standards Committee, 24 November 2026: agenda published"
    assert "recommendations" not in text


def test_leads_inherit_and_are_followed_one_step(committees: Committees) -> None:
    committees.list(AGENDA, is_baseline=True)
    committees.work()
    rows = committees.store.db.execute(
        "SELECT parent, is_baseline, first_listed_at, last_listed_at FROM entries WHERE parent IS NOT NULL"
    ).fetchall()
    assert len(rows) == 4
    assert {r[0] for r in rows} == {1}
    assert all(r[1] and r[2] == r[3] for r in rows)


def test_an_agenda_that_is_announced_again_brings_nothing_twice(committees: Committees) -> None:
    committees.list(AGENDA)
    committees.work()
    n_asked = len(committees.asked)
    committees.now += timedelta(days=1)
    committees.list("Agenda updated: Audit and Standards Committee, 24/11/2026")
    committees.work()
    assert committees.asked[n_asked:] == ["/ieListDocuments.aspx"]
    assert len(committees.store.alerts.queue()) == 1


def test_a_decision_whose_title_tells_nothing_costs_no_request(committees: Committees) -> None:
    committees.list(
        "Decision published: Resurfacing of Hill Lane", f"{BASE}/ieDecisionDetails.aspx?ID=4"
    )
    committees.work()
    assert committees.asked == []
    assert committees.store.db.execute("SELECT count(*) FROM documents").fetchone()[0] == 1


def test_a_paper_that_is_too_large_is_known_by_its_title_and_asked_for_once() -> None:
    made = Committees(max_body_bytes=100_000)
    made.list("Agenda reports pack", f"{BASE}/documents/g7115/pack.pdf")
    made.work()
    assert len(made.asked) == 1
    (faults,) = made.store.db.execute("SELECT faults FROM documents").fetchone()
    assert "is larger than 0 MiB" in faults
    made.outside.session.close()
    made.store.close()


def test_a_paper_that_comes_empty_says_so() -> None:
    class Empty(Committees):
        def respond(self, request: httpx.Request) -> httpx.Response:
            status = 200 if "documents" in request.url.path else 404
            return httpx.Response(status, stream=httpx.ByteStream(b""))

    made = Empty()
    made.list("Agenda reports pack", f"{BASE}/documents/g7115/pack.pdf")
    made.work()
    (faults,) = made.store.db.execute("SELECT faults FROM documents").fetchone()
    assert "the answer is empty" in faults
    made.outside.session.close()
    made.store.close()


def test_a_lead_is_kept_for_as_long_as_its_parent_is_listed_and_no_longer(
    committees: Committees,
) -> None:
    committees.list(AGENDA)
    committees.work()
    committees.now += timedelta(days=200)
    at = committees.now.strftime("%Y-%m-%dT%H:%M:%SZ")
    committees.store.db.execute("UPDATE poll_state SET last_read_at = ?", [at])
    committees.store.db.execute("UPDATE entries SET last_listed_at = ? WHERE parent IS NULL", [at])
    committees.store.db.conn.commit()
    before = committees.now - timedelta(days=90)
    assert committees.store.entries.drop(before=before) == 0
    committees.store.db.execute(
        "UPDATE entries SET last_listed_at = '2026-01-01T00:00:00Z' WHERE parent IS NULL"
    )
    committees.store.db.conn.commit()
    assert committees.store.entries.drop(before=before) == 5

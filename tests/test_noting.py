"""What was due of a council and is not seen is noted once, and once more when it is seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from monitor.absence.meetings import compare
from monitor.errors import StoreError
from monitor.noting import Counts, note_absences
from monitor.records import (
    Council,
    Entry,
    EventType,
    FetchStatus,
    Health,
    Listing,
    Meeting,
    Outline,
    PollRecord,
    Region,
    Source,
    SourceKind,
    Tier,
)
from monitor.store import Store, open_store
from tests.absence.meetings import SAMPLEFORD, SOURCE, at, meeting, span_at
from tests.filed import file_alert, make_desk, make_register, make_tagged

PLACE = "committee system (Sampleford committees)"
START = at("2026-04-20 10:00")
JUNE = meeting("17", "2026-06-03 18:30")
MAY = meeting("16", "2026-05-06 18:30")


class Place:
    """One council's committee system, polled and read as time goes by."""

    def __init__(self, folder: Path) -> None:
        self.council: Council = make_register(folder).get(SAMPLEFORD)
        self.store: Store = open_store(None)
        self.source = Source(
            key=SOURCE,
            kind=SourceKind.MODERNGOV,
            name="Sampleford committees",
            url="https://democracy.sampleford.example/",
            shown_url="https://democracy.sampleford.example/",
            every=timedelta(hours=6),
            tier=Tier.PRIMARY,
            council=SAMPLEFORD,
        )
        self.store.sources.sync([self.source], now=START, spread=timedelta(0))
        self.poll(START)

    def poll(self, when: datetime, *titles: tuple[str, str], **changes: object) -> None:
        """Keep a poll that listed these titles under these addresses."""
        state = self.store.sources.state(SOURCE)
        values: dict[str, object] = {"last_ok_at": when, "seeing_since": state.seeing_since or when}
        entries = tuple(
            Entry(source=SOURCE, entry_key=f"{url} {title}", url=url, title=title)
            for title, url in titles
        )
        self.store.sources.save_poll(
            PollRecord(
                state=replace(state, **(values | changes)),  # type: ignore[arg-type]
                listing=Listing(new=entries),
                status=FetchStatus.FETCHED,
                http_status=200,
                n_bytes=1,
                polled_at=when,
            )
        )

    def look(self, when: datetime, *listed: Meeting) -> None:
        known = self.store.meetings.known(SOURCE, since=when - timedelta(days=90))
        self.store.meetings.save(
            compare(known, listed, source=SOURCE, council=SAMPLEFORD, span=span_at(when), now=when)
        )

    def note(self, when: str) -> Counts:
        return note_absences(self.store, self.council, now=at(when))

    def noted(self, kind: EventType) -> list[tuple[str, datetime | None]]:
        found = self.store.formal.of(SAMPLEFORD, START, START + timedelta(days=900))
        return [(n.event.note, n.seen_at) for n in found if n.event.type is kind]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def watched(place: Place) -> Place:
    """Two meetings were listed before they were held; the first has its minutes."""
    place.look(START, MAY, JUNE)
    place.poll(at("2026-05-20 10:00"), ("Minutes published: Audit Committee", MAY.url))
    return place


def test_minutes_that_were_due_are_noted_once(watched: Place) -> None:
    for day in (30, 31):
        watched.note(f"2026-07-{day} 03:25")
    assert watched.noted(EventType.MINUTES_NOT_SEEN) == [
        ("minutes of the Audit Committee of 3 June 2026 not seen by 29 July 2026", None)
    ]


def test_minutes_that_come_late_stay_noted_with_the_day_they_came(watched: Place) -> None:
    watched.note("2026-07-30 03:25")
    came = at("2026-08-04 10:00")
    watched.poll(came, ("Minutes published: Audit Committee, 03/06/2026", JUNE.url))
    assert watched.note("2026-08-05 03:25") == Counts(n_seen=1)
    ((_, seen_at),) = watched.noted(EventType.MINUTES_NOT_SEEN)
    assert seen_at == came


def test_a_meeting_put_in_between_later_makes_no_second_event(watched: Place) -> None:
    watched.note("2026-07-30 03:25")
    watched.look(at("2026-07-31 10:00"), MAY, JUNE, meeting("18", "2026-07-10 18:30"))
    watched.note("2026-08-01 03:25")
    assert len(watched.noted(EventType.MINUTES_NOT_SEEN)) == 1


def test_a_system_that_never_shows_minutes_misses_none(place: Place) -> None:
    place.look(START, MAY, JUNE)
    assert place.note("2026-07-30 03:25") == Counts()
    assert not place.noted(EventType.MINUTES_NOT_SEEN)


def test_a_source_that_was_blind_in_between_misses_no_minutes(watched: Place) -> None:
    watched.poll(at("2026-06-10 10:00"), seeing_since=at("2026-06-10 10:00"))
    watched.note("2026-07-30 03:25")
    assert not watched.noted(EventType.MINUTES_NOT_SEEN)


def test_nothing_is_missed_while_the_source_is_quiet(watched: Place) -> None:
    watched.poll(at("2026-07-29 10:00"), health=Health.QUIET, blind_since=at("2026-07-20 10:00"))
    watched.note("2026-07-30 03:25")
    assert not watched.noted(EventType.MINUTES_NOT_SEEN)
    watched.poll(at("2026-08-05 10:00"), health=Health.HEALTHY, blind_since=None)
    watched.note("2026-08-06 03:25")
    assert len(watched.noted(EventType.MINUTES_NOT_SEEN)) == 1


ACCOUNTS = EventType.ACCOUNTS_NOT_SEEN
DRAFT = ("Draft Statement of Accounts 2025/26", "https://democracy.sampleford.example/s1.pdf")


def test_accounts_that_were_due_are_noted_the_day_after(place: Place) -> None:
    assert place.note("2026-06-30 03:25") == Counts()
    assert place.note("2026-07-01 03:25") == Counts(n_noted=1)
    assert place.note("2026-07-02 03:25") == Counts()
    assert place.noted(ACCOUNTS) == [
        ("draft accounts for 2025/26 not seen by 30 June 2026 on its committee system", None)
    ]


def test_accounts_that_were_listed_in_time_are_not_missing(place: Place) -> None:
    place.poll(at("2026-05-28 10:00"), DRAFT)
    assert place.note("2026-07-01 03:25") == Counts()


def test_accounts_are_known_by_the_title_of_the_page_too(place: Place) -> None:
    place.poll(at("2026-05-28 10:00"), ("Publication of plan", DRAFT[1]))
    tagged = make_tagged(DRAFT[0], at=at("2026-05-28 11:00"))
    (entry,) = place.store.db.query("SELECT id FROM entries")
    seen = replace(tagged, outline=Outline(source=SOURCE), entry=entry["id"])
    place.store.documents.save(seen, now=at("2026-05-28 11:00"))
    assert place.note("2026-07-01 03:25") == Counts()


def test_accounts_that_come_late_stay_noted_with_the_day_they_came(place: Place) -> None:
    place.note("2026-07-01 03:25")
    came = at("2026-07-20 10:00")
    place.poll(came, DRAFT)
    assert place.note("2026-07-21 03:25") == Counts(n_seen=1)
    assert place.noted(ACCOUNTS)[0][1] == came


def test_accounts_that_were_seen_stay_seen_though_their_entry_is_forgotten(place: Place) -> None:
    place.poll(at("2026-07-20 10:00"), ("Statement of Accounts 2025/26", DRAFT[1]))
    place.note("2026-07-21 03:25")
    with place.store.transaction():
        place.store.db.execute("DELETE FROM entries")
    assert place.note("2027-02-01 03:25") == Counts()


def test_what_was_not_noted_in_time_is_not_noted_long_after(place: Place) -> None:
    assert place.note("2026-09-01 03:25") == Counts()


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"region": Region.WALES}, id="Wales has days of its own"),
        pytest.param({"start_date": at("2026-04-01 00:00").date()}, id="it had no such year"),
        pytest.param({"end_date": at("2026-05-31 00:00").date()}, id="it is no more"),
    ],
)
def test_some_councils_owe_no_accounts_by_that_day(
    place: Place, changes: dict[str, object]
) -> None:
    place.council = replace(place.council, **changes)  # type: ignore[arg-type]
    assert place.note("2026-07-01 03:25") == Counts()


def test_accounts_are_not_missed_where_nobody_looked_since_may(place: Place) -> None:
    place.poll(at("2026-05-10 10:00"), seeing_since=at("2026-05-10 10:00"))
    assert place.note("2026-07-01 03:25") == Counts()


def test_a_page_that_vanished_is_noted_once_and_says_when_it_came_back(place: Place) -> None:
    kind = EventType.PAGE_VANISHED
    gone: dict[str, object] = {
        "n_missing": 3,
        "failures": 3,
        "health": Health.FAILING,
        "last_ok_at": START,
    }
    place.poll(at("2026-05-10 10:00"), **gone)
    assert place.note("2026-05-11 03:25") == Counts(n_noted=1)
    assert place.note("2026-05-12 03:25") == Counts()
    back = at("2026-05-12 10:00")
    place.poll(back, n_missing=0, failures=0, health=Health.HEALTHY)
    assert place.note("2026-05-13 03:25") == Counts(n_seen=1)
    assert place.noted(kind) == [
        (f"{PLACE} is not there any more; it last answered on 20 April 2026", back)
    ]


def test_nothing_that_is_noted_makes_or_moves_an_alert(watched: Place, tmp_path: Path) -> None:
    alert = file_alert(watched.store, make_desk(tmp_path / "desk"), at=at("2026-07-01 10:00"))
    watched.poll(at("2026-07-29 10:00"), n_missing=3, health=Health.FAILING)
    assert watched.note("2026-07-30 03:25").n_noted == 2
    assert watched.store.alerts.queue() == (alert,)
    with watched.store.reading() as db:
        assert db.execute("SELECT count(*) FROM deliveries").fetchone()[0] == 0


def test_one_part_that_fails_keeps_nothing_of_a_council(place: Place) -> None:
    with place.store.transaction():
        place.store.db.execute("DROP TABLE meetings")
    with pytest.raises(StoreError, match="meetings"):
        place.note("2026-07-01 03:25")
    assert not place.noted(ACCOUNTS)

"""Meetings and formal events of councils: kept once each, and never deleted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from monitor.absence.meetings import compare
from monitor.records import (
    CouncilSlug,
    EventStatus,
    EventType,
    FormalEvent,
    Meeting,
    Source,
    SourceKey,
    SourceKind,
    Tier,
)
from monitor.store import Store, open_store
from tests.absence.meetings import OTHERS, SAMPLEFORD, SOURCE, at, meeting, span_at

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
EVENT = FormalEvent(
    type=EventType.MINUTES_NOT_SEEN,
    council=SAMPLEFORD,
    on=date(2026, 11, 19),
    status=EventStatus.NOT_SEEN,
    source=SOURCE,
    url="https://sampleford.example/17",
    note="minutes of the Audit Committee not seen",
    noted_at=NOW,
)


def source(key: str, kind: SourceKind = SourceKind.MODERNGOV, **given: object) -> Source:
    values: dict[str, object] = {
        "name": key,
        "url": f"https://{key}.example/",
        "shown_url": f"https://{key}.example/",
        "every": timedelta(hours=6),
        "tier": Tier.PRIMARY,
        "council": SAMPLEFORD,
    }
    return Source(key=SourceKey(key), kind=kind, **(values | given))  # type: ignore[arg-type]


@pytest.fixture
def store() -> Iterator[Store]:
    opened = open_store(None)
    opened.sources.sync([source(SOURCE)], now=NOW, spread=timedelta(0))
    yield opened
    opened.close()


def look(store: Store, when: str, *listed: Meeting) -> None:
    now = at(when)
    known = store.meetings.known(SOURCE, since=now - timedelta(days=90))
    store.meetings.save(
        compare(
            known, (*listed, *OTHERS), source=SOURCE, council=SAMPLEFORD, span=span_at(now), now=now
        )
    )


def all_of(store: Store) -> list[tuple[str, datetime | None]]:
    span = NOW - timedelta(days=400), NOW + timedelta(days=400)
    return [(n.event.note, n.seen_at) for n in store.formal.of(SAMPLEFORD, *span)]


def test_an_event_is_kept_once(store: Store) -> None:
    assert store.formal.keep([EVENT, EVENT]) == 1
    assert store.formal.keep([replace(EVENT, noted_at=NOW + timedelta(days=1))]) == 0
    assert len(all_of(store)) == 1


def test_two_councils_share_a_page_and_have_an_event_each(store: Store) -> None:
    assert store.formal.keep([EVENT, replace(EVENT, council=CouncilSlug("exampleby"))]) == 2


@pytest.mark.parametrize(
    "event",
    [replace(EVENT, council=None), replace(EVENT, source=None), replace(EVENT, noted_at=None)],
)
def test_an_event_of_nobody_or_from_nowhere_is_refused(store: Store, event: FormalEvent) -> None:
    with pytest.raises(ValueError, match="without"):
        store.formal.keep([event])


def test_events_are_listed_by_council_and_the_days_on_which_they_were_noted(store: Store) -> None:
    store.formal.keep([EVENT, replace(EVENT, council=CouncilSlug("exampleby"))])
    day = timedelta(days=1)
    assert len(store.formal.of(SAMPLEFORD, NOW, NOW + day)) == 1
    assert len(store.formal.of(None, NOW, NOW + day)) == 2
    assert not store.formal.of(SAMPLEFORD, NOW - day, NOW)


def test_an_event_that_was_overtaken_stays_and_says_when(store: Store) -> None:
    store.formal.keep([EVENT])
    (noted,) = store.formal.open(SAMPLEFORD, EventType.MINUTES_NOT_SEEN)
    store.formal.mark_seen(noted, NOW + timedelta(days=3))
    assert not store.formal.open(SAMPLEFORD, EventType.MINUTES_NOT_SEEN)
    assert all_of(store) == [(EVENT.note, NOW + timedelta(days=3))]


def test_retention_leaves_the_log_of_absence_alone(store: Store) -> None:
    store.formal.keep([EVENT])
    store.documents.drop_mentions(before=NOW + timedelta(days=999))
    assert len(all_of(store)) == 1


def test_meetings_are_kept_as_the_looks_left_them(store: Store) -> None:
    look(store, "2026-11-20 10:00", meeting("17", "2026-12-03 18:30"))
    look(store, "2026-11-21 10:00", meeting("17", "2026-12-10 18:30"))
    (kept,) = (m for m in store.meetings.known(SOURCE, since=NOW) if m.key == "17")
    assert kept.held_at == at("2026-12-10 18:30")
    assert kept.first_seen_at == at("2026-11-20 10:00")
    assert kept.last_seen_at == at("2026-11-21 10:00")


def test_a_meeting_that_is_listed_again_overtakes_its_event_and_makes_no_second(
    store: Store,
) -> None:
    audit = meeting("17", "2026-12-03 18:30")
    look(store, "2026-11-20 10:00", audit)
    look(store, "2026-11-21 10:00")
    look(store, "2026-11-22 10:00")
    look(store, "2026-11-23 10:00", audit)
    look(store, "2026-11-24 10:00")
    look(store, "2026-11-25 10:00")
    ((note, seen_at),) = all_of(store)
    assert "no longer listed" in note
    assert seen_at == at("2026-11-23 10:00")


def test_a_look_that_does_not_reach_so_far_back_forgets_nothing(store: Store) -> None:
    old = meeting("17", "2026-11-03 18:30")
    look(store, "2026-11-02 10:00", old)
    (kept,) = (
        m for m in store.meetings.known(SOURCE, since=NOW - timedelta(days=90)) if m.key == "17"
    )
    store.meetings.mark_minutes(kept, at("2026-11-10 10:00"))
    found = compare((), (old,), source=SOURCE, council=SAMPLEFORD, span=span_at(NOW), now=NOW)
    store.meetings.save(found)
    (kept,) = (
        m for m in store.meetings.known(SOURCE, since=NOW - timedelta(days=90)) if m.key == "17"
    )
    assert kept.first_seen_at == at("2026-11-02 10:00")
    assert kept.minutes_seen_at == at("2026-11-10 10:00")


def test_a_councils_own_sources_are_those_of_its_own_sites(store: Store) -> None:
    store.sources.sync(
        [
            source("committees"),
            source("news", SourceKind.FEED, tier=Tier.OFFICIAL),
            source("gazette", SourceKind.FEED, tier=Tier.LOCAL),
            source("ministry", SourceKind.FEED, council=None),
            source("paused"),
        ],
        now=NOW,
        spread=timedelta(0),
    )
    store.sources.pause(SourceKey("paused"), by="jo", now=NOW)
    assert [s.key for s in store.formal.sources_of(SAMPLEFORD)] == ["committees", "news"]
    assert store.formal.councils() == (SAMPLEFORD,)

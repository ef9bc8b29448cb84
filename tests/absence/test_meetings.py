"""Meetings that move, are cancelled, or are listed no more; and pages that only broke."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.absence.meetings import compare
from monitor.records import EventStatus, EventType, KnownMeeting, Meeting
from tests.absence.meetings import AHEAD, OTHERS, SAMPLEFORD, SOURCE, Calendar, at, meeting, span_at

MOVED, WITHDRAWN = EventType.MEETING_MOVED, EventType.MEETING_WITHDRAWN
AUDIT = meeting("17", "2026-12-03 18:30")


def test_at_the_first_look_nothing_is_an_event() -> None:
    calendar = Calendar()
    calendar.look("2026-11-20 10:00", AUDIT, meeting("18", "2026-12-04 18:30", is_cancelled=True))
    assert not calendar.events


def test_a_meeting_that_moves_says_from_when_to_when() -> None:
    calendar = Calendar()
    calendar.look("2026-11-20 10:00", AUDIT)
    calendar.look("2026-11-21 10:00", meeting("17", "2026-12-10 19:00"))
    (event,) = calendar.events
    assert (event.type, event.status, event.council) == (MOVED, EventStatus.REPORTED, SAMPLEFORD)
    assert event.note == (
        "Audit Committee moved from 3 December 2026, 6.30 pm to 10 December 2026, 7 pm"
    )
    assert event.url == AUDIT.url


@pytest.mark.parametrize(
    ("before", "after", "is_event"),
    [
        pytest.param("2026-12-03 18:30", "2026-12-03 18:30", False, id="nothing changes"),
        pytest.param("2026-12-03 18:30", "2026-12-03 21:30", False, id="three hours later"),
        pytest.param("2026-12-03 18:30", "2026-12-03 10:00", True, id="from evening to morning"),
        pytest.param("2026-12-03 00:00", "2026-12-03 18:30", False, id="its hour becomes known"),
        pytest.param("2026-12-03 18:30", "2026-12-03 00:00", False, id="its hour is left out"),
        pytest.param("2026-12-03 23:30", "2026-12-04 00:30", True, id="an hour, over midnight"),
        pytest.param("2026-12-03 18:30", "2026-12-04 18:30", True, id="the next day"),
        pytest.param("2026-12-03 18:30", "2026-11-30 18:30", True, id="to an earlier day"),
    ],
)
def test_a_little_later_on_the_same_day_is_no_move(before: str, after: str, is_event: bool) -> None:
    calendar = Calendar()
    calendar.look("2026-11-20 10:00", meeting("17", before))
    calendar.look("2026-11-21 10:00", meeting("17", after))
    assert bool(calendar.events) is is_event


def test_a_day_is_londons_also_when_the_clocks_change() -> None:
    late = Meeting(
        key="17",
        committee="Cabinet",
        held_at=datetime(2026, 10, 24, 22, 30, tzinfo=UTC),  # 23.30 in summer time
        url="https://sampleford.example/17",
    )
    calendar = Calendar()
    calendar.look("2026-10-01 10:00", late, others=())
    next_day = datetime(2026, 10, 24, 23, 30, tzinfo=UTC)  # half past midnight, still in summer
    calendar.look(
        "2026-10-02 10:00",
        Meeting(key="17", committee="Cabinet", held_at=next_day, url=late.url),
        others=(),
    )
    assert [e.note for e in calendar.events] == [
        "Cabinet moved from 24 October 2026, 11.30 pm to 25 October 2026, 12.30 am"
    ]


def test_a_page_that_reads_the_hour_in_another_zone_moves_nothing() -> None:
    calendar = Calendar()
    calendar.look("2026-06-01 10:00", meeting("17", "2026-06-20 18:30"), others=())
    wrong = at("2026-06-20 18:30") + timedelta(hours=1)
    moved = Meeting(key="17", committee="Audit Committee", held_at=wrong, url=AUDIT.url)
    calendar.look("2026-06-02 10:00", moved, others=())
    assert not calendar.events


def test_a_meeting_that_is_marked_cancelled_is_withdrawn_in_the_pages_own_words() -> None:
    calendar = Calendar()
    calendar.look("2026-11-20 10:00", AUDIT)
    cancelled = meeting("17", "2026-12-03 18:30", is_cancelled=True)
    calendar.look("2026-11-21 10:00", cancelled)
    calendar.look("2026-11-22 10:00", cancelled)
    calendar.look("2026-11-23 10:00")
    calendar.look("2026-11-24 10:00")
    assert [(e.type, e.status, e.note) for e in calendar.events] == [
        (
            WITHDRAWN,
            EventStatus.REPORTED,
            "Audit Committee of 3 December 2026 is marked cancelled or postponed",
        )
    ]


def test_what_is_missing_once_is_not_believed() -> None:
    calendar = Calendar()
    calendar.look("2026-11-20 10:00", AUDIT)
    calendar.look("2026-11-21 10:00")
    calendar.look("2026-11-22 10:00", AUDIT)
    calendar.look("2026-11-23 10:00")
    assert not calendar.events


def test_what_is_missing_on_two_days_is_withdrawn_once() -> None:
    calendar = Calendar()
    calendar.look("2026-11-20 10:00", AUDIT)
    for day in (21, 22, 23, 24):
        calendar.look(f"2026-11-{day} 10:00")
    (event,) = calendar.events
    assert (event.type, event.status) == (WITHDRAWN, EventStatus.NOT_SEEN)
    assert event.on == at("2026-12-03 18:30").date()
    assert event.note == (
        "Audit Committee of 3 December 2026 is no longer listed; last seen on 20 November 2026"
    )


def test_two_looks_on_one_day_are_one() -> None:
    calendar = Calendar()
    calendar.look("2026-11-20 10:00", AUDIT)
    calendar.look("2026-11-21 00:10")
    calendar.look("2026-11-21 23:50")
    assert not calendar.events
    calendar.look("2026-11-22 00:10")
    assert [e.type for e in calendar.events] == [WITHDRAWN]


def test_a_meeting_that_was_over_before_it_was_missed_is_not_withdrawn() -> None:
    calendar = Calendar()
    calendar.look("2026-12-02 10:00", AUDIT)
    calendar.look("2026-12-04 10:00")
    calendar.look("2026-12-05 10:00")
    assert not calendar.events


def test_a_meeting_that_was_missed_before_its_hour_is_withdrawn_though_the_hour_has_passed() -> (
    None
):
    calendar = Calendar()
    calendar.look("2026-12-02 10:00", AUDIT)
    calendar.look("2026-12-03 10:00")
    calendar.look("2026-12-04 10:00")
    assert [e.type for e in calendar.events] == [WITHDRAWN]


@pytest.mark.parametrize("n_left", [0, 1, 2, 3])
def test_nothing_is_concluded_from_a_list_that_lost_most_of_itself(n_left: int) -> None:
    calendar = Calendar()
    calendar.look("2026-11-20 10:00", AUDIT)
    for day in (21, 22, 23):
        found = calendar.look(f"2026-11-{day} 10:00", others=OTHERS[:n_left])
        assert found.faults == (f"lists {n_left} of 7 known meetings: not believed",)
    assert not calendar.events
    calendar.look("2026-11-24 10:00", AUDIT)
    assert all(m.missed_since is None for m in calendar.known.values())


def test_a_move_is_believed_though_the_rest_of_the_list_is_gone() -> None:
    calendar = Calendar()
    calendar.look("2026-11-20 10:00", AUDIT)
    found = calendar.look("2026-11-21 10:00", meeting("17", "2026-12-10 18:30"), others=())
    assert found.faults
    assert [e.type for e in calendar.events] == [MOVED]


def test_a_meeting_that_comes_back_is_no_second_event_unless_it_moved() -> None:
    calendar = Calendar()
    calendar.look("2026-11-20 10:00", AUDIT)
    calendar.look("2026-11-21 10:00")
    calendar.look("2026-11-22 10:00")
    found = calendar.look("2026-11-23 10:00", AUDIT)
    assert [m.key for m in found.back] == ["17"]
    assert len(calendar.events) == 1
    assert calendar.known["17"].gone_at is None
    calendar.look("2026-11-24 10:00", meeting("17", "2026-12-17 18:30"))
    assert [e.type for e in calendar.events] == [WITHDRAWN, MOVED]


def test_a_committee_that_is_listed_anew_on_another_day_has_moved() -> None:
    calendar = Calendar()
    calendar.look("2026-11-20 10:00", AUDIT)
    again = meeting("31", "2026-12-10 18:30")
    for day in (21, 22, 23):
        calendar.look(f"2026-11-{day} 10:00", again)
    (event,) = calendar.events
    assert event.type is MOVED
    assert event.note == (
        "Audit Committee moved from 3 December 2026, 6.30 pm to 10 December 2026, 6.30 pm"
    )
    assert event.url == again.url


def test_the_same_meeting_under_another_number_is_no_event() -> None:
    calendar = Calendar()
    calendar.look("2026-11-20 10:00", AUDIT)
    for day in (21, 22):
        calendar.look(f"2026-11-{day} 10:00", meeting("31", "2026-12-03 18:30"))
    assert not calendar.events


def test_a_system_that_numbers_all_its_meetings_anew_shows_no_event() -> None:
    calendar = Calendar()
    calendar.look("2026-12-05 10:00", AUDIT)
    renamed = [
        Meeting(key=f"n{m.key}", committee=m.committee, held_at=m.held_at, url=f"{m.url}n")
        for m in (AUDIT, *OTHERS)
    ]
    for day in (6, 7, 8):
        found = calendar.look(f"2026-12-{day:02d} 10:00", *renamed, others=())
        assert not found.faults
    assert not calendar.events


def test_the_committees_next_meeting_that_was_listed_all_along_is_no_move() -> None:
    calendar = Calendar()
    later = meeting("31", "2026-12-17 18:30")
    calendar.look("2026-11-20 10:00", AUDIT, later)
    for day in (21, 22):
        calendar.look(f"2026-11-{day} 10:00", later)
    assert [e.type for e in calendar.events] == [WITHDRAWN]


def test_a_meeting_that_only_comes_into_view_is_no_move() -> None:
    calendar = Calendar()
    calendar.look("2026-11-20 10:00", AUDIT)
    far = meeting("31", (at("2026-11-20 10:00") + AHEAD + timedelta(days=1)).strftime("%F %R"))
    for day in (22, 23):
        calendar.look(f"2026-11-{day} 10:00", far)
    assert [e.type for e in calendar.events] == [WITHDRAWN]


def test_a_calendar_of_two_months_shows_at_the_turn_of_the_month_what_is_no_move() -> None:
    november = at("2026-11-01 00:00"), at("2027-01-01 00:00")
    december = at("2026-12-01 00:00"), at("2027-02-01 00:00")
    january = meeting("31", "2027-01-14 18:30")
    calendar = Calendar()
    calendar.look("2026-11-30 10:00", AUDIT, span=november)
    for day in (1, 2):
        calendar.look(f"2026-12-{day:02d} 10:00", january, span=december)
    assert [e.type for e in calendar.events] == [WITHDRAWN]


def test_what_a_calendar_shows_no_more_since_the_month_turned_is_not_missed() -> None:
    calendar = Calendar()
    calendar.look("2026-11-30 10:00", meeting("17", "2026-11-30 18:30"))
    for day in (1, 2):
        span = at("2026-12-01 00:00"), at("2027-02-01 00:00")
        found = calendar.look(f"2026-12-{day:02d} 10:00", span=span)
        assert not found.faults
    assert not calendar.events


def test_two_meetings_that_moved_are_told_apart_by_what_lies_nearest() -> None:
    calendar = Calendar()
    calendar.look("2026-11-20 10:00", AUDIT, meeting("18", "2026-12-17 18:30"))
    again = meeting("31", "2026-12-04 18:30"), meeting("32", "2026-12-18 18:30")
    for day in (21, 22):
        calendar.look(f"2026-11-{day} 10:00", *again)
    assert sorted(e.note for e in calendar.events) == [
        "Audit Committee moved from 17 December 2026, 6.30 pm to 18 December 2026, 6.30 pm",
        "Audit Committee moved from 3 December 2026, 6.30 pm to 4 December 2026, 6.30 pm",
    ]


def test_what_lies_beyond_the_view_is_not_missed() -> None:
    calendar = Calendar()
    calendar.look("2026-11-20 10:00", meeting("17", "2027-01-25 18:30"))
    for day in (21, 22):
        span = at("2026-11-01 00:00"), at("2027-01-01 00:00")
        calendar.look(f"2026-11-{day} 10:00", span=span)
    assert not calendar.events


def test_only_the_chief_committees_make_events_and_all_are_kept() -> None:
    calendar = Calendar()
    calendar.look("2026-11-20 10:00", meeting("17", "2026-12-03 18:30", "Planning Committee"))
    calendar.look("2026-11-21 10:00", meeting("17", "2026-12-10 18:30", "Planning Committee"))
    assert not calendar.events
    assert calendar.known["17"].held_at == at("2026-12-10 18:30")


def test_without_a_council_there_is_no_event() -> None:
    calendar = Calendar(council=None)
    calendar.look("2026-11-20 10:00", AUDIT)
    calendar.look("2026-11-21 10:00", meeting("17", "2026-12-10 18:30"))
    assert not calendar.events


def test_what_has_been_held_moves_no_more() -> None:
    calendar = Calendar()
    calendar.look("2026-12-04 10:00", AUDIT)
    calendar.look("2026-12-05 10:00", meeting("17", "2026-12-10 18:30"))
    assert not calendar.events


def test_a_meeting_that_was_held_has_not_become_the_committees_next() -> None:
    calendar = Calendar()
    calendar.look("2026-12-04 10:00", AUDIT)
    for day in ("05", "06"):
        calendar.look(f"2026-12-{day} 10:00", meeting("31", "2026-12-17 18:30"))
    assert not calendar.events


def test_meetings_that_only_grow_old_are_not_missed() -> None:
    calendar = Calendar()
    calendar.look("2026-12-10 10:00", AUDIT)
    found = calendar.look("2027-02-20 10:00", others=())
    assert not found.faults
    assert not found.meetings


def test_a_move_under_another_number_is_believed_though_the_rest_of_the_list_is_gone() -> None:
    calendar = Calendar()
    calendar.look("2026-11-20 10:00", AUDIT)
    for day in (21, 22):
        found = calendar.look(f"2026-11-{day} 10:00", meeting("31", "2026-12-10 18:30"), others=())
        assert found.faults
    assert [e.type for e in calendar.events] == [MOVED]


def test_what_lies_at_the_very_edge_of_the_view_is_not_missed() -> None:
    span = at("2026-11-01 00:00"), at("2027-01-01 00:00")
    calendar = Calendar()
    calendar.look("2026-11-20 10:00", meeting("17", "2026-12-31 18:30"), span=span)
    for day in (21, 22):
        calendar.look(f"2026-11-{day} 10:00", span=span)
    assert not calendar.events


def test_a_meeting_that_is_found_to_have_been_held_takes_no_others_place() -> None:
    calendar = Calendar()
    calendar.look("2026-11-20 10:00", AUDIT)
    for day in (21, 22):
        calendar.look(f"2026-11-{day} 10:00", meeting("31", "2026-11-19 18:30"))
    assert [e.type for e in calendar.events] == [WITHDRAWN]


NOW = at("2026-11-20 10:00")
_committees = st.sampled_from(["Audit Committee", "Cabinet", "Planning Committee"])


@st.composite
def _listed(draw: st.DrawFn) -> tuple[Meeting, ...]:
    keys = draw(st.lists(st.integers(1, 9), unique=True, max_size=9))
    return tuple(
        Meeting(
            key=str(key),
            committee=draw(_committees),
            held_at=NOW + timedelta(hours=draw(st.integers(-600, 1400))),
            url=f"https://sampleford.example/{key}",
            is_cancelled=draw(st.booleans()),
        )
        for key in keys
    )


def _look(known: dict[str, KnownMeeting], listed: tuple[Meeting, ...], day: int):
    now = NOW + timedelta(days=day)
    found = compare(
        known.values(), listed, source=SOURCE, council=SAMPLEFORD, span=span_at(now), now=now
    )
    return known | {m.key: m for m in found.meetings}, found


@given(_listed(), _listed(), st.randoms())
def test_the_order_of_what_is_known_and_listed_says_nothing(one, two, random) -> None:
    known, _ = _look({}, one, 0)
    known, _ = _look(known, two, 1)
    _, straight = _look(known, two, 2)
    keys = list(known)
    random.shuffle(keys)
    mixed = list(two)
    random.shuffle(mixed)
    _, turned = _look({k: known[k] for k in keys}, tuple(mixed), 2)
    assert sorted(map(repr, turned.events)) == sorted(map(repr, straight.events))
    assert sorted(map(repr, turned.meetings)) == sorted(map(repr, straight.meetings))


@given(_listed(), _listed())
def test_one_broken_day_leaves_no_trace(whole, broken) -> None:
    shown = {m.key: m for m in whole}
    known, _ = _look({}, whole, 0)
    partial = tuple(shown[m.key] for m in broken if m.key in shown)
    known, found = _look(known, partial, 1)
    assert not found.events
    known, found = _look(known, whole, 2)
    assert not found.events
    assert all(m.missed_since is None and m.gone_at is None for m in known.values())


@given(_listed(), _listed())
def test_each_look_says_a_thing_once(one, two) -> None:
    known, _ = _look({}, one, 0)
    said = []
    for day in range(1, 6):
        known, found = _look(known, two, day)
        said += [(e.type, e.url, e.note) for e in found.events]
    assert len(said) == len(set(said))
    assert not {m.key for m in two} & {k for k, m in known.items() if m.gone_at}


def test_most_meetings_that_move_at_once_are_a_list_that_is_misread() -> None:
    calendar = Calendar()
    calendar.look("2026-11-20 10:00", meeting("17", "2026-12-03 18:30"))
    later = [replace(m, held_at=m.held_at + timedelta(days=30)) for m in OTHERS]
    found = calendar.look("2026-11-21 10:00", meeting("17", "2027-01-02 18:30"), others=later)
    assert calendar.events == []
    assert found.faults == ("moves 7 of 7 known meetings at once: not believed",)
    calendar.look("2026-11-22 10:00", meeting("17", "2026-12-03 18:30"))
    assert calendar.events == []


def test_one_of_few_meetings_may_move() -> None:
    calendar = Calendar()
    calendar.look("2026-11-20 10:00", meeting("17", "2026-12-03 18:30"), others=())
    calendar.look("2026-11-21 10:00", meeting("17", "2026-12-10 18:30"), others=())
    assert [e.type for e in calendar.events] == [EventType.MEETING_MOVED]

"""By when minutes are due, which titles are minutes, and whose may be missed at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from monitor.absence.minutes import due_day, find_minutes, find_overdue
from monitor.records import EventStatus, EventType, FormalEvent, KnownMeeting, SeenTitle
from tests.absence.meetings import SAMPLEFORD, SOURCE, at


def held(key: str, when: str, committee: str = "Audit Committee") -> KnownMeeting:
    return KnownMeeting(
        source=SOURCE,
        key=key,
        committee=committee,
        held_at=at(when),
        url=f"https://sampleford.example/ieListDocuments.aspx?CId=1&MId={key}",
        first_seen_at=at("2026-05-01 10:00"),
        last_seen_at=at("2026-07-20 10:00"),
        view_until=at("2026-09-18 10:00"),
    )


JUNE = held("17", "2026-06-03 18:30")


@pytest.mark.parametrize(
    ("other", "due"),
    [
        pytest.param(None, date(2026, 7, 29), id="eight weeks where no meeting follows"),
        pytest.param(held("18", "2026-07-15 18:30"), date(2026, 7, 15), id="the next meeting"),
        pytest.param(held("18", "2026-06-10 18:30"), date(2026, 7, 1), id="four weeks at least"),
        pytest.param(held("18", "2026-09-15 18:30"), date(2026, 7, 29), id="eight at most"),
        pytest.param(held("16", "2026-05-20 18:30"), date(2026, 7, 29), id="not an earlier one"),
        pytest.param(
            replace(held("18", "2026-07-15 18:30"), is_cancelled=True),
            date(2026, 7, 29),
            id="not one that is cancelled",
        ),
    ],
)
def test_minutes_are_due_by_the_next_meeting_within_four_to_eight_weeks(
    other: KnownMeeting | None, due: date
) -> None:
    assert due_day(JUNE, [JUNE, *([other] if other else [])]) == due


def test_an_extraordinary_meeting_is_none_to_sign_minutes_at() -> None:
    council = held("17", "2026-06-03 18:30", "Extraordinary Council")
    again = held("18", "2026-07-15 18:30", "Extraordinary Council")
    assert due_day(council, [council, again]) == date(2026, 7, 29)


@pytest.mark.parametrize(
    ("title", "url", "is_theirs"),
    [
        ("Minutes published: Audit Committee", "/ieListDocuments.aspx?CId=1&MId=17&Ver=4", True),
        ("Minutes published: Audit Committee", "/ieListDocuments.aspx?MId=170", False),
        ("Decision sheet published: Audit", "/ieListDocuments.aspx?mid=17", True),
        ("Printed minutes 03 June 2026", "/documents/g17/Printed%20minutes.pdf?T=1", True),
        ("Printed minutes 03 June 2026", "/documents/g117/Printed%20minutes.pdf?T=1", False),
        ("Audit Committee, 3 June 2026: Printed draft minutes", "/documents/g17/a.pdf?T=1", True),
        ("Audit Committee, 3 June 2026: Decision sheet", "/download/4711", True),
        ("Audit Committee, 3 June 2026: Reports pack", "/documents/g17/a.pdf?T=10", False),
        ("Minutes of the Audit Committee, 3 June 2026", "/download/4711", True),
        ("Minutes of the Audit Committee, 03/06/2026", "/download/4711", True),
        ("Minutes of the Audit Committee, 4 June 2026", "/download/4711", False),
        ("Minutes of the Cabinet, 3 June 2026", "/download/4711", False),
        ("Minutes of the Audit Committee", "/download/4711", False),
        ("Issue: no draft minutes of meetings", "/ieListDocuments.aspx?MId=17", False),
        # what is only asked for, because nothing says what is new
        ("Minutes: Audit Committee, 3 June 2026", "/ieListDocuments.aspx?MId=17", False),
        ("Agenda published: Audit Committee", "/ieListDocuments.aspx?MId=17", False),
    ],
)
def test_minutes_are_known_by_number_or_else_by_committee_and_day(
    title: str, url: str, is_theirs: bool
) -> None:
    listed = SeenTitle(
        title=title, url=f"https://sampleford.example{url}", seen_at=at("2026-06-20 10:00")
    )
    assert bool(find_minutes([JUNE], [listed])) is is_theirs


def test_the_first_title_says_when_minutes_were_seen() -> None:
    first, second = (
        SeenTitle(title="Minutes published", url=JUNE.url, seen_at=at(when))
        for when in ("2026-06-20 10:00", "2026-07-20 10:00")
    )
    assert find_minutes([JUNE], [second, first]) == {"17": first.seen_at}


def test_what_was_listed_before_the_meeting_are_no_minutes_of_it() -> None:
    listed = SeenTitle(title="Minutes published", url=JUNE.url, seen_at=at("2026-06-01 10:00"))
    assert not find_minutes([JUNE], [listed])


NOW, SINCE = at("2026-07-30 03:25"), at("2026-05-02 10:00")


def overdue(
    meeting: KnownMeeting, *, now: datetime = NOW, since: datetime | None = SINCE
) -> tuple[FormalEvent, ...]:
    return find_overdue([meeting], council=SAMPLEFORD, seeing_since=since, now=now)


def test_minutes_not_seen_say_of_what_and_by_when() -> None:
    (event,) = overdue(JUNE)
    assert (event.type, event.status) == (EventType.MINUTES_NOT_SEEN, EventStatus.NOT_SEEN)
    assert event.on == date(2026, 7, 29)
    assert event.note == "minutes of the Audit Committee of 3 June 2026 not seen by 29 July 2026"


def test_another_committees_meeting_brings_no_day_nearer() -> None:
    cabinet = held("18", "2026-07-08 18:30", "Cabinet")
    (event,) = find_overdue([JUNE, cabinet], council=SAMPLEFORD, seeing_since=SINCE, now=NOW)
    assert event.on == date(2026, 7, 29)


def test_minutes_are_not_late_on_their_last_day() -> None:
    assert not overdue(JUNE, now=at("2026-07-29 23:59"))


@pytest.mark.parametrize(
    "meeting",
    [
        pytest.param(replace(JUNE, minutes_seen_at=at("2026-06-20 10:00")), id="they were seen"),
        pytest.param(replace(JUNE, first_seen_at=at("2026-06-04 10:00")), id="found afterwards"),
        pytest.param(replace(JUNE, is_cancelled=True), id="cancelled"),
        pytest.param(replace(JUNE, gone_at=at("2026-06-01 10:00")), id="taken off the list"),
        pytest.param(replace(JUNE, committee="Planning Committee"), id="no chief committee"),
    ],
)
def test_minutes_of_some_meetings_cannot_be_missing(meeting: KnownMeeting) -> None:
    assert not overdue(meeting)


@pytest.mark.parametrize("since", [None, at("2026-06-03 18:31")])
def test_a_source_that_was_blind_in_between_misses_no_minutes(since: datetime | None) -> None:
    assert not overdue(JUNE, since=since)

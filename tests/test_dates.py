"""British dates and London weeks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.dates import (
    from_iso,
    is_working_time,
    last_week,
    next_working_time,
    parse_date,
    show_day,
    to_iso,
    week_bounds,
    week_of,
    working_days,
)

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2026-11-20T11:53:37Z", "2026-11-20T11:53:37+00:00"),
        ("Tue, 23 Jun 2026 10:00:00 BST", "2026-06-23T09:00:00+00:00"),
        ("Tue, 23 Jun 2026 10:00 GMT", "2026-06-23T10:00:00+00:00"),
        ("Mon, 23 Nov 2026 10:00:00 -0000", "2026-11-23T10:00:00+00:00"),
        ("23 November 2026", "2026-11-23T00:00:00+00:00"),
        ("23/06/2026", "2026-06-22T23:00:00+00:00"),
        ("03/02/2026", "2026-02-03T00:00:00+00:00"),
        ("Published: Monday, 23rd November 2026 at 2.15pm", "2026-11-23T14:15:00+00:00"),
        ("2 hours ago", "2026-11-24T10:00:00+00:00"),
        ("24 December", "2025-12-24T00:00:00+00:00"),
    ],
)
def test_a_date_is_read_day_first_and_in_london(text: str, iso: str) -> None:
    found = parse_date(text, now=NOW)
    assert found is not None
    assert found.isoformat() == iso


@pytest.mark.parametrize(
    "text", ["", "soon", "2030-01-01", "Mon, 01 Jan 0001 00:00:00 GMT", "32/13/2026"]
)
def test_what_is_no_date_or_in_the_future_is_none(text: str) -> None:
    assert parse_date(text, now=NOW) is None


@given(
    st.integers(40_000_000, 1_790_000_000).map(lambda s: datetime.fromtimestamp(s, UTC)),
    st.sampled_from(["GMT", "UT", "Z", "+0000", "-0000", "+0100", "-0530", "EST"]),
)
def test_a_date_of_a_feed_is_read_as_the_mail_standard_says(moment: datetime, zone: str) -> None:
    text = f"{moment:%a, %d %b %Y %H:%M:%S} {zone}"
    wanted = parsedate_to_datetime(text.replace(" Z", " GMT"))
    found = parse_date(text, now=NOW)
    assert found == (wanted if wanted.tzinfo else wanted.replace(tzinfo=UTC))


@given(st.text(max_size=60))
def test_no_text_makes_reading_a_date_fail(text: str) -> None:
    found = parse_date(text, now=NOW)
    assert found is None or found <= NOW + timedelta(days=1)


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_moment_survives_being_written(moment: datetime) -> None:
    assert from_iso(to_iso(moment)) == moment


@pytest.mark.parametrize(
    ("week", "hours"), [("2026-W13", 167), ("2026-W43", 169), ("2026-W47", 168)]
)
def test_a_week_is_longer_or_shorter_where_clocks_change(week: str, hours: int) -> None:
    start, end = week_bounds(week)
    assert end - start == timedelta(hours=hours)


def test_sunday_night_in_summer_still_belongs_to_its_week() -> None:
    sunday = datetime(2026, 6, 21, 22, 59, tzinfo=UTC)
    assert week_of(sunday) != week_of(sunday + timedelta(minutes=1))
    assert last_week(sunday + timedelta(days=7)) == week_of(sunday)


def test_a_day_is_shown_as_the_british_write_it() -> None:
    assert show_day(NOW) == "24 November 2026"


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-23T06:59:59+00:00", False),
        ("2026-11-23T07:00:00+00:00", True),
        ("2026-11-27T18:59:59+00:00", True),
        ("2026-11-27T19:00:00+00:00", False),
        ("2026-11-28T12:00:00+00:00", False),
        ("2026-11-29T12:00:00+00:00", False),
        ("2026-06-22T06:00:00+00:00", True),
        ("2026-06-22T05:59:59+00:00", False),
        ("2026-06-26T17:59:59+00:00", True),
        ("2026-06-26T18:00:00+00:00", False),
        ("2026-06-22T00:30:00-06:00", True),
    ],
)
def test_offices_are_open_on_working_days_by_londons_clock(moment: str, is_open: bool) -> None:
    assert is_working_time(from_iso(moment)) is is_open


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-24T10:30:00+00:00", "2026-11-24T10:30:00+00:00"),
        ("2026-11-24T03:25:00+00:00", "2026-11-24T07:00:00+00:00"),
        ("2026-11-27T19:00:00+00:00", "2026-11-30T07:00:00+00:00"),
        ("2026-06-26T18:00:00+00:00", "2026-06-29T06:00:00+00:00"),
        ("2026-10-24T12:00:00+00:00", "2026-10-26T07:00:00+00:00"),
    ],
)
def test_offices_open_on_the_next_working_morning_by_londons_clock(moment: str, opens: str) -> None:
    assert next_working_time(from_iso(moment)) == from_iso(opens)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        pytest.param("2026-11-23T00:00:00+00:00", "2026-11-30T00:00:00+00:00", 5, id="a week"),
        pytest.param("2026-11-27T12:00:00+00:00", "2026-11-30T06:00:00+00:00", 0.75, id="parts"),
        pytest.param("2026-11-28T00:00:00+00:00", "2026-11-29T12:00:00+00:00", 0, id="a weekend"),
        pytest.param("2026-11-24T12:00:00+00:00", "2026-11-24T12:00:00+00:00", 0, id="no time"),
        pytest.param("2026-06-21T23:00:00+00:00", "2026-06-22T23:00:00+00:00", 1, id="summer"),
    ],
)
def test_working_days_are_counted_by_londons_clock(start: str, end: str, days: float) -> None:
    found = working_days(datetime.fromisoformat(start), datetime.fromisoformat(end))
    assert found == pytest.approx(days)

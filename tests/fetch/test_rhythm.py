"""What feeds ask for, and nonsense that is as good as silence."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.fetch.rhythm import find_skips, make_rhythm


@pytest.mark.parametrize(
    ("ttl", "period", "frequency", "wait"),
    [
        ("60", "", "", timedelta(hours=1)),
        (" 15 ", "daily", "1", timedelta(minutes=15)),
        ("", "hourly", "", timedelta(hours=1)),
        ("", "\n\tHourly\n", "2", timedelta(minutes=30)),
        ("", "weekly", "7", timedelta(days=1)),
        ("", "monthly", "1", timedelta(days=30)),
        ("0", "yearly", "1", timedelta(days=365)),
        ("", "", "4", None),
        ("", "fortnightly", "1", None),
        ("", "daily", "0", None),
        ("", "daily", "99999", None),
        ("-5", "", "", None),
        ("soon", "", "", None),
        ("٣", "", "", None),
        ("99999999999999999999", "", "", None),
    ],
)
def test_a_wait_is_read_from_either_module(
    ttl: str, period: str, frequency: str, wait: timedelta | None
) -> None:
    assert make_rhythm(ttl=ttl, period=period, frequency=frequency).fresh_for == wait


def test_hours_and_days_are_counted_from_nothing() -> None:
    found = make_rhythm(hours=["24", "7", "07", "25", "x", "-1"], days=["Monday", " sunday", "Mon"])
    assert (found.skip_hours, found.skip_days) == ((0, 7), (0, 6))


def test_skips_are_found_in_the_text_of_a_feed() -> None:
    text = "<skipHours>\n<hour>3</hour><hour> 4 </hour></skipHours><skipDays><day>Friday</day></skipDays>"
    assert find_skips(text) == (["3", " 4 "], ["Friday"])

"""A calendar's meetings come out on their days, however its days are written."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.dates import LONDON
from monitor.fetch.meetings import read_meetings
from monitor.records import FetchResult, FetchStatus, Meeting

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


def link(key: int, words: str) -> str:
    return f'<a href="ieListDocuments.aspx?CId=9&amp;MId={key}">{words}</a>'


def read(inner: str, *, month: int = 11) -> tuple[Meeting, ...]:
    url = f"https://democracy.sampleford.gov.uk/mgCalendarMonthView.aspx?M={month}&Y=2026&GL=1"
    return read_meetings(
        FetchResult(
            url=url,
            final_url=url,
            status=FetchStatus.FETCHED,
            body=f"<html><body><div class='mgContent'>{inner}</div></body></html>".encode(),
            media_type="text/html; charset=utf-8",
            fetched_at=NOW,
        )
    )


def days(inner: str, *, month: int = 11) -> dict[str, str]:
    return {m.key: f"{m.held_at.astimezone(LONDON):%d/%m %H:%M}" for m in read(inner, month=month)}


def grid(*cells: str) -> str:
    return f"<table><tr>{''.join(f'<td>{c}</td>' for c in cells)}</tr></table>"


def test_the_end_of_the_month_before_is_no_end_of_this_one() -> None:
    cells = (f"26 {link(1, 'Cabinet 2.00 pm')}", f"27 {link(2, 'Council 7.00 pm')}", "28", "1")
    assert days(grid(*cells)) == {}


def test_a_meeting_on_the_first_is_found_behind_the_end_of_the_month_before() -> None:
    cells = ("26", "27", "28", "29", "30", "31", f"1 {link(1, 'Cabinet 2.00 pm')}", "2")
    assert days(grid(*cells)) == {"1": "01/11 14:00"}


def test_the_start_of_the_next_month_is_no_start_of_this_one() -> None:
    cells = ("1", f"30 {link(1, 'Audit 7.00 pm')}", f"1 {link(2, 'Planning 7.00 pm')}", "2")
    assert days(grid(*cells)) == {"1": "30/11 19:00"}


@pytest.mark.parametrize(
    "written",
    [
        "Tuesday, 24th November, 2026",
        "Tuesday 24 November",
        "Tue 24 Nov",
        "24 November 2026",
        "24/11/2026",
    ],
)
def test_a_list_may_write_its_days_in_several_ways(written: str) -> None:
    assert days(f"<p>{written}</p><p>7.00 pm {link(1, 'Council')}</p>") == {"1": "24/11 19:00"}


def test_a_meeting_without_an_hour_has_not_that_of_the_one_before() -> None:
    inner = f"<p>24 November 2026</p><p>7.00 pm {link(1, 'Council')}</p><p>{link(2, 'Cabinet')}</p>"
    assert days(inner) == {"1": "24/11 19:00", "2": "24/11 00:00"}

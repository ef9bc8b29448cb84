"""What the head of an answer means."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.fetch.answers import freshness_of, parse_retry_after, status_of
from monitor.records import Fault, FetchStatus

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DATE = "Tue, 24 Nov 2026 12:00:00 GMT"
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("headers", "fresh"),
    [
        ({"cache-control": "public, max-age=3600"}, HOUR),
        ({"cache-control": "max-age=3600", "age": "1800"}, HOUR / 2),
        ({"cache-control": "max-age=3600", "age": "7200"}, None),
        ({"cache-control": "no-cache, max-age=3600"}, None),
        ({"cache-control": "no-store"}, None),
        ({"cache-control": "max-age=9999999999"}, timedelta(days=1)),
        ({"cache-control": "s-maxage=3600"}, None),
        ({"expires": "Tue, 24 Nov 2026 13:00:00 GMT", "date": DATE}, HOUR),
        ({"expires": "Tue, 24 Nov 2026 13:00:00 GMT"}, HOUR),
        ({"expires": "Mon, 01 Jan 1990 00:00:00 GMT", "date": DATE}, None),
        ({"expires": "0"}, None),
        ({"expires": "Tue, 24 Nov 2026 13:00:00 GMT", "cache-control": "max-age=60"}, HOUR / 60),
        ({}, None),
    ],
)
def test_how_long_an_answer_stays_good(headers: dict[str, str], fresh: timedelta | None) -> None:
    """https://www.rfc-editor.org/rfc/rfc9111#section-4.2.1."""
    assert freshness_of(headers, now=NOW) == fresh


@pytest.mark.parametrize(
    ("code", "headers", "status", "fault"),
    [
        (200, {}, FetchStatus.FETCHED, None),
        (304, {}, FetchStatus.NOT_MODIFIED, None),
        (302, {}, FetchStatus.FAILED, Fault.REDIRECT),
        (401, {}, FetchStatus.BLOCKED, Fault.REFUSED),
        (403, {}, FetchStatus.BLOCKED, Fault.REFUSED),
        (403, {"cf-mitigated": "challenge"}, FetchStatus.BLOCKED, Fault.WALL),
        (404, {}, FetchStatus.FAILED, Fault.MISSING),
        (410, {}, FetchStatus.GONE, Fault.GONE),
        (429, {}, FetchStatus.RATE_LIMITED, Fault.RATE),
        (503, {}, FetchStatus.FAILED, Fault.SERVER),
        (503, {"retry-after": "60"}, FetchStatus.RATE_LIMITED, Fault.RATE),
        (503, {"cf-mitigated": "challenge"}, FetchStatus.BLOCKED, Fault.WALL),
        (599, {}, FetchStatus.FAILED, Fault.SERVER),
    ],
)
def test_each_status_is_a_value_with_its_sort_of_failure(
    code: int, headers: dict[str, str], status: FetchStatus, fault: Fault | None
) -> None:
    assert status_of(code, headers)[:2] == (status, fault)


@pytest.mark.parametrize(
    ("text", "wait"),
    [
        ("120", timedelta(minutes=2)),
        ("Tue, 24 Nov 2026 12:05:00 GMT", timedelta(minutes=5)),
        ("Tue, 24 Nov 2026 11:00:00 GMT", timedelta(0)),
        ("999999999", timedelta(days=1)),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_is_read_in_both_forms(text: str, wait: timedelta | None) -> None:
    assert parse_retry_after(text, now=NOW) == wait

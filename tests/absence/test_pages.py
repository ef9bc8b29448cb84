"""Pages of a council's own that were there and are not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from monitor.absence.pages import find_vanished, is_gone, is_own_host
from monitor.records import (
    Analysed,
    Entry,
    EntryState,
    EventType,
    Health,
    OwnSource,
    SourceKey,
    SourceKind,
)
from monitor.walls import SOFT_404
from tests.absence.meetings import SAMPLEFORD, at

NOW = at("2026-11-20 03:25")
NEWS = OwnSource(
    key=SourceKey("sampleford-news"),
    kind=SourceKind.PAGE,
    name="Sampleford news",
    shown_url="https://www.sampleford.example/news",
    council=SAMPLEFORD,
    last_ok_at=at("2026-11-12 23:50"),
    seeing_since=None,
    n_missing=3,
    health=Health.FAILING,
)


def test_a_page_that_is_missing_three_times_in_a_row_has_vanished() -> None:
    event = find_vanished(NEWS, now=NOW)
    assert event is not None
    assert (event.type, event.url) == (EventType.PAGE_VANISHED, NEWS.shown_url)
    assert event.on == date(2026, 11, 12)
    assert event.note == (
        "page (Sampleford news) is not there any more; it last answered on 12 November 2026"
    )


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(replace(NEWS, n_missing=2), id="twice"),
        pytest.param(replace(NEWS, n_missing=0), id="it fails otherwise"),
        pytest.param(replace(NEWS, last_ok_at=None), id="it never worked"),
        pytest.param(replace(NEWS, n_missing=0, health=Health.GONE), id="said by nobody"),
    ],
)
def test_otherwise_it_has_not(source: OwnSource) -> None:
    assert find_vanished(source, now=NOW) is None


def test_a_page_that_says_that_it_is_gone_is_believed_at_once() -> None:
    assert find_vanished(replace(NEWS, n_missing=1, health=Health.GONE), now=NOW) is not None


@pytest.mark.parametrize(
    ("state", "reason", "expected"),
    [
        (EntryState.GONE, "the server says 410", True),
        (EntryState.DONE, f"no text: {SOFT_404}", True),
        (EntryState.DONE, "no text: is neither a web page nor a PDF", False),
        (EntryState.PENDING, "the server says 503", False),
    ],
)
def test_what_an_entry_came_to_says_whether_it_is_gone(
    state: EntryState, reason: str, expected: bool
) -> None:
    entry = Entry(source=NEWS.key, entry_key="1", url="", title="T")
    assert is_gone(Analysed(entry=entry, state=state, reason=reason)) is expected


@pytest.mark.parametrize(
    ("url", "own", "expected"),
    [
        ("https://www.sampleford.gov.uk/a", "https://sampleford.gov.uk/news", True),
        ("https://democracy.sampleford.gov.uk/a", "https://www.sampleford.gov.uk/news", True),
        ("https://www.exampleby.gov.uk/a", "https://www.sampleford.gov.uk/news", False),
        ("https://gazette.example/a", "https://www.sampleford.gov.uk/news", False),
        ("https://other.example/a", "https://www.sampleford.example/news", False),
        ("", "", False),
        ("https://gazette.example/a", "secret:NEWS", False),
    ],
)
def test_a_councils_own_host_is_known_by_its_name(url: str, own: str, expected: bool) -> None:
    assert is_own_host(url, own) is expected

"""When to ask again, and how a source fares."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.polling import LONGEST_WAIT, next_state
from monitor.records import (
    Entry,
    FetchResult,
    FetchStatus,
    Health,
    PollState,
    Reading,
    Source,
    SourceKey,
    SourceKind,
    Tier,
    Validators,
)

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SOURCE = Source(
    key=SourceKey("a"),
    kind=SourceKind.FEED,
    name="A",
    url="https://news.example/",
    shown_url="",
    every=timedelta(minutes=30),
    tier=Tier.LOCAL,
)
STATE = PollState(source=SourceKey("a"), next_due_at=NOW)
ENTRY = Entry(source=SourceKey("a"), entry_key="1", url="", title="T", published_at=NOW)


def result(status: FetchStatus, retry_after: timedelta | None = None) -> FetchResult:
    return FetchResult(
        url="",
        final_url="",
        status=status,
        body=b"x",
        validators=Validators(etag="1"),
        retry_after=retry_after,
        fetched_at=NOW,
        reason="" if status is FetchStatus.FETCHED else "went wrong",
    )


@pytest.mark.parametrize(
    ("status", "reading", "word"),
    [
        (FetchStatus.GONE, None, Health.GONE),
        (FetchStatus.BLOCKED, None, Health.BLOCKED),
        (FetchStatus.RATE_LIMITED, None, Health.RATE_LIMITED),
        (FetchStatus.FAILED, None, Health.FAILING),
        (FetchStatus.FETCHED, Reading(entries=()), Health.EMPTY),
        (FetchStatus.FETCHED, Reading(entries=(ENTRY,)), Health.HEALTHY),
        (FetchStatus.NOT_MODIFIED, None, Health.HEALTHY),
    ],
)
def test_the_first_word_that_holds_is_said(
    status: FetchStatus, reading: Reading | None, word: Health
) -> None:
    after = next_state(SOURCE, STATE, result(status), reading, n_new=0, now=NOW)
    assert after.health is word


def test_a_validator_is_kept_only_with_what_was_read() -> None:
    read = next_state(
        SOURCE, STATE, result(FetchStatus.FETCHED), Reading(entries=(ENTRY,)), n_new=1, now=NOW
    )
    failed = next_state(SOURCE, read, result(FetchStatus.FAILED), None, n_new=0, now=NOW)
    assert read.validators.etag == "1"
    assert failed.validators == Validators()


def test_a_server_s_wish_to_be_left_alone_is_kept() -> None:
    wish = result(FetchStatus.RATE_LIMITED, timedelta(hours=5))
    after = next_state(SOURCE, STATE, wish, None, n_new=0, now=NOW)
    assert after.next_due_at >= NOW + timedelta(hours=5)


def test_a_source_that_never_answered_says_so() -> None:
    after = next_state(SOURCE, STATE, result(FetchStatus.FAILED), None, n_new=0, now=NOW)
    assert "never answered" in after.reason


@given(st.lists(st.sampled_from(list(FetchStatus)), max_size=60))
def test_the_next_poll_is_never_past_and_never_given_up(statuses: list[FetchStatus]) -> None:
    state = STATE
    for status in statuses:
        reading = Reading(entries=(ENTRY,)) if status is FetchStatus.FETCHED else None
        state = next_state(SOURCE, state, result(status), reading, n_new=0, now=NOW)
        assert NOW < state.next_due_at <= NOW + LONGEST_WAIT * 1.2

"""When to ask again, and how a source fares."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.dates import from_iso, is_working_time
from monitor.polling import (
    BLIND_AFTER,
    LONGEST_GAP,
    LONGEST_QUIET,
    LONGEST_WAIT,
    MOVED_AFTER,
    N_YIELDS,
    WHOLE_EVERY,
    address_of,
    health_at,
    is_whole_due,
    next_state,
    opens_at,
    quiet_after,
)
from monitor.records import (
    Entry,
    Fault,
    FetchResult,
    FetchStatus,
    Health,
    PollState,
    Reading,
    Rhythm,
    Source,
    SourceKey,
    SourceKind,
    Tier,
    Validators,
)
from monitor.walls import SOFT_404

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HALF_HOUR = timedelta(minutes=30)
SOURCE = Source(
    key=SourceKey("a"),
    kind=SourceKind.FEED,
    name="A",
    url="https://news.example/rss",
    shown_url="https://news.example/rss",
    every=HALF_HOUR,
    tier=Tier.LOCAL,
)
ADAPTIVE = replace(SOURCE, pace_bounds=(timedelta(minutes=10), timedelta(hours=4)))
STATE = PollState(source=SourceKey("a"), next_due_at=NOW)
ENTRY = Entry(source=SourceKey("a"), entry_key="1", url="", title="T", published_at=NOW)
READING = Reading(entries=(ENTRY,))
#: polled twice before, and well
WELL = replace(STATE, last_ok_at=NOW - HALF_HOUR, last_whole_at=NOW, yields=(0.0,), news_at=(NOW,))
OK, UNCHANGED = FetchStatus.FETCHED, FetchStatus.NOT_MODIFIED
_FAULTS = {FetchStatus.GONE: Fault.GONE, FetchStatus.BLOCKED: Fault.WALL,
           FetchStatus.RATE_LIMITED: Fault.RATE, FetchStatus.FAILED: Fault.SERVER}  # fmt: skip


def result(status: FetchStatus, **given: object) -> FetchResult:
    fields: dict[str, object] = {
        "url": SOURCE.url,
        "final_url": SOURCE.url,
        "body": b"x" if status is OK else b"",
        "validators": Validators(etag="1"),
        "fault": _FAULTS.get(status),
        "fetched_at": NOW,
        "reason": "" if status in {OK, UNCHANGED} else "went wrong",
    }
    return FetchResult(status=status, **{**fields, **given})  # type: ignore[arg-type]


def after(
    state: PollState,
    got: FetchResult,
    reading: Reading | None = None,
    *,
    source: Source = SOURCE,
    new: tuple[Entry, ...] = (),
    now: datetime = NOW,
) -> PollState:
    return next_state(source, state, got, reading, new=new, now=now)


@pytest.mark.parametrize(
    ("word", "state", "got", "reading"),
    [
        (Health.GONE, WELL, result(FetchStatus.GONE), None),
        (Health.BLOCKED, WELL, result(FetchStatus.BLOCKED), None),
        (Health.RATE_LIMITED, WELL, result(FetchStatus.RATE_LIMITED), None),
        (Health.FAILING, WELL, result(FetchStatus.FAILED), None),
        (Health.MOVED, replace(WELL, moved_to="https://new.example/", n_moved=MOVED_AFTER - 1),
         result(OK, moved_to="https://new.example/"), Reading(entries=())),
        (Health.EMPTY, WELL, result(OK), Reading(entries=())),
        (Health.EMPTY, replace(WELL, health=Health.EMPTY), result(UNCHANGED), None),
        (Health.UNDATED, WELL, result(OK), Reading(entries=(replace(ENTRY, published_at=None),))),
        (Health.QUIET, replace(WELL, news_at=(NOW - timedelta(days=30),)), result(UNCHANGED), None),
        (Health.UNPROVEN, STATE, result(OK), READING),
        (Health.HEALTHY, WELL, result(OK), READING),
        (Health.HEALTHY, WELL, result(UNCHANGED), None),
    ],
)  # fmt: skip
def test_the_first_word_that_holds_is_said(
    word: Health, state: PollState, got: FetchResult, reading: Reading | None
) -> None:
    assert after(state, got, reading).health is word


@pytest.mark.parametrize(
    ("word", "health", "last_ok", "interval"),
    [
        (Health.STALE, Health.HEALTHY, timedelta(hours=25), HALF_HOUR),
        (Health.HEALTHY, Health.HEALTHY, timedelta(hours=23), HALF_HOUR),
        (Health.HEALTHY, Health.HEALTHY, timedelta(hours=35), timedelta(hours=12)),
        (Health.STALE, Health.HEALTHY, timedelta(hours=37), timedelta(hours=12)),
        (Health.FAILING, Health.FAILING, timedelta(days=9), HALF_HOUR),
    ],
)
def test_three_intervals_or_a_day_without_success_are_stale(
    word: Health, health: Health, last_ok: timedelta, interval: timedelta
) -> None:
    state = replace(WELL, health=health, last_ok_at=NOW - last_ok)
    assert health_at(state, interval, now=NOW)[0] is word


def test_a_source_with_many_gaps_is_quiet_sooner_than_one_with_few() -> None:
    daily = tuple(NOW - timedelta(days=n) for n in range(20, 0, -1))
    weekly = tuple(NOW - timedelta(weeks=n) for n in range(20, 0, -1))
    assert quiet_after(daily) < timedelta(days=10) < quiet_after(weekly)


def test_a_pause_that_a_source_has_made_before_is_no_alarm() -> None:
    usual = tuple(NOW - timedelta(days=n) for n in (40, 39, 38, 37, 24, 23, 22))
    assert quiet_after(usual) > timedelta(days=13)


def test_a_health_word_keeps_the_time_since_when_it_holds() -> None:
    first = after(WELL, result(FetchStatus.FAILED))
    later = after(first, result(FetchStatus.FAILED), now=NOW + HALF_HOUR)
    assert first.health_since == later.health_since == NOW


def test_a_validator_is_kept_only_with_what_was_read() -> None:
    read = after(STATE, result(OK), READING)
    failed = after(read, result(FetchStatus.FAILED, validators=Validators(etag="other")))
    assert failed.validators == read.validators == Validators(etag="1")


@pytest.mark.parametrize(
    ("faults", "is_whole"),
    [
        ((), False),
        ((Fault.SERVER,), False),
        ((Fault.CONTENT,), True),
        ((Fault.WALL,), True),
        ((Fault.SERVER, Fault.SERVER), True),
    ],
)
def test_after_a_failure_the_next_answer_must_be_whole_but_for_one_that_passes(
    faults: tuple[Fault, ...], is_whole: bool
) -> None:
    state = WELL
    for fault in faults:
        state = after(state, result(FetchStatus.FAILED, fault=fault))
    assert is_whole_due(state, now=NOW) is is_whole


def test_the_whole_is_asked_for_now_and_then() -> None:
    assert not is_whole_due(WELL, now=NOW + WHOLE_EVERY - HALF_HOUR)
    assert is_whole_due(WELL, now=NOW + WHOLE_EVERY)


def test_a_server_s_wish_to_be_left_alone_is_kept() -> None:
    wish = result(FetchStatus.RATE_LIMITED, retry_after=timedelta(hours=5))
    assert after(STATE, wish).next_due_at >= NOW + timedelta(hours=5)


@pytest.mark.parametrize(
    ("fresh", "rhythm", "wait"),
    [
        (None, Rhythm(), HALF_HOUR),
        (timedelta(hours=2), Rhythm(), timedelta(hours=2)),
        (timedelta(minutes=5), Rhythm(), HALF_HOUR),
        (None, Rhythm(fresh_for=timedelta(hours=3)), timedelta(hours=3)),
        (timedelta(days=90), Rhythm(), LONGEST_WAIT),
        (None, Rhythm(skip_hours=(12, 13)), timedelta(hours=2)),
        (None, Rhythm(skip_days=(1,)), timedelta(hours=12)),
        (None, Rhythm(skip_hours=tuple(range(24))), HALF_HOUR),
    ],
)
def test_an_answer_that_is_still_good_is_not_asked_for_again(
    fresh: timedelta | None, rhythm: Rhythm, wait: timedelta
) -> None:
    reading = Reading(entries=(ENTRY,), rhythm=rhythm)
    assert after(STATE, result(OK, fresh_for=fresh), reading).next_due_at == NOW + wait


def test_each_failure_makes_the_wait_longer_and_none_ends_it() -> None:
    state, waits = WELL, []
    for _ in range(60):
        state = after(state, result(FetchStatus.FAILED, fault=Fault.MISSING))
        waits.append(state.next_due_at - NOW)
    assert waits[0] < waits[2] < waits[8]
    assert waits[-1] <= LONGEST_WAIT * 1.2


def test_what_passes_by_itself_weighs_less() -> None:
    soft = after(WELL, result(FetchStatus.FAILED, fault=Fault.TIMEOUT))
    hard = after(WELL, result(FetchStatus.FAILED, fault=Fault.MISSING))
    assert soft.backoff < hard.backoff


def test_sources_that_fail_together_do_not_come_back_together() -> None:
    names = [replace(SOURCE, key=SourceKey(f"s{n}")) for n in range(30)]
    dues = {after(WELL, result(FetchStatus.FAILED), source=s).next_due_at for s in names}
    assert len(dues) > 25


def test_waiting_for_a_turn_changes_nothing_but_the_time() -> None:
    put_off = result(FetchStatus.DEFERRED, retry_after=timedelta(seconds=5), reason="waits")
    assert after(WELL, put_off) == replace(WELL, next_due_at=NOW + timedelta(seconds=5))


def test_a_permanent_redirect_is_believed_when_it_repeats() -> None:
    moved = result(OK, moved_to="https://new.example/rss")
    once = after(STATE, moved, READING)
    twice = after(once, moved, READING)
    assert address_of(SOURCE, once) == SOURCE.url
    assert address_of(SOURCE, twice) == "https://new.example/rss"


def test_a_new_address_that_answers_is_kept() -> None:
    state = replace(WELL, moved_to="https://new.example/rss", n_moved=MOVED_AFTER)
    well = after(state, result(UNCHANGED, url="https://new.example/rss"))
    assert address_of(SOURCE, well) == "https://new.example/rss"


def test_a_new_address_that_dies_is_given_up_for_the_old() -> None:
    state = replace(WELL, moved_to="https://new.example/rss", n_moved=MOVED_AFTER)
    for _ in range(BLIND_AFTER):
        state = after(state, result(FetchStatus.FAILED, url="https://new.example/rss"))
    assert address_of(SOURCE, state) == SOURCE.url


def test_where_a_secret_address_leads_is_not_kept() -> None:
    secret = replace(SOURCE, shown_url="secret:ALERT")
    moved = result(OK, moved_to="https://new.example/rss")
    state = after(after(STATE, moved, READING, source=secret), moved, READING, source=secret)
    assert state.moved_to is None


def test_a_source_is_blind_from_the_third_failure_until_it_answers() -> None:
    state, blind = WELL, []
    for _ in range(BLIND_AFTER):
        state = after(state, result(FetchStatus.FAILED))
        blind.append(state.blind_since is not None)
    assert blind == [False, False, True]
    assert after(state, result(OK), READING).blind_since is None


def test_a_google_alert_that_finds_nothing_is_not_blind() -> None:
    alert = replace(SOURCE, kind=SourceKind.GOOGLE_ALERTS)
    used = replace(WELL, last_new_at=NOW - timedelta(days=60))
    assert after(used, result(OK), Reading(entries=()), source=alert).blind_since is None
    assert after(used, result(OK), Reading(entries=())).blind_since == NOW


def test_a_source_that_brings_much_is_asked_sooner_and_one_that_brings_nothing_later() -> None:
    many = Reading(entries=tuple(replace(ENTRY, entry_key=str(n)) for n in range(10)))
    rich = poor = WELL
    for _ in range(N_YIELDS):
        rich = after(rich, result(OK), many, source=ADAPTIVE, new=many.entries[:4])
        poor = after(poor, result(UNCHANGED), source=ADAPTIVE)
    assert (rich.pace or HALF_HOUR) < HALF_HOUR < (poor.pace or HALF_HOUR)


def test_a_fixed_interval_stays() -> None:
    state = WELL
    for _ in range(3 * N_YIELDS):
        state = after(state, result(UNCHANGED))
    assert state.pace is None


@given(st.lists(st.floats(min_value=0, max_value=1), min_size=1, max_size=80))
def test_the_interval_stays_within_its_bounds(shares: list[float]) -> None:
    state = WELL
    entries = tuple(replace(ENTRY, entry_key=str(n)) for n in range(20))
    for share in shares:
        new = entries[: round(20 * share)]
        state = after(state, result(OK), Reading(entries=entries), source=ADAPTIVE, new=new)
        least, most = ADAPTIVE.pace_bounds or (HALF_HOUR, HALF_HOUR)
        assert state.pace is None or least <= state.pace <= most


def test_a_source_that_never_answered_says_so() -> None:
    assert "never answered" in after(STATE, result(FetchStatus.FAILED)).reason


@given(st.lists(st.sampled_from(list(FetchStatus)), max_size=60))
def test_the_next_poll_is_never_past_and_never_given_up(statuses: list[FetchStatus]) -> None:
    state = STATE
    for status in statuses:
        reading = READING if status is OK else None
        state = after(state, result(status), reading)
        assert NOW < state.next_due_at <= NOW + LONGEST_WAIT * 1.2


def test_a_source_is_seen_without_a_break_from_its_first_answer_on() -> None:
    first = next_state(SOURCE, STATE, result(OK), READING, new=(), now=NOW)
    later = next_state(SOURCE, first, result(UNCHANGED), None, new=(), now=NOW + HALF_HOUR)
    assert first.seeing_since == later.seeing_since == NOW


def test_a_failure_or_two_break_nothing_and_blindness_does() -> None:
    state = replace(WELL, seeing_since=NOW - WHOLE_EVERY)
    for n in range(1, BLIND_AFTER + 1):
        state = after(state, result(FetchStatus.FAILED))
        assert (state.seeing_since is None) is (n == BLIND_AFTER)
    state = next_state(SOURCE, state, result(OK), READING, new=(), now=NOW)
    assert state.seeing_since == NOW


def test_what_was_not_asked_for_days_was_not_seen_in_between() -> None:
    state = replace(WELL, last_ok_at=NOW - LONGEST_GAP - HALF_HOUR, seeing_since=NOW - WHOLE_EVERY)
    assert after(state, result(OK), READING).seeing_since == NOW
    state = replace(state, last_ok_at=NOW - LONGEST_GAP)
    assert after(state, result(OK), READING).seeing_since == NOW - WHOLE_EVERY


@pytest.mark.parametrize(("http_status", "n_missing"), [(404, 3), (410, 3), (403, 0), (503, 0)])
def test_only_answers_that_there_is_nothing_count_as_missing(
    http_status: int, n_missing: int
) -> None:
    state = replace(WELL, n_missing=2)
    assert after(state, result(FetchStatus.FAILED, http_status=http_status)).n_missing == n_missing


def test_a_page_that_says_itself_that_it_is_not_there_counts_as_missing() -> None:
    soft = result(FetchStatus.FAILED, http_status=200, fault=Fault.CONTENT, reason=SOFT_404)
    assert after(replace(WELL, n_missing=2), soft).n_missing == 3


def test_an_answer_ends_the_count_of_what_is_missing() -> None:
    assert after(replace(WELL, n_missing=2), result(OK), READING).n_missing == 0


def test_a_source_that_is_quiet_for_a_summer_is_seen_without_a_break() -> None:
    asleep = replace(WELL, news_at=(NOW - timedelta(days=30),), seeing_since=NOW - WHOLE_EVERY)
    for days, expected in ((0, True), (LONGEST_QUIET.days, True), (LONGEST_QUIET.days + 1, False)):
        state = replace(asleep, blind_since=NOW - timedelta(days=days))
        quiet = after(state, result(UNCHANGED))
        assert quiet.health is Health.QUIET
        assert (quiet.seeing_since is not None) is expected


#: asked every six hours while its council's office is open
OFFICE = replace(SOURCE, every=timedelta(hours=6), working_hours=True)


@pytest.mark.parametrize(
    ("polled", "hour_of_next"),
    [
        ("2026-11-24T08:00+00:00", None),
        ("2026-11-24T15:00+00:00", "2026-11-25T07:00+00:00"),
        ("2026-11-27T13:30+00:00", "2026-11-30T07:00+00:00"),
        ("2026-11-28T09:00+00:00", "2026-11-30T07:00+00:00"),
        # the clocks go forward on 29 March 2026, and back on 25 October 2026
        ("2026-03-27T14:00+00:00", "2026-03-30T06:00+00:00"),
        ("2026-10-23T14:00+00:00", "2026-10-26T07:00+00:00"),
        ("2026-07-01T11:59+00:00", None),
        ("2026-07-01T12:00+00:00", "2026-07-02T06:00+00:00"),
    ],
)
def test_what_falls_due_outside_working_hours_waits_for_the_first_hour_of_the_next_working_day(
    polled: str, hour_of_next: str | None
) -> None:
    now = from_iso(polled)
    state = replace(WELL, last_ok_at=now - timedelta(days=1))
    due = after(state, result(UNCHANGED), source=OFFICE, now=now).next_due_at
    if hour_of_next is None:
        assert due == now + OFFICE.every
    else:
        assert timedelta(0) <= due - from_iso(hour_of_next) < timedelta(hours=1)


def test_those_who_wait_for_a_morning_do_not_come_at_once() -> None:
    evening = from_iso("2026-11-27T19:30+00:00")
    state = replace(STATE, last_polled_at=evening)
    dues = {
        opens_at(replace(OFFICE, key=SourceKey(f"council-{n}")), state, evening).minute
        for n in range(300)
    }
    assert len(dues) == 60


def test_a_source_that_was_never_asked_does_not_wait_for_the_office_to_open() -> None:
    saturday = from_iso("2026-11-28T12:00+00:00")
    put_off = result(FetchStatus.DEFERRED, retry_after=timedelta(seconds=10))
    assert after(STATE, put_off, source=OFFICE, now=saturday).next_due_at == saturday + timedelta(
        seconds=10
    )
    polled = replace(STATE, last_polled_at=saturday)
    assert is_working_time(after(polled, put_off, source=OFFICE, now=saturday).next_due_at)


@given(
    minutes=st.integers(0, 60 * 24 * 400),
    every=st.integers(1, 60 * 48),
    status=st.sampled_from([OK, UNCHANGED, FetchStatus.FAILED, FetchStatus.BLOCKED]),
    skipped=st.sets(st.integers(0, 23)),
)
def test_a_source_that_keeps_working_hours_is_never_due_outside_them(
    minutes: int, every: int, status: FetchStatus, skipped: set[int]
) -> None:
    now = NOW + timedelta(minutes=minutes)
    source = replace(OFFICE, every=timedelta(minutes=every))
    state = replace(WELL, last_polled_at=now, rhythm=Rhythm(skip_hours=tuple(skipped)))
    due = after(state, result(status), source=source, now=now).next_due_at
    assert is_working_time(due)
    assert now + source.every <= due


@pytest.mark.parametrize(
    ("word", "polled", "now"),
    [
        (Health.HEALTHY, "2026-11-27T18:59+00:00", "2026-11-30T08:30+00:00"),
        (Health.HEALTHY, "2026-11-27T13:01+00:00", "2026-11-30T08:30+00:00"),
        (Health.STALE, "2026-11-26T18:00+00:00", "2026-11-30T08:30+00:00"),
        (Health.STALE, "2026-11-27T18:59+00:00", "2026-12-01T08:30+00:00"),
    ],
)
def test_a_source_that_keeps_working_hours_is_not_stale_for_a_weekend(
    word: Health, polled: str, now: str
) -> None:
    ended = from_iso(polled)
    state = replace(WELL, health=Health.HEALTHY, last_ok_at=ended, news_at=(ended,))
    found = health_at(state, OFFICE.every, now=from_iso(now), working_hours=True)
    assert found[0] is word

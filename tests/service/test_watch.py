"""Each source that goes blind is said once, and once more when it sees again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.config import Config, load_config
from monitor.polling import BLIND_AFTER, next_state
from monitor.records import (
    Entry,
    Fault,
    FetchResult,
    FetchStatus,
    Health,
    Listing,
    PollRecord,
    Reading,
    Source,
    SourceKey,
    SourceKind,
)
from monitor.service.watch import judge_sources, tell_operator
from monitor.store import Store, open_store

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
TOML = "".join(
    f"""
[[source]]
key = "{key}"
kind = "feed"
name = "The {key.title()}"
url = "https://{key}.example/rss"
tier = "local"
"""
    for key in ("gazette", "echo", "post", "mail", "star")
)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    path = tmp_path / "sources.toml"
    path.write_text(TOML, encoding="utf-8")
    return load_config(path, {})


@pytest.fixture
def store(config: Config) -> Iterator[Store]:
    opened = open_store(None)
    opened.sources.sync(config.sources, now=NOW, spread=timedelta(0))
    yield opened
    opened.close()


def poll(store: Store, source: Source, status: FetchStatus, at: datetime = NOW) -> None:
    is_ok = status is FetchStatus.FETCHED
    result = FetchResult(
        url=source.url,
        final_url=source.url,
        status=status,
        body=b"x" if is_ok else b"",
        fetched_at=at,
        fault=None if is_ok else Fault.SERVER,
        reason="" if is_ok else "the server says 500",
    )
    entry = Entry(source=source.key, entry_key="1", url="", title="T", published_at=at)
    reading = Reading(entries=(entry,)) if is_ok else None
    state = next_state(source, store.sources.state(source.key), result, reading, new=(), now=at)
    store.sources.save_poll(
        PollRecord(state=state, listing=Listing(), status=status, http_status=200, n_bytes=1,
                   polled_at=at)
    )  # fmt: skip


def blind(store: Store, source: Source) -> None:
    for _ in range(BLIND_AFTER):
        poll(store, source, FetchStatus.FAILED)


def notices(store: Store) -> list[str]:
    with store.reading() as db:
        return [r[0] for r in db.execute("SELECT payload FROM deliveries ORDER BY id")]


def test_one_failure_is_no_news(store: Store, config: Config) -> None:
    poll(store, config.sources[0], FetchStatus.FAILED)
    assert tell_operator(store, config, now=NOW) == 0


def test_a_source_that_goes_blind_is_said_once(store: Store, config: Config) -> None:
    blind(store, config.sources[0])
    assert tell_operator(store, config, now=NOW) == 1
    poll(store, config.sources[0], FetchStatus.FAILED)
    assert tell_operator(store, config, now=NOW + timedelta(hours=1)) == 0
    (notice,) = notices(store)
    assert "The Gazette cannot be seen" in notice
    assert "the server says 500" in notice


def test_it_is_said_once_more_when_it_sees_again(store: Store, config: Config) -> None:
    blind(store, config.sources[0])
    tell_operator(store, config, now=NOW)
    poll(store, config.sources[0], FetchStatus.FETCHED)
    assert tell_operator(store, config, now=NOW) == 1
    assert tell_operator(store, config, now=NOW) == 0
    assert "can be seen again" in notices(store)[1]


def test_one_that_recovers_before_it_was_said_is_never_said(store: Store, config: Config) -> None:
    blind(store, config.sources[0])
    poll(store, config.sources[0], FetchStatus.FETCHED)
    assert tell_operator(store, config, now=NOW) == 0


def test_those_that_go_blind_together_stand_in_one_notice(store: Store, config: Config) -> None:
    for source in config.sources:
        blind(store, source)
    assert tell_operator(store, config, now=NOW) == 5
    (notice,) = notices(store)
    assert "and 2 more sources cannot be seen" in notice


def test_a_second_outage_on_the_same_day_is_said_too(store: Store, config: Config) -> None:
    for at in (NOW, NOW + timedelta(hours=2)):
        blind(store, config.sources[0])
        tell_operator(store, config, now=at)
        poll(store, config.sources[0], FetchStatus.FETCHED)
        tell_operator(store, config, now=at + timedelta(hours=1))
    assert len(notices(store)) == 4


def test_a_paused_source_is_nobody_s_worry(store: Store, config: Config) -> None:
    blind(store, config.sources[0])
    store.sources.pause(config.sources[0].key, by="op", now=NOW)
    assert tell_operator(store, config, now=NOW) == 0


def test_time_alone_makes_a_source_stale(store: Store, config: Config) -> None:
    poll(store, config.sources[0], FetchStatus.FETCHED)
    judge_sources(store, now=NOW + timedelta(days=2))
    assert store.sources.state(SourceKey("gazette")).health is Health.STALE
    assert tell_operator(store, config, now=NOW + timedelta(days=2)) == 1


def test_an_alert_that_has_found_nothing_for_long_is_quiet_and_nobody_s_worry(
    store: Store, config: Config
) -> None:
    alert = replace(config.sources[0], kind=SourceKind.GOOGLE_ALERTS)
    store.sources.sync([alert], now=NOW, spread=timedelta(0))
    later = NOW + timedelta(days=30)
    poll(store, alert, FetchStatus.FETCHED)
    state = replace(store.sources.state(alert.key), last_ok_at=later, news_at=(NOW,))
    store.sources.save_poll(
        PollRecord(state=state, listing=Listing(), status=FetchStatus.NOT_MODIFIED,
                   http_status=304, n_bytes=0, polled_at=later)
    )  # fmt: skip
    judge_sources(store, now=later)
    assert store.sources.state(alert.key).health is Health.QUIET
    assert tell_operator(store, config, now=later) == 0


def test_a_new_address_leaves_a_source_paused(store: Store, config: Config) -> None:
    source = config.sources[0]
    store.sources.pause(source.key, by="op", now=NOW)
    store.sources.sync([replace(source, url="https://new.example/")], now=NOW, spread=timedelta(0))
    assert store.sources.state(source.key).paused_by == "op"


def test_a_poll_does_not_undo_what_a_person_or_the_watch_wrote(
    store: Store, config: Config
) -> None:
    source = config.sources[0]
    before = store.sources.state(source.key)
    store.sources.pause(source.key, by="op", now=NOW)
    store.sources.mark_told([source.key], NOW)
    store.sources.save_poll(
        PollRecord(state=replace(before, failures=1), listing=Listing(),
                   status=FetchStatus.FAILED, http_status=None, n_bytes=0, polled_at=NOW)
    )  # fmt: skip
    after = store.sources.state(source.key)
    assert (after.paused_by, after.told_at, after.failures) == ("op", NOW, 1)
    assert store.sources.due(NOW + timedelta(days=9), limit=9, exclude=()).count(source.key) == 0


def test_a_source_that_is_stale_by_the_hour_is_not_seen_without_a_break(
    store: Store, config: Config
) -> None:
    key = config.sources[0].key
    poll(store, config.sources[0], FetchStatus.FETCHED)
    assert store.sources.state(key).seeing_since == NOW
    judge_sources(store, now=NOW + timedelta(days=5))
    assert store.sources.state(key).seeing_since is None

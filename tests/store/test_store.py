"""Whole records in, whole records out; all of a transaction or nothing."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from monitor.errors import LockedError, StaleError, StoreError
from monitor.identity import tell_apart
from monitor.polling import health_at
from monitor.records import (
    AlertState,
    Channel,
    CouncilSlug,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Document,
    Entry,
    EntryState,
    Estimate,
    EventStatus,
    EventType,
    FetchStatus,
    FormalEvent,
    Health,
    Listing,
    Mention,
    Method,
    Outline,
    PollRecord,
    PollState,
    Severity,
    Source,
    SourceKey,
    SourceKind,
    Span,
    TaggedDocument,
    Theme,
    ThemeHit,
    Tier,
)
from monitor.store import Store, lock_database, open_store
from monitor.store.codec import to_row
from monitor.store.entries import MAX_PER_SOURCE
from tests.filed import file_alert, make_desk

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SECRET = "https://news.example/private/123"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "monitor.db")
    yield opened
    opened.close()


def source(key: str = "gazette") -> Source:
    return Source(
        key=SourceKey(key),
        kind=SourceKind.FEED,
        name=key.title(),
        url=SECRET,
        shown_url="env:GAZETTE",
        every=timedelta(minutes=30),
        tier=Tier.LOCAL,
    )


def poll(store: Store, *keys: str, at: datetime = NOW) -> tuple[Entry, ...]:
    entries = tuple(
        Entry(source=SourceKey("gazette"), entry_key=k, url=f"https://news.example/{k}", title=k)
        for k in keys
    )
    key = SourceKey("gazette")
    state = store.sources.state(key)
    held = store.sources.held(key, keys, ())
    listing = tell_apart(entries, held, now=at)
    record = PollRecord(
        state=replace(state, last_polled_at=at, next_due_at=at + timedelta(minutes=30)),
        listing=listing,
        status=FetchStatus.FETCHED,
        http_status=200,
        n_bytes=1,
        polled_at=at,
    )
    store.sources.save_poll(record)
    ids = {h.entry_key: h.id for h in store.sources.held(key, keys, ())}
    return tuple(store.entries.get(ids[e.entry_key]) for e in listing.new)


def tagged(url: str = "https://news.example/1", text: str = "hello") -> TaggedDocument:
    document = Document(
        url=url,
        outlet="news.example",
        title="T",
        standfirst=text,
        text=text,
        published_at=NOW,
        retrieved_at=NOW,
        text_sha256=text,
        extractor="test",
        pages=(3, 9),
    )
    hit = ThemeHit(
        theme=Theme.FINANCE,
        start=0,
        end=1,
        sentence=Span(start=0, end=4),
        method=Method.PHRASE,
        rule="r",
        confidence=0.5,
        weight=3,
        severity=Severity.ACUTE,
        council=CouncilSlug("b"),
    )
    mention = Mention(
        council=CouncilSlug("b"),
        start=0,
        end=1,
        surface="T",
        method="m",
        is_about=True,
        confidence=0.9,
    )
    event = FormalEvent(
        type=EventType.S114_WARNED,
        council=None,
        on=date(2026, 1, 1),
        status=EventStatus.REPORTED,
        start=0,
        end=1,
    )
    return TaggedDocument(
        document=document,
        outline=Outline(covers=(CouncilSlug("b"),)),
        mentions=(mention,),
        theme_hits=(hit,),
        events=(event,),
        versions=(("lexicon", "1"),),
        estimates=(
            Estimate(
                council=None,
                start=0,
                end=1,
                severities=(0.25, 0.25, 0.5, 0.0),
                themes=((Theme.AUDIT, 0.75),),
            ),
        ),
    )


def test_a_failed_insert_leaves_no_row_in_any_table(store: Store) -> None:
    store.sources.sync([source()], now=NOW, spread=timedelta(0))

    def fail_at_last() -> None:
        with store.transaction():
            store.documents.save(tagged(), now=NOW)
            store.db.execute("INSERT INTO verdicts (alert) VALUES (1)")

    with pytest.raises(StoreError):
        fail_at_last()
    tables = ("documents", "mentions", "theme_hits", "formal_events", "sightings", "verdicts")
    for table in (*tables, "estimates"):
        assert store.db.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_a_document_comes_back_as_it_went(store: Store) -> None:
    given = tagged()
    key = store.documents.save(given, now=NOW)
    assert store.documents.tagged(key) == replace(given, document=replace(given.document, id=key))


def test_other_text_under_an_address_is_its_next_revision(store: Store) -> None:
    first = store.documents.save(tagged(text="one"), now=NOW)
    second = store.documents.save(tagged(text="two"), now=NOW)
    found = store.documents.get(second)
    assert (first, found.revision, found.text) == (second, 2, "two")


def test_an_entry_is_new_once(store: Store) -> None:
    store.sources.sync([source()], now=NOW, spread=timedelta(0))
    assert len(poll(store, "a", "b")) == 2
    assert [e.entry_key for e in poll(store, "b", "c")] == ["c"]


def test_an_entry_is_leased_to_one_and_comes_back_when_the_lease_runs_out(store: Store) -> None:
    store.sources.sync([source()], now=NOW, spread=timedelta(0))
    poll(store, "a")
    lease = timedelta(minutes=5)
    assert len(store.entries.claim(NOW, limit=5, lease=lease)) == 1
    assert store.entries.claim(NOW, limit=5, lease=lease) == ()
    (again,) = store.entries.claim(NOW + lease, limit=5, lease=lease)
    assert again.tries == 2


def test_leases_are_released_at_start(store: Store) -> None:
    store.sources.sync([source()], now=NOW, spread=timedelta(0))
    poll(store, "a")
    store.entries.claim(NOW, limit=5, lease=timedelta(days=1))
    assert store.entries.release(NOW) == 1
    assert store.entries.counts() == {EntryState.PENDING: 1}


def test_first_polls_are_spread_and_the_longest_overdue_comes_first(store: Store) -> None:
    store.sources.sync([source(f"s{n}") for n in range(50)], now=NOW, spread=timedelta(hours=1))
    due = store.sources.due(NOW + timedelta(hours=1), limit=50)
    moments = [store.sources.state(k).next_due_at for k in due]
    assert moments == sorted(moments)
    assert moments[-1] - moments[0] > timedelta(minutes=40)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT source FROM poll_state WHERE is_due = 1 AND next_due_at <= 'x' ORDER BY next_due_at",
        "SELECT id FROM entries WHERE state = 'pending' AND next_try_at IS NULL ORDER BY id",
    ],
)
def test_the_ticks_read_an_index(store: Store, sql: str) -> None:
    plan = str(store.db.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall())
    assert "USING" in plan
    assert "INDEX" in plan
    assert "TEMP B-TREE" not in plan


def test_a_removed_source_is_no_longer_polled(store: Store) -> None:
    store.sources.sync([source()], now=NOW, spread=timedelta(0))
    store.sources.sync([], now=NOW, spread=timedelta(0))
    assert store.sources.due(NOW, limit=5) == ()


def test_a_secret_address_never_reaches_the_file(store: Store) -> None:
    store.sources.sync([source()], now=NOW, spread=timedelta(0))
    assert store.path is not None
    store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert SECRET.encode() not in store.path.read_bytes()


def test_text_is_dropped_after_its_days_and_spans_stay(store: Store) -> None:
    key = store.documents.save(tagged(), now=NOW)
    assert store.documents.drop_text(before=NOW + timedelta(seconds=1)) == 1
    assert store.documents.get(key).text == ""
    assert len(store.documents.tagged(key).theme_hits) == 1


def test_mentions_are_forgotten_but_for_those_of_stories(store: Store) -> None:
    key = store.documents.save(tagged(), now=NOW)
    store.documents.drop_mentions(before=NOW + timedelta(seconds=1))
    assert store.documents.tagged(key).mentions == ()


def test_the_log_refuses_changes(store: Store) -> None:
    from monitor.records import Event, Via

    store.log.append(Event(at=NOW, subject="a", subject_id="1", what="x", by="y", via=Via.CLI))
    with pytest.raises(StoreError), store.transaction():
        store.db.execute("DELETE FROM events")


def test_the_views_have_the_columns_that_others_read(store: Store) -> None:
    columns = [r[1] for r in store.db.execute("PRAGMA table_info(alert_queue)")]
    assert columns == [
        "id",
        "revision",
        "council",
        "gss",
        "region",
        "headline",
        "url",
        "themes",
        "severity",
        "score",
        "lane",
        "state",
        "assignee",
        "restricted",
        "n_origins",
        "corroborated",
        "first_seen_at",
        "updated_at",
    ]


@pytest.mark.parametrize("working_hours", [False, True])
@pytest.mark.parametrize("hours", [20, 30, 80, 90])
def test_the_view_calls_a_source_stale_as_the_code_does(
    store: Store, hours: int, *, working_hours: bool
) -> None:
    watched = replace(source(), every=timedelta(hours=6), working_hours=working_hours)
    store.sources.sync([watched], now=NOW, spread=timedelta(0))
    now = datetime.now(UTC)  # the view has SQLite's clock
    state = replace(store.sources.state(watched.key), last_ok_at=now - timedelta(hours=hours),
                    last_new_at=now, pace=timedelta(hours=6), health=Health.HEALTHY)  # fmt: skip
    with store.transaction():
        store.db.table("poll_state").update(watched.key, to_row(state))
    word = store.db.execute("SELECT health FROM source_health").fetchone()[0]
    expected, _ = health_at(state, watched.every, now=now, working_hours=working_hours)
    assert word == expected
    assert (word == "stale") is (hours > (84 if working_hours else 24))


def test_a_delivery_is_queued_once(store: Store) -> None:
    given = Delivery(
        subject="digest:a:1",
        channel=Channel.FILE,
        kind=DeliveryKind.DIGEST,
        target="a",
        not_before=NOW,
    )
    assert store.outbox.put(given)
    assert not store.outbox.put(given)
    (claimed,) = store.outbox.claim(NOW, lease=timedelta(minutes=1))
    assert claimed.state is DeliveryState.PENDING
    (again,) = store.outbox.claim(NOW + timedelta(minutes=1), lease=timedelta(minutes=1))
    assert again.state is DeliveryState.CLAIMED


def test_two_threads_may_write_at_once(store: Store) -> None:
    faults: list[Exception] = []

    def write(start: int) -> None:
        try:
            for n in range(start, start + 30):
                store.documents.save(tagged(f"https://news.example/{n}", str(n)), now=NOW)
        except StoreError as error:
            faults.append(error)

    threads = [threading.Thread(target=write, args=(n,)) for n in (0, 100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert store.db.execute("SELECT count(*) FROM documents").fetchone() == (60,)


def _try_lock(path: str, answer: multiprocessing.Queue[str]) -> None:
    try:
        with lock_database(Path(path)):
            answer.put("locked")
    except LockedError as error:
        answer.put(str(error))


def test_a_second_daemon_is_refused_and_told_of_the_first(tmp_path: Path) -> None:
    import os

    context = multiprocessing.get_context("spawn")
    answer: multiprocessing.Queue[str] = context.Queue()
    with lock_database(tmp_path / "monitor.db"):
        process = context.Process(target=_try_lock, args=(str(tmp_path / "monitor.db"), answer))
        process.start()
        message = answer.get(timeout=30)
        process.join()
    assert f"process {os.getpid()}" in message


def test_a_backup_is_whole_and_never_overwrites(store: Store, tmp_path: Path) -> None:
    key = store.documents.save(tagged(), now=NOW)
    store.reports.backup(tmp_path / "copy.db")
    copy = open_store(tmp_path / "copy.db")
    assert copy.documents.get(key).title == "T"
    copy.close()
    with pytest.raises(StoreError, match="there already"):
        store.reports.backup(tmp_path / "copy.db")


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("hello, I am a text file and not a database at all" * 20)
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(tmp_path / "x.db")


def test_a_stale_revision_changes_nothing(store: Store, tmp_path: Path) -> None:
    alert = file_alert(store, make_desk(tmp_path / "register"), "Section 114 notice issued")
    store.alerts.save(replace(alert, revision=2, state=AlertState.CLAIMED))
    with pytest.raises(StaleError):
        store.alerts.save(replace(alert, revision=2))


def test_an_alert_comes_back_as_it_went(store: Store, tmp_path: Path) -> None:
    alert = file_alert(store, make_desk(tmp_path / "register"), "Section 114 notice issued")
    assert alert.id is not None
    assert store.alerts.get(alert.id) == alert


def test_old_backups_are_dropped_and_others_stay(store: Store) -> None:
    assert store.path is not None
    folder = store.path.parent / "backups"
    folder.mkdir()
    store.reports.backup(folder / "monday.db")
    later = datetime.now(UTC) + timedelta(days=1)
    assert store.reports.drop_backups(before=later - timedelta(days=9)) == 0
    assert store.reports.drop_backups(before=later) == 1


def _due_in_turn(store: Store, at: datetime, n: int) -> list[datetime]:
    keys = store.sources.due(at + timedelta(days=999), limit=n)
    return sorted(store.sources.state(k).next_due_at for k in keys)


def _many(n: int) -> list[Source]:
    return [replace(source(), key=SourceKey(f"s{i}")) for i in range(n)]


HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


def test_after_a_pause_sources_are_not_asked_all_at_once(store: Store) -> None:
    store.sources.sync(_many(40), now=NOW - timedelta(days=1), spread=timedelta(0))
    store.sources.settle(now=NOW, spread=HOUR, spacing=SECOND)
    dues = _due_in_turn(store, NOW, 41)
    assert len(set(dues)) == len(dues)
    assert dues[-1] - NOW <= timedelta(seconds=41)


def test_a_first_poll_in_a_future_that_never_was_is_brought_back(store: Store) -> None:
    store.sources.sync(_many(3), now=NOW + timedelta(days=400), spread=timedelta(0))
    store.sources.settle(now=NOW, spread=HOUR, spacing=SECOND)
    assert all(due <= NOW + HOUR for due in _due_in_turn(store, NOW, 4))


def test_a_clock_that_is_set_back_leaves_each_source_its_wait(store: Store) -> None:
    store.sources.sync([source()], now=NOW, spread=timedelta(0))
    poll(store, at=NOW + timedelta(hours=5))
    store.sources.settle(now=NOW, spread=HOUR, spacing=SECOND)
    assert store.sources.state(SourceKey("gazette")).next_due_at == NOW + timedelta(minutes=30)


def _listed(store: Store, one: Source, address: str = "https://news.example/1") -> Entry:
    entry = Entry(source=one.key, entry_key=one.key, url=address, address=address, title="T")
    state = PollState(source=one.key, next_due_at=NOW)
    store.sources.save_poll(
        PollRecord(state=state, listing=Listing(new=(entry,)), status=FetchStatus.FETCHED,
                   http_status=200, n_bytes=1, polled_at=NOW)
    )  # fmt: skip
    (held,) = store.sources.held(one.key, [one.key], ())
    return store.entries.get(held.id)


def _claimed(store: Store) -> list[str]:
    claimed = store.entries.claim(NOW, limit=9, lease=timedelta(minutes=5))
    return [e.source for e in claimed]


def test_an_article_that_comes_through_two_sources_is_fetched_once_at_a_time(store: Store) -> None:
    sources = [source("one"), source("two")]
    store.sources.sync(sources, now=NOW, spread=timedelta(0))
    first, _ = (_listed(store, s) for s in sources)
    assert _claimed(store) == ["one"]
    assert _claimed(store) == []
    assert first.id is not None
    store.entries.finish(first.id, EntryState.DONE, now=NOW)
    assert _claimed(store) == ["two"]


def test_an_article_that_was_read_is_not_fetched_again_for_an_alert(store: Store) -> None:
    alert = replace(source("alert"), kind=SourceKind.GOOGLE_ALERTS)
    store.sources.sync([source("one"), alert], now=NOW, spread=timedelta(0))
    first, second = _listed(store, source("one")), _listed(store, alert)
    assert first.id is not None
    assert second.id is not None
    read = replace(tagged(), entry=first.id)
    store.documents.save(read, now=NOW)
    store.entries.finish(first.id, EntryState.DONE, now=NOW)
    assert _claimed(store) == []
    assert store.entries.get(second.id).reason == f"the same article as entry {first.id}"


def test_a_source_that_lists_thousands_holds_up_no_other(store: Store) -> None:
    flood, other = source("flood"), source("other")
    store.sources.sync([flood, other], now=NOW, spread=timedelta(0))
    entries = tuple(
        Entry(source=flood.key, entry_key=str(n), url=f"https://flood.example/{n}", title="T")
        for n in range(3000)
    )
    state = PollState(source=flood.key, next_due_at=NOW)
    store.sources.save_poll(
        PollRecord(state=state, listing=Listing(new=entries), status=FetchStatus.FETCHED,
                   http_status=200, n_bytes=1, polled_at=NOW)
    )  # fmt: skip
    _listed(store, other)
    assert sorted(_claimed(store)) == ["flood"] * MAX_PER_SOURCE + ["other"]
    assert _claimed(store) == []

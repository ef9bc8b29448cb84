"""The daemon's parts while it runs; `monitor.service` says what they do and when."""

from __future__ import annotations

import queue
import signal
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger

from monitor import __version__, collect, desk, retrieve
from monitor.config import Config, baseline_span, notify_address
from monitor.dates import last_week
from monitor.deliver import make_channels
from monitor.digest import is_due, queue_digests
from monitor.dispatch import dispatch_once
from monitor.notify import Notifier
from monitor.outside import Outside
from monitor.records import Analysed, Entry, EntryState, Source, SourceKey
from monitor.service.nightly import note_all
from monitor.service.parts import make_desk, make_reference, open_session, utc_now
from monitor.service.ticker import ClockWatch, Ticker
from monitor.service.watch import judge_sources, tell_operator
from monitor.store import Store, lock_database, open_store
from monitor.tag import check_model
from monitor.triage import wake
from monitor.workers import Threads, Workers, share_arenas

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

log = structlog.get_logger(__name__)

#: an entry whose worker vanished is taken again after this
LEASE = timedelta(minutes=15)
#: a tick that has not run for this long means that the service hangs
LATEST_TICK = timedelta(seconds=60)
#: deliveries that one tick sends at most
MAX_SENT = 20
#: entries under way for each worker process: enough to keep it busy while pages are fetched
ENTRIES_PER_PROCESS = 8
#: polls that wait for a thread, for each thread there is
POLLS_PER_THREAD = 4
#: after a start or a sleep no source is called stale before all had their turn
SETTLING = timedelta(hours=1)
#: overdue sources are asked no faster than this when the service starts or wakes
OVERDUE_SPACING = timedelta(seconds=0.25)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How long, and from where."""

    once: bool = False
    duration: timedelta | None = None
    #: overrides each source's own baseline when given
    baseline: str = ""


def run(
    config: Config,
    database: Path,
    how: Run,
    *,
    reached: Callable[[str], None] = lambda _point: None,
) -> int:
    """Run the daemon until it is told to stop; return its exit code.

    Raises:
        ModelError: the classifier cannot be used.
        LockedError: another daemon works on this database.
        StoreError: the database cannot be opened.
    """
    share_arenas()
    check_model(config.model)
    with ExitStack() as stack:
        stack.enter_context(lock_database(database))
        store = open_store(database)
        stack.callback(store.close)
        session = stack.enter_context(open_session(config))
        workers = stack.enter_context(
            Workers(
                processes=config.workers.processes,
                task_timeout=timedelta(seconds=config.workers.task_timeout_s),
                memory_mib=config.workers.memory_mib,
            )
        )
        outside = Outside(session=session, submit=workers.submit, clock=utc_now, reached=reached)
        service = Service(config, store, outside, how)
        return service.run_once() if how.once else service.run()


class Service:
    """The daemon's parts while it runs."""

    def __init__(self, config: Config, store: Store, outside: Outside, how: Run) -> None:
        """Take the parts; nothing starts before `run`."""
        self._config = config
        self._store = store
        self._outside = outside
        self._how = how
        self._clock = outside.clock
        self._sources = {s.key: _with_baseline(s, how.baseline) for s in config.sources}
        self._desk = make_desk(config)
        self._reference = make_reference(config)
        self._channels = make_channels(config, reached=outside.reached)
        self._notifier = Notifier(notify_address())
        # apart, so that neither sources that hang nor pages that are slow hold up the other
        self._pollers = Threads(config.fetch.threads)
        self._readers = Threads(config.workers.processes * ENTRIES_PER_PROCESS)
        self._tickers = {
            name: Ticker(name, partial(self._guarded, name, job), every_s=1)
            for name, job in (
                ("poll", self._poll_tick),
                ("work", self._work_tick),
                ("dispatch", self._dispatch_tick),
                ("watchdog", self._feed_watchdog),
            )
        }
        self._clock_watch = ClockWatch(self._clock)
        self._settled_at = time.monotonic()
        self._scheduler: BackgroundScheduler | None = None
        self._polling: set[SourceKey] = set()
        self._working: set[int] = set()
        self._analysed: queue.Queue[Analysed | None] = queue.Queue()
        self._ticks: dict[str, float] = {}
        self._stop = threading.Event()

    def run(self) -> int:
        """Start the jobs, wait for a signal or the end of the duration, and stop cleanly."""
        self._take_signals()
        self._prepare(spread=timedelta(minutes=self._config.fetch.first_poll_spread_minutes))
        self._spread_overdue()
        clerk = threading.Thread(target=self._run_desk, name="desk", daemon=True)
        clerk.start()
        self._scheduler = scheduler = self._schedule()
        scheduler.start()
        for ticker in self._tickers.values():
            ticker.start()
        log.info("service_started", n_sources=len(self._sources), version=__version__)
        limit = self._how.duration.total_seconds() if self._how.duration else None
        self._stop.wait(limit)
        self._notifier.stopping()
        log.info("service_stopping", n_pending=self._store.entries.n_pending())
        self._stop.set()
        for ticker in self._tickers.values():
            ticker.stop()
        scheduler.shutdown(wait=False)
        self._analysed.put(None)
        clerk.join(timeout=5)
        self._pollers.close(timeout=timedelta(seconds=2))
        self._readers.close(timeout=timedelta(seconds=2))
        log.info("service_stopped")
        return 0

    def stop(self) -> None:
        """Have `run` stop, as a signal does."""
        self._stop.set()

    def run_once(self) -> int:
        """Poll every source that is due, work all entries, send what is due; then return."""
        self._take_signals()
        self._prepare(spread=timedelta(0))
        due = self._store.sources.due(self._clock(), limit=len(self._sources) or 1)
        polls = [self._pollers.submit(self._poll, key) for key in due if key in self._sources]
        for poll in polls:
            poll.result()
        size = self._readers.n_free
        while not self._stop.is_set():
            entries = self._store.entries.claim(self._clock(), limit=size, lease=LEASE)
            if not entries:
                break
            tasks = [self._readers.submit(self._work, entry) for entry in entries]
            for task in tasks:
                task.result()
            while not self._analysed.empty():
                self._take(self._analysed.get())
        self._dispatch_tick()
        self._pollers.close(timeout=timedelta(seconds=2))
        self._readers.close(timeout=timedelta(seconds=2))
        return 0

    # -- jobs ------------------------------------------------------------------------------

    def _schedule(self) -> BackgroundScheduler:
        scheduler = BackgroundScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1}
        )
        digest = self._config.digest
        weekly = CronTrigger(
            day_of_week=digest.day[:3],
            hour=digest.time.hour,
            minute=digest.time.minute,
            timezone=digest.zone,
        )
        digests = partial(self._guarded, "digests", self._make_digests)
        scheduler.add_job(digests, weekly, misfire_grace_time=None)
        catch_up = partial(self._guarded, "catch_up", self._catch_up)
        scheduler.add_job(catch_up, next_run_time=datetime.now(UTC))
        health = partial(self._guarded, "health", self._watch_sources)
        scheduler.add_job(health, CronTrigger(minute="*/15", timezone=UTC))
        woken = partial(self._guarded, "wake", self._wake)
        scheduler.add_job(woken, CronTrigger(minute="*", timezone=UTC))
        daily = CronTrigger(hour=3, minute=10, timezone=digest.zone)
        keep = partial(self._guarded, "maintenance", self._maintain)
        scheduler.add_job(keep, daily, misfire_grace_time=None)
        nightly = CronTrigger(hour=3, minute=25, timezone=digest.zone)
        noting = partial(self._guarded, "noting", self._note_absences)
        scheduler.add_job(noting, nightly, misfire_grace_time=None)
        return scheduler

    def _poll_tick(self) -> None:
        jump = self._clock_watch.jump()
        if jump is not None:
            self._settle(jump)
        room = self._config.fetch.threads * POLLS_PER_THREAD - len(self._polling)
        if room <= 0:
            return
        polling = frozenset(self._polling)
        for key in self._store.sources.due(self._clock(), limit=room, exclude=polling):
            if key in self._sources:
                self._polling.add(key)
                self._pollers.submit(self._guarded, "poll_source", partial(self._poll, key))

    def _settle(self, jump: timedelta) -> None:
        """After the clock was set, or the machine slept: neither a burst nor a silence."""
        n = self._spread_overdue()
        log.warning("clock_jumped", seconds=round(jump.total_seconds()), n_settled=n)
        if self._scheduler is not None:
            now = datetime.now(UTC)
            for job in self._scheduler.get_jobs():
                due = job.trigger.get_next_fire_time(None, now)
                if due is not None:
                    job.modify(next_run_time=due)

    def _spread_overdue(self) -> int:
        self._settled_at = time.monotonic()
        spread = timedelta(minutes=self._config.fetch.first_poll_spread_minutes)
        return self._store.sources.settle(now=self._clock(), spread=spread, spacing=OVERDUE_SPACING)

    def _work_tick(self) -> None:
        room = self._config.workers.processes * ENTRIES_PER_PROCESS
        free = min(room - len(self._working) - self._analysed.qsize(), self._readers.n_free)
        if free <= 0:
            return
        for entry in self._store.entries.claim(self._clock(), limit=free, lease=LEASE):
            self._working.add(entry.id or 0)
            self._readers.submit(self._guarded, "work_entry", partial(self._work, entry))

    def _dispatch_tick(self) -> None:
        for _ in range(MAX_SENT):
            if self._stop.is_set() or not dispatch_once(
                self._store, self._channels, now=self._clock()
            ):
                break

    def _make_digests(self) -> None:
        now = self._clock()
        n = queue_digests(self._store, self._config, last_week(now), now=now)
        log.info("digests_queued", week=last_week(now), n=n)

    def _wake(self) -> None:
        """Bring back alerts whose claim, snooze or review day ran out."""
        n = wake(self._store, now=self._clock())
        if n:
            log.info("alerts_woken", n=n)

    def _watch_sources(self) -> None:
        """Keep the health words true, and tell the operator of what went blind or came back."""
        now = self._clock()
        # just started or awake, it has not had the time to ask: that is no source's fault
        if time.monotonic() - self._settled_at > SETTLING.total_seconds():
            judge_sources(self._store, now=now)
        n = tell_operator(self._store, self._config, now=now)
        if n:
            log.info("operator_told", n_sources=n)

    def _maintain(self) -> None:
        now = self._clock()
        keep = self._config.retention
        n_texts = self._store.documents.drop_text(before=now - timedelta(days=keep.text_days))
        mentions_before = now - timedelta(days=keep.mention_days)
        n_mentions = self._store.documents.drop_mentions(before=mentions_before)
        n_backups = self._store.reports.drop_backups(
            before=now - timedelta(days=max(keep.text_days, 1))
        )
        n_entries = self._store.entries.drop(before=now - timedelta(days=keep.entry_days))
        log.info("backups_dropped", n=n_backups)
        log.info("maintenance_done", n_texts=n_texts, n_mentions=n_mentions, n_entries=n_entries)

    def _note_absences(self) -> None:
        note_all(self._store, self._config.register, self._guarded, now=self._clock())

    def _catch_up(self) -> None:
        """Make last week's digests if their hour passed while the service was down."""
        has_run = any(s.state.last_polled_at for s in self._store.sources.states())
        if has_run and is_due(self._config, self._clock()):
            self._make_digests()

    def _feed_watchdog(self) -> None:
        """Say READY after the first ticks, ALIVE while none is late."""
        now = time.monotonic()
        expected = ("poll", "work", "dispatch")
        if any(name not in self._ticks for name in expected):
            return
        if "ready" not in self._ticks:
            self._ticks["ready"] = now
            self._notifier.ready()
            log.info("service_ready")
        latest = now - LATEST_TICK.total_seconds()
        late = [name for name in expected if self._ticks[name] < latest]
        if late:
            log.error("tick_late", ticks=late)
            return
        n_pending = self._store.entries.n_pending()
        self._notifier.alive(f"{len(self._sources)} sources, {n_pending} entries pending")

    # -- work in threads -------------------------------------------------------------------

    def _poll(self, key: SourceKey) -> None:
        try:
            collect.poll_source(self._sources[key], self._store, self._outside)
        finally:
            self._polling.discard(key)
            if len(self._polling) < self._config.fetch.threads:
                self._tickers["poll"].wake()

    def _work(self, entry: Entry) -> None:
        try:
            source = self._sources.get(entry.source)
            if source is None:
                gone = Analysed(entry=entry, state=EntryState.GONE, reason="its source was removed")
                self._analysed.put(gone)
                return
            # asked anew for each entry: what somebody accepts holds from the next one on
            lessons = self._store.suggestions.lessons()
            reference = replace(self._reference, lessons=lessons)
            done = retrieve.work_entry(entry, source, self._outside, reference=reference)
            self._analysed.put(done)
            if done.is_try:
                # one that only waits for its turn is not asked again at once
                self._tickers["work"].wake()
        finally:
            self._working.discard(entry.id or 0)

    def _run_desk(self) -> None:
        while (analysed := self._analysed.get()) is not None and not self._stop.is_set():
            self._guarded("desk", partial(self._take, analysed))

    def _take(self, analysed: Analysed | None) -> None:
        if analysed is not None:
            desk.take(analysed, self._store, self._desk, self._outside)

    # -- frame -----------------------------------------------------------------------------

    def _prepare(self, *, spread: timedelta) -> None:
        now = self._clock()
        self._store.sources.sync(collect.watched(tuple(self._sources.values())), now=now,
                                 spread=spread)  # fmt: skip
        self._store.keep_councils(self._config.register.councils)
        n_leased = self._store.entries.release(now)
        if n_leased:
            log.info("leases_released", n=n_leased)

    def _guarded(self, name: str, job: Callable[[], object]) -> None:
        """Run a job; what it did not foresee is logged, and the job runs again next time."""
        if self._stop.is_set():
            return
        try:
            job()
        except Exception:
            if not self._stop.is_set():
                log.exception("job_failed", job=name)
        finally:
            self._ticks[name] = time.monotonic()

    def _take_signals(self) -> None:
        if threading.current_thread() is not threading.main_thread():
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop())


def _with_baseline(source: Source, baseline: str) -> Source:
    if not baseline:
        return source
    return replace(source, baseline=baseline_span(baseline))

"""The daemon: scheduler jobs, threads, worker processes, signals, readiness and watchdog.

The only place where real parts are chosen (network, database, mail, clock) and where an unforeseen
error is caught: once for each job, with its traceback in the log, so that the job runs again.

    poll tick       every second   due sources -> polls, in threads
    work tick       every second   pending entries -> leased work, in threads and processes
    desk            one thread     analysed entries, in order
    dispatch tick   every second   deliveries that are due
    digests         weekly         one mail per adviser
    wake            every minute   alerts whose claim, snooze or review day ran out
    health          hourly         one notice on sources that never answered
    maintenance     daily          retention
"""

from __future__ import annotations

import queue
import signal
import threading
from contextlib import ExitStack, contextmanager
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
from monitor.dispatch import dispatch_once, queue_notice
from monitor.fetch import Manners, Session
from monitor.filing import Desk
from monitor.notify import Notifier
from monitor.outside import Outside
from monitor.records import Analysed, Entry, EntryState, Health, Source, SourceKey
from monitor.score import Thresholds
from monitor.store import Store, lock_database, open_store
from monitor.triage import wake
from monitor.workers import Threads, Workers, run_here

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
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


def utc_now() -> datetime:
    """Return the time: the one clock of the service."""
    return datetime.now(UTC)


def user_agent(config: Config) -> str:
    """Return the honest name under which servers are asked."""
    contact = f" (+{config.service.contact})" if config.service.contact else ""
    return f"council-monitor/{__version__}{contact}"


def open_session(config: Config) -> Session:
    """Return the network as the configuration allows it."""
    fetch = config.fetch
    manners = Manners(
        user_agent=user_agent(config),
        timeout_s=fetch.timeout_s,
        max_body_bytes=int(fetch.max_body_mib * 1024 * 1024),
        allow_private=fetch.allow_private,
        host_spacing=timedelta(seconds=fetch.host_spacing_s),
    )
    return Session(manners, clock=utc_now)


def make_desk(config: Config) -> Desk:
    """Return the rules of filing."""
    tagging = config.tagging
    return Desk(
        register=config.register,
        regions=frozenset(config.queued_regions),
        thresholds=Thresholds(alert=tagging.alert_threshold, unsure=tagging.unsure_threshold),
    )


@contextmanager
def open_outside(config: Config) -> Iterator[Outside]:
    """Give a one-off command the network and the clock, with tasks run in its own process."""
    with open_session(config) as session:
        yield Outside(session=session, submit=run_here, clock=utc_now)


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
        LockedError: another daemon works on this database.
        StoreError: the database cannot be opened.
    """
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
        self._channels = make_channels(config, reached=outside.reached)
        self._notifier = Notifier(notify_address())
        self._threads = Threads(config.fetch.threads)
        self._polling: set[SourceKey] = set()
        self._working: set[int] = set()
        self._analysed: queue.Queue[Analysed | None] = queue.Queue()
        self._ticks: dict[str, datetime] = {}
        self._stop = threading.Event()

    def run(self) -> int:
        """Start the jobs, wait for a signal or the end of the duration, and stop cleanly."""
        self._take_signals()
        self._prepare(spread=timedelta(minutes=self._config.fetch.first_poll_spread_minutes))
        clerk = threading.Thread(target=self._run_desk, name="desk", daemon=True)
        clerk.start()
        scheduler = self._schedule()
        scheduler.start()
        log.info("service_started", n_sources=len(self._sources), version=__version__)
        limit = self._how.duration.total_seconds() if self._how.duration else None
        self._stop.wait(limit)
        self._notifier.stopping()
        log.info("service_stopping", n_pending=self._store.entries.n_pending())
        self._stop.set()
        scheduler.shutdown(wait=False)
        self._analysed.put(None)
        clerk.join(timeout=5)
        self._threads.close(timeout=timedelta(seconds=2))
        log.info("service_stopped")
        return 0

    def run_once(self) -> int:
        """Poll every source that is due, work all entries, send what is due; then return."""
        self._take_signals()
        self._prepare(spread=timedelta(0))
        due = self._store.sources.due(self._clock(), limit=len(self._sources) or 1)
        polls = [self._threads.submit(self._poll, key) for key in due if key in self._sources]
        for poll in polls:
            poll.result()
        size = self._config.fetch.threads
        while not self._stop.is_set():
            entries = self._store.entries.claim(self._clock(), limit=size, lease=LEASE)
            if not entries:
                break
            tasks = [self._threads.submit(self._work, entry) for entry in entries]
            for task in tasks:
                task.result()
            while not self._analysed.empty():
                self._take(self._analysed.get())
        self._dispatch_tick()
        self._threads.close(timeout=timedelta(seconds=2))
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
        ticks = {
            "poll": self._poll_tick,
            "work": self._work_tick,
            "dispatch": self._dispatch_tick,
        }
        for name, tick in ticks.items():
            job = partial(self._guarded, name, tick)
            scheduler.add_job(job, "interval", seconds=1, next_run_time=datetime.now(UTC))
        watch = partial(self._guarded, "watchdog", self._feed_watchdog)
        scheduler.add_job(watch, "interval", seconds=2, next_run_time=datetime.now(UTC))
        digests = partial(self._guarded, "digests", self._make_digests)
        scheduler.add_job(digests, weekly, misfire_grace_time=None)
        catch_up = partial(self._guarded, "catch_up", self._catch_up)
        scheduler.add_job(catch_up, next_run_time=datetime.now(UTC))
        health = partial(self._guarded, "health", self._report_silent)
        scheduler.add_job(health, "interval", hours=1)
        woken = partial(self._guarded, "wake", self._wake)
        scheduler.add_job(woken, "interval", minutes=1)
        daily = CronTrigger(hour=3, minute=10, timezone=digest.zone)
        keep = partial(self._guarded, "maintenance", self._maintain)
        scheduler.add_job(keep, daily, misfire_grace_time=None)
        return scheduler

    def _poll_tick(self) -> None:
        free = self._threads.n_free
        if free <= 0:
            return
        polling = frozenset(self._polling)
        for key in self._store.sources.due(self._clock(), limit=free, exclude=polling):
            if key in self._sources:
                self._polling.add(key)
                self._threads.submit(self._guarded, "poll_source", partial(self._poll, key))

    def _work_tick(self) -> None:
        room = self._config.workers.processes * ENTRIES_PER_PROCESS
        free = min(room - len(self._working) - self._analysed.qsize(), self._threads.n_free)
        if free <= 0:
            return
        for entry in self._store.entries.claim(self._clock(), limit=free, lease=LEASE):
            self._working.add(entry.id or 0)
            self._threads.submit(self._guarded, "work_entry", partial(self._work, entry))

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

    def _report_silent(self) -> None:
        """Sum up the sources that never answered in one notice a day, and only when they change."""
        silent = [
            s
            for s in self._store.sources.states()
            if s.enabled and s.state.last_ok_at is None and s.state.health is not Health.UNPROVEN
        ]
        if not silent:
            return
        lines = [f"{s.name} ({s.key}): {s.state.reason}" for s in silent]
        title = f"{len(silent)} sources have never answered"
        queue_notice(self._store, self._config, title, lines, now=self._clock())

    def _maintain(self) -> None:
        now = self._clock()
        keep = self._config.retention
        n_texts = self._store.documents.drop_text(before=now - timedelta(days=keep.text_days))
        mentions_before = now - timedelta(days=keep.mention_days)
        n_mentions = self._store.documents.drop_mentions(before=mentions_before)
        n_backups = self._store.reports.drop_backups(
            before=now - timedelta(days=max(keep.text_days, 1))
        )
        log.info("backups_dropped", n=n_backups)
        log.info("maintenance_done", n_texts=n_texts, n_mentions=n_mentions)

    def _catch_up(self) -> None:
        """Make last week's digests if their hour passed while the service was down."""
        has_run = any(s.state.last_polled_at for s in self._store.sources.states())
        if has_run and is_due(self._config, self._clock()):
            self._make_digests()

    def _feed_watchdog(self) -> None:
        """Say READY after the first ticks, ALIVE while none is late."""
        now = self._clock()
        expected = ("poll", "work", "dispatch")
        if any(name not in self._ticks for name in expected):
            return
        if "ready" not in self._ticks:
            self._ticks["ready"] = now
            self._notifier.ready()
            log.info("service_ready")
        late = [name for name in expected if now - self._ticks[name] > LATEST_TICK]
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

    def _work(self, entry: Entry) -> None:
        try:
            source = self._sources.get(entry.source)
            if source is None:
                gone = Analysed(entry=entry, state=EntryState.GONE, reason="its source was removed")
                self._analysed.put(gone)
                return
            folder = self._config.register_folder
            work = partial(retrieve.work_entry, entry, source, self._outside)
            self._analysed.put(work(register_folder=folder))
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
            self._ticks[name] = self._clock()

    def _take_signals(self) -> None:
        if threading.current_thread() is not threading.main_thread():
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stop.set())


def _with_baseline(source: Source, baseline: str) -> Source:
    if not baseline:
        return source
    return replace(source, baseline=baseline_span(baseline))

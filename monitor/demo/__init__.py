"""The self-contained sample: made-up councils, a little web, and the real daemon against it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.demo.sample import load_texts
from monitor.demo.site import write_site
from monitor.demo.web import SampleWeb
from monitor.errors import MonitorError
from monitor.records import Alert, EntryState, Health
from monitor.register import Register, load_register
from monitor.store import open_store
from monitor.text import shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from monitor.store import Store

__all__ = ["run_demo"]

#: progress is shown for this long at most, in seconds
SHOW_FOR = 50
#: with nothing new for this long after the last text has appeared, all is filed
QUIET = 8
_SIGNS = ("· context", "○ early", "◐ serious", "● acute")


def run_demo(
    *, directory: Path, port: int, duration: timedelta | None, show: Callable[[str], None]
) -> int:
    """Run the sample until Ctrl-C, or for a duration; return the exit code.

    Args:
        directory: keeps configuration, log and database.
        port: of the sample web, on loopback.
        duration: None = until stopped.
        show: prints a line.
    """
    begun = time.monotonic()
    start = datetime.now(UTC)  # the demo stands where the service stands
    database = directory / "monitor.db"
    if database.exists():
        msg = f"{directory} holds a demo already; choose another --dir, or delete it"
        raise MonitorError(msg)
    try:
        web = SampleWeb(load_texts(start), start, port)
    except OSError as error:
        msg = f"port {port} is taken ({error.strerror}); choose another with --port"
        raise MonitorError(msg) from error
    with web:
        config = write_site(directory, web.base)
        show(
            f"A small web of made-up councils answers at {web.base}; everything is in {directory}."
        )
        with _daemon(config, database) as daemon:
            left = duration.total_seconds() if duration else None
            _watch(database, load_register(directory / "register"), show, left, daemon)
            _show_next(config, database, show)
            _wait(daemon, None if left is None else left - (time.monotonic() - begun))
            code = daemon.poll()
    if code not in {None, 0}:
        show(f"The service ended with code {code}; see {directory / 'monitor.log'}.")
        return 1
    return 0


@contextlib.contextmanager
def _daemon(config: Path, database: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "monitor", "run", "--config", str(config), "--db",
               str(database)]  # fmt: skip
    with (config.parent / "monitor.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603  # our own command
        previous = _stop_on_sigterm()
        try:
            yield process
        finally:
            if previous is not None:
                signal.signal(signal.SIGTERM, previous)
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=12)
            except subprocess.TimeoutExpired:
                process.kill()


def _stop_on_sigterm() -> Any:
    """Turn SIGTERM into the same end as Ctrl-C, so that the daemon is stopped too."""
    if threading.current_thread() is not threading.main_thread():
        return None

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    return signal.signal(signal.SIGTERM, stop)


def _watch(
    database: Path,
    register: Register,
    show: Callable[[str], None],
    seconds: float | None,
    daemon: subprocess.Popen[bytes],
) -> None:
    """Show what is polled, read and filed until it is quiet."""
    limit = min(SHOW_FOR, seconds) if seconds is not None else SHOW_FOR
    begun = moved = time.monotonic()
    seen: set[object] = set()
    store: Store | None = None
    try:
        while time.monotonic() - begun < limit and daemon.poll() is None:
            if store is None:
                if database.exists():
                    with contextlib.suppress(MonitorError):
                        store = open_store(database)
            elif _show_news(store, register, seen, show):
                moved = time.monotonic()
            is_grown = time.monotonic() - begun > QUIET + 20
            if is_grown and time.monotonic() - moved > QUIET:
                break
            time.sleep(0.5)  # a spectator's pace
        if store is not None:
            _show_summary(store, show)
    finally:
        if store is not None:
            store.close()


def _show_news(
    store: Store, register: Register, seen: set[object], show: Callable[[str], None]
) -> bool:
    """Show each thing once; return whether there was any."""
    before = len(seen)
    for status in store.sources.states():
        key = (status.key, status.state.health)
        if status.state.last_polled_at is not None and key not in seen:
            seen.add(key)
            why = f" ({status.state.reason})" if status.state.reason else ""
            show(f"  source {status.name}: {status.state.health}{why}")
    for alert in sorted(store.alerts.queue(), key=lambda a: a.id or 0):
        if (alert.id, alert.revision) not in seen:
            seen.add((alert.id, alert.revision))
            show(_line(alert, register))
    return len(seen) > before


def _line(alert: Alert, register: Register) -> str:
    name = register.get(alert.council).name if alert.council else "council not identified"
    head = f"#{alert.id} {_SIGNS[alert.score.severity]}  {name}: {', '.join(alert.themes)}"
    if alert.revision > 1:
        return f"{head}\n     {alert.news}"
    quote = next((e.quote for e in alert.evidence if e.is_for), alert.headline)
    return f"{head}\n     “{shorten(quote, 110)}”"


def _show_summary(store: Store, show: Callable[[str], None]) -> None:
    counts = store.entries.counts()
    statuses = store.sources.states()
    blind = [s.name for s in statuses if s.state.health in {Health.FAILING, Health.RATE_LIMITED}]
    show("")
    show(
        f"{len(statuses)} sources polled, {counts.get(EntryState.DONE, 0)} documents read, "
        f"{len(store.alerts.queue())} alerts filed; blind: {', '.join(blind) or 'none'}."
    )


def _show_next(config: Path, database: Path, show: Callable[[str], None]) -> None:
    program = Path(sys.argv[0])
    name = str(program) if program.name == "monitor" else f"{sys.executable} -m monitor"
    with contextlib.suppress(ValueError):
        name = os.path.relpath(name) if program.name == "monitor" else name
    where = f"--config {config} --db {database}"
    show("Try next, in another terminal:")
    show(f"  {name} queue {where}")
    show(f"  {name} show 1 {where}")
    show(f"  {name} verdict 1 verify --by you {where}")


def _wait(daemon: subprocess.Popen[bytes], seconds: float | None) -> None:
    """Keep running until the time is over, the daemon ends, or somebody stops it."""
    with contextlib.suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
        daemon.wait(timeout=max(seconds, 0) if seconds is not None else None)

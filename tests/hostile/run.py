"""The real daemon against the hostile web, and the checker's verdict on how it behaved.

    python -m tests.hostile.run [--interval 10] [--duration 200] [--restart] [--keep DIR]

`server.py` and `check.py` are kept as they came. What the daemon needs is ordinary configuration:
a fixed interval, the test networks allowed, limits below those of the checker. With ``--restart``
the daemon is killed half way and started again on the same database.
"""

from __future__ import annotations

import argparse
import json
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from monitor.records import Health, SourceKey, SourceStatus
from monitor.store import open_store

FOLDER = Path(__file__).parent
#: seconds before the server closes at which the daemon is told to stop; it may take ten
EARLY_S = 12
_WELL = {Health.HEALTHY, Health.UNPROVEN, Health.UNDATED, Health.QUIET, Health.MOVED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one run came to."""

    #: verdict, level, id, rule and evidence of each rule
    rules: list[dict[str, str]]
    #: peak resident memory of the daemon's own process, in MiB
    rss_mib: float
    output: str


def run(folder: Path, *, port: int, interval: int, duration: int, restart: bool = False) -> Outcome:
    """Run server, daemon and checker once.

    Args:
        folder: receives configuration, database, log and report.
        port: of the server; the next two are used too.
        interval: of polling, in seconds.
        duration: of the server, in seconds.
        restart: whether the daemon is killed half way and started again.
    """
    log = folder / "run.jsonl"
    server = subprocess.Popen(
        [sys.executable, str(FOLDER / "server.py"), "--port", str(port), "--log", str(log),
         "--interval", str(interval), "--duration", str(duration)],
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    begun = time.monotonic()
    try:
        urls = _wait_for_list(port)
        config, database = folder / "sources.toml", folder / "monitor.db"
        config.write_text(make_config(urls, interval), encoding="utf-8")
        end = begun + duration - EARLY_S
        stops = [begun + duration / 2, end] if restart else [end]
        peak = max(_run_daemon(config, database, stop, is_last=stop == end) for stop in stops)
    finally:
        server.terminate()
        server.wait()
    state = folder / "state.json"
    state.write_text(json.dumps(make_state(database, urls)), encoding="utf-8")
    report = folder / "report.json"
    checked = subprocess.run(
        [sys.executable, str(FOLDER / "check.py"), str(log), "--state", str(state),
         "--json", str(report), "--rss", f"{peak:.0f}", "--ignore-ua", "^(curl/|Python-urllib)"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    rules = json.loads(report.read_text(encoding="utf-8"))["rules"]
    return Outcome(rules=rules, rss_mib=peak, output=checked.stdout + checked.stderr)


def make_config(urls: list[str], interval: int) -> str:
    """Return the configuration: nothing but what a person could write."""
    head = """
[service]
contact = "https://monitor.example/about"

[fetch]
timeout_s = 30
max_body_mib = 16
host_spacing_s = 0.3
first_poll_spread_minutes = 0.03
adaptive = false
allow_private = ["127.1.0.0/16"]
"""
    sources = "".join(
        f"""
[[source]]
key = "s{place}"
kind = "feed"
name = "{url.rsplit("/", 1)[1]}"
url = "{url}"
tier = "local"
poll_minutes = {interval / 60:.6f}
baseline = "all"
"""
        for place, url in enumerate(urls)
    )
    return head + sources


def make_state(database: Path, urls: list[str]) -> dict[str, object]:
    """Return what the checker asks of each feed: stories announced, and what its user is told."""
    store = open_store(database)
    try:
        statuses = {s.key: s for s in store.sources.states()}
        with store.reading() as db:
            rows = db.execute("SELECT source, title FROM entries ORDER BY id").fetchall()
    finally:
        store.close()
    titles: dict[str, list[str]] = {}
    for source, title in rows:
        titles.setdefault(source, []).append(title)
    feeds = {
        url: _feed_state(statuses[key], titles.get(key, []))
        for key, url in ((SourceKey(f"s{place}"), url) for place, url in enumerate(urls))
        if key in statuses
    }
    return {"feeds": feeds}


def _feed_state(status: SourceStatus, titles: list[str]) -> dict[str, object]:
    health = status.state.health
    return {
        "entries": len(titles),
        "titles": titles[:50],
        "error": None if health in _WELL else f"{health.value}: {status.state.reason}",
        "stopped": health is Health.GONE,
    }


def _wait_for_list(port: int) -> list[str]:
    for _ in range(100):
        try:
            with urlopen(f"http://127.0.0.1:{port}/list.txt?group=all", timeout=2) as answer:
                return str(answer.read().decode()).split()
        except OSError:
            time.sleep(0.1)
    msg = "the hostile web did not start"
    raise RuntimeError(msg)


def _run_daemon(config: Path, database: Path, until: float, *, is_last: bool) -> float:
    """Run the daemon until a moment of the monotonic clock; return its peak memory in MiB."""
    command = [sys.executable, "-m", "monitor", "run", "--config", str(config), "--db",
               str(database)]  # fmt: skip
    with (config.parent / "monitor.log").open("ab") as log:
        daemon = subprocess.Popen(command, stdout=log, stderr=log)
    peak = [0.0]
    watch = threading.Thread(target=_watch_memory, args=(daemon, peak), daemon=True)
    watch.start()
    time.sleep(max(until - time.monotonic(), 0))
    daemon.send_signal(signal.SIGTERM if is_last else signal.SIGKILL)
    daemon.wait(timeout=30)
    return peak[0]


def _watch_memory(daemon: subprocess.Popen[bytes], peak: list[float]) -> None:
    while daemon.poll() is None:
        try:
            lines = Path(f"/proc/{daemon.pid}/status").read_text(encoding="ascii").splitlines()
        except OSError:
            return
        found = [line.split()[1] for line in lines if line.startswith("VmHWM")]
        if found:
            peak[0] = max(peak[0], int(found[0]) / 1024)
        time.sleep(0.5)


def main() -> int:
    """Run once and print the checker's table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8765)
    parser.add_argument("--interval", type=int, default=10)
    parser.add_argument("--duration", type=int, default=200)
    parser.add_argument("--restart", action="store_true")
    parser.add_argument("--keep", type=Path, help="folder that keeps configuration, log and report")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        outcome = run(folder, port=given.port, interval=given.interval, duration=given.duration,
                      restart=given.restart)  # fmt: skip
    print(outcome.output)
    print(f"peak memory of the daemon's own process: {outcome.rss_mib:.0f} MiB")
    return int(any(r["verdict"] == "FAIL" and r["level"] != "MAY" for r in outcome.rules))


if __name__ == "__main__":
    sys.exit(main())

"""How many feeds a second go through the whole line, from the tick to the committed state.

    python bench/polling.py [--feeds 2000] [--threads 100] [--newsboat]

A small web on as many loopback addresses as there are feeds (a process of its own, on the same two
cores) serves RSS with 25 entries and an ETag. The real service polls them: a first pass in which
every entry is new, then a pass in which nothing has changed (304), then one in which a tenth of the
servers take two seconds and a tenth fail. With ``--newsboat`` the Debian package polls the same
feeds in the same run. Last, one tick over 10,000 sources. Prints a table and a JSON line.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import resource
import shutil
import socket
import statistics
import subprocess
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import structlog

from monitor.config import load_config
from monitor.outside import Outside
from monitor.records import Source, SourceKey, SourceKind, Tier
from monitor.service import Run, Service, open_session, utc_now
from monitor.store import open_store
from monitor.workers import Workers

N_ENTRIES = 25
SLOW_S = 2.0
PORT = 8790
TICK_SOURCES = 10_000
TEXT = "The committee heard the report and asked officers to come back with figures. " * 4


def address(place: int) -> str:
    """Return the loopback address of a feed."""
    return f"127.2.{place // 250}.{place % 250 + 1}"


def feed(place: int) -> bytes:
    """Return a feed of 25 entries, about 11 kB."""
    start = datetime.now(UTC) - timedelta(days=1)
    items = "".join(
        f"<item><title>Story {n} of feed {place}</title>"
        f"<link>http://{address(place)}:{PORT}/news/{n}?utm_source=rss</link>"
        f"<guid isPermaLink='false'>{place}-{n}</guid>"
        f"<pubDate>{format_datetime(start + timedelta(minutes=n))}</pubDate>"
        f"<description>&lt;p&gt;{TEXT}&lt;/p&gt;</description></item>"
        for n in range(N_ENTRIES)
    )
    return (
        "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel>"
        f"<title>Feed {place}</title><link>http://{address(place)}/</link>"
        f"<description>x</description>{items}</channel></rss>"
    ).encode()


def serve(n_feeds: int, mixed: object, ready: object) -> None:
    """Serve the feeds until killed; ``mixed`` set makes a tenth slow and a tenth fail."""
    bodies = [feed(place) for place in range(n_feeds)]
    places = {address(place): place for place in range(n_feeds)}

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            place = places[writer.get_extra_info("sockname")[0]]
            kind = place % 10 if mixed.is_set() else 9  # type: ignore[attr-defined]
            if kind == 0:
                await asyncio.sleep(SLOW_S)
            if kind == 1:
                writer.write(b"HTTP/1.1 500 Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            elif f'"{place}"'.encode() in head:
                writer.write(b"HTTP/1.1 304 Same\r\nConnection: close\r\n\r\n")
            else:
                body = bodies[place]
                writer.write(
                    f'HTTP/1.1 200 OK\r\nETag: "{place}"\r\nContent-Type: application/rss+xml\r\n'
                    f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode()
                    + body
                )
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def main() -> None:
        for place in range(n_feeds):
            listener = socket.create_server((address(place), PORT), backlog=16)
            await asyncio.start_server(answer, sock=listener)
        ready.set()  # type: ignore[attr-defined]
        await asyncio.Event().wait()

    asyncio.run(main())


def configure(folder: Path, n_feeds: int, threads: int) -> Path:
    """Write the configuration: ordinary, but for spacing and the first spread."""
    rows = "".join(
        f'[[source]]\nkey = "f{n}"\nkind = "feed"\nname = "Feed {n}"\n'
        f'url = "http://{address(n)}:{PORT}/rss"\ntier = "local"\nbaseline = "none"\n'
        for n in range(n_feeds)
    )
    path = folder / "sources.toml"
    path.write_text(
        f"[fetch]\nthreads = {threads}\nhost_spacing_s = 0\nfirst_poll_spread_minutes = 0\n"
        f'allow_private = ["127.2.0.0/16"]\n{rows}',
        encoding="utf-8",
    )
    return path


class Passes:
    """The real service, with its sources made due again for each pass."""

    def __init__(self, folder: Path, n_feeds: int, threads: int) -> None:
        self._n = n_feeds
        config = load_config(configure(folder, n_feeds, threads))
        self.store = open_store(folder / "monitor.db")
        self._session = open_session(config)
        self._workers = Workers(processes=1, task_timeout=timedelta(seconds=30), memory_mib=1536)
        outside = Outside(session=self._session, submit=self._workers.submit, clock=utc_now)
        self._service = Service(config, self.store, outside, Run())
        self._thread = threading.Thread(target=self._service.run)

    def start(self) -> float:
        """Start the service and return the seconds of its first pass."""
        begun = time.perf_counter()
        self._thread.start()
        return self._wait(begun, "1970")

    def again(self) -> float:
        """Make all due and return the seconds until all were polled."""
        time.sleep(1.5)
        now = datetime.now(UTC).isoformat(timespec="microseconds")
        with self.store.transaction():
            self.store.db.execute("UPDATE poll_state SET next_due_at = ?", [now])
        return self._wait(time.perf_counter(), now)

    def _wait(self, begun: float, since: str) -> float:
        while True:
            with self.store.reading() as db:
                n = db.execute(
                    "SELECT count(*) FROM poll_state WHERE last_polled_at > ?", [since]
                ).fetchone()[0]
            if n >= self._n:
                return time.perf_counter() - begun
            time.sleep(0.05)

    def stop(self) -> None:
        """End."""
        self._service.stop()
        self._thread.join()
        self._workers.close()
        self._session.close()
        self.store.close()


def newsboat(folder: Path, n_feeds: int) -> tuple[float, float]:
    """Return the seconds of newsboat's first pass and of one in which nothing changed."""
    urls, config, cache = folder / "urls", folder / "config", folder / "cache.db"
    urls.write_text("".join(f"http://{address(n)}:{PORT}/rss\n" for n in range(n_feeds)))
    config.write_text("reload-threads 8\n")
    command = ["newsboat", "-u", str(urls), "-C", str(config), "-c", str(cache), "-x", "reload"]
    seconds = []
    for _ in range(2):
        begun = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True,
                       env={**os.environ, "HOME": str(folder), "TERM": "xterm"})  # fmt: skip
        seconds.append(time.perf_counter() - begun)
    return seconds[0], seconds[1]


def tick_ms() -> float:
    """Return the milliseconds in which 10,000 sources, all due, are asked for the next ones."""
    store = open_store(None)
    now = datetime.now(UTC)
    store.sources.sync(
        [
            Source(
                key=SourceKey(f"s{n}"),
                kind=SourceKind.FEED,
                name=f"S{n}",
                url=f"https://{n}.example/rss",
                shown_url=f"https://{n}.example/rss",
                every=timedelta(minutes=30),
                tier=Tier.LOCAL,
            )
            for n in range(TICK_SOURCES)
        ],
        now=now - timedelta(hours=1),
        spread=timedelta(minutes=30),
    )
    busy = frozenset(store.sources.due(now, limit=200))
    times = []
    for _ in range(20):
        begun = time.perf_counter()
        store.sources.due(now, limit=400, exclude=busy)
        times.append(1000 * (time.perf_counter() - begun))
    store.close()
    return statistics.median(times)


def main() -> None:
    """Run the passes and print them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=2000)
    parser.add_argument("--threads", type=int, default=100)
    parser.add_argument("--newsboat", action="store_true")
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    context = multiprocessing.get_context("spawn")
    mixed, ready = context.Event(), context.Event()
    server = context.Process(target=serve, args=(given.feeds, mixed, ready), daemon=True)
    server.start()
    ready.wait(60)
    rates: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if given.newsboat and shutil.which("newsboat"):
            (folder / "boat").mkdir()
            first, same = newsboat(folder / "boat", given.feeds)
            rates["newsboat, first pass"] = given.feeds / first
            rates["newsboat, unchanged"] = given.feeds / same
        passes = Passes(folder, given.feeds, given.threads)
        rates["first pass, 25 new each"] = given.feeds / passes.start()
        rates["unchanged (304)"] = given.feeds / passes.again()
        mixed.set()
        rates["a tenth slow, a tenth failing"] = given.feeds / passes.again()
        with passes.store.reading() as db:
            n_entries = db.execute("SELECT count(*) FROM entries").fetchone()[0]
        passes.stop()
    server.kill()
    for what, rate in rates.items():
        print(f"{what:<32} {rate:7.0f} feeds/s")
    print(f"{'entries kept':<32} {n_entries:7d}")
    tick = tick_ms()
    print(f"{'tick over 10,000 sources':<32} {tick:7.1f} ms")
    print(json.dumps({"bench": "polling", "feeds": given.feeds, "tick_ms": round(tick, 1),
                      **{k: round(v) for k, v in rates.items()}}))  # fmt: skip


if __name__ == "__main__":
    main()

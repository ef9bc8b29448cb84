"""A small web on loopback whose feeds show each entry until it was committed twice."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

ARTICLE = """<!doctype html><html lang="en"><head><title>{title}</title></head><body>
<nav><a href="/">Home</a> <a href="/jobs">Jobs</a></nav>
<article><h1>{title}</h1>
<p>{first}</p>
<p>{rest}</p>
</article></body></html>"""

WORDS = [
    "harbour",
    "market",
    "bridge",
    "meadow",
    "orchard",
    "chapel",
    "foundry",
    "ferry",
    "lantern",
    "quarry",
    "willow",
    "station",
    "canal",
    "garden",
    "theatre",
    "museum",
    "library",
    "bakery",
    "mill",
    "tower",
    "forest",
    "valley",
    "river",
    "island",
    "castle",
    "abbey",
    "pier",
]

SIGNS = (
    (
        "Sampleford Borough Council has issued a section 114 notice because it cannot balance its "
        "budget, number {n} in a series."
    ),
    (
        "The external auditor has made statutory recommendations to Sampleford Borough Council, case "
        "{n}, over its accounts."
    ),
    "Exampleshire County Council opened playground {n} after a summer of work by volunteers.",
    (
        "The chief executive of Exampleshire County Council has been suspended pending investigation "
        "{n}."
    ),
)


class Web:
    """Three feeds that release their entries a few at a time, and their articles."""

    def __init__(self, *, n_feeds: int, n_entries: int, window: int, article_s: float) -> None:
        """Prepare ``n_entries`` in each feed, at most ``window`` of them listed at once."""
        self.n_feeds, self.n_entries, self.window = n_feeds, n_entries, window
        self._article_s = article_s
        self._first = [0] * n_feeds
        self._lock = threading.Lock()
        self._start = datetime.now(UTC) - timedelta(days=1)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Self:
        """Serve."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()

    def feed_url(self, feed: int) -> str:
        """Return a feed's address."""
        return f"http://127.0.0.1:{self.port}/feed/{feed}"

    @property
    def is_finished(self) -> bool:
        """Whether every entry was shown and retired."""
        return all(first >= self.n_entries for first in self._first)

    def retire(self, n_commits: Callable[[int, int], int]) -> None:
        """Move each feed on past the entries that two committed polls have held.

        Args:
            n_commits: given feed and entry, in how many committed polls the entry was listed.
        """
        for feed in range(self.n_feeds):
            with self._lock:
                while (
                    self._first[feed] < self.n_entries and n_commits(feed, self._first[feed]) >= 2
                ):
                    self._first[feed] += 1

    def shown(self, feed: int) -> range:
        """Return the entries that a feed lists now."""
        first = self._first[feed]
        return range(first, min(first + self.window, self.n_entries))

    def _feed(self, feed: int) -> bytes:
        with self._lock:
            numbers = self.shown(feed)
        items = "".join(self._item(feed, n) for n in numbers)
        return (
            f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
            f"<title>Feed {feed}</title><link>http://127.0.0.1/</link>"
            f"<description>A feed</description>{items}</channel></rss>"
        ).encode()

    def _item(self, feed: int, number: int) -> str:
        when = format_datetime(self._start + timedelta(minutes=number))
        return (
            f"<item><guid isPermaLink='false'>{feed}-{number}</guid>"
            f"<title>Story {number} of feed {feed}</title>"
            f"<link>http://127.0.0.1:{self.port}/article/{feed}/{number}</link>"
            f"<pubDate>{when}</pubDate><description>A story.</description></item>"
        )

    def _article(self, feed: int, number: int) -> bytes:
        time.sleep(self._article_s)
        sign = SIGNS[(feed + number) % len(SIGNS)].format(n=f"{feed}-{number}")
        title = f"Story {number} of feed {feed}"
        rng = random.Random(feed * 1000 + number)
        rest = ". ".join("The " + " ".join(rng.choices(WORDS, k=11)) for _ in range(8))
        return ARTICLE.format(title=title, first=sign, rest=rest + ".").encode()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        web = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = self.path.strip("/").split("/")
                if parts[0] == "feed":
                    self._send(web._feed(int(parts[1])), "application/rss+xml")
                elif parts[0] == "article":
                    self._send(web._article(int(parts[1]), int(parts[2])), "text/html")
                else:
                    self.send_error(404)

            def _send(self, body: bytes, kind: str) -> None:
                self.send_response(200)
                self.send_header("Content-Type", f"{kind}; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        return Handler

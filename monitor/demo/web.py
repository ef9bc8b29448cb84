"""The sample's little web on loopback: feeds, an alert, a newsroom, a committee site.

Feeds grow while the demo runs, and one outlet answers once and then goes dark.
"""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Self
from urllib.parse import parse_qs, urlsplit

from monitor.demo import pages
from monitor.text import sha256_hex

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from monitor.demo.sample import Text

_XML = "application/xml"
_HTML = "text/html; charset=utf-8"


class SampleWeb:
    """Serves the sample until it is closed."""

    def __init__(self, texts: Sequence[Text], start: datetime, port: int) -> None:
        """Take the port at once.

        Raises:
            OSError: the port is taken.
        """
        self._texts = tuple(texts)
        self._start = start
        self._n_fading = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        self._server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._routes: dict[str, Callable[[], tuple[bytes, str]]] = {
            "/gazette/rss": lambda: (pages.rss("Gazette", self.shown("gazette"), self.base), _XML),
            "/coast/atom": lambda: (pages.atom("Coast", self.shown("coast"), self.base), _XML),
            "/echo/rss": lambda: (
                pages.rss("Echoes", self.shown("echo"), self.base, "windows-1252"),
                "text/xml",
            ),
            "/alerts/feed": lambda: (pages.google_alert(self.shown("moor"), self.base), _XML),
            "/trade/rss": lambda: (pages.rss("Trade", self.shown("trade"), self.base), _XML),
            "/national/rss": lambda: (
                pages.rss("National", self.shown("national"), self.base),
                _XML,
            ),
            "/council/news": lambda: (pages.news_page(self.shown("council"), self.base), _HTML),
            "/meetings/mgRss.aspx": lambda: (
                pages.committee_rss(self.shown("committee"), f"{self.base}/meetings"),
                _XML,
            ),
            "/meetings/mgWebService.asmx/GetMeetings": lambda: (
                pages.committee_meetings(self._start),
                _XML,
            ),
            "/meetings/mgWhatsNew.aspx": lambda: (
                pages.committee_page(self.shown("committee"), f"{self.base}/meetings"),
                _HTML,
            ),
        }

    def __enter__(self) -> Self:
        """Serve."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()

    def shown(self, outlet: str) -> list[Text]:
        """Return the texts of an outlet that have appeared, newest first."""
        age = datetime.now(UTC) - self._start  # a web has a clock of its own
        texts = [t for t in self._texts if t.outlet == outlet and t.after <= age]
        return sorted(texts, key=lambda t: t.published_at, reverse=True)

    def answer(self, path: str) -> tuple[int, bytes, str]:
        """Return status, body and type of an address."""
        parts = urlsplit(path)
        if parts.path == "/fading/rss":
            self._n_fading += 1
            if self._n_fading > 1:
                return 503, b"down for maintenance", "text/plain"
            return 200, pages.rss("Fading", self.shown("national")[:1], self.base), _XML
        route = self._routes.get(parts.path)
        if route:
            return 200, *route()
        return self._page(parts.path, parse_qs(parts.query))

    def _page(self, path: str, query: dict[str, list[str]]) -> tuple[int, bytes, str]:
        key = (query.get("MId") or [path.rsplit("/", 1)[-1]])[0].removesuffix(".pdf")
        for text in self._texts:
            if text.key != key:
                continue
            if path.endswith(".pdf"):
                return 200, pages.pdf(text), "application/pdf"
            return 200, pages.article(text, f"{self.base}{path}"), _HTML
        return 404, b"not here", "text/plain"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        web = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, body, kind = web.answer(self.path)
                etag = f'"{sha256_hex(body)[:16]}"'
                if status == 200 and self.headers.get("If-None-Match") == etag:  # noqa: PLR2004  # OK
                    status, body = 304, b""
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("ETag", etag)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler

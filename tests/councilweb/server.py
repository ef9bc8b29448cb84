"""The web that the sites stand in: one port for each site, and a count of what was asked.

A site is a function from a request to an answer, and says what a reader must find there; so a test
can set it up by its address alone and hold what was found against the truth.
"""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import urlsplit

HTML = "text/html; charset=utf-8"
XML = "application/xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request."""

    #: with the query
    path: str
    #: names in lower case
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def bare(self) -> str:
        """The path without its query."""
        return urlsplit(self.path).path

    @property
    def query(self) -> str:
        """The query, "" when there is none."""
        return urlsplit(self.path).query


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a site says to one request."""

    body: bytes | str = ""
    kind: str = HTML
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


MISSING = Answer(body="<h1>Page not found</h1>", status=404)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that a reader must find on a site."""

    title: str
    #: relative to the site's root, as it must be kept
    path: str
    #: None where the list gives none
    day: date | None


@dataclass(slots=True)
class Site:
    """One site; ``respond`` is asked for every address but those of ``robots.txt``."""

    name: str
    respond: Callable[[Asked], Answer]
    #: what a person would paste, relative to the root
    start: str = "/"
    truth: tuple[Item, ...] = ()
    #: where it is served, once it is
    base: str = ""
    asked: list[Asked] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The address that a person would paste."""
        return self.base + self.start


class Web:
    """Serves sites until it is closed."""

    def __init__(self) -> None:
        """Serve nothing yet."""
        self._servers: list[ThreadingHTTPServer] = []

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop serving."""
        for server in self._servers:
            server.shutdown()
            server.server_close()

    def serve(self, site: Site, context: ssl.SSLContext | None = None) -> Site:
        """Serve a site on a port of its own from now on; with a context over https."""
        server = _Server(("127.0.0.1", 0), _handler(site))
        if context is not None:
            # shaking hands in the thread of the request holds up no other
            server.socket = context.wrap_socket(
                server.socket, server_side=True, do_handshake_on_connect=False
            )
        scheme = "http" if context is None else "https"
        site.base = f"{scheme}://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        self._servers.append(server)
        return site


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Say nothing of a caller who hangs up."""


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = Asked(path=self.path, headers={k.lower(): v for k, v in self.headers.items()})
            site.asked.append(asked)
            answer = MISSING if asked.bare == "/robots.txt" else site.respond(asked)
            body = answer.body if isinstance(answer.body, bytes) else answer.body.encode()
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.kind)
            for name, value in answer.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler

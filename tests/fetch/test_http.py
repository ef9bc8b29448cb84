"""One address asked once: what a server does is a value."""

from __future__ import annotations

import gzip
import ipaddress
import socket
import threading
import time
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import brotli
import httpx
import pytest
import zstandard

from monitor.fetch.addresses import is_allowed
from monitor.fetch.answers import parse_retry_after
from monitor.fetch.http import Manners, Session
from monitor.records import FetchStatus, Validators

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
Web = Callable[[httpx.Request], httpx.Response]


def session(web: Web, **manners: object) -> Session:
    fixed = Manners(user_agent="monitor-test", host_spacing=timedelta(0), **manners)  # type: ignore[arg-type]
    return Session(fixed, clock=lambda: NOW, transport=httpx.MockTransport(web))


def open_session(**manners: object) -> Session:
    fixed = Manners(user_agent="monitor-test", host_spacing=timedelta(0), **manners)  # type: ignore[arg-type]
    return Session(fixed, clock=lambda: NOW)


def test_validators_go_back_byte_for_byte() -> None:
    seen: list[httpx.Headers] = []

    def web(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers)
        return httpx.Response(304)

    given = Validators(etag='W/"a b"', last_modified="yesterday-ish")
    result = session(web).get("https://news.example/rss", validators=given)
    assert result.status is FetchStatus.NOT_MODIFIED
    assert seen[0]["if-none-match"] == 'W/"a b"'
    assert seen[0]["if-modified-since"] == "yesterday-ish"


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (200, FetchStatus.FETCHED),
        (403, FetchStatus.BLOCKED),
        (404, FetchStatus.FAILED),
        (410, FetchStatus.GONE),
        (429, FetchStatus.RATE_LIMITED),
        (500, FetchStatus.FAILED),
    ],
)
def test_every_http_status_is_a_value(code: int, status: FetchStatus) -> None:
    result = session(lambda _: httpx.Response(code, stream=httpx.ByteStream(b"x"))).get(
        "https://news.example/"
    )
    assert result.status is status


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(b"hello" * 100)),
        ("deflate", zlib.compress(b"hello" * 100)),
        ("br", brotli.compress(b"hello" * 100)),
        ("zstd", zstandard.compress(b"hello" * 100)),
    ],
    ids=["gzip", "deflate", "br", "zstd"],
)
def test_every_coding_that_is_offered_is_undone(coding: str, body: bytes) -> None:
    def web(_: httpx.Request) -> httpx.Response:
        return httpx.Response(
            200, headers={"content-encoding": coding}, stream=httpx.ByteStream(body)
        )

    assert session(web).get("https://news.example/").body == b"hello" * 100


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_a_small_answer_cannot_grow_without_bound(coding: str) -> None:
    bombs = {"gzip": gzip.compress, "br": brotli.compress, "zstd": zstandard.compress}
    body = bombs[coding](b"\0" * 50_000_000)

    def web(_: httpx.Request) -> httpx.Response:
        return httpx.Response(
            200, headers={"content-encoding": coding}, stream=httpx.ByteStream(body)
        )

    result = session(web, max_body_bytes=1024 * 1024).get("https://news.example/")
    assert result.status is FetchStatus.FAILED
    assert "larger than 1 MiB" in result.reason


def test_a_redirect_loop_ends() -> None:
    def web(_: httpx.Request) -> httpx.Response:
        return httpx.Response(302, headers={"location": "/again"})

    result = session(web).get("https://news.example/")
    assert result.status is FetchStatus.FAILED
    assert "redirects" in result.reason


def test_a_redirect_to_a_file_is_not_followed() -> None:
    def web(_: httpx.Request) -> httpx.Response:
        return httpx.Response(302, headers={"location": "file:///etc/passwd"})

    assert session(web).get("https://news.example/").status is FetchStatus.FAILED


@pytest.mark.parametrize(
    "url", ["", "http://[::1", "ftp://news.example/", "http://exa mple/", "http://\udcff/"]
)
def test_an_address_that_cannot_be_read_is_a_failure_not_an_error(url: str) -> None:
    assert session(lambda _: httpx.Response(200)).get(url).status is FetchStatus.FAILED


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "10.1.2.3", "169.254.169.254", "100.64.0.1"]
)
def test_a_private_address_is_refused(host: str) -> None:
    with open_session(timeout_s=3) as asked:
        result = asked.get(f"http://{host}:9/")
    assert result.status is FetchStatus.FAILED
    assert "private address" in result.reason


@pytest.mark.parametrize(
    "text", ["::1", "::ffff:127.0.0.1", "fe80::1", "64:ff9b::7f00:1", "fc00::1"]
)
def test_private_addresses_of_the_newer_kind_are_known(text: str) -> None:
    assert not is_allowed(ipaddress.ip_address(text), ())


def test_an_answer_that_drips_ends_at_its_deadline() -> None:
    listener = socket.create_server(("127.0.0.1", 0))

    def drip() -> None:
        connection, _ = listener.accept()
        with connection:
            for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 200:
                try:
                    connection.sendall(bytes([byte]))
                except OSError:
                    return
                time.sleep(0.1)

    threading.Thread(target=drip, daemon=True).start()
    begun = time.monotonic()
    with open_session(timeout_s=1.5, allow_private=("127.0.0.0/8",)) as asked:
        result = asked.get(f"http://127.0.0.1:{listener.getsockname()[1]}/")
    listener.close()
    assert result.status is FetchStatus.FAILED
    assert time.monotonic() - begun < 4


@pytest.mark.parametrize(
    ("text", "wait"),
    [
        ("120", timedelta(minutes=2)),
        ("Tue, 24 Nov 2026 12:05:00 GMT", timedelta(minutes=5)),
        ("Tue, 24 Nov 2026 11:00:00 GMT", timedelta(0)),
        ("999999999", timedelta(days=1)),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_is_read_in_both_forms(text: str, wait: timedelta | None) -> None:
    assert parse_retry_after(text, now=NOW) == wait

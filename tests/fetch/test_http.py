"""One address asked once: what a server does is a value."""

from __future__ import annotations

import gzip
import ipaddress
import itertools
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
from monitor.fetch.http import Manners, Session
from monitor.records import Fault, FetchStatus, Validators

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


def test_a_validator_that_is_not_ascii_goes_back_as_it_came() -> None:
    seen: list[list[tuple[bytes, bytes]]] = []

    def web(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers.raw)
        return httpx.Response(200, headers=[(b"ETag", b'"caf\xe9"')], stream=httpx.ByteStream(b"x"))

    with session(web) as asked:
        first = asked.get("https://news.example/rss")
        asked.get("https://news.example/rss", validators=first.validators)
    assert (b"If-None-Match", b'"caf\xe9"') in seen[1]


def test_plain_text_that_calls_itself_gzip_is_read() -> None:
    def web(_: httpx.Request) -> httpx.Response:
        return httpx.Response(
            200, headers={"content-encoding": "gzip"}, stream=httpx.ByteStream(b"<rss/>")
        )

    assert session(web).get("https://news.example/").body == b"<rss/>"


def test_a_gzip_file_is_unpacked() -> None:
    packed = httpx.ByteStream(gzip.compress(b"<rss/>"))
    got = session(lambda _: httpx.Response(200, stream=packed)).get("https://news.example/x.gz")
    assert got.body == b"<rss/>"


def test_a_cookie_is_kept_within_one_chain_of_redirects_only() -> None:
    seen: list[str | None] = []

    def web(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers.get("cookie"))
        if "cookie" in request.headers:
            return httpx.Response(200, stream=httpx.ByteStream(b"feed"))
        return httpx.Response(302, headers={"location": "/rss", "set-cookie": "wall=1; Path=/rss"})

    asked = session(web)
    assert asked.get("https://news.example/rss").body == b"feed"
    assert asked.get("https://news.example/rss").body == b"feed"
    assert seen == [None, "wall=1", None, "wall=1"]


@pytest.mark.parametrize(
    ("hops", "moved_to"),
    [
        ([301], "https://news.example/1"),
        ([308, 301], "https://news.example/2"),
        ([301, 302], "https://news.example/1"),
        ([302, 301], None),
        ([307], None),
    ],
)
def test_where_permanent_redirects_alone_lead_is_said(
    hops: list[int], moved_to: str | None
) -> None:
    def web(request: httpx.Request) -> httpx.Response:
        place = int(request.url.path.strip("/") or 0)
        if place < len(hops):
            return httpx.Response(hops[place], headers={"location": f"/{place + 1}"})
        return httpx.Response(200, stream=httpx.ByteStream(b"feed"))

    assert session(web).get("https://news.example/0").moved_to == moved_to


def test_a_dead_target_is_not_where_a_source_has_moved() -> None:
    def web(request: httpx.Request) -> httpx.Response:
        is_old = request.url.path == "/old"
        return httpx.Response(
            301 if is_old else 404, headers={"location": "/new"} if is_old else {}
        )

    assert session(web).get("https://news.example/old").moved_to is None


@pytest.mark.parametrize(
    ("host", "fault"), [("127.0.0.1", Fault.PRIVATE_ADDRESS), ("no-such.invalid", Fault.DNS)]
)
def test_each_sort_of_failure_is_named(host: str, fault: Fault) -> None:
    with open_session(timeout_s=5) as asked:
        assert asked.get(f"http://{host}:9/").fault is fault


def test_a_name_is_resolved_once_and_the_address_that_was_checked_is_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = iter(["127.0.0.1", "10.0.0.1"])
    asked_for: list[str] = []

    def resolve(host: str, port: int, *rest: object, **more: object) -> list[tuple[object, ...]]:
        name = host
        if name.endswith(".example"):
            asked_for.append(name)
            name = next(answers)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (name, port))]

    monkeypatch.setattr("monitor.fetch.addresses.socket.getaddrinfo", resolve)
    with open_session(timeout_s=3, allow_private=("127.0.0.0/8",)) as asked:
        first = asked.get("http://rebinding.example:9/")
        second = asked.get("http://rebinding.example:9/")
    assert asked_for == ["rebinding.example"] * 2
    assert (first.fault, second.fault) == (Fault.CONNECTION, Fault.PRIVATE_ADDRESS)


def test_a_gentle_request_spares_its_host_and_where_it_is_sent_on() -> None:
    at: list[tuple[str, float]] = []

    def web(request: httpx.Request) -> httpx.Response:
        at.append((request.url.path, time.monotonic()))
        if request.url.path == "/":
            return httpx.Response(302, headers={"location": "https://papers.example/list"})
        return httpx.Response(200, stream=httpx.ByteStream(b""))

    # the span between two arrivals is shorter than between two turns when the first arrives late
    asking = session(web, committee_spacing=timedelta(seconds=0.5))
    asking.get("https://democracy.example/", is_gentle=True, obeys_robots=True)
    asking.get("https://papers.example/more")
    paths = [path for path, _ in at]
    assert paths == ["/robots.txt", "/", "/robots.txt", "/list", "/more"]
    waits = [later - earlier for (_, earlier), (_, later) in itertools.pairwise(at)]
    assert all(waits[n] >= 0.25 for n in (0, 2, 3))

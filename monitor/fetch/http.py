"""The network: one address asked once, politely and within limits -> one FetchResult.

httpx's only home. Whatever a server or an address does is a value: `Session.get` raises nothing
for it. Follows RFC 9110 (conditional requests, Retry-After); no cookies, no proxies from the
environment, an honest name.
"""

from __future__ import annotations

import contextlib
import ssl
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Self

import certifi
import httpcore
import httpx

from monitor.errors import ReadError
from monitor.fetch.addresses import GuardedBackend
from monitor.fetch.encoding import ACCEPTED, decode
from monitor.records import FetchResult, FetchStatus, Validators
from monitor.urls import host_of, is_web, join

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import TracebackType

MAX_REDIRECTS = 5
#: requests at once to one host
MAX_AT_ONCE = 2
#: a request waits this long at most for its turn at a host
LONGEST_TURN = timedelta(seconds=20)
LONGEST_RETRY_AFTER = timedelta(days=1)
ACCEPT_FEED = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, "
    "text/xml;q=0.9, text/html;q=0.5, */*;q=0.2"
)
ACCEPT_PAGE = "text/html, application/xhtml+xml, application/pdf;q=0.9, */*;q=0.2"
_REDIRECTS = {301, 302, 303, 307, 308}
_TURNED_AWAY = {401, 402, 403, 407, 451}


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """Under what name servers are asked, and within what limits."""

    #: the honest name, with a contact
    user_agent: str
    #: the whole of one answer
    timeout_s: float = 30
    #: largest answer, decoded
    max_body_bytes: int = 32 * 1024 * 1024
    #: networks that may be asked although they are private
    allow_private: tuple[str, ...] = ()
    #: least time between two requests to one host
    host_spacing: timedelta = timedelta(seconds=1)


@dataclass(slots=True)
class _Host:
    """Whose turn it is at one host."""

    is_free: threading.Condition
    n_active: int = 0
    next_at: float = 0.0


@dataclass(slots=True)
class _Answer:
    """One response, read as far as the limits allow."""

    response: httpx.Response
    body: bytes = field(default=b"", repr=False)


class Session:
    """Asks addresses; one for the whole service, safe to use from many threads."""

    def __init__(
        self,
        manners: Manners,
        *,
        clock: Callable[[], datetime],
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """Prepare; nothing is asked yet.

        Args:
            manners: name and limits.
            clock: the time, for ``fetched_at`` and dates in headers.
            transport: another network, for tests.
        """
        self._clock = clock
        self._timeout_s = manners.timeout_s
        self._max_body_bytes = manners.max_body_bytes
        self._spacing_s = manners.host_spacing.total_seconds()
        self._local = threading.local()
        self._hosts: dict[str, _Host] = {}
        self._hosts_lock = threading.Lock()
        self._client = httpx.Client(
            transport=transport or self._transport(manners.allow_private),
            headers={"User-Agent": manners.user_agent, "Accept-Encoding": ACCEPTED},
            timeout=manners.timeout_s,
            follow_redirects=False,
            trust_env=False,
        )

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def get(
        self, url: str, *, validators: Validators | None = None, accept: str = ACCEPT_PAGE
    ) -> FetchResult:
        """Return what came of asking an address.

        Args:
            url: any text; what is no web address is a failure, not an error.
            validators: to ask only for what has changed.
            accept: the media types that are of use.
        """
        self._local.deadline = time.monotonic() + self._timeout_s
        headers = {"Accept": accept}
        if validators and validators.etag:
            headers["If-None-Match"] = validators.etag
        if validators and validators.last_modified:
            headers["If-Modified-Since"] = validators.last_modified
        target = url
        try:
            for _ in range(MAX_REDIRECTS + 1):
                if not is_web(target):
                    return self._failed(url, target, "is not a web address")
                with self._turn(target) as is_mine:
                    if not is_mine:
                        return self._waited(url, target)
                    answer = self._ask(target, headers)
                status = answer.response.status_code
                location = answer.response.headers.get("location", "")
                if status not in _REDIRECTS or not location:
                    return self._result(url, target, answer)
                target = join(target, location)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, httpcore.ProtocolError,
                ReadError, OSError, ValueError, RuntimeError) as error:  # fmt: skip
            return self._failed(url, target, _plain_reason(error, self._timeout_s))
        return self._failed(url, target, f"redirects more than {MAX_REDIRECTS} times")

    def _ask(self, url: str, headers: dict[str, str]) -> _Answer:
        with self._client.stream("GET", url, headers=headers) as response:
            self._client.cookies.clear()
            if response.status_code != httpx.codes.OK:
                return _Answer(response)
            coding = response.headers.get("content-encoding", "")
            body = bytearray()
            for chunk in decode(response.iter_raw(), coding, self._max_body_bytes):
                body += chunk
                if len(body) > self._max_body_bytes:
                    msg = f"is larger than {self._max_body_bytes // (1024 * 1024)} MiB"
                    raise ReadError(msg)
                if time.monotonic() > self._local.deadline:
                    msg = "took longer than an answer may"
                    raise httpx.ReadTimeout(msg)
            return _Answer(response, bytes(body))

    def _result(self, url: str, final_url: str, answer: _Answer) -> FetchResult:
        response = answer.response
        code = response.status_code
        status, reason = _status_of(code, has_retry="retry-after" in response.headers)
        now = self._clock()
        return FetchResult(
            url=url,
            final_url=final_url,
            status=status,
            http_status=code,
            body=answer.body,
            media_type=response.headers.get("content-type", ""),
            validators=Validators(
                etag=response.headers.get("etag"),
                last_modified=response.headers.get("last-modified"),
            ),
            retry_after=parse_retry_after(response.headers.get("retry-after", ""), now=now),
            fetched_at=now,
            reason=reason,
        )

    def _failed(self, url: str, target: str, reason: str) -> FetchResult:
        return FetchResult(
            url=url,
            final_url=target or url,
            status=FetchStatus.FAILED,
            fetched_at=self._clock(),
            reason=reason,
        )

    def _waited(self, url: str, target: str) -> FetchResult:
        return FetchResult(
            url=url,
            final_url=target,
            status=FetchStatus.RATE_LIMITED,
            retry_after=timedelta(minutes=1),
            fetched_at=self._clock(),
            reason=f"waited too long for its turn at {host_of(target)}",
        )

    @contextlib.contextmanager
    def _turn(self, url: str) -> Iterator[bool]:
        """Wait for a turn at a host; False when it did not come in time."""
        host = self._host(host_of(url))
        latest = time.monotonic() + LONGEST_TURN.total_seconds()
        with host.is_free:
            while True:
                now = time.monotonic()
                wait = host.next_at - now if host.n_active < MAX_AT_ONCE else self._timeout_s
                if wait <= 0 or now >= latest:
                    break
                host.is_free.wait(min(wait, latest - now))
            is_mine = host.n_active < MAX_AT_ONCE and time.monotonic() >= host.next_at
            if is_mine:
                host.n_active += 1
                host.next_at = time.monotonic() + self._spacing_s
        # waiting for others is not the server's fault
        self._local.deadline = time.monotonic() + self._timeout_s
        try:
            yield is_mine
        finally:
            if is_mine:
                with host.is_free:
                    host.n_active -= 1
                    host.is_free.notify()

    def _host(self, name: str) -> _Host:
        with self._hosts_lock:
            return self._hosts.setdefault(name, _Host(threading.Condition()))

    def _transport(self, allow_private: Iterable[str]) -> httpx.BaseTransport:
        context = ssl.create_default_context(cafile=certifi.where())
        transport = httpx.HTTPTransport(verify=context)
        # httpx has no public way to a network backend of one's own
        transport._pool = httpcore.ConnectionPool(
            ssl_context=context,
            max_connections=None,
            max_keepalive_connections=0,
            network_backend=GuardedBackend(allow_private, lambda: float(self._local.deadline)),
        )
        return transport


def parse_retry_after(text: str, *, now: datetime) -> timedelta | None:
    """Return how long a server asks to be left alone, at most a day (RFC 9110 section 10.2.3)."""
    text = text.strip()
    if not text:
        return None
    if text.isdigit():
        wait = timedelta(seconds=min(int(text), LONGEST_RETRY_AFTER.total_seconds()))
    else:
        try:
            wait = parsedate_to_datetime(text) - now
        except (ValueError, TypeError):
            return None
    return min(max(wait, timedelta(0)), LONGEST_RETRY_AFTER)


def _status_of(code: int, *, has_retry: bool) -> tuple[FetchStatus, str]:
    """Return what an HTTP status means for a poller, with its reason in plain English."""
    phrase = httpx.codes.get_reason_phrase(code)
    said = f"the server says {code}" + (f" {phrase}" if phrase else "")
    is_busy = code == httpx.codes.SERVICE_UNAVAILABLE and has_retry
    if code in {httpx.codes.OK, httpx.codes.NOT_MODIFIED}:
        is_new = code == httpx.codes.OK
        return (FetchStatus.FETCHED if is_new else FetchStatus.NOT_MODIFIED), ""
    if code == httpx.codes.GONE:
        return FetchStatus.GONE, said
    if code == httpx.codes.TOO_MANY_REQUESTS or is_busy:
        return FetchStatus.RATE_LIMITED, said
    return (FetchStatus.BLOCKED if code in _TURNED_AWAY else FetchStatus.FAILED), said


def _plain_reason(error: Exception, timeout_s: float) -> str:
    """Return what went wrong in words that hold no address."""
    text = str(error)
    if isinstance(error, httpx.TimeoutException):
        return f"gave no whole answer within {timeout_s:g} s"
    if isinstance(error, ReadError):
        return text
    if "CERTIFICATE" in text.upper() or "SSL" in text.upper():
        return f"its certificate or encryption is faulty ({text.partition('(')[0].strip()})"
    if isinstance(error, httpx.ConnectError):
        is_ours = "private address" in text or "cannot be resolved" in text
        return text if is_ours else f"does not take connections ({text})"
    if isinstance(error, httpx.InvalidURL | UnicodeError):
        return "has an address that cannot be read"
    return f"broke off, or does not speak HTTP ({type(error).__name__})"

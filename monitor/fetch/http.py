"""The network: one address asked once, politely and within limits -> one FetchResult.

httpx's only home. Whatever a server or an address does is a value: `Session.get` raises nothing
for it. Follows RFC 9110 (conditional requests, redirects, Retry-After) and RFC 9309 (robots.txt,
for pages); no cookies beyond one chain of redirects, no proxies from the environment, an honest
name. No connection is kept alive: over many hosts that is three times faster.
"""

from __future__ import annotations

import contextlib
import threading
import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Self

import httpcore
import httpx

from monitor.errors import ReadError
from monitor.fetch.addresses import PrivateAddressError, UnknownNameError
from monitor.fetch.answers import freshness_of, parse_retry_after, status_of
from monitor.fetch.encoding import ACCEPTED, decode, unpack
from monitor.fetch.hosts import Hosts
from monitor.fetch.robots import Robots
from monitor.fetch.transport import CertificateError, Transport
from monitor.records import Fault, FetchResult, FetchStatus, Validators
from monitor.urls import host_of, is_web, join

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path
    from types import TracebackType

MAX_REDIRECTS = 5
ACCEPT_FEED = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, "
    "text/xml;q=0.9, text/html;q=0.5, */*;q=0.2"
)
ACCEPT_PAGE = "text/html, application/xhtml+xml, application/pdf;q=0.9, */*;q=0.2"
_REDIRECTS = {301, 302, 303, 307, 308}
_PERMANENT = {301, 308}
_OK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """Under what name servers are asked, and within what limits."""

    #: the honest name, with a contact
    user_agent: str
    #: the whole of one answer, redirects included
    timeout_s: float = 30
    #: largest answer, decoded
    max_body_bytes: int = 32 * 1024 * 1024
    #: networks that may be asked although they are private
    allow_private: tuple[str, ...] = ()
    #: least time between two requests to one host
    host_spacing: timedelta = timedelta(seconds=1)
    #: the same to a host that is easily upset, such as a committee system
    committee_spacing: timedelta = timedelta(seconds=10)
    #: certificate authorities that are trusted besides the public ones, as PEM
    ca_file: Path | None = None


@dataclass(slots=True)
class _Chain:
    """One call's way through its redirects."""

    url: str
    target: str
    headers: list[tuple[bytes, bytes]]
    obeys_robots: bool
    is_gentle: bool
    #: seconds that may still be spent asking
    left_s: float
    cookies: httpx.Cookies = field(default_factory=httpx.Cookies)
    #: the last address that only permanent redirects led to
    moved_to: str | None = None
    is_permanent: bool = True


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
        self._local = threading.local()
        self._hosts = Hosts(
            manners.host_spacing.total_seconds(), manners.committee_spacing.total_seconds()
        )
        self._robots = Robots(manners.user_agent, self._ask_robots, clock)
        self._transport = transport or Transport(
            manners.allow_private, manners.ca_file, lambda: float(self._local.deadline)
        )
        self._headers = [
            (b"User-Agent", manners.user_agent.encode("latin-1", "replace")),
            (b"Accept-Encoding", ACCEPTED.encode()),
            (b"Connection", b"close"),
        ]

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

    def now(self) -> datetime:
        """Return the time, for addresses that name days."""
        return self._clock()

    def close(self) -> None:
        """Close all connections."""
        self._transport.close()

    def get(
        self,
        url: str,
        *,
        validators: Validators | None = None,
        accept: str = ACCEPT_PAGE,
        obeys_robots: bool = False,
        is_gentle: bool = False,
    ) -> FetchResult:
        """Return what came of asking an address.

        Args:
            url: any text; what is no web address is a failure, not an error.
            validators: to ask only for what has changed.
            accept: the media types that are of use.
            obeys_robots: for pages: ask each site's robots.txt first. Feeds are there to be polled.
            is_gentle: for committee systems: from now on its host, and every host that it redirects
                to, gets one request at once, robots.txt among them, and more time between two;
                this may wait for three such times.
        """
        headers = [*self._headers, (b"Accept", accept.encode())]
        if validators and validators.etag:
            headers.append((b"If-None-Match", validators.etag.encode("latin-1", "replace")))
        if validators and validators.last_modified:
            since = validators.last_modified.encode("latin-1", "replace")
            headers.append((b"If-Modified-Since", since))
        chain = _Chain(
            url=url,
            target=url,
            headers=headers,
            obeys_robots=obeys_robots,
            is_gentle=is_gentle,
            left_s=self._timeout_s,
        )
        for _ in range(MAX_REDIRECTS + 1):
            result = self._step(chain)
            if result is not None:
                return result
        return self._failed(chain, Fault.REDIRECT, f"redirects more than {MAX_REDIRECTS} times")

    def _step(self, chain: _Chain) -> FetchResult | None:
        """Ask the chain's present target; None when it leads on to another."""
        if not is_web(chain.target):
            return self._failed(chain, Fault.REDIRECT, "is not a web address")
        host = host_of(chain.target)
        if chain.is_gentle:
            self._hosts.spare(host)
        if chain.obeys_robots and (refusal := self._refusal(chain)):
            return refusal
        try:
            with self._hosts.turn(host, url=chain.target) as wait_s:
                if wait_s is not None:
                    return self._deferred(chain, wait_s)
                answer = self._ask(chain)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, httpcore.ProtocolError,
                ReadError, OSError, ValueError, RuntimeError) as error:  # fmt: skip
            return self._failed(chain, *_plain_reason(error, self._timeout_s))
        code = answer.response.status_code
        location = answer.response.headers.get("location", "")
        if code not in _REDIRECTS or not location:
            return self._result(chain, answer)
        _follow(chain, code, location)
        return None

    def _ask(self, chain: _Chain) -> _Answer:
        begun = time.monotonic()
        self._local.deadline = begun + chain.left_s
        timeouts = dict.fromkeys(("connect", "read", "write", "pool"), self._timeout_s)
        request = httpx.Request(
            "GET", chain.target, headers=chain.headers, extensions={"timeout": timeouts}
        )
        if chain.cookies:
            chain.cookies.set_cookie_header(request)
        try:
            response = self._transport.handle_request(request)
            response.request = request
            with contextlib.closing(response):
                chain.cookies.extract_cookies(response)
                return _Answer(response, self._body(response))
        finally:
            # waiting for a turn is not the server's fault, so only asking counts
            chain.left_s -= time.monotonic() - begun

    def _body(self, response: httpx.Response) -> bytes:
        """Return the answer's plain bytes.

        Raises:
            ReadError: it is too large, or not in the coding that it names.
        """
        if response.status_code != _OK:
            return b""
        coding = response.headers.get("content-encoding", "")
        limit = self._max_body_bytes
        body = bytearray()
        for chunk in decode(response.iter_raw(), coding, limit):
            body += chunk
            if len(body) > limit:
                msg = f"is larger than {limit // (1024 * 1024)} MiB"
                raise ReadError(msg)
            if time.monotonic() > self._local.deadline:
                msg = "took longer than an answer may"
                raise httpx.ReadTimeout(msg)
        return unpack(bytes(body), limit)

    def _result(self, chain: _Chain, answer: _Answer) -> FetchResult:
        response = answer.response
        status, fault, reason = status_of(response.status_code, response.headers)
        now = self._clock()
        wait = parse_retry_after(response.headers.get("retry-after", ""), now=now)
        if response.status_code == httpx.codes.TOO_MANY_REQUESTS and wait:
            self._hosts.limit(host_of(chain.target), chain.target, wait.total_seconds())
        is_well = fault is None
        return FetchResult(
            url=chain.url,
            final_url=chain.target,
            status=status,
            http_status=response.status_code,
            body=answer.body,
            media_type=response.headers.get("content-type", ""),
            validators=_validators(response.headers) if is_well else Validators(),
            retry_after=None if is_well else wait,
            fresh_for=freshness_of(response.headers, now=now) if is_well else None,
            moved_to=chain.moved_to if is_well else None,
            fetched_at=now,
            fault=fault,
            reason=reason,
        )

    def _refusal(self, chain: _Chain) -> FetchResult | None:
        """Return what robots.txt says against the chain's target; None when it may be fetched."""
        permission = self._robots.permission(chain.target)
        if permission.refusal is None:
            if permission.delay_s:
                self._hosts.slow(host_of(chain.target), permission.delay_s)
            return None
        return FetchResult(
            url=chain.url,
            final_url=chain.target,
            status=permission.refusal,
            retry_after=permission.retry_after,
            fetched_at=self._clock(),
            fault=permission.fault,
            reason=permission.reason,
        )

    def _ask_robots(self, url: str) -> FetchResult:
        return self.get(url, accept="text/plain, */*;q=0.2")

    def _failed(self, chain: _Chain, fault: Fault, reason: str) -> FetchResult:
        return FetchResult(
            url=chain.url,
            final_url=chain.target or chain.url,
            status=FetchStatus.FAILED,
            fetched_at=self._clock(),
            fault=fault,
            reason=reason,
        )

    def _deferred(self, chain: _Chain, wait_s: float) -> FetchResult:
        return FetchResult(
            url=chain.url,
            final_url=chain.target,
            status=FetchStatus.DEFERRED,
            retry_after=timedelta(seconds=wait_s),
            fetched_at=self._clock(),
            reason=f"waits for its turn at {host_of(chain.target)}",
        )


def _follow(chain: _Chain, code: int, location: str) -> None:
    """Move the chain on, and note how far permanent redirects alone have led."""
    target = join(chain.target, location)
    is_downgrade = chain.target.startswith("https:") and not target.startswith("https:")
    chain.is_permanent = chain.is_permanent and code in _PERMANENT and not is_downgrade
    chain.target = target
    if chain.is_permanent:
        chain.moved_to = target


def _validators(headers: httpx.Headers) -> Validators:
    """Return the validators byte for byte: an ETag is opaque and need not be ASCII."""
    raw = {name.lower(): value.decode("latin-1") for name, value in headers.raw}
    return Validators(etag=raw.get(b"etag"), last_modified=raw.get(b"last-modified"))


def _plain_reason(  # noqa: PLR0911  # one return for each sort of failure
    error: Exception, timeout_s: float
) -> tuple[Fault, str]:
    """Return what went wrong, in words that hold no address."""
    text, cause = str(error), error.__cause__
    if isinstance(error, httpx.TimeoutException):
        return Fault.TIMEOUT, f"gave no whole answer within {timeout_s:g} s"
    if isinstance(error, ReadError):
        return Fault.CONTENT, text
    if isinstance(cause, PrivateAddressError):
        return Fault.PRIVATE_ADDRESS, text
    if isinstance(cause, UnknownNameError):
        return Fault.DNS, text
    if isinstance(error, CertificateError):
        return Fault.TLS, text
    if "SSL" in text.upper():
        detail = text.partition("(")[0].strip()
        return Fault.TLS, f"its encryption is faulty ({detail})"
    if isinstance(error, httpx.ConnectError):
        return Fault.CONNECTION, f"does not take connections ({text})"
    if isinstance(error, httpx.InvalidURL | UnicodeError):
        return Fault.REDIRECT, "has an address that cannot be read"
    return Fault.CONNECTION, f"broke off, or does not speak HTTP ({type(error).__name__})"

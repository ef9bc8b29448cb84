"""Which addresses may be asked: public ones, and those that the configuration allows.

The check is made on what the name resolves to, and the connection goes to the address that was
checked, so that a name cannot change its mind between the two. A stream keeps the deadline of its
request through every read and write, headers included.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import ssl
import time
from typing import TYPE_CHECKING

import httpcore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
#: IPv6 addresses that carry an IPv4 address in their last 32 bits (RFC 6052)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def is_allowed(address: IPAddress, allowed: Iterable[ipaddress.IPv4Network | ipaddress.IPv6Network]
               ) -> bool:  # fmt: skip
    """Return whether an address is public, or in a network that is allowed by name."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_allowed(inner, allowed)
    if any(address in network for network in allowed):
        return True
    return address.is_global and not address.is_multicast


class PrivateAddressError(httpcore.ConnectError):
    """A name leads to an address that may not be asked."""


class UnknownNameError(httpcore.ConnectError):
    """A name has no address."""


class GuardedBackend(httpcore.NetworkBackend):
    """Resolves, checks, and connects to the address that was checked."""

    def __init__(
        self,
        allow_private: Iterable[str],
        deadline: Callable[[], float],
        context_of: Callable[[tuple[str, int]], ssl.SSLContext | None],
    ) -> None:
        """Take the networks that are allowed although they are private.

        Args:
            allow_private: such as "127.0.0.0/8".
            deadline: gives, in the thread of a request, when it must end (``time.monotonic``).
            context_of: host and port -> what to verify that server with; None = as all others.
        """
        self._allowed = tuple(ipaddress.ip_network(n, strict=False) for n in allow_private)
        self._deadline = deadline
        self._context_of = context_of
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> DeadlineStream:
        """Connect to the first address of a name that answers; refuse private ones."""
        deadline = self._deadline()
        last: Exception | None = None
        for address in self._resolve(host, port):
            try:
                stream = self._inner.connect_tcp(
                    address, port, _left(deadline, timeout), local_address, socket_options
                )
                return DeadlineStream(stream, deadline, self._context_of((host, port)))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
        raise last or UnknownNameError(f"the name {host} has no address")

    def certificate_of(self, host: str, port: int) -> bytes:
        """Return the certificate that a server shows, DER, unverified.

        Nothing is sent to it but the handshake, and nothing else is read.
        """
        unverified = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        unverified.check_hostname = False
        unverified.verify_mode = ssl.CERT_NONE
        plain = self.connect_tcp(host, port)
        with contextlib.closing(plain.without_context().start_tls(unverified, host)) as stream:
            shown = stream.get_extra_info("ssl_object")
            # httpcore gives the innermost object, which takes no names
            return shown.getpeercert(True) or b""

    def sleep(self, seconds: float) -> None:
        """Wait; httpcore asks for it between its own retries."""
        self._inner.sleep(seconds)

    def _resolve(self, host: str, port: int) -> list[str]:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            msg = f"the name {host} cannot be resolved"
            raise UnknownNameError(msg) from error
        addresses = list(dict.fromkeys(str(f[4][0]).partition("%")[0] for f in found))
        for address in addresses:
            if not is_allowed(ipaddress.ip_address(address), self._allowed):
                msg = f"{host} has the private address {address}, which is not allowed"
                raise PrivateAddressError(msg)
        return addresses


class DeadlineStream(httpcore.NetworkStream):
    """A stream whose every operation ends by the deadline of its request."""

    def __init__(
        self,
        inner: httpcore.NetworkStream,
        deadline: float,
        context: ssl.SSLContext | None = None,
    ) -> None:
        """Wrap a stream; a context of its own is used in place of any that is given later."""
        self._inner = inner
        self._deadline = deadline
        self._context = context

    def without_context(self) -> DeadlineStream:
        """Return the same stream, to be encrypted with any context."""
        return DeadlineStream(self._inner, self._deadline)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what is there."""
        return self._inner.read(max_bytes, _left(self._deadline, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all."""
        self._inner.write(buffer, _left(self._deadline, timeout))

    def close(self) -> None:
        """Close."""
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Encrypt; the name that was asked for is the one that is verified."""
        context = self._context or ssl_context
        stream = self._inner.start_tls(context, server_hostname, _left(self._deadline, timeout))
        return DeadlineStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> object:
        """Return what the stream knows of its connection."""
        return self._inner.get_extra_info(info)


def _left(deadline: float, timeout: float | None) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        msg = "took longer than an answer may"
        raise httpcore.ReadTimeout(msg)
    return left if timeout is None else min(timeout, left)

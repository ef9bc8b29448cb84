"""The connections below a session: guarded, verified, and their chains completed where need be.

One request comes in, one response goes out, or an `httpx` error. A handshake that fails only
because the server forgot a certificate is tried once more with it (`chains`); nothing is asked of a
server that was not verified, but for the certificate that it shows.
"""

from __future__ import annotations

import contextlib
import ssl
from typing import TYPE_CHECKING

import certifi
import httpcore
import httpx

from monitor.fetch.addresses import GuardedBackend, PrivateAddressError, UnknownNameError
from monitor.fetch.chains import MAX_BYTES, Chains, reason_of, trusting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

_HTTPS = 443
_OK = 200


class CertificateError(httpx.ConnectError):
    """A certificate was refused; the message says why, in plain English."""


class Transport(httpx.BaseTransport):
    """Connections that are kept no longer than one request."""

    def __init__(
        self, allow_private: Iterable[str], ca_file: Path | None, deadline: Callable[[], float]
    ) -> None:
        """Load the roots; nothing is asked yet.

        Args:
            allow_private: networks that may be asked although they are private.
            ca_file: authorities that are trusted besides the public ones, as PEM.
            deadline: gives, in the thread of a request, when it must end (``time.monotonic``).
        """
        context = trusting(cafile=certifi.where(), extra=ca_file)
        self._chains = Chains(context.get_ca_certs(binary_form=True))
        self._backend = GuardedBackend(allow_private, deadline, self._chains.context_of)
        self._inner = httpx.HTTPTransport(verify=context)
        # httpx has no public way to a network backend of one's own
        self._inner._pool = httpcore.ConnectionPool(
            ssl_context=context,
            max_connections=None,
            max_keepalive_connections=0,
            network_backend=self._backend,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Return the response; its body is still to be read."""
        try:
            return self._inner.handle_request(request)
        except httpx.ConnectError as error:
            refused = _refused(error)
            if refused is None:
                raise
            if reason := self._complete(request, refused):
                raise CertificateError(reason) from error
        try:
            return self._inner.handle_request(request)
        except httpx.ConnectError as error:
            refused = _refused(error)
            if refused is None:
                raise
            raise CertificateError(reason_of(refused)) from error

    def close(self) -> None:
        """Close all connections."""
        self._inner.close()

    def _complete(self, request: httpx.Request, refused: ssl.SSLCertVerificationError) -> str:
        """Return why a server stays refused; "" when its chain is whole now."""
        server = (request.url.raw_host.decode("ascii"), request.url.port or _HTTPS)
        if not self._chains.may_complete(server, refused):
            return reason_of(refused)
        try:
            shown = self._backend.certificate_of(*server)
        except (httpcore.NetworkError, httpcore.TimeoutException, OSError):
            return reason_of(refused)
        return self._chains.complete(server, shown, lambda url: self._ask(url, request))

    def _ask(self, url: str, request: httpx.Request) -> tuple[bytes, str]:
        """Return what lies at a certificate's address, and if that is nothing, why."""
        headers = {"User-Agent": request.headers.get("User-Agent", ""), "Connection": "close"}
        body = bytearray()
        try:
            asked = httpx.Request("GET", url, headers=headers, extensions=request.extensions)
            with contextlib.closing(self._inner.handle_request(asked)) as response:
                if response.status_code != _OK:
                    return b"", f"the server says {response.status_code}"
                for chunk in response.iter_raw():
                    body += chunk
                    if len(body) > MAX_BYTES:
                        return b"", f"larger than {MAX_BYTES // 1024} KB"
        except httpx.ConnectError as error:
            is_told = isinstance(error.__cause__, PrivateAddressError | UnknownNameError)
            return b"", str(error) if is_told else "no connection"
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, OSError):
            return b"", "no answer"
        return bytes(body), ""


def _refused(error: BaseException) -> ssl.SSLCertVerificationError | None:
    """Return what OpenSSL had against a certificate; None when that was not the trouble."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLCertVerificationError):
        cause = cause.__cause__ or cause.__context__  # httpcore takes the first away
    return cause

"""Certificate chains that servers do not send whole -> completed, as browsers do.

Many sites send their own certificate and forget the one that vouches for it; the address of the
missing one stands in the first (RFC 5280 section 4.2.2.1, caIssuers). What is fetched there makes
nothing trusted: it is used only when a root that was trusted before has signed it, and OpenSSL then
judges the whole chain, its dates and its name as ever. cryptography's only home; no network here.
"""

from __future__ import annotations

import ssl
import threading
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import AuthorityInformationAccessOID

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

#: certificates that are fetched for one chain
MAX_FETCHED = 3
#: the largest answer that is looked at for a certificate
MAX_BYTES = 100 * 1024
#: addresses that are tried for one missing certificate
MAX_PLACES = 2
#: servers whose completed chains are kept, some 20 KB each, before the oldest are forgotten
MAX_SERVERS = 1_000
#: OpenSSL's codes of a chain that may only lack a certificate
_INCOMPLETE = {20, 21}
#: OpenSSL's codes -> what is wrong, for people.
#: Source: https://docs.openssl.org/3.0/man3/X509_STORE_CTX_get_error/
_REASONS = {
    9: "its certificate is not valid yet",
    10: "its certificate has expired",
    18: "its certificate is self-signed",
    19: "its certificate was issued by an authority that is not known here",
    20: "its chain lacks a certificate",
    21: "its chain lacks a certificate",
    62: "its certificate is for another name",
    64: "its certificate is for another name",
}
_UNKNOWN = _REASONS[19]
_NOWHERE = "its chain lacks a certificate and names no place to get it"
_UNREADABLE = "its certificate cannot be read"
_BAD = (ValueError, TypeError, UnsupportedAlgorithm)

Server = tuple[str, int]


def trusting(
    *, cafile: str | None = None, extra: Path | None = None, certificates: bytes = b""
) -> ssl.SSLContext:
    """Return a context that verifies dates, names and chains up to a self-signed root.

    Args:
        cafile: the roots, as a PEM file.
        extra: more roots, as a PEM file.
        certificates: roots and what stands below them, DER, one after the other.
    """
    context = ssl.create_default_context(cafile=cafile, cadata=certificates or None)
    if extra is not None:
        context.load_verify_locations(cafile=extra)
    # set from Python 3.13 on; with it whatever is in the store would be a root
    context.verify_flags &= ~ssl.VerifyFlags.VERIFY_X509_PARTIAL_CHAIN
    context.set_alpn_protocols(["http/1.1"])
    return context


def reason_of(error: ssl.SSLCertVerificationError) -> str:
    """Return why a certificate was refused, in plain English."""
    code = error.verify_code
    return _REASONS.get(code, f"its certificate cannot be verified ({error.verify_message})")


class Chains:
    """The chains that were completed, by server; safe to use from many threads."""

    def __init__(self, roots: Iterable[bytes]) -> None:
        """Take the certificates of the authorities that are trusted, DER."""
        self._roots = tuple(roots)
        self._contexts: dict[Server, ssl.SSLContext] = {}
        self._lock = threading.Lock()

    def context_of(self, server: Server) -> ssl.SSLContext | None:
        """Return the context for a server whose chain was completed; None for all others."""
        return self._contexts.get(server)

    def may_complete(self, server: Server, error: ssl.SSLCertVerificationError) -> bool:
        """Return whether a refused chain may only lack a certificate."""
        # what was added before may be what is wrong by now
        return error.verify_code in _INCOMPLETE or server in self._contexts

    def complete(
        self, server: Server, shown: bytes, ask: Callable[[str], tuple[bytes, str]]
    ) -> str:
        """Find the certificates that a server's chain lacks, and keep them.

        Args:
            server: host and port.
            shown: its own certificate, DER.
            ask: address -> what is there, and if that is nothing, why.

        Returns:
            "" when they were found, so that a handshake is worth another try; else why not.
        """
        with self._lock:
            self._contexts.pop(server, None)
        try:
            chain = [x509.load_der_x509_certificate(shown)]
        except _BAD:
            return _UNREADABLE
        while (root := self._root_of(chain[-1])) is None:
            if len(chain) > MAX_FETCHED:
                return f"its chain lacks more than {MAX_FETCHED} certificates"
            found = _issuer_of(chain, ask)
            if isinstance(found, str):
                return found
            chain.append(found)
        self._keep(server, root, chain[1:])
        return ""

    def _root_of(self, certificate: x509.Certificate) -> bytes | None:
        """Return the trusted root that has signed a certificate."""
        name = certificate.issuer.public_bytes()
        for root in self._roots:
            if name in root and any(_is_issued_by(certificate, c) for c in _read(root)):
                return root
        return None

    def _keep(self, server: Server, root: bytes, below: list[x509.Certificate]) -> None:
        # that one root and what it vouches for, and no other: a small store, and a strict one
        context = trusting(
            certificates=root + b"".join(c.public_bytes(Encoding.DER) for c in below)
        )
        with self._lock:
            while len(self._contexts) >= MAX_SERVERS:
                del self._contexts[next(iter(self._contexts))]
            self._contexts[server] = context


def _issuer_of(
    chain: list[x509.Certificate], ask: Callable[[str], tuple[bytes, str]]
) -> x509.Certificate | str:
    """Return the certificate that vouches for the last of a chain, or why it cannot be had."""
    certificate = chain[-1]
    # where roots lie is hardly ever said, since naming them would make nobody trust them
    is_highest = len(chain) > 1 or certificate.issuer == certificate.subject
    reason = _UNKNOWN if is_highest else _NOWHERE
    for place in _places(certificate)[:MAX_PLACES]:
        body, why = ask(place)
        for found in _read(body):
            if _is_issued_by(certificate, found):
                return found
        why = why or "something else is there"
        reason = f"its chain lacks a certificate, which is not to be had where it should be ({why})"
    return reason


def _places(certificate: x509.Certificate) -> list[str]:
    """Return where the issuer's certificate is said to be; http only, or verifying would recur."""
    try:
        access = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess)
    except (x509.ExtensionNotFound, x509.DuplicateExtension, *_BAD):
        return []
    return [
        where.access_location.value
        for where in access.value
        if where.access_method == AuthorityInformationAccessOID.CA_ISSUERS
        and isinstance(where.access_location, x509.UniformResourceIdentifier)
        and where.access_location.value.lower().startswith("http://")
    ]


def _read(body: bytes) -> Iterator[x509.Certificate]:
    """Yield the certificates of an answer: DER, PEM or PKCS #7, whatever its name says."""
    if not body:
        return
    for read in _READERS:
        try:
            yield from read(body)
        except _BAD:
            continue
        return


def _read_der(body: bytes) -> list[x509.Certificate]:
    return [x509.load_der_x509_certificate(body)]


_READERS: tuple[Callable[[bytes], list[x509.Certificate]], ...] = (
    _read_der,
    x509.load_pem_x509_certificates,
    pkcs7.load_der_pkcs7_certificates,
    pkcs7.load_pem_pkcs7_certificates,
)


def _is_issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, *_BAD):
        return False
    return True

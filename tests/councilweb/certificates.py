"""Certificates of invented authorities, and sites over https that send only their own.

site = serve_broken(web, Site(...), folder)      # https, its chain lacks the intermediate
ca_file = folder / ROOTS                         # for `[fetch] ca_file`
"""

from __future__ import annotations

import ipaddress
import ssl
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs7,
)
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

from tests.councilweb.server import MISSING, Answer, Asked, Site, Web

#: the file that `serve_broken` leaves
ROOTS = "roots.pem"
LOOPBACK = "127.0.0.1"
_SIGNS = x509.KeyUsage(
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def der(self) -> bytes:
        """The certificate as DER."""
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self) -> bytes:
        """The certificate as PEM."""
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def p7c(self) -> bytes:
        """The certificate in a PKCS #7 bag."""
        return pkcs7.serialize_certificates([self.certificate], Encoding.DER)


def make_authority(name: str, by: Signed | None = None, *, places: Sequence[str] = ()) -> Signed:
    """Return an authority; without one above it, a self-signed root."""
    return _make(name, by, places=places, is_authority=True)


def make_leaf(
    by: Signed | None,
    *,
    places: Sequence[str] = (),
    host: str = LOOPBACK,
    until: timedelta = timedelta(days=30),
) -> Signed:
    """Return a site's own certificate.

    Args:
        by: who vouches for it; None = itself.
        places: where its issuer's certificate is said to lie.
        host: an address or a name.
        until: when it expires, from now.
    """
    return _make("Sampleford", by, places=places, host=host, until=until)


def _make(
    name: str,
    by: Signed | None,
    *,
    places: Sequence[str],
    is_authority: bool = False,
    host: str = "",
    until: timedelta = timedelta(days=30),
) -> Signed:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signer = by.key if by else key
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=60))
        .not_valid_after(now + until)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
    )
    if is_authority:
        # Python 3.13 insists on it
        builder = builder.add_extension(_SIGNS, critical=True)
    if places:
        where = [
            x509.AccessDescription(
                AuthorityInformationAccessOID.CA_ISSUERS, x509.UniformResourceIdentifier(place)
            )
            for place in places
        ]
        builder = builder.add_extension(x509.AuthorityInformationAccess(where), critical=False)
    if host:
        names = x509.SubjectAlternativeName([_general_name(host)])
        builder = builder.add_extension(names, critical=False)
    return Signed(certificate=builder.sign(signer, hashes.SHA256()), key=key)


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def serving(leaf: Signed, *above: Signed) -> ssl.SSLContext:
    """Return a server's context; it sends its own certificate and those that are named."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    key = leaf.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with tempfile.NamedTemporaryFile() as file:
        file.write(key + leaf.pem + b"".join(a.pem for a in above))
        file.flush()
        context.load_cert_chain(file.name)
    return context


def issuer_site(body: bytes) -> Site:
    """Return the site of an authority, which gives its certificate at ``/ca``."""

    def respond(asked: Asked) -> Answer:
        return Answer(body=body, kind="application/pkix-cert") if asked.bare == "/ca" else MISSING

    return Site(name="authority", respond=respond, start="/ca")


def serve_broken(web: Web, site: Site, folder: Path) -> Site:
    """Serve a site over https without the intermediate; its root goes into ``folder / ROOTS``."""
    root = make_authority("Sample Root")
    between = make_authority("Sample Intermediate", root)
    place = web.serve(issuer_site(between.der)).url
    (folder / ROOTS).write_bytes(root.pem)
    return web.serve(site, serving(make_leaf(between, places=[place])))

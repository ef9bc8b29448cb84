"""Servers that forget a certificate, and those whose certificate must be refused."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.fetch.chains import Chains, trusting
from monitor.fetch.http import Manners, Session
from monitor.records import Fault, FetchResult, FetchStatus
from tests.councilweb.certificates import (
    ROOTS,
    Signed,
    issuer_site,
    make_authority,
    make_leaf,
    serve_broken,
    serving,
)
from tests.councilweb.server import Answer, Site, Web

ROOT = make_authority("Sample Root")
BETWEEN = make_authority("Sample Intermediate", ROOT)
STRANGER = make_authority("Another Root")


@pytest.fixture
def web() -> Iterator[Web]:
    with Web() as served:
        yield served


def news_site() -> Site:
    return Site(name="news", respond=lambda _: Answer(body="<h1>News</h1>"))


def get(site: Site, folder: Path, *, allow: str = "127.0.0.0/8") -> FetchResult:
    roots = folder / "ca.pem"
    roots.write_bytes(ROOT.pem)
    manners = Manners(
        user_agent="monitor-test",
        timeout_s=5,
        host_spacing=timedelta(0),
        allow_private=(allow,),
        ca_file=roots,
    )
    with Session(manners, clock=lambda: datetime.now(UTC)) as session:
        return session.get(site.url)


@pytest.mark.parametrize("form", ["der", "pem", "p7c"])
def test_a_forgotten_certificate_is_fetched_where_the_first_says(
    form: str, web: Web, tmp_path: Path
) -> None:
    place = web.serve(issuer_site(getattr(BETWEEN, form))).url
    site = web.serve(news_site(), serving(make_leaf(BETWEEN, places=[place])))
    assert get(site, tmp_path).status is FetchStatus.FETCHED


def test_a_chain_that_lacks_two_certificates_is_completed(web: Web, tmp_path: Path) -> None:
    above = web.serve(issuer_site(BETWEEN.der)).url
    lower = make_authority("Sample Lower", BETWEEN, places=[above])
    place = web.serve(issuer_site(lower.der)).url
    site = web.serve(news_site(), serving(make_leaf(lower, places=[place])))
    assert get(site, tmp_path).status is FetchStatus.FETCHED


def test_a_completed_chain_is_kept(web: Web, tmp_path: Path) -> None:
    authority = web.serve(issuer_site(BETWEEN.der))
    site = web.serve(news_site(), serving(make_leaf(BETWEEN, places=[authority.url])))
    (tmp_path / "ca.pem").write_bytes(ROOT.pem)
    manners = Manners(user_agent="monitor-test", host_spacing=timedelta(0),
                      allow_private=("127.0.0.0/8",), ca_file=tmp_path / "ca.pem")  # fmt: skip
    with Session(manners, clock=lambda: datetime.now(UTC)) as session:
        assert [session.get(site.url).status for _ in range(3)] == [FetchStatus.FETCHED] * 3
    assert len(authority.asked) == 1


def test_a_whole_chain_asks_nobody_else(web: Web, tmp_path: Path) -> None:
    authority = web.serve(issuer_site(BETWEEN.der))
    leaf = make_leaf(BETWEEN, places=[authority.url])
    site = web.serve(news_site(), serving(leaf, BETWEEN))
    assert get(site, tmp_path).status is FetchStatus.FETCHED
    assert authority.asked == []


NOT_THERE = (
    "its chain lacks a certificate, which is not to be had where it should be "
    "(something else is there)"
)
#: what is wrong -> the server's certificate, made with the address of an authority's site that
#: gives the true intermediate
REFUSED: dict[str, tuple[Callable[[str], Signed], str]] = {
    "names no place": (
        lambda _: make_leaf(BETWEEN),
        "its chain lacks a certificate and names no place to get it",
    ),
    "names a place over https only": (
        lambda place: make_leaf(BETWEEN, places=[place.replace("http:", "https:")]),
        "its chain lacks a certificate and names no place to get it",
    ),
    "expired": (
        lambda place: make_leaf(BETWEEN, places=[place], until=timedelta(days=-1)),
        "its certificate has expired",
    ),
    "another name": (
        lambda place: make_leaf(BETWEEN, places=[place], host="www.wexcombe.example"),
        "its certificate is for another name",
    ),
    "self-signed": (lambda _: make_leaf(None), "its certificate is self-signed"),
    "an unknown authority": (
        lambda place: make_leaf(STRANGER, places=[place]),
        NOT_THERE,
    ),
    "a lookalike": (
        lambda place: make_leaf(make_authority("Sample Intermediate", STRANGER), places=[place]),
        NOT_THERE,
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_certificate_that_cannot_be_verified_is_refused_and_the_reason_says_why(
    case: str, web: Web, tmp_path: Path
) -> None:
    make, reason = REFUSED[case]
    place = web.serve(issuer_site(BETWEEN.der)).url
    site = web.serve(news_site(), serving(make(place)))
    result = get(site, tmp_path)
    assert (result.fault, result.reason) == (Fault.TLS, reason)
    assert site.asked == []


@pytest.mark.parametrize("is_named", [True, False], ids=["its place named", "sent with it"])
def test_an_authority_that_is_offered_is_not_trusted_for_it(
    is_named: bool, web: Web, tmp_path: Path
) -> None:
    stranger = web.serve(issuer_site(STRANGER.der)).url
    leaf = make_leaf(STRANGER, places=[stranger] if is_named else [])
    site = web.serve(news_site(), serving(leaf, *([] if is_named else [STRANGER])))
    reason = "its certificate was issued by an authority that is not known here"
    assert get(site, tmp_path).reason == reason
    assert site.asked == []


def test_a_root_whose_issuer_is_only_spelt_otherwise_makes_nothing_trusted(
    web: Web, tmp_path: Path
) -> None:
    # OpenSSL takes names that differ in case for the same, and what has signed itself for a root
    forged = make_authority("sample forged", by=make_authority("Sample Forged"))
    place = web.serve(issuer_site(forged.der)).url
    site = web.serve(news_site(), serving(make_leaf(forged, places=[place])))
    assert get(site, tmp_path).fault is Fault.TLS


def test_more_certificates_than_a_chain_may_lack_are_not_fetched(web: Web, tmp_path: Path) -> None:
    above, asked = ROOT, []
    place = ""
    for number in range(5):
        above = make_authority(f"Sample {number}", above, places=[place] if place else [])
        asked.append(web.serve(issuer_site(above.der)))
        place = asked[-1].url
    site = web.serve(news_site(), serving(make_leaf(above, places=[place])))
    assert get(site, tmp_path).reason == "its chain lacks more than 3 certificates"
    assert sum(len(a.asked) for a in asked) == 3


def test_the_place_of_a_certificate_may_not_be_a_private_address(web: Web, tmp_path: Path) -> None:
    leaf = make_leaf(BETWEEN, places=["http://10.1.2.3/ca"])
    site = web.serve(news_site(), serving(leaf))
    result = get(site, tmp_path, allow="127.0.0.1/32")
    assert "private address 10.1.2.3" in result.reason
    assert result.fault is Fault.TLS


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(status=404), "the server says 404"),
        (Answer(status=302, headers=(("Location", "/ca2"),)), "the server says 302"),
        (Answer(body=b"0" * 200_000), "larger than 100 KB"),
        (Answer(body=b""), "something else is there"),
        (Answer(body=b"<h1>Sorry</h1>"), "something else is there"),
    ],
    ids=["missing", "elsewhere", "large", "nothing", "a page"],
)
def test_what_lies_in_the_certificates_place_is_said(
    answer: Answer, said: str, web: Web, tmp_path: Path
) -> None:
    place = web.serve(Site(name="authority", respond=lambda _: answer, start="/ca")).url
    site = web.serve(news_site(), serving(make_leaf(BETWEEN, places=[place])))
    assert said in get(site, tmp_path).reason


def test_a_server_that_mends_its_chain_with_another_authority_is_seen(tmp_path: Path) -> None:
    chains = Chains([ROOT.der])
    server = ("www.sampleford.example", 443)
    shown = make_leaf(BETWEEN, places=["http://authority.example/ca"]).der
    assert chains.complete(server, shown, lambda _: (BETWEEN.der, "")) == ""
    assert chains.context_of(server) is not None
    expired = ssl.SSLCertVerificationError()
    expired.verify_code = 10
    assert chains.may_complete(server, expired)
    assert not chains.may_complete(("www.wexcombe.example", 443), expired)


def test_what_is_in_the_store_is_no_root_for_it() -> None:
    flags = trusting(certificates=ROOT.der + BETWEEN.der).verify_flags
    assert not flags & ssl.VerifyFlags.VERIFY_X509_PARTIAL_CHAIN


def test_an_intermediate_in_the_store_vouches_for_nothing_without_its_root() -> None:
    client = trusting(certificates=BETWEEN.der)
    server = serving(make_leaf(BETWEEN))
    with pytest.raises(ssl.SSLCertVerificationError, match="issuer certificate"):
        _shake_hands(client, server)


def test_a_site_with_a_broken_chain_can_be_served_for_other_tests(web: Web, tmp_path: Path) -> None:
    site = serve_broken(web, news_site(), tmp_path)
    manners = Manners(user_agent="monitor-test", host_spacing=timedelta(0),
                      allow_private=("127.0.0.0/8",), ca_file=tmp_path / ROOTS)  # fmt: skip
    with Session(manners, clock=lambda: datetime.now(UTC)) as session:
        assert session.get(site.url).body == b"<h1>News</h1>"


def _shake_hands(client: ssl.SSLContext, server: ssl.SSLContext) -> None:
    """Let both talk to each other in memory until one has had enough."""
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = [
        client.wrap_bio(down, up, server_hostname="127.0.0.1"),
        server.wrap_bio(up, down, server_side=True),
    ]
    for _ in range(10):
        for end in ends:
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                continue

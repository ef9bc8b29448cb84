"""Addresses as feeds and pages write them."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from courlan import clean_url, normalize_url
from hypothesis import given
from hypothesis import strategies as st

from monitor.urls import canonical_url, host_of, is_opaque, is_web, join, unwrap


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://news.example/a?utm_source=x&id=3", "https://news.example/a?id=3"),
        ("HTTPS://News.Example/a/amp?utm_campaign=3#top", "https://news.example/a"),
        ("https://news.example/a/", "https://news.example/a"),
        ("http://127.0.0.1:8400/a/b?x=1", "http://127.0.0.1:8400/a/b?x=1"),
        ("https://news.example/a?ref=rss&p=2", "https://news.example/a?p=2"),
        ("https://news.example/a?b=2&amp;a=1", "https://news.example/a?a=1&b=2"),
        ("https://news.example:443//a/../b?#x", "https://news.example/a/../b"),
        ("https://news.example/a?20191008", "https://news.example/a?20191008"),
        ("https://news.example/ä b", "https://news.example/%C3%A4b"),
        (f"https://news.example/{'a' * 9_000}", ""),
        ("javascript:alert(1)", ""),
        ("http://[::1", ""),
        ("", ""),
    ],
)
def test_copies_of_an_address_meet_under_one_form(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


ASP = "(S(lit3py55t21z5v55vlm25s55))"


@pytest.mark.parametrize(
    "visit",
    [
        "news/1;jsessionid=0A1B2C3D4E5F60718293A4B5C6D7E8F9",
        "news/1;jsessionid=0A1B2C3D4E5F6071.node2?id=3",
        "news/1;JSESSIONID=abc?id=3",
        f"{ASP}/news/1?id=3",
        "(X(1)S(lit3py55t21z5v55vlm25s55))/news/1?id=3",
        "(A(x_-1)S(lit3py55t21z5v55vlm25s55)F(2))/news/1?id=3",
        f"news/{ASP}/1?id=3",
        "news/1?id=3&sid=9f86d081884c7d659a2feaa0c55ad015",
        "news/1?SID=q2w3e4r5t6y7u8i9o0p1&id=3",
        "news/1?sessionid=4f2a9c1e7b3d5f60&id=3",
        "news/1?session_id=123e4567-e89b-12d3-a456-426614174000&id=3",
        "news/1?id=3&PHPSESSID=k2m9c0v1p5n8q3r7t4w6y1z0a2",
        "news/1?id=3&osCsid=5d41402abc4b2a76b9719d911017c592",
        "news/1?id=3&zenid=5d41402abc4b2a76b9719d911017c592",
        "news/1?CFID=1048576&CFTOKEN=87654321&id=3",
        "news/1?CFID=1048576&CFTOKEN=7E1C03B9-F4A5-D682-0011223344556677&id=3",
        "news/1?cfid=48ab23f1-7c11-4f0e-9a3d-5b6c7d8e9f00&id=3&cftoken=7e1c03b9f4a5d682",
    ],
)
def test_the_number_of_a_visit_is_no_part_of_an_address(visit: str) -> None:
    site = "https://www.sampleford.example/"
    plain = site + ("news/1?id=3" if "id=3" in visit else "news/1")
    assert canonical_url(site + visit) == canonical_url(plain)


@pytest.mark.parametrize(
    "path",
    [
        "news?sid=1234",
        "news?sid=20261124093015001",
        "news?SID=sampleford-north",
        "news?sid=communities",
        "news?sid=internationalisation",
        "news?sessionid=annual-conference-2026-day-1",
        "news?session_id=42",
        "news?zenid=gardens",
        "news?cfid=23",
        "ieListDocuments.aspx?CId=136&MId=2451",
        "mgUserInfo.aspx?UID=201",
        "committee/(sub)/papers",
        "budget/(S(2026))/papers",
        "papers;version=2",
    ],
)
def test_a_parameter_that_names_what_is_read_stays(path: str) -> None:
    found = canonical_url(f"https://democracy.sampleford.example/{path}")
    kept = unquote(found).removeprefix("https://democracy.sampleford.example/")
    assert kept == path


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ieListMeetings.aspx?CId=136&Year=0", "ieListMeetings.aspx?CId=137&Year=0"),
        ("mgUserInfo.aspx?UID=201", "mgUserInfo.aspx?UID=202"),
        ("planning/view?ref=24/00123/FUL", "planning/view?ref=24/00124/FUL"),
        ("news?12345", "news?12346"),
    ],
)
def test_pages_that_only_a_parameter_tells_apart_stay_apart(one: str, other: str) -> None:
    site = "https://democracy.sampleford.example/"
    assert canonical_url(site + one) != canonical_url(site + other)


@given(
    st.from_regex(r"[a-z]{1,3}(\.[a-z]{2,3}){1,2}(:80|:443)?", fullmatch=True),
    st.from_regex(r"(/[A-Za-z0-9 ~._,!%()é:-]{0,4}){0,4}(#[a-z=]{0,4})?", fullmatch=True),
)
def test_without_parameters_the_form_is_that_of_courlan(host: str, path: str) -> None:
    url = f"https://{host}{path}".strip()
    normal = normalize_url(clean_url(url) or url, strict=True, trailing_slash=False)
    assert canonical_url(url).rstrip("/") == normal.rstrip("/")


@given(st.from_regex(r"https://a\.b(/[a-z/?=&;%#.+ -]{0,20})?", fullmatch=True))
def test_the_canonical_form_is_its_own_canonical_form(url: str) -> None:
    once = canonical_url(url)
    assert canonical_url(once) == once


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("https://news.google.com/rss/articles/CBMiXkFVX3lxTE?oc=5", True),
        ("https://news.google.com/articles/CBMiXkFVX3lxTE", True),
        ("https://news.google.com/rss/search?q=council", False),
        ("https://news.example/rss/articles/1", False),
    ],
)
def test_a_link_that_only_stands_for_an_article_is_known(url: str, is_one: bool) -> None:
    assert is_opaque(url) is is_one


def test_a_redirect_of_a_search_engine_is_undone() -> None:
    wrapped = (
        "https://www.google.com/url?rct=j&sa=t&url=https://news.example/a%3Fid%3D3%26b%3D4&ct=ga"
    )
    assert unwrap(wrapped) == "https://news.example/a?id=3&b=4"


def test_a_redirect_to_something_that_is_no_page_gives_nothing() -> None:
    assert unwrap("https://www.google.com/url?url=javascript:alert(1)") == ""


def test_a_space_in_a_link_is_kept() -> None:
    url = join("https://moderngov.example/x.aspx", "documents/g42/Public reports pack.pdf?T=10")
    assert url == "https://moderngov.example/documents/g42/Public%20reports%20pack.pdf?T=10"
    assert canonical_url(url) == url


def test_a_link_is_joined_to_its_page() -> None:
    assert join("https://news.example/a/b", "../c") == "https://news.example/c"


def test_the_host_is_told_without_www() -> None:
    assert host_of("https://WWW.News.example/a") == "news.example"


@given(st.text())
def test_no_text_makes_an_address_function_fail(text: str) -> None:
    assert canonical_url(text) == "" or is_web(canonical_url(text))
    unwrap(text)
    host_of(text)

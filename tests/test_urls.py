"""Addresses as feeds and pages write them."""

from __future__ import annotations

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


def test_a_link_is_joined_to_its_page() -> None:
    assert join("https://news.example/a/b", "../c") == "https://news.example/c"


def test_the_host_is_told_without_www() -> None:
    assert host_of("https://WWW.News.example/a") == "news.example"


@given(st.text())
def test_no_text_makes_an_address_function_fail(text: str) -> None:
    assert canonical_url(text) == "" or is_web(canonical_url(text))
    unwrap(text)
    host_of(text)

"""Addresses as feeds and pages write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.urls import canonical_url, host_of, is_web, join, unwrap


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://news.example/a?utm_source=x&id=3", "https://news.example/a?id=3"),
        ("HTTPS://News.Example/a/amp?utm_campaign=3#top", "https://news.example/a"),
        ("https://news.example/a/", "https://news.example/a"),
        ("http://127.0.0.1:8400/a/b?x=1", "http://127.0.0.1:8400/a/b?x=1"),
        ("javascript:alert(1)", ""),
        ("http://[::1", ""),
        ("", ""),
    ],
)
def test_copies_of_an_address_meet_under_one_form(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


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

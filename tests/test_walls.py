"""What pages call themselves when they are not what was asked for."""

from __future__ import annotations

import time

import pytest

from monitor.walls import SOFT_404, find_soft_404, is_missing, names_of

MISSING = (
    "Page not found",
    "Page not found | Sampleford Borough Council",
    "Page Not Found - Sampleford Borough Council",
    "Sampleford Borough Council – Page not found",
    "Sampleford Borough Council | Page not found | Error",
    "404",
    "404 error",
    "Error 404",
    "404 Not Found",
    "404 - Not Found",
    "404 | Wexcombe",
    "Wexcombe | 404",
    "404 - Wexcombe Town Council",
    "Wexcombe Town Council - 404",
    "HTTP 404",
    "Error 404: Page not found",
    "404: This page could not be found.",
    "404 - File or directory not found.",
    "Not found",
    "Not Found | Sampleford",
    "File not found",
    "Article not found",
    "News story not found",
    "The page cannot be found",
    "The resource cannot be found.",
    "The page you requested could not be found",
    "The page you are looking for no longer exists",
    "The page you were looking for doesn't exist.",
    "The page you\u2019re looking for can\u2019t be found",
    "Oops! That page can\u2019t be found.",
    "Sorry, we can't find",
    "Sorry, we can't find that page",
    "Sorry, we can\u2019t find the page you are looking for",
    "Sorry, we couldn't find what you're looking for",
    "We are unable to find the page you requested",
    "We could not find this page",
    "Sorry, this page isn't available",
    "Sorry - this page is no longer available",
    "This article is no longer available",
    "This page no longer exists",
    "This content is not available",
    "Page unavailable",
    "Page does not exist",
    "This page has moved or been deleted",
    "The page has been moved or deleted",
    "The page may have been removed",
    "This story has been removed",
    "Missing page",
    "Tudalen heb ei chanfod | Cyngor Llanfair",
    "Nid yw'r dudalen hon ar gael",
)
NEWS = (
    "Body not found in canal search, police say",
    "Body not found",
    "Missing page of accounts delays audit",
    "Missing page of accounts",
    "404 homes planned at Sampleford quay",
    "404 homes",
    "404 – the homes that Sampleford never built",
    "Bus 404 to be cut",
    "Route 404",
    "Council spent £404 on biscuits",
    "Weapons not found at school, inquiry told",
    "Page not found in minute book, auditor tells Sampleford",
    "Planning documents not found by inspector",
    "We can't find the money, says Sampleford leader",
    "We cannot find the missing millions",
    "Garden waste service no longer available to Wexcombe residents",
    "Respite care no longer available",
    "Leisure centre has moved",
    "Homepage redesign: what has moved or been deleted",
    "The page has turned for Wexcombe",
    "News story: council leader removed",
    "Council leader has been removed",
    "This page: latest news",
    "News - Sampleford Borough Council",
    "Sampleford Borough Council",
    "Story of the week | Not for sale",
    "",
)


@pytest.mark.parametrize("name", MISSING)
def test_a_page_that_says_it_is_not_there_is_believed(name: str) -> None:
    assert is_missing([name])


@pytest.mark.parametrize("name", NEWS)
def test_news_of_something_that_is_not_found_is_news(name: str) -> None:
    assert not is_missing([name])


@pytest.mark.parametrize(
    "markup",
    [
        "<title>Page not found</title><h1>News</h1>",
        "<title>Sampleford</title><h1><img alt=''></h1><h1 class=x>Page <b>not</b> found</h1>",
        "<TITLE>\n 404 &#124; Wexcombe\n</TITLE>",
    ],
)
def test_title_and_headings_are_looked_at(markup: str) -> None:
    assert find_soft_404(f"<html><head>{markup}<p>x</p>") == SOFT_404


def test_what_stands_in_the_text_is_not_the_pages_name() -> None:
    assert find_soft_404("<title>News</title><h1>News</h1><h2>404</h2><p>Page not found</p>") == ""


def test_names_come_in_the_order_of_the_page() -> None:
    assert names_of("<title>A &amp; B</title><h1>C</h1><h1> </h1><h1>D</h1>") == ("A & B", "C", "D")


@pytest.mark.parametrize(
    "piece", ["the page you ", "sorry ", "404 ", " - ", "page not ", "<h1>", "A "]
)
def test_no_name_takes_long(piece: str) -> None:
    begun = time.monotonic()
    is_missing([(piece * 150)[:150], piece * 2_000])
    find_soft_404(piece * 20_000)
    assert time.monotonic() - begun < 1

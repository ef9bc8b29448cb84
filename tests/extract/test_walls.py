"""What stands in an article's place is said in plain words; a text that mentions a wall is a text."""

from __future__ import annotations

import json

import pytest

from monitor.errors import ExtractError
from monitor.extract import extract_document
from tests.extract.pages import BODY, PARAGRAPHS, document, page

SHELL = '<html><body><div id="root"></div><script src="/app.js"></script></body></html>'
NOSCRIPT = (
    "<html><body><noscript>You need to enable JavaScript to run this app.</noscript>"
    '<div id="root"></div><script src="/app.js"></script></body></html>'
)
STUB = (
    '<html><head><meta http-equiv="refresh" content="0; url=https://news.example/a"></head></html>'
)
GOOGLE_LIKE = (
    "<html><head><title>Before you continue</title></head><body><h1>Before you continue</h1>"
    "<p>We use cookies and data to deliver and maintain our services and to measure audiences.</p>"
    "<p>If you choose to reject all, we will not use cookies for these additional purposes.</p>"
    "</body></html>"
)


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        (
            document("<p>Sorry, we could not find that page.</p>", heading="Page not found"),
            "not there",
        ),
        (
            document("<p>It may have moved. Try the search.</p>", heading="404 - Not Found"),
            "not there",
        ),
        (
            document("<p>This page no longer exists.</p>", heading="Oops! Page not found"),
            "not there",
        ),
        (
            document(
                "<p>Subscribe to read the full story. Already a subscriber? Log in.</p>",
                heading="Exclusive",
            ),
            "paywall",
        ),
        (
            document(
                '<div class="cookie">Accept all cookies to continue</div>'
                "<p>Subscribe to read the full story. Already a subscriber? Log in.</p>",
                heading="Exclusive",
            ),
            "paywall",
        ),
        (document("<p>Register now to continue reading.</p>", heading="Council news"), "paywall"),
        (document("<p>Accept all cookies to continue reading</p>", heading="Hello"), "consent"),
        (GOOGLE_LIKE, "consent"),
        (document("<p>Please enter your password below.</p>", heading="Log in"), "login"),
        (
            document("<p>Checking your browser before you go on.</p>", heading="Just a moment..."),
            "bot wall",
        ),
        (document("<p>You do not have permission.</p>", heading="Access Denied"), "bot wall"),
        (SHELL, "scripts"),
        (NOSCRIPT, "scripts"),
        (STUB, "another address"),
        ("<html><body><p></p></body></html>", "holds no article"),
    ],
)
def test_a_wall_is_named(markup: str, reason: str) -> None:
    with pytest.raises(ExtractError, match=reason):
        extract_document(page(markup))


@pytest.mark.parametrize(
    "markup",
    [
        document(BODY, heading="Page not found"),
        document(BODY * 4, heading="404"),
        f"<title>Sampleford Borough Council</title><h1>Sorry, we can\u2019t find that page</h1>{BODY * 4}",
        f"<title>Page not found | Sampleford</title><h1>Popular services</h1>{BODY * 4}",
    ],
    ids=["short", "long", "only its heading says so", "only its title says so"],
)
def test_a_page_that_is_not_there_is_no_article_whatever_it_offers_instead(markup: str) -> None:
    with pytest.raises(ExtractError, match=r"says that it is not there \(a soft 404\)"):
        extract_document(page(markup))


@pytest.mark.parametrize(
    "heading",
    [
        "Body not found in canal search",
        "Missing page of accounts delays audit",
        "Page of accounts not found at town hall",
        "404 homes planned",
    ],
)
def test_an_article_of_something_that_is_not_found_is_read(heading: str) -> None:
    assert PARAGRAPHS[0] in extract_document(page(document(BODY, heading=heading))).text


@pytest.mark.parametrize(
    "sentence",
    [
        "The council asks visitors to accept cookies before they see its planning register.",
        "Readers who want the minutes must log in to the council's portal, and many cannot.",
        "The page could not be found on the council's website on Monday, campaigners said.",
        "Residents without JavaScript cannot pay, though the service requires JavaScript.",
        "The chief executive was denied access; access denied, said the screen at the door.",
        "Residents can subscribe to read the council's bulletin by letter.",
    ],
)
def test_an_article_that_mentions_a_wall_is_read(sentence: str) -> None:
    read = extract_document(page(document(f"<p>{PARAGRAPHS[0]}</p><p>{sentence}</p>")))
    assert sentence in read.text


def test_a_banner_that_asks_for_cookies_to_continue_reading_is_no_paywall() -> None:
    banner = '<div class="cookie">Accept all cookies to continue reading our partners</div>'
    read = extract_document(page(document(f"{banner}<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>")))
    assert not read.summary_only


def test_a_short_article_with_a_number_for_headline_is_read() -> None:
    markup = document(f"<p>{PARAGRAPHS[0]}</p>", heading="404 homes planned at Sampleford quay")
    assert PARAGRAPHS[0] in extract_document(page(markup)).text


def paywalled(body: str) -> str:
    said = {"@type": "NewsArticle", "isAccessibleForFree": "False"}
    return document(body, head=f'<script type="application/ld+json">{json.dumps(said)}</script>')


def test_of_an_article_to_be_paid_for_the_beginning_is_kept_and_said() -> None:
    read = extract_document(page(paywalled(f"<p>{PARAGRAPHS[0]}</p>")))
    assert read.text == PARAGRAPHS[0]
    assert read.summary_only
    assert "behind a paywall; only its beginning was read" in read.faults


def test_what_stands_behind_a_beginning_tells_that_it_is_one() -> None:
    after = '<div class="offer"><span>Subscribe to continue reading this article</span></div>'
    read = extract_document(page(document(f"<p>{PARAGRAPHS[0]}</p>{after}")))
    assert read.summary_only


def test_a_summary_longer_than_the_beginning_is_the_text() -> None:
    summary = " ".join(PARAGRAPHS)
    read = extract_document(page(paywalled(f"<p>{PARAGRAPHS[0]}</p>"), summary=summary))
    assert read.text == summary
    assert read.extractor == "summary"


def test_a_whole_article_that_says_it_must_be_paid_for_is_whole() -> None:
    read = extract_document(page(paywalled(BODY * 4)))
    assert not read.summary_only

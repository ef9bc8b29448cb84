"""Page bytes to documents, without what stands round them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.demo.pages import article, pdf
from monitor.demo.sample import Text, load_texts
from monitor.errors import ExtractError
from monitor.extract import extract_document
from monitor.fingerprint import fingerprint, similarity
from monitor.records import Outline, Page

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
TEXTS = {t.key: t for t in load_texts(NOW)}


def page(body: bytes, media_type: str = "text/html; charset=utf-8", **fields: object) -> Page:
    made = Page(
        url="https://news.example/a",
        body=body,
        media_type=media_type,
        title="A headline",
        retrieved_at=NOW,
        outline=Outline(),
    )
    return replace(made, **fields)  # type: ignore[arg-type]


def html_of(key: str) -> Text:
    return TEXTS[key]


def test_only_the_article_is_taken() -> None:
    text = html_of("cex-suspended")
    read = extract_document(page(article(text, "https://news.example/a")))
    for paragraph in text.paragraphs:
        assert paragraph in read.text
    for trap in ("Ellingvale", "Kingsmoor", "Apply now", "cookies"):
        assert trap not in read.full_text


def test_the_pages_own_date_wins() -> None:
    text = html_of("bin-strike")
    read = extract_document(page(article(text, "https://news.example/a"), published_at=NOW))
    assert read.published_at == text.published_at


def test_a_date_in_the_future_is_dropped_and_said() -> None:
    read = extract_document(page(b"", summary="Words.", published_at=NOW + timedelta(days=9)))
    assert read.published_at is None
    assert "future" in read.faults[0]


def test_a_cut_headline_is_completed_by_the_page() -> None:
    text = html_of("bin-strike")
    read = extract_document(page(article(text, "https://news.example/a"), title=text.title[:20]))
    assert read.title == text.title


def test_a_paper_is_read_with_the_starts_of_its_pages() -> None:
    text = html_of("statutory-recommendations")
    read = extract_document(page(pdf(text), "application/pdf"))
    assert len(read.pages) == len(text.paragraphs)
    assert read.full_text[read.pages[1] :].startswith("The external auditor")


@pytest.mark.parametrize(
    ("body", "media_type", "reason"),
    [
        (b"%PDF-1.4 broken", "application/pdf", "broken"),
        (b"\x89PNG\r\n\x1a\n", "image/png", "neither a web page nor a PDF"),
        (b"<html><body></body></html>", "text/html", "no article"),
        (
            b"<html><body><p>Just a moment... checking your browser</p></body></html>",
            "text/html",
            "bot wall",
        ),
    ],
)
def test_what_cannot_be_read_says_why(body: bytes, media_type: str, reason: str) -> None:
    with pytest.raises(ExtractError, match=reason):
        extract_document(page(body, media_type))


@pytest.mark.parametrize("start", [b"<!DOCTYPE html><html>", b"\xef\xbb\xbf\n<html lang='en'>"])
def test_a_web_page_in_a_paper_s_place_is_read_as_what_it_is(start: bytes) -> None:
    body = start + b"<body><h1>Page not found</h1><p>Sorry, it is not here.</p></body></html>"
    with pytest.raises(ExtractError, match="not there"):
        extract_document(page(body, "application/pdf"))


def test_a_title_alone_is_a_document() -> None:
    read = extract_document(page(b"", title="Appointment of the Interim Chief Executive"))
    assert read.summary_only
    assert read.full_text.startswith("Appointment")


def test_windows_characters_are_read_whatever_the_page_calls_them() -> None:
    body = (
        '<html><head><meta charset="iso-8859-1"></head><body><article><h1>T</h1>'
        "<p>The council said \u201cwe owe \u00a39m\u201d and that it would say more on Friday, when "
        "the report on its finances is published in full.</p></article></body></html>"
    ).encode("windows-1252")
    assert "\u201cwe owe \u00a39m\u201d" in extract_document(page(body, "text/html")).text


def test_copies_of_a_text_have_like_signatures_and_others_do_not() -> None:
    first, copy = (" ".join(html_of(k).paragraphs) for k in ("s114-warned", "s114-warned-copy"))
    other = " ".join(html_of("cex-suspended").paragraphs)
    assert similarity(fingerprint(first), fingerprint(copy + " Advertisement")) > 0.8
    assert similarity(fingerprint(first), fingerprint(other)) < 0.2

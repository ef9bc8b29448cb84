"""A page is parsed from what its bytes say, whatever they are called."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.errors import ReadError
from monitor.fetch.page import parse_page
from monitor.records import FetchResult, FetchStatus

TEXT = "Sampleford\u2019s \u00a39m gap \u2013 \u201cno more\u201d"


def answer(body: bytes, media_type: str) -> FetchResult:
    return FetchResult(
        url="https://www.sampleford.example/",
        final_url="https://www.sampleford.example/",
        status=FetchStatus.FETCHED,
        body=body,
        media_type=media_type,
        fetched_at=datetime(2026, 11, 24, tzinfo=UTC),
    )


@pytest.mark.parametrize("codec", ["utf-8", "cp1252"])
@pytest.mark.parametrize("label", ["", "utf-8", "iso-8859-1", "windows-1252", "no-such-charset"])
@pytest.mark.parametrize("meta", ["", '<meta charset="utf-8">', '<meta charset="iso-8859-1">'])
def test_a_page_is_read_as_it_was_written(codec: str, label: str, meta: str) -> None:
    media_type = f"text/html; charset={label}" if label else "text/html"
    body = f"<html><head>{meta}</head><body><p>{TEXT}</p></body></html>".encode(codec)
    assert parse_page(answer(body, media_type)).findtext(".//p") == TEXT


@pytest.mark.parametrize("body", [b"", b"  "])
def test_an_answer_without_a_page_is_said(body: bytes) -> None:
    with pytest.raises(ReadError, match="empty or no web page"):
        parse_page(answer(body, "text/html"))

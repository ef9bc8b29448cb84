"""Bytes are read as browsers read them, whatever server and author call them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from monitor.charset import decode_feed, decode_page

TEXT = "The council said \u201cwe owe \u00a39m\u201d \u2013 and no more."
WINDOWS = TEXT.encode("cp1252")
BOTH = pytest.mark.parametrize("decode", [decode_feed, decode_page])
Decode = Callable[[bytes, str], str]


@BOTH
@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (TEXT.encode(), "text/html"),
        (TEXT.encode(), "text/html; charset=iso-8859-1"),
        (TEXT.encode(), "text/html; charset=utf-16"),
        (WINDOWS, ""),
        (WINDOWS, "text/html; charset=utf-8"),
        (WINDOWS, "text/html; charset=ISO-8859-1"),
        (WINDOWS, "text/html; charset=us-ascii"),
        (WINDOWS, "text/html; charset=no-such-charset"),
        (WINDOWS, "text/html; charset=punycode"),
        (WINDOWS, 'text/html; charset="windows-1252"'),
        (TEXT.encode("utf-8-sig"), "text/html; charset=windows-1252"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "text/html"),
    ],
)
def test_a_text_is_read_as_it_was_written(body: bytes, media_type: str, decode: Decode) -> None:
    assert decode(body, media_type) == TEXT


@pytest.mark.parametrize(
    ("decode", "begins"),
    [
        (decode_page, '<meta charset="iso-8859-1">'),
        (decode_page, '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">'),
        (decode_feed, '<?xml version="1.0" encoding="iso-8859-1"?>'),
        (decode_feed, '<?xml version="1.0" encoding="utf-8"?>'),
    ],
)
def test_what_a_document_says_of_itself_may_be_wrong(decode: Decode, begins: str) -> None:
    assert decode(begins.encode() + WINDOWS, "") == begins + TEXT


def test_a_page_in_two_bytes_a_letter_is_read_by_its_servers_word() -> None:
    assert decode_page(TEXT.encode("utf-16-le"), "text/html; charset=utf-16le") == TEXT


def test_a_letter_cut_in_two_spoils_no_other() -> None:
    body = ("\u00a3" * 100).encode() + "\u2019".encode()[:1]
    assert decode_page(body, "text/html; charset=utf-8").startswith("\u00a3" * 100)


def test_a_feed_that_two_programs_wrote_is_read_letter_by_letter() -> None:
    assert decode_feed(TEXT.encode() + WINDOWS, "") == TEXT + TEXT

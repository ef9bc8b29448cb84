"""Bytes are read as browsers read them, whatever server and page call them."""

from __future__ import annotations

import pytest

from monitor.extract.charset import decode

TEXT = "The council said \u201cwe owe \u00a39m\u201d \u2013 and no more."


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (TEXT.encode(), "text/html"),
        (TEXT.encode(), "text/html; charset=iso-8859-1"),
        (b'<meta charset="iso-8859-1">' + TEXT.encode("cp1252"), "text/html"),
        (TEXT.encode("cp1252"), "text/html; charset=ISO-8859-1"),
        (TEXT.encode("utf-8-sig"), "text/html; charset=windows-1252"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "text/html"),
        (TEXT.encode("cp1252"), "text/html; charset=no-such-charset"),
    ],
)
def test_a_text_is_read_as_it_was_written(body: bytes, media_type: str) -> None:
    assert TEXT in decode(body, media_type)


def test_a_letter_cut_in_two_spoils_no_other() -> None:
    body = ("\u00a3" * 100).encode() + "\u2019".encode()[:1]
    assert decode(body, "text/html; charset=utf-8").startswith("\u00a3" * 100)


def test_what_is_no_charset_for_browsers_is_not_decoded_by_its_name() -> None:
    assert decode(TEXT.encode("cp1252"), "text/html; charset=punycode") == TEXT

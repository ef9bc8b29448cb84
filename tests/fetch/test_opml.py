"""OPML in and out."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from lxml import etree

from monitor.errors import ReadError
from monitor.fetch.opml import Subscription, read_opml, render_opml

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def opml(body: str, head: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    return f'{head}<opml version="2.0"><head><title>T</title></head><body>{body}</body></opml>'


def test_what_goes_out_comes_back() -> None:
    given = (
        Subscription(
            title='Caffè "News" & <more>',
            url="https://a.example/rss?a=1&b=2",
            groups=("Yorkshire and the Humber",),
            labels=(("kind", "feed"), ("tier", "local"), ("covers", "a"), ("covers", "b")),
        ),
        Subscription(
            title="A page", url="https://b.example/news", is_feed=False, labels=(("kind", "page"),)
        ),
    )
    assert read_opml(render_opml(given, title="T", at=NOW)) == given


def test_what_goes_out_is_opml_2() -> None:
    root = etree.fromstring(render_opml([Subscription(title="A\x07", url="u")], title="T", at=NOW))
    assert root.get("version") == "2.0"
    assert root.xpath("string(body/outline/@type)") == "rss"


def test_the_groups_of_other_readers_are_kept() -> None:
    body = '<outline text="Local"><outline text="A" xmlUrl="https://a.example/rss"/></outline>'
    (one,) = read_opml(opml(body).encode())
    assert (one.title, one.groups, one.is_feed) == ("A", ("Local",), True)


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "utf-16"])
def test_the_declared_charset_is_heeded(charset: str) -> None:
    head = f'<?xml version="1.0" encoding="{charset}"?>'
    body = '<outline text="Llanfairpwll \u00e9" xmlUrl="https://a.example/rss"/>'
    (one,) = read_opml(opml(body, head).encode(charset))
    assert one.title == "Llanfairpwll \u00e9"


@pytest.mark.parametrize(
    "content", [b"", b"<html><p>Hello</p></html>", b"https://a.example/", b"\xff"]
)
def test_what_is_no_opml_is_a_read_error(content: bytes) -> None:
    with pytest.raises(ReadError, match="OPML"):
        read_opml(content)


def test_entities_of_a_file_are_not_read() -> None:
    head = '<?xml version="1.0"?><!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    body = '<outline text="A &x;" xmlUrl="https://a.example/rss"/>'
    with pytest.raises(ReadError, match=r"line 1: .*external entity"):
        read_opml(opml(body, head).encode())


def test_a_broken_file_is_an_error_that_names_the_line() -> None:
    with pytest.raises(ReadError, match="line 3: is not well-formed XML"):
        read_opml(b"<opml>\n<body>\n<outline text=x/></body></opml>")


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ("feed://x.example/rss", "http://x.example/rss"),
        ("feed:https://x.example/rss", "https://x.example/rss"),
        ("https://x.example/rss", "https://x.example/rss"),
    ],
)
def test_the_scheme_that_readers_made_up_is_undone(given: str, asked: str) -> None:
    (one,) = read_opml(opml(f'<outline text="A" xmlUrl="{given}"/>').encode())
    assert one.url == asked

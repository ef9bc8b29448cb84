"""Feeds as servers send them: dates, links, encodings, junk, bombs, and what is no feed."""

from __future__ import annotations

import gzip
import resource
from datetime import UTC, datetime, timedelta

import pytest

from monitor.errors import ReadError, WallError
from monitor.fetch.parse import MAX_UNPACKED
from monitor.records import Entry, Rhythm, SourceKind
from tests.fetch.reading import read, rss

ITEM = "<item><guid>1</guid><title>A &amp; B</title><link>/a</link><pubDate>{}</pubDate></item>"
STORY = "<item><title>Café £5 – “quoted”</title><link>/a</link></item>"
TITLE = "Café £5 – “quoted”"


def only(body: bytes | str, media_type: str = "") -> Entry:
    (entry,) = read(SourceKind.FEED, body, media_type).entries
    return entry


def test_a_summer_time_date_is_an_hour_ahead() -> None:
    entry = only(rss(ITEM.format("Tue, 23 Jun 2026 10:00:00 BST")))
    assert entry.published_at == datetime(2026, 6, 23, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "date",
    ["Tue, 23 Jun 2037 10:00:00 GMT", "Mon, 99 Foo 2025 77:61:00 XYZ", "0000-00-00T00:00:00Z"],
)
def test_a_date_that_cannot_be_is_no_date(date: str) -> None:
    assert only(rss(ITEM.format(date))).published_at is None


def test_a_last_edit_is_the_date_where_there_is_no_other() -> None:
    body = (
        rss("<item><title>A</title><updated>2026-11-20T09:00:00Z</updated></item>")
        .replace("<rss ", '<rss xmlns:a="http://www.w3.org/2005/Atom" ')
        .replace("updated>", "a:updated>")
    )
    entry = only(body)
    assert entry.published_at == entry.updated_at == datetime(2026, 11, 20, 9, tzinfo=UTC)


def test_a_last_edit_that_equals_the_date_says_nothing() -> None:
    date = "Fri, 20 Nov 2026 09:00:00 GMT"
    body = rss(ITEM.format(date).replace("</item>", f"<modified>{date}</modified></item>"))
    assert only(body).updated_at is None


def test_a_relative_link_is_joined_and_entities_are_decoded() -> None:
    entry = only(rss(ITEM.format("")))
    assert (entry.url, entry.title) == ("https://news.example/a", "A & B")


def test_a_guid_stays_as_it_is_written_wherever_the_feed_moves() -> None:
    assert only(rss(ITEM.format(""))).entry_key == "1"


def test_an_entry_without_a_link_is_read_from_a_guid_that_is_one() -> None:
    body = rss("<item><guid>https://news.example/a</guid><title>A</title></item>")
    assert only(body).url == "https://news.example/a"


def test_a_feed_without_entries_is_no_error() -> None:
    assert read(SourceKind.FEED, rss("")).entries == ()


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        pytest.param(rss(STORY).encode(), "text/xml; charset=iso-8859-1", id="header lies"),
        pytest.param(
            rss(STORY).replace("?>", ' encoding="iso-8859-1"?>', 1).encode(), "", id="document lies"
        ),
        pytest.param(
            rss(STORY).replace("?>", ' encoding="ISO-8859-1"?>', 1).encode("cp1252"),
            "text/xml",
            id="latin means windows",
        ),
        pytest.param(rss(STORY).encode("cp1252"), "application/rss+xml", id="nothing declared"),
        pytest.param(
            rss(STORY).replace("?>", ' encoding="utf-16"?>', 1).encode("utf-16"), "", id="utf-16"
        ),
        pytest.param(b"\xef\xbb\xbf" + rss(STORY).encode(), "", id="mark"),
        pytest.param(("\r\n \n" + rss(STORY)).encode(), "", id="leading blanks"),
        pytest.param(rss(STORY).encode(), "image/jpeg", id="called a picture"),
        pytest.param(rss(STORY).encode(), "text/html", id="called a page"),
        pytest.param(rss(STORY).encode(), "text/xml; charset=no-such-thing", id="unknown charset"),
        pytest.param(
            f"<br />\n<b>Warning</b>: Undefined index in feed.php<br />\n{rss(STORY)}".encode(),
            "",
            id="faulty script",
        ),
        pytest.param(gzip.compress(rss(STORY).encode()), "application/x-gzip", id="packed file"),
        pytest.param(rss(STORY.replace("</i", "<p>\x0b\x1f</p></i")).encode(), "", id="controls"),
        pytest.param(rss(STORY).encode()[:-30] + b"<item><tit", "", id="cut off"),
    ],
)  # fmt: skip
def test_a_feed_is_read_right_whatever_its_server_believes(body: bytes, media_type: str) -> None:
    assert only(body, media_type).title == TITLE


def test_one_wrong_byte_costs_one_character() -> None:
    body = rss(STORY).encode().replace("£".encode(), b"\xa3")
    assert only(body).title == TITLE


def test_a_summary_with_bare_signs_is_read() -> None:
    text = "Marks & Spencer &nbsp; AT&T <br> 1 < 2"
    entry = only(
        rss(f"<item><title>A</title><link>/a</link><description>{text}</description></item>")
    )
    assert entry.summary.startswith("Marks & Spencer AT&T")


def test_a_packed_file_cannot_grow_without_bound() -> None:
    with pytest.raises(ReadError, match="unpacked"):
        read(SourceKind.FEED, gzip.compress(b" " * (MAX_UNPACKED + 1)))


@pytest.mark.parametrize(
    "subset",
    [
        pytest.param(
            '<!ENTITY a0 "ha">'
            + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)),
            id="laughs",
        ),
        pytest.param(f'<!ENTITY a "{"x" * 50_000}">', id="one long value"),
        pytest.param("<!ENTITY a 'b'><!ENTITY b '&a;&a;'>", id="single quotes"),
        pytest.param('<!ENTITY a "]>"><!ENTITY b "&a;&a;">', id="an end that is none"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_that_would_grow_without_bound_are_refused(subset: str, encoding: str) -> None:
    body = rss("<item><title>&a;</title><link>/a</link></item>", f"<!DOCTYPE r [{subset}]>")
    with pytest.raises(ReadError, match="would grow without bound"):
        read(SourceKind.FEED, body.encode(encoding))


def test_a_short_declaration_does_not_cost_the_feed() -> None:
    head = '<!DOCTYPE rss [<!ENTITY nbsp "&#160;">]>'
    entry = only(rss("<item><title>A&nbsp;B</title><link>/a</link></item>", head))
    assert entry.title == "A B"


def test_an_article_about_entities_is_no_bomb() -> None:
    text = f'<![CDATA[<!DOCTYPE r [<!ENTITY a "{"x" * 2_000}">]>]]>'
    assert only(rss(f"<item><title>A</title><description>{text}</description></item>")).title == "A"


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE r SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE r [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]>',
    ],
)
def test_an_external_entity_is_not_read(head: str) -> None:
    entry = only(rss("<item><title>T&x;</title><link>/a</link></item>", head))
    assert "root" not in entry.title


@pytest.mark.serial
def test_mark_up_that_is_nested_without_end_needs_little_memory() -> None:
    depth = 100_000
    text = "<d>" * depth + "</d>" * depth
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    entry = only(rss(f"<item><title>deep</title><description>{text}</description></item>"))
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert entry.title == "deep"
    assert after - before < 100 * 1024


def test_an_archive_is_read_to_a_limit_and_said_to_be() -> None:
    items = "".join(f"<item><title>T{n}</title><link>/{n}</link></item>" for n in range(5_010))
    reading = read(SourceKind.FEED, rss(items))
    assert len(reading.entries) == 5_000
    assert reading.faults == ("lists 5010 entries; the first 5000 were read",)


def test_two_stories_under_one_guid_are_told_apart_in_any_order() -> None:
    items = [
        f"<item><guid>1</guid><title>{t}</title><link>/{t.lower()}</link></item>" for t in "AB"
    ]
    one, other = (read(SourceKind.FEED, rss("".join(i))).entries for i in (items, items[::-1]))
    assert {e.entry_key for e in one} == {e.entry_key for e in other}
    assert len({e.entry_key for e in one}) == 2


def test_stories_that_link_to_one_page_are_all_kept() -> None:
    items = "".join(f"<item><title>Week {n}</title><link>/weeks</link></item>" for n in range(4))
    assert len({e.entry_key for e in read(SourceKind.FEED, rss(items)).entries}) == 4


def test_an_exact_repeat_is_one_entry() -> None:
    assert len(read(SourceKind.FEED, rss(ITEM.format("") * 3)).entries) == 1


def test_a_status_without_headline_is_known_by_its_words() -> None:
    body = rss("<item><description>The meeting is called off.</description></item>")
    assert only(body).title == "The meeting is called off."


def test_what_has_no_words_is_a_fault_and_no_entry() -> None:
    reading = read(SourceKind.FEED, rss(f"<item/>{ITEM.format('')}"))
    assert (len(reading.entries), reading.faults) == (
        1,
        ("entry 1: has neither title nor link",),
    )


@pytest.mark.parametrize("end", ["", "<channel"])
def test_the_rhythm_is_read_by_either_reader(end: str) -> None:
    channel = (
        "<ttl>90</ttl><skipHours><hour>0</hour><hour>23</hour></skipHours>"
        "<skipDays><day>Monday</day><day>Sunday</day></skipDays>"
    )
    body = rss(ITEM.format(""), channel=channel).removesuffix("</rss>") + (end or "</rss>")
    assert read(SourceKind.FEED, body).rhythm == Rhythm(
        fresh_for=timedelta(minutes=90), skip_hours=(0, 23), skip_days=(0, 6)
    )


@pytest.mark.parametrize(
    ("page", "error", "reason"),
    [
        ("<title>Council news</title><p>Hello", ReadError, "web page, not a feed"),
        ("<title>Just a moment...</title>", WallError, "a bot wall"),
        ("<title>Attention Required! | Wall</title>", WallError, "a bot wall"),
        ("<p>Request unsuccessful. Incapsula incident ID: 1</p>", WallError, "a bot wall"),
        ("<p>Please verify you are human</p>", WallError, "a bot wall"),
        ("<title>Before you continue</title>", WallError, "a consent page"),
        ("<h1>Cookie consent</h1>", WallError, "a consent page"),
        ("<p>Accept all cookies to continue reading</p>", WallError, "a consent page"),
        ("<title>Log in</title>", WallError, "a login page"),
        ("<title>Sampleford intranet - Sign in</title>", WallError, "a login page"),
        ("<title>Portal</title><input name=p type='password'>", WallError, "a login page"),
    ],
)
def test_what_stands_in_a_feeds_place_is_named(
    page: str, error: type[ReadError], reason: str
) -> None:
    with pytest.raises(ReadError, match=reason) as raised:
        read(SourceKind.FEED, f"<!doctype html><html><head>{page}</html>")
    assert type(raised.value) is error


@pytest.mark.parametrize(
    ("body", "reason"),
    [(b" \n ", "empty"), (b'{"a": 1}', "not a JSON Feed"), (b"<opml/>", "not a feed")],
)
def test_what_is_no_feed_says_so(body: bytes, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        read(SourceKind.FEED, body)

"""The strict reader says what feedparser says, or declines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.fetch.parse import parse_loose
from monitor.fetch.xml_feed import parse_xml
from tests.fetch.reading import rss

ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><id>f</id>{}</feed>'


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(rss("<item><title>A</title>"), id="not well-formed"),
        pytest.param(rss("<item><title>A</title></item>", "<!DOCTYPE rss>"), id="document type"),
        pytest.param(rss("<item><title>A&nbsp;B</title></item>"), id="undeclared entity"),
        pytest.param(rss("<item><title>A <b>B</b></title></item>"), id="mark-up in a title"),
        pytest.param(rss("<item><title>A</title><title>B</title></item>"), id="two titles"),
        pytest.param(rss("<item><title>A</title><item/></item>"), id="nested"),
        pytest.param(rss("<item><box><title>A</title></box></item>"), id="deeper than it should"),
        pytest.param(rss("<item><link>http:///a</link></item>"), id="a broken address"),
        pytest.param(
            '<rss xmlns:content="urn:x"><channel><item><content:encoded/></item></channel></rss>',
            id="a usual prefix for something else",
        ),
        pytest.param("<html><body/></html>", id="unknown root"),
        pytest.param(ATOM.format('<entry xml:base="/x"><id>1</id></entry>'), id="base"),
        pytest.param(
            ATOM.format('<entry><content type="xhtml"><div>x</div></content></entry>'), id="xhtml"
        ),
        pytest.param(ATOM.format('<entry><content type="image/png">eA==</content></entry>'), id="base64"),
        pytest.param(rss("<item>" + "<d>" * 400 + "</d>" * 400 + "</item>"), id="deep"),
        pytest.param("\ud800", id="half a character"),
    ],
)  # fmt: skip
def test_what_is_exotic_is_declined(text: str) -> None:
    assert parse_xml(text) is None


ELEMENTS = st.sampled_from(
    [
        "<title>T &amp;amp; &#163;1</title>", "<title type='html'>&lt;b&gt;T&lt;/b&gt;</title>",
        "<link>/a?x=1&amp;amp;copy;=2</link>", "<link href='/b'/>", "<link/>",
        "<link rel='enclosure' href='/c'/>", "<guid>g</guid>", "<guid isPermaLink='false'>g</guid>",
        "<guid> https://news.example/g </guid>", "<guid/>", "<description> d </description>",
        "<description><![CDATA[<p>d</p>]]></description>", "<summary>s</summary>",
        "<pubDate>Fri, 20 Nov 2026 09:00:00 GMT</pubDate>", "<updated>2026-11-20</updated>",
        "<author>who</author>", "<source url='/s'>S</source>", "<title>Z\u00c3\u00bcrich</title>",
        "<description>&#150; \u0093x\u0094</description>", "<category>c</category>",
        "<c:encoded>long &lt;i&gt;text&lt;/i&gt;</c:encoded>", "<d:date>2026-11-19</d:date>",
    ]
)  # fmt: skip
SPACES = (
    'xmlns:c="http://purl.org/rss/1.0/modules/content/" xmlns:d="http://purl.org/dc/elements/1.1/"'
)


@given(st.lists(ELEMENTS, max_size=7))
def test_what_is_accepted_is_read_as_feedparser_reads_it(elements: list[str]) -> None:
    text = rss(f"<item>{''.join(elements)}</item>").replace("<rss ", f"<rss {SPACES} ")
    strict = parse_xml(text)
    if strict is None:
        return
    (one,), (other,) = strict.items, parse_loose(text).items
    assert (one.guid, one.link, one.title, one.published, one.updated, one.publisher) == (
        other.guid, other.link, other.title, other.published, other.updated, other.publisher,
    )  # fmt: skip
    # feedparser lets a later description take the place of an earlier one
    assert set(other.texts) <= {*one.texts, ""}

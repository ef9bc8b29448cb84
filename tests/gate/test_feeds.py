"""Real feeds are read whole: none crashes, none hangs, and no entry is lost.

How many entries a feed has is counted apart from how it is read: its item elements, in a tree that
lxml recovers from whatever is there, less those that repeat another's guid, link and title, and
those that have no words at all.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import re
import time
from pathlib import Path

import pytest
from lxml import etree

from monitor.charset import decode_feed
from monitor.errors import ReadError
from monitor.fetch.entries import make_entry
from monitor.fetch.feed import list_entries, read
from monitor.fetch.items import ParsedFeed
from monitor.fetch.parse import open_text, parse_loose
from monitor.fetch.xml_feed import parse_xml
from monitor.records import Entry
from tests.fetch.reading import answer, source_of

pytestmark = [pytest.mark.gate]

#: entries that the manifest counts in feeds of XML and JSON, repeats and empty ones among them
LISTED = 8_434
#: of these, the ones that are told apart by guid, link or words
DISTINCT = 8_398
#: feeds that the strict reader takes upon itself
FEWEST_STRICT = 335
#: no feed of the corpus is larger than 4 MB
LONGEST_S = 5.0
#: where the strict reader's summary is another than feedparser's, and why it is the better one
BETTER_SUMMARIES = {
    # feedparser takes the caption of a picture (media:description) for the entry's text
    "files/gesab001+headlines/nytimes.xml",
}


def corpus(place: Path | None = None) -> list[tuple[dict[str, str], bytes]]:
    named = place or os.environ.get("MONITOR_GATE_DIR")
    if not named:
        pytest.skip("MONITOR_GATE_DIR is not set: real feeds are not here")
    folder = Path(named) / "corpus" / "feeds"
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as file:
        return [(row, (folder / row["file"]).read_bytes()) for row in csv.DictReader(file)]


def n_distinct(body: bytes) -> int:
    """Return how many entries a feed tells apart, counted without any reader of feeds."""
    body = gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body
    if body.lstrip()[:1] == b"{":
        listed = json.loads(body)["items"]
        return len({(i.get("id"), i.get("url"), i.get("title")) for i in listed})
    parser = etree.XMLParser(recover=True, resolve_entities=False, huge_tree=True, encoding="utf-8")
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", decode_feed(body))
    root = etree.fromstring(text.encode("utf-8", "replace"), parser=parser)
    return len({words for node in root.iter("{*}item", "{*}entry") if any(words := words_of(node))})


def words_of(node: etree._Element) -> tuple[str, ...]:
    """Return guid, link and title of an item; its text where it has no title."""
    said: dict[str, str] = {}
    for child in node.iterchildren(tag=etree.Element):
        space, _, name = str(child.tag).lower().rpartition("}")
        if "mrss" in space or ":" in name:
            continue
        words = (
            " ".join("".join(str(piece) for piece in child.itertext()).split())
            or child.get("href")
            or ""
        )
        if child.get("rel", "alternate") == "alternate":
            said.setdefault(name, words)
    text = next(
        (said[n] for n in ("description", "summary", "content", "encoded") if said.get(n)), ""
    )
    guid = said.get("guid") or said.get("id") or ""
    title = said.get("title") or text
    # an entry of nothing but pictures is known by their caption
    return (
        guid,
        said.get("link", ""),
        title or node.findtext(".//{http://search.yahoo.com/mrss/}title") or "",
    )


def entries_of(body: bytes) -> tuple[Entry, ...]:
    try:
        return read(source_of(), answer(body)).entries
    except ReadError:
        return ()


def test_every_entry_of_real_feeds_is_found() -> None:
    n_listed = n_found = 0
    lost = []
    for row, body in corpus():
        n, wanted = len(entries_of(body)), n_distinct(body)
        n_listed += int(row["entries_raw"] or 0)
        n_found += n
        if n != wanted:
            lost.append(f"{row['file']}: {n} of {wanted}")
    assert lost == []
    assert (n_listed, n_found) == (LISTED, DISTINCT)


def test_no_real_feed_takes_long() -> None:
    slow = {}
    for row, body in corpus():
        begun = time.perf_counter()
        entries_of(body)
        if (took := time.perf_counter() - begun) > LONGEST_S:
            slow[row["file"]] = took
    assert slow == {}


def test_the_strict_reader_says_what_feedparser_says() -> None:
    n_strict = 0
    other_words: set[str] = set()
    other_summaries: set[str] = set()
    for row, body in corpus():
        strict = strictly(body)
        if strict is None:
            continue
        n_strict += 1
        one, other = (
            list_entries(source_of(), answer(b""), feed, make_entry)
            for feed in (strict, parse_loose(open_text(answer(body))))
        )
        if one.rhythm != other.rhythm or told(one.entries) != told(other.entries):
            other_words.add(row["file"])
        if [e.summary for e in one.entries] != [e.summary for e in other.entries]:
            other_summaries.add(row["file"])
    assert (other_words, other_summaries) == (set(), BETTER_SUMMARIES)
    assert n_strict >= FEWEST_STRICT


def strictly(body: bytes) -> ParsedFeed | None:
    try:
        return parse_xml(open_text(answer(body)))
    except ReadError:
        return None


def told(entries: tuple[Entry, ...]) -> list[tuple[object, ...]]:
    return [(e.entry_key, e.url, e.address, e.title, e.published_at, e.updated_at) for e in entries]

"""What the readers of feeds hand on: one feed as it says itself, before any of it is judged.

RSS, Atom, RDF and JSON Feed come out alike. Text is still mark-up and dates are still words; making
entries of them is `monitor.fetch.entries`'s part.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from monitor.records import Rhythm


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry in the feed's own words; "" stands for what it does not say."""

    #: RSS ``guid``, Atom ``id``, RDF ``rdf:about``
    guid: str = ""
    #: may be relative to the feed's address
    link: str = ""
    title: str = ""
    #: description, summary, content: every body of text, in the order of the feed
    texts: tuple[str, ...] = ()
    published: str = ""
    updated: str = ""
    created: str = ""
    #: RSS ``source``: who an aggregator has it from
    publisher: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """A whole feed in its own words."""

    items: tuple[Item, ...]
    #: Atom ``id`` of the feed
    id: str = ""
    #: the program that made it
    generator: str = ""
    rhythm: Rhythm = field(default_factory=Rhythm)

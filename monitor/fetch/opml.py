"""OPML files, in and out: a list of subscriptions as feed readers exchange it. listparser's home.

OPML 2.0 (http://opml.org/spec2.opml). Regions are groups; what the format has no place for (kind,
tier, council ...) goes into ``category`` as ``/monitor/tier/local``, which other readers pass over.
A source that is no feed goes out as a link. Nothing here asks the network.
"""

from __future__ import annotations

import codecs
import re
from collections import defaultdict
from dataclasses import dataclass, field
from email.utils import format_datetime
from typing import TYPE_CHECKING

import listparser
from lxml import etree

from monitor.errors import ReadError
from monitor.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

#: larger files are no lists of subscriptions
MAX_BYTES = 16 * 1024 * 1024
_OURS = "monitor"
_DECLARED = re.compile(rb"^\s*<\?xml[^>]*encoding=[\"']([\w.-]+)", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One line of an OPML file."""

    title: str
    #: may be a secret
    url: str = field(repr=False)
    #: False for a link to a page
    is_feed: bool = True
    #: names of the groups that it stands in
    groups: tuple[str, ...] = ()
    #: what the format has no place for: (name, value)
    labels: tuple[tuple[str, str], ...] = ()

    def label(self, name: str) -> str:
        """Return the first value of a label, "" when there is none."""
        return next(iter(self.labels_of(name)), "")

    def labels_of(self, name: str) -> tuple[str, ...]:
        """Return every value of a label."""
        return tuple(value for key, value in self.labels if key == name)


def read_opml(content: bytes) -> tuple[Subscription, ...]:
    """Return what an OPML file subscribes to, feeds first, each address once.

    Raises:
        ReadError: it is no OPML file, or a broken one; the message names the line.
    """
    if len(content) > MAX_BYTES:
        msg = f"is larger than {MAX_BYTES // (1024 * 1024)} MiB: no list of subscriptions"
        raise ReadError(msg)
    # given as ASCII, the reader cannot mistake the charset; given as bytes, it asks no address
    plain = _DECLARATION.sub("", _decode(content)).encode("ascii", "xmlcharrefreplace")
    parsed = listparser.parse(plain)
    if not parsed["version"]:
        msg = "is not an OPML file"
        raise ReadError(msg)
    _check_form(plain)
    feeds = [_make_subscription(f, is_feed=True) for f in parsed["feeds"]]
    links = [_make_subscription(f, is_feed=False) for f in parsed["lists"]]
    return tuple(feeds + links)


def render_opml(subscriptions: Iterable[Subscription], *, title: str, at: datetime) -> bytes:
    """Return an OPML file, grouped by the first group of each subscription."""
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = _clean(title)
    etree.SubElement(head, "dateCreated").text = format_datetime(at)
    body = etree.SubElement(root, "body")
    groups: defaultdict[str, list[Subscription]] = defaultdict(list)
    for one in subscriptions:
        groups[one.groups[0] if one.groups else ""].append(one)
    for name, members in groups.items():
        place = etree.SubElement(body, "outline", text=_clean(name)) if name else body
        for one in members:
            _add(place, one)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


def _add(place: etree._Element, one: Subscription) -> None:
    words = {"text": _clean(one.title), "title": _clean(one.title)}
    address = {"type": "rss", "xmlUrl": one.url} if one.is_feed else {
        "type": "link", "url": one.url,
    }  # fmt: skip
    labels = ",".join(f"/{_OURS}/{key}/{value}" for key, value in one.labels)
    etree.SubElement(place, "outline", {**words, **address, "category": labels})


def _make_subscription(found: dict[str, object], *, is_feed: bool) -> Subscription:
    paths = found.get("categories")
    groups: list[str] = []
    labels: list[tuple[str, str]] = []
    for path in paths if isinstance(paths, list) else []:
        match path:
            case [name, key, value] if name == _OURS:
                labels.append((key, value))
            case _:
                groups += [g for g in path if g]
    return Subscription(
        title=squeeze(str(found.get("title") or "")),
        url=_web_address(str(found.get("url") or "").strip()),
        is_feed=is_feed,
        groups=tuple(dict.fromkeys(groups)),
        labels=tuple(labels),
    )


def _web_address(url: str) -> str:
    """Return an address with the scheme that is asked: feed:https://host and feed://host are none."""
    scheme, colon, rest = url.partition(":")
    if scheme.lower() != "feed" or not colon:
        return url
    return f"http:{rest}" if rest.startswith("//") else rest


def _check_form(content: bytes) -> None:
    """Refuse what is not well-formed: the reader would pass over a broken part in silence."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        etree.fromstring(content, parser=parser)
    except etree.XMLSyntaxError as error:
        cause = str(error).partition(", line ")[0]
        msg = f"line {error.lineno or 1}: is not well-formed XML: {cause}"
        raise ReadError(msg) from error


def _decode(content: bytes) -> str:
    declared = _DECLARED.match(content)
    names = [declared[1].decode("ascii")] if declared else []
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        names = ["utf-16"]
    for name in (*names, "utf-8-sig"):
        try:
            return content.decode(name)
        except (UnicodeError, LookupError):
            continue
    return content.decode("windows-1252", "replace")


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)

"""Page of a committee system (Civica Modern.Gov) -> its own content, and the agenda of a meeting.

The council's skin is only a wrapper: what the system itself writes stands in ``.mgContent``, with
class names that are the same everywhere, so nothing outside it is read. A meeting's page lists its
items with their papers, and later carries the minutes of each item in full.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from monitor.dates import parse_date
from monitor.errors import ExtractError
from monitor.records import Agenda, AgendaItem, Document, Paper
from monitor.text import squeeze
from monitor.urls import host_of, join

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence
    from datetime import datetime

    from lxml.html import HtmlElement

    from monitor.records import Page

#: meetings are announced this far ahead at most
FURTHEST = timedelta(days=800)
#: lines at the top of a meeting's page in which it says that it is cancelled
TOP = 12
_MEETING = re.compile(r"/ielistdocuments\.aspx$", re.IGNORECASE)
#: "Audit Committee - Tuesday, 24th November, 2026 7.00 pm"
_HEADING = re.compile(
    r"^(?P<committee>.+?)\s*[-\u2013,]\s*(?P<when>(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?"
    r"\d{1,2}(?:st|nd|rd|th)?[\s-]+[A-Za-z]{3,9},?[\s-]+\d{4}.*)$",
    re.IGNORECASE,
)
#: what stands behind the title of a linked file: "PDF 154 KB", "(PDF, 1 MB)", "Word 40KB"
_SIZE = re.compile(
    r"\s*[(,]?\s*\b(?:pdf|docx?|word|xlsx?|excel|rtf)\b,?\s*\d[\d.,]*\s*[KMG]B\s*\)?\s*$",
    re.IGNORECASE,
)
_FILE = re.compile(r"/documents/|/mgconvert2pdf\.aspx|\.pdf$", re.IGNORECASE)
_PACK = re.compile(
    r"\b(?:reports? pack|agenda pack|full agenda|agenda (?:and|&) reports|supplement\w*"
    r"|(?:late|additional) (?:reports?|papers))\b",
    re.IGNORECASE,
)
_MINUTES = re.compile(r"\b(?:printed|draft|approved)? ?(?:minutes|decisions?(?: sheet)?)\b",
                      re.IGNORECASE)  # fmt: skip
_FRONT = re.compile(r"\b(?:agenda )?front ?sheet\b", re.IGNORECASE)
_CANCELLED = re.compile(r"\b(?:meeting (?:has been |is |was )?cancel+ed|cancel+ed meeting)\b"
                        r"|^\W*cancel+ed\b", re.IGNORECASE)  # fmt: skip
_BLOCKS = {"p", "li", "h1", "h2", "h3", "h4", "h5", "td", "th", "dt", "dd", "div", "caption"}
#: the system's own furniture: who to ask, how to get a file, what to print
_FURNITURE = {"mgActionList", "mgLinks", "mgHide", "mgHiddenText", "mgFooter", "mgSideNav"}


def content_of(tree: HtmlElement) -> HtmlElement | None:
    """Return what the system itself wrote of a page; None when the page is not the system's.

    Where one of its lines ends, a space is put in, so that words do not run together.
    """
    found = tree.find_class("mgContent")
    for element in found[0].iter("br", *_BLOCKS) if found else ():
        element.tail = f" {element.tail or ''}"
    return found[0] if found else None


def extract_committee(content: HtmlElement, page: Page) -> Document:
    """Return the document of a committee system's page: a decision, an issue, a meeting.

    Raises:
        ExtractError: the page says nothing.
    """
    heading = heading_of(content)
    lines = [line for line in read_lines(content) if line not in {heading, page.title}]
    if not lines:
        msg = "holds nothing but the committee system's own furniture"
        raise ExtractError(msg)
    return Document(
        url=page.url,
        outlet=host_of(page.url),
        title=page.title or heading,
        text="\n".join(lines),
        published_at=page.published_at,
        retrieved_at=page.retrieved_at,
        text_sha256="",
        extractor="committee",
    )


def heading_of(content: HtmlElement) -> str:
    """Return what a page is about: "Cabinet - Tuesday, 24th November, 2026", "Issue details"."""
    for name in ("mgSubTitleTxt", "mgMainTitleTxt"):
        for element in content.find_class(name):
            if words := squeeze(element.text_content()):
                return words
    return ""


def read_lines(content: HtmlElement) -> tuple[str, ...]:
    """Return the paragraphs of a page's own content, in order, without its furniture."""
    lines: list[str] = []
    for element in content.iter():
        if element.tag not in _BLOCKS or _is_furniture(element, content):
            continue
        if any(child.tag in _BLOCKS for child in element.iterdescendants()):
            # its blocks speak for themselves, but not the words before and between them
            words = squeeze(" ".join(_own_words(element)))
        else:
            words = squeeze(element.text_content())
        words = _SIZE.sub("", words)
        if words and (not lines or lines[-1] != words):
            lines.append(words)
    return tuple(lines)


def read_agenda(tree: HtmlElement, page: Page) -> Agenda | None:
    """Return the agenda that a page shows; None when it is no meeting's page.

    Args:
        tree: the parsed page.
        page: its address, and when it was read.
    """
    content = content_of(tree)
    if content is None or not is_meeting(page.url):
        return None
    committee, held_at = split_heading(heading_of(content), now=page.retrieved_at)
    files = tuple(_files(content.iter("a"), page.url))
    items = tuple(_items(content, page.url))
    of_items = {p.url for item in items for p in item.papers}
    rest = [p for p in files if p.url not in of_items and not _FRONT.search(p.title)]
    return Agenda(
        url=page.url,
        committee=committee,
        held_at=held_at,
        items=items,
        packs=tuple(p for p in rest if _PACK.search(p.title)),
        minutes=tuple(p for p in rest if not _PACK.search(p.title) and _MINUTES.search(p.title)),
        is_cancelled=any(_CANCELLED.search(line) for line in read_lines(content)[:TOP]),
    )


def is_meeting(url: str) -> bool:
    """Return whether an address is the page of a meeting."""
    return _MEETING.search(urlsplit(url).path) is not None


def split_heading(heading: str, *, now: datetime) -> tuple[str, datetime | None]:
    """Return committee and time of a meeting's heading."""
    found = _HEADING.match(heading)
    if not found:
        return heading, None
    return found["committee"], parse_date(found["when"], now=now, ahead=FURTHEST)


def meeting_key(url: str) -> str:
    """Return the system's number of the meeting that an address shows, "" when it shows none."""
    query = {k.lower(): v for k, v in parse_qs(urlsplit(url).query).items()}
    return (query.get("mid") or query.get("meetingid") or [""])[0].strip()


def _items(content: HtmlElement, url: str) -> Iterator[AgendaItem]:
    """Yield the items in their order; one's row may lie within another's, or in one for layout."""
    items: dict[HtmlElement, tuple[str, str]] = {}
    for row in content.iter("tr"):
        number, title = _parts_of(row)
        # without a number, a row within an item's is of a table in its report's summary
        if title and (number or _row_of(row, items) is None):
            items[row] = number, title
    links: dict[HtmlElement | None, list[HtmlElement]] = {}
    for link in content.iter("a"):
        links.setdefault(_row_of(link, items), []).append(link)
    for row, (number, title) in items.items():
        own = links.get(row, [])
        yield AgendaItem(
            number=number, title=title, url=_own_page(own, url), papers=tuple(_files(own, url))
        )


def _row_of(element: HtmlElement, rows: Container[HtmlElement]) -> HtmlElement | None:
    """Return the innermost of some rows in which an element stands."""
    return next((row for row in element.iterancestors("tr") if row in rows), None)


def _parts_of(row: HtmlElement) -> tuple[str, str]:
    """Return the number and the title that stand in a row itself, not in a table in it."""
    numbers = _in_row(row, "mgItemNumberCell")
    titles = (
        _SIZE.sub("", squeeze(element.text_content()))
        for element in _in_row(row, "mgAiTitleTxt")
        if not any(n is element or n in element.iterancestors() for n in numbers)
    )
    number = squeeze(numbers[0].text_content()) if numbers else ""
    return number, next(filter(None, titles), "")


def _in_row(row: HtmlElement, name: str) -> list[HtmlElement]:
    return [e for e in row.find_class(name) if e is row or next(e.iterancestors("tr"), None) is row]


def _own_page(links: Sequence[HtmlElement], url: str) -> str:
    """Return the page of one item: the system's own, else its place on the meeting's page."""
    for link in links:
        target = join(url, link.get("href") or "")
        if re.search(r"/(?:mgai|ieissuedetails)\.aspx", target, re.IGNORECASE):
            return target
    name = next((a.get("name") or a.get("id") or "" for a in links
                 if re.match(r"AI\d", a.get("name") or a.get("id") or "")), "")  # fmt: skip
    return f"{url.partition('#')[0]}#{name}" if name else ""


def _files(links: Iterable[HtmlElement], url: str) -> Iterator[Paper]:
    seen: set[str] = set()
    for link in links:
        target = join(url, link.get("href") or "")
        title = _SIZE.sub("", squeeze(link.text_content()))
        if not target or not _FILE.search(urlsplit(target).path) or target in seen:
            continue
        seen.add(target)
        yield Paper(title=title or squeeze(link.get("title") or ""), url=target)


def _is_furniture(element: HtmlElement, content: HtmlElement) -> bool:
    for here in (element, *element.iterancestors()):
        if _FURNITURE & set((here.get("class") or "").split()):
            return True
        if here is content:
            break
    return False


def _own_words(element: HtmlElement) -> Iterable[str]:
    if element.text:
        yield element.text
    for child in element:
        if child.tag not in _BLOCKS and not any(c.tag in _BLOCKS for c in child.iter()):
            yield child.text_content()
        if child.tail:
            yield child.tail

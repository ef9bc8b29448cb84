"""The meetings of a committee system (Civica Modern.Gov): its web service, else its calendar.

``mgWebService.asmx/GetMeetings`` answers plain GET with XML, needs all three of its parameters and
ignores its dates; many councils switch it off. ``mgCalendarMonthView.aspx`` shows a month, as a
grid or as a list. Pure but for the addresses: nothing here asks the network.
"""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from lxml import etree

from monitor.dates import LONDON, parse_date
from monitor.errors import ReadError
from monitor.fetch.page import parse_page
from monitor.records import FetchResult, Meeting
from monitor.text import squeeze
from monitor.urls import join

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import html

#: what is asked for, before and after now
BEFORE, AFTER = timedelta(days=60), timedelta(days=60)
#: meetings that one answer gives at most
MAX_MEETINGS = 2_000
#: no meeting is announced further ahead
FURTHEST = timedelta(days=800)

_SERVICE = "mgWebService.asmx/GetMeetings?lCommitteeId=0&sFromDate={since}&sToDate={until}"
_MONTH = "mgCalendarMonthView.aspx?M={month}&Y={year}&GL=1&bcr=1"
_LINK = re.compile(r"/ielistdocuments\.aspx\?", re.IGNORECASE)
_OFF = re.compile(r"\b(?:cancel+ed|postponed|abandoned)\b", re.IGNORECASE)
_CLOCK = re.compile(r"\b(\d{1,2}[.:]\d{2}\s*(?:[ap]\.?m\.?)?|\d{1,2}\s*[ap]\.?m\.?)", re.IGNORECASE)
_FULL_DAY = re.compile(
    r"\b(?P<weekday>(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?(?P<day>\d{1,2}(?:st|nd|rd|th)?\s+[a-z]{3,9})\b"
    r"(?:,?\s+(?P<year>\d{4}))?|\b(?P<slashed>\d{1,2}/\d{1,2}/\d{4})\b",
    re.IGNORECASE,
)
_BARE_DAY = re.compile(r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\s+)?(\d{1,2})(?:st|nd|rd|th)?")
_LAST_WEEK = 22


def service_address(base: str, *, now: datetime) -> str:
    """Return the address that gives a system's meetings as XML.

    Args:
        base: the system's root, with its last slash.
        now: the time.
    """
    since, until = (f"{m.astimezone(LONDON):%d/%m/%Y}" for m in (now - BEFORE, now + AFTER))
    return join(base, _SERVICE.format(since=since, until=until))


def calendar_addresses(base: str, *, now: datetime) -> tuple[str, ...]:
    """Return the addresses of a system's calendar for this month and the next."""
    first = now.astimezone(LONDON).date().replace(day=1)
    months = (first, _next_month(first))
    return tuple(join(base, _MONTH.format(month=m.month, year=m.year)) for m in months)


def span_of(result: FetchResult) -> tuple[datetime, datetime]:
    """Return from when to when an answer would show all meetings."""
    month = _month_of(result.url)
    if month is None:
        return result.fetched_at - BEFORE, result.fetched_at + AFTER
    return _moment(month, time()), _moment(_next_month(month), time())


def read_meetings(result: FetchResult) -> tuple[Meeting, ...]:
    """Return the meetings of an answer of the web service or of the calendar, in its order.

    Raises:
        ReadError: it is neither.
    """
    found = _from_service(result) if _month_of(result.url) is None else _from_calendar(result)
    since, until = span_of(result)
    by_key = {m.key: m for m in found if since <= m.held_at < until}
    return tuple(by_key.values())[:MAX_MEETINGS]


def _from_service(result: FetchResult) -> Iterator[Meeting]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        root = etree.fromstring(result.body, parser=parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        msg = "the web service gave no XML"
        raise ReadError(msg) from error
    if root is None or "meeting" not in _name(root):
        msg = "the web service gave something else than meetings"
        raise ReadError(msg)
    base = result.url.rpartition("mgWebService.asmx")[0] or result.url
    for node in root.iter("{*}meeting"):
        words = _words(node)
        above = next((_words(a) for a in node.iterancestors() if _name(a) == "committee"), {})
        key = words.get("meetingid", "")
        day = f"{words.get('meetingdate', '')} {_tidy(words.get('meetingtime', ''))}"
        held_at = parse_date(day, now=result.fetched_at, ahead=FURTHEST)
        committee = _first({**above, **words}, "committeetitle", "committeename", "meetingtitle")
        if not key or held_at is None or not committee:
            continue
        body = {**above, **words}.get("committeeid", "")
        place = f"CId={body}&MId={key}" if body else f"MId={key}"
        yield Meeting(
            key=key,
            committee=committee,
            held_at=held_at,
            url=join(base, f"ieListDocuments.aspx?{place}"),
            is_cancelled=_OFF.search(words.get("meetingstatus", "")) is not None,
        )


def _from_calendar(result: FetchResult) -> Iterator[Meeting]:
    month = _month_of(result.url)
    contents = parse_page(result).find_class("mgContent")
    if not contents or month is None:
        msg = "is not the calendar of the committee system"
        raise ReadError(msg)
    day: date | None = None
    spoken = ""
    for element, words in _pieces(contents[0]):
        link = _link_of(element)
        if link is None:
            day = _day(words, month, day) or day
            spoken = words
            continue
        url = join(result.final_url, link.get("href") or "")
        query = {k.lower(): v[0] for k, v in parse_qs(urlsplit(url).query).items()}
        # a list writes the time before the link, a grid inside it
        whole = squeeze(link.text_content())
        clock, spoken = _CLOCK.search(whole) or _CLOCK.search(spoken), ""
        committee = squeeze(_CLOCK.sub(" ", _OFF.sub(" ", whole), count=1)).strip(" -\u2013,:()")
        key = query.get("mid", "")
        if not key or day is None or not committee or not _LINK.search(url):
            continue
        begins = f"{day.isoformat()} {_tidy(clock[0]) if clock else ''}".strip()
        yield Meeting(
            key=key,
            committee=committee,
            held_at=parse_date(begins, now=_moment(day, time())) or _moment(day, time()),
            url=url,
            is_cancelled=_OFF.search(f"{whole} {link.get('title') or ''}") is not None,
        )


def _pieces(content: html.HtmlElement) -> Iterator[tuple[html.HtmlElement, str]]:
    """Yield each link to a meeting once, and every other piece of text, in order."""
    for element in content.iter():
        if not isinstance(element.tag, str):
            continue
        inside = _link_of(element)
        if inside is element or (inside is None and element.text and element.text.strip()):
            yield element, squeeze(element.text or "")
        parent = element.getparent()
        has_tail = parent is not None and element.tail and element.tail.strip()
        if has_tail and parent is not None and _link_of(parent) is None:
            yield parent, squeeze(element.tail or "")


def _link_of(element: html.HtmlElement) -> html.HtmlElement | None:
    for here in (element, *element.iterancestors()):
        if here.tag == "a" and _LINK.search("/" + (here.get("href") or "")):
            return here
    return None


def _day(words: str, month: date, before: date | None) -> date | None:
    """Return the day that a piece of a calendar stands for; None when it is not about a day."""
    for found in _FULL_DAY.finditer(words):
        written = found["slashed"] or f"{found['day']} {found['year'] or month.year}"
        is_whole = found["slashed"] or found["weekday"] or found["year"]
        moment = parse_date(written, now=_moment(month, time()), ahead=FURTHEST)
        if is_whole and moment:
            return moment.astimezone(LONDON).date()
    bare = _BARE_DAY.fullmatch(words.lower())
    return _next_day(int(bare[1]), month, before) if bare else None


def _next_day(number: int, month: date, before: date | None) -> date | None:
    """Return the day that a bare number in a calendar stands for; None when its month has none.

    A grid begins with the last days of the month before and ends with the first of the next.
    """
    if before is None:
        first = (month - timedelta(days=1)).replace(day=1) if number >= _LAST_WEEK else month
    else:
        first = before.replace(day=1)
        first = _next_month(first) if number < before.day else first
    is_day = 1 <= number <= calendar.monthrange(first.year, first.month)[1]
    return first.replace(day=number) if is_day else None


def _month_of(url: str) -> date | None:
    """Return the month that a calendar's address asks for; None when it is no calendar."""
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    try:
        return date(int(query["Y"][0]), int(query["M"][0]), 1)
    except (KeyError, ValueError):
        return None


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _moment(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, LONDON).astimezone(UTC)


def _name(node: etree._Element) -> str:
    return str(etree.QName(node).localname).lower()


def _words(node: etree._Element) -> dict[str, str]:
    """Return the texts of an element's own children, by name."""
    return {_name(c): squeeze(c.text or "") for c in node.iterchildren("{*}*")}


def _first(words: dict[str, str], *names: str) -> str:
    return next((words[n] for n in names if words.get(n)), "")


def _tidy(clock: str) -> str:
    return clock.replace(".m", "m").replace("m.", "m")

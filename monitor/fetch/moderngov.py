"""Kind ``moderngov``: what is new on a committee system (Civica Modern.Gov) -> entries, meetings.

There are several ways to ask, and each council leaves others open: the feed ``mgRss.aspx``, the
page ``mgWhatsNew.aspx`` with or without a span of days, else the meetings themselves and the list
of decisions. The way that answered last is asked first. Lines read "dd/mm/yyyy - Agenda published:
Audit Committee ...": a title such as "Auditor's Statutory Recommendations" is news in itself,
before any paper is opened. Once a day the meetings are asked for as well, so that one that moves
or vanishes is noticed. Councillors' addresses, which the web service gives, are never asked for.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.charset import decode_feed
from monitor.dates import LONDON, parse_date, show_day
from monitor.errors import ReadError
from monitor.fetch import feed
from monitor.fetch.entries import dates_of, summary_of
from monitor.fetch.http import ACCEPT_FEED
from monitor.fetch.lines import pieces
from monitor.fetch.meetings import (
    calendar_addresses,
    read_meetings,
    service_address,
    span_of,
)
from monitor.fetch.page import parse_page
from monitor.fetch.walls import find_wall, unreadable
from monitor.records import (
    Entry,
    Fault,
    FetchResult,
    FetchStatus,
    Meeting,
    PollState,
    Reading,
    Source,
    Validators,
)
from monitor.text import plain, squeeze
from monitor.urls import join

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from lxml import html

    from monitor.fetch.http import Session
    from monitor.fetch.items import Item

#: ways of asking for what is new, the one that costs a council least first
RSS, PAGE, SPAN, MEETINGS = "rss", "page", "span", "meetings"
WAYS = (RSS, PAGE, SPAN, MEETINGS)
#: days that the page is asked to look back over
LOOK_BACK = timedelta(days=14)
#: an agenda is open to the public five clear days before (Local Government Act 1972 section 100B)
AGENDA_BEFORE = timedelta(days=7)
#: and is looked for once more then, in case it came late
AGENDA_LATE = timedelta(days=3)
#: where nothing says what is new, minutes are looked for when they are usually there
MINUTES_AFTER, MINUTES_UNTIL = timedelta(days=21), timedelta(days=60)

_RSS = "mgRss.aspx?XXR=0"
_PAGE = "mgWhatsNew.aspx"
_SPAN = "mgWhatsNew.aspx?ACT=Find&DR={since}-{until}&XXR=0"
_DECISIONS = (
    "mgDelegatedDecisions.aspx?XXR=0&DR={since}-{until}&ACT=Find&RP=0&K=0&V=0&DM=0&HD=0&DS=2"
)
_LINE = re.compile(r"^(\d{1,2}/\d{1,2}/\d{4})\s*[-\u2013]\s*(.+)$", re.DOTALL)
#: rows of a page may have the day in a cell of its own, or behind
_ROW = re.compile(r"^(?P<day>\d{1,2}/\d{1,2}/\d{4})\s*[-\u2013:]?\s*(?P<title>\S.*)$")
_ROW_BEHIND = re.compile(r"^(?P<title>.*\w)\W+(?P<day>\d{1,2}/\d{1,2}/\d{4})\W*$")
_ITSELF = re.compile(r"mgwhatsnew\.aspx", re.IGNORECASE)
_DAY = re.compile(r"\b\d{1,2}/\d{1,2}/\d{4}\b")
_FEED = re.compile(rb"<(?:rss|feed|rdf:rdf)[\s>]", re.IGNORECASE)
_LISTED = re.compile(rb"<(?:item|entry)[\s>]", re.IGNORECASE)
_DECISION = re.compile(r"/iedecisiondetails\.aspx", re.IGNORECASE)
_CONTENT = b"mgContent"
_DECISIONS_PAGE = "mgDelegatedDecisions"
_MEETINGS_XML = re.compile(rb"<(?:\w+:)?\w*meetings?\w*[\s>/]", re.IGNORECASE)
_HEAD = 2_000
_ACCEPT_XML = "application/xml, text/xml, */*;q=0.2"


def poll(source: Source, state: PollState, session: Session) -> FetchResult:
    """Ask for what is new, the way that answered last first; once a day for the meetings too.

    A site that turns us away, or does not answer at all, is asked no further.
    """
    base = source.url.rstrip("/") + "/"
    result = _ask_what_is_new(base, state, session)
    is_ok = result.status in {FetchStatus.FETCHED, FetchStatus.NOT_MODIFIED}
    if not is_ok or result.way == MEETINGS or not _is_daily_due(state, result.fetched_at):
        return result
    return replace(result, parts=_ask_meetings(base, session))


def read(source: Source, result: FetchResult) -> Reading:
    """Return what is new on a committee site, in its order, and its meetings if they were asked for.

    Raises:
        ReadError: the answer is none of the system's; `WallError` when a wall stands there.
    """
    is_all = result.way == MEETINGS
    shown = [p for p in (result, *result.parts) if is_all or p is not result]
    decisions = [p for p in shown if _DECISIONS_PAGE in p.url]
    meetings, span, faults = _read_meetings(p for p in shown if p not in decisions)
    if is_all and meetings is None:
        raise ReadError(faults[0] if faults else "shows no meetings")
    if is_all:
        rows = (*_due(source, meetings or (), result.fetched_at), *_decided(source, decisions))
        listed = Reading(entries=rows)
    elif result.status is FetchStatus.FETCHED:
        listed = _read_what_is_new(source, result)
    else:
        listed = Reading(entries=())
    return replace(listed, meetings=meetings, meetings_span=span, faults=(*listed.faults, *faults))


def _ask_what_is_new(base: str, state: PollState, session: Session) -> FetchResult:
    """Return the first answer that is of its way; else one that is the system's; else the last."""
    own: FetchResult | None = None
    result: FetchResult | None = None
    for way in sorted(WAYS, key=lambda way: way != state.way):
        is_known = way == state.way
        result = _ask(way, base, state.validators if is_known else None, session)
        if result.status is FetchStatus.NOT_MODIFIED or _is_of(way, result, is_known=is_known):
            return result
        # a server that is ill is not asked in all its ways, until it has failed before
        is_ill = is_known and result.fault is Fault.SERVER and not state.failures
        if is_ill or _is_shut(way, result):
            break
        is_own = _CONTENT in result.body or (way == RSS and _is_feed(result))
        if own is None and result.status is FetchStatus.FETCHED and is_own:
            own = result
    if own is not None:
        return own
    if result is None:
        msg = "there is a way to ask"
        raise ValueError(msg)
    return result


def _ask(way: str, base: str, validators: Validators | None, session: Session) -> FetchResult:
    now = session.now()
    since, until = (f"{m.astimezone(LONDON):%d/%m/%Y}" for m in (now - LOOK_BACK, now))
    if way == RSS:
        result = session.get(
            join(base, _RSS), validators=validators, accept=ACCEPT_FEED, is_gentle=True
        )
    elif way == MEETINGS:
        first, *rest = _ask_meetings(base, session)
        is_well = first.status is FetchStatus.FETCHED
        address = join(base, _DECISIONS.format(since=since, until=until))
        decided = [session.get(address, obeys_robots=True, is_gentle=True)] if is_well else []
        result = replace(first, parts=(*rest, *decided))
    else:
        address = _PAGE if way == PAGE else _SPAN.format(since=since, until=until)
        result = session.get(
            join(base, address), validators=validators, obeys_robots=True, is_gentle=True
        )
    return replace(_seen_through(result), way=way)


def _seen_through(result: FetchResult) -> FetchResult:
    """Return an answer, or what it really is when a wall stands in its place."""
    is_page = result.status is FetchStatus.FETCHED and not _is_feed(result)
    wall = find_wall(decode_feed(result.body, result.media_type)) if is_page else ""
    if not wall:
        return result
    return replace(result, status=FetchStatus.BLOCKED, fault=Fault.WALL, reason=wall)


def _ask_meetings(base: str, session: Session) -> tuple[FetchResult, ...]:
    """Return the web service's answer, else those of the calendar for two months."""
    now = session.now()
    result = session.get(
        service_address(base, now=now), accept=_ACCEPT_XML, obeys_robots=True, is_gentle=True
    )
    is_xml = result.status is FetchStatus.FETCHED and _MEETINGS_XML.search(result.body[:_HEAD])
    if is_xml or _is_shut(MEETINGS, result):
        return (result,)
    months = [
        session.get(a, obeys_robots=True, is_gentle=True) for a in calendar_addresses(base, now=now)
    ]
    return tuple(months)


def _is_of(way: str, result: FetchResult, *, is_known: bool) -> bool:
    """Whether an answer is what its way gives; a known one may list nothing for a while."""
    if result.status is not FetchStatus.FETCHED:
        return False
    if way == RSS:
        return _is_feed(result) and (is_known or _LISTED.search(result.body) is not None)
    if way == MEETINGS and _MEETINGS_XML.search(result.body[:_HEAD]):
        return True
    if way == MEETINGS:
        return _CONTENT in result.body
    return _CONTENT in result.body and (is_known or any(_lines(result)))


def _is_feed(result: FetchResult) -> bool:
    """Whether an answer is a feed; XHTML declares itself as XML too."""
    return _FEED.search(result.body[:_HEAD]) is not None


def _is_shut(way: str, result: FetchResult) -> bool:
    """Whether a site does not want to be asked further now, or does not answer at all.

    Some turn away whoever asks for their feed, and show the same as a page.
    """
    if result.status in {FetchStatus.RATE_LIMITED, FetchStatus.DEFERRED}:
        return True
    if result.status is FetchStatus.BLOCKED:
        is_robots = result.http_status is None
        return not is_robots and (way != RSS or result.fault is Fault.WALL)
    return result.status is FetchStatus.FAILED and result.http_status is None


def _is_daily_due(state: PollState, now: datetime) -> bool:
    """Whether this is the first poll of its day in London."""
    last = state.last_polled_at
    return last is None or last.astimezone(LONDON).date() != now.astimezone(LONDON).date()


def _read_meetings(
    answers: Iterable[FetchResult],
) -> tuple[tuple[Meeting, ...] | None, tuple[datetime, datetime] | None, list[str]]:
    """Return the meetings of all answers, from when to when they are whole, and faults."""
    found: dict[str, Meeting] = {}
    spans: list[tuple[datetime, datetime]] = []
    faults: list[str] = []
    for answer in answers:
        if answer.status is not FetchStatus.FETCHED:
            faults.append(f"its meetings could not be had: {answer.reason}")
            continue
        try:
            found |= {m.key: m for m in read_meetings(answer)}
        except ReadError as error:
            faults.append(f"its meetings cannot be read: {error}")
        else:
            spans.append(span_of(answer))
    if not spans:
        return None, None, faults
    return tuple(found.values()), (min(s for s, _ in spans), max(u for _, u in spans)), faults


def _due(source: Source, meetings: Iterable[Meeting], now: datetime) -> Iterator[Entry]:
    """Yield the meetings whose agenda or minutes should be out by now; nothing says that they are."""
    for meeting in meetings:
        ahead = meeting.held_at - now
        if -timedelta(days=1) <= ahead <= AGENDA_BEFORE and not meeting.is_cancelled:
            what, look = "Agenda", " again" if ahead <= AGENDA_LATE else ""
        elif MINUTES_AFTER <= -ahead <= MINUTES_UNTIL:
            what, look = "Minutes", ""
        else:
            continue
        yield Entry(
            source=source.key,
            entry_key=f"{what.lower()} {meeting.key}{look}",
            url=meeting.url,
            title=f"{what}: {meeting.committee}, {show_day(meeting.held_at)}",
        )


def _decided(source: Source, answers: Iterable[FetchResult]) -> Iterator[Entry]:
    """Yield the decisions that a page lists."""
    for answer in answers:
        if answer.status is not FetchStatus.FETCHED:
            continue
        for row, link in _links(answer):
            url = join(answer.final_url, link.get("href") or "")
            title = squeeze(link.text_content())
            if not _DECISION.search(url) or not title:
                continue
            day = _DAY.search(row)
            published_at = parse_date(day[0], now=answer.fetched_at) if day else None
            yield _make_entry(source, f"Decision published: {title}", url, published_at)


def _links(answer: FetchResult) -> Iterator[tuple[str, html.HtmlElement]]:
    """Yield each link of the system's own content with the words of the row it stands in."""
    tree = parse_page(answer)
    for content in tree.find_class("mgContent")[:1]:
        for link in content.iter("a"):
            rows = (a for a in link.iterancestors() if a.tag in {"tr", "li", "p"})
            row = next(rows, link)
            yield squeeze(" ".join(row.itertext())), link


def _read_what_is_new(source: Source, result: FetchResult) -> Reading:
    if _is_feed(result):
        return feed.read_entries(source, result, _from_feed)
    entries: dict[str, Entry] = {}
    for day, title, link in _lines(result):
        url = join(result.final_url, link.get("href") or "")
        published_at = parse_date(day, now=result.fetched_at)
        entry = _make_entry(source, title, url, published_at)
        entries.setdefault(entry.entry_key, entry)
    if not entries and _CONTENT not in result.body:
        text = decode_feed(result.body, result.media_type)
        raise unreadable(text, "is not a page of the committee system")
    return Reading(entries=tuple(entries.values()))


def _lines(result: FetchResult) -> Iterator[tuple[str, str, html.HtmlElement]]:
    """Yield day, title and link of each line of the page of what is new."""
    tree = parse_page(result)
    content = tree.find_class("mgContent") or [tree]
    rows = {row: line for row in content[0].iter("li", "tr", "p") if (line := _line(row))}
    # a row that others lie in is there for layout
    around = {above for row in rows for above in row.iterancestors("li", "tr", "p")}
    yield from (line for row, line in rows.items() if row not in around)


def _line(row: html.HtmlElement) -> tuple[str, str, html.HtmlElement] | None:
    """Return day, title and link of a row; None when it is no line of what is new."""
    link = next((a for a in row.iter("a") if a.get("href")), None)
    if link is None or _ITSELF.search(link.get("href") or ""):
        return None
    words = " ".join(line for line, _ in pieces(row))
    found = _ROW.match(words)
    # the last day within the link is the meeting's
    if found is None and not _ROW_BEHIND.match(squeeze(link.text_content())):
        found = _ROW_BEHIND.match(words)
    return (found["day"], found["title"], link) if found else None


def _from_feed(source: Source, result: FetchResult, item: Item) -> Entry | None:
    line = plain(item.title)
    url = join(result.final_url, item.link) if item.link else ""
    if not line and not url:
        return None
    found = _LINE.match(line)
    day, title = (found[1], squeeze(found[2])) if found else ("", line)
    published_at, updated_at = dates_of(item, now=result.fetched_at)
    entry = _make_entry(
        source, title, url, published_at or parse_date(day, now=result.fetched_at), guid=item.guid
    )
    return replace(entry, summary=summary_of(item), updated_at=updated_at)


def _make_entry(
    source: Source, title: str, url: str, published_at: datetime | None, *, guid: str = ""
) -> Entry:
    """Return a line as an entry; the same page with another event is another entry.

    It has no canonical address, under which the two would meet.
    """
    return Entry(
        source=source.key,
        entry_key=f"{url or guid.strip()} {title}",
        url=url,
        title=title,
        published_at=published_at,
    )

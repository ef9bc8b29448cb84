"""British dates and London weeks: what pages and feeds write -> aware UTC datetimes, and back.

Day first; "BST" is one hour ahead of UTC; a time without a zone is London's. A date that cannot be
read, or lies more than a day in the future, is no date: never invented. Pure; ``now`` is given.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
#: clocks of servers run ahead by this much at most
FUTURE_LIMIT = timedelta(days=1)
#: when offices are open, Monday to Friday in London; bank holidays are not known
WORK_BEGINS, WORK_ENDS = 7, 19
_FIRST_YEAR = 1970
_SATURDAY = 5

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
         "aug august", "sep sept september", "oct october", "nov november", "dec december"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_WORDS = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?[\s-]+([A-Za-z]{3,9})\.?,?[\s-]*(\d{4})?\b"
)
_WORDS_US = re.compile(r"\b([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b")
_SLASHES = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})\b")
_ISO_DAY = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_CLOCK = re.compile(
    r"\b(\d{1,2})[:.](\d{2})(?::(\d{2}))?\s*([ap]m)?\b|\b(\d{1,2})\s*([ap]m)\b", re.IGNORECASE
)
_AGO = re.compile(r"\b(\d{1,3}|an?)\s+(minute|hour|day|week|month)s?\s+ago\b", re.IGNORECASE)
_AGO_SPANS = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
    "month": timedelta(days=30),
}
#: what most feeds write (RFC 822, RFC 5322), read without a search through every form
_PLAIN_822 = re.compile(
    r"(?:[A-Za-z]{3,9}, ?)?(\d{1,2}) ([A-Za-z]{3,9}) (\d{4}) (\d{2}):(\d{2})(?::(\d{2}))? "
    r"(?:(GMT|UTC?|Z)|(BST)|([+-])(\d{2}):?(\d{2}))"
)
_SUMMER = re.compile(r"\bBST\b")
_CENTURY = 100
#: what some servers write for "no date"
_NULL_YEAR = "0001"


def parse_date(text: str, *, now: datetime, ahead: timedelta = FUTURE_LIMIT) -> datetime | None:
    """Return the moment that a text names, as aware UTC; None when it names none.

    Args:
        text: ISO 8601, RFC 822, "23 November 2026", "23/11/2026 10:15", "2 hours ago", "yesterday".
        now: for relative dates, missing years, and to refuse the future.
        ahead: how far in the future a date may lie; a meeting is announced months before.
    """
    line = " ".join(text.split())
    if not line or _NULL_YEAR in line:
        return None
    for read in (_read_plain_822, _read_iso, _read_rfc822, _read_relative, _read_words):
        try:
            found = read(line, now)
        except (ValueError, OverflowError, TypeError):
            continue
        if found is not None:
            moment = found.astimezone(UTC)
            is_sound = moment.year >= _FIRST_YEAR and moment - now <= ahead
            return moment if is_sound else None
    return None


def to_iso(moment: datetime) -> str:
    """Return a moment as ISO 8601 UTC text of fixed precision, which sorts as it reads."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def from_iso(text: str) -> datetime:
    """Return the moment of `to_iso`."""
    return datetime.fromisoformat(text)


def show_day(moment: datetime) -> str:
    """Return "24 November 2026", London's day."""
    local = moment.astimezone(LONDON)
    return f"{local.day} {local:%B %Y}"


def show_time(moment: datetime) -> str:
    """Return "24 Nov 2026, 08:15", London's time."""
    local = moment.astimezone(LONDON)
    return f"{local.day} {local:%b %Y, %H:%M}"


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """Return the start of a London day and of the next, as aware UTC."""
    start = datetime.combine(day, time(), LONDON)
    end = datetime.combine(day + timedelta(days=1), time(), LONDON)
    return start.astimezone(UTC), end.astimezone(UTC)


def is_working_time(moment: datetime) -> bool:
    """Return whether offices are open: Monday to Friday, 07:00 to 19:00 in London."""
    local = moment.astimezone(LONDON)
    return local.weekday() < _SATURDAY and WORK_BEGINS <= local.hour < WORK_ENDS


def next_working_time(moment: datetime) -> datetime:
    """Return the first moment from one on at which offices are open."""
    while not is_working_time(moment):
        moment = moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return moment


def working_days(start: datetime, end: datetime) -> float:
    """Return how many days from Monday to Friday lie between two moments, in London.

    A part of a day counts in part; bank holidays are not known.
    """
    day, n = start.astimezone(LONDON).date(), 0.0
    while (bounds := day_bounds(day))[0] < end:
        if day.weekday() < _SATURDAY:
            n += (min(end, bounds[1]) - max(start, bounds[0])) / (bounds[1] - bounds[0])
        day += timedelta(days=1)
    return n


def week_of(moment: datetime) -> str:
    """Return the ISO week of a moment in London, such as "2026-W47"."""
    year, week, _ = moment.astimezone(LONDON).isocalendar()
    return f"{year}-W{week:02d}"


def last_week(now: datetime) -> str:
    """Return the last complete week."""
    return week_of(now - timedelta(days=7))


def week_bounds(week: str) -> tuple[datetime, datetime]:
    """Return Monday 00:00 in London of a week and of the next, as aware UTC.

    Raises:
        ValueError: it is not written like "2026-W47".
    """
    found = re.fullmatch(r"(\d{4})-W(\d{2})", week)
    if not found:
        msg = f"expected a week such as 2026-W47, found {week!r}"
        raise ValueError(msg)
    monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
    start, _ = day_bounds(monday)
    end, _ = day_bounds(monday + timedelta(days=7))
    return start, end


def _read_plain_822(line: str, _now: datetime) -> datetime | None:
    found = _PLAIN_822.fullmatch(line)
    if not found:
        return None
    day, word, year, hour, minute, second, universal, summer, sign, ahead_h, ahead_m = (
        found.groups()
    )
    month = _MONTHS.get(word.lower())
    if month is None:
        return None
    moment = datetime(
        int(year), month, int(day), int(hour), int(minute), int(second or 0), tzinfo=UTC
    )
    if universal:
        return moment
    ahead = timedelta(hours=1) if summer else timedelta(hours=int(ahead_h), minutes=int(ahead_m))
    return moment + ahead if sign == "-" else moment - ahead


def _read_iso(line: str, _now: datetime) -> datetime | None:
    if not re.match(r"\d{4}-?\d{2}-?\d{2}", line):
        return None
    found = datetime.fromisoformat(line)
    return found if found.tzinfo else found.replace(tzinfo=LONDON)


def _read_rfc822(line: str, _now: datetime) -> datetime | None:
    if not re.search(r"\d{1,2}\s+[A-Za-z]{3,9}\s+\d{2,4}\s+\d{1,2}:\d{2}", line):
        return None
    found = parsedate_to_datetime(_SUMMER.sub("+0100", line))
    if found.tzinfo:
        return found
    # "-0000" and names that the RFC does not know come without a zone
    is_universal = re.search(r"(?:-0000|\bGMT|\bUTC?|\bZ)\s*$", line) is not None
    return found.replace(tzinfo=UTC if is_universal else LONDON)


def _read_relative(line: str, now: datetime) -> datetime | None:
    found = _AGO.search(line)
    if found:
        count = 1 if found[1].lower().startswith("a") else int(found[1])
        return now - count * _AGO_SPANS[found[2].lower()]
    days = {"today": 0, "yesterday": 1}.get(line.split(maxsplit=1)[0].lower().strip(",:"))
    if days is None:
        return None
    day = now.astimezone(LONDON).date() - timedelta(days=days)
    return datetime.combine(day, _clock(line), LONDON)


def _read_words(line: str, now: datetime) -> datetime | None:
    day = _read_day(line, now)
    if day is None:
        return None
    zone = timedelta(hours=1) if _SUMMER.search(line) else None
    moment = datetime.combine(day, _clock(line), LONDON if zone is None else UTC)
    return moment - zone if zone else moment


def _read_day(line: str, now: datetime) -> date | None:
    if found := _ISO_DAY.search(line):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _SLASHES.search(line):
        year = int(found[3])
        return date(year + 2000 if year < _CENTURY else year, int(found[2]), int(found[1]))
    for found in _WORDS.finditer(line):
        month = _MONTHS.get(found[2].lower())
        if month is None:
            continue
        if found[3]:
            return date(int(found[3]), month, int(found[1]))
        day = date(now.year, month, int(found[1]))
        is_ahead = day > (now + FUTURE_LIMIT).date()
        return day.replace(year=now.year - 1) if is_ahead else day
    for found in _WORDS_US.finditer(line):
        month = _MONTHS.get(found[1].lower())
        if month is not None:
            return date(int(found[3]), month, int(found[2]))
    return None


def _clock(line: str) -> time:
    found = _CLOCK.search(_SLASHES.sub(" ", line))
    if not found:
        return time()
    hour = int(found[1] or found[5])
    half = (found[4] or found[6] or "").lower()
    noon = 12
    if half:
        hour = hour % noon + (noon if half == "pm" else 0)
    return time(hour, int(found[2] or 0), int(found[3] or 0))

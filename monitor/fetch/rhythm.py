"""How often a feed asks to be read: its words -> Rhythm. Nonsense is as good as silence.

RSS 2.0 ``ttl``, ``skipHours`` and ``skipDays`` (https://www.rssboard.org/rss-specification), the
syndication module of RSS 1.0 (https://web.resource.org/rss/1.0/modules/syndication/). Whether to
heed it is `monitor.polling`'s part.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.records import Rhythm

if TYPE_CHECKING:
    from collections.abc import Iterable

_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
#: a longer ttl is a slip of the pen
_LONGEST = timedelta(days=365)
_LAST_HOUR = 24
#: more updates in a period than this mean nothing
_MOST_UPDATES = 10_000
#: characters of a feed in which it speaks of itself
_HEAD = 64 * 1024
_SKIPS = re.compile(r"<skip(?:Hours|Days)>(.{0,4000}?)</skip(?:Hours|Days)>", re.DOTALL)
_SKIP = re.compile(r"<(hour|day)>([^<]{1,20})</")


def make_rhythm(
    *,
    ttl: str = "",
    period: str = "",
    frequency: str = "",
    hours: Iterable[str] = (),
    days: Iterable[str] = (),
) -> Rhythm:
    """Return what a feed's own words ask for.

    Args:
        ttl: minutes.
        period: "hourly", "daily", "weekly", "monthly" or "yearly".
        frequency: updates in a period; 1 when it is not said.
        hours: of the day in UTC, 0 to 23; 24 is the first, as some count from 1.
        days: English names.
    """
    skip_hours = {n % _LAST_HOUR for h in hours if (n := _whole(h)) is not None and n <= _LAST_HOUR}
    names = {d.strip().lower() for d in days}
    return Rhythm(
        fresh_for=_ttl(ttl) or _spacing(period, frequency),
        skip_hours=tuple(sorted(skip_hours)),
        skip_days=tuple(n for n, name in enumerate(_DAYS) if name in names),
    )


def find_skips(text: str) -> tuple[list[str], list[str]]:
    """Return the hours and days that the text of an RSS feed says to skip, as it writes them."""
    found = [pair for block in _SKIPS.findall(text[:_HEAD]) for pair in _SKIP.findall(block)]
    return [v for k, v in found if k == "hour"], [v for k, v in found if k == "day"]


def _whole(word: str) -> int | None:
    word = word.strip()
    return int(word) if word.isascii() and word.isdigit() and len(word) <= len("525600") else None


def _ttl(word: str) -> timedelta | None:
    minutes = _whole(word)
    if not minutes:
        return None
    asked = timedelta(minutes=minutes)
    return asked if asked <= _LONGEST else None


def _spacing(period: str, frequency: str) -> timedelta | None:
    whole = _PERIODS.get(period.strip().lower())
    times = _whole(frequency) if frequency.strip() else 1
    return whole / times if whole and times and times <= _MOST_UPDATES else None

"""The words of a list's date -> the moment, and whether words are a date at all. Pure, text only.

Dates are day first, with or without a year, relative, behind a label. What stands round one tells
whether it dates the news: a byline does, a sentence does not.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.dates import parse_date

if TYPE_CHECKING:
    from datetime import datetime

#: characters that may stand beside a date: a byline, a label, a topic
ROUND_DATE = 40
#: characters of a date with its label
LONGEST_DATE = 80
#: words in small letters that may: more of them make a sentence
MOST_SMALL_WORDS = 2

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
DATE = re.compile(
    r"(?:\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?(?:"
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?[\s-]*{_MONTH},?(?:[\s-]+\d{{4}}\b)?|"
    rf"\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}}\b)?|"
    r"\b\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d{2})\b|\b\d{1,2}-\d{1,2}-\d{4}\b|"
    r"\b\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?|"
    r"\b(?:\d{1,3}|an?)\s*(?:m(?:in(?:ute)?)?|h(?:(?:ou)?r)?|d(?:ay)?|w(?:ee)?k|month)s?\s+ago\b|^\W*(?:yesterday|today)\b)"
    r"(?:,?\s*(?:at|-|\|)?\s*\d{1,2}(?:[:.]\d{2}){1,2}\s*(?:[ap]m)?|,?\s*(?:at\s+)?\d{1,2}\s*[ap]m\b)?",
    re.IGNORECASE,
)
#: ways to write a date that are read once they are written another way
_OTHER_WAYS = (
    (re.compile(r"\b(\d{1,2})-(\d{1,2})-(\d{4})\b"), r"\1/\2/\3"),
    (re.compile(rf"\b({_MONTH})\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?!,?\s+\d{{4}})", re.IGNORECASE),
     r"\2 \1"),
    (re.compile(r"(\d)\s*m(?:in)?s?\s+ago", re.IGNORECASE), r"\1 minutes ago"),
    (re.compile(r"(\d)\s*hr?s?\s+ago", re.IGNORECASE), r"\1 hours ago"),
    (re.compile(r"(\d)\s*d\s+ago", re.IGNORECASE), r"\1 days ago"),
    (re.compile(r"(\d)\s*wks?\s+ago", re.IGNORECASE), r"\1 weeks ago"),
)  # fmt: skip
_HAS_YEAR = re.compile(r"\d{4}|[/.]\d{2}\b|\bago\b|\b(?:yester|to)day\b", re.IGNORECASE)
LABEL = re.compile(
    r"\b(?:(?:first )?published|posted|released?|issued|created|publication date|date|news"
    r"|on|at|by|time)\b",
    re.IGNORECASE,
)
CHANGED = re.compile(r"\b(?:updated?|modified|reviewed|amended|edited)\b", re.IGNORECASE)
IS_PUBLISHED = re.compile(r"\b(?:published|posted|issued|released)\b", re.IGNORECASE)
NO_NEWS = re.compile(
    r"\b(?:closes|closing|deadline|ends?|until|expires?|starts?|due|apply|event|meeting|open from)\b",
    re.IGNORECASE,
)
_SMALL_WORDS = re.compile(r"\b(?!(?:and|by|for|from|in|of|the|to)\b)[a-z]{2,}")
_LEADING_DATE = re.compile(rf"^(?:{DATE.pattern})\s*[-:|\u2013\u2014]\s+(?=\w)", re.IGNORECASE)
_TRAILING_DATE = re.compile(
    rf"\s*(?:[-|\u2013\u2014]\s+(?:{DATE.pattern})|[(\[](?:{DATE.pattern})[)\]])\s*$",
    re.IGNORECASE,
)
#: dates without a year that would lie so far back were meant for the future
_LONG_AGO = timedelta(days=270)
_TWO_YEARS = timedelta(days=730)


def is_date(words: str) -> bool:
    """Return whether words are a date and nothing else but its label."""
    found = DATE.search(words) if len(words) <= LONGEST_DATE else None
    if not found:
        return False
    return not re.search(r"\w", LABEL.sub("", words[: found.start()] + words[found.end() :]))


def is_sentence(rest: str) -> bool:
    """Return whether what stands round a date makes it part of a sentence, not a byline."""
    n_small = len(_SMALL_WORDS.findall(rest))
    return len(rest) > ROUND_DATE or n_small > MOST_SMALL_WORDS or (n_small > 0 and rest[-1] == ".")


def moment_of(words: str, now: datetime) -> tuple[datetime | None, bool]:
    """Return the moment that a date names, and whether it lies ahead and so dates no news."""
    for way, usual in _OTHER_WAYS:
        words = way.sub(usual, words)
    moment = parse_date(words, now=now)
    if moment is None:
        return None, parse_date(words, now=now + _TWO_YEARS) is not None
    if not _HAS_YEAR.search(words) and now - moment > _LONG_AGO:
        return None, True
    return moment, False


def undated(title: str, now: datetime) -> tuple[str, datetime | None, bool]:
    """Return a title without the date that it begins or ends with, and the date."""
    for place in (_LEADING_DATE, _TRAILING_DATE):
        if found := place.search(title):
            rest = title[: found.start()] + title[found.end() :]
            return rest, *moment_of(found[0], now)
    return title, None, False

"""What a page says that it is, when it is not what was asked for: words of titles and headings.

A server may well say 200 and send a bot check, a login or a "page not found" (a soft 404). Lists
and articles are judged by different evidence, but both by what the page calls itself; those words
stand here. Pure: names in, yes or no out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

SOFT_404 = "the page says that it is not there (a soft 404)"
#: what a name begins with, as part of a pattern
BOT_NAMES = (
    r"just a moment|attention required|access denied|access to this page has been"
    r"|pardon our interruption|security check|checking your browser|human verification"
    r"|are you a (?:robot|human)|one moment,? please|ddos.guard"
)
CONSENT_NAMES = (
    r"before you continue|we value your privacy|your privacy choices|privacy settings"
    r"|cookie (?:consent|settings|preferences)|consent\W*$"
)
LOGIN_NAMES = r"(?:please )?(?:log|sign) ?in\b"
#: a page names itself near its top
_HEAD = 64 * 1024
#: headings that may be the page's own: logos are headings too
_MOST_HEADINGS = 4
#: longer names say something else
_LONGEST_NAME = 150
_NAME = re.compile(r"<(title|h1)\b[^>]{0,300}>(.{0,600}?)</\1\s*>", re.IGNORECASE | re.DOTALL)

_CANNOT = r"(?:can(?: ?no|.)?t|could(?: not|n.?t)|(?:are|were) (?:unable to|not able to))"
_NOUN = (
    r"(?:(?:web ?)?page|(?:news )?(?:article|story|item)|content|document|file(?: or directory)?"
    r"|resource|url|link|(?:web )?address|node|object)"
)
#: "the page", "this news story", "the page you are looking for"
_IT = (
    rf"(?:(?:the|this|that|your|requested|such|a) ){{0,3}}{_NOUN}"
    r"(?:,? (?:that )?(?:you.{0,4}|we.{0,4}|it)(?: (?:\w+ ){0,4}\w+)?)?"
)
_GONE = r"(?:moved|removed|deleted|archived|renamed|expired)"
_IS_NOT_THERE = (
    rf"(?:(?:is |was |has )?not (?:be(?:en)? )?(?:found|available)|{_CANNOT} be (?:found|displayed)"
    r"|(?:does|did) ?n.{0,2}t (?:seem to )?exist|(?:is|isn.?t|are) (?:no longer|not|un) ?"
    r"(?:available|here|exists?)|isn.?t (?:available|here)|no longer (?:available|exists?)|unavailable"
    rf"|(?:(?:has|have|may have|might have) (?:been )?{_GONE}(?:,? (?:or|and) (?:\w+ )?(?:been )?{_GONE})?)"
    rf"|{_GONE} or (?:been )?{_GONE})"
)
_TAIL = r"(?: (?:here|any ?more|on (?:this|our|the) (?:web ?)?(?:site|server)|at this address))?"
_SORRY = r"(?:(?:sorry|oops|whoops|oh no|uh oh|oh dear|error|404|we.{0,4} sorry)\W+(?:but )?)*"
#: "404" with nothing but its own words round it
_NUMBER = r"(?:(?:http )?(?:status |error )?(?:code )?\W*)404\W*(?:error|not found|page|http error|\(not found\))*"
_WHOLE = (
    rf"{_SORRY}(?:{_IT}:? {_IS_NOT_THERE}{_TAIL}|not found|missing page|broken link"
    rf"|we (?:\w+ )?{_CANNOT} (?:seem to )?find (?:{_IT}|(?:it|what|that)(?: you.{{0,40}})?)?{_TAIL}"
    rf"|we {_CANNOT} find|that page {_IS_NOT_THERE}"
    # Welsh: "the page was not found", "is not available"
    r"|(?:tudalen|y dudalen) (?:\w+ )?(?:heb|ddim)\b.{0,30}|heb ddod o hyd i.{0,30}\bdudalen\b.{0,10}"
    r"|nid (?:yw.{0,3}|oes).{0,20}\bt?dudalen\b.{0,40})"
)
#: a site's name stands before or behind, with a stroke between
_STROKE = r"\s*(?:[|»·•]|::|\s[-–—])\s"
_MISSING = re.compile(rf"(?:^|{_STROKE})\W*(?:{_WHOLE})\W*(?:$|{_STROKE})", re.IGNORECASE)
_MISSING_NUMBER = re.compile(
    # alone; before a stroke and a name; behind one. A headline may begin "404 – the homes that"
    rf"^\W*{_NUMBER}\W*(?:$|\s*[|»:]|\s[-–—]\s+(?-i:(?:[A-Z][\w.'’]*|of|and|the|&)(?:\s|$))+$)"
    rf"|{_STROKE}\W*{_NUMBER}\W*$",
    re.IGNORECASE,
)


def names_of(markup: str) -> tuple[str, ...]:
    """Return what a page calls itself: its title and its first headings, as plain text."""
    found = [plain(n[2]) for n in _NAME.finditer(markup[:_HEAD])]
    return tuple(name for name in found if name)[: 1 + _MOST_HEADINGS]


def is_missing(names: Iterable[str]) -> bool:
    """Return whether a title or heading says that there is no such page.

    The name must say only this: "Missing page of accounts", "Body not found in canal" and "404
    homes planned" are news.
    """
    short = [n for n in names if len(n) <= _LONGEST_NAME]
    return any(_MISSING.search(n) or _MISSING_NUMBER.search(n) for n in short)


def find_soft_404(markup: str) -> str:
    """Return that a page says that it is not there, in plain English; "" when it does not."""
    return SOFT_404 if is_missing(names_of(markup)) else ""

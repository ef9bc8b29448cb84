"""What stands where a feed or a page should be: bot walls, consent pages, login pages.

The answer is well by HTTP, so only its text tells. A source's health names it, and nothing here
tries to get past it. Pure: text in, plain English out.
"""

from __future__ import annotations

import re

from monitor.errors import ReadError, WallError
from monitor.walls import BOT_NAMES, CONSENT_NAMES, LOGIN_NAMES, find_soft_404, names_of

#: a wall says what it is near the top
_HEAD = 64 * 1024
#: the title and the first heading
_N_NAMES = 2
_BOT_TITLE = re.compile(
    rf"^\W*(?:{BOT_NAMES}|request rejected|bot check|robot or human"
    r"|verify(?:ing)? (?:that )?you are (?:a )?human|captcha|403 forbidden$|forbidden$)"
    r"|\bcaptcha\b|you have been blocked",
    re.IGNORECASE,
)
_CONSENT_TITLE = re.compile(
    rf"^\W*(?:{CONSENT_NAMES}|your cookie (?:consent|preferences|settings)|privacy consent"
    r"|enable cookies)",
    re.IGNORECASE,
)
_LOGIN_TITLE = re.compile(
    rf"^\W*{LOGIN_NAMES}|^(?:please )?(?:log|sign)(?:-in|[ -]?on)\b|\b(?:log|sign)[ -]?in(?: page)?$"
    r"|^(?:staff|user|member|account|intranet) log[ -]?in\b|^authentication required",
    re.IGNORECASE,
)
#: marks of the walls themselves; what their makers also put in ordinary pages is not among them
_BOT_MARKS = re.compile(
    r"_cf_chl_opt|cf-browser-verification|cf-error-details|incapsula incident id"
    r"|verify(?:ing)? (?:that )?you are (?:a )?human|px-captcha|captcha-delivery\.com"
    r"|enable javascript and cookies to continue",
    re.IGNORECASE,
)
_CONSENT_MARKS = re.compile(
    r"consent\.(?:google|youtube|yahoo)\.|(?:accept|agree to|consent to)(?: all| our| the use of)*"
    r" cookies (?:to|before you) (?:continue|read|see|view)",
    re.IGNORECASE,
)
_PASSWORD = re.compile(r"<input\b[^>]{0,300}\btype\s*=\s*[\"']?password\b", re.IGNORECASE)


def find_wall(text: str, *, is_bare: bool = False) -> str:
    """Return what wall a web page is, in plain English; "" when it is none.

    Args:
        text: of the whole answer.
        is_bare: nothing of use was found in it, so that marks in its body are enough; an ordinary
            page may ask for a password, or that you are human, beside its news.
    """
    head = text[:_HEAD]
    names = [name[:80] for name in names_of(head)[:_N_NAMES]]
    for title, marks, kind in (
        (_BOT_TITLE, _BOT_MARKS, "a bot wall"),
        (_CONSENT_TITLE, _CONSENT_MARKS, "a consent page"),
        (_LOGIN_TITLE, _PASSWORD, "a login page"),
    ):
        if named := next((name for name in names if title.search(name)), ""):
            return f'{kind} stands in its place ("{named}")'
        if is_bare and marks.search(head):
            return f"{kind} stands in its place"
    return ""


def unreadable(text: str, reason: str) -> ReadError:
    """Return the error for an answer in which nothing of use was found.

    Args:
        text: of the whole answer.
        reason: what is said unless a wall is known.
    """
    wall = find_wall(text, is_bare=True)
    return WallError(wall) if wall else ReadError(find_soft_404(text) or reason)

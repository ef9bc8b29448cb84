"""What stands in an article's place: paywall, consent, login, bot wall, shell, missing page.

A wall is short, and is all that there is: a text that only mentions one is an article. Each has its
reason in plain English, which the desk shows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.extract.seen import seen_text
from monitor.text import squeeze
from monitor.walls import BOT_NAMES, CONSENT_NAMES, LOGIN_NAMES, SOFT_404, is_missing

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from monitor.extract.metadata import Metadata

#: a longer text is an article, whatever it mentions
_WALL_LENGTH = 900
#: characters of lines that say nothing of the wall; a wall has fewer
_REST = 160
#: a page with fewer visible characters shows nothing
_NOTHING = 200
#: the beginning of an article that must be paid for is no longer than this
_BEGINNING = 1_500

NOTHING = "holds no article"
PAYWALLED = "behind a paywall; only its beginning was read"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wall:
    reason: str
    #: what its headline or window title says; None = that is asked before, of longer texts too
    heading: re.Pattern[str] | None = None
    #: what each of its lines says
    text: re.Pattern[str]


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_CANNOT = r"(?:can(?:no|.)?t|could ?n.{0,2}t)"
_MISSING = (
    rf"(?:not found|{_CANNOT} be found|does ?n.{{0,2}}t exist|no longer (?:available|exists?))"
)
#: looked for in this order: a paywall may stand under a banner that asks for consent
_WALLS = (
    _Wall(
        reason="shows a bot wall instead of its text",
        heading=_words(
            rf"^\W*(?:{BOT_NAMES}|please verify)"
        ),
        text=_words(
            r"checking your browser|verify (?:that )?you(?: are|'re|\u2019re) (?:a |not a )?(?:human|robot)|"
            r"unusual (?:traffic|activity)|just a moment|access denied|cloudflare|incapsula|"
            r"automated (?:access|requests)|are you a robot|captcha|ray id|press and hold"
        ),
    ),
    _Wall(
        reason=SOFT_404,
        text=_words(
            rf"(?:page|article|story|content)\b.{{0,60}}\b{_MISSING}|"
            rf"{_CANNOT} find (?:that|the|this) (?:page|article|story)|"
            r"mistyped the address|check the (?:address|url|web address)|\b404\b"
        ),
    ),
    _Wall(
        reason="shows a login page instead of its text",
        heading=_words(rf"^\W*(?:{LOGIN_NAMES}|login required\b)"),
        text=_words(
            r"(?:log|sign) ?in (?:to|with|using|below|or)|please (?:log|sign) in|"
            r"forgot(?:ten)? (?:your )?password|enter your (?:e-?mail|password|username)"
        ),
    ),
    _Wall(
        reason="shows a paywall instead of its text",
        heading=_words(r"^\W*(?:subscribe to (?:read|continue)|subscribers? only|subscriber exclusive)"),
        text=_words(
            r"subscri(?:be|bers?|ption)|already a (?:member|subscriber)|(?:register|sign up) (?:now |for free )?"
            r"to (?:continue|read)|\baccount to (?:continue|read)|free articles? (?:left|remaining)|"
            r"(?:log|sign) in to (?:continue|read)"
        ),
    ),
    _Wall(
        reason="shows a consent page instead of its text",
        heading=_words(
            rf"^\W*(?:{CONSENT_NAMES}|your privacy matters|cookie policy|privacy preferences)"
        ),
        text=_words(
            r"\b(?:accept|reject|manage|consent|agree|use|store)\b.{0,60}\bcookies?\b|\bcookies?\b.{0,60}"
            r"\b(?:accept|reject|consent|agree|policy)\b|we value your privacy|privacy policy|"
            r"our (?:\d+ )?partners"
        ),
    ),
    _Wall(
        reason="asks for scripts instead of showing its text",
        heading=_words(r"^\W*(?:javascript (?:is )?(?:required|disabled)|enable javascript|ad ?blocker)"),
        text=_words(
            r"\b(?:enable|disable|turn (?:on|off)|requires?|needs?|without|allow|whitelist)\b.{0,40}"
            r"\b(?:javascript|ad.?block(?:er)?)|javascript (?:is|must|to be)\b"
        ),
    ),
)  # fmt: skip
#: what stands behind the beginning of an article that must be paid for
_GOES_ON = re.compile(
    r"(?:subscribe|sign up|register|log ?in|sign ?in|become a (?:member|subscriber)|join)(?: \w+){0,3} "
    r"to (?:continue|keep|read (?:the (?:full|rest|whole)|this|more|on))|"
    r"to (?:continue reading|read) (?:the (?:full|whole)|the rest of (?:the|this)|this) (?:article|story)|"
    r"(?:this|the rest of this|the full) (?:article|story|content) is (?:only |exclusively )?"
    r"(?:available |reserved )?(?:only )?(?:for|to) (?:our )?(?:paying )?(?:subscribers|members)|"
    r"you have (?:reached|used) (?:your|all)[^.]{0,40}(?:limit|articles)",
    re.IGNORECASE,
)


def find_wall(tree: HtmlElement, found: Metadata, text: str, heading: str) -> str:
    """Return why a page shows no article, "" when what was found is one.

    Args:
        tree: the page.
        found: its metadata.
        text: the lines that were taken for its article.
        heading: its own headline, not the feed's.
    """
    headings = (heading, *found.titles)
    # however much is offered in its place
    if is_missing((*headings, *(squeeze(h.text_content()) for h in tree.iter("h1")))):
        return SOFT_404
    if len(text) >= _WALL_LENGTH:
        return ""
    seen = text or seen_text(tree)
    for wall in _WALLS:
        is_named = wall.heading and any(wall.heading.search(h) for h in headings)
        if is_named or _is_all(wall.text, seen):
            return wall.reason
    return "" if text else _emptiness(tree, found)


def is_beginning(tree: HtmlElement, found: Metadata, text: str) -> bool:
    """Return whether a text is only the beginning of what must be paid for."""
    if len(text) >= _BEGINNING:
        return False
    return not found.is_free or _GOES_ON.search(squeeze(seen_text(tree))) is not None


def _is_all(words: re.Pattern[str], text: str) -> bool:
    """Whether a wall's words are in a text, and little else is."""
    lines = [line for line in text.split("\n") if line.strip()]
    n_rest = sum(len(line) for line in lines if not words.search(line))
    return n_rest < _REST and any(words.search(line) for line in lines)


def _emptiness(tree: HtmlElement, found: Metadata) -> str:
    """Return why a page without article text has none."""
    n_seen = len(squeeze(seen_text(tree)))
    if found.refresh and "url" in found.refresh.lower() and n_seen < _NOTHING:
        return "only sends the reader on to another address"
    if found.n_scripts and n_seen < _NOTHING:
        return "asks for scripts instead of showing its text"
    return NOTHING

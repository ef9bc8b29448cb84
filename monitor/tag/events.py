"""Formal events, typed: the same word means different things in law.

Section 114(3) is a budget that cannot be balanced, 114(2) unlawful spending, and "could issue" is
neither (Local Government Finance Act 1988, section 114).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.records import EventStatus, EventType, FormalEvent, Tier
from monitor.tag.guards import form_of, is_feared, is_negated

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.tag.scope import Scoped

_S114 = r"(?:s\.?\s?114|section 114)"
_CEX = r"(?:chief exec\w*|managing director|head of paid service|council boss)"
_DONE = r"(?:issued|served|published|declared)"
_LEAVES = (
    r"(?:resign\w*|quit\w*|left|leaves|leaving|departed|depart\w*|stepp?\w* down|st(?:and|ood) down|"
    r"standing down|dismissed|sacked|ousted)"
)
#: the first of a type that fits a sentence counts; a warning before an issue
_PATTERNS = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (EventType.S114_UNLAWFUL, rf"{_S114}\s?\(2\)|{_S114}.{{0,60}}unlawful"),
        (EventType.S114_BALANCE, rf"{_S114}\s?\(3\)"),
        (
            EventType.S114_WARNED,
            (
                rf"(?:could|may|might|would|risk\w*|avoid\w*|warn\w*|threat\w*|consider\w*|prospect|prevent\w*"
                rf"|brink|without|close to|if|unless|having to|looms?).{{0,80}}{_S114}"
            ),
        ),
        (
            EventType.S114_BALANCE,
            (
                rf"(?:issu\w+|serv(?:ed|es|ing)|declar\w+) (?:\w+ ){{0,3}}{_S114}|{_S114} (?:notice|report)"
                rf" (?:\w+ ){{0,3}}{_DONE}"
            ),
        ),
        (
            EventType.EFS_GRANTED,
            (
                r"(?:grant\w*|award\w*|receiv\w*|given|agreed|approved|secured|handed).{0,60}"
                r"(?:exceptional financial support|capitalisation direction)"
                r"|(?:exceptional financial support|capitalisation direction).{0,40}"
                r"(?:granted|approved|awarded|agreed in principle)"
            ),
        ),
        (
            EventType.EFS_ASKED,
            (
                r"(?:ask\w*|appl\w+|request\w*|seek\w*|sought|need\w*|bid).{0,60}"
                r"(?:exceptional financial support|capitalisation direction)"
            ),
        ),
        (
            EventType.BEST_VALUE_NOTICE,
            (
                r"(?:issu\w+|serv\w+|receiv\w+|given|handed|sent|hit with|under).{0,40}best[- ]value notice"
                r"|best[- ]value notice.{0,40}(?:issued|served)"
            ),
        ),
        (EventType.INSPECTION, r"best[- ]value inspection|section 10 (?:best value )?inspect\w+"),
        (
            EventType.COMMISSIONERS,
            (
                r"(?:appoint\w*|sen[dt]\w*|install\w*|draft\w*) (?:\w+ ){0,4}commissioners"
                r"|commissioners (?:\w+ ){0,3}(?:appointed|sent in|take over|took over|to run|running)"
            ),
        ),
        (
            EventType.STATUTORY_RECOMMENDATION,
            (
                r"statutory recommendations?|(?:section|s\.?) ?24 recommendations?"
                r"|recommendations?.{0,60} under (?:section 24|schedule 7)\b"
            ),
        ),
        (EventType.PUBLIC_INTEREST_REPORT, r"public interest report|report in the public interest"),
        (EventType.S5_REPORT, r"(?:section|s\.?) ?5 report"),
        (
            EventType.CHIEF_EXECUTIVE_SUSPENDED,
            rf"{_CEX}.{{0,60}}suspended|suspen\w+.{{0,40}}{_CEX}",
        ),
        (EventType.CHIEF_EXECUTIVE_LEAVES, rf"{_CEX}.{{0,80}}\b{_LEAVES}\b"),
        (
            EventType.LEADER_REMOVED,
            (
                r"(?:oust\w*|remov\w*|depos\w*|topple\w*|voted out).{0,30}(?:council leader|leader of the "
                r"council|as leader|as council leader|as mayor)|leader.{0,40}(?:ousted|deposed|toppled|voted out)"
            ),
        ),
        (
            EventType.STATUTORY_OFFICER_LEAVES,
            (
                rf"(?:section 151 officer|s151 officer|monitoring officer|chief finance officer|finance "
                rf"director|director of finance|director of children's services).{{0,60}}\b{_LEAVES}\b"
            ),
        ),
        (
            EventType.INTERVENTION_ENDS,
            (
                r"(?:notice|directions?|intervention).{0,40}(?:lifted|withdrawn|ended|expire\w*)"
                r"|commissioners (?:leave|left|to leave|depart\w*)"
            ),
        ),
    )
)
_OTHER_BODY = re.compile(
    r"\b(?:trust|charity|club|school|university|hospital|company|association|housing association)\b"
)
_LEAVING = {EventType.CHIEF_EXECUTIVE_LEAVES, EventType.CHIEF_EXECUTIVE_SUSPENDED}
#: types that are themselves a fear or a wish
_STILL_TO_COME = {EventType.S114_WARNED, EventType.EFS_ASKED}
#: a type that is not counted when another stands in the same sentence
_WEAKER = {EventType.S114_BALANCE: EventType.S114_WARNED}


def find_events(levelled: str, scoped: Sequence[Scoped], tier: Tier) -> tuple[FormalEvent, ...]:
    """Return the formal events that a text reports, each type once per council, in order."""
    status = EventStatus.CONFIRMED if tier is Tier.PRIMARY else EventStatus.REPORTED
    found: dict[tuple[EventType, object], FormalEvent] = {}
    for sentence in scoped:
        if sentence.factor < 1 or form_of(levelled, sentence.span.start, sentence.span.end):
            continue
        for kind, start, end in _in_sentence(levelled, sentence):
            event = FormalEvent(
                type=kind, council=sentence.council, on=None, status=status, start=start, end=end
            )
            found.setdefault((kind, sentence.council), event)
    return tuple(sorted(found.values(), key=lambda e: e.start or 0))


def _in_sentence(levelled: str, sentence: Scoped) -> Iterator[tuple[EventType, int, int]]:
    seen: set[EventType] = set()
    for kind, pattern in _PATTERNS:
        if kind in seen or _WEAKER.get(kind) in seen:
            continue
        match = pattern.search(levelled, sentence.span.start, sentence.span.end)
        if match is None or is_negated(levelled, sentence.span.start, match.start()):
            continue
        if kind not in _STILL_TO_COME and is_feared(levelled, sentence.span.start, match.start()):
            continue
        if kind in _LEAVING and _OTHER_BODY.search(
            levelled, sentence.span.start, sentence.span.end
        ):
            continue
        seen.add(kind)
        yield kind, match.start(), match.end()

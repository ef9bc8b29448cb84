"""Relations of roles in one sentence: who is at odds with whom."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.records import Method, Role, Severity, Span, Theme, ThemeHit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.records import RoleMention
    from monitor.tag.scope import Scoped

_CONFLICT = re.compile(
    r"\b(?:rows?|rift|clash\w*|f[ae]ll(?:s|en|ing)? out|fell out|feud\w*|at odds|lost (?:all )?"
    r"(?:confidence|trust|faith)|accus\w+|blam\w+|suspend\w*|undermin\w*|refus\w+ to work|oust\w*|"
    r"sack\w*|removed?|removal|grievance|bull(?:y|ies|ied|ying)|call\w* (?:on|for) .{0,60}(?:resign|go|quit))\b"
)
_BIOGRAPHY = re.compile(r"\bwho (?:was|had been|had) .{0,60}\b(?:in|since) (?:19|20)\d\d\b")
_POLITICAL = {Role.LEADER, Role.MAYOR, Role.CABINET}
_OFFICIAL = {
    Role.CHIEF_EXECUTIVE, Role.FINANCE_OFFICER, Role.MONITORING_OFFICER, Role.OFFICERS,
    Role.STATUTORY_DIRECTOR,
}  # fmt: skip
_NAMED = _OFFICIAL - {Role.OFFICERS}


def find_relations(
    levelled: str, scoped: Sequence[Scoped], roles: Sequence[RoleMention]
) -> Iterator[ThemeHit]:
    """Yield a hit on discord for each sentence in which leading members and officers collide."""
    for sentence in scoped:
        span = sentence.span
        if sentence.factor < 1 or Role.OPPOSITION in sentence.roles:
            continue
        here = [r for r in roles if span.start <= r.start < span.end]
        political = [r for r in here if r.role in _POLITICAL]
        official = [r for r in here if r.role in _OFFICIAL]
        named = [r for r in official if r.role in _NAMED]
        pair = (political and official) or (len({r.role for r in named}) > 1 and named)
        verb = _CONFLICT.search(levelled, span.start, span.end)
        if not pair or verb is None or _BIOGRAPHY.search(levelled, span.start, span.end):
            continue
        yield ThemeHit(
            theme=Theme.DISCORD,
            start=verb.start(),
            end=verb.end(),
            sentence=Span(start=span.start, end=span.end),
            method=Method.RELATION,
            rule="leading member and officer at odds" if political else "officers at odds",
            confidence=0.85,
            weight=3.0 if named else 2.0,
            severity=Severity.SERIOUS,
            council=sentence.council,
        )

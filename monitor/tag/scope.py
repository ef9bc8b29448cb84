"""Which sentences speak of a council, and of which one.

Only title, standfirst and sentences that carry, or directly follow, the council's name or a later
reference to it ("the council", "the authority", a role) count whole. Another council's sentence
counts for that council.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.records import CouncilSlug, Mention, Role, RoleMention, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

#: how much a sentence counts that only stands in a text about one council
FAR = 0.6
_REFERENCE = re.compile(
    r"\b(?:the|this|its|their|our|a|an|whose) (?:\w+ )?(?:council|authority|local authority|borough|"
    r"county council|city council|district council)\b|\bcouncil(?:'s|lors| leader| boss| chief| tax|"
    r" officers| staff)\b|\bcouncil (?:has|have|had|was|is|will|could|may|must|says|said|warn\w+|face\w*)"
    r"\b|\b(?:town|county|city) hall\b|\bcivic centre\b|\blocal authority\b"
)
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'\u2019\u201d)]*\s+(?=[\"'\u2018\u201cA-Z])|\n+")
_OFFICES = {
    Role.LEADER, Role.MAYOR, Role.CABINET, Role.CHIEF_EXECUTIVE, Role.FINANCE_OFFICER,
    Role.MONITORING_OFFICER, Role.STATUTORY_DIRECTOR, Role.OFFICERS, Role.AUDITOR, Role.OVERSEER,
    Role.REGULATOR,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoped:
    """One sentence, whose it is, and how much what it says counts."""

    span: Span
    #: None = not told apart
    council: CouncilSlug | None
    #: 0 = out of scope, 1 = whole
    factor: float
    roles: tuple[Role, ...]


def rough_sentences(text: str) -> tuple[Span, ...]:
    """Return sentences by their punctuation alone: enough to tell first from last."""
    spans, start = [], 0
    for end in [*(m.start() for m in _SENTENCE_END.finditer(text)), len(text)]:
        words = text[start:end]
        left = len(words) - len(words.lstrip())
        if words.strip():
            spans.append(Span(start=start + left, end=start + len(words.rstrip())))
        start = end
    return tuple(spans)


def speaks_of_a_council(levelled: str) -> bool:
    """Return whether a text refers to a council without naming one."""
    return _REFERENCE.search(levelled) is not None


def scope_sentences(
    levelled: str,
    sentences: Sequence[Span],
    mentions: Sequence[Mention],
    roles: Sequence[RoleMention],
    own: CouncilSlug | None = None,
) -> tuple[Scoped, ...]:
    """Return each sentence with the council it speaks of and how much it counts.

    Args:
        levelled: the text, levelled.
        sentences: its sentences, in order.
        mentions: the councils named in it.
        roles: the roles named in it.
        own: the council whose own site it stands on: there every sentence is about it, unless
            another council is named.
    """
    about = {m.council for m in mentions if m.is_about}
    only = next(iter(about)) if len(about) == 1 else None
    scoped: list[Scoped] = []
    focus: CouncilSlug | None = only
    follows = True
    for place, span in enumerate(sentences):
        here = [m for m in mentions if span.start <= m.start < span.end]
        offices = tuple(dict.fromkeys(r.role for r in roles if span.start <= r.start < span.end))
        refers = _REFERENCE.search(levelled, span.start, span.end) is not None
        named = [m.council for m in here if m.is_about] or [m.council for m in here]
        if named:
            focus = named[0] if len(set(named)) == 1 or not about else None
        is_head = place <= 1
        is_whole = bool(named) or refers or bool(_OFFICES & set(offices)) or is_head or follows
        factor = 1.0 if is_whole or (only and only == own) else (FAR if only else 0.0)
        if not about:
            factor = 1.0 if refers or (bool(_OFFICES & set(offices)) and is_head) else 0.0
        scoped.append(
            Scoped(span=span, council=focus if about else None, factor=factor, roles=offices)
        )
        follows = bool(named) or refers
        if not named and not refers and only:
            focus = only
    return tuple(scoped)

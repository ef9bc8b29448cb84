"""Records of what corrections teach: a name, a phrase or an outlet's habit, and who decided on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.records.kinds import AlertId, CouncilSlug, SuggestionKind, SuggestionState


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What would be laid over the register, or over what is known of a source."""

    kind: SuggestionKind
    #: the council that is meant; for a phrase: the one that is not
    council: CouncilSlug
    #: the name, the phrase, or the source's key
    words: str
    #: councils that were taken for it
    instead_of: tuple[CouncilSlug, ...] = ()
    #: keys of the sources in whose texts it was seen
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A lesson with the corrections behind it, for a person to accept or reject."""

    id: int | None = None
    lesson: Lesson
    #: alerts whose correction it comes from; their number is its weight
    alerts: tuple[AlertId, ...]
    state: SuggestionState = SuggestionState.OPEN
    made_at: datetime
    #: who accepted or rejected it last
    decided_by: str | None = None

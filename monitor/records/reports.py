"""Records of looking back: why something was, or was not, seen, and what was done with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.records.kinds import AlertId, CouncilSlug, DocumentId, Lane, StoryId


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyNot:
    """What became of one thing that was listed, or could not be."""

    at: datetime
    source: str
    title: str
    url: str
    #: listed before its source was watched, pending, failed, quarantined, fetched, filed ...
    stage: str
    reason: str
    score: float | None = None
    alert: AlertId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was done with a document for one council when it was read."""

    #: None = the council was not identified
    council: CouncilSlug | None
    #: in [0, 1]
    score: float
    lane: Lane


@dataclass(frozen=True, slots=True, kw_only=True)
class PastDocument:
    """A document that was read, with what was done with it."""

    document: DocumentId
    retrieved_at: datetime
    #: False once its text is no longer kept
    has_text: bool
    outcomes: tuple[Outcome, ...] = ()
    #: the stories that it belongs to, each with its council
    stories: tuple[tuple[CouncilSlug | None, StoryId], ...] = ()

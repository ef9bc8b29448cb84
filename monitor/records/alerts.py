"""Records of judging: stories, scores, alerts, and what people decide about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from monitor.records.documents import Span
from monitor.records.kinds import (
    Act,
    AlertId,
    AlertState,
    ConcernId,
    CouncilSlug,
    DocumentId,
    EventType,
    Label,
    Lane,
    Method,
    Phase,
    Reason,
    Region,
    Severity,
    Stage,
    StoryId,
    Theme,
    Tier,
    Via,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryDocument:
    """One document of a story, in the few facts that later documents are compared with."""

    document: DocumentId
    title: str
    outlet: str
    tier: Tier
    #: same number = copies of one text: one independent origin
    origin: int
    #: near-copy signature
    fingerprint: str
    #: significant words of title and standfirst, and facts such as amounts
    keywords: frozenset[str]
    seen_at: datetime
    severity: Severity = Severity.CONTEXT
    themes: tuple[Theme, ...] = ()
    events: tuple[EventType, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Reports of one event about one council (or, with no council, in one region)."""

    id: StoryId | None = None
    council: CouncilSlug | None
    region: Region
    #: oldest first
    documents: tuple[StoryDocument, ...] = ()
    related: tuple[StoryId, ...] = ()
    first_seen_at: datetime
    last_new_at: datetime
    phase: Phase = Phase.EMERGING

    @property
    def n_origins(self) -> int:
        """Independent origins: copies of one text count once."""
        return len({d.origin for d in self.documents})

    @property
    def has_primary(self) -> bool:
        """Whether a primary document is among them."""
        return any(d.tier is Tier.PRIMARY for d in self.documents)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One named part of a score."""

    name: str
    #: what was measured
    value: float
    #: points it adds to the sum, negative when it argues against
    weight: float
    #: where in the document it was seen, if anywhere
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How likely an adviser wants to see a story, with the working."""

    #: in [0, 1]
    value: float
    severity: Severity
    lane: Lane
    #: False for a severity 3 with neither a primary document nor two independent origins
    is_corroborated: bool
    #: themes with enough evidence, strongest first
    themes: tuple[Theme, ...]
    parts: tuple[Part, ...]
    #: version of the formula
    version: str

    def __post_init__(self) -> None:
        """Refuse a value that is not a probability."""
        if not 0.0 <= self.value <= 1.0:
            msg = f"a score lies in [0, 1], not {self.value}"
            raise ValueError(msg)

    @property
    def notified_severity(self) -> Severity:
        """Severity for the purpose of notifying: an uncorroborated 3 goes out as a 2."""
        if self.severity is Severity.ACUTE and not self.is_corroborated:
            return Severity.SERIOUS
        return self.severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A sentence of a document that speaks for or against a theme, ready to be shown."""

    document: DocumentId | None
    theme: Theme
    #: at most 200 characters
    quote: str
    #: the words that fired, as offsets into ``quote``
    marked: tuple[Span, ...]
    rule: str
    is_for: bool = True
    guard: str = ""
    #: page of a PDF, counted from 1
    page: int | None = None
    #: what found it, and how sure that makes it, in [0, 1]
    method: Method = Method.PHRASE
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A lead to check: one story that an adviser should see."""

    id: AlertId | None = None
    revision: int = 1
    #: None = not identified; see ``alternatives``
    council: CouncilSlug | None
    alternatives: tuple[CouncilSlug, ...] = ()
    region: Region
    story: StoryId
    headline: str
    url: str
    outlet: str
    themes: tuple[Theme, ...]
    score: Score
    evidence: tuple[Evidence, ...] = ()
    #: one line on what moved it last, "" at first
    news: str = ""
    state: AlertState = AlertState.NEW
    assignee: str | None = None
    lease_until: datetime | None = None
    review_at: date | None = None
    snoozed_until: date | None = None
    #: reason code of a dismissal
    reason: Reason | None = None
    #: the alert it duplicates, or was refiled to
    of: AlertId | None = None
    #: an adviser's own intelligence: shown to its region only, never mailed or posted
    restricted: bool = False
    #: was there before its source was watched: queued, never posted one by one
    baseline: bool = False
    created_at: datetime
    updated_at: datetime

    @property
    def lane(self) -> Lane:
        """The lane, from the score alone."""
        return self.score.lane


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What an adviser says of an alert, with what the label needs."""

    alert: AlertId
    #: the revision that the adviser saw; None = the present one
    revision: int | None = None
    label: Label
    reason: Reason | None = None
    #: the right council, for wrong_council; None = none of ours
    council: CouncilSlug | None = None
    #: the other alert, for duplicate
    of: AlertId | None = None
    #: the concern it belongs to, for known
    concern: ConcernId | None = None
    #: for needs_info
    review_at: date | None = None
    by: str
    via: Via = Via.CLI
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What an adviser does to an alert without judging it."""

    alert: AlertId
    revision: int | None = None
    act: Act
    #: for snooze
    until: date | None = None
    by: str
    via: Via = Via.CLI
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of the append-only log: who did what to which record, and what it changed."""

    id: int | None = None
    at: datetime
    #: "alert", "concern", "source" ...
    subject: str
    subject_id: str
    what: str
    by: str
    via: Via
    #: JSON of what was there before and after, "" when nothing
    before: str = ""
    after: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """What became of verified signs of one council: checked, talked over, reported."""

    id: ConcernId | None = None
    council: CouncilSlug
    themes: tuple[Theme, ...]
    stage: Stage = Stage.CHECKING
    opened_at: datetime
    review_at: date
    alerts: tuple[AlertId, ...] = ()

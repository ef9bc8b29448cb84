r"""Records of reading: a document, and what was found in it.

All spans are half-open code points into ``Document.full_text`` (``title + "\n\n" + text``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from monitor.records.kinds import (
    CouncilKind,
    CouncilSlug,
    DocumentId,
    EntryId,
    EntryState,
    EventStatus,
    EventType,
    Method,
    Region,
    Role,
    Severity,
    SourceKey,
    Theme,
    Tier,
)
from monitor.records.papers import Lead
from monitor.records.sources import Entry

#: what the version of a model begins with where there was none
NO_MODEL = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Council:
    """An authority of the register, in force, planned or former."""

    slug: CouncilSlug
    gss: str | None
    name: str
    short_name: str
    kind: CouncilKind
    region: Region
    website: str = ""
    start_date: date | None = None
    #: last day in force; None = no end known
    end_date: date | None = None
    successors: tuple[CouncilSlug, ...] = ()
    upper_tier: CouncilSlug | None = None
    combined_authority: CouncilSlug | None = None
    has_mayor: bool = False
    #: first day as a shadow authority; None = not one, or the day is not known
    shadow_from: date | None = None
    #: a plan that is not law yet: first day of a new council
    planned_start: date | None = None
    #: the same for a council in force: its last day, and who would take over
    planned_end: date | None = None
    planned_successors: tuple[CouncilSlug, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of a document's full text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        """Refuse a span that is empty or runs backwards."""
        if not 0 <= self.start < self.end:
            msg = f"not a span: {self.start}..{self.end}"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """Where a text came from, as far as judging it needs to know."""

    source: SourceKey | None = None
    tier: Tier = Tier.LOCAL
    region: Region = Region.NATIONAL
    #: the council whose own site it is
    council: CouncilSlug | None = None
    #: councils that the outlet reaches
    covers: tuple[CouncilSlug, ...] = ()
    licensed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What `analyse` reads: the bytes of one page and what its entry said of it.

    With no body (nothing fetched, or nothing to fetch) the entry's summary is the text.
    """

    url: str
    body: bytes = field(default=b"", repr=False)
    media_type: str = ""
    title: str
    summary: str = ""
    published_at: datetime | None = None
    retrieved_at: datetime
    outline: Outline
    entry: EntryId | None = None
    #: why there is no body, if one was wanted
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text that was read: title, standfirst and body, without what stands round it."""

    #: None until stored
    id: DocumentId | None = None
    #: canonical address
    url: str
    outlet: str
    title: str
    #: first paragraph of ``text``
    standfirst: str = ""
    text: str = field(repr=False)
    #: None = undated; never invented
    published_at: datetime | None = None
    retrieved_at: datetime
    text_sha256: str
    #: near-copy signature; "" when the text is too short for one
    fingerprint: str = ""
    #: what sort of primary document it is, such as "public interest report"; "" when it is none
    paper: str = ""
    #: what took the text out: trafilatura, pdf, summary, given ...
    extractor: str
    #: hosts that the article's own words link to, without "www."
    links: tuple[str, ...] = ()
    #: start offset of each PDF page in ``full_text``
    pages: tuple[int, ...] = ()
    revision: int = 1
    #: only the feed's summary could be had
    summary_only: bool = False
    #: faults that did not prevent reading
    faults: tuple[str, ...] = ()

    @property
    def full_text(self) -> str:
        """The text that spans count in."""
        return f"{self.title}\n\n{self.text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A council named in a document."""

    council: CouncilSlug
    start: int
    end: int
    surface: str
    #: kind of the alias that matched, and what decided if it was ambiguous
    method: str
    #: whether the document is about this council
    is_about: bool
    #: in [0, 1]
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleMention:
    """A role named in a document, never a person."""

    role: Role
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FormalEvent:
    """A formal step that a document reports, or one that was due and was not seen."""

    type: EventType
    council: CouncilSlug | None
    #: day of the event, or by which it was due; None = not said
    on: date | None
    status: EventStatus
    #: where it stands in its document; None when no document reports it
    start: int | None = None
    end: int | None = None
    #: where it was looked for, when no document reports it
    source: SourceKey | None = None
    url: str = ""
    #: in plain English
    note: str = ""
    noted_at: datetime | None = None

    @property
    def span(self) -> Span | None:
        """Where it stands in its document, if any."""
        if self.start is None or self.end is None:
            return None
        return Span(start=self.start, end=self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeHit:
    """One piece of evidence for or against a theme."""

    theme: Theme
    start: int
    end: int
    #: the sentence it stands in, the smallest thing that can be quoted
    sentence: Span
    method: Method
    #: the phrase or rule as the lexicon writes it
    rule: str
    #: in [0, 1]
    confidence: float
    #: points; 3 fires alone, 2 needs company, 1 is context; negative when it argues against
    weight: float
    #: the severity this evidence alone would justify
    severity: Severity
    #: False when it argues against the theme
    is_for: bool = True
    #: the council that its sentence speaks of; None = not told apart, so of each one in focus
    council: CouncilSlug | None = None
    #: why it counts less or not at all: "hypothesis", "past", "another body" ...
    guard: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What the classifier makes of a few sentences, read as being about one council."""

    #: None = read for a council that is not named
    council: CouncilSlug | None
    #: the sentence that says most, or all that was read
    start: int
    end: int
    #: probabilities of severity 0 to 3, which sum to 1; 0 is no sign
    severities: tuple[float, ...]
    #: themes that it may show, each with its probability if it is a sign
    themes: tuple[tuple[Theme, float], ...] = ()

    @property
    def sign(self) -> float:
        """Probability that it is a sign, in [0, 1]."""
        return 1 - self.severities[Severity.CONTEXT]

    @property
    def severity(self) -> Severity:
        """The likeliest severity, if it is a sign."""
        grades = tuple(Severity)[1:]
        return max(grades, key=lambda grade: self.severities[grade])


@dataclass(frozen=True, slots=True, kw_only=True)
class TaggedDocument:
    """A document with all that was found in it."""

    document: Document
    outline: Outline
    #: in order of appearance
    mentions: tuple[Mention, ...] = ()
    #: alternatives that stayed below the threshold, most likely first
    alternatives: tuple[CouncilSlug, ...] = ()
    roles: tuple[RoleMention, ...] = ()
    events: tuple[FormalEvent, ...] = ()
    theme_hits: tuple[ThemeHit, ...] = ()
    #: document-wide guards: "job_advert", "retrospective", "sector_wide", "other_body" ...
    guards: tuple[str, ...] = ()
    #: what the classifier made of the windows that it read; none where nothing promised a sign
    estimates: tuple[Estimate, ...] = ()
    #: unit vector of the base encoder; None without a model
    vector: tuple[float, ...] | None = field(default=None, repr=False)
    #: versions of lexicon, register and model
    versions: tuple[tuple[str, str], ...] = ()
    #: entry this came from
    entry: EntryId | None = None
    #: further documents that this one leads to
    leads: tuple[Lead, ...] = ()

    @property
    def has_classifier(self) -> bool:
        """Whether there was a classifier that could have read it."""
        return not dict(self.versions).get("model", NO_MODEL).startswith(NO_MODEL)

    @property
    def about(self) -> tuple[CouncilSlug, ...]:
        """The councils that the document is about, each once, in order of appearance."""
        return tuple(dict.fromkeys(m.council for m in self.mentions if m.is_about))


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysed:
    """What an entry came to."""

    entry: Entry
    #: None when there is no document (yet)
    tagged: TaggedDocument | None = None
    #: state that the entry ends in; ``pending`` means another try
    state: EntryState = EntryState.DONE
    reason: str = ""
    #: for another try
    next_try_at: datetime | None = None
    #: False when it only waited for its turn
    is_try: bool = True

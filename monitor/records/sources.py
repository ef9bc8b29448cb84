"""Records of the first half of the path: what is watched, what came back, what is listed there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.records.kinds import (
    CouncilSlug,
    EntryId,
    EntryState,
    Fault,
    FetchStatus,
    Health,
    Region,
    SourceKey,
    SourceKind,
    Tier,
)
from monitor.records.papers import Meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One address that is polled."""

    key: SourceKey
    kind: SourceKind
    name: str
    #: the address to ask; for a secret one this is resolved and is never stored or shown
    url: str = field(repr=False)
    #: what may be shown and stored: the address, or its reference ("env:NAME", "secret:KEY")
    shown_url: str
    #: interval to begin with
    every: timedelta
    #: bounds within which the interval follows what the source yields; None = it is fixed
    pace_bounds: tuple[timedelta, timedelta] | None = None
    tier: Tier
    region: Region = Region.NATIONAL
    #: set when this is a council's own site
    council: CouncilSlug | None = None
    #: councils that the outlet reaches; weighs ambiguous names
    covers: tuple[CouncilSlug, ...] = ()
    #: whether text may be kept and quoted beyond ``text_days``
    licensed: bool = False
    #: how far back the first poll files what it finds: None = everything, zero = nothing
    baseline: timedelta | None = timedelta(days=7)
    #: kind ``page``: CSS, each match is the block of one entry; "" = the list is found by structure
    selector: str = ""
    #: kind ``page``: pages of the list that one poll asks at most; 1 = the first alone
    max_pages: int = 5
    #: kind ``sitemap``: how the paths begin that count; () = all do
    only: tuple[str, ...] = ()
    enabled: bool = True
    #: asked only when its council's office is open
    working_hours: bool = False

    def __post_init__(self) -> None:
        """Refuse an interval that would hammer the host."""
        if self.every <= timedelta(0):
            msg = f"source {self.key}: every must be positive, not {self.every}"
            raise ValueError(msg)

    @property
    def is_secret(self) -> bool:
        """Whether the address may not be stored or shown."""
        return self.shown_url != self.url


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server gave to ask again with; opaque, kept byte for byte (RFC 9110 section 8.8)."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How often a feed asks to be read, and when it asks to be left alone."""

    #: RSS ``ttl``, ``sy:updatePeriod``; None = it does not say
    fresh_for: timedelta | None = None
    #: RSS ``skipHours``: hours of the day in UTC, 0 to 23
    skip_hours: tuple[int, ...] = ()
    #: RSS ``skipDays``: days of the week in UTC, Monday is 0
    skip_days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PollState:
    """What is known of a source from its past polls."""

    source: SourceKey
    validators: Validators = Validators()
    body_sha256: str | None = None
    #: None until the first poll
    last_polled_at: datetime | None = None
    #: last FETCHED or NOT_MODIFIED
    last_ok_at: datetime | None = None
    #: last answer that came whole, changed or not
    last_whole_at: datetime | None = None
    #: last answer whose entries were read: what is listed now was listed then
    last_read_at: datetime | None = None
    #: last poll that brought a new entry
    last_new_at: datetime | None = None
    next_due_at: datetime
    #: failures in a row
    failures: int = 0
    #: their weights together: how far the interval is stretched
    backoff: float = 0.0
    #: what the last failure was; None when the last poll was well
    fault: Fault | None = None
    #: where a permanent redirect leads, and how many polls in a row have met it
    moved_to: str | None = None
    n_moved: int = 0
    #: present interval; None = the source's own, until its yield says otherwise
    pace: timedelta | None = None
    #: share of entries that were new at each of the last polls, oldest first
    yields: tuple[float, ...] = ()
    #: when its latest entries came, oldest first: what is usual for this source
    news_at: tuple[datetime, ...] = ()
    rhythm: Rhythm = Rhythm()
    #: which of its kind's ways of asking answered last; tried first. "" = not known yet
    way: str = ""
    #: since when it has brought nothing that can be read; None = it sees
    blind_since: datetime | None = None
    #: since when it has been seen without a break: what it listed since then was seen
    seeing_since: datetime | None = None
    #: failures in a row that said that there is nothing at its address
    n_missing: int = 0
    #: when the operator was told that it is blind; None = not told, or told of its recovery
    told_at: datetime | None = None
    health: Health = Health.UNPROVEN
    #: since when the health word has been this one
    health_since: datetime | None = None
    #: why the health is what it is, in plain English
    reason: str = ""
    #: who stopped the polling of this source, if anybody
    paused_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStatus:
    """A source as the store knows it: what may be shown of it, and how it fares."""

    key: SourceKey
    kind: SourceKind
    name: str
    shown_url: str
    region: Region
    council: CouncilSlug | None
    enabled: bool
    #: asked in working hours only
    working_hours: bool = False
    #: present interval
    interval: timedelta
    state: PollState
    #: entries ever listed
    n_entries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchResult:
    """One answer, or what came instead of it."""

    url: str
    final_url: str
    status: FetchStatus
    #: None when no HTTP answer came at all
    http_status: int | None = None
    body: bytes = field(default=b"", repr=False)
    #: the Content-Type header whole, with its charset parameter; "" when absent
    media_type: str = ""
    validators: Validators = Validators()
    retry_after: timedelta | None = None
    #: how long the server says that the answer stays good (RFC 9111); None = it does not say
    fresh_for: timedelta | None = None
    #: where permanent redirects (301, 308) led before any other; None = nowhere
    moved_to: str | None = None
    #: which of its kind's ways of asking this answers; "" where there is only one
    way: str = ""
    #: what else the same poll asked for: a committee system's meetings
    parts: tuple[FetchResult, ...] = ()
    fetched_at: datetime
    #: what sort of failure this is; None when it is none
    fault: Fault | None = None
    #: plain English; "" when all is well
    reason: str = ""


#: the reason of an entry whose page is asked for only to see whether it is still there
LOOKED_AGAIN = "looked at again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that a source lists: a feed's entry, a headline on a page, an agenda."""

    #: None until stored
    id: EntryId | None = None
    source: SourceKey
    #: guid, else canonical address, else digest of title and date; unique within the source
    entry_key: str
    #: address of the article, unwrapped but not yet canonical; "" when there is none
    url: str
    #: canonical form of ``url``, under which copies of one article meet; "" when there is none
    address: str = ""
    title: str
    #: plain text
    summary: str = ""
    #: None = the source gives no date
    published_at: datetime | None = None
    #: when the source says that it was last edited; None = it does not say
    updated_at: datetime | None = None
    state: EntryState = EntryState.PENDING
    tries: int = 0
    #: how often it was read again because it was edited
    n_rereads: int = 0
    #: why it waits, or was set aside
    reason: str = ""
    next_try_at: datetime | None = None
    last_listed_at: datetime | None = None
    #: the entry is a document itself (a committee title): nothing more is fetched
    is_whole: bool = False
    #: the entry whose page led here; None when the source lists it itself
    parent: EntryId | None = None
    #: listed at the source's first poll; its alert is queued, never posted by itself
    is_baseline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one answer lists, in the order of the source."""

    entries: tuple[Entry, ...]
    #: address of the next page, to be asked only while this one held something unseen
    more: str | None = None
    #: what the answer says of when to ask again
    rhythm: Rhythm = Rhythm()
    #: language and region that a Google Alert searches, such as "en:GB"; "" elsewhere
    edition: str = ""
    #: meetings that a committee system shows; None when this poll did not look
    meetings: tuple[Meeting, ...] | None = None
    #: from when to when all its meetings would be among them; None when it did not look
    meetings_span: tuple[datetime, datetime] | None = None
    #: faults that cost single entries; the rest stands
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What is kept of an entry that was listed before: enough to know it again."""

    id: EntryId
    entry_key: str
    address: str
    title: str
    published_at: datetime | None
    updated_at: datetime | None
    state: EntryState
    #: how often it was read again because it was edited
    n_rereads: int
    first_listed_at: datetime | None
    done_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What one answer lists, told apart: new, known, and known but edited."""

    new: tuple[Entry, ...] = ()
    #: every entry that is known, edited or not
    known: tuple[EntryId, ...] = ()
    #: known entries whose title or date of editing changed, as they are to be kept now
    edited: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PollRecord:
    """What one poll should make true, kept in one transaction."""

    state: PollState
    listing: Listing
    status: FetchStatus
    http_status: int | None
    n_bytes: int
    polled_at: datetime
    faults: tuple[str, ...] = ()

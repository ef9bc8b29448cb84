"""Records of the first half of the path: what is watched, what came back, what is listed there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.records.kinds import (
    CouncilSlug,
    EntryId,
    EntryState,
    FetchStatus,
    Health,
    Region,
    SourceKey,
    SourceKind,
    Tier,
)


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
    every: timedelta
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
    enabled: bool = True

    def __post_init__(self) -> None:
        """Refuse an interval that would hammer the host."""
        if self.every <= timedelta(0):
            msg = f"source {self.key}: every must be positive, not {self.every}"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server gave to ask again with; opaque, kept byte for byte (RFC 9110 section 8.8)."""

    etag: str | None = None
    last_modified: str | None = None


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
    #: last poll that brought a new entry
    last_new_at: datetime | None = None
    next_due_at: datetime
    #: failures in a row
    failures: int = 0
    health: Health = Health.UNPROVEN
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
    fetched_at: datetime
    #: plain English; "" when all is well
    reason: str = ""


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
    title: str
    #: plain text
    summary: str = ""
    #: None = the source gives no date
    published_at: datetime | None = None
    state: EntryState = EntryState.PENDING
    tries: int = 0
    #: why it waits, or was set aside
    reason: str = ""
    next_try_at: datetime | None = None
    last_listed_at: datetime | None = None
    #: the entry is a document itself (a committee title): nothing more is fetched
    is_whole: bool = False
    #: listed at the source's first poll; its alert is queued, never posted by itself
    is_baseline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one answer lists, in the order of the source."""

    entries: tuple[Entry, ...]
    #: address of the next page, to be asked only while this one held something unseen
    more: str | None = None
    #: faults that cost single entries; the rest stands
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PollRecord:
    """What one poll should make true, kept in one transaction."""

    state: PollState
    #: every entry listed; the store adds those it has not seen and marks the rest as still listed
    entries: tuple[Entry, ...]
    status: FetchStatus
    http_status: int | None
    n_bytes: int
    polled_at: datetime
    faults: tuple[str, ...] = ()

"""Records of what a council was to do, or had done: meetings as they are known, what a look showed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from monitor.records.documents import FormalEvent
from monitor.records.kinds import CouncilSlug, Health, SourceKey, SourceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownMeeting:
    """A meeting as past looks at its committee system left it."""

    source: SourceKey
    #: the system's own number; unique within the source
    key: str
    committee: str
    #: when it begins, or was to begin
    held_at: datetime
    #: the page of its agenda
    url: str
    is_cancelled: bool = False
    first_seen_at: datetime
    last_seen_at: datetime
    #: how far ahead the look that last saw it would have shown meetings
    view_until: datetime
    #: the first look that missed it; None = the last look showed it
    missed_since: datetime | None = None
    #: when it counted as taken off the list
    gone_at: datetime | None = None
    minutes_seen_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingLook:
    """What one look at a committee system's meetings should make true."""

    #: as they are to be kept now: those listed, and those missed
    meetings: tuple[KnownMeeting, ...] = ()
    events: tuple[FormalEvent, ...] = ()
    #: meetings that were taken off the list and are on it again
    back: tuple[KnownMeeting, ...] = ()
    #: why nothing was concluded from what is missing
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """A formal event of a council as it is kept, and whether it has been overtaken."""

    id: int
    #: when it was noted
    at: datetime
    event: FormalEvent
    #: when what was not seen was seen after all; None = not yet
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenTitle:
    """A title that a council's own source listed, or that was read there."""

    title: str
    url: str
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSource:
    """A council's own site as far as its absences need to know."""

    key: SourceKey
    kind: SourceKind
    name: str
    shown_url: str
    council: CouncilSlug
    last_ok_at: datetime | None
    #: since when it has been seen without a break; None = it is not
    seeing_since: datetime | None
    #: times in a row that its page was said not to be there
    n_missing: int
    health: Health


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """What stands behind an entry of a council's or regulator's own site."""

    #: the source's address, as it may be shown
    shown_url: str
    #: the council whose site it is, else those that its document is about
    councils: tuple[CouncilSlug, ...]
    #: when it was last read; None = never
    read_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountsDeadline:
    """By when the accounts of one financial year are to be published, in England."""

    #: the year in which the financial year begins
    begins: int
    #: "draft" or "audited"
    stage: str
    due: date
    #: where the date comes from
    source: str

    @property
    def year(self) -> str:
        """The financial year as councils write it, such as "2025/26"."""
        return f"{self.begins}/{(self.begins + 1) % 100:02d}"

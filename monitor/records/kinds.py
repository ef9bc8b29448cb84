"""Keys, kinds and states: the closed vocabularies that records are written in.

Values are what the database, the command line and JSON show; they are part of the contract.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import NewType

CouncilSlug = NewType("CouncilSlug", str)
SourceKey = NewType("SourceKey", str)
EntryId = NewType("EntryId", int)
DocumentId = NewType("DocumentId", int)
StoryId = NewType("StoryId", int)
AlertId = NewType("AlertId", int)
ConcernId = NewType("ConcernId", int)
DeliveryId = NewType("DeliveryId", int)


class Region(StrEnum):
    """Where an alert is shown: nine English regions, Wales and ``national`` (no region known)."""

    EAST_MIDLANDS = "East Midlands"
    EAST_OF_ENGLAND = "East of England"
    LONDON = "London"
    NORTH_EAST = "North East"
    NORTH_WEST = "North West"
    SOUTH_EAST = "South East"
    SOUTH_WEST = "South West"
    WEST_MIDLANDS = "West Midlands"
    YORKSHIRE = "Yorkshire and the Humber"
    WALES = "Wales"
    SCOTLAND = "Scotland"
    NORTHERN_IRELAND = "Northern Ireland"
    NATIONAL = "national"


class CouncilKind(StrEnum):
    """What sort of authority; GOV.UK's words."""

    COUNTY = "county"
    DISTRICT = "district"
    UNITARY = "unitary"
    SCILLY = "scilly"
    METROPOLITAN = "metropolitan"
    LONDON_BOROUGH = "london-borough"
    CITY_OF_LONDON = "city-of-london"
    NI_DISTRICT = "ni-district"
    COMBINED_AUTHORITY = "combined-authority"
    COMBINED_COUNTY_AUTHORITY = "combined-county-authority"
    GLA = "gla"
    FIRE_AND_RESCUE = "fire-and-rescue"


class Standing(StrEnum):
    """What a council is in law on a day."""

    #: it has ended
    FORMER = "former"
    IN_FORCE = "in-force"
    #: elected and preparing, with its first day set in law: a principal council in waiting
    SHADOW = "shadow"
    #: not begun: proposed, or its first day is still far off
    PLANNED = "planned"


class SuggestionKind(StrEnum):
    """What corrections of councils may teach."""

    #: a name under which a council is written of where it was seen
    ALIAS = "alias"
    #: words that hold a council's name and mean something else
    PHRASE = "phrase"
    #: the council that a source means among namesakes
    SOURCE = "source"


class SuggestionState(StrEnum):
    """What became of a suggestion."""

    #: too few corrections speak for it yet
    WAITING = "waiting"
    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class SourceKind(StrEnum):
    """How a source is asked and read; one module of `monitor.fetch` each."""

    FEED = "feed"
    GOOGLE_ALERTS = "google_alerts"
    PAGE = "page"
    SITEMAP = "sitemap"
    MODERNGOV = "moderngov"
    ADVISER = "adviser"


class Tier(StrEnum):
    """How near a source stands to the fact."""

    PRIMARY = "primary"  #: regulators, auditors, government, committee papers
    OFFICIAL = "official"  #: a council's own news
    TRADE = "trade"
    NATIONAL = "national"
    LOCAL = "local"
    PARTISAN = "partisan"  #: party pages, campaign blogs


class FetchStatus(StrEnum):
    """What came of one request; expected outcomes are values, not errors."""

    FETCHED = "fetched"
    NOT_MODIFIED = "not_modified"
    RATE_LIMITED = "rate_limited"
    GONE = "gone"
    BLOCKED = "blocked"
    FAILED = "failed"
    #: nobody was asked: its host has had enough for now
    DEFERRED = "deferred"


class Fault(StrEnum):
    """What sort of failure a poll met; `monitor.polling` weighs them differently."""

    DNS = "dns"
    CONNECTION = "connection"
    TIMEOUT = "timeout"
    TLS = "tls"
    PRIVATE_ADDRESS = "private_address"
    REDIRECT = "redirect"
    SERVER = "server"  #: 5xx
    MISSING = "missing"  #: 404 and other 4xx
    RATE = "rate"  #: 429, and 503 with Retry-After
    REFUSED = "refused"  #: 401, 403, 451, robots.txt
    GONE = "gone"
    WALL = "wall"  #: a bot wall, consent page or login page in the feed's place
    CONTENT = "content"  #: an answer that is not what the source promised


class EntryState(StrEnum):
    """Where an entry stands on its way; ``baseline`` was there before the source was watched."""

    BASELINE = "baseline"
    PENDING = "pending"
    LEASED = "leased"
    DONE = "done"
    QUARANTINED = "quarantined"
    GONE = "gone"


class Health(StrEnum):
    """The state of a source in one word; `monitor.polling.health_of` decides."""

    GONE = "gone"
    BLOCKED = "blocked"
    RATE_LIMITED = "rate_limited"
    FAILING = "failing"
    MOVED = "moved"
    EMPTY = "empty"
    UNDATED = "undated"
    STALE = "stale"
    QUIET = "quiet"
    UNPROVEN = "unproven"
    HEALTHY = "healthy"


class Theme(StrEnum):
    """The thirteen signs, and the two kinds of good news that never alert."""

    DISCORD = "discord"
    INSTABILITY = "instability"
    CHURN = "churn"
    CHANGE = "change"
    DISENGAGEMENT = "disengagement"
    FINANCE = "finance"
    AUDIT = "audit"
    GOVERNANCE = "governance"
    CHILDREN = "children"
    ADULTS = "adults"
    HOUSING = "housing"
    SERVICES = "services"
    INTERVENTION = "intervention"
    RECOVERY = "recovery"
    GOOD_PRACTICE = "good_practice"

    @property
    def alerts(self) -> bool:
        """Whether a hit on this theme can justify an alert."""
        return self not in {Theme.RECOVERY, Theme.GOOD_PRACTICE}


class Role(StrEnum):
    """Role classes; people appear by role only."""

    LEADER = "leader"
    MAYOR = "mayor"
    CABINET = "cabinet"
    MEMBER = "member"
    CHIEF_EXECUTIVE = "chief_executive"
    FINANCE_OFFICER = "finance_officer"
    MONITORING_OFFICER = "monitoring_officer"
    STATUTORY_DIRECTOR = "statutory_director"
    DIRECTOR = "director"
    OFFICERS = "officers"
    GOVERNMENT = "government"
    OVERSEER = "overseer"
    AUDITOR = "auditor"
    REGULATOR = "regulator"
    SECTOR = "sector"
    OPPOSITION = "opposition"


class EventType(StrEnum):
    """Formal events, typed because the same word means different things in law."""

    S114_WARNED = "s114_warned"
    S114_BALANCE = "s114_3"  #: cannot balance: section 114(3)
    S114_UNLAWFUL = "s114_2"  #: unlawful expenditure: section 114(2)
    EFS_ASKED = "efs_asked"
    EFS_GRANTED = "efs_granted"
    BEST_VALUE_NOTICE = "best_value_notice"
    INSPECTION = "best_value_inspection"
    COMMISSIONERS = "commissioners"
    STATUTORY_RECOMMENDATION = "statutory_recommendation"
    PUBLIC_INTEREST_REPORT = "public_interest_report"
    S5_REPORT = "s5_report"
    CHIEF_EXECUTIVE_SUSPENDED = "chief_executive_suspended"
    CHIEF_EXECUTIVE_LEAVES = "chief_executive_leaves"
    LEADER_REMOVED = "leader_removed"
    STATUTORY_OFFICER_LEAVES = "statutory_officer_leaves"
    INTERVENTION_ENDS = "intervention_ends"
    # what a council was to do, or had done, and is not seen; never an alert alone
    MEETING_MOVED = "meeting_moved"
    MEETING_WITHDRAWN = "meeting_withdrawn"
    MINUTES_NOT_SEEN = "minutes_not_seen"
    ACCOUNTS_NOT_SEEN = "accounts_not_seen"
    PAGE_VANISHED = "page_vanished"


class EventStatus(StrEnum):
    """How far a formal event is known."""

    REPORTED = "reported"
    CONFIRMED = "confirmed"
    NOT_SEEN = "not_seen"


class Method(StrEnum):
    """What found a theme."""

    PHRASE = "phrase"
    RELATION = "relation"
    CLASSIFIER = "classifier"


class Lane(StrEnum):
    """Where a score puts a story: an alert, a question, or nothing."""

    ALERT = "alert"
    UNSURE = "unsure"
    NONE = "none"


class Severity(IntEnum):
    """How grave the sign is; 0 is context and never an alert."""

    CONTEXT = 0
    EARLY = 1
    SERIOUS = 2
    ACUTE = 3


class Phase(StrEnum):
    """The life of a story."""

    EMERGING = "emerging"
    RUNNING = "running"
    FADING = "fading"
    DORMANT = "dormant"


class AlertState(StrEnum):
    """The states of an alert; `monitor.triage.MOVES` holds the allowed moves."""

    NEW = "new"
    CLAIMED = "claimed"
    NEEDS_INFO = "needs_info"
    SNOOZED = "snoozed"
    VERIFIED = "verified"
    KNOWN = "known"
    DISMISSED = "dismissed"
    DUPLICATE = "duplicate"
    POSITIVE = "positive"
    REFILED = "refiled"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to decide."""
        return self in {AlertState.NEW, AlertState.CLAIMED, AlertState.NEEDS_INFO}

    @property
    def is_closed(self) -> bool:
        """Whether somebody has decided."""
        return not self.is_open and self is not AlertState.SNOOZED


class Label(StrEnum):
    """Verdicts: what an adviser says of an alert."""

    VERIFY = "verify"
    NEEDS_INFO = "needs_info"
    KNOWN = "known"
    NOT_RELEVANT = "not_relevant"
    WRONG_COUNCIL = "wrong_council"
    DUPLICATE = "duplicate"
    POSITIVE = "positive"


class Act(StrEnum):
    """What an adviser does to an alert without judging it."""

    CLAIM = "claim"
    RELEASE = "release"
    SNOOZE = "snooze"
    MERGE = "merge"
    SPLIT = "split"
    UNDO = "undo"


class Reason(StrEnum):
    """Why an alert is not relevant."""

    NORMAL_POLITICS = "normal_politics"
    SERVICE_NOISE = "service_noise"
    HISTORIC = "historic"
    ADVERT = "advert"
    OPINION = "opinion"
    OTHER = "other"


class Via(StrEnum):
    """Through what a person acted."""

    SLACK = "slack"
    CONSOLE = "console"
    CLI = "cli"
    SYSTEM = "system"


class Stage(StrEnum):
    """Stages of a concern (domain: stages 2 to 4)."""

    CHECKING = "2"
    EXPLAINED = "3a"
    PLAN_IN_PLACE = "3b"
    LIGHT_HELP = "3c"
    SUPPORT_PACKAGE = "3d"
    NOT_ACCEPTED = "3e"
    PANEL = "4"
    CLOSED = "closed"


class DeliveryKind(StrEnum):
    """What a delivery carries."""

    POST = "post"
    EDIT = "edit"
    THREAD = "thread"
    SUMMARY = "summary"
    NOTICE = "notice"
    DIGEST = "digest"


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    PENDING = "PENDING"
    CLAIMED = "CLAIMED"
    SENT = "SENT"
    DEAD = "DEAD"
    SUPERSEDED = "SUPERSEDED"


class Channel(StrEnum):
    """Ways out; one module of `monitor.deliver` each."""

    SLACK = "slack"
    EMAIL = "email"
    FILE = "file"

"""Records of the way out: deliveries and the weekly digest."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from monitor.records.alerts import Alert, Concern
from monitor.records.kinds import (
    Channel,
    DeliveryId,
    DeliveryKind,
    DeliveryState,
    Region,
    Theme,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message to be sent; unique by subject, channel, kind and revision."""

    id: DeliveryId | None = None
    #: what it is about: "alert:12", "digest:jo@example.org:2026-W47", "notice:..."
    subject: str
    channel: Channel
    kind: DeliveryKind
    revision: int = 1
    #: address, Slack channel or folder
    target: str
    not_before: datetime
    attempt: int = 0
    state: DeliveryState = DeliveryState.PENDING
    lease_until: datetime | None = None
    #: what the target calls it: Message-ID, Slack timestamp, file name
    external_id: str | None = None
    #: why the last try failed
    reason: str = ""
    #: frozen JSON; "" when the message is rendered from the record at sending time
    payload: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlindSpot:
    """A source, or a council, that could not be seen, and since when."""

    name: str
    health: str
    #: None = never seen
    since: datetime | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestSection:
    """One council's alerts in a digest; "" is the council that was not identified."""

    title: str
    alerts: tuple[Alert, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One region's week, as data; rendering is `monitor.deliver`'s."""

    region: Region
    #: ISO week, "2026-W47"
    week: str
    #: Monday 00:00 Europe/London and the Monday after, as UTC
    starts_at: datetime
    ends_at: datetime
    made_at: datetime
    sections: tuple[DigestSection, ...]
    #: open the longest, oldest first
    waiting: tuple[Alert, ...]
    n_alerts: int
    n_waiting: int
    #: alerts of the week before, for the change
    n_alerts_before: int
    by_theme: tuple[tuple[Theme, int], ...]
    concerns: tuple[Concern, ...]
    blind: tuple[BlindSpot, ...]

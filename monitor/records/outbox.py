"""Records of the way out: deliveries, the messages they carry, and the weekly digest."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from monitor.records.alerts import Alert, Concern
from monitor.records.kinds import (
    Channel,
    CouncilSlug,
    DeliveryId,
    DeliveryKind,
    DeliveryState,
    Label,
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
    #: address, Slack channel or the name on a file
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

    @property
    def key(self) -> str:
        """What makes it the one it is, at every try."""
        return f"{self.subject}|{self.channel}|{self.kind}|{self.revision}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a reader gets: a subject and the same content twice, as plain text and as HTML."""

    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlindSpot:
    """A source that could not be seen, and since when."""

    name: str
    health: str
    #: when it last answered; None = never
    since: datetime | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestSection:
    """One council's week; no council is the one that was not identified."""

    council: CouncilSlug | None
    title: str
    #: first seen in the week, gravest first
    alerts: tuple[Alert, ...]
    #: older alerts that news of the week moved
    moved: tuple[Alert, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeCount:
    """How often a theme alerted in the week and in the week before."""

    theme: Theme
    n: int
    n_before: int


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
    #: still open from before the week, oldest first
    waiting: tuple[Alert, ...]
    #: moved to their right council in the week
    corrected: tuple[Alert, ...]
    #: first seen in the week, but there before their source was watched
    baseline: tuple[Alert, ...]
    #: in the lane "alert", first seen in the week, without the baseline
    n_alerts: int
    #: the same in the lane "unsure"
    n_unsure: int
    #: all that are open, whenever first seen, without the baseline and the unsure ones
    n_waiting: int
    #: ``n_alerts`` of the week before
    n_alerts_before: int
    by_theme: tuple[ThemeCount, ...]
    verdicts: tuple[tuple[Label, int], ...]
    concerns_opened: tuple[Concern, ...]
    #: to be reviewed before the coming week ends
    concerns_due: tuple[Concern, ...]
    blind: tuple[BlindSpot, ...]
    #: councils of the region without a source of their own that answers
    unwatched: tuple[str, ...]
    #: names of the councils that stand above
    names: tuple[tuple[CouncilSlug, str], ...]

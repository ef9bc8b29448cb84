"""A region's week -> Digest, and the digests of a week -> deliveries, one a recipient.

What comes in is what the store holds of a week (Monday 00:00 to Monday 00:00, London); what goes
out are records, and deliveries whose text is frozen when it is made. Restricted items never come
in. It sends nothing: that is `monitor.dispatch`'s.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from monitor.dates import LONDON, week_bounds
from monitor.deliver import dump_message, render_digest
from monitor.records import (
    Alert,
    AlertState,
    BlindSpot,
    Channel,
    CouncilKind,
    Delivery,
    DeliveryKind,
    Digest,
    DigestSection,
    Health,
    Label,
    Lane,
    Region,
    Stage,
    Theme,
    ThemeCount,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from monitor.config import Config
    from monitor.records import Concern, CouncilSlug, SourceStatus
    from monitor.register import Register
    from monitor.store import Store

WEEK = timedelta(days=7)
#: closed under another alert, and told there
_ELSEWHERE = frozenset({AlertState.REFILED, AlertState.DUPLICATE})
_OPEN = tuple(s for s in AlertState if s.is_open)
#: health that lets a source be seen
_SEEN = frozenset({Health.HEALTHY, Health.QUIET, Health.MOVED, Health.UNDATED})
#: recognised, but not watched for themselves
_UNWATCHED_KINDS = frozenset({CouncilKind.FIRE_AND_RESCUE})
#: who gets the regions that no adviser has, when no address is configured
OPERATOR = "operator"
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Who gets one digest, of which regions, by which way."""

    #: address, or a name to file it under
    name: str
    channel: Channel
    regions: tuple[Region, ...]


def make_digest(
    store: Store, region: Region, week: str, *, now: datetime, register: Register
) -> Digest:
    """Return a region's week.

    Args:
        store: the store.
        region: whose.
        week: ISO week, "2026-W47"; one that is not over is told as it stands.
        now: the time.
        register: names of councils, and which there are.

    Raises:
        ValueError: the week is none.
    """
    start, end = week_bounds(week)
    found = _told(store.alerts.queue(region=region, since=start, until=end))
    fresh = [a for a in found if not a.baseline]
    before = _told(store.alerts.queue(region=region, since=start - WEEK, until=start))
    moved = _told(store.alerts.moved(region, start, end))
    standing = _told(store.alerts.queue(region=region, states=_OPEN, lane=Lane.ALERT, until=end))
    waiting = sorted(
        (a for a in standing if a.created_at < start and not a.baseline and a not in moved),
        key=lambda a: (a.created_at, a.id or 0),
    )
    refiled = store.alerts.queue(region=region, states=(AlertState.REFILED,))
    corrected = [a for a in refiled if start <= a.updated_at < end and not a.restricted]
    opened, due = _concerns(store, region, register, (start, end))
    statuses = store.sources.states()
    alerts = [a for a in fresh if a.lane is Lane.ALERT]
    alerts_before = [a for a in before if a.lane is Lane.ALERT and not a.baseline]
    baseline = [a for a in found if a.baseline]
    shown = [*found, *moved, *waiting, *corrected]
    slugs = [*(a.council for a in shown), *(c.council for c in (*opened, *due))]
    return Digest(
        region=region,
        week=week,
        starts_at=start,
        ends_at=end,
        made_at=now,
        sections=_sections(fresh, moved, register),
        waiting=tuple(waiting),
        corrected=tuple(corrected),
        baseline=tuple(baseline),
        n_alerts=len(alerts),
        n_unsure=len(fresh) - len(alerts),
        n_waiting=sum(not a.baseline for a in standing),
        n_alerts_before=len(alerts_before),
        by_theme=_by_theme(alerts, alerts_before),
        verdicts=tuple(
            (Label(label), n)
            for label, n in store.alerts.verdict_counts(region, start, end).items()
        ),
        concerns_opened=opened,
        concerns_due=due,
        blind=_blind(statuses, region, register),
        unwatched=_unwatched(statuses, region, register, now.astimezone(LONDON).date()),
        names=tuple((s, _name(s, register)) for s in dict.fromkeys(slugs) if s),
    )


def queue_digests(
    store: Store, config: Config, week: str, *, now: datetime, region: Region | None = None
) -> int:
    """Queue each recipient's digest of a week, once: return how many were queued.

    Args:
        store: the store.
        config: advisers, regions, mail.
        week: a week that is over.
        now: the time.
        region: only the recipients of this region, each with all of theirs; None = everybody.

    Raises:
        ValueError: the week is none, or is not over.
    """
    if now < week_bounds(week)[1]:
        msg = f"week {week} is not over; its digest would be final"
        raise ValueError(msg)
    n_queued = 0
    for recipient in recipients_of(config):
        is_asked = region is None or region in recipient.regions
        if is_asked and not store.digests.has(recipient.name, week):
            n_queued += _queue(store, config, recipient, week, now)
    return n_queued


def next_due(config: Config, now: datetime) -> datetime:
    """Return the next hour of the digest after now, in its zone."""
    zone = ZoneInfo(config.digest.zone)
    local = now.astimezone(zone)
    day = local.date() + timedelta(days=(_DAYS.index(config.digest.day) - local.weekday()) % 7)
    moment = datetime.combine(day, config.digest.time, zone)
    return moment if moment > local else moment + timedelta(days=7)


def is_due(config: Config, now: datetime) -> bool:
    """Return whether this week's hour for the digest has passed, in its zone."""
    local = now.astimezone(ZoneInfo(config.digest.zone))
    hour = (_DAYS.index(config.digest.day), config.digest.time)
    return (local.weekday(), local.time()) >= hour


def recipients_of(config: Config) -> tuple[Recipient, ...]:
    """Return who gets a digest: each adviser, and the operator for what no adviser has."""
    regions: dict[str, list[Region]] = defaultdict(list)
    for adviser in config.advisers:
        regions[adviser.email or adviser.id] += adviser.regions
    covered = {r for adviser in config.advisers for r in adviser.regions}
    wanted = [section.name for section in config.regions] or config.queued_regions
    left = [r for r in wanted if r not in covered]
    if left:
        regions[config.service.operator_email or OPERATOR] += left
    return tuple(
        Recipient(name=name, channel=_channel(config, name), regions=tuple(dict.fromkeys(theirs)))
        for name, theirs in regions.items()
    )


def _channel(config: Config, name: str) -> Channel:
    return Channel.EMAIL if config.email.host and "@" in name else Channel.FILE


def _queue(store: Store, config: Config, recipient: Recipient, week: str, now: datetime) -> bool:
    """Freeze a recipient's digest and queue it, both or neither."""
    with store.transaction():
        digests = [
            make_digest(store, region, week, now=now, register=config.register)
            for region in recipient.regions
        ]
        message = render_digest(digests, show_verdicts=config.email.show_verdicts)
        payload = dump_message(message)
        if not store.digests.save(recipient.name, week, payload, now=now):
            return False
        return store.outbox.put(
            Delivery(
                subject=f"digest:{recipient.name}:{week}",
                channel=recipient.channel,
                kind=DeliveryKind.DIGEST,
                target=recipient.name,
                not_before=now,
                payload=payload,
            )
        )


def _told(alerts: Iterable[Alert]) -> list[Alert]:
    """Leave out what is never mailed, and what is told under another alert."""
    return [a for a in alerts if not a.restricted and a.state not in _ELSEWHERE]


def _sections(
    fresh: Sequence[Alert], moved: Sequence[Alert], register: Register
) -> tuple[DigestSection, ...]:
    """By council, in the order of their names: no order that could be read as a ranking."""
    slugs = {a.council for a in (*fresh, *moved)}
    titles = {s: _name(s, register) for s in slugs}
    return tuple(
        DigestSection(
            council=slug,
            title=titles[slug],
            alerts=tuple(a for a in fresh if a.council == slug),
            moved=tuple(a for a in moved if a.council == slug),
        )
        for slug in sorted(slugs, key=lambda s: (s is None, titles[s]))
    )


def _by_theme(alerts: Sequence[Alert], before: Sequence[Alert]) -> tuple[ThemeCount, ...]:
    now, then = (Counter(t for a in some for t in a.themes) for some in (alerts, before))
    return tuple(
        ThemeCount(theme=theme, n=now[theme], n_before=then[theme])
        for theme in Theme
        if theme.alerts and (now[theme] or then[theme])
    )


def _concerns(
    store: Store, region: Region, register: Register, span: tuple[datetime, datetime]
) -> tuple[tuple[Concern, ...], tuple[Concern, ...]]:
    """Those opened in the week, and those to be reviewed before the next one ends."""
    start, end = span
    last_day = (end + WEEK).astimezone(LONDON).date()
    standing = [
        c
        for c in store.concerns.all()
        if c.stage is not Stage.CLOSED
        and register.has(c.council)
        and register.get(c.council).region is region
        and any(not store.alerts.get(a).restricted for a in c.alerts)
    ]
    opened = tuple(c for c in standing if start <= c.opened_at < end)
    due = tuple(c for c in standing if c.review_at < last_day and c not in opened)
    return opened, due


def _blind(
    statuses: Sequence[SourceStatus], region: Region, register: Register
) -> tuple[BlindSpot, ...]:
    """Sources of the region, or of the whole country, that could not be seen."""
    return tuple(
        BlindSpot(
            name=status.name,
            health="paused" if status.state.paused_by else status.state.health.value,
            since=status.state.last_ok_at,
            reason=status.state.reason,
        )
        for status in statuses
        if status.enabled
        and _region_of(status, register) in {region, Region.NATIONAL}
        and not _is_seen(status)
    )


def _name(council: CouncilSlug | None, register: Register) -> str:
    """A council's name; one that has left the register keeps its key."""
    if council is None:
        return "Council not identified"
    return register.get(council).name if register.has(council) else council


def _is_seen(status: SourceStatus) -> bool:
    state = status.state
    is_first = state.health is Health.UNPROVEN and state.last_ok_at is not None
    return state.paused_by is None and (state.health in _SEEN or is_first)


def _region_of(status: SourceStatus, register: Register) -> Region:
    is_known = status.council is not None and register.has(status.council)
    return register.get(status.council).region if status.council and is_known else status.region


def _unwatched(
    statuses: Sequence[SourceStatus], region: Region, register: Register, today: date
) -> tuple[str, ...]:
    """Councils in force without a living source of their own."""
    watched: set[CouncilSlug | None] = {s.council for s in statuses if s.enabled and _is_seen(s)}
    return tuple(
        sorted(
            c.name
            for c in register.at(today)
            if c.region is region and c.kind not in _UNWATCHED_KINDS and c.slug not in watched
        )
    )

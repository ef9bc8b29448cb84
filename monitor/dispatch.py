"""The outbox: a due delivery is claimed, sent, and its outcome recorded.

What comes in is whatever other steps have queued; what goes out is sent at least once. A claim is
a lease: when the process ends between sending and recording, the lease runs out, and the delivery
is first looked for at its target. It renders nothing and decides nothing about content.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from monitor.dates import LONDON
from monitor.deliver import Sender, dump_message, render_notice
from monitor.errors import DeliveryError
from monitor.records import Channel, Delivery, DeliveryId, DeliveryKind, Event, Via
from monitor.text import shorten, slugify

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from monitor.config import Config
    from monitor.store import Store

log = structlog.get_logger(__name__)

#: longer than any server is waited for
LEASE = timedelta(minutes=10)
#: the second try comes after this, each further one after twice as long as the one before
FIRST_DELAY = timedelta(minutes=1)
MAX_DELAY = timedelta(hours=4)
#: about five days of trying; what has not gone by then is given up, and the operator told
MAX_ATTEMPTS = 36
#: what notices to the operator are filed under where they cannot be mailed
OPERATOR = "operator"
#: where notices go, best first
_NOTICE_CHANNELS: tuple[Channel, ...] = (Channel.EMAIL, Channel.FILE)


def dispatch_once(store: Store, channels: Mapping[Channel, Sender], *, now: datetime) -> bool:
    """Send one delivery that is due: return whether there was one."""
    claimed = store.outbox.claim(now, lease=LEASE)
    for delivery in claimed:
        _deliver(store, channels, delivery, now)
    return bool(claimed)


def queue_notice(
    store: Store,
    config: Config,
    title: str,
    lines: Iterable[str],
    *,
    now: datetime,
    about: str = "",
) -> bool:
    """Queue a notice to whoever runs the service: by mail where that is set up, else as a file.

    Args:
        store: the store.
        config: who the operator is, and whether there is mail.
        title: in one line.
        lines: what there is to say.
        now: the time.
        about: what makes it one of its kind; "" means its title and the day.

    Returns:
        False when it was queued already.
    """
    operator = config.service.operator_email
    has_mail = bool(config.email.host and operator)
    way = (Channel.EMAIL, operator) if has_mail else (Channel.FILE, OPERATOR)
    return _put_notice(store, way, title, lines, now, about)


def next_delay(attempt: int) -> timedelta:
    """Return how long to wait after a failed try.

    Args:
        attempt: number of the try that failed, from 1.
    """
    doublings = min(attempt - 1, 16)
    return min(FIRST_DELAY * (1 << doublings), MAX_DELAY)


def _deliver(
    store: Store, channels: Mapping[Channel, Sender], delivery: Delivery, now: datetime
) -> None:
    key = _id_of(delivery)
    channel = channels.get(delivery.channel)
    try:
        if channel is None:
            reason = f"no {delivery.channel} is configured"
            raise DeliveryError(reason, permanent=False)
        # a try of which nothing is known may have arrived
        external_id = channel.find(delivery) if delivery.attempt > 1 else None
        if external_id is None:
            external_id = channel.send(delivery)
    except DeliveryError as error:
        _fail(store, channels, delivery, error, now)
    else:
        store.outbox.sent(key, external_id=external_id, now=now)
        log.info("delivery_sent", subject=delivery.subject, channel=delivery.channel.value)


def _fail(
    store: Store,
    channels: Mapping[Channel, Sender],
    delivery: Delivery,
    error: DeliveryError,
    now: datetime,
) -> None:
    reason = shorten(str(error))
    if not error.permanent and delivery.attempt < MAX_ATTEMPTS:
        at = now + next_delay(delivery.attempt)
        store.outbox.retry(_id_of(delivery), at=at, reason=reason)
        log.warning("delivery_failed", subject=delivery.subject, reason=reason, again_at=str(at))
        return
    log.error("delivery_dead", subject=delivery.subject, reason=reason)
    with store.transaction():
        store.outbox.dead(_id_of(delivery), reason=reason, now=now)
        store.log.append(
            Event(
                at=now,
                subject="delivery",
                subject_id=str(delivery.id),
                what="dead",
                by="monitor",
                via=Via.SYSTEM,
                note=f"{delivery.subject}: {reason}",
            )
        )
        _tell_operator(store, channels, delivery, reason, now)


def _tell_operator(
    store: Store,
    channels: Mapping[Channel, Sender],
    delivery: Delivery,
    reason: str,
    now: datetime,
) -> None:
    """One notice for each dead delivery; a dead notice falls back, and the last is only logged."""
    ways = _NOTICE_CHANNELS
    if delivery.kind is DeliveryKind.NOTICE:
        ways = ways[ways.index(delivery.channel) + 1 :]
    for kind in ways:
        channel = channels.get(kind)
        if channel is None or not channel.operator:
            continue
        title = f"Not delivered: {delivery.subject}"
        lines = [
            f"To {delivery.target} by {delivery.channel}, given up at try {delivery.attempt}.",
            f"Reason: {reason}",
        ]
        _put_notice(store, (kind, channel.operator), title, lines, now)
        return


def _put_notice(  # where to, what, and when
    store: Store,
    way: tuple[Channel, str],
    title: str,
    lines: Iterable[str],
    now: datetime,
    about: str = "",
) -> bool:
    channel, target = way
    day = now.astimezone(LONDON).date().isoformat()
    return store.outbox.put(
        Delivery(
            subject=f"notice:{about or slugify(title)}:{day}",
            channel=channel,
            kind=DeliveryKind.NOTICE,
            target=target,
            not_before=now,
            payload=dump_message(render_notice(title, lines)),
        )
    )


def _id_of(delivery: Delivery) -> DeliveryId:
    if delivery.id is None:
        msg = "a delivery is kept before it is sent"
        raise ValueError(msg)
    return delivery.id

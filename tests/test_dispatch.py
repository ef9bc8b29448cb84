"""The outbox is sent at least once, and as seldom as can be known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import Config
from monitor.deliver import Sender, dump_message, make_channels
from monitor.dispatch import (
    LEASE,
    MAX_ATTEMPTS,
    MAX_DELAY,
    dispatch_once,
    next_delay,
    queue_notice,
)
from monitor.records import (
    Channel,
    Delivery,
    DeliveryId,
    DeliveryKind,
    DeliveryState,
    Message,
)
from monitor.store import Store, open_store
from tests.deliver.mail import Mailbox, serve
from tests.deliver.test_channels import MAIL
from tests.filed import NOW, make_config

SUBJECT = "digest:jo@lga.example:2026-W47"


@pytest.fixture
def store() -> Iterator[Store]:
    opened = open_store(None)
    yield opened
    opened.close()


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with serve(Mailbox()) as box:
        yield box


@pytest.fixture
def config(tmp_path: Path, mailbox: Mailbox) -> Config:
    return make_config(tmp_path, MAIL.format(port=mailbox.port))


@pytest.fixture
def channels(config: Config) -> Mapping[Channel, Sender]:
    return make_channels(config)


def put(store: Store, channel: Channel = Channel.EMAIL, kind: DeliveryKind = DeliveryKind.DIGEST,
        at: datetime = NOW) -> None:  # fmt: skip
    message = Message(subject="One alert", text="x", html="<p>x</p>")
    assert store.outbox.put(
        Delivery(
            subject=SUBJECT,
            channel=channel,
            kind=kind,
            target="jo@lga.example",
            not_before=at,
            payload=dump_message(message),
        )
    )


def kept(store: Store) -> Delivery:
    return store.outbox.get(DeliveryId(1))


def test_nothing_due_is_nothing_done(store: Store, channels: Mapping[Channel, Sender]) -> None:
    put(store, at=NOW + timedelta(minutes=1))
    assert dispatch_once(store, channels, now=NOW) is False


def test_a_delivery_is_sent_once(
    store: Store, channels: Mapping[Channel, Sender], mailbox: Mailbox
) -> None:
    put(store)
    assert dispatch_once(store, channels, now=NOW) is True
    assert dispatch_once(store, channels, now=NOW + timedelta(days=1)) is False
    assert len(mailbox.letters) == 1


def test_what_was_sent_keeps_what_its_target_calls_it(
    store: Store, channels: Mapping[Channel, Sender], mailbox: Mailbox
) -> None:
    put(store)
    dispatch_once(store, channels, now=NOW)
    after = kept(store)
    assert after.state is DeliveryState.SENT
    assert after.external_id == mailbox.letters[0]["Message-ID"]


def test_a_dropped_line_is_tried_again_with_the_same_message_id(
    store: Store, channels: Mapping[Channel, Sender], mailbox: Mailbox
) -> None:
    mailbox.drops, mailbox.is_silent = 1, True
    put(store)
    dispatch_once(store, channels, now=NOW)
    waiting = kept(store)
    dispatch_once(store, channels, now=NOW + timedelta(minutes=1))
    first, second = (letter["Message-ID"] for letter in mailbox.letters)
    assert (waiting.state, kept(store).state) == (DeliveryState.PENDING, DeliveryState.SENT)
    assert first == second


def test_a_failed_try_waits_before_the_next(
    store: Store, channels: Mapping[Channel, Sender], mailbox: Mailbox
) -> None:
    mailbox.reply = "451 try later"
    put(store)
    dispatch_once(store, channels, now=NOW)
    assert kept(store).not_before == NOW + timedelta(minutes=1)
    assert kept(store).reason == "letter refused: 451 try later"
    assert dispatch_once(store, channels, now=NOW + timedelta(seconds=59)) is False


def test_a_final_refusal_is_dead_and_in_the_log(
    store: Store, channels: Mapping[Channel, Sender], mailbox: Mailbox
) -> None:
    mailbox.recipient_reply = "550 no such user"
    put(store)
    dispatch_once(store, channels, now=NOW)
    assert kept(store).state is DeliveryState.DEAD
    (line,) = store.log.of("delivery", "1")
    assert line.note == f"{SUBJECT}: recipient refused: 550 no such user"


def test_the_operator_hears_once_of_a_dead_delivery(
    store: Store, channels: Mapping[Channel, Sender], mailbox: Mailbox
) -> None:
    mailbox.recipient_reply = "550 no such user"
    put(store)
    dispatch_once(store, channels, now=NOW)
    mailbox.recipient_reply = "250 OK"
    while dispatch_once(store, channels, now=NOW):
        pass
    assert mailbox.recipients == ["op@lga.example"]


def test_a_dead_notice_falls_back_to_a_file_and_ends_there(
    store: Store, channels: Mapping[Channel, Sender], mailbox: Mailbox, config: Config
) -> None:
    mailbox.recipient_reply = "550 no such user"
    put(store)
    n = 0
    while dispatch_once(store, channels, now=NOW):
        n += 1
    assert n == 3
    assert len(list(config.outbox.glob("*.eml"))) == 1


def test_a_delivery_is_given_up_after_days_of_trying(
    store: Store, channels: Mapping[Channel, Sender], mailbox: Mailbox
) -> None:
    mailbox.reply = "451 try later"
    put(store)
    now = NOW
    while kept(store).state is not DeliveryState.DEAD:
        now = max(now, kept(store).not_before)
        assert dispatch_once(store, channels, now=now)
    assert kept(store).attempt == MAX_ATTEMPTS
    assert timedelta(days=4) < now - NOW < timedelta(days=6)


def test_a_way_that_is_no_longer_configured_keeps_its_deliveries(store: Store) -> None:
    put(store)
    dispatch_once(store, {}, now=NOW)
    assert kept(store).state is DeliveryState.PENDING
    assert kept(store).reason == "no email is configured"


# -- a process that ends on the way ----------------------------------------------------------


def test_a_claim_without_a_sending_is_sent_when_its_lease_runs_out(
    store: Store, channels: Mapping[Channel, Sender], mailbox: Mailbox
) -> None:
    put(store)
    store.outbox.claim(NOW, lease=LEASE)
    assert dispatch_once(store, channels, now=NOW + LEASE / 2) is False
    assert dispatch_once(store, channels, now=NOW + LEASE) is True
    assert len(mailbox.letters) == 1


def test_a_file_that_was_written_before_the_end_is_found_and_not_written_again(
    store: Store, channels: Mapping[Channel, Sender], config: Config
) -> None:
    put(store, channel=Channel.FILE)
    (claimed,) = store.outbox.claim(NOW, lease=LEASE)
    name = channels[Channel.FILE].send(claimed)
    (config.outbox / name).write_text("the first one", encoding="utf-8")
    dispatch_once(store, channels, now=NOW + LEASE)
    assert (config.outbox / name).read_text(encoding="utf-8") == "the first one"
    assert kept(store).external_id == name


def test_a_mail_that_left_before_the_end_is_sent_again_with_the_same_message_id(
    store: Store, channels: Mapping[Channel, Sender], mailbox: Mailbox
) -> None:
    put(store)
    (claimed,) = store.outbox.claim(NOW, lease=LEASE)
    channels[Channel.EMAIL].send(claimed)
    dispatch_once(store, channels, now=NOW + LEASE)
    first, second = (letter["Message-ID"] for letter in mailbox.letters)
    assert first == second


# -- notices and delays ----------------------------------------------------------------------


def test_a_notice_is_queued_once_a_day(store: Store, config: Config) -> None:
    assert queue_notice(store, config, "3 sources are silent", ["a"], now=NOW) is True
    assert queue_notice(store, config, "3 sources are silent", ["a"], now=NOW) is False
    tomorrow = NOW + timedelta(days=1)
    assert queue_notice(store, config, "3 sources are silent", ["a"], now=tomorrow) is True


def test_a_notice_goes_to_the_operator_by_mail(store: Store, config: Config) -> None:
    queue_notice(store, config, "3 sources are silent", ["a"], now=NOW)
    assert (kept(store).channel, kept(store).target) == (Channel.EMAIL, "op@lga.example")


def test_without_mail_a_notice_is_a_file(store: Store, tmp_path: Path) -> None:
    queue_notice(store, make_config(tmp_path), "3 sources are silent", ["a"], now=NOW)
    assert kept(store).channel is Channel.FILE


@given(st.integers(min_value=1, max_value=10_000))
def test_delays_grow_to_their_bound(attempt: int) -> None:
    assert timedelta(0) < next_delay(attempt) <= next_delay(attempt + 1) <= MAX_DELAY

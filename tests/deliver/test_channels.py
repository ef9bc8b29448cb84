"""The contract of every channel in CHANNELS."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.config import Config
from monitor.deliver import CHANNELS, Sender, make_channels
from monitor.errors import DeliveryError
from monitor.records import Channel, Delivery
from tests.deliver.mail import Mailbox, serve
from tests.filed import make_config

MAIL = """
[service]
operator_email = "op@lga.example"
[email]
host = "127.0.0.1"
port = {port}
security = "none"
sender = "radar@lga.example"
"""


@pytest.fixture
def config(tmp_path: Path) -> Iterator[Config]:
    with serve(Mailbox()) as mailbox:
        yield make_config(tmp_path, MAIL.format(port=mailbox.port))


@pytest.fixture(params=CHANNELS, ids=str)
def sender(request: pytest.FixtureRequest, config: Config) -> Sender:
    made = CHANNELS[request.param](config)
    assert made is not None
    return made


def test_sending_twice_gives_the_same_name(sender: Sender, delivery: Delivery) -> None:
    assert sender.send(delivery) == sender.send(delivery)


def test_what_is_found_after_sending_is_what_was_sent(sender: Sender, delivery: Delivery) -> None:
    external_id = sender.send(delivery)
    assert sender.find(delivery) in {external_id, None}


def test_what_was_never_sent_is_not_found(sender: Sender, delivery: Delivery) -> None:
    assert sender.find(delivery) is None


def test_a_delivery_without_a_message_is_given_up(sender: Sender, delivery: Delivery) -> None:
    with pytest.raises(DeliveryError) as error:
        sender.send(replace(delivery, payload="{}"))
    assert error.value.permanent


def test_an_update_keeps_the_name_or_is_refused_for_good(
    sender: Sender, delivery: Delivery
) -> None:
    external_id = sender.send(delivery)
    try:
        outcome = sender.update(external_id, delivery)
    except DeliveryError as error:
        outcome = "refused" if error.permanent else "to be tried again"
    assert outcome in {external_id, "refused"}


def test_each_channel_knows_where_the_operator_is(sender: Sender) -> None:
    assert sender.operator


def test_without_a_mail_server_there_is_only_the_folder(tmp_path: Path) -> None:
    assert set(make_channels(make_config(tmp_path))) == {Channel.FILE}


def test_the_point_after_sending_is_reached_once_for_each_delivery(
    config: Config, delivery: Delivery
) -> None:
    points: list[str] = []
    channels = make_channels(config, reached=points.append)
    channels[Channel.FILE].send(delivery)
    assert points == ["after send"]

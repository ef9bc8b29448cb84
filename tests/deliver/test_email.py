"""Sending by SMTP, to a server on loopback."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Iterator

import pytest

from monitor.config import EmailSection
from monitor.deliver.email import EmailChannel, _wrapped
from monitor.errors import DeliveryError
from monitor.records import Delivery
from tests.deliver.mail import Mailbox, serve


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with serve(Mailbox()) as box:
        yield box


def channel(box: Mailbox, *, security: str = "none", username: str = "") -> EmailChannel:
    settings = EmailSection.model_validate(
        {
            "host": "127.0.0.1",
            "port": box.port,
            "security": security,
            "username": username,
            "sender": "radar@lga.example",
            "timeout_s": 5,
        }
    )
    return EmailChannel(settings, password="hunter2", operator="op@lga.example")


def test_a_letter_arrives_once_with_its_message_id(mailbox: Mailbox, delivery: Delivery) -> None:
    external_id = channel(mailbox).send(delivery)
    assert [letter["Message-ID"] for letter in mailbox.letters] == [external_id]
    assert mailbox.recipients == ["jo@adviser.example"]


def test_both_bodies_arrive_unharmed(mailbox: Mailbox, delivery: Delivery) -> None:
    channel(mailbox).send(delivery)
    (letter,) = mailbox.letters
    plain = letter.get_body(("plain",))
    assert plain is not None
    assert plain.get_content().rstrip() == "Plain words – with a dash."


@pytest.mark.parametrize(
    ("reply", "permanent"), [("550 no such user", True), ("451 try later", False)]
)
def test_a_refused_recipient_is_given_up_only_when_the_refusal_is_final(
    mailbox: Mailbox,
    delivery: Delivery,
    reply: str,
    permanent: bool,  # a table
) -> None:
    mailbox.recipient_reply = reply
    with pytest.raises(DeliveryError, match=f"recipient refused: {reply}") as error:
        channel(mailbox).send(delivery)
    assert error.value.permanent is permanent


@pytest.mark.parametrize(("reply", "permanent"), [("554 spam", True), ("452 mailbox full", False)])
def test_a_refused_letter_is_given_up_only_when_the_refusal_is_final(
    mailbox: Mailbox,
    delivery: Delivery,
    reply: str,
    permanent: bool,  # a table
) -> None:
    mailbox.reply = reply
    with pytest.raises(DeliveryError, match=f"letter refused: {reply}") as error:
        channel(mailbox).send(delivery)
    assert error.value.permanent is permanent


def test_a_dropped_line_may_be_tried_again(mailbox: Mailbox, delivery: Delivery) -> None:
    mailbox.drops = 1
    with pytest.raises(DeliveryError, match=r"127\.0\.0\.1 failed") as error:
        channel(mailbox).send(delivery)
    assert not error.value.permanent


def test_nobody_at_the_port_may_be_tried_again(delivery: Delivery) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port = bound.getsockname()[1]
    with pytest.raises(DeliveryError, match="ConnectionRefusedError") as error:
        channel(Mailbox(port=port)).send(delivery)
    assert not error.value.permanent


def test_a_server_without_starttls_gets_no_letter(mailbox: Mailbox, delivery: Delivery) -> None:
    with pytest.raises(DeliveryError, match="cannot do what the configuration asks"):
        channel(mailbox, security="starttls").send(delivery)
    assert mailbox.letters == []


def test_a_failed_sign_in_waits_and_shows_no_password(mailbox: Mailbox, delivery: Delivery) -> None:
    with pytest.raises(DeliveryError) as error:
        channel(mailbox, username="radar").send(delivery)
    assert not error.value.permanent
    assert "hunter2" not in str(error.value)


def test_mail_cannot_be_changed_or_looked_for(mailbox: Mailbox, delivery: Delivery) -> None:
    mail = channel(mailbox)
    assert mail.find(delivery) is None
    with pytest.raises(DeliveryError, match="cannot be changed"):
        mail.update("<1@x>", delivery)


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPException("x"),
        smtplib.SMTPServerDisconnected("x"),
        smtplib.SMTPConnectError(554, b"no"),
        smtplib.SMTPHeloError(500, b"no"),
        smtplib.SMTPAuthenticationError(535, b"no"),
        smtplib.SMTPNotSupportedError("x"),
        TimeoutError("x"),
        OSError("x"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_is_wrong_with_the_server_is_not_held_against_the_letter(
    error: smtplib.SMTPException | OSError,
) -> None:
    assert not _wrapped(error, "mail.example").permanent


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPRecipientsRefused({"jo@x": (550, b"no")}),
        smtplib.SMTPSenderRefused(550, b"no", "radar@x"),
        smtplib.SMTPDataError(554, b"no"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_letter_that_is_refused_for_good_is_given_up(error: smtplib.SMTPException) -> None:
    assert _wrapped(error, "mail.example").permanent

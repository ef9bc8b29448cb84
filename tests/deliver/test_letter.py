"""A delivery as an e-mail."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.deliver.letter import (
    dump_message,
    is_address,
    load_message,
    local_address,
    make_letter,
    message_id,
)
from monitor.errors import DeliveryError
from monitor.records import Delivery, Message

SENDER = "radar@lga.example"


def test_a_payload_gives_its_message_back() -> None:
    message = Message(subject="Für – S", text="a", html="<p>a</p>")
    assert load_message(dump_message(message)) == message


@pytest.mark.parametrize("payload", ["", "{", "[]", '{"subject": "x"}'])
def test_a_payload_that_is_no_message_is_given_up(payload: str) -> None:
    with pytest.raises(DeliveryError) as error:
        load_message(payload)
    assert error.value.permanent


def test_the_same_delivery_has_the_same_message_id_at_every_try(delivery: Delivery) -> None:
    later = replace(delivery, attempt=5, reason="line dropped")
    assert message_id(delivery, SENDER) == message_id(later, SENDER)
    assert message_id(delivery, SENDER).endswith("@lga.example>")


def test_another_revision_has_another_message_id(delivery: Delivery) -> None:
    assert message_id(delivery, SENDER) != message_id(replace(delivery, revision=2), SENDER)


def test_a_letter_says_that_a_machine_wrote_it_and_which_list(delivery: Delivery) -> None:
    letter = make_letter(delivery, sender=SENDER)
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["List-Id"] == "council-monitor digest <digest.council-monitor.lga.example>"


def test_the_date_is_when_the_delivery_was_due(delivery: Delivery) -> None:
    assert make_letter(delivery, sender=SENDER)["Date"] == "Wed, 18 Nov 2026 09:00:00 +0000"


def test_a_letter_has_a_plain_and_an_html_body(delivery: Delivery) -> None:
    letter = make_letter(delivery, sender=SENDER)
    kinds = [part.get_content_type() for part in letter.iter_parts()]
    assert kinds == ["text/plain", "text/html"]


def test_a_line_break_in_a_subject_makes_no_header(delivery: Delivery) -> None:
    message = Message(subject="Hello\r\nBcc: all@lga.example", text="x", html="x")
    letter = make_letter(replace(delivery, payload=dump_message(message)), sender=SENDER)
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Hello Bcc: all@lga.example"


@pytest.mark.parametrize("target", ["jo@lga.example\r\nBcc: x@lga.example", "jo\n@x"])
def test_a_line_break_in_an_address_is_given_up(delivery: Delivery, target: str) -> None:
    with pytest.raises(DeliveryError, match="address") as error:
        make_letter(replace(delivery, target=target), sender=SENDER)
    assert error.value.permanent


@pytest.mark.parametrize(
    ("text", "expected"),
    [("jo@lga.example", True), ("jo", False), ("", False), ("jo@", False), ("a b@c", False)],
)
def test_what_is_an_address(text: str, expected: bool) -> None:  # a table's column
    assert is_address(text) is expected


def test_a_text_that_has_no_bytes_is_given_up(delivery: Delivery) -> None:
    message = Message(subject="x", text="\ud800", html="x")
    with pytest.raises(DeliveryError) as error:
        make_letter(replace(delivery, payload=dump_message(message)), sender=SENDER)
    assert error.value.permanent


def test_a_name_becomes_an_address_that_goes_nowhere() -> None:
    assert local_address("Jo's team") == "jo-s-team@monitor.invalid"

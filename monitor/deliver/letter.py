"""A delivery with its message -> an e-mail as bytes know it (RFC 5322, MIME), and its payload.

The same delivery gives the same letter at every try: Message-ID and Date come from its key and
its due time, so that a mailbox that got it twice shows it once. No clock, no I/O.
"""

from __future__ import annotations

import json
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING

from monitor.errors import DeliveryError
from monitor.records import DeliveryKind, Message
from monitor.text import sha256_hex, slugify, squeeze

if TYPE_CHECKING:
    from monitor.records import Delivery

#: what the sender's domain is called while no mail server is configured
LOCAL_DOMAIN = "monitor.invalid"
_PAYLOAD_KEYS = {"subject", "text", "html"}


def dump_message(message: Message) -> str:
    """Return the message as the frozen payload of a delivery."""
    fields = {"subject": message.subject, "text": message.text, "html": message.html}
    return json.dumps(fields, ensure_ascii=False)


def load_message(payload: str) -> Message:
    """Return the message of a frozen payload.

    Raises:
        DeliveryError: the payload is none (permanent).
    """
    try:
        found = json.loads(payload)
    except ValueError as error:
        reason = "its payload is not JSON"
        raise DeliveryError(reason, permanent=True) from error
    if not isinstance(found, dict) or set(found) != _PAYLOAD_KEYS:
        reason = "its payload is no message"
        raise DeliveryError(reason, permanent=True)
    return Message(**{key: str(value) for key, value in found.items()})


def message_id(delivery: Delivery, sender: str) -> str:
    """Return the Message-ID that this delivery has at every try."""
    domain = sender.rpartition("@")[2].strip(" >") or LOCAL_DOMAIN
    return f"<{sha256_hex(delivery.key)[:32]}@{domain}>"


def make_letter(delivery: Delivery, *, sender: str) -> EmailMessage:
    """Return the letter of a delivery with a frozen payload.

    Raises:
        DeliveryError: payload or an address cannot be used (permanent).
    """
    message = load_message(delivery.payload)
    letter = EmailMessage(policy=SMTP)
    try:
        letter["From"] = sender
        letter["To"] = delivery.target
        letter["Subject"] = squeeze(message.subject)
        letter.set_content(message.text, cte="quoted-printable")
        letter.add_alternative(message.html, subtype="html", cte="quoted-printable")
    except (ValueError, MessageError, IndexError) as error:
        reason = f"an address or a text cannot stand in a letter: {error}"
        raise DeliveryError(reason, permanent=True) from error
    letter["Date"] = format_datetime(delivery.not_before)
    letter["Message-ID"] = message_id(delivery, sender)
    domain = sender.rpartition("@")[2].strip(" >") or LOCAL_DOMAIN
    kind = "digest" if delivery.kind is DeliveryKind.DIGEST else "notice"
    letter["List-Id"] = f"council-monitor {kind} <{kind}.council-monitor.{domain}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter["X-Auto-Response-Suppress"] = "All"
    return letter


def local_address(name: str) -> str:
    """Return an address for a reader who has none, for letters that stay in a folder."""
    return str(Address(username=slugify(name) or "reader", domain=LOCAL_DOMAIN))


def is_address(text: str) -> bool:
    """Return whether a text can stand in a To header by itself."""
    try:
        address = Address(addr_spec=text)
    except (ValueError, MessageError, IndexError):
        return False
    return bool(address.username and address.domain)

"""A delivery with a frozen message."""

from __future__ import annotations

import pytest

from monitor.deliver import dump_message
from monitor.records import Channel, Delivery, DeliveryKind, Message
from tests.filed import NOW


@pytest.fixture
def delivery() -> Delivery:
    message = Message(subject="Three alerts", text="Plain words – with a dash.\n", html="<p>x</p>")
    return Delivery(
        subject="digest:jo@adviser.example:2026-W47",
        channel=Channel.EMAIL,
        kind=DeliveryKind.DIGEST,
        target="jo@adviser.example",
        not_before=NOW,
        payload=dump_message(message),
    )

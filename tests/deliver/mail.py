"""A mail server on loopback that keeps what it is sent, refuses, or drops the line."""

from __future__ import annotations

from asyncio import Server, Transport
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Mailbox:
    """What arrived; ``reply`` is said to DATA, ``drops`` lines are dropped before any reply."""

    reply: str = "250 OK"
    recipient_reply: str = "250 OK"
    drops: int = 0
    #: accept the letter, then drop the line instead of saying so
    is_silent: bool = False
    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.recipient_reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient_reply

    async def handle_DATA(  # noqa: N802  # aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(server.transport, Transport)
        if self.drops:
            self.drops -= 1
            if self.is_silent:
                self._keep(envelope)
            server.transport.abort()
            return self.reply
        if self.reply.startswith("250"):
            self._keep(envelope)
        return self.reply

    def _keep(self, envelope: Envelope) -> None:
        content = envelope.content
        assert isinstance(content, bytes)
        self.letters.append(message_from_bytes(content, policy=policy.default))
        self.recipients += envelope.rcpt_tos


class _AnyPort(Controller):
    """Listens where the system finds room."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def serve(mailbox: Mailbox) -> Iterator[Mailbox]:
    """Run the server on a free port."""
    controller = _AnyPort(mailbox, hostname="127.0.0.1", port=0)
    controller.start()
    mailbox.port = controller.port
    try:
        yield mailbox
    finally:
        controller.stop()

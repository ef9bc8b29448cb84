"""Mail: a delivery -> an SMTP server (RFC 5321); the only home of smtplib.

A mail server cannot be asked what it has sent, so `find` never knows: a delivery of which it is
not certain whether it left is sent again, with the same Message-ID.
"""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from typing import TYPE_CHECKING, ClassVar

from monitor.deliver.letter import make_letter, message_id
from monitor.errors import DeliveryError
from monitor.records import Channel
from monitor.text import squeeze

if TYPE_CHECKING:
    from monitor.config import Config, EmailSection
    from monitor.records import Delivery

#: SMTP replies from here on say that another try cannot help (RFC 5321 section 4.2.1)
_PERMANENT = 500


class EmailChannel:
    """Sends letters through one server, a connection each."""

    kind: ClassVar[Channel] = Channel.EMAIL

    def __init__(self, settings: EmailSection, *, password: str, operator: str) -> None:
        """Keep the settings; nothing is connected before `send`."""
        self._settings = settings
        self._password = password
        #: address of whoever runs the service, "" when none is known
        self.operator = operator
        self._sender = settings.sender or settings.username or f"council-monitor@{settings.host}"

    def send(self, delivery: Delivery) -> str:
        """Send a delivery and return its Message-ID.

        Raises:
            DeliveryError: permanent when the server refuses sender, recipient or content.
        """
        letter = make_letter(delivery, sender=self._sender)
        try:
            server = self._connect()
            try:
                server.send_message(letter)
            finally:
                _close(server)
        except (smtplib.SMTPException, OSError) as error:
            raise _wrapped(error, self._settings.host) from error
        return message_id(delivery, self._sender)

    def update(self, external_id: str, delivery: Delivery) -> str:
        """Refuse: a letter that was sent stays as it is.

        Raises:
            DeliveryError: always, permanent.
        """
        reason = f"{external_id}: a mail that was sent cannot be changed to {delivery.subject}"
        raise DeliveryError(reason, permanent=True)

    def find(self, delivery: Delivery) -> str | None:  # noqa: ARG002  # part of the protocol
        """Return None: SMTP cannot be asked."""
        return None

    def _connect(self) -> smtplib.SMTP:
        settings = self._settings
        if settings.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                settings.host,
                settings.port,
                timeout=settings.timeout_s,
                context=ssl.create_default_context(),
            )
        else:
            server = smtplib.SMTP(settings.host, settings.port, timeout=settings.timeout_s)
        try:
            if settings.security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if settings.username:
                server.login(settings.username, self._password)
        except (smtplib.SMTPException, OSError):
            server.close()
            raise
        return server


def make_channel(config: Config) -> EmailChannel | None:
    """Return the channel that a configuration describes; None without a mail server."""
    if not config.email.host:
        return None
    return EmailChannel(
        config.email, password=config.smtp_password, operator=config.service.operator_email
    )


def _close(server: smtplib.SMTP) -> None:
    """Take leave; what the server makes of that does not change what it has accepted."""
    with contextlib.suppress(smtplib.SMTPException, OSError):
        server.quit()
    server.close()


def _wrapped(error: smtplib.SMTPException | OSError, host: str) -> DeliveryError:
    """Return what a mail library's error means; permanent when the letter itself is refused."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            code, reply = next(iter(error.recipients.values()))
            return _refused("recipient", code, reply)
        case smtplib.SMTPSenderRefused():
            return _refused("sender", error.smtp_code, error.smtp_error)
        case smtplib.SMTPDataError():
            return _refused("letter", error.smtp_code, error.smtp_error)
        case smtplib.SMTPAuthenticationError():
            # mended by a person, but the letter is good: it waits
            reason = f"sign-in refused by {host}: {error.smtp_code}"
        case smtplib.SMTPNotSupportedError():
            reason = f"{host} cannot do what the configuration asks: {error}"
        case _:
            reason = f"mail server {host} failed: {type(error).__name__}: {error}"
    return DeliveryError(reason, permanent=False)


def _refused(what: str, code: int, reply: bytes | str) -> DeliveryError:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    reason = squeeze(f"{what} refused: {code} {text}")
    return DeliveryError(reason, permanent=code >= _PERMANENT)

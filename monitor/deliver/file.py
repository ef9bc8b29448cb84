"""Files: a delivery -> `.eml` and `.html` in the outbox folder; what stands in for mail without it.

Each file appears whole or not at all (written beside its name, then renamed), and its name comes
from the delivery, so that a second try finds the first one's work.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from monitor.deliver.letter import is_address, load_message, local_address, make_letter
from monitor.errors import DeliveryError
from monitor.records import Channel
from monitor.text import sha256_hex, slugify

if TYPE_CHECKING:
    from email.message import EmailMessage

    from monitor.config import Config
    from monitor.records import Delivery

#: longest readable part of a file's name
_MAX_STEM = 80


class FileChannel:
    """Writes letters into a folder."""

    kind: ClassVar[Channel] = Channel.FILE
    #: the name that notices to whoever runs the service are filed under
    operator: ClassVar[str] = "operator"

    def __init__(self, folder: Path, *, sender: str = "") -> None:
        """Keep the folder; it is made with the first letter."""
        self._folder = folder
        self._sender = sender or local_address("council-monitor")

    def send(self, delivery: Delivery) -> str:
        """Write both files and return the letter's name.

        Raises:
            DeliveryError: the folder cannot be written to.
        """
        name = file_name(delivery)
        write_files(self._folder, name, self._letter(delivery), load_message(delivery.payload).html)
        return name

    def update(self, external_id: str, delivery: Delivery) -> str:
        """Write both files anew under the name they have.

        Raises:
            DeliveryError: the folder cannot be written to.
        """
        html = load_message(delivery.payload).html
        write_files(self._folder, external_id, self._letter(delivery), html)
        return external_id

    def find(self, delivery: Delivery) -> str | None:
        """Return the letter's name when it is there."""
        name = file_name(delivery)
        # the letter is written last: where it is, the page is too
        return name if (self._folder / name).is_file() else None

    def _letter(self, delivery: Delivery) -> EmailMessage:
        return make_letter(_addressed(delivery), sender=self._sender)


def make_channel(config: Config) -> FileChannel:
    """Return the channel that writes to a configuration's outbox."""
    return FileChannel(config.outbox, sender=config.email.sender)


def file_name(delivery: Delivery) -> str:
    """Return the name of a delivery's letter: readable, and its own."""
    stem = slugify(delivery.subject)[:_MAX_STEM].rstrip("-")
    return f"{stem}-{sha256_hex(delivery.key)[:8]}.eml"


def write_files(folder: Path, name: str, letter: EmailMessage, html: str) -> Path:
    """Write a letter and, beside it, its HTML; return the letter's path.

    Raises:
        DeliveryError: the folder cannot be written to (a later try may help).
    """
    path = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(path.with_suffix(".html"), html.encode("utf-8"))
        _write(path, letter.as_bytes())
    except OSError as error:
        reason = f"cannot write to the outbox folder: {error.strerror or error}"
        raise DeliveryError(reason, permanent=False) from error
    return path


def _write(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def _addressed(delivery: Delivery) -> Delivery:
    if is_address(delivery.target):
        return delivery
    return replace(delivery, target=local_address(delivery.target))

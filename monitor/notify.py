"""Telling the service manager how the daemon fares: systemd's notification protocol.

A datagram to the socket that ``NOTIFY_SOCKET`` names (sd_notify(3)); without one, nothing.
"""

from __future__ import annotations

import contextlib
import socket


class Notifier:
    """Sends states such as ``READY=1`` to the service manager, if there is one."""

    def __init__(self, address: str) -> None:
        """Keep the socket's address; "@" at its start stands for an abstract one, "" for none."""
        self._address = "\0" + address[1:] if address.startswith("@") else address

    def ready(self) -> None:
        """Say that the service does its work."""
        self._send("READY=1")

    def alive(self, status: str) -> None:
        """Feed the watchdog, with one line for ``systemctl status``."""
        self._send(f"WATCHDOG=1\nSTATUS={status}")

    def stopping(self) -> None:
        """Say that a clean stop has begun."""
        self._send("STOPPING=1")

    def _send(self, state: str) -> None:
        if not self._address:
            return
        # a manager that went away must not stop the service
        with (
            contextlib.suppress(OSError),
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sock,
        ):
            sock.sendto(state.encode(), self._address)

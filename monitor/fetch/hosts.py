"""Whose turn it is at each host: spacing, few requests at once, and a rest when a host asks for it.

A request that would wait long is put off rather than made to wait, so that one slow host never
holds the threads that other hosts need. A host that is easily upset (a committee system) is asked
one thing at a time and more slowly; what asks it may wait longer, or it would never be read.
"""

from __future__ import annotations

import contextlib
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

#: requests at once to one host
MAX_AT_ONCE = 2
#: a request waits this long for its turn before it is put off, in seconds
LONGEST_TURN_S = 5.0
#: a request to a gentle host waits for so many of its spacings
LONGEST_TURN_SPACINGS = 3
#: a host's own Crawl-delay is honoured up to this, in seconds
LONGEST_DELAY_S = 60.0
#: sources of one host that must be told to slow down before the whole host rests
N_LIMITED = 2
#: hosts that are remembered before the idle ones are forgotten
MAX_HOSTS = 5_000


@dataclass(slots=True)
class _Host:
    is_free: threading.Condition
    #: as configured, for this sort of host
    least_spacing_s: float
    spacing_s: float
    is_gentle: bool = False
    n_active: int = 0
    #: ``time.monotonic`` before which nobody may ask
    next_at: float = 0.0
    #: address -> until when its server wants it left alone
    limited: dict[str, float] = field(default_factory=dict)

    @property
    def most_at_once(self) -> int:
        return 1 if self.is_gentle else MAX_AT_ONCE

    @property
    def longest_turn_s(self) -> float:
        if not self.is_gentle:
            return LONGEST_TURN_S
        # a Crawl-delay may be longer than all that: once at least
        spacings = max(LONGEST_TURN_SPACINGS * self.least_spacing_s, 1.2 * self.spacing_s)
        return max(LONGEST_TURN_S, spacings)


class Hosts:
    """Turns at hosts; safe to use from many threads."""

    def __init__(self, spacing_s: float, gentle_spacing_s: float) -> None:
        """Take the least times between two requests to one host, in seconds.

        Args:
            spacing_s: to an ordinary one.
            gentle_spacing_s: to one that is easily upset.
        """
        self._spacing_s = spacing_s
        self._gentle_spacing_s = max(spacing_s, gentle_spacing_s)
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def turn(self, name: str, *, url: str) -> Iterator[float | None]:
        """Wait for a turn at a host.

        Args:
            name: the host.
            url: what is to be asked there.

        Yields:
            None when it may ask now; else the seconds after which to try again.
        """
        host = self._host(name)
        wait = self._take(host, url)
        try:
            yield wait
        finally:
            if wait is None:
                with host.is_free:
                    host.n_active -= 1
                    host.is_free.notify()

    def spare(self, name: str) -> None:
        """Ask a host gently from now on: one request at once, and a longer time between two."""
        host = self._host(name)
        with host.is_free:
            host.is_gentle = True
            host.least_spacing_s = self._gentle_spacing_s
            host.spacing_s = max(host.spacing_s, host.least_spacing_s)

    def slow(self, name: str, delay_s: float) -> None:
        """Keep to a host's Crawl-delay from now on."""
        host = self._host(name)
        with host.is_free:
            host.spacing_s = max(host.least_spacing_s, min(delay_s, LONGEST_DELAY_S))

    def limit(self, name: str, url: str, wait_s: float) -> None:
        """Note that an address answered 429; several of them make their host rest."""
        host = self._host(name)
        with host.is_free:
            host.limited[url] = time.monotonic() + wait_s

    def _take(self, host: _Host, url: str) -> float | None:
        with host.is_free:
            longest = host.longest_turn_s
            latest = time.monotonic() + longest
            while True:
                now = time.monotonic()
                rest = _rest(host, url, now)
                if rest > 0:
                    return rest
                is_full = host.n_active >= host.most_at_once
                wait = longest if is_full else host.next_at - now
                if wait <= 0:
                    host.n_active += 1
                    host.next_at = now + host.spacing_s
                    return None
                if now + (0 if is_full else wait) >= latest:
                    return max(wait, host.spacing_s, 1.0)
                host.is_free.wait(min(wait, latest - now))

    def _host(self, name: str) -> _Host:
        with self._lock:
            found = self._hosts.get(name)
            if found is None:
                if len(self._hosts) >= MAX_HOSTS:
                    self._forget_idle()
                found = self._hosts[name] = _Host(
                    threading.Condition(), self._spacing_s, self._spacing_s
                )
            return found

    def _forget_idle(self) -> None:
        now = time.monotonic()
        for name, host in list(self._hosts.items()):
            is_limited = any(until > now for until in host.limited.values())
            # few are gentle: no more than there are committee systems
            if not (host.n_active or host.is_gentle or host.next_at > now or is_limited):
                del self._hosts[name]


def _rest(host: _Host, url: str, now: float) -> float:
    """Return how long the host rests, in seconds: until the first of its limited addresses is free."""
    if not host.limited:
        return 0.0
    for address in [a for a, until in host.limited.items() if until <= now]:
        del host.limited[address]
    others = [until for address, until in host.limited.items() if address != url]
    return min(others) - now if len(host.limited) >= N_LIMITED and others else 0.0

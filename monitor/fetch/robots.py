"""robots.txt: which pages may be fetched, and how slowly. Protego's only home.

RFC 9309: kept for a day; a missing file allows everything; one that a server cannot give (5xx)
means "not now". Feeds are published to be polled, so it is asked about pages only.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from protego import Protego

from monitor.records import Fault, FetchResult, FetchStatus

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

#: how long an answer is good (RFC 9309 section 2.4)
KEPT = timedelta(days=1)
#: when to ask again after an answer that is none, and after no answer at all
KEPT_FAILURE, KEPT_UNREACHED = timedelta(minutes=30), timedelta(minutes=2)
#: bytes that are read of a file (RFC 9309 section 2.5 asks for at least 500 KiB)
MAX_BYTES = 512 * 1024
#: origins that are remembered before the oldest are forgotten
MAX_ORIGINS = 5_000
_UNKNOWN = range(500, 600)
_TOO_MANY = 429


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """Whether a page may be fetched now, and if not, what came of asking for it."""

    #: None = it may be fetched
    refusal: FetchStatus | None = None
    fault: Fault | None = None
    #: when to ask again; None = whenever it is due
    retry_after: timedelta | None = None
    #: the site's Crawl-delay in seconds; 0 when it sets none
    delay_s: float = 0.0
    reason: str = ""


@dataclass(slots=True)
class _Origin:
    lock: threading.Lock
    asked_until: datetime | None = None
    #: None until asked, or when the file could not be had
    rules: Protego | None = None
    #: why there are no rules
    without: Permission = Permission()


class Robots:
    """The rules of the origins that were asked; safe to use from many threads."""

    def __init__(
        self,
        user_agent: str,
        ask: Callable[[str], FetchResult],
        clock: Callable[[], datetime],
    ) -> None:
        """Take the network.

        Args:
            user_agent: the whole User-Agent; its product name is what rules speak of.
            ask: fetches an address without asking here first.
            clock: the time.
        """
        self._name = user_agent.partition("/")[0]
        self._ask = ask
        self._clock = clock
        self._origins: dict[str, _Origin] = {}
        self._lock = threading.Lock()

    def permission(self, url: str) -> Permission:
        """Return whether a page may be fetched now."""
        parts = urlsplit(url)
        origin = self._origin(f"{parts.scheme}://{parts.netloc}")
        # held while asking, so that a site is asked once however many of its pages wait
        with origin.lock:
            now = self._clock()
            if origin.asked_until is None or not now < origin.asked_until <= now + KEPT:
                self._refresh(origin, f"{parts.scheme}://{parts.netloc}/robots.txt", now)
            rules, without, until = origin.rules, origin.without, origin.asked_until or now
        if rules is None:
            return replace(without, retry_after=until - now)
        if not rules.can_fetch(url, self._name):
            reason = "its robots.txt asks not to fetch this page"
            return Permission(refusal=FetchStatus.BLOCKED, fault=Fault.REFUSED, reason=reason)
        return Permission(delay_s=float(rules.crawl_delay(self._name) or 0))

    def _refresh(self, origin: _Origin, url: str, now: datetime) -> None:
        result = self._ask(url)
        code = result.http_status
        is_file = result.status is FetchStatus.FETCHED
        if not is_file and (code is None or code in _UNKNOWN or code == _TOO_MANY):
            origin.rules = None
            origin.without = _without(result)
            wait = KEPT_UNREACHED if code is None else KEPT_FAILURE
            origin.asked_until = now + (result.retry_after or wait)
            return
        text = result.body[:MAX_BYTES].decode("utf-8", "replace") if is_file else ""
        origin.rules = Protego.parse(text)
        origin.asked_until = now + KEPT

    def _origin(self, name: str) -> _Origin:
        with self._lock:
            found = self._origins.get(name)
            if found is None:
                if len(self._origins) >= MAX_ORIGINS:
                    del self._origins[next(iter(self._origins))]
                found = self._origins[name] = _Origin(threading.Lock())
            return found


def _without(result: FetchResult) -> Permission:
    """Return what a page comes to whose site's rules could not be had."""
    if result.http_status is None:
        # not reached, or its host has had enough for now: the page would fare the same
        return Permission(refusal=result.status, fault=result.fault, reason=result.reason)
    reason = f"its robots.txt cannot be had ({result.http_status}), so its pages wait"
    return Permission(refusal=FetchStatus.RATE_LIMITED, fault=Fault.REFUSED, reason=reason)

"""What the head of an answer means for a poller: status, wishes, freshness. Pure.

RFC 9110 (status codes, Retry-After) and RFC 9111 (Cache-Control, Expires, Age).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from monitor.records import Fault, FetchStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

#: a server's wish is honoured up to this
LONGEST_WISH = timedelta(days=1)
_REFUSED = {401, 402, 403, 407, 451}
_LOGIN = {401, 407}
_SERVER_ERROR = 500
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,10})", re.IGNORECASE)
_UNCACHED = re.compile(r"(?:^|[,\s])no-(?:cache|store)\b", re.IGNORECASE)


def status_of(  # noqa: PLR0911  # one return for each meaning
    code: int, headers: Mapping[str, str]
) -> tuple[FetchStatus, Fault | None, str]:
    """Return what an HTTP status means, what sort of failure it is, and why in plain English."""
    if code == HTTPStatus.OK:
        return FetchStatus.FETCHED, None, ""
    if code == HTTPStatus.NOT_MODIFIED:
        return FetchStatus.NOT_MODIFIED, None, ""
    said = f"the server says {code}{_phrase(code)}"
    if code == HTTPStatus.GONE:
        return FetchStatus.GONE, Fault.GONE, said
    if "cf-mitigated" in headers:
        reason = f"a bot wall (Cloudflare) stands before it ({code})"
        return FetchStatus.BLOCKED, Fault.WALL, reason
    is_busy = code == HTTPStatus.SERVICE_UNAVAILABLE and "retry-after" in headers
    if code == HTTPStatus.TOO_MANY_REQUESTS or is_busy:
        return FetchStatus.RATE_LIMITED, Fault.RATE, said
    if code in _REFUSED:
        reason = f"asks for a login ({code})" if code in _LOGIN else f"turns us away ({said})"
        return FetchStatus.BLOCKED, Fault.REFUSED, reason
    fault = Fault.SERVER if code >= _SERVER_ERROR else Fault.MISSING
    if HTTPStatus.MULTIPLE_CHOICES <= code < HTTPStatus.BAD_REQUEST:
        return FetchStatus.FAILED, Fault.REDIRECT, f"{said} and does not say where to"
    return FetchStatus.FAILED, fault, said


def parse_retry_after(text: str, *, now: datetime) -> timedelta | None:
    """Return how long a server asks to be left alone, at most a day (RFC 9110 section 10.2.3)."""
    text = text.strip()
    if not text:
        return None
    if text.isdigit():
        wait = timedelta(seconds=min(int(text), LONGEST_WISH.total_seconds()))
    else:
        moment = _moment(text)
        if moment is None:
            return None
        wait = moment - now
    return min(max(wait, timedelta(0)), LONGEST_WISH)


def freshness_of(headers: Mapping[str, str], *, now: datetime) -> timedelta | None:
    """Return how long an answer stays good, at most a day; None when its server does not say.

    Source: RFC 9111 section 4.2.1; ``max-age`` wins over ``Expires``, ``Age`` is taken off.
    """
    control = headers.get("cache-control", "")
    if _UNCACHED.search(control):
        return None
    found = _MAX_AGE.search(control)
    if found:
        age = headers.get("age", "").strip()
        spent = int(age) if age.isdigit() else 0
        seconds = min(int(found[1]) - spent, LONGEST_WISH.total_seconds())
        return timedelta(seconds=seconds) if seconds > 0 else None
    expires = _moment(headers.get("expires", ""))
    if expires is None:
        return None
    fresh = expires - (_moment(headers.get("date", "")) or now)
    return min(fresh, LONGEST_WISH) if fresh > timedelta(0) else None


def _moment(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _phrase(code: int) -> str:
    try:
        return f" {HTTPStatus(code).phrase}"
    except ValueError:
        return ""

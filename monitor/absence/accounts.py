"""Titles that a council's own sources listed -> whether its accounts of a year were among them.

England only: Wales has rules of its own. The days stand in `monitor/data/deadlines.toml`, each with
its source. A title is weak evidence of absence: accounts are often put on a page that nobody
watches, so what is said is where it was looked for, and nothing more.
"""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, date, datetime
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from monitor.errors import ConfigError
from monitor.records import (
    AccountsDeadline,
    CouncilSlug,
    EventStatus,
    EventType,
    FormalEvent,
    OwnSource,
    SourceKind,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.records import SeenTitle

_FILE = "deadlines.toml"
_STAGES = ("draft", "audited")
#: what speaks of a council's accounts
_ACCOUNTS = re.compile(
    r"\bstatements? of (?:the )?accounts?\b|\bfinancial statements?\b"
    r"|\b(?:draft|annual|unaudited|audited|final|council'?s?) (?:[\w-]+ ){0,2}accounts\b"
    r"|\baccounts \d{4}\b|\d{2} accounts\b",
    re.IGNORECASE,
)
_DRAFT = re.compile(r"\b(?:draft|unaudited)\b", re.IGNORECASE)
_AUDITED = re.compile(r"\baudited\b", re.IGNORECASE)
#: 2024/25, 2024-25, 2024 to 2025, 2024/2025
_YEAR = re.compile(r"\b(20\d{2})\s*(?:[/\N{EN DASH}-]|to|and)\s*(?:20)?(\d{2})\b", re.IGNORECASE)
#: "for the year ended 31 March 2025"
_YEAR_END = re.compile(r"\b31(?:st)? march,? (20\d{2})\b", re.IGNORECASE)
#: a source must have been seen without a break since before this day of the year
WATCHED_FROM = (5, 1)


@cache
def load_deadlines() -> tuple[AccountsDeadline, ...]:
    """Return by when accounts are due, by day.

    Raises:
        ConfigError: the table cannot be read.
    """
    text = (resources.files("monitor.data") / _FILE).read_text(encoding="utf-8")
    try:
        found = [AccountsDeadline(**row) for row in tomllib.loads(text)["accounts"]]
    except (KeyError, TypeError, ValueError) as error:
        raise ConfigError([f"{_FILE}: {error}"]) from error
    faults = [f"{_FILE}: {d.year}: stage {d.stage!r}" for d in found if d.stage not in _STAGES]
    if faults:
        raise ConfigError(faults)
    return tuple(sorted(found, key=lambda d: d.due))


def find_accounts(deadline: AccountsDeadline, titles: Sequence[SeenTitle]) -> SeenTitle | None:
    """Return the first title that shows the accounts of a year; None when there is none.

    Audited accounts are seldom called so: after the drafts' day any accounts of the year that are
    not called drafts count.
    """
    ends = datetime(deadline.begins + 1, 4, 1, tzinfo=UTC)
    drafts_end = datetime(deadline.begins + 1, 7, 1, tzinfo=UTC)
    for title in sorted(titles, key=lambda t: t.seen_at):
        if title.seen_at < ends or not _speaks_of(title.title, deadline.begins):
            continue
        is_final = _AUDITED.search(title.title) is not None and "unaudited" not in (
            title.title.casefold()
        )
        is_later = title.seen_at >= drafts_end and not _DRAFT.search(title.title)
        if deadline.stage == "draft" or is_final or is_later:
            return title
    return None


def _speaks_of(title: str, begins: int) -> bool:
    if not _ACCOUNTS.search(title):
        return False
    if any(int(ended) == begins + 1 for ended in _YEAR_END.findall(title)):
        return True
    return any(
        int(year) == begins and int(end) == (begins + 1) % 100 for year, end in _YEAR.findall(title)
    )


def find_watched(deadline: AccountsDeadline, sources: Sequence[OwnSource]) -> OwnSource | None:
    """Return the source that must have shown the accounts, had they been published there.

    It is a committee system, or a page of accounts, that has been seen without a break since before
    May of the year after the accounts' own began. None when there is none: then nothing can be said.
    """
    since = datetime(deadline.begins + 1, *WATCHED_FROM, tzinfo=UTC)
    watched = [
        s
        for s in sources
        if s.seeing_since is not None
        and s.seeing_since < since
        and (s.kind is SourceKind.MODERNGOV or "accounts" in f"{s.name} {s.shown_url}".casefold())
    ]
    return min(watched, key=lambda s: (s.kind is not SourceKind.MODERNGOV, s.key), default=None)


def make_event(
    deadline: AccountsDeadline,
    council: CouncilSlug,
    watched: OwnSource,
    sources: Sequence[OwnSource],
    *,
    now: datetime,
) -> FormalEvent:
    """Return the event that a council's accounts were not seen by their day."""
    places = [
        "its committee system" if watched.kind is SourceKind.MODERNGOV else "its accounts page"
    ]
    if any(s.kind is not SourceKind.MODERNGOV and s.key != watched.key for s in sources):
        places.append("news")
    due: date = deadline.due
    note = (
        f"{deadline.stage} accounts for {deadline.year} not seen by {due.day} {due:%B %Y}"
        f" on {' and '.join(places)}"
    )
    return FormalEvent(
        type=EventType.ACCOUNTS_NOT_SEEN,
        council=council,
        on=due,
        status=EventStatus.NOT_SEEN,
        source=watched.key,
        url=watched.shown_url,
        note=note,
        noted_at=now,
    )

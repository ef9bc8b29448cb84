"""What an address turned out to be, and what a person should know of it before adding it. Pure."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from monitor.config.secrets import is_secret_address, shown_address
from monitor.dates import show_day
from monitor.fetch.sniff import title_of
from monitor.records import FetchResult, Reading, SourceKind

#: a feed whose newest entry is older than this is probably dead
DEAD_AFTER = timedelta(days=60)
#: pages below one folder that make it the one with the news
FEWEST_NEWS = 2
_NEWS_START = re.compile(r"/(?:[^/]+/){0,2}?(?:latest-)?(?:news(?:room)?|press(?:-releases)?|media)/",
                         re.IGNORECASE)  # fmt: skip
_MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What an address turned out to be."""

    kind: SourceKind
    #: the address to watch; may be a secret, see `monitor.config.secrets.shown_address`
    url: str = field(repr=False)
    #: what it calls itself; "" when it does not
    title: str
    #: the publishing system, "" when it is not known
    family: str
    n_entries: int
    #: date of the newest entry; None when none has one
    newest_at: datetime | None
    #: how the paths of a sitemap begin that count; () = all do
    only: tuple[str, ...] = ()
    #: what a person should know before adding it
    warnings: tuple[str, ...] = ()

    @property
    def is_secret(self) -> bool:
        """Whether whoever has the address can read what is meant for somebody."""
        return self.kind is SourceKind.GOOGLE_ALERTS or is_secret_address(self.url)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One address that was asked, and what came."""

    #: fit to be shown
    shown_url: str
    came: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """What was found, or only what was tried."""

    found: Found | None
    #: in the order of asking
    tried: tuple[Tried, ...]


def make_found(
    kind: SourceKind, url: str, result: FetchResult, reading: Reading, family: str
) -> Found:
    """Return what an answer that lists something turned out to be."""
    dates = [e.published_at for e in reading.entries if e.published_at]
    # a committee system is known by its root, whatever page of it answered
    moved_to = result.moved_to if kind is not SourceKind.MODERNGOV else None
    return Found(
        kind=kind,
        url=moved_to or url,
        title=title_of(result),
        family=family,
        n_entries=len(reading.entries),
        newest_at=max(dates, default=None),
        only=_only(reading) if kind is SourceKind.SITEMAP else (),
        warnings=tuple(_warnings(kind, result, reading, moved_to)),
    )


def _only(reading: Reading) -> tuple[str, ...]:
    """Return where the news of a whole site's sitemap lie; () when it lists nothing else."""
    if any(e.title for e in reading.entries):
        return ()
    starts = [_NEWS_START.match(urlsplit(e.url).path) for e in reading.entries]
    found = Counter(start[0] for start in starts if start)
    start, n = max(found.items(), key=lambda f: f[1], default=("", 0))
    return (start,) if FEWEST_NEWS <= n < len(reading.entries) else ()


def _warnings(
    kind: SourceKind, result: FetchResult, reading: Reading, moved_to: str | None
) -> list[str]:
    newest_at = max((e.published_at for e in reading.entries if e.published_at), default=None)
    found = []
    if moved_to:
        found.append(f"it has moved for good; its new address is used: {shown_address(moved_to)}")
    if not reading.entries:
        found.append("it lists nothing at the moment")
    elif newest_at is None:
        found.append("its entries have no dates: what it lists at the first poll counts as seen")
        if kind is SourceKind.PAGE:
            found.append("without dates it may be a list of something else than news: look at it")
    elif (age := result.fetched_at - newest_at) > DEAD_AFTER:
        found.append(f"its newest entry is {age // _MONTH} months old ({show_day(newest_at)}): "
                     "it may be dead")  # fmt: skip
    if reading.faults:
        found.append(f"{len(reading.faults)} of its entries cannot be read: {reading.faults[0]}")
    return found

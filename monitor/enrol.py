"""Sources on their way into the configuration, and out of it: found out, named, checked as a whole.

What comes in is an address or an OPML file; what goes out are `Addition`s that say where they came
from, for a person to look at or for `monitor.config.write_edit`. Everything guessed here (name,
key, tier, council) can be overruled. A secret address stands in an addition only as its reference.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import parse_qsl, urlsplit

from monitor.config import Addition, is_alert_address, is_secret_address, open_secrets
from monitor.config.guess import guess_councils, guess_tier
from monitor.dates import show_day
from monitor.errors import ConfigError
from monitor.fetch.discover import discover
from monitor.fetch.found import Discovery, Found
from monitor.fetch.opml import Subscription
from monitor.records import CouncilSlug, Region, Source, SourceKey, SourceKind, Tier
from monitor.selectors import selector_fault
from monitor.text import slugify
from monitor.urls import host_of, is_web

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from monitor.config import Config
    from monitor.fetch import Session

_Word = TypeVar("_Word", SourceKind, Tier)

#: characters of a key that is made of a name
LONGEST_KEY = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a person says of a source; what is left out is guessed."""

    name: str = ""
    key: str = ""
    region: Region | None = None
    council: str = ""
    covers: tuple[CouncilSlug, ...] = ()
    tier: Tier | None = None
    #: CSS of what holds one entry of a news page
    selector: str = ""
    #: the rest is as it should be: whose site it is shall not be guessed
    is_complete: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """What came of an address."""

    #: None when it was not even asked, as it is configured already
    discovery: Discovery | None
    #: what to add; None when nothing was found, or it is configured already
    addition: Addition | None = None
    #: under which key it is configured already
    known: SourceKey | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """What an OPML file would add."""

    additions: tuple[Addition, ...]
    #: lines that are configured already, by key
    known: tuple[SourceKey, ...]
    #: lines that cannot be added, each with its reason
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What of the configuration may leave it."""

    subscriptions: tuple[Subscription, ...]
    n_secret: int
    #: switched off, or without an address
    n_other: int


class Enroller:
    """Makes additions to one configuration, each with a key of its own."""

    def __init__(self, config: Config, *, now: datetime) -> None:
        """Take the configuration as it is now."""
        self._config = config
        self._now = now
        self._keys: set[str] = {s.key for s in config.sources}
        self._known = {_identity(s.url): s.key for s in config.sources}
        self._secrets = open_secrets(config.path)
        self._secret_keys: set[str] = set()

    def enrol(self, url: str, session: Session, wishes: Wishes) -> Enrolment:
        """Find out what an address is and make its source.

        Raises:
            ConfigError: what was wished cannot be.
        """
        url = url.strip()
        self._check(wishes)
        if known := self.known(url):
            return Enrolment(discovery=None, known=known)
        discovery = discover(url, session, selector=wishes.selector)
        found = discovery.found
        if found is None:
            return Enrolment(discovery=discovery)
        if known := self.known(found.url):
            return Enrolment(discovery=discovery, known=known)
        return Enrolment(discovery=discovery, addition=self._make(found, wishes))

    def name(self, url: str, kind: SourceKind) -> Addition:
        """Make the source of an address whose kind is known; nothing is asked."""
        return self._add(url.strip(), kind, "", Wishes(), ())

    def known(self, url: str) -> SourceKey | None:
        """Return the key under which an address is configured already."""
        return self._known.get(_identity(url))

    def take_in(self, subscriptions: Iterable[Subscription]) -> Import:
        """Return what an OPML file would add; nothing is asked."""
        additions: list[Addition] = []
        known: list[SourceKey] = []
        refused: list[str] = []
        for one in subscriptions:
            key = self.known(one.url)
            reason = _unusable(one)
            if key:
                known.append(key)
            elif reason:
                refused.append(f"{_harmless(one.title) or 'a line without a title'}: {reason}")
            else:
                additions.append(self._take(one))
        return Import(additions=tuple(additions), known=tuple(known), refused=tuple(refused))

    def _make(self, found: Found, wishes: Wishes) -> Addition:
        n = f"{found.n_entries} entr{'y' if found.n_entries == 1 else 'ies'}"
        newest = f", the newest of {show_day(found.newest_at)}" if found.newest_at else ""
        is_news = found.kind in {SourceKind.FEED, SourceKind.PAGE}
        by = f" by {found.family}" if found.family and is_news else ""
        note = f"Found on {show_day(self._now)}: {found.kind.value}{by}, {n}{newest}."
        notes = [note, *(f"Note: {w}." for w in found.warnings)]
        owners = self._owners(found.url)
        if len(owners) > 1 and not wishes.council:
            notes.append(f"The site is that of {' and '.join(owners)}.")
        host = host_of(found.url)
        near = [s.key for s in self._config.sources if owners and host_of(s.url) == host]
        if near:
            notes.append(f"Watched on the same host already: {', '.join(near[:3])}.")
        addition = self._add(found.url, found.kind, found.title, wishes, tuple(notes))
        return replace(addition, selector=wishes.selector, only=found.only)

    def _take(self, one: Subscription) -> Addition:
        """Make the source of a line; a label that means nothing here is passed over."""
        is_alert = is_alert_address(one.url)
        ours = _one_of(SourceKind, one.label("kind"))
        council = one.label("council")
        regions = (_region(r) for r in (one.label("region"), *one.groups))
        has = self._config.register.has
        wishes = Wishes(
            name=one.title,
            key=self._free_key(one.label("key")) if _is_key(one.label("key")) else "",
            region=None if has(council) else next((r for r in regions if r), None),
            council=council if has(council) else "",
            covers=tuple(CouncilSlug(c) for c in one.labels_of("covers") if has(c)),
            tier=_one_of(Tier, one.label("tier")),
            is_complete=ours is not None,
        )
        kind = SourceKind.GOOGLE_ALERTS if is_alert else ours or SourceKind.FEED
        return self._add(one.url, kind, "", wishes, ())

    def _add(
        self, url: str, kind: SourceKind, title: str, wishes: Wishes, notes: tuple[str, ...]
    ) -> Addition:
        owners = self._owners(url) if not wishes.is_complete else ()
        is_own = bool(owners or wishes.council) and not wishes.region
        council = wishes.council or (owners[0] if len(owners) == 1 and is_own else "")
        covers = wishes.covers or (owners if len(owners) > 1 and not council else ())
        tier = wishes.tier or guess_tier(url, kind, self._config.sources,
                                         is_councils_own=bool(owners or wishes.council))  # fmt: skip
        # a committee system calls itself "What's new"
        own_name = title if kind is not SourceKind.MODERNGOV else ""
        # an alert that has not been asked has no title yet, and many share Google's host
        bare = "Google Alert" if kind is SourceKind.GOOGLE_ALERTS else host_of(url)
        given = _harmless(wishes.name) or self._name(kind, council)
        name = given or _harmless(own_name) or bare
        words = f"{council}-{'committees' if kind is SourceKind.MODERNGOV else 'news'}"
        key = wishes.key or self._free_key(
            words
            if council and not wishes.name
            else _key_of(name) or _key_of(host_of(url)) or "source"
        )
        self._keys.add(key)
        is_secret = kind is SourceKind.GOOGLE_ALERTS or is_secret_address(url)
        addition = Addition(
            key=key,
            kind=kind,
            name=name,
            url=f"secret:{self._free_secret(key)}" if is_secret else url,
            secret=url if is_secret else "",
            tier=tier,
            region=None if council else wishes.region or self._region(url, owners),
            council=CouncilSlug(council) if council else None,
            covers=covers,
            notes=notes,
        )
        self._known[_identity(url)] = SourceKey(key)
        return addition

    def _owners(self, url: str) -> tuple[CouncilSlug, ...]:
        return guess_councils(url, self._config.register, self._now.date())

    def _name(self, kind: SourceKind, council: str) -> str:
        if not council:
            return ""
        what = "committee papers" if kind is SourceKind.MODERNGOV else "council news"
        return f"{self._config.register.get(council).short_name}: {what}"

    def _region(self, url: str, owners: Sequence[CouncilSlug]) -> Region | None:
        """Return the one region of the councils, or of the sources of the same host."""
        regions = {self._config.register.get(o).region for o in owners}
        if not owners and not is_secret_address(url):
            host = host_of(url)
            regions = {s.region for s in self._config.sources if host_of(s.url) == host}
        # without a region a source reports on the whole country
        return regions.pop() if len(regions - {Region.NATIONAL}) == len(regions) == 1 else None

    def _check(self, wishes: Wishes) -> None:
        faults = []
        if wishes.council and not self._config.register.has(wishes.council):
            faults.append(f"--council: no council {wishes.council!r} in the register; "
                          "find its slug with `monitor councils NAME`")  # fmt: skip
        if wishes.council and wishes.region:
            faults.append("--region: a council brings its region; give only one of the two")
        if wishes.key and not _is_key(wishes.key):
            faults.append(f"--key: small letters, digits, . _ - are allowed; found {wishes.key!r}")
        if wishes.key in self._keys:
            faults.append(f"--key: {wishes.key} is configured already; choose another")
        if fault := selector_fault(wishes.selector):
            faults.append(f"--selector: {fault}")
        if faults:
            raise ConfigError(faults)

    def _free_key(self, wanted: str) -> str:
        return _free(wanted, lambda key: key in self._keys, "-")

    def _free_secret(self, key: str) -> str:
        name = _free(
            re.sub(r"[^A-Z0-9]", "_", key.upper()),
            lambda name: name in self._secret_keys or bool(self._secrets.find(name)),
            "_",
        )
        self._secret_keys.add(name)
        return name


def give_out(sources: Iterable[Source]) -> Export:
    """Return what of the configuration may leave it: no secret address, nothing switched off."""
    kept: list[Subscription] = []
    n_secret = n_other = 0
    for source in sources:
        if not source.enabled or source.kind is SourceKind.ADVISER:
            n_other += 1
        elif source.shown_url != source.url or is_secret_address(source.url):
            n_secret += 1
        else:
            kept.append(_subscription(source))
    return Export(subscriptions=tuple(kept), n_secret=n_secret, n_other=n_other)


def _subscription(source: Source) -> Subscription:
    labels = [("key", source.key), ("kind", source.kind.value), ("tier", source.tier.value)]
    labels.append(("council", source.council) if source.council else ("region", source.region))
    return Subscription(
        title=source.name,
        url=source.url,
        is_feed=source.kind in {SourceKind.FEED, SourceKind.GOOGLE_ALERTS},
        groups=(source.region.value,),
        labels=(*labels, *(("covers", slug) for slug in source.covers)),
    )


def _unusable(one: Subscription) -> str:
    if not is_web(one.url):
        return "its address is no web address"
    is_ours = _one_of(SourceKind, one.label("kind")) is not None
    return "" if one.is_feed or is_ours else "is a link, not a feed; try `monitor sources add`"


def _harmless(title: str) -> str:
    """Return a title, or nothing when an address that is a secret stands in it.

    Some readers export a feed's address as its title, and some feeds call themselves by it.
    """
    return "" if any(is_secret_address(word) for word in title.split()) else title


def _identity(url: str) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """Return what two ways to write an address share: not the scheme, "www." or a last slash."""
    try:
        parts = urlsplit(url.strip())
        query = tuple(sorted(parse_qsl(parts.query, keep_blank_values=True)))
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return (url, "", ())
    # Google serves an alert on the hosts of every country
    host = "google" if is_alert_address(url) else host_of(url)
    return (host + port, parts.path.rstrip("/"), query)


def _free(wanted: str, is_taken: Callable[[str], bool], joint: str) -> str:
    name, n = wanted, 1
    while is_taken(name):
        n += 1
        name = f"{wanted}{joint}{n}"
    return name


def _key_of(name: str) -> str:
    """Return a name as a key, cut between words."""
    key = slugify(name)
    return key if len(key) <= LONGEST_KEY else key[:LONGEST_KEY].rpartition("-")[0]


def _is_key(text: str) -> bool:
    return re.fullmatch(r"[a-z0-9][a-z0-9._-]*", text) is not None


def _region(text: str) -> Region | None:
    return next((r for r in Region if text and slugify(r) == slugify(text)), None)


def _one_of(kinds: type[_Word], text: str) -> _Word | None:
    return next((k for k in kinds if k.value == text), None)

"""An address -> whose site it probably is and how near it stands to the fact. Pure.

Only a first guess for a person to look at: the register's domains say which council's site it is,
the table of publishers which hosts are the government's and regulators'; the rest is local.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.publishers import load_publishers
from monitor.records import CouncilSlug, SourceKind, Tier
from monitor.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from monitor.records import Source
    from monitor.register import Register

_COMMITTEE_HOST = ".moderngov.co.uk"


def guess_councils(url: str, register: Register, day: date) -> tuple[CouncilSlug, ...]:
    """Return the councils in force whose own site an address belongs to; several share some."""
    host = host_of(url)
    domains = dict(_domains(register))
    owners: tuple[CouncilSlug, ...] = ()
    if host.endswith(_COMMITTEE_HOST):
        # "sampleford.moderngov.co.uk" is hosted under the first word of the council's own domain
        name = host.removesuffix(_COMMITTEE_HOST)
        owners = next((s for d, s in domains.items() if d.partition(".")[0] == name), ())
    parts = host.split(".")
    for start in range(len(parts) - 1):
        owners = owners or domains.get(".".join(parts[start:]), ())
    now = tuple(s for s in owners if register.is_in_force(s, day))
    later = (c.slug for o in owners for c in register.successors_at(o, day))
    return now or tuple(dict.fromkeys(later))


def guess_tier(
    url: str, kind: SourceKind, sources: Iterable[Source], *, is_councils_own: bool
) -> Tier:
    """Return how near a source stands to the fact.

    Args:
        url: its address.
        kind: committee papers are primary wherever they lie.
        sources: what is configured; another source of the same host has the same tier.
        is_councils_own: whether it is a council's own site.
    """
    host = host_of(url)
    if kind is SourceKind.MODERNGOV:
        return Tier.PRIMARY
    publisher = load_publishers().publisher_of(host)
    if publisher is not None:
        return Tier.PRIMARY if publisher.has_primary else publisher.otherwise
    if is_councils_own:
        return Tier.OFFICIAL
    if kind is SourceKind.GOOGLE_ALERTS:
        return Tier.LOCAL
    tiers = {s.tier for s in sources if host and host_of(s.url) == host}
    return tiers.pop() if len(tiers) == 1 else Tier.LOCAL


def _domains(register: Register) -> Iterable[tuple[str, tuple[CouncilSlug, ...]]]:
    """Yield each domain with the councils that it belongs to."""
    owners: dict[str, dict[CouncilSlug, None]] = {}
    for council in register.councils:
        if host := host_of(council.website):
            owners.setdefault(host, {})[council.slug] = None
    for alias in register.aliases:
        if alias.kind == "domain":
            owners.setdefault(alias.alias.lower().removeprefix("www."), {})[alias.slug] = None
    for domain, slugs in owners.items():
        yield domain, tuple(slugs)

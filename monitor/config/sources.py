"""`[[source]]` tables -> Sources, or their faults: keys that stand twice, secrets, unknown councils."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.config.secrets import SECRETS_FILE, Secrets, is_alert_address
from monitor.records import CouncilSlug, Region, Source, SourceKey, SourceKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.config.sections import ConfigFile, FetchSection, SourceSection
    from monitor.register import Register


def make_sources(
    files: list[tuple[str, ConfigFile]],
    fetch: FetchSection,
    register: Register | None,
    secrets: Secrets,
    faults: list[str],
) -> Iterator[Source]:
    """Yield the sources of all files; one with a fault is left out.

    Args:
        files: each file's name and content.
        fetch: intervals per kind.
        register: None when it could not be read.
        secrets: what references stand for.
        faults: is added to.
    """
    homes: dict[str, str] = {}
    for name, parsed in files:
        for section in parsed.source:
            where = f"{name}: source[{section.key}]"
            if section.key in homes:
                faults.append(f"{where}.key: stands in {homes[section.key]} too; keys must differ")
                continue
            homes[section.key] = name
            wrong = len(faults)
            url = _resolve(section, where, secrets, faults)
            council = _check_councils(section, where, register, faults)
            if len(faults) > wrong or register is None:
                continue
            region = Region(section.region or (council and register.get(council).region) or
                            Region.NATIONAL)  # fmt: skip
            kind = section.kind.value
            every = section.poll_minutes or getattr(fetch.poll_minutes, kind)
            is_fixed = section.poll_minutes is not None or not fetch.adaptive
            yield Source(
                key=SourceKey(section.key),
                kind=section.kind,
                name=section.name,
                url=url,
                shown_url=section.url,
                every=timedelta(minutes=every),
                pace_bounds=None if is_fixed else _pace_bounds(fetch, kind, every),
                tier=section.tier,
                region=region,
                council=council,
                covers=tuple(CouncilSlug(c) for c in section.covers),
                licensed=section.licensed,
                baseline=baseline_span(section.baseline),
                selector=section.selector,
                max_pages=section.max_pages,
                only=section.only,
                enabled=section.enabled,
                working_hours=section.kind is SourceKind.MODERNGOV
                if section.working_hours is None
                else section.working_hours,
            )


def _pace_bounds(fetch: FetchSection, kind: str, every: float) -> tuple[timedelta, timedelta]:
    """Return the shortest and longest interval of a kind; the one to begin with lies between."""
    least = min(getattr(fetch.least_minutes, kind), every)
    most = max(getattr(fetch.most_minutes, kind), every)
    return timedelta(minutes=least), timedelta(minutes=most)


def _resolve(section: SourceSection, where: str, secrets: Secrets, faults: list[str]) -> str:
    url = section.url
    if section.kind is SourceKind.ADVISER:
        return url
    scheme, _, name = url.partition(":")
    if scheme in {"env", "secret"}:
        found = secrets.find(name, from_file=scheme == "secret")
        if not found:
            faults.append(f"{where}.url: {url} is not set; {secrets.remedy(scheme, name)}")
        url = found
    elif is_alert_address(url) or (section.kind is SourceKind.GOOGLE_ALERTS and "google." in url):
        faults.append(f'{where}.url: the address of an alert is a secret; write "secret:KEY" here '
                      f"and KEY=address in the file {SECRETS_FILE!r}")  # fmt: skip
    if url and not url.lower().startswith(("http://", "https://")):
        faults.append(f"{where}.url: must begin with http:// or https://")
    elif not url and scheme not in {"env", "secret"}:
        faults.append(f"{where}.url: is required")
    return url


def _check_councils(
    section: SourceSection, where: str, register: Register | None, faults: list[str]
) -> CouncilSlug | None:
    if section.council and section.region:
        faults.append(f"{where}: has both region and council; a council brings its region")
    known = {c.slug for c in register.councils} if register else None
    named = [("council", section.council)] if section.council else []
    for key, slug in [*named, *(("covers", c) for c in section.covers)]:
        if known is not None and slug not in known:
            faults.append(f"{where}.{key}: no council {slug!r} in the register; "
                          "find its slug with `monitor councils NAME`")  # fmt: skip
    return CouncilSlug(section.council) if section.council else None


def baseline_span(text: str) -> timedelta | None:
    """Return how far back a first poll files: ``none`` nothing, ``all`` everything (None), 7d."""
    if text == "all":
        return None
    return timedelta(0) if text == "none" else timedelta(days=int(text[:-1]))

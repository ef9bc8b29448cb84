"""`sources.toml`, its includes and the environment -> one Config, or all their faults at once.

The only reader of ``os.environ``. Secrets come from the environment, from systemd credentials or
from a secrets file of mode 0600, never from the TOML: there stands ``env:NAME`` or ``secret:KEY``.
What a reference resolves to is kept out of every representation, message and table.
"""

from __future__ import annotations

import ipaddress
import os
import stat
import tomllib
from dataclasses import dataclass, field
from datetime import time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from monitor.errors import ConfigError
from monitor.records import CouncilSlug, Region, Source, SourceKey, SourceKind, Tier
from monitor.register import Register, load_register
from monitor.text import slugify

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: what a secrets file is called when it stands beside the configuration
SECRETS_FILE = "secrets"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


def _network(text: str) -> str:
    ipaddress.ip_network(text, strict=False)
    return text


def _zone(name: str) -> str:
    if name not in available_timezones():
        msg = "must be a time zone such as Europe/London"
        raise ValueError(msg)
    return name


def _region(name: str) -> Region:
    wanted = slugify(name)
    for region in Region:
        if slugify(region) == wanted:
            return region
    msg = "must be one of " + ", ".join(Region)
    raise ValueError(msg)


RegionName = Annotated[str, AfterValidator(_region)]


class ServiceSection(_Section):
    """Who runs this."""

    #: address or page that stands in the User-Agent, so that a webmaster can reach somebody
    contact: str = ""
    operator_email: str = ""
    operator_channel: str = ""


class PollMinutes(_Section):
    """Default interval per kind, in minutes."""

    feed: float = Field(30, gt=0)
    google_alerts: float = Field(30, gt=0)
    page: float = Field(180, gt=0)
    sitemap: float = Field(60, gt=0)
    moderngov: float = Field(360, gt=0)
    adviser: float = Field(1440, gt=0)


class FetchSection(_Section):
    """Manners and limits of asking."""

    poll_minutes: PollMinutes = PollMinutes()
    #: whole answer, from the first byte sent to the last received
    timeout_s: float = Field(30, gt=0, le=600)
    max_body_mib: float = Field(32, gt=0, le=1024)
    host_spacing_s: float = Field(1, ge=0)
    threads: int = Field(64, ge=1, le=500)
    first_poll_spread_minutes: float = Field(60, ge=0)
    #: networks that may be asked although they are private, such as "127.0.0.0/8"
    allow_private: tuple[Annotated[str, AfterValidator(_network)], ...] = ()


class TaggingSection(_Section):
    """What decides council, theme and lane."""

    #: folder with councils.csv, aliases.csv, negative_phrases.csv; empty = the one shipped
    register_folder: str = Field("", alias="register")
    scotland_and_northern_ireland: bool = False
    alert_threshold: float = Field(0.5, gt=0, lt=1)
    unsure_threshold: float = Field(0.3, gt=0, lt=1)


class RetentionSection(_Section):
    """How long things are kept, in days."""

    #: article text, as a working copy
    text_days: int = Field(30, ge=0)
    #: mentions, scores and reasons for ``why-not``
    mention_days: int = Field(90, ge=1)


class WorkersSection(_Section):
    """The processes that read pages."""

    processes: int = Field(1, ge=1, le=32)
    task_timeout_s: float = Field(30, gt=0)
    #: address space of one worker
    memory_mib: int = Field(1536, ge=256)


class SlackSection(_Section):
    """Where alerts are posted; tokens come from the environment."""

    default_channel: str = ""


class EmailSection(_Section):
    """How mail leaves; without ``host`` it is written to the outbox folder."""

    host: str = ""
    port: int = Field(587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: str = ""
    sender: str = ""
    timeout_s: float = Field(30, gt=0)
    show_verdicts: bool = False


class DigestSection(_Section):
    """When the weekly mail goes."""

    day: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] = (
        "monday"
    )
    time: Annotated[time, Field(description="a time such as 07:00")] = time(7, 0)
    zone: Annotated[str, AfterValidator(_zone)] = "Europe/London"


class ConsoleSection(_Section):
    """Where the console listens."""

    host: str = "127.0.0.1"
    port: int = Field(8480, ge=1, le=65535)


class RegionSection(_Section):
    """A region and its channel."""

    name: RegionName
    slack_channel: str = ""


class AdviserSection(_Section):
    """A person who gives verdicts and gets the digest."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]*$")
    email: str = ""
    slack_user: str = ""
    regions: tuple[RegionName, ...] = Field(min_length=1)
    role: Literal["adviser", "analyst", "panel_secretary", "administrator"] = "adviser"
    #: id of the adviser who stands in
    cover: str = ""


class SourceSection(_Section):
    """One address to watch."""

    key: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]*$")
    kind: SourceKind
    name: str = Field(min_length=1)
    url: str = Field("", repr=False)
    tier: Tier
    region: RegionName | None = None
    council: str | None = None
    covers: tuple[str, ...] = ()
    poll_minutes: float | None = Field(None, gt=0)
    #: how far back the first poll files what it finds: none of it, all, or a span such as 7d
    baseline: str = Field("7d", pattern=r"^(none|all|[0-9]+d)$")
    licensed: bool = False
    enabled: bool = True


class _File(_Section):
    include: tuple[str, ...] = ()
    service: ServiceSection | None = None
    fetch: FetchSection | None = None
    tagging: TaggingSection | None = None
    retention: RetentionSection | None = None
    workers: WorkersSection | None = None
    slack: SlackSection | None = None
    email: EmailSection | None = None
    digest: DigestSection | None = None
    console: ConsoleSection | None = None
    region: tuple[RegionSection, ...] = ()
    adviser: tuple[AdviserSection, ...] = ()
    source: tuple[SourceSection, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything that people decide, checked as a whole."""

    path: Path
    service: ServiceSection = ServiceSection()
    fetch: FetchSection = FetchSection()
    tagging: TaggingSection = TaggingSection()
    retention: RetentionSection = RetentionSection()
    workers: WorkersSection = WorkersSection()
    slack: SlackSection = SlackSection()
    email: EmailSection = EmailSection()
    digest: DigestSection = DigestSection()
    console: ConsoleSection = ConsoleSection()
    regions: tuple[RegionSection, ...] = ()
    advisers: tuple[AdviserSection, ...] = ()
    sources: tuple[Source, ...] = ()
    register: Register = field(repr=False)
    #: None = the register that is shipped
    register_folder: Path | None = None
    smtp_password: str = field(default="", repr=False)

    @property
    def outbox(self) -> Path:
        """The folder that receives digests when no mail server is configured."""
        return self.path.parent / "outbox"

    @property
    def queued_regions(self) -> tuple[Region, ...]:
        """Regions whose councils are queued."""
        away = {Region.SCOTLAND, Region.NORTHERN_IRELAND}
        is_all = self.tagging.scotland_and_northern_ireland
        return tuple(r for r in Region if is_all or r not in away)


def load_config(path: Path, environ: Mapping[str, str] | None = None) -> Config:
    """Return the configuration that a file, its includes and the environment make.

    Args:
        path: ``sources.toml``; ``include`` patterns are relative to its folder.
        environ: the environment; None means the process's own.

    Raises:
        ConfigError: with every fault, one line each: file, key, what is expected.
    """
    env = os.environ if environ is None else environ
    faults: list[str] = []
    files = list(_read_files(path, faults))
    sections: dict[str, _Section] = {}
    for name, parsed in files:
        for key in ("service", "fetch", "tagging", "retention", "workers", "slack", "email",
                    "digest", "console"):  # fmt: skip
            section = getattr(parsed, key)
            if section is None:
                continue
            if key in sections:
                faults.append(f"{name}: [{key}] stands in more than one file; keep one")
            sections[key] = section
    folder = _register_folder(path, sections.get("tagging"))
    register = _load_register(folder, faults)
    secrets = _Secrets(path.parent, env)
    advisers = tuple(a for _, parsed in files for a in parsed.adviser)
    _check_advisers(advisers, path.name, faults)
    fetch = sections.get("fetch")
    minutes = fetch.poll_minutes if isinstance(fetch, FetchSection) else PollMinutes()
    sources = tuple(_make_sources(files, minutes, register, secrets, faults))
    tagging = sections.get("tagging")
    if isinstance(tagging, TaggingSection) and tagging.unsure_threshold > tagging.alert_threshold:
        faults.append(f"{path.name}: tagging.unsure_threshold: must not be above alert_threshold")
    if faults or register is None:
        raise ConfigError(faults)
    return Config(
        path=path,
        regions=tuple(r for _, parsed in files for r in parsed.region),
        advisers=advisers,
        sources=sources,
        register=register,
        register_folder=folder,
        smtp_password=secrets.find("MONITOR_SMTP_PASSWORD"),
        **sections,  # type: ignore[arg-type]  # each key holds the section of that name
    )


def notify_address(environ: Mapping[str, str] | None = None) -> str:
    """Return systemd's notification socket, "" when the service manager is not listening."""
    return (os.environ if environ is None else environ).get("NOTIFY_SOCKET", "")


def _read_files(path: Path, faults: list[str]) -> Iterator[tuple[str, _File]]:
    top = _read_file(path, path.parent, faults)
    if top is None:
        return
    yield path.name, top
    for pattern in top.include:
        found = sorted(path.parent.glob(pattern))
        if not found and not any(c in pattern for c in "*?["):
            faults.append(f"{path.name}: include: no file {pattern!r} beside it")
        for child in found:
            parsed = _read_file(child, path.parent, faults)
            if parsed is None:
                continue
            if parsed.include:
                faults.append(f"{child.name}: include: only {path.name} may include files")
            yield str(child.relative_to(path.parent)), parsed


def _read_file(path: Path, base: Path, faults: list[str]) -> _File | None:
    name = str(path.relative_to(base)) if path.is_relative_to(base) else str(path)
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        faults.append(f"{path}: no such file; name another with --config")
    except (OSError, UnicodeDecodeError) as error:
        faults.append(f"{path}: cannot be read as UTF-8 text: {error}")
    except tomllib.TOMLDecodeError as error:
        faults.append(f"{name}: not TOML: {error}")
    else:
        try:
            return _File.model_validate(content)
        except ValidationError as error:
            faults.extend(_fault(name, content, e) for e in error.errors(include_url=False))
            return _salvage(content, error)
    return None


def _salvage(content: dict[str, object], error: ValidationError) -> _File:
    """Return what is sound of a faulty file, so that the rest of its faults can be found too."""
    broken = {str(e["loc"][0]) for e in error.errors(include_url=False) if e["loc"]}
    sound = {k: v for k, v in content.items() if k not in broken and k in _File.model_fields}
    return _File.model_validate(sound)


def _fault(name: str, content: object, error: Mapping[str, object]) -> str:
    loc = error["loc"]
    parts: list[str] = []
    here = content
    for step in loc if isinstance(loc, tuple) else ():
        if isinstance(step, int):
            here = here[step] if isinstance(here, list) and step < len(here) else None
            label = here.get("key") or here.get("id") or "" if isinstance(here, dict) else ""
            parts[-1] += f"[{label or step + 1}]"
        else:
            here = here.get(step) if isinstance(here, dict) else None
            parts.append(str(step))
    message = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        message = "no such key; remove it or mend its spelling"
    elif error["type"] == "missing":
        message = "is required"
    found = "" if parts and parts[-1] == "url" or isinstance(here, dict | list) else f"; found {here!r}"
    shown = "" if error["type"] in {"missing", "extra_forbidden"} else found
    return f"{name}: {'.'.join(parts)}: {message[:1].lower()}{message[1:]}{shown}"


def _register_folder(path: Path, tagging: _Section | None) -> Path | None:
    if not isinstance(tagging, TaggingSection) or not tagging.register_folder:
        return None
    return path.parent / tagging.register_folder


def _load_register(folder: Path | None, faults: list[str]) -> Register | None:
    try:
        return load_register(folder)
    except ConfigError as error:
        faults.extend(error.faults)
    return None


def _check_advisers(advisers: tuple[AdviserSection, ...], name: str, faults: list[str]) -> None:
    ids = [a.id for a in advisers]
    faults.extend(
        f"{name}: adviser[{i}].id: stands twice; ids must differ"
        for i in sorted({i for i in ids if ids.count(i) > 1})
    )
    faults.extend(
        f"{name}: adviser[{a.id}].cover: no adviser has the id {a.cover!r}"
        for a in advisers
        if a.cover and a.cover not in ids
    )


def _make_sources(
    files: list[tuple[str, _File]],
    minutes: PollMinutes,
    register: Register | None,
    secrets: _Secrets,
    faults: list[str],
) -> Iterator[Source]:
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
            every = section.poll_minutes or getattr(minutes, section.kind.value)
            yield Source(
                key=SourceKey(section.key),
                kind=section.kind,
                name=section.name,
                url=url,
                shown_url=section.url,
                every=timedelta(minutes=every),
                tier=section.tier,
                region=region,
                council=council,
                covers=tuple(CouncilSlug(c) for c in section.covers),
                licensed=section.licensed,
                baseline=baseline_span(section.baseline),
                enabled=section.enabled,
            )


def _resolve(section: SourceSection, where: str, secrets: _Secrets, faults: list[str]) -> str:
    url = section.url
    if section.kind is SourceKind.ADVISER:
        return url
    scheme, _, name = url.partition(":")
    if scheme in {"env", "secret"}:
        found = secrets.find(name, from_file=scheme == "secret")
        if not found:
            faults.append(f"{where}.url: {url} is not set; {secrets.remedy(scheme, name)}")
        url = found
    elif section.kind is SourceKind.GOOGLE_ALERTS and "google." in url:
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


class _Secrets:
    """Looks a name up in the environment, systemd's credentials and the secrets file."""

    def __init__(self, folder: Path, env: Mapping[str, str]) -> None:
        self._env = env
        self._file = Path(env.get("MONITOR_SECRETS_FILE") or folder / SECRETS_FILE)
        self._credentials = env.get("CREDENTIALS_DIRECTORY", "")

    def find(self, name: str, *, from_file: bool = True) -> str:
        """Return the secret, "" when there is none."""
        if self._env.get(name):
            return self._env[name]
        if not from_file:
            return ""
        credential = Path(self._credentials or "/nonexistent") / name
        if self._credentials and credential.is_file():
            return credential.read_text(encoding="utf-8").strip()
        return self._lines().get(name, "")

    def remedy(self, scheme: str, name: str) -> str:
        """Return what to do about a secret that is not there."""
        if scheme == "env":
            return f"set the environment variable {name}"
        return f"add the line {name}=... to {self._file.name} (mode 0600) or a systemd credential"

    def _lines(self) -> dict[str, str]:
        if not self._file.is_file():
            return {}
        if self._file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise ConfigError([f"{self._file}: others can read it; run chmod 600 on it"])
        lines = self._file.read_text(encoding="utf-8").splitlines()
        pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
        return {key.strip(): value.strip() for key, value in pairs}


def zone_of(config: Config) -> ZoneInfo:
    """Return the zone that digests are timed in."""
    return ZoneInfo(config.digest.zone)

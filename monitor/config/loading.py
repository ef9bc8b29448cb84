"""`sources.toml`, its includes and the environment -> one Config, or all their faults at once.

The only reader of ``os.environ``. Secrets come from the environment, from systemd credentials or
from a secrets file of mode 0600, never from the TOML: there stands ``env:NAME`` or ``secret:KEY``.
What a reference resolves to is kept out of every representation, message and table.
"""

from __future__ import annotations

import os
import ssl
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from monitor.config.secrets import Secrets
from monitor.config.sections import (
    AdviserSection,
    ConfigFile,
    ConsoleSection,
    DigestSection,
    EmailSection,
    FetchSection,
    RegionSection,
    RetentionSection,
    Section,
    ServiceSection,
    SlackSection,
    TaggingSection,
    WorkersSection,
)
from monitor.config.sources import make_sources
from monitor.errors import ConfigError
from monitor.records import Region, Source
from monitor.register import Register, load_register

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: the tables that stand once in all the files together
SECTIONS = (
    "service", "fetch", "tagging", "retention", "workers", "slack", "email", "digest", "console",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is about to be written, to be checked as if it stood there already."""

    #: whole texts by file, resolved
    files: Mapping[Path, str] = field(default_factory=dict)
    #: values by name
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything that people decide, checked as a whole."""

    path: Path
    #: where the service may write: systemd's state directory, else beside the configuration
    state_folder: Path
    service: ServiceSection = field(default_factory=ServiceSection)
    fetch: FetchSection = field(default_factory=FetchSection)
    tagging: TaggingSection = field(default_factory=TaggingSection)
    retention: RetentionSection = field(default_factory=RetentionSection)
    workers: WorkersSection = field(default_factory=WorkersSection)
    slack: SlackSection = field(default_factory=SlackSection)
    email: EmailSection = field(default_factory=EmailSection)
    digest: DigestSection = field(default_factory=DigestSection)
    console: ConsoleSection = field(default_factory=ConsoleSection)
    regions: tuple[RegionSection, ...] = ()
    advisers: tuple[AdviserSection, ...] = ()
    sources: tuple[Source, ...] = ()
    register: Register = field(repr=False)
    #: None = the register that is shipped
    register_folder: Path | None = None
    smtp_password: str = field(default="", repr=False)

    @property
    def model(self) -> str:
        """What reads beside the rules; a folder is looked for beside the configuration."""
        named = self.tagging.model
        folder = self.path.parent / named
        return str(folder) if named and folder.is_dir() else named

    @property
    def outbox(self) -> Path:
        """The folder that receives digests when no mail server is configured."""
        return self.state_folder / "outbox"

    @property
    def ca_file(self) -> Path | None:
        """The file with certificate authorities that are trusted besides the public ones."""
        return self.path.parent / self.fetch.ca_file if self.fetch.ca_file else None

    @property
    def queued_regions(self) -> tuple[Region, ...]:
        """Regions whose councils are queued."""
        away = {Region.SCOTLAND, Region.NORTHERN_IRELAND}
        is_all = self.tagging.scotland_and_northern_ireland
        return tuple(r for r in Region if is_all or r not in away)


def load_config(
    path: Path, environ: Mapping[str, str] | None = None, *, draft: Draft | None = None
) -> Config:
    """Return the configuration that a file, its includes and the environment make.

    Args:
        path: ``sources.toml``; ``include`` patterns are relative to its folder.
        environ: the environment; None means the process's own.
        draft: texts and secrets that count as if they had been written.

    Raises:
        ConfigError: with every fault, one line each: file, key, what is expected.
    """
    draft = draft or Draft()
    env = {**(os.environ if environ is None else environ), **draft.secrets}
    faults: list[str] = []
    files = list(_read_files(path, draft, faults))
    sections = _merge_sections(files, faults)
    folder = _register_folder(path, sections.get("tagging"))
    register = _load_register(folder, faults)
    secrets = Secrets(path.parent, env)
    advisers = tuple(a for _, parsed in files for a in parsed.adviser)
    _check_advisers(advisers, path.name, faults)
    fetch = sections.get("fetch")
    asking = fetch if isinstance(fetch, FetchSection) else FetchSection()
    _check_ca_file(path, asking, faults)
    sources = tuple(make_sources(files, asking, register, secrets, faults))
    tagging = sections.get("tagging")
    if isinstance(tagging, TaggingSection) and tagging.unsure_threshold > tagging.alert_threshold:
        faults.append(f"{path.name}: tagging.unsure_threshold: must not be above alert_threshold")
    if faults or register is None:
        raise ConfigError(faults)
    state = env.get("STATE_DIRECTORY", "").partition(":")[0]
    return Config(
        path=path,
        state_folder=Path(state) if state else path.parent,
        regions=tuple(r for _, parsed in files for r in parsed.region),
        advisers=advisers,
        sources=sources,
        register=register,
        register_folder=folder,
        smtp_password=secrets.find("MONITOR_SMTP_PASSWORD"),
        **sections,  # type: ignore[arg-type]  # each key holds the section of that name
    )


def _merge_sections(files: list[tuple[str, ConfigFile]], faults: list[str]) -> dict[str, Section]:
    merged: dict[str, Section] = {}
    for name, parsed in files:
        for key in SECTIONS:
            section = getattr(parsed, key)
            if section is None:
                continue
            if key in merged:
                faults.append(f"{name}: [{key}] stands in more than one file; keep one")
            merged[key] = section
    return merged


def notify_address(environ: Mapping[str, str] | None = None) -> str:
    """Return systemd's notification socket, "" when the service manager is not listening."""
    return (os.environ if environ is None else environ).get("NOTIFY_SOCKET", "")


def open_secrets(path: Path, environ: Mapping[str, str] | None = None) -> Secrets:
    """Return where the secrets of a configuration are kept."""
    return Secrets(path.parent, os.environ if environ is None else environ)


def read_includes(path: Path) -> tuple[str, ...]:
    """Return the patterns of the files that a configuration takes in.

    Raises:
        ConfigError: it cannot be read.
    """
    faults: list[str] = []
    top = _read_file(path, path.parent, Draft(), faults)
    if top is None or faults:
        raise ConfigError(faults)
    return top.include


def included_by(path: Path, pattern: str, draft: Draft | None = None) -> list[Path]:
    """Return the files that a pattern of ``include`` takes in, those of a draft among them."""
    found = set(path.parent.glob(pattern))
    known = {f.resolve() for f in found}
    base = path.parent.resolve()
    for file in draft.files if draft else ():
        inside = file.is_relative_to(base) and file not in known
        if inside and _fits(file.relative_to(base), pattern):
            found.add(path.parent / file.relative_to(base))
    return sorted(found)


def _fits(file: Path, pattern: str) -> bool:
    """Whether a glob would find a file that is not there yet."""
    return file.match(pattern) and len(file.parts) == len(Path(pattern).parts)


def _read_files(path: Path, draft: Draft, faults: list[str]) -> Iterator[tuple[str, ConfigFile]]:
    top = _read_file(path, path.parent, draft, faults)
    if top is None:
        return
    yield path.name, top
    for pattern in top.include:
        found = included_by(path, pattern, draft)
        if not found and not any(c in pattern for c in "*?["):
            faults.append(f"{path.name}: include: no file {pattern!r} beside it")
        for child in found:
            parsed = _read_file(child, path.parent, draft, faults)
            if parsed is None:
                continue
            if parsed.include:
                faults.append(f"{child.name}: include: only {path.name} may include files")
            yield str(child.relative_to(path.parent)), parsed


def _read_file(path: Path, base: Path, draft: Draft, faults: list[str]) -> ConfigFile | None:
    name = str(path.relative_to(base)) if path.is_relative_to(base) else str(path)
    try:
        pending = draft.files.get(path.resolve())
        text = path.read_text(encoding="utf-8") if pending is None else pending
        content = tomllib.loads(text)
    except FileNotFoundError:
        faults.append(f"{path}: no such file; name another with --config")
    except (OSError, UnicodeDecodeError) as error:
        faults.append(f"{path}: cannot be read as UTF-8 text: {error}")
    except tomllib.TOMLDecodeError as error:
        faults.append(f"{name}: not TOML: {error}")
    else:
        try:
            return ConfigFile.model_validate(content)
        except ValidationError as error:
            faults.extend(_fault(name, content, e) for e in error.errors(include_url=False))
            return _salvage(content, error)
    return None


def _salvage(content: dict[str, object], error: ValidationError) -> ConfigFile:
    """Return what is sound of a faulty file, so that the rest of its faults can be found too."""
    broken = {str(e["loc"][0]) for e in error.errors(include_url=False) if e["loc"]}
    sound = {k: v for k, v in content.items() if k not in broken and k in ConfigFile.model_fields}
    return ConfigFile.model_validate(sound)


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
    is_silent = error["type"] in {"missing", "extra_forbidden"} or isinstance(here, dict | list)
    # an address may be a secret, so it is never repeated
    found = "" if is_silent or "url" in parts else f"; found {here!r}"
    return f"{name}: {'.'.join(parts)}: {message[:1].lower()}{message[1:]}{found}"


def _register_folder(path: Path, tagging: Section | None) -> Path | None:
    if not isinstance(tagging, TaggingSection) or not tagging.register_folder:
        return None
    return path.parent / tagging.register_folder


def _check_ca_file(path: Path, fetch: FetchSection, faults: list[str]) -> None:
    if not fetch.ca_file:
        return
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(path.parent / fetch.ca_file)
    except ssl.SSLError:
        faults.append(f"{path.name}: fetch.ca_file: {fetch.ca_file!r} holds no certificates (PEM)")
    except OSError as error:
        faults.append(f"{path.name}: fetch.ca_file: {fetch.ca_file!r}: {error.strerror}")


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

"""What commands change in the files that people keep: checked as a whole, then written.

Sources that somebody wants watched become `[[source]]` tables at the end of a file of the
configuration, and addresses that are secrets go to the secrets file; values that somebody settled on
are put in the place of the old ones (`check_values`). Nothing is written before the configuration has
been loaded with the new text in its place: a faulty change leaves every file as it was. What else
stands in a file is never touched. TOML 1.0 (https://toml.io/en/v1.0.0).
"""

from __future__ import annotations

import contextlib
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.config.files import replace_file
from monitor.config.loading import (
    Config,
    Draft,
    included_by,
    load_config,
    open_secrets,
    read_includes,
)
from monitor.config.values import changes_only, put_values, toml_string
from monitor.errors import ConfigError
from monitor.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitor.config.secrets import Secrets
    from monitor.config.values import Value
    from monitor.records import CouncilSlug, Region, SourceKind, Tier

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_HEAD = "# Sources that were added with `monitor sources`; keys: docs/configuration.md\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """A source that is to be watched, as its table will say it."""

    key: str
    kind: SourceKind
    name: str
    #: its address, or the reference ``secret:KEY`` to it
    url: str
    tier: Tier
    #: None with a council, which brings its region
    region: Region | None = None
    council: CouncilSlug | None = None
    covers: tuple[CouncilSlug, ...] = ()
    #: CSS of what holds one entry, "" when the list is found by its structure
    selector: str = ""
    #: how the paths of a sitemap begin that count
    only: tuple[str, ...] = ()
    #: what was found, as comments
    notes: tuple[str, ...] = ()
    #: the address that the reference stands for; "" when it is no secret
    secret: str = field(default="", repr=False)

    @property
    def secret_key(self) -> str:
        """The name in the secrets file, "" when the address is no secret."""
        return self.url.removeprefix("secret:") if self.secret else ""


def render_addition(addition: Addition) -> str:
    """Return the TOML of a source, with its comments."""
    lines = [f"# {_line(note)}" for note in addition.notes]
    lines += ["[[source]]"]
    pairs = {
        "key": addition.key,
        "kind": addition.kind.value,
        "name": addition.name,
        "url": addition.url,
        "tier": addition.tier.value,
        "region": addition.region.value if addition.region and not addition.council else "",
        "council": addition.council or "",
        "selector": addition.selector,
    }
    lines += [f"{key} = {toml_string(value)}" for key, value in pairs.items() if value]
    for key, values in (("covers", addition.covers), ("only", addition.only)):
        if values:
            lines.append(f"{key} = [{', '.join(map(toml_string, values))}]")
    return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A file with its changes, checked as part of the whole configuration."""

    target: Path
    before: str = field(repr=False)
    after: str = field(repr=False)
    #: addresses that go to the secrets file, by name
    new_secrets: Mapping[str, str] = field(repr=False)
    secrets: Secrets = field(repr=False)
    #: the configuration as it will be
    config: Config = field(repr=False)


def check_sources(
    config: Path,
    file: Path | None,
    additions: Sequence[Addition],
    environ: Mapping[str, str] | None = None,
) -> Edit:
    """Return what adding sources would write; writes nothing.

    Args:
        config: ``sources.toml``.
        file: one that it includes, relative to its folder; None means ``sources.toml`` itself.
        additions: what to append, in order.
        environ: the environment; None means the process's own.

    Raises:
        ConfigError: the file is not part of the configuration, or the configuration has faults
            with the additions.
    """
    target = find_file(config, file)
    before = _read(target)
    head = before or (_HEAD if target.resolve() != config.resolve() else "")
    gap = "\n" if head.endswith("\n") else "\n\n" if head else ""
    after = head + gap + "\n".join(map(render_addition, additions))
    new = {a.secret_key: a.secret for a in additions if a.secret}
    draft = Draft(files={target.resolve(): after}, secrets=new)
    return Edit(
        target=target,
        before=before,
        after=after,
        new_secrets=new,
        secrets=open_secrets(config, environ),
        config=load_config(config, environ, draft=draft),
    )


def check_values(
    config: Path,
    section: str,
    values: Mapping[str, Value],
    environ: Mapping[str, str] | None = None,
) -> Edit:
    """Return what other values in a section would write; writes nothing.

    Args:
        config: ``sources.toml``; the section may stand in a file that it includes.
        section: such as ``tagging``.
        values: by key.
        environ: the environment; None means the process's own.

    Raises:
        ConfigError: the section is written in a way that is not understood here, or the
            configuration has faults with the values.
    """
    target = _home_of(config, section)
    before = _read(target)
    after = put_values(before, section, values)
    if not changes_only(before, after, section, values):
        wanted = "; ".join(put_values("", section, values).splitlines()[1:])
        fault = (
            f"{target}: [{section}] is written in a way that is left alone; write there: {wanted}"
        )
        raise ConfigError([fault])
    return Edit(
        target=target,
        before=before,
        after=after,
        new_secrets={},
        secrets=open_secrets(config, environ),
        config=load_config(config, environ, draft=Draft(files={target.resolve(): after})),
    )


def write_edit(edit: Edit) -> None:
    """Write the secrets of an edit, then its file; what stands in either already stays.

    Raises:
        ConfigError: a file cannot be written, others can read the secrets, or somebody has changed
            the file since it was checked.
    """
    if _read(edit.target) != edit.before:
        raise ConfigError([f"{edit.target}: somebody has just changed it; try again"])
    # in this order a crash leaves a secret that nothing names, never a name without its secret
    edit.secrets.save(edit.new_secrets)
    try:
        replace_file(edit.target, edit.after)
    except OSError as error:
        raise ConfigError([f"{edit.target}: cannot be written: {error.strerror}"]) from None


def find_file(config: Path, file: Path | None) -> Path:
    """Return the file that is to be written.

    Raises:
        ConfigError: the configuration does not read it, and would not see what it holds.
    """
    if file is None:
        return config
    target = config.parent / file
    wanted = target.resolve()
    draft = Draft(files={wanted: ""})
    patterns = read_includes(config)
    taken = {f.resolve() for p in patterns for f in included_by(config, p, draft)}
    if wanted != config.resolve() and wanted not in taken:
        fault = (
            f"{file}: {config.name} does not include it, so what it holds would not be seen; add "
            f'include = ["{file}"] to {config.name}, or name a file that fits '
            f"{', '.join(patterns) or 'what it includes'}"
        )
        raise ConfigError([fault])
    if not target.parent.is_dir():
        raise ConfigError([f"{target.parent}: no such folder; make it first"])
    return target


def _home_of(config: Path, section: str) -> Path:
    """Return the file in which a section stands; where it stands in none, the first."""
    included = [f for p in read_includes(config) for f in included_by(config, p)]
    for file in (config, *included):
        # what is no TOML is told with all other faults, when the whole is loaded
        with contextlib.suppress(tomllib.TOMLDecodeError):
            if section in tomllib.loads(_read(file)):
                return file
    return config


def _read(target: Path) -> str:
    if not target.exists():
        return ""
    try:
        return target.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError([f"{target}: cannot be read as UTF-8 text: {error}"]) from error


def _line(text: str) -> str:
    return squeeze(_CONTROL.sub(" ", text))

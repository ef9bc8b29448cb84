"""Where secrets come from: the environment, systemd's credentials, a file of mode 0600.

In the configuration stands only a reference, ``env:NAME`` or ``secret:KEY``; what it resolves to
is kept out of every message. Which addresses are secrets, and how one is shown, is said here too.
"""

from __future__ import annotations

import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from monitor.config.files import replace_file
from monitor.errors import ConfigError
from monitor.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Mapping

#: what a secrets file is called when it stands beside the configuration
SECRETS_FILE = "secrets"
_GOOGLE = re.compile(r"(?:^|\.)google\.[a-z]{2,3}(?:\.[a-z]{2})?$")
_ALERT_PATH = "/alerts/feeds/"
#: parameters that let in whoever knows them
_TELLING = re.compile(
    r"^(?:.*[_.-])?(?:api|app|access|auth|feed|private|user|rss|x)*"
    r"(?:token|key|auth|sig|signature|secret|password|passwd|pwd)$",
    re.IGNORECASE,
)


def is_alert_address(url: str) -> bool:
    """Return whether an address is that of a Google Alert's feed."""
    try:
        path = urlsplit(url).path.lower()
    except ValueError:
        return False
    return path.startswith(_ALERT_PATH) and _GOOGLE.search(host_of(url)) is not None


def is_secret_address(url: str) -> bool:
    """Return whether whoever has this address can read what is meant for somebody.

    An alert's feed, a user and password before the host, or a parameter such as ``token=``.
    """
    if is_alert_address(url):
        return True
    try:
        parts = urlsplit(url)
        pairs = parse_qsl(parts.query)
        return "@" in parts.netloc or any(_TELLING.match(k) and v for k, v in pairs)
    except ValueError:
        return False


def shown_address(url: str) -> str:
    """Return what may be printed of an address: all of it, or its host when it is a secret."""
    if is_alert_address(url):
        return "the address of a Google Alert (secret)"
    if is_secret_address(url):
        return f"an address at {host_of(url) or 'an unknown host'} (secret)"
    return url


class Secrets:
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

    @property
    def file(self) -> Path:
        """Where the secrets file is, or would be."""
        return self._file

    def keys(self) -> frozenset[str]:
        """Return the names that the secrets file holds.

        Raises:
            ConfigError: others can read the file.
        """
        return frozenset(self._lines())

    def save(self, new: Mapping[str, str]) -> None:
        """Add secrets to the file, made with mode 0600 when there is none; other lines stay.

        Args:
            new: by name; none of the names may stand in the file with another value.

        Raises:
            ConfigError: others can read the file, a name is taken, or it cannot be written.
        """
        held = self._lines()
        taken = sorted(k for k, v in new.items() if held.get(k, v) != v)
        if taken:
            names = ", ".join(taken)
            raise ConfigError([f"{self._file}: {names} stands there already; choose another name"])
        fresh = {k: v for k, v in new.items() if k not in held}
        if not fresh:
            return
        before = self._file.read_text(encoding="utf-8") if self._file.is_file() else ""
        gap = "\n" if before and not before.endswith("\n") else ""
        lines = "".join(f"{key}={value}\n" for key, value in fresh.items())
        try:
            replace_file(self._file, f"{before}{gap}{lines}", mode=0o600)
        except OSError as error:
            # the error names a temporary file, so only its cause is told
            raise ConfigError([f"{self._file}: cannot be written: {error.strerror}"]) from None

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

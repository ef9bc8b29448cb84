"""Where secrets come from: the environment, systemd's credentials, a file of mode 0600.

In the configuration stands only a reference, ``env:NAME`` or ``secret:KEY``; what it resolves to
is kept out of every message.
"""

from __future__ import annotations

import stat
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

#: what a secrets file is called when it stands beside the configuration
SECRETS_FILE = "secrets"


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

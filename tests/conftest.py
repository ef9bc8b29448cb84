"""What tests of every floor share: the repository, the gates' material, a clean environment."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

REPOSITORY = Path(__file__).resolve().parent.parent
GATE_VARIABLE = "MONITOR_GATE_DIR"


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder that holds `pyproject.toml`."""
    return REPOSITORY


@pytest.fixture(scope="session")
def gate_dir() -> Path:
    """The folder with the labelled texts that are not in the repository.

    Set, the variable is a promise: a folder that is not there fails. Unset, the gate skips.
    """
    named = os.environ.get(GATE_VARIABLE)
    if not named:
        pytest.skip(f"{GATE_VARIABLE} is not set: the labelled texts are outside the repository")
    folder = Path(named)
    assert folder.is_dir(), f"{GATE_VARIABLE} names no folder: {folder}"
    return folder


@pytest.fixture(autouse=True)
def _quiet_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the developer's own secrets, proxies and service manager out of every test."""
    kept = {GATE_VARIABLE}
    for name in os.environ:
        if name.startswith("MONITOR_") and name not in kept:
            monkeypatch.delenv(name)
    for name in ("NOTIFY_SOCKET", "WATCHDOG_USEC", "CREDENTIALS_DIRECTORY"):
        monkeypatch.delenv(name, raising=False)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def _own_log() -> Iterator[None]:
    """Leave no test the log of another: a command's goes to that test's own output."""
    yield
    structlog.reset_defaults()

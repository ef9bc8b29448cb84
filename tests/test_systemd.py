from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

UNIT = "council-monitor.service"
#: tenths: systemd's own scale runs from 0 (safe) to 10 (exposed)
MAX_EXPOSURE = 25


@pytest.fixture(scope="module")
def systemd_analyze() -> str:
    found = shutil.which("systemd-analyze")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("systemd-analyze is not installed: apt install systemd")
        pytest.skip("systemd-analyze is not installed")
    return found


@pytest.fixture
def rendered(tmp_path: Path) -> Path:
    """The unit as `make unit` writes it for a place that has a `monitor` command."""
    command = tmp_path / "opt" / ".venv" / "bin" / "monitor"
    command.parent.mkdir(parents=True)
    command.write_text("#!/bin/sh\n")
    command.chmod(0o755)
    subprocess.run(
        ["make", "--silent", "unit", f"PREFIX={tmp_path / 'opt'}", f"DIST={tmp_path}"],
        cwd=REPOSITORY,
        check=True,
        capture_output=True,
    )
    return tmp_path / UNIT


def directives(text: str) -> dict[str, str]:
    pairs = (line.split("=", 1) for line in text.splitlines() if "=" in line and line[0] != "#")
    return {key: value for key, value in pairs}  # noqa: C416 (a pair is a list here)


def test_the_rendered_unit_passes_systemd_verify(systemd_analyze: str, rendered: Path) -> None:
    done = subprocess.run(
        [systemd_analyze, "verify", str(rendered)], capture_output=True, text=True, check=False
    )
    # verify exits 0 on an unknown value and says so; other units of the machine may have faults
    about_ours = [line for line in (done.stdout + done.stderr).splitlines() if UNIT in line]
    assert (done.returncode, about_ours) == (0, [])


def test_the_rendered_unit_is_hardened(systemd_analyze: str, rendered: Path) -> None:
    done = subprocess.run(
        [
            systemd_analyze,
            "security",
            "--offline=true",
            "--no-pager",
            f"--threshold={MAX_EXPOSURE}",
            str(rendered),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_rendering_leaves_nothing_of_the_default_place(rendered: Path) -> None:
    assert "/opt/council-monitor" not in rendered.read_text(encoding="utf-8")


def test_the_unit_stops_the_service_later_than_the_service_stops_itself(rendered: Path) -> None:
    found = directives(rendered.read_text(encoding="utf-8"))
    assert int(found["TimeoutStopSec"]) > 10


def test_the_unit_waits_for_readiness_and_feeds_on_the_watchdog(rendered: Path) -> None:
    found = directives(rendered.read_text(encoding="utf-8"))
    assert (found["Type"], int(found["WatchdogSec"]) >= 60) == ("notify", True)

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from monitor.tag.encoder import CARD, PARTS
from tests.conftest import REPOSITORY

LOCKS = ("requirements.lock", "requirements-dev.lock")
PIN = re.compile(r"^([a-z0-9-]+)==(\S+)", re.MULTILINE)


def pins(name: str) -> set[tuple[str, str]]:
    return set(PIN.findall((REPOSITORY / name).read_text(encoding="utf-8")))


def test_the_wheel_holds_the_code_and_its_data(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=REPOSITORY,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    packed = {n for n in zipfile.ZipFile(wheel).namelist() if n.startswith("monitor/")}
    tracked = subprocess.run(
        ["git", "ls-files", "monitor"], cwd=REPOSITORY, check=True, capture_output=True, text=True
    )
    assert set(tracked.stdout.split()) - packed == set()
    assert {f"monitor/models/signs/{name}" for name in (*PARTS, CARD)} <= packed


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address(lock: str) -> None:
    text = (REPOSITORY / lock).read_text(encoding="utf-8")
    assert re.findall(r"\w+://|--[a-z-]*index|--find-links|^/", text, re.MULTILINE) == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_of_a_lock_has_its_hash(lock: str) -> None:
    blocks = re.split(
        r"^(?=[a-z])", (REPOSITORY / lock).read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    assert [b.split()[0] for b in blocks if b.strip() and "--hash=sha256:" not in b] == []


def test_both_locks_agree_on_what_runs() -> None:
    assert pins("requirements.lock") <= pins("requirements-dev.lock")


def test_torch_is_not_installed_to_run() -> None:
    assert {name for name, _ in pins("requirements.lock")} & {"torch"} == set()

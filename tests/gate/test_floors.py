"""A floor can be raised by a run; lowered only by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gate.floors import FloorError, load_gate, update_floors

FILE = """\
# Why this file is here.

[dev]
sha256 = "old"
# Why it is so.
noise = 0.01

[dev.floors]
recall = 0.80
precision = 0.90

[html]
sha256 = "other"
noise = 0

[html.floors]
recall = 0.70
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "floors.toml"
    made.write_text(FILE, encoding="utf-8")
    return made


def test_a_floor_rises_to_what_was_reached_rounded_down(file: Path) -> None:
    update_floors("dev", {"recall": 0.85559, "precision": 0.9}, "new", file=file)
    assert load_gate("dev", file).floors == {"recall": 0.8555, "precision": 0.9}


def test_the_digest_of_what_was_measured_is_kept(file: Path) -> None:
    update_floors("dev", {"recall": 0.8, "precision": 0.9}, "new", file=file)
    assert load_gate("dev", file).sha256 == "new"


def test_comments_and_other_gates_stay(file: Path) -> None:
    update_floors("dev", {"recall": 0.8, "precision": 0.9}, "old", file=file)
    text = file.read_text(encoding="utf-8")
    assert "# Why it is so." in text
    assert load_gate("html", file).floors == {"recall": 0.7}


def test_a_floor_is_not_lowered_unasked(file: Path) -> None:
    with pytest.raises(FloorError, match=r"--allow-lower recall"):
        update_floors("dev", {"recall": 0.5, "precision": 0.99}, "new", file=file)
    assert file.read_text(encoding="utf-8") == FILE


def test_a_floor_is_lowered_by_name(file: Path) -> None:
    may_fall = frozenset({"recall"})
    update_floors("dev", {"recall": 0.5, "precision": 0.9}, "new", may_fall=may_fall, file=file)
    assert load_gate("dev", file).floors["recall"] == 0.5


def test_to_allow_one_floor_allows_no_other(file: Path) -> None:
    may_fall = frozenset({"recall"})
    with pytest.raises(FloorError, match="precision"):
        update_floors("dev", {"recall": 0.5, "precision": 0.5}, "new", may_fall=may_fall, file=file)


def test_noise_neither_fails_nor_lowers(file: Path) -> None:
    figures = {"recall": 0.795, "precision": 0.9}
    assert not load_gate("dev", file).faults(figures, "old")
    assert update_floors("dev", figures, "old", file=file)["recall"] == 0.8


@pytest.mark.parametrize(
    ("figures", "sha256", "said"),
    [
        ({"recall": 0.7, "precision": 0.9}, "old", "recall is 0.7000, below 0.8000"),
        ({"precision": 0.9}, "old", "recall is not measured"),
        ({"recall": 0.8, "precision": 0.9}, "new", "has changed"),
    ],
)
def test_a_fault_says_what_fell(
    file: Path, figures: dict[str, float], sha256: str, said: str
) -> None:
    (fault,) = load_gate("dev", file).faults(figures, sha256)
    assert said in fault


def test_a_gate_without_a_section_is_said(file: Path) -> None:
    with pytest.raises(FloorError, match=r"no section \[feeds\]"):
        load_gate("feeds", file)

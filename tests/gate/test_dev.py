"""Precision and recall on labelled real text do not fall below what was reached."""

from __future__ import annotations

import hashlib
import os
import tomllib
from pathlib import Path

import pytest

from tests.gate.measure import Measured, measure

pytestmark = [pytest.mark.gate, pytest.mark.serial]

FLOORS = tomllib.loads((Path(__file__).parent / "floors.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def measured() -> Measured:
    place = os.environ.get("MONITOR_GATE_DIR")
    if not place:
        pytest.skip("MONITOR_GATE_DIR is not set: labelled real text is not here")
    file = Path(place) / "dev" / "dev.jsonl"
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    assert digest == FLOORS["dev"]["sha256"], "the labelled text has changed: measure anew"
    return measure(file)


@pytest.mark.parametrize("figure", sorted(FLOORS["dev"]["floors"]))
def test_a_figure_is_not_below_its_floor(measured: Measured, figure: str) -> None:
    found = measured.figures()[figure]
    assert found >= FLOORS["dev"]["floors"][figure], "\n".join(measured.errors)

"""Precision and recall on labelled real text do not fall below what was reached."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.gate.floors import load_gate
from tests.gate.measure import run_dev

pytestmark = [pytest.mark.gate, pytest.mark.serial]


def test_no_figure_is_below_its_floor() -> None:
    place = os.environ.get("MONITOR_GATE_DIR")
    if not place:
        pytest.skip("MONITOR_GATE_DIR is not set: labelled real text is not here")
    run = run_dev(Path(place))
    faults = load_gate("dev").faults(run.figures, run.sha256)
    assert not faults, "\n".join([*faults, *run.errors])

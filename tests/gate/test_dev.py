"""Precision and recall on labelled real text do not fall below what was reached."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gate.council_table import block, tables
from tests.gate.floors import load_gate
from tests.gate.measure import run_dev

pytestmark = [pytest.mark.gate, pytest.mark.serial]


def test_no_figure_is_below_its_floor(gate_dir: Path) -> None:
    run = run_dev(gate_dir)
    faults = load_gate("dev").faults(run.figures, run.sha256)
    assert not faults, "\n".join([*faults, *run.errors])


def test_the_manual_gives_the_figures_of_councils_as_measured(gate_dir: Path) -> None:
    found = tables("dev", run_dev(gate_dir).cases)
    assert block("dev") == found, "python -m tests.gate.measure councils --update writes it"

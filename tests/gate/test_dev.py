"""Precision and recall on labelled real text do not fall below what was reached."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gate.floors import load_gate
from tests.gate.manual import block, differences
from tests.gate.measure import TOPICS, run_dev

pytestmark = [pytest.mark.gate, pytest.mark.serial]


def test_no_figure_is_below_its_floor(gate_dir: Path) -> None:
    run = run_dev(gate_dir)
    faults = load_gate("dev").faults(run.figures, run.sha256)
    assert not faults, "\n".join([*faults, *run.errors])


@pytest.mark.parametrize("topic", [n for n, t in TOPICS.items() if "dev" in t.gates])
def test_the_manual_gives_the_figures_as_measured(topic: str, gate_dir: Path) -> None:
    found = TOPICS[topic].tables("dev", run_dev(gate_dir))
    other = differences(block(topic, "dev"), found)
    assert not other, f"python -m tests.gate.measure {topic} --update writes it"

"""Real pages are read as well as was reached, better than by plain trafilatura, and none crashes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.gate.extraction import CRASHED, Outcome, measure_pages, page_figures, worst
from tests.gate.floors import load_gate
from tests.gate.pages import digest

pytestmark = [pytest.mark.gate, pytest.mark.serial]

#: trafilatura's own figure on the Scrapinghub set, as published for 2.3.1 without comments
PUBLISHED_F1 = 0.960
#: a wall has fewer characters
LONG = 900
#: processor seconds that one page may take; the dearest measured took 0.4
SECONDS_A_PAGE = 3.0


@pytest.fixture(scope="module")
def folder() -> Path:
    place = os.environ.get("MONITOR_GATE_DIR")
    if not place:
        pytest.skip("MONITOR_GATE_DIR is not set: real pages are not here")
    return Path(place) / "corpus" / "html"


@pytest.fixture(scope="module")
def outcomes(folder: Path) -> list[Outcome]:
    return measure_pages(folder)


def test_every_page_is_read_or_says_why_not(outcomes: list[Outcome]) -> None:
    crashed = [f"{o.name}: {o.reason}" for o in outcomes if o.reason.startswith(CRASHED)]
    assert not crashed
    assert len(outcomes) == 694


def test_no_article_is_taken_for_a_wall(outcomes: list[Outcome]) -> None:
    long = [o for o in outcomes if o.is_article and o.n_wanted >= LONG]
    wrong = [f"{o.name}: {o.reason or 'beginning'}" for o in long if o.reason or o.is_beginning]
    assert not wrong


def test_no_page_takes_long(outcomes: list[Outcome]) -> None:
    slow = [f"{o.name}: {o.seconds:.1f} s" for o in outcomes if o.seconds > SECONDS_A_PAGE]
    assert not slow


def test_no_figure_is_below_its_floor(outcomes: list[Outcome], folder: Path) -> None:
    faults = load_gate("html").faults(page_figures(outcomes), digest(folder))
    assert not faults, "\n".join([*faults, *worst(outcomes)])


def test_text_is_found_as_well_as_by_plain_trafilatura(outcomes: list[Outcome]) -> None:
    figures = page_figures(outcomes)
    assert figures["scrapinghub_f1"] >= max(figures["plain_f1"], PUBLISHED_F1)

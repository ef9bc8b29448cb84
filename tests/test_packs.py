"""An agenda pack of 400 pages: what matters on three of them is found, and what it costs."""

from __future__ import annotations

import pytest

from bench.papers import COUNCIL, Measured, make_page, measure_packs
from monitor.analyse import Reference, analyse
from monitor.demo.site import write_site
from monitor.records import Lane
from monitor.score import score_document
from tests.packs import TELLING, write_pack


@pytest.fixture(scope="module")
def packs() -> tuple[Measured, Measured]:
    return measure_packs()


@pytest.mark.slow
@pytest.mark.serial
def test_a_pack_of_400_pages_is_read_in_20_s_and_300_mib(packs: tuple[Measured, Measured]) -> None:
    assert packs[0].seconds < 20
    assert packs[0].peak_rss_mib < 300


@pytest.mark.slow
@pytest.mark.serial
def test_the_three_pages_that_matter_lead_the_evidence(packs: tuple[Measured, Measured]) -> None:
    assert packs[0].lane == Lane.ALERT
    assert set(packs[0].pages[:3]) == set(TELLING)


@pytest.mark.parametrize("n_pages", [30, 90, 400])
def test_boilerplate_adds_up_to_nothing_however_long_the_pack(n_pages: int, tmp_path) -> None:
    write_site(tmp_path, "http://127.0.0.1:1")
    tagged = analyse(
        make_page(write_pack(telling={}, n_pages=n_pages)),
        Reference(register_folder=tmp_path / "register"),
    )
    assert score_document(tagged, COUNCIL).lane is Lane.NONE
    assert tagged.events == ()

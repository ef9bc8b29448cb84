"""The register by slug and by name, and how it is read."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from monitor.errors import ConfigError, NotFoundError
from monitor.records import CouncilSlug
from monitor.register import Clue, Register, load_register
from tests.conftest import REPOSITORY

TODAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def register() -> Register:
    return load_register()


def test_a_council_is_found_by_slug_code_name_and_part(register: Register) -> None:
    for query in ("county-durham", "E06000047", "Durham County Council", "durham"):
        assert register.search(query)[0].slug == "county-durham"


def test_a_slip_of_the_pen_finds_the_nearest_name(register: Register) -> None:
    assert register.search("northumberlnd")[0].slug == "northumberland"


def test_an_unknown_slug_is_answered_with_near_ones(register: Register) -> None:
    with pytest.raises(NotFoundError, match="county-durham"):
        register.get("county-duram")


def test_names_that_contain_each_other_are_told(register: Register) -> None:
    found = {c.other.slug: c for c in register.collisions("somerset", TODAY)}
    assert found[CouncilSlug("north-somerset")].clue is Clue.LONGER


def test_a_shared_name_says_what_decides(register: Register) -> None:
    found = {c.other.slug: c.clue for c in register.collisions("newcastle-upon-tyne", TODAY)}
    assert found[CouncilSlug("newcastle-under-lyme")] is Clue.REGION
    assert register.collisions("cumberland", TODAY)[0].clue is Clue.DATE


def test_other_names_nearby_are_offered_for_a_wrong_word(register: Register) -> None:
    assert register.find("northumberlnd") == ()
    assert register.near("northumberlnd")[0].slug == "northumberland"
    assert register.near("qqqq") == ()


def test_an_unknown_county_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "councils.csv").write_text(
        "slug,name,kind,region,upper_tier\na,A,district,London,nowhere\n"
    )
    (tmp_path / "aliases.csv").write_text("slug,alias\n")
    (tmp_path / "negative_phrases.csv").write_text("slug,phrase\n")
    with pytest.raises(ConfigError, match="nowhere: no such slug"):
        load_register(tmp_path)


def test_every_fault_is_reported_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "councils.csv").write_text(
        "slug,name,kind,region,start_date\na,A,castle,London,\nb,B,district,London,soon\n"
    )
    (tmp_path / "aliases.csv").write_text("slug,alias,kind,ambiguous,match_case\nzz,Z,short,0,0\n")
    (tmp_path / "negative_phrases.csv").write_text("slug,phrase\n")
    with pytest.raises(ConfigError) as caught:
        load_register(tmp_path)
    faults = "\n".join(caught.value.faults)
    assert "councils.csv: line 2: kind" in faults
    assert "councils.csv: line 3: start_date" in faults
    assert "aliases.csv: zz: no such slug" in faults


def test_the_shipped_data_are_what_the_script_makes(tmp_path: Path) -> None:
    place = os.environ.get("MONITOR_GATE_DIR")
    if not place:
        pytest.skip("MONITOR_GATE_DIR is not set: the collected tables are not here")
    command = [sys.executable, "scripts/build_data.py", str(Path(place) / "data"), "--data",
               str(tmp_path / "data"), "--sources", str(tmp_path / "sources.d")]  # fmt: skip
    subprocess.run(command, check=True, cwd=REPOSITORY)
    for made in [*(tmp_path / "data").iterdir(), *(tmp_path / "sources.d").iterdir()]:
        home = "monitor/data" if made.parent.name == "data" else "sources.d"
        assert made.read_bytes() == (REPOSITORY / home / made.name).read_bytes()

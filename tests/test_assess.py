"""What a line of `monitor assess` may say of where its text came from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from monitor import demo
from monitor.analyse import Reference
from monitor.assess import Rules, assess_chunk, read_given
from monitor.register import load_register

FOLDER = Path(demo.__file__).parent
RULES = Rules(reference=Reference(register_folder=FOLDER))


def test_a_line_says_which_councils_its_outlet_reaches() -> None:
    page, _ = read_given({"text": "", "covers": ["sampleford", "wexcombe"]}, load_register(FOLDER))
    assert page.outline.covers == ("sampleford", "wexcombe")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"covers": ["samplefort"]}, "covers: no council 'samplefort' in the register; did you"),
        ({"covers": [7]}, "covers: no council '7' in the register"),
        ({"covers": "sampleford"}, "covers: expected a list of slugs, found str"),
        ({"source_council": "nowhere"}, "source_council: no council 'nowhere' in the register"),
    ],
)
def test_a_line_that_names_no_council_of_the_register_is_answered_alone(
    given: dict[str, object], said: str
) -> None:
    lines = [{"id": "wrong", "text": "a"} | given, {"id": "right", "text": "a"}]
    chunk = tuple((n, json.dumps(line)) for n, line in enumerate(lines, start=1))
    wrong, right = assess_chunk(chunk, RULES)
    assert wrong["id"] == "wrong"
    assert str(wrong["error"]).startswith(said)
    assert right["id"] == "right"
    assert "error" not in right

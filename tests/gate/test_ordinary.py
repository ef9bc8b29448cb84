"""Ordinary council items raise no alarm: agenda titles, routine news, press releases, budget season.

`ordinary.jsonl` holds items written for this, apart from the training text; every alert that one of
them becomes is a false one. The councils in them are the demo's.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from monitor.analyse import Reference
from monitor.assess import Rules, assess_line
from tests.gate.themes import REGISTER

pytestmark = [pytest.mark.gate]

ITEMS = [
    json.loads(line)
    for line in (Path(__file__).parent / "ordinary.jsonl").read_text(encoding="utf-8").splitlines()
]
#: alerts among a hundred ordinary items that an adviser will bear
MOST_PER_HUNDRED = 1.0
FEWEST_ITEMS = 1_000


def test_the_items_are_told_apart() -> None:
    assert len({item["id"] for item in ITEMS}) == len(ITEMS) >= FEWEST_ITEMS
    assert len({(item["title"], item["text"]) for item in ITEMS}) == len(ITEMS)


def test_hardly_any_ordinary_item_is_an_alert() -> None:
    rules = Rules(reference=Reference(register_folder=REGISTER))
    judged = [
        assess_line(number, json.dumps({k: item[k] for k in ("id", "title", "text")}), rules)
        for number, item in enumerate(ITEMS, 1)
    ]
    assert not [out for out in judged if "error" in out]
    alerts = [(out["id"], out["why"]) for out in judged if out["alert"]]
    assert 100 * len(alerts) / len(ITEMS) <= MOST_PER_HUNDRED, alerts

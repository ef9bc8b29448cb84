"""Texts that are no signs raise hardly any alarm: ordinary council items, real feeds, real pages.

`ordinary.jsonl` holds agenda titles, routine news, press releases and texts of the budget season,
written for this, apart from the training text; the councils in them are the demo's.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.gate import alarms
from tests.gate.alarms import ORDINARY, Alarm, budget_table, false_alerts, rate
from tests.gate.floors import load_gate
from tests.gate.manual import block, differences, page_of
from tests.gate.measure import TOPICS, run_alarms
from tests.gate.ways import Reached

ITEMS = [json.loads(line) for line in ORDINARY.read_text(encoding="utf-8").splitlines()]
#: alerts among as many ordinary items, and among as many real texts, that an adviser will bear
MOST_ORDINARY, MOST_REAL = 1 / 100, 1 / 500
FEWEST_ITEMS = 2_000


def made(kind: str, *, severity: int = 0) -> Alarm:
    found = Reached(
        speaks=True, has_words=True, is_read=True, is_alert=severity > 0, severity=severity, why="x"
    )
    return Alarm(id="x-1", kind=kind, reached=found)


def test_the_items_are_told_apart() -> None:
    assert len({item["id"] for item in ITEMS}) == len(ITEMS) >= FEWEST_ITEMS
    assert len({(item["title"], item["text"]) for item in ITEMS}) == len(ITEMS)


def test_an_alarm_is_counted_from_its_severity_on() -> None:
    texts = [made("minutes"), made("minutes", severity=1), made("minutes", severity=2)]
    assert (rate(texts), rate(texts, severity=2)) == (2 / 3, 1 / 3)
    assert false_alerts(texts[:2]) == ["x-1 (minutes): severity 1, x"]


def test_the_budget_adds_up_what_comes_in() -> None:
    quiet = [made(kind) for kind in ("minutes", "press_release", "agenda_title")]
    loud = [made("agenda_title", severity=2), *quiet]
    *_, whole = budget_table(loud, [made("feed")])
    titles = next(flow for flow in alarms.FLOWS if "committee" in flow.name)
    n_day = titles.sources * titles.entries_each / 2 + alarms.RADAR * alarms.STORIES_EACH
    assert whole.endswith(f"**{n_day:.1f}** |")


@pytest.mark.gate
def test_hardly_any_ordinary_item_is_an_alert() -> None:
    found = alarms.ordinary_alarms()
    assert rate(found) <= MOST_ORDINARY, "\n".join(false_alerts(found))


@pytest.mark.gate
@pytest.mark.serial
def test_hardly_any_real_text_is_an_alert_and_the_manual_says_how_many(gate_dir: Path) -> None:
    run = run_alarms(gate_dir)
    for name in ("feeds", "pages"):
        assert rate(run.quiet[name]) <= MOST_REAL, "\n".join(false_alerts(run.quiet[name]))
    assert not load_gate("alarms").faults(run.figures, run.sha256), "\n".join(run.errors)
    found = TOPICS["alarms"].tables("alarms", run)
    other = differences(block("alarms", "alarms", page_of("themes")), found)
    assert not other, "python -m tests.gate.measure alarms --update writes it"

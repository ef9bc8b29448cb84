"""The labelled set of stories is sound."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.records.kinds import Tier
from monitor.register import load_register
from tests.gate.stories import Report, false_merges, figures, load_rows, pairs, replay, reports_of
from tests.gate.themes import REGISTER

FOLDER = Path(__file__).parent / "stories"
ROWS = [
    json.loads(line)
    for file in sorted(FOLDER.glob("*.jsonl"))
    for line in file.read_text(encoding="utf-8").splitlines()
]
BY_ID = {row["id"]: row for row in ROWS}
KEYS = (
    "id", "stories", "council", "title", "text", "outlet", "tier", "published_at", "seen_at", "kind",
    "copy_of", "origin", "adds", "why",
)  # fmt: skip
KINDS = frozenset(
    [
        "report",
        "copy",
        "near_copy",
        "follow_up",
        "press_release",
        "live_blog",
        "round_up",
        "explainer",
        "anniversary",
        "paper",
    ]
)
ADDS = frozenset(
    ["severity", "event", "role", "amount", "denial", "decision", "origin", "completion"]
)


def test_each_document_has_its_fields_in_order() -> None:
    assert all(tuple(row) == KEYS for row in ROWS)
    assert len(BY_ID) == len(ROWS) >= 600


def test_there_are_stories_enough_of_one_and_of_many_documents() -> None:
    sizes = Counter(story for row in ROWS for story in row["stories"])
    assert len(sizes) >= 150
    assert min(sum(n == 1 for n in sizes.values()), sum(n >= 4 for n in sizes.values())) >= 30


def test_words_of_the_labels_are_known() -> None:
    register = load_register(REGISTER)
    for row in ROWS:
        assert row["kind"] in KINDS, row["id"]
        assert set(row["adds"]) <= ADDS, row["id"]
        assert row["tier"] in set(Tier), row["id"]
        assert row["council"] or not row["stories"], row["id"]
        assert all(register.has(slug) for slug in row["council"]), row["id"]


def test_a_copy_shares_story_and_origin_with_what_it_copies() -> None:
    for row in (row for row in ROWS if row["copy_of"]):
        copied = BY_ID[row["copy_of"]]
        assert set(row["stories"]) & set(copied["stories"]), row["id"]
        assert set(row["origin"].split("+")) & set(copied["origin"].split("+")), row["id"]


def test_what_is_in_no_story_has_no_origin_and_the_rest_has_one() -> None:
    assert all(bool(row["origin"]) is bool(row["stories"]) for row in ROWS)


def test_nothing_is_seen_before_it_is_written() -> None:
    for row in ROWS:
        written, seen = (datetime.fromisoformat(row[key]) for key in ("published_at", "seen_at"))
        assert written <= seen, row["id"]


def test_the_first_document_of_a_story_adds_nothing() -> None:
    first: dict[str, dict[str, object]] = {}
    for row in sorted(ROWS, key=lambda r: r["seen_at"]):
        for story in row["stories"]:
            first.setdefault(story, row)
    alone = [row for row in first.values() if len(row["stories"]) == 1]  # type: ignore[arg-type]
    assert [row["id"] for row in alone if row["adds"]] == []


def made(*stories: str) -> list[Report]:
    """One council's reports, an hour apart, with their labels."""
    first = datetime(2026, 3, 1, tzinfo=UTC)
    return [
        Report(id=f"x-{n}", council="sampleford", story=s, seen_at=first + timedelta(hours=n))
        for n, s in enumerate(stories)
    ]


def test_a_grouping_as_labelled_is_perfect() -> None:
    reports = made("a", "a", "b", "")
    grouped = dict(zip(reports, (1, 1, 2, 3), strict=True))
    assert set(figures(grouped).values()) == {1.0}


def test_pairs_are_right_wrong_or_missed() -> None:
    grouped = dict(zip(made("a", "a", "b", "a"), (1, 1, 1, 2), strict=True))
    assert pairs(grouped) == (1, 2, 2)


def test_two_that_are_in_no_story_are_not_one() -> None:
    grouped = dict(zip(made("", ""), (1, 1), strict=True))
    assert pairs(grouped) == (0, 1, 0)


def test_b_cubed_asks_each_document() -> None:
    found = figures(dict(zip(made("a", "a", "b"), (1, 1, 1), strict=True)))
    assert found["b3_precision"] == pytest.approx((2 / 3 + 2 / 3 + 1 / 3) / 3)
    assert found["b3_recall"] == 1.0


def test_what_joins_another_affair_is_a_false_merge() -> None:
    reports = made("a", "a", "b", "a")
    grouped = dict(zip(reports, (1, 1, 1, 1), strict=True))
    assert false_merges(grouped) == [reports[2]]


def test_a_document_of_two_councils_is_asked_for_each() -> None:
    asked = Counter(report.id for report in reports_of(load_rows()))
    both = [row["id"] for row in ROWS if len(row["stories"]) == 2 and len(row["council"]) == 2]
    assert both
    assert all(asked[name] == 2 for name in both)


@pytest.mark.gate
def test_the_same_order_gives_the_same_stories() -> None:
    rows = load_rows()
    assert replay(rows) == replay(rows)

"""The cases written for councils are sound, and are judged as well as was reached."""

from __future__ import annotations

import json
import re
from collections import defaultdict

import pytest

from monitor.register import load_register
from tests.gate.council_table import tables
from tests.gate.councils import CHALLENGE, GIVEN, Case, council_figures, digest_of, intervals, wrong
from tests.gate.floors import load_gate
from tests.gate.manual import block
from tests.gate.measure import run_challenge

ROWS = [json.loads(line) for line in CHALLENGE.read_text(encoding="utf-8").splitlines()]
#: cases that may share the frame of a sentence: what is left of it without names and numbers
MOST_OF_A_FRAME = 3
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
_NAME = re.compile(
    r"\b[A-Z0-9][\w'’&-]*(?:\s+(?:(?:and|upon|on|of|the|with|&)\s+)*[A-Z0-9][\w'’&-]*)*"
)


def made(**found: frozenset[str]) -> Case:
    truth = {"about": frozenset({"a"}), "mentioned": frozenset({"a", "b"})}
    nothing: dict[str, frozenset[str]] = {"found_about": frozenset(), "found": frozenset()}
    return Case(id="x-01", phenomenon="x", group="x-01", **truth | nothing | found)


def test_each_case_names_councils_of_the_register() -> None:
    register = load_register()
    for row in ROWS:
        named = [*row["about"], *row["mentioned"], *row.get("covers", [])]
        unknown = [slug for slug in named if not register.has(slug)]
        assert not unknown, row["id"]


def test_each_case_has_its_fields_and_no_other() -> None:
    truth = {"phenomenon", "about", "mentioned", "why"}
    for row in ROWS:
        assert truth <= row.keys() <= truth | set(GIVEN), row["id"]
        assert row["title"] or row["text"], row["id"]
        assert not set(row["about"]) & set(row["mentioned"]), row["id"]


def test_cases_are_numbered_within_their_phenomenon() -> None:
    numbers: dict[str, int] = defaultdict(int)
    for row in ROWS:
        numbers[row["phenomenon"]] += 1
        assert row["id"] == f"{row['phenomenon']}-{numbers[row['phenomenon']]:02d}"
    assert min(numbers.values()) >= 12


def test_few_cases_share_the_frame_of_a_sentence() -> None:
    frames: dict[str, set[str]] = defaultdict(set)
    for row in ROWS:
        for sentence in _SENTENCE_END.split(f"{row['title']}\n{row['text']}"):
            frame = _NAME.sub("X", sentence.strip())
            if re.search(r"[a-z]", frame):
                frames[frame].add(row["id"])
    shared = {frame: ids for frame, ids in frames.items() if len(ids) > MOST_OF_A_FRAME}
    assert not shared


def test_a_wrong_case_is_said_with_what_was_expected_and_what_was_found() -> None:
    assert wrong([made(found_about=frozenset({"a"}), found=frozenset({"a"}))]) == [
        "x-01: mentioned a, b, found a"
    ]


def test_what_a_text_is_about_counts_as_mentioned() -> None:
    cases = [made(found_about=frozenset({"a", "c"}), found=frozenset({"a", "c"}))]
    figures = council_figures(cases)
    assert (figures["about_precision"], figures["about_recall"]) == (0.5, 1.0)
    assert (figures["mentioned_precision"], figures["mentioned_recall"]) == (0.5, 0.5)


def test_cases_that_are_all_alike_leave_no_doubt() -> None:
    cases = [made(found_about=frozenset({"a"}), found=frozenset({"a"}))] * 5
    assert intervals(cases, "mentioned")["recall"] == (0.5, 0.5)


@pytest.mark.gate
def test_no_figure_is_below_its_floor() -> None:
    run = run_challenge()
    faults = load_gate("challenge").faults(run.figures, run.sha256)
    assert not faults, "\n".join([*faults, *run.errors])


@pytest.mark.gate
def test_the_manual_gives_the_figures_as_measured() -> None:
    found = tables("challenge", run_challenge().cases)
    assert block("councils", "challenge") == found, (
        "python -m tests.gate.measure councils --update writes it"
    )


def test_the_floors_are_those_of_these_cases() -> None:
    assert load_gate("challenge").sha256 == digest_of()

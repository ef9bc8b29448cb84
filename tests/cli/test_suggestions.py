"""``monitor suggestions``: listed with what each would change, accepted, rejected, heeded."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.cli import main
from monitor.records import (
    AlertId,
    CouncilSlug,
    Lesson,
    Suggestion,
    SuggestionKind,
    SuggestionState,
)
from monitor.store import open_store
from tests.filed import NOW, make_config

Ask = Callable[..., str]

PHRASE = Lesson(
    kind=SuggestionKind.PHRASE,
    council=CouncilSlug("sampleford"),
    words="Sampleford Borough Council Choir",
)
NAME = Lesson(
    kind=SuggestionKind.ALIAS,
    council=CouncilSlug("exampleby"),
    words="The Ford",
    instead_of=(CouncilSlug("sampleford"),),
    sources=("gazette",),
)
HABIT = Lesson(kind=SuggestionKind.SOURCE, council=CouncilSlug("exampleby"), words="gazette")


@pytest.fixture
def ask(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    make_config(tmp_path)
    store = open_store(tmp_path / "var" / "monitor.db")
    waiting = SuggestionState.WAITING
    for lesson, state in ((PHRASE, SuggestionState.OPEN), (NAME, SuggestionState.OPEN),
                          (HABIT, waiting)):  # fmt: skip
        made = Suggestion(lesson=lesson, alerts=(AlertId(7),), state=state, made_at=NOW)
        store.suggestions.create(made)
    store.close()

    def run(*arguments: str, code: int = 0) -> str:
        try:
            came = main(arguments)
        except SystemExit as stopped:
            came = int(stopped.code or 0)
        shown = capsys.readouterr()
        assert came == code, shown.err
        return " ".join((shown.out + shown.err).split())

    return run


@pytest.fixture
def config(tmp_path: Path) -> tuple[str, str]:
    return "--config", str(tmp_path / "sources.toml")


def test_open_ones_are_listed_as_json(ask: Ask, config: tuple[str, str]) -> None:
    lines = ask("suggestions", "--json", *config).split("} {")
    assert len(lines) == 2
    row = json.loads(lines[0] + "}")
    assert (row["id"], row["kind"], row["words"]) == (1, "phrase", PHRASE.words)
    assert (row["corrections"], row["alerts"], row["documents_90d"]) == (1, [7], 0)


def test_a_person_reads_what_each_would_change(ask: Ask, config: tuple[str, str]) -> None:
    shown = ask("suggestions", "--all", *config)
    for word in ("Choir", "Exampleby", "gazette", "(#7)", "too few"):
        assert word in shown


def test_one_is_accepted_and_taken_back(ask: Ask, config: tuple[str, str]) -> None:
    shown = ask("suggestions", "accept", "2", "--by", "jo", *config)
    assert "“The Ford” in texts of gazette means Exampleby District Council, not Sampleford" in (
        shown
    )
    assert "is accepted by jo; nothing was done" in ask(
        "suggestions", "accept", "2", "--by", "al", *config, code=1
    )
    assert "suggestion 2 is rejected" in ask("suggestions", *config, "reject", "2", "--by", "jo")
    assert "no suggestion 9" in ask("suggestions", "reject", "9", "--by", "jo", *config, code=1)


def test_nobody_decides_without_a_name(ask: Ask, config: tuple[str, str]) -> None:
    ask("suggestions", "accept", "2", *config, code=2)


def test_when_all_are_decided_on_it_says_so(ask: Ask, config: tuple[str, str]) -> None:
    for key in ("1", "2"):
        ask("suggestions", "reject", key, "--by", "jo", *config)
    assert ask("suggestions", *config) == "Nothing to decide on."


def test_assess_reads_with_what_was_accepted_in_a_database(
    ask: Ask, config: tuple[str, str], tmp_path: Path
) -> None:
    text = {"id": "a", "title": "Song", "text": "The Sampleford Borough Council Choir sang."}
    file = tmp_path / "texts.jsonl"
    file.write_text(json.dumps(text), encoding="utf-8")
    database = ("--db", str(tmp_path / "var" / "monitor.db"))

    def councils() -> list[str]:
        row = json.loads(ask("assess", str(file), "--json", *config, *database))
        return [c["slug"] for c in row["councils"]]

    assert councils() == ["sampleford"]
    ask("suggestions", "accept", "1", "--by", "jo", *config)
    assert councils() == []

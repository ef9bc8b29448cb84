"""``monitor councils``: a card, a list, JSON, and what is said to a wrong word."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.cli import main
from monitor.config import load_config
from monitor.records import (
    AlertId,
    CouncilSlug,
    Lesson,
    Suggestion,
    SuggestionKind,
    SuggestionState,
)
from monitor.store import open_store
from tests.filed import NOW

_COUNCILS = """slug,gss,name,short_name,kind,region,status,start_date,end_date,successors,upper_tier,\
planned_end,planned_successors,planned_start
exampleshire,E10999001,Exampleshire County Council,Exampleshire,county,South East,in-force,\
1974-04-01,,,,2028-03-31,new-exampleshire,
sampleford,E07999001,Sampleford Borough Council,Sampleford,district,South East,in-force,\
1974-04-01,2027-03-31,wexcombe-and-sampleford,exampleshire,,,
wexcombe,E07999002,Wexcombe District Council,Wexcombe,district,South East,former,\
,2019-03-31,sampleford,exampleshire,,,
wexcombe-and-sampleford,,Wexcombe and Sampleford Council,Wexcombe and Sampleford,unitary,South East,\
shadow,2027-04-01,,,,,,
new-exampleshire,,New Exampleshire Council,New Exampleshire,unitary,South East,planned,\
,,,,,,2028-04-01
sampleford-north,E08999001,Sampleford North Council,Sampleford North,metropolitan,North West,\
in-force,1974-04-01,,,,,,
"""
_ALIASES = """slug,alias,kind,ambiguous,match_case
sampleford,Sampleford Borough Council,official,0,0
sampleford,Sampleford,short,1,0
sampleford,SBC,abbreviation,1,1
sampleford-north,Sampleford North Council,official,0,0
sampleford-north,SBC,abbreviation,1,1
"""
_SOURCES = """
[[source]]
key = "sampleford-news"
kind = "feed"
name = "News"
url = "https://sampleford.example/rss"
tier = "official"
council = "sampleford"

[[source]]
key = "gazette"
kind = "feed"
name = "Gazette"
url = "https://gazette.example/rss"
tier = "local"
covers = ["sampleford"]

[tagging]
register = "register"
"""

Ask = Callable[..., str]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "register"
    folder.mkdir()
    (folder / "councils.csv").write_text(_COUNCILS, encoding="utf-8")
    (folder / "aliases.csv").write_text(_ALIASES, encoding="utf-8")
    (folder / "negative_phrases.csv").write_text("slug,phrase\n", encoding="utf-8")
    (tmp_path / "sources.toml").write_text(_SOURCES, encoding="utf-8")
    return tmp_path


@pytest.fixture
def ask(place: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    def run(*arguments: str, code: int = 0) -> str:
        given = ["councils", *arguments, "--config", str(place / "sources.toml")]
        try:
            came = main(given)
        except SystemExit as stopped:
            came = int(stopped.code or 0)
        assert came == code
        shown = capsys.readouterr()
        return " ".join((shown.out + shown.err).replace("│", " ").split())

    return run


def test_one_council_is_shown_as_a_card_in_plain_words(ask: Ask) -> None:
    shown = ask("sampleford", "--on", "2026-11-25")
    for words in (
        "Sampleford Borough Council (sampleford)",
        "district council (district), South East",
        "on 25/11/2026 in force since 01/04/1974, until 31/03/2027",
        "county Exampleshire County Council",
        "took over from Wexcombe District Council",
        "followed by Wexcombe and Sampleford Council",
        "abbreviation SBC ?",
        "sampleford-news (feed, own)",
        "gazette (feed, reaches it)",
        "SBC: sampleford-north too; decided by the region that the outlet reports on",
        "also: sampleford-north, wexcombe-and-sampleford",
    ):
        assert words in shown


@pytest.mark.parametrize(
    ("slug", "day", "words"),
    [
        ("sampleford", "2027-04-01", "former: ended on 31/03/2027"),
        ("wexcombe", "2027-04-01", "answers now Wexcombe and Sampleford Council"),
        ("wexcombe-and-sampleford", "2026-11-25", "shadow authority: takes over on 01/04/2027"),
        ("wexcombe-and-sampleford", "2027-04-01", "in force since 01/04/2027"),
        ("new-exampleshire", "2028-05-01", "to begin on 01/04/2028; not law yet, never alerted on"),
        ("exampleshire", "2026-11-25", "to end on 31/03/2028, followed by new-exampleshire"),
        ("exampleshire", "2026-11-25", "districts Sampleford"),
    ],
)
def test_the_standing_is_that_of_the_day(ask: Ask, slug: str, day: str, words: str) -> None:
    assert words in ask(slug, "--on", day)


def test_several_are_a_list_with_their_standings(ask: Ask) -> None:
    shown = ask("north", "--on", "2026-11-25")
    assert "metropolitan borough council (single tier)" in shown
    shown = ask("exampleshir", "--on", "2026-11-25")
    assert "2 councils" in shown
    assert "planned: to" in shown


def test_a_wrong_word_is_answered_with_near_names(ask: Ask) -> None:
    assert "did you mean Sampleford (sampleford)" in ask("samplefrod", code=1)
    assert "no council like 'qqq' in the register" in ask("qqq", code=1)


def test_a_day_that_is_none_is_bad_usage(ask: Ask) -> None:
    assert "expected a date" in ask("sampleford", "--on", "soon", code=2)


def test_json_holds_all_of_it(ask: Ask) -> None:
    row = json.loads(ask("E07999001", "--json", "--on", "2026-11-25"))
    assert row["standing"] == "in-force"
    assert row["tier"] == "district"
    assert row["aliases_by_kind"]["abbreviation"] == ["SBC"]
    assert [s["key"] for s in row["sources"]] == ["sampleford-news", "gazette"]
    assert row["collisions"][0]["council"] == "sampleford-north"


def test_health_and_accepted_names_come_from_the_database(place: Path, ask: Ask) -> None:
    store = open_store(place / "var" / "monitor.db")
    sources = load_config(place / "sources.toml").sources
    store.sources.sync(sources, now=NOW, spread=timedelta(0))
    store.suggestions.create(
        Suggestion(
            lesson=Lesson(
                kind=SuggestionKind.ALIAS,
                council=CouncilSlug("sampleford"),
                words="The Ford Council",
                sources=("gazette",),
            ),
            alerts=(AlertId(1),),
            state=SuggestionState.ACCEPTED,
            made_at=NOW,
        )
    )
    store.close()
    shown = ask("sampleford")
    assert "gazette (feed, reaches it, unproven)" in shown
    assert "The Ford Council" in shown

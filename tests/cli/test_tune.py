"""``monitor tune``: says what would have changed, keeps nothing, and saves only when asked."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.cli import main
from monitor.config import load_config
from monitor.demo.sample import load_texts
from monitor.records import Theme
from monitor.store import open_store
from tests.sampled import DATABASE, file_sample

Ask = Callable[..., str]
#: keys of `[tagging]` as a person wrote them
MINE = "# my own\nalert_threshold = 0.5  # tried in May\n"
READ_AT = datetime.now(UTC) - timedelta(days=3)
N_TEXTS = len(load_texts(READ_AT))


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("filed")
    file_sample(folder, READ_AT, MINE)
    return folder


@pytest.fixture
def place(filed: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "here"
    shutil.copytree(filed, folder)
    return folder


@pytest.fixture
def ask(place: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    where = ("--config", str(place / "sources.toml"), "--db", str(place / DATABASE))

    def run(*arguments: str, code: int = 0) -> str:
        try:
            came = main(["tune", *arguments, *where])
        except SystemExit as stopped:
            came = int(stopped.code or 0)
        shown = capsys.readouterr()
        assert came == code, shown.err
        return shown.out if code == 0 else " ".join(shown.err.replace("│", " ").split())

    return run


def drop_text(place: Path) -> None:
    store = open_store(place / DATABASE)
    store.documents.drop_text(before=datetime.now(UTC))
    store.close()


def rows_of(text: str) -> dict[str, list[dict[str, object]]]:
    rows: dict[str, list[dict[str, object]]] = {}
    for line in text.splitlines():
        row = json.loads(line)
        rows.setdefault(row["what"], []).append(row)
    return rows


def test_a_person_reads_what_is_lost_why_and_how_to_save(ask: Ask) -> None:
    shown = ask("--since", "4w", "--alert", "0.97")
    words = " ".join(shown.split())
    assert "alert from 0.97 (now 0.5), unsure from 0.3 (now 0.3)" in words
    assert "Thornmoor City Council: Energy firm set up by council collapses" in words
    assert "(alert) -> 0.9" in words
    assert "An upper bound: documents of one story count once" in words
    assert "monitor tune --since 4w --alert 0.97 --unsure 0.3 --save --config" in words


def test_json_is_a_summary_then_changes_then_regions(ask: Ask, place: Path) -> None:
    rows = rows_of(ask("--since", "90d", "--alert", "0.97", "--json"))
    (summary,) = rows["summary"]
    assert summary["alerts_lost"] == len(rows["lost"]) > 0
    assert summary["unsure_gained"] == summary["alerts_lost"]
    assert (summary["n_scored_again"], summary["saved"]) == (0, None)
    lost = rows["lost"][0]
    assert (lost["lane_before"], lost["lane_after"]) == ("alert", "unsure")
    assert lost["score_before"] == lost["score_after"]
    assert lost["parts"]
    with sqlite3.connect(place / DATABASE) as database:
        (n_alerts,) = database.execute("SELECT count(*) FROM alerts").fetchone()
    database.close()
    assert sum(int(str(r["alerts_before"])) for r in rows["region"]) == n_alerts


def test_without_save_the_configuration_stays(ask: Ask, place: Path) -> None:
    before = (place / "sources.toml").read_bytes()
    assert "Nothing is changed." in ask("--since", "90d", "--alert", "0.97")
    assert (place / "sources.toml").read_bytes() == before


def test_save_changes_the_two_values_and_nothing_else(ask: Ask, place: Path) -> None:
    before = (place / "sources.toml").read_text(encoding="utf-8")
    shown = ask("--since", "90d", "--alert", "0.6", "--unsure", "0.35", "--save")
    assert "alert_threshold = 0.6, unsure_threshold = 0.35" in shown
    expected = before.replace("alert_threshold = 0.5  #", "alert_threshold = 0.6  #")
    expected = expected.replace("[tagging]\n", "[tagging]\nunsure_threshold = 0.35\n")
    assert (place / "sources.toml").read_text(encoding="utf-8") == expected


def test_a_model_is_saved_by_its_place_beside_the_configuration(ask: Ask, place: Path) -> None:
    drop_text(place)
    folder = place / "own"
    folder.mkdir()
    card = {"version": "signs-1", "labels": list(Theme), "sha256": {}}
    (folder / "card.json").write_text(json.dumps(card), encoding="utf-8")
    shown = ask("--since", "90d", "--model", str(folder), "--save")
    assert "classifier: signs-1" in shown
    config = load_config(place / "sources.toml", {})
    assert (config.tagging.model, config.model) == ("own", str(place / "own"))


def test_that_another_classifier_cannot_change_what_has_no_text_is_said(
    ask: Ask, place: Path
) -> None:
    words = "another classifier cannot change"
    assert words not in ask("--since", "90d", "--model", "none")
    drop_text(place)
    shown = ask("--since", "90d", "--model", "none")
    assert words in shown
    assert f"0 tagged again, {N_TEXTS} scored again" in shown


def test_that_older_documents_in_no_story_are_forgotten_is_said(ask: Ask) -> None:
    words = "kept for 90 days (mention_days)"
    assert words in ask("--since", "91d")
    assert words not in ask("--since", "90d")


def test_nothing_in_the_database_changes(ask: Ask, place: Path) -> None:
    def dump() -> list[str]:
        database = sqlite3.connect(place / DATABASE)
        lines = list(database.iterdump())
        database.close()
        return lines

    before = dump()
    ask("--since", "90d", "--alert", "0.97", "--save")
    assert dump() == before


@pytest.mark.parametrize(
    ("since", "n"),
    [("12h", 0), ("4d", N_TEXTS), ("1w", N_TEXTS), (f"{READ_AT - timedelta(days=1):%F}", N_TEXTS)],
)
def test_the_time_is_a_span_or_a_date(ask: Ask, since: str, n: int) -> None:
    (summary,) = rows_of(ask("--since", since, "--json"))["summary"]
    assert summary["n_documents"] == n


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "Missing option '--since'"),
        (("--since", "soon"), "expected 90d, 12h, 4w or a date"),
        (("--since", "2026-02-30"), "expected a date"),
        (("--since", "2999-01-01"), "no time to look back on"),
        (("--since", "0d"), "no time to look back on"),
        (("--since", "90d", "--alert", "0.4", "--unsure", "0.5"), "must not be above"),
        (("--since", "90d", "--alert", "0.2"), "unsure from 0.3 must not be above alert from 0.2"),
        (("--since", "90d", "--alert", "1.5"), "between 0 and 1"),
        (("--since", "90d", "--unsure", "0"), "between 0 and 1"),
        (("--since", "90d", "--alert", "nan"), "between 0 and 1"),
        (("--since", "90d", "--save"), "nothing to save"),
    ],
)
def test_what_makes_no_sense_is_refused(
    ask: Ask, place: Path, arguments: tuple[str, ...], words: str
) -> None:
    before = (place / "sources.toml").read_bytes()
    assert words in ask(*arguments, code=2)
    assert (place / "sources.toml").read_bytes() == before


def test_a_section_that_cannot_be_saved_is_told_before_the_work(ask: Ask, place: Path) -> None:
    path = place / "sources.toml"
    text = path.read_text(encoding="utf-8").replace("[tagging]", "[ 'tagging' ]")
    path.write_text(text, encoding="utf-8")
    tried = ("--since", "90d", "--alert", "0.6")
    assert "write there: alert_threshold = 0.6" in ask(*tried, "--save", code=2)
    assert "Nothing is changed." in ask(*tried)


def test_without_a_database_it_fails(ask: Ask, place: Path) -> None:
    (place / DATABASE).unlink()
    assert "no database at" in ask("--since", "90d", code=1)

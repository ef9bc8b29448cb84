"""``monitor learn``: what it tells, what it writes, what it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.cli import main
from monitor.records import AlertId, Label, Verdict
from monitor.store import open_store
from monitor.tag.train.text import parse_unit
from monitor.triage import decide
from tests.filed import EXAMPLEBY, NOW, file_alert, make_config, make_desk

Ask = Callable[..., str]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Two verdicts that teach, one that does not."""
    make_config(tmp_path, "[retention]\ntext_days = 21\n")
    desk = make_desk(tmp_path / "register")
    store = open_store(tmp_path / "monitor.db")
    labels = (Label.VERIFY, Label.NOT_RELEVANT, Label.NEEDS_INFO)
    for n, label in enumerate(labels):
        alert = file_alert(
            store, desk, f"Section 114 notice, {'x' * n} part", council=EXAMPLEBY,
            at=NOW + timedelta(days=40 * n),
        )  # fmt: skip
        decide(store, Verdict(alert=AlertId(alert.id or 0), label=label, by="jo", at=NOW), desk)
    store.close()
    return tmp_path


@pytest.fixture
def ask(place: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    where = ("--config", str(place / "sources.toml"), "--db", str(place / "monitor.db"))

    def run(*arguments: str, code: int = 0) -> str:
        try:
            came = main(["learn", *arguments, *where])
        except SystemExit as stopped:
            came = int(stopped.code or 0)
        shown = capsys.readouterr()
        assert came == code, shown.err
        return shown.out if code == 0 else " ".join(shown.err.split())

    return run


def drop_text(place: Path) -> None:
    store = open_store(place / "monitor.db")
    store.documents.drop_text(before=NOW + timedelta(days=1000))
    store.close()


def test_it_writes_units_and_tells_the_next_two_steps(ask: Ask, place: Path) -> None:
    file = place / "units.jsonl"
    shown = ask("--export", str(file))
    lines = file.read_text(encoding="utf-8").splitlines()
    assert [(u.severity, bool(u.labels)) for u in map(parse_unit, lines)] == [(2, True), (0, False)]
    assert f"2 verdicts written to {file}" in shown
    assert "left out: 1: needs_info says nothing of the text" in shown
    assert f"python -m monitor.tag.train --extra {file} --out models/own" in shown
    assert "monitor tune --since 90d --model models/own --config" in shown
    assert '[tagging] model = "models/own"' in shown


def test_the_file_is_its_owners_and_is_never_overwritten(ask: Ask, place: Path) -> None:
    file = place / "units.jsonl"
    ask("--export", str(file))
    assert file.stat().st_mode & 0o777 == 0o600
    before = file.read_bytes()
    assert "is there already; choose another name" in ask("--export", str(file), code=1)
    assert file.read_bytes() == before


def test_texts_that_are_gone_are_counted_with_the_remedy(ask: Ask, place: Path) -> None:
    drop_text(place)
    file = place / "units.jsonl"
    shown = ask("--export", str(file))
    assert "nothing written" in shown
    assert "left out: 2: the text is no longer kept; run this before text_days" in shown
    assert "text_days = 21" in shown
    assert not file.exists()


def test_json_is_all_there_is_on_standard_output(ask: Ask, place: Path) -> None:
    file = place / "units.jsonl"
    row = json.loads(ask("--export", str(file), "--json"))
    assert row == {"n_written": 2, "file": str(file), "left_out": {"needs_info": 1}}


def test_a_file_has_to_be_named(ask: Ask) -> None:
    assert "--export" in ask(code=2)


def test_without_a_database_it_fails_and_writes_nothing(ask: Ask, place: Path) -> None:
    (place / "monitor.db").unlink()
    assert "no database at" in ask("--export", str(place / "units.jsonl"), code=1)
    assert not (place / "units.jsonl").exists()

"""The commands: exit codes, clean JSON, clear errors."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.cli import COMMANDS, main
from monitor.records import CouncilSlug, EventStatus, EventType, FormalEvent, SourceKey
from monitor.store import open_store
from tests.filed import file_alert, make_config, make_desk


@pytest.fixture
def place(tmp_path: Path) -> list[str]:
    make_config(tmp_path)
    store = open_store(tmp_path / "monitor.db")
    file_alert(store, make_desk(tmp_path / "register"), "Section 114 notice issued")
    store.close()
    return ["--config", str(tmp_path / "sources.toml"), "--db", str(tmp_path / "monitor.db")]


def run(*arguments: str) -> int:
    try:
        return main(arguments)
    except SystemExit as stopped:
        return int(stopped.code or 0)


def test_help_names_every_command_and_is_quick(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--help") == 0
    shown = capsys.readouterr().out
    assert all(name in shown for name in COMMANDS)
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-m", "monitor", "--help"], check=True, capture_output=True)
    assert time.perf_counter() - begun < 1.5


def test_the_help_of_every_command_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    for name, (module, _) in COMMANDS.items():
        if module != "unbuilt":
            assert run(name, "--help") == 0
    assert "Usage" in capsys.readouterr().out


@pytest.mark.parametrize("name", [n for n, (m, _) in COMMANDS.items() if m == "unbuilt"])
def test_what_is_not_built_says_so_and_fails(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(name, "x", "--y") == 1
    assert "not built yet" in capsys.readouterr().err


def test_json_is_all_there_is_on_standard_output(
    place: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    for command in (["queue"], ["show", "1"], ["concerns"], ["sources"]):
        assert run(*command, "--json", *place) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line)["id"] for line in lines] == [1, 1]


def test_the_queue_shows_the_alert_and_the_standing_sentence(
    place: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("queue", *place) == 0
    shown = capsys.readouterr().out
    assert "Sampleford" in shown
    assert "not in itself an indication of failure" in " ".join(shown.split())


def test_a_verdict_is_given_and_taken_back(
    place: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("verdict", "1", "verify", "--by", "jo", *place) == 0
    assert run("concerns", *place) == 0
    assert run("act", "1", "undo", "--by", "jo", *place) == 0
    assert "#1 is new" in capsys.readouterr().out


def test_a_digest_is_written(place: list[str], tmp_path: Path) -> None:
    folder = tmp_path / "digests"
    assert run("digest", "south-east", "--week", "2026-W47", "--out", str(folder), *place) == 0
    assert {p.suffix for p in folder.iterdir()} == {".eml", ".html"}


def test_the_current_week_is_never_sent(place: list[str]) -> None:
    assert run("digest", "south-east", "--week", "current", "--send", *place) == 2


def test_own_intelligence_is_filed_and_why_not_answers(
    place: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    note = "A director said that the leader and the chief executive no longer speak."
    assert run("file", "sampleford", "--note", note, "--by", "jo", *place) == 0
    days = ["--from", "2026-11-01", "--to", "2027-12-31"]
    assert run("why-not", "sampleford", *days, "--json", *place) == 0
    assert '"alert": 1' in capsys.readouterr().out


@pytest.fixture
def noted(place: list[str]) -> list[str]:
    """The same place, with two absences of the council: one stands, one was overtaken."""
    store = open_store(Path(place[3]))
    lately = datetime.now(UTC) - timedelta(days=2)
    event = FormalEvent(
        type=EventType.MINUTES_NOT_SEEN,
        council=CouncilSlug("sampleford"),
        on=None,
        status=EventStatus.NOT_SEEN,
        source=SourceKey("sampleford-committees"),
        url="https://sampleford.example/17",
        note="minutes of the Audit Committee of 3 June 2026 not seen by 29 July 2026",
        noted_at=lately,
    )
    moved = replace(
        event, type=EventType.MEETING_MOVED, status=EventStatus.REPORTED, note="Cabinet moved"
    )
    old = replace(event, url="old", noted_at=lately - timedelta(days=91), note="long ago")
    others = replace(event, council=CouncilSlug("exampleby"), note="another council's")
    store.formal.keep([event, moved, old, others])
    (first,) = store.formal.open(CouncilSlug("sampleford"), EventType.MEETING_MOVED)
    store.formal.mark_seen(first, datetime(2026, 11, 20, 12, tzinfo=UTC))
    store.close()
    return place


def test_an_alert_shows_what_else_was_noted_of_its_council_and_that_it_is_no_finding(
    noted: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("show", "1", *noted) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "Also noted of this council (last 90 days; none of it is a finding)" in shown
    assert "not seen by 29 July 2026 [sampleford-committees]" in shown
    assert "Cabinet moved; seen on 20 November 2026 [sampleford-committees]" in shown
    assert "long ago" not in shown
    assert "another council's" not in shown


def test_an_alert_of_whose_council_nothing_was_noted_has_no_such_section(
    place: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("show", "1", *place) == 0
    assert "Also noted" not in capsys.readouterr().out


def test_what_was_noted_stands_in_the_json_of_an_alert(
    noted: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("show", "1", "--json", *noted) == 0
    rows = json.loads(capsys.readouterr().out)["noted"]
    assert [(r["type"], r["status"], bool(r["seen_at"])) for r in rows] == [
        ("minutes_not_seen", "not_seen", False),
        ("meeting_moved", "reported", True),
    ]


def test_why_not_lists_what_was_due_and_is_not_seen(
    noted: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    today = datetime.now(UTC)
    days = ["--from", f"{today - timedelta(days=5):%F}", "--to", f"{today:%F}"]
    assert run("why-not", "sampleford", *days, "--json", *noted) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    found = [(r["stage"], r["reason"]) for r in rows if r["source"] == "sampleford-committees"]
    assert found == [
        ("not seen", "minutes not seen"),
        ("noted", "meeting moved; seen on 20 November 2026"),
    ]


def test_a_backup_is_a_whole_database(place: list[str], tmp_path: Path) -> None:
    assert run("backup", str(tmp_path / "copy.db"), *place) == 0
    copy = open_store(tmp_path / "copy.db")
    assert len(copy.alerts.queue()) == 1
    copy.close()


def test_a_faulty_configuration_prints_every_fault_and_exits_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "sources.toml"
    path.write_text('[fetch]\nspeed = 3\n[digest]\nday = "someday"\n', encoding="utf-8")
    assert run("check", "--config", str(path)) == 2
    errors = capsys.readouterr().err
    assert "fetch.speed" in errors
    assert "digest.day" in errors


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["nonsense"], 2), ([], 2), (["show"], 2), (["queue", "--config", "/none.toml"], 1)],
)
def test_bad_usage_has_its_exit_code(arguments: list[str], code: int) -> None:
    assert run(*arguments) == code


def test_an_unknown_alert_is_one_clear_line(
    place: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("show", "99", *place) == 1
    assert capsys.readouterr().err == "monitor show: no alert #99\n"


def test_assess_answers_each_line_in_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "texts.jsonl"
    rows = [{"id": "1", "text": "Leeds City Council has issued a section 114 notice."}, {"id": "2"}]
    file.write_text("\n".join(map(json.dumps, rows)) + "\nnot json\n", encoding="utf-8")
    assert run("assess", str(file), "--json") == 0
    first, second, third = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["id"], first["alert"], first["councils"][0]["slug"]) == ("1", True, "leeds")
    assert (second["id"], "error" in second) == ("2", True)
    assert (third["line"], "error" in third) == (3, True)


def test_the_register_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("councils", "county-durham", "--json", "--config", "/none.toml") == 0
    assert json.loads(capsys.readouterr().out.splitlines()[0])["name"] == "Durham County Council"

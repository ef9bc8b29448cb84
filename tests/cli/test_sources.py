"""`monitor sources` and `monitor poll` against the sample web: what a newcomer sees."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.cli import main
from monitor.config import load_config
from monitor.dates import to_iso
from monitor.demo.sample import load_texts
from monitor.demo.site import write_site
from monitor.demo.web import SampleWeb
from monitor.records import Source
from monitor.store import open_store

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def web() -> Iterator[SampleWeb]:
    begun = datetime.now(UTC) - timedelta(hours=1)
    with SampleWeb(load_texts(begun), begun, 0) as served:
        yield served


@pytest.fixture
def full(tmp_path: Path, web: SampleWeb) -> Path:
    return write_site(tmp_path, web.base)


@pytest.fixture
def bare(full: Path) -> Path:
    """The sample's configuration without its sources."""
    path = full.with_name("bare.toml")
    path.write_text(full.read_text(encoding="utf-8").partition("[[source]]")[0], encoding="utf-8")
    return path


@pytest.fixture
def polled(full: Path) -> list[str]:
    """The arguments for a database that holds the sample's sources."""
    database = full.parent / "monitor.db"
    store = open_store(database)
    store.sources.sync(load_config(full).sources, now=NOW, spread=timedelta(0))
    store.close()
    return ["--config", str(full), "--db", str(database)]


def run(*arguments: str | Path) -> int:
    try:
        return main([str(a) for a in arguments])
    except SystemExit as stopped:
        return int(stopped.code or 0)


def comparable(config: Path) -> dict[str, Source]:
    """Return the sources by key, without interval and hours: OPML has no place for them."""
    day = timedelta(days=1)
    sources = load_config(config).sources
    return {s.key: replace(s, every=day, pace_bounds=None, working_hours=False) for s in sources}


def test_what_is_printed_can_be_pasted(
    web: SampleWeb, bare: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("sources", "add", f"{web.base}/gazette/rss", "--config", bare) == 0
    printed = capsys.readouterr().out
    bare.write_text(bare.read_text(encoding="utf-8") + printed, encoding="utf-8")
    assert [s.url for s in load_config(bare).sources] == [f"{web.base}/gazette/rss"]


def test_what_is_written_is_in_the_configuration(web: SampleWeb, bare: Path) -> None:
    given = ("--key", "mine", "--name", "Mine", "--region", "south-east", "--tier", "trade")
    assert (
        run("sources", "add", f"{web.base}/council/news", "--write", *given, "--config", bare) == 0
    )
    (source,) = load_config(bare).sources
    assert (source.key, source.name, source.region, source.tier) == (
        "mine", "Mine", "South East", "trade",
    )  # fmt: skip


def test_options_before_the_commands_name_hold_too(web: SampleWeb, bare: Path) -> None:
    assert run("sources", "--config", bare, "add", f"{web.base}/meetings", "--write") == 0
    assert load_config(bare).sources[0].kind == "moderngov"


def test_an_address_that_is_configured_already_names_its_key(
    web: SampleWeb, full: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("sources", "add", f"{web.base}/gazette/rss", "--config", full) == 1
    assert "configured already as gazette" in capsys.readouterr().err


def test_an_address_without_a_source_says_what_was_tried(
    web: SampleWeb, bare: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("sources", "add", f"{web.base}/nothing", "--config", bare) == 1
    assert f"{web.base}/nothing: the server says 404" in capsys.readouterr().err


def test_a_pasted_alert_is_kept_apart_and_never_printed(
    web: SampleWeb,
    bare: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address = f"{web.base}/alerts/feed"
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{address}\n\n"))
    assert run("sources", "add", "-", "--write", "--key", "council", "--config", bare) == 0
    shown = "".join(capsys.readouterr())
    assert (address in shown, "COUNCIL" in shown) == (False, True)
    assert address not in bare.read_text(encoding="utf-8")
    assert load_config(bare).sources[0].url == address


def test_a_pasted_alert_without_write_names_its_key_only(
    web: SampleWeb,
    bare: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{web.base}/alerts/feed\n"))
    assert run("sources", "add", "-", "--config", bare) == 0
    shown = capsys.readouterr()
    assert 'url = "secret:GOOGLE_ALERT_COUNCIL"' in shown.out
    assert "alerts/feed" not in shown.out + shown.err


def test_what_is_exported_is_imported(
    full: Path, bare: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = full.with_name("sources.opml")
    assert run("sources", "export", file, "--config", full) == 0
    assert "1 left out: their addresses are secrets" in capsys.readouterr().err
    assert "alerts/feed" not in file.read_text(encoding="utf-8")
    assert run("sources", "import", file, "--write", "--config", bare) == 0
    given = comparable(full)
    del given["alert"]
    assert comparable(bare) == given


def test_a_file_that_is_no_opml_is_one_clear_line(
    bare: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("sources", "import", bare, "--config", bare) == 1
    assert capsys.readouterr().err == f"monitor sources: {bare}: is not an OPML file\n"


def test_a_source_is_paused_and_resumed(
    polled: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("sources", "pause", "gazette", "--by", "jo", *polled) == 0
    assert run("sources", "--health", *polled) == 0
    assert "paused by jo" in capsys.readouterr().out
    assert run("sources", "resume", "gazette", "--by", "jo", *polled) == 0
    assert "was paused by jo" in capsys.readouterr().out


def test_a_source_that_is_not_there_cannot_be_paused(polled: list[str]) -> None:
    assert run("sources", "pause", "nothing", "--by", "jo", *polled) == 1


@pytest.fixture
def failing(polled: list[str]) -> list[str]:
    """The same with a source that has failed for three days."""
    store = open_store(Path(polled[-1]))
    row = {
        "health": "failing",
        "health_since": to_iso(NOW - timedelta(days=3)),
        "last_ok_at": to_iso(NOW - timedelta(days=4)),
        "last_new_at": to_iso(NOW - timedelta(days=5)),
        "next_due_at": to_iso(NOW + timedelta(hours=3)),
        "reason": "the server says 503 Service Unavailable; last answered 20 Nov 2026, 12:00, and "
        "not once since",
    }
    with store.transaction():
        store.db.table("poll_state").update("fading", row)
    store.close()
    return polled


def test_health_tells_since_when_and_why_within_eighty_columns(
    failing: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("sources", "--health", *failing) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "fading: failing since 21 Nov 2026, 12:00"
    assert "last new entry: 19 Nov 2026, 12:00; last answer: 20 Nov 2026, 12:00" in lines[3]
    assert max(map(len, lines)) <= 80


def test_health_counts_the_well_and_does_not_list_them(
    failing: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("sources", "--health", *failing) == 0
    shown = capsys.readouterr().out
    assert "gazette" not in shown
    assert "9 sources: 8 unproven, 1 failing" in shown


def test_health_as_json_holds_the_unwell_alone(
    failing: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("sources", "--health", "--json", *failing) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["key"] == "fading"


def test_a_preview_finds_out_the_kind_and_names_the_next_step(
    web: SampleWeb, bare: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("poll", f"{web.base}/council/news", "--pages", "1", "--config", bare) == 0
    shown = capsys.readouterr()
    assert "page http" in shown.out
    assert (
        "unproven; answered once; a second poll will tell: lists 3, of which a first poll takes"
        in shown.out
    )
    assert f"monitor sources add '{web.base}/council/news' --write --config {bare}" in shown.err


def test_a_preview_names_councils_and_signs(full: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("poll", "gazette", "--config", full) == 0
    shown = capsys.readouterr()
    assert "Sampleford Borough Council: finance: alert" in shown.out
    assert "configured as gazette" in shown.err


def test_a_preview_as_json_begins_with_the_source(
    full: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("poll", "gazette", "--json", "--pages", "0", "--config", full) == 0
    first, second, *_ = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["source"], first["health"]) == ("gazette", "unproven")
    assert second["fate"] == "new"


def test_a_preview_of_a_secret_shows_its_reference(
    web: SampleWeb, full: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("poll", f"{web.base}/alerts/feed", "--pages", "0", "--config", full) == 0
    shown = "".join(capsys.readouterr())
    assert "secret:DEMO_ALERT" in shown
    assert "alerts/feed" not in shown


def test_a_preview_of_what_does_not_answer_fails(
    web: SampleWeb, bare: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("poll", f"{web.base}/gone", "--kind", "feed", "--config", bare) == 1
    assert "failing; the server says 404" in capsys.readouterr().out


def test_a_key_that_is_misspelt_is_met_with_a_near_one(
    full: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("poll", "gazete", "--config", full) == 1
    assert "did you mean gazette?" in capsys.readouterr().err


def test_a_selector_is_written_and_read_by(web: SampleWeb, bare: Path) -> None:
    given = ("--selector", "li", "--write", "--config", bare)
    assert run("sources", "add", f"{web.base}/council/news", *given) == 0
    assert [(s.kind, s.selector) for s in load_config(bare).sources] == [("page", "li")]


def test_a_selector_that_is_none_is_refused(
    web: SampleWeb, bare: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ("--selector", "li[", "--config", bare)
    assert run("sources", "add", f"{web.base}/council/news", *given) == 2
    assert "--selector: is no CSS selector" in capsys.readouterr().err

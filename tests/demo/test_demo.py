"""The sample is served validly, and is judged as an adviser would."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import monitor.demo
from monitor.analyse import Reference
from monitor.assess import Rules, assess_line
from monitor.config import load_config
from monitor.demo.sample import load_texts
from monitor.demo.site import write_site
from monitor.demo.web import SampleWeb
from monitor.fetch import KINDS, Manners, Session
from monitor.polling import next_state
from monitor.records import FetchStatus, PollState, Theme
from monitor.register import load_register
from tests.conftest import REPOSITORY

START = datetime.now(UTC)
TEXTS = load_texts(START)


@pytest.fixture
def web() -> Iterator[SampleWeb]:
    with SampleWeb(TEXTS, START - timedelta(minutes=5), 0) as served:
        yield served


def test_every_source_of_the_sample_is_read_by_its_kind(web: SampleWeb, tmp_path: Path) -> None:
    config = load_config(write_site(tmp_path, web.base), {})
    found = 0
    manners = Manners(
        user_agent="test",
        allow_private=("127.0.0.0/8",),
        host_spacing=timedelta(0),
        committee_spacing=timedelta(0),
    )
    with Session(manners, clock=lambda: START) as session:
        for source in config.sources:
            state = PollState(source=source.key, next_due_at=START)
            result = KINDS[source.kind].poll(source, state, session)
            assert result.status is FetchStatus.FETCHED, source.key
            reading = KINDS[source.kind].read(source, result)
            assert not reading.faults
            found += len(reading.entries)
            after = next_state(source, state, result, reading, new=reading.entries, now=START)
            again = KINDS[source.kind].poll(source, after, session)
            expected = {FetchStatus.NOT_MODIFIED, FetchStatus.FAILED}
            assert again.status in expected, source.key
    assert found == len(TEXTS) + 1


def test_all_themes_and_enough_alerts_are_among_the_texts() -> None:
    themes = {t for text in TEXTS if text.is_alert for t in text.themes}
    assert themes == {t for t in Theme if t.alerts}
    assert sum(t.is_alert for t in TEXTS) >= 15


def test_the_made_up_councils_bear_no_real_name() -> None:
    real = {c.short_name.lower() for c in load_register().councils}
    made = {
        c.short_name.lower() for c in load_register(Path(monitor.demo.__file__).parent).councils
    }
    assert not [(m, r) for m in made for r in real if r == m or f" {r} " in f" {m} "]


def test_the_texts_are_judged_as_an_adviser_would() -> None:
    rules = Rules(reference=Reference(register_folder=Path(monitor.demo.__file__).parent))
    wrong = []
    for text in TEXTS:
        given = {"id": text.key, "title": text.title, "text": "\n".join(text.paragraphs),
                 "published_at": text.published_at.isoformat()}  # fmt: skip
        if text.outlet in {"council", "committee"}:
            given["source_council"] = "sampleford" if text.outlet == "council" else "marlshire"
        judged = assess_line(1, json.dumps(given), rules)
        councils = judged["councils"]
        assert isinstance(councils, list)
        about = {c["slug"] for c in councils if c["is_about"]}
        if about != set(text.councils) or judged["alert"] is not text.is_alert:
            wrong.append((text.key, about, judged["alert"], judged["score"]))
    assert len(wrong) <= 0.1 * len(TEXTS), wrong


def test_the_demo_says_that_its_port_is_taken(web: SampleWeb, tmp_path: Path) -> None:
    from monitor.errors import MonitorError

    port = int(web.base.rsplit(":", 1)[1])
    with pytest.raises(MonitorError, match="--port"):
        monitor.demo.run_demo(directory=tmp_path, port=port, duration=None, show=lambda _: None)


@pytest.mark.serial
@pytest.mark.slow
def test_the_demo_runs_the_real_service_and_files_alerts(tmp_path: Path) -> None:
    lines: list[str] = []
    code = monitor.demo.run_demo(
        directory=tmp_path, port=0, duration=timedelta(seconds=25), show=lines.append
    )
    shown = "\n".join(lines)
    assert code == 0
    assert (REPOSITORY / "monitor").is_dir()
    assert sum(line.startswith("#") for line in lines) >= 15, shown
    assert "The Fading Times: failing" in shown
    assert " queue --config " in shown

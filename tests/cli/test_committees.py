"""A committee system, set up by its address alone: what it says reaches the queue with its page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.cli import main
from monitor.collect import ask
from monitor.config import load_config
from monitor.dates import LONDON
from monitor.demo.site import write_site
from monitor.fetch import Manners, Session
from monitor.outside import Outside
from monitor.polling import next_state
from monitor.records import PollState, SourceKind
from monitor.workers import run_here
from tests.conftest import REPOSITORY
from tests.councilweb.moderngov import Committees, Line, lines_of, site_of, sittings_of, systems
from tests.councilweb.server import Answer, Site, Web
from tests.packs import TELLING, write_pack

CONFIG = """
[fetch]
host_spacing_s = 0
committee_spacing_s = 0
allow_private = ["127.0.0.0/8"]
[tagging]
register = "register"
"""
NOW = datetime.now(UTC)
SYSTEMS = systems(NOW)
MEETING = "ieListDocuments.aspx?CId=9&MId=501&Ver=4"
PACK = "documents/g501/Public%20reports%20pack.pdf"
DECISION = "ieDecisionDetails.aspx?ID=78"
HEAD = ("committee system", "found", "titles right", "dates right", "requests to set up",
        "requests a quiet day")  # fmt: skip


def run(*arguments: str | Path) -> int:
    try:
        return main([str(a) for a in arguments])
    except SystemExit as stopped:
        return int(stopped.code or 0)


@pytest.fixture
def web() -> Iterator[Web]:
    with Web() as served:
        yield served


@pytest.fixture
def config(tmp_path: Path) -> Path:
    write_site(tmp_path, "http://127.0.0.1:1")
    path = tmp_path / "committees.toml"
    path.write_text(CONFIG, encoding="utf-8")
    return path


def set_up(config: Path, site: Site) -> None:
    assert run("sources", "add", site.url, "--council", "sampleford", "--write",
               "--config", config) == 0  # fmt: skip


def set_up_at_any_hour(config: Path, site: Site) -> None:
    """Set up a system whose papers are not left for the morning, whenever the test runs."""
    set_up(config, site)
    with config.open("a", encoding="utf-8") as file:
        file.write("working_hours = false\n")


def rows(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> list[dict[str, object]]:
    capsys.readouterr()
    assert run(*arguments, "--json") == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize("start", ["/", "/ieDocHome.aspx", "/mgWhatsNew.aspx"])
@pytest.mark.parametrize("name", SYSTEMS)
def test_a_committee_system_is_set_up_by_any_of_its_addresses(
    name: str, start: str, web: Web, config: Path
) -> None:
    site = web.serve(site_of(name, SYSTEMS[name], start=start))
    set_up(config, site)
    (source,) = load_config(config).sources
    assert source.kind is SourceKind.MODERNGOV
    assert source.url.rstrip("/") == site.base + SYSTEMS[name].path
    assert source.council == "sampleford"
    assert source.working_hours


@pytest.mark.slow
def test_what_stands_on_an_agenda_and_in_its_pack_reaches_the_queue(
    web: Web, config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    committees = Committees(now=NOW, lines=lines_of(NOW)[:1], sittings=sittings_of(NOW))
    committees.add_meeting(
        MEETING,
        "Audit and Governance Committee - Tuesday, 1st December, 2026 7.00 pm",
        ["Apologies for absence", "Treasury management mid-year review",
         "Auditor's statutory recommendations issued under section 24"],
        [PACK],
    )  # fmt: skip
    committees.pages[PACK] = Answer(body=write_pack(n_pages=400), kind="application/pdf")
    site = web.serve(site_of("sampleford", committees))
    set_up_at_any_hour(config, site)
    database = tmp_path / "monitor.db"
    assert run("run", "--once", "--config", config, "--db", database) == 0
    place = ("--config", config, "--db", database)
    (alert,) = rows(capsys, "queue", *place)
    assert alert["council"] == "sampleford"
    assert alert["severity"] == 3
    assert alert["corroborated"]
    (shown,) = rows(capsys, "show", str(alert["id"]), *place)
    evidence = shown["evidence"]
    assert isinstance(evidence, list)
    assert set(TELLING) <= {e["page"] for e in evidence}
    assert run("show", str(alert["id"]), *place) == 0
    assert f"{site.base}/{PACK}#page={evidence[0]['page']}" in capsys.readouterr().out
    asked = [a.path for a in site.asked]
    assert asked.count(f"/{PACK}") == 1


def test_a_title_is_news_before_any_paper_can_be_opened(
    web: Web, config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    committees = Committees(now=NOW, lines=lines_of(NOW)[-1:], sittings=sittings_of(NOW))
    committees.pages[DECISION] = Answer(body="Forbidden", status=403)
    set_up_at_any_hour(config, web.serve(site_of("sampleford", committees)))
    database = tmp_path / "monitor.db"
    assert run("run", "--once", "--config", config, "--db", database) == 0
    (alert,) = rows(capsys, "queue", "--config", config, "--db", database)
    assert alert["council"] == "sampleford"
    assert "interim chief executive" in str(alert["headline"])
    assert "churn" in str(alert["themes"])


def test_a_routine_agenda_makes_no_alert_and_opens_no_paper(
    web: Web, config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = Line(title="Agenda published: Planning Committee", path=MEETING,
                day=NOW.astimezone(LONDON).date())  # fmt: skip
    committees = Committees(now=NOW, lines=[line], sittings=sittings_of(NOW))
    committees.add_meeting(
        MEETING, "Planning Committee - Tuesday, 1st December, 2026 7.00 pm",
        ["Apologies for absence", "Barn at Hill Farm", "Extension at 4 Mill Lane"], [PACK],
    )  # fmt: skip
    site = web.serve(site_of("sampleford", committees))
    set_up_at_any_hour(config, site)
    database = tmp_path / "monitor.db"
    assert run("run", "--once", "--config", config, "--db", database) == 0
    assert rows(capsys, "queue", "--config", config, "--db", database) == []
    assert f"/{PACK}" not in [a.path for a in site.asked]


class Clock:
    """The time, as a test sets it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def measure(name: str, web: Web, config: Path) -> tuple[str, ...]:
    """Return what the manual says of one system."""
    committees = SYSTEMS[name]
    site = web.serve(site_of(name, committees))
    set_up(config, site)
    n_setup = len(site.asked)
    (source,) = load_config(config).sources
    monday = (NOW + timedelta(days=7 - NOW.weekday())).replace(hour=10, minute=0)
    clock = Clock(NOW)
    manners = Manners(user_agent="test", host_spacing=timedelta(0), committee_spacing=timedelta(0),
                      allow_private=("127.0.0.0/8",))  # fmt: skip
    state = PollState(source=source.key, next_due_at=NOW)
    with Session(manners, clock=clock) as session:
        outside = Outside(session=session, submit=run_here, clock=clock)
        result, reading = ask(source, state, outside)
        assert reading is not None
        state = next_state(source, state, result, reading, new=(), now=NOW)
        # a Monday from its first poll on
        clock.now = max(monday, state.next_due_at)
        day, n_quiet = clock.now.date(), 0
        while clock.now.date() == day:
            site.asked.clear()
            result, _ = ask(source, state, outside)
            n_quiet += len(site.asked)
            state = next_state(source, state, result, None, new=(), now=clock.now)
            clock.now = state.next_due_at
    found = {e.url.removeprefix(site.base): e for e in reading.entries}
    pairs = [(t, next(e for e in reading.entries if e.title == t.title)) for t in site.truth]
    n = len(site.truth)
    n_days = sum(
        (e.published_at.astimezone(LONDON).date() if e.published_at else None) == t.day
        for t, e in pairs
    )
    return (
        name,
        f"{sum(t.path in found for t in site.truth)} of {n}",
        f"{len(pairs)} of {n}",
        f"{n_days} of {n}",
        str(n_setup),
        str(n_quiet),
    )


def test_the_manual_says_what_a_committee_system_costs(web: Web, config: Path) -> None:
    given = config.read_text(encoding="utf-8")
    rows = [HEAD, tuple("---" for _ in HEAD)]
    for name in SYSTEMS:
        config.write_text(given, encoding="utf-8")
        rows.append(measure(name, web, config))
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    manual = (REPOSITORY / "docs" / "sources.md").read_text(encoding="utf-8")
    assert table in manual, f"docs/sources.md lacks this table:\n{table}"

"""The daemon keeps every rule of the hostile web; its own process stays small."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.hostile.run import Outcome, run

pytestmark = [pytest.mark.hostile, pytest.mark.serial, pytest.mark.slow]

#: seconds; at least 16 intervals and 150 s, as a ``ttl`` cannot ask for less than a minute
INTERVAL, DURATION = 10, 190
#: MiB
LARGEST_RSS = 300


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    folder: Path = tmp_path_factory.mktemp("hostile")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    return run(folder, port=port, interval=INTERVAL, duration=DURATION)


@pytest.mark.parametrize("level", ["MUST", "SHOULD"])
def test_no_rule_of_a_level_is_broken(outcome: Outcome, level: str) -> None:
    broken = [r for r in outcome.rules if r["level"] == level and r["verdict"] == "FAIL"]
    assert broken == [], outcome.output


@pytest.mark.parametrize("level", ["MUST", "SHOULD"])
def test_every_rule_of_a_level_could_be_told(outcome: Outcome, level: str) -> None:
    untold = [r for r in outcome.rules if r["level"] == level and r["verdict"] == "n/a"]
    assert untold == [], outcome.output


def test_the_daemon_stays_small(outcome: Outcome) -> None:
    assert outcome.rss_mib < LARGEST_RSS

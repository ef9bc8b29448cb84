"""`sources.toml` and what is wrong with it, all at once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from monitor.config import load_config
from monitor.errors import ConfigError
from monitor.records import Region

SOURCE = """
[[source]]
key = "gazette"
kind = "feed"
name = "The Gazette"
url = "https://gazette.example/rss"
tier = "local"
region = "south-east"
"""


def write(folder: Path, text: str, name: str = "sources.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def faults_of(path: Path, environ: dict[str, str] | None = None) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        load_config(path, environ or {})
    return caught.value.faults


def test_a_source_takes_the_interval_of_its_kind(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, SOURCE), {})
    assert config.sources[0].every == timedelta(minutes=30)


def test_a_region_may_be_written_with_hyphens(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, SOURCE), {})
    assert config.sources[0].region is Region.SOUTH_EAST


def test_a_missing_file_is_one_fault_that_names_the_remedy(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path / "nothing.toml")
    assert "no such file" in fault
    assert "--config" in fault


def test_every_fault_is_reported_at_once_with_file_and_key(tmp_path: Path) -> None:
    text = (
        SOURCE + SOURCE + '[fetch]\ntimeout_s = "soon"\nspeed = 3\n[digest]\nzone = "Mars/Base"\n'
    )
    faults = faults_of(write(tmp_path, text))
    assert any(f.startswith("sources.toml: fetch.timeout_s:") for f in faults)
    assert any("fetch.speed: no such key" in f for f in faults)
    assert any("digest.zone" in f and "Europe/London" in f for f in faults)


def test_a_key_that_stands_twice_names_both_files(tmp_path: Path) -> None:
    write(tmp_path, SOURCE, "more.toml")
    (fault,) = faults_of(write(tmp_path, 'include = ["more.toml"]\n' + SOURCE))
    assert "more.toml: source[gazette].key" in fault
    assert "sources.toml" in fault


def test_an_unknown_council_says_how_to_find_its_slug(tmp_path: Path) -> None:
    text = SOURCE.replace('region = "south-east"', 'council = "nowhere-upon-sea"')
    (fault,) = faults_of(write(tmp_path, text))
    assert "nowhere-upon-sea" in fault
    assert "monitor councils" in fault


def test_a_secret_that_is_not_set_says_what_to_do(tmp_path: Path) -> None:
    text = SOURCE.replace("https://gazette.example/rss", "env:GAZETTE_URL")
    (fault,) = faults_of(write(tmp_path, text))
    assert "set the environment variable GAZETTE_URL" in fault


def test_a_secret_address_is_used_but_not_shown(tmp_path: Path) -> None:
    text = SOURCE.replace("https://gazette.example/rss", "env:GAZETTE_URL")
    address = "https://gazette.example/private/123"
    (source,) = load_config(write(tmp_path, text), {"GAZETTE_URL": address}).sources
    assert source.url == address
    assert address not in repr(source)


def test_a_secrets_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    secrets = write(tmp_path, "GAZETTE=https://gazette.example/x\n", "secrets")
    secrets.chmod(0o644)
    text = SOURCE.replace("https://gazette.example/rss", "secret:GAZETTE")
    (fault,) = faults_of(write(tmp_path, text))
    assert "chmod 600" in fault


def test_a_secret_is_read_from_the_secrets_file(tmp_path: Path) -> None:
    secrets = write(tmp_path, "GAZETTE=https://gazette.example/x\n", "secrets")
    secrets.chmod(0o600)
    text = SOURCE.replace("https://gazette.example/rss", "secret:GAZETTE")
    assert load_config(write(tmp_path, text), {}).sources[0].url == "https://gazette.example/x"


def test_a_systemd_credential_is_found(tmp_path: Path) -> None:
    write(tmp_path, "https://gazette.example/y\n", "GAZETTE")
    text = SOURCE.replace("https://gazette.example/rss", "secret:GAZETTE")
    config = load_config(write(tmp_path, text), {"CREDENTIALS_DIRECTORY": str(tmp_path)})
    assert config.sources[0].url == "https://gazette.example/y"


def test_the_address_of_a_google_alert_must_not_stand_in_the_file(tmp_path: Path) -> None:
    address = "https://www.google.com/alerts/feeds/1/2"
    text = SOURCE.replace('kind = "feed"', 'kind = "google_alerts"')
    (fault,) = faults_of(write(tmp_path, text.replace("https://gazette.example/rss", address)))
    assert "is a secret" in fault
    assert address not in fault


@pytest.mark.parametrize(
    ("baseline", "span"),
    [("none", timedelta(0)), ("all", None), ("7d", timedelta(days=7))],
)
def test_baseline_says_how_far_back_the_first_poll_files(
    tmp_path: Path, baseline: str, span: timedelta | None
) -> None:
    text = SOURCE + f'baseline = "{baseline}"\n'
    assert load_config(write(tmp_path, text), {}).sources[0].baseline == span


def test_thresholds_must_not_cross(tmp_path: Path) -> None:
    text = "[tagging]\nalert_threshold = 0.2\nunsure_threshold = 0.4\n"
    (fault,) = faults_of(write(tmp_path, text))
    assert "unsure_threshold" in fault


def test_text_that_is_not_toml_names_the_line(tmp_path: Path) -> None:
    (fault,) = faults_of(write(tmp_path, "[fetch\n"))
    assert "not TOML" in fault
    assert "line 1" in fault


@pytest.mark.parametrize(
    ("text", "said"),
    [(None, "No such file"), ("no certificate", "holds no certificates")],
    ids=["missing", "another file"],
)
def test_a_file_of_authorities_that_holds_none_is_a_fault(
    tmp_path: Path, text: str | None, said: str
) -> None:
    if text is not None:
        write(tmp_path, text, "roots.pem")
    (fault,) = faults_of(write(tmp_path, '[fetch]\nca_file = "roots.pem"\n'))
    assert fault.startswith("sources.toml: fetch.ca_file: 'roots.pem'")
    assert said in fault


@pytest.mark.parametrize(
    ("kind", "said", "working_hours"),
    [
        ("feed", "", False),
        ("feed", "working_hours = true\n", True),
        ("moderngov", "", True),
        ("moderngov", "working_hours = false\n", False),
    ],
)
def test_committee_systems_keep_working_hours_unless_told_otherwise(
    tmp_path: Path, kind: str, said: str, working_hours: bool
) -> None:
    text = SOURCE.replace('kind = "feed"', f'kind = "{kind}"') + said
    assert load_config(write(tmp_path, text), {}).sources[0].working_hours is working_hours

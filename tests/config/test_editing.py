"""Sources appended to the configuration: escaped, checked as a whole, secrets apart."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import (
    Addition,
    check_sources,
    check_values,
    is_secret_address,
    load_config,
    render_addition,
    shown_address,
    write_edit,
)
from monitor.errors import ConfigError
from monitor.records import Region, SourceKind, Tier

ALERT = "https://www.google.com/alerts/feeds/00000000000000000001/0000000000000000002"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "sources.toml"
    text = 'include = ["sources.d/*.toml"]\n# mine\n[service]\ncontact = "a page"'
    path.write_text(text, encoding="utf-8")
    (tmp_path / "sources.d").mkdir()
    return path


def addition(key: str = "gazette", **changes: object) -> Addition:
    given: dict[str, object] = {
        "key": key,
        "kind": SourceKind.FEED,
        "name": "The Gazette",
        "url": "https://gazette.example/rss",
        "tier": Tier.LOCAL,
        "region": Region.SOUTH_EAST,
    }
    return Addition(**{**given, **changes})  # type: ignore[arg-type]


def alert() -> Addition:
    return addition(
        "alert", kind=SourceKind.GOOGLE_ALERTS, url="secret:ALERT", secret=ALERT, region=None
    )


def write(config: Path, *additions: Addition, file: str = "") -> None:
    write_edit(check_sources(config, Path(file) if file else None, additions, {}))


def test_what_stands_in_the_file_stays_byte_for_byte(config: Path) -> None:
    before = config.read_bytes()
    write(config, addition())
    assert config.read_bytes().startswith(before)
    assert [s.key for s in load_config(config, {}).sources] == ["gazette"]


def test_a_file_that_fits_an_include_is_made(config: Path) -> None:
    write(config, addition(), file="sources.d/own.toml")
    assert load_config(config, {}).sources[0].name == "The Gazette"
    assert "[[source]]" not in config.read_text(encoding="utf-8")


def test_a_file_that_nothing_includes_is_refused(config: Path) -> None:
    with pytest.raises(ConfigError, match="does not include it"):
        write(config, addition(), file="elsewhere.toml")


def test_a_faulty_addition_changes_nothing(config: Path) -> None:
    write(config, addition())
    before = config.read_bytes()
    with pytest.raises(ConfigError, match="keys must differ"):
        write(config, addition(url="https://other.example/rss"))
    assert config.read_bytes() == before


def test_a_file_that_changed_meanwhile_is_left_alone(config: Path) -> None:
    edit = check_sources(config, None, [addition()], {})
    config.write_text("# somebody was quicker\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="try again"):
        write_edit(edit)
    assert config.read_text(encoding="utf-8") == "# somebody was quicker\n"


def test_the_mode_of_the_file_stays(config: Path) -> None:
    config.chmod(0o640)
    write(config, addition())
    assert config.stat().st_mode & 0o777 == 0o640


def test_a_secret_goes_to_a_file_that_only_its_owner_reads(config: Path) -> None:
    write(config, alert())
    secrets = config.parent / "secrets"
    assert secrets.stat().st_mode & 0o777 == 0o600
    assert secrets.read_text(encoding="utf-8") == f"ALERT={ALERT}\n"
    assert ALERT not in config.read_text(encoding="utf-8")
    assert load_config(config, {}).sources[0].url == ALERT


def test_other_secrets_stay_as_they_are(config: Path) -> None:
    secrets = config.parent / "secrets"
    secrets.touch(mode=0o600)
    secrets.write_text("# mail\nMONITOR_SMTP_PASSWORD = a=b", encoding="utf-8")
    write(config, alert())
    lines = secrets.read_text(encoding="utf-8").splitlines()
    assert lines == ["# mail", "MONITOR_SMTP_PASSWORD = a=b", f"ALERT={ALERT}"]


def test_secrets_that_others_can_read_are_refused_and_nothing_is_written(config: Path) -> None:
    secrets = config.parent / "secrets"
    secrets.write_text("", encoding="utf-8")
    secrets.chmod(0o644)
    before = config.read_bytes()
    with pytest.raises(ConfigError, match="chmod 600"):
        write(config, alert())
    assert config.read_bytes() == before


def test_a_secret_that_has_another_value_is_never_overwritten(config: Path) -> None:
    secrets = config.parent / "secrets"
    secrets.touch(mode=0o600)
    secrets.write_text("ALERT=https://www.google.com/alerts/feeds/9/9\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="stands there already"):
        write(config, alert())


def test_the_secrets_file_named_in_the_environment_is_used(config: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    environ = {"MONITOR_SECRETS_FILE": str(elsewhere)}
    write_edit(check_sources(config, None, [alert()], environ))
    assert ALERT in elsewhere.read_text(encoding="utf-8")


@given(name=st.text(min_size=1), note=st.text())
def test_any_name_makes_sound_toml(name: str, note: str) -> None:
    (table,) = tomllib.loads(render_addition(addition(name=name, notes=(note,))))["source"]
    expected = "".join(c for c in name if c != "\x7f" and not "\ud800" <= c <= "\udfff")
    assert table["name"] == expected


def test_an_edit_shows_no_secret(config: Path) -> None:
    edit = check_sources(config, None, [alert()], {})
    assert ALERT not in repr(edit) + repr(alert())


@pytest.mark.parametrize(
    ("url", "is_secret"),
    [
        (ALERT, True),
        ("https://www.google.co.uk/alerts/feeds/1/2", True),
        ("https://google.de/alerts/feeds/1/2", True),
        ("https://not-google.com/alerts/feeds/1/2", False),
        ("https://jo:pass@news.example/rss", True),
        ("https://news.example/rss?token=abc", True),
        ("https://news.example/rss?apiKey=abc", True),
        ("https://news.example/rss?sig=abc", True),
        ("https://news.example/rss?auth=abc", True),
        ("https://news.example/rss?X-Amz-Signature=abc", True),
        ("https://news.example/rss?keywords=budget&monkey=1", False),
        ("https://news.example/mgRss.aspx?XXR=0&K=0", False),
    ],
)
def test_which_addresses_are_secrets(url: str, is_secret: bool) -> None:
    assert is_secret_address(url) is is_secret
    assert (shown_address(url) == url) is not is_secret


VALUES: dict[str, float | str] = {"alert_threshold": 0.6, "unsure_threshold": 0.35}


def test_values_replace_the_old_ones_and_all_else_stays(config: Path) -> None:
    text = config.read_text(encoding="utf-8") + "\n[tagging] # x\nalert_threshold = 0.5 # y\n"
    config.write_text(text, encoding="utf-8")
    write_edit(check_values(config, "tagging", VALUES, {}))
    expected = text.replace("# x\n", "# x\nunsure_threshold = 0.35\n").replace("0.5", "0.6")
    assert config.read_text(encoding="utf-8") == expected
    assert load_config(config, {}).tagging.unsure_threshold == 0.35


def test_values_go_to_the_included_file_in_which_their_section_stands(config: Path) -> None:
    before = config.read_bytes()
    child = config.parent / "sources.d" / "rules.toml"
    child.write_text("[tagging]\nalert_threshold = 0.5\n", encoding="utf-8")
    write_edit(check_values(config, "tagging", VALUES, {}))
    assert config.read_bytes() == before
    assert load_config(config, {}).tagging.alert_threshold == 0.6


def test_values_that_make_a_fault_change_nothing(config: Path) -> None:
    before = config.read_bytes()
    with pytest.raises(ConfigError, match="must not be above alert_threshold"):
        check_values(config, "tagging", {"alert_threshold": 0.2}, {})
    assert config.read_bytes() == before


def test_a_section_that_is_written_otherwise_is_left_to_its_author(config: Path) -> None:
    text = 'tagging = { model = "none" }\n' + config.read_text(encoding="utf-8")
    config.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"= 0\.6; unsure_threshold = 0\.35"):
        check_values(config, "tagging", VALUES, {})

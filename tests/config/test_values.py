"""Values put into a TOML text: only they change, wherever they stand."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config.values import Value, changes_only, put_values

TWO: dict[str, Value] = {"alert_threshold": 0.6, "unsure_threshold": 0.35}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "# a\n[tagging]  # b\nalert_threshold = 0.5   # c\n\tunsure_threshold=0.3\n[email]\n",
            "# a\n[tagging]  # b\nalert_threshold = 0.6   # c\n\tunsure_threshold=0.35\n[email]\n",
            id="both stand there",
        ),
        pytest.param(
            "[tagging]\n# mine\nregister = 'r' # x\nunsure_threshold = 0.3\n\n[[region]]\n",
            "[tagging]\nalert_threshold = 0.6\n# mine\nregister = 'r' # x\n"
            "unsure_threshold = 0.35\n\n[[region]]\n",
            id="one is missing",
        ),
        pytest.param(
            "[tagging]",
            "[tagging]\nalert_threshold = 0.6\nunsure_threshold = 0.35\n",
            id="an empty table at the end of a file",
        ),
        pytest.param(
            "[email]\nhost = ''",
            "[email]\nhost = ''\n\n[tagging]\nalert_threshold = 0.6\nunsure_threshold = 0.35\n",
            id="no table",
        ),
        pytest.param(
            "", "[tagging]\nalert_threshold = 0.6\nunsure_threshold = 0.35\n", id="no text"
        ),
        pytest.param(
            "[tagging]\r\nalert_threshold = 0.5 # c\r\n[email]\r\n",
            "[tagging]\r\nunsure_threshold = 0.35\r\nalert_threshold = 0.6 # c\r\n[email]\r\n",
            id="lines of Windows",
        ),
        pytest.param(
            "[other]\nalert_threshold = 0.5\n[tagging]\n[more]\nunsure_threshold = 0.3\n",
            "[other]\nalert_threshold = 0.5\n[tagging]\nalert_threshold = 0.6\n"
            "unsure_threshold = 0.35\n[more]\nunsure_threshold = 0.3\n",
            id="the same keys elsewhere",
        ),
        pytest.param(
            "[tagging]\n#alert_threshold = 0.5\nunsure_threshold = 0.3#\n",
            "[tagging]\nalert_threshold = 0.6\n#alert_threshold = 0.5\nunsure_threshold = 0.35#\n",
            id="a key in a comment",
        ),
    ],
)
def test_values_are_put_where_they_belong(before: str, after: str) -> None:
    assert put_values(before, "tagging", TWO) == after
    assert changes_only(before, after, "tagging", TWO)


@pytest.mark.parametrize("old", ['""', '"a # b"', "'c:\\d'", '"e\\"f"'])
def test_a_name_is_replaced_whatever_it_holds(old: str) -> None:
    before = f"[tagging]\nmodel = {old} # kept\n"
    assert put_values(before, "tagging", {"model": 'x "y"'}) == (
        '[tagging]\nmodel = "x \\"y\\"" # kept\n'
    )


@pytest.mark.parametrize(
    "text",
    [
        "tagging = { alert_threshold = 0.5 }\n",
        "tagging.alert_threshold = 0.5\n",
        '[tagging]\n"alert_threshold" = 0.5\n',
        '[tagging]\nalert_threshold = """\n0.5"""\n',
        'note = """\n[tagging]\n"""\n[tagging]\nalert_threshold = 0.5\n',
    ],
    ids=["inline", "dotted", "a quoted key", "a text of two lines", "a header that is none"],
)
def test_what_is_written_otherwise_is_seen(text: str) -> None:
    assert not changes_only(text, put_values(text, "tagging", TWO), "tagging", TWO)


@given(name=st.text())
def test_any_name_makes_sound_toml(name: str) -> None:
    table = tomllib.loads(put_values("[tagging]\nmodel = 'x'\n", "tagging", {"model": name}))
    expected = "".join(c for c in name if c != "\x7f" and not "\ud800" <= c <= "\udfff")
    assert table == {"tagging": {"model": expected}}

"""The cases written for signs are sound, and are judged as well as was reached."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict

import pytest

from monitor.records.kinds import Theme, Tier
from monitor.register import load_register
from monitor.tag.train.report import average_precision
from tests.gate.councils import digest_of
from tests.gate.floors import load_gate
from tests.gate.manual import block, differences
from tests.gate.measure import TOPICS, run_signs
from tests.gate.theme_table import phenomena_table, severity_table, theme_table
from tests.gate.themes import (
    GIVEN,
    REGISTER,
    THEMES,
    Case,
    calibration_error,
    count_themes,
    theme_figures,
    theme_intervals,
    weighted_kappa,
    wrong,
)

ROWS = [json.loads(line) for line in THEMES.read_text(encoding="utf-8").splitlines()]
SIGNS = frozenset(Theme) - {Theme.RECOVERY, Theme.GOOD_PRACTICE}
#: cases that may share the frame of a sentence: what is left of it without names and numbers
MOST_OF_A_FRAME = 2
FEWEST_OF_A_THEME = 12
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
_NAME = re.compile(
    r"\b[A-Z0-9][\w'’&-]*(?:\s+(?:(?:and|upon|on|of|the|with|&)\s+)*[A-Z0-9][\w'’&-]*)*"
)


def made(
    *, severity: int = 2, found: int = 2, score: float = 0.9, themes: str = "audit finance"
) -> Case:
    """A case of finance at a severity; ``found`` 0 means that no alert was found."""
    return Case(
        id="x-01", phenomenon="x", group="x", is_alert=severity > 0, severity=severity,
        themes=frozenset({"finance"}) if severity else frozenset(), is_found=found > 0,
        found_severity=found, found_themes=frozenset(themes.split()) if found else frozenset(),
        score=score,
    )  # fmt: skip


def test_each_case_has_its_fields_and_no_other() -> None:
    truth = {"phenomenon", "alert", "severity", "themes", "councils", "why"}
    for row in ROWS:
        assert truth <= row.keys() <= truth | set(GIVEN), row["id"]
        assert row["title"] or row["text"], row["id"]
        assert row.get("tier", "local") in set(Tier), row["id"]


def test_severity_and_themes_are_those_of_an_alert_or_of_none() -> None:
    for row in ROWS:
        assert row["alert"] == (row["severity"] > 0) == bool(row["themes"]), row["id"]
        assert row["severity"] in range(4), row["id"]
        assert set(row["themes"]) <= SIGNS, row["id"]


def test_each_case_is_about_councils_of_the_demo() -> None:
    register = load_register(REGISTER)
    for row in ROWS:
        assert all(register.has(slug) for slug in row["councils"]), row["id"]


def test_cases_are_numbered_in_their_order() -> None:
    assert [row["id"] for row in ROWS] == [f"t-{n:04d}" for n in range(1, len(ROWS) + 1)]


def test_each_theme_is_there_at_each_severity() -> None:
    alerts = Counter((theme, row["severity"]) for row in ROWS for theme in row["themes"])
    for theme in SIGNS:
        by_severity = [alerts[theme, severity] for severity in (1, 2, 3)]
        assert min(by_severity) > 0, theme
        assert sum(by_severity) >= FEWEST_OF_A_THEME, theme


def test_two_fifths_of_the_cases_are_alerts() -> None:
    assert sum(row["alert"] for row in ROWS) / len(ROWS) == pytest.approx(0.4, abs=0.01)


def test_few_cases_share_the_frame_of_a_sentence() -> None:
    frames: dict[str, set[str]] = defaultdict(set)
    for row in ROWS:
        for sentence in _SENTENCE_END.split(f"{row['title']}\n{row['text']}"):
            frame = _NAME.sub("X", sentence.strip())
            if re.search(r"[a-z]", frame):
                frames[frame].add(row["id"])
    assert not {frame: ids for frame, ids in frames.items() if len(ids) > MOST_OF_A_FRAME}


def test_a_perfect_order_of_scores_has_average_precision_one() -> None:
    assert average_precision([(0.2, False), (0.9, True), (0.8, True)]) == 1.0


def test_an_alert_that_scores_below_another_text_costs_average_precision() -> None:
    scored = [(0.9, True), (0.8, False), (0.7, True)]
    assert average_precision(scored) == pytest.approx((1 + 2 / 3) / 2)


def test_texts_of_one_score_have_no_order_among_them() -> None:
    assert average_precision([(0.5, True), (0.5, False)]) == 0.5


@pytest.mark.parametrize(
    ("pairs", "kappa"),
    [
        ([(1, 1), (2, 2), (3, 3)], 1.0),
        ([(1, 3), (3, 1)], -1.0),
        ([(1, 1), (1, 2), (2, 1), (2, 2)], 0.0),
        ([(2, 2), (2, 2)], 1.0),
        ([], 1.0),
    ],
    ids=["agree", "opposed", "by chance", "one grade alone", "nothing graded"],
)
def test_kappa_is_agreement_beyond_chance(pairs: list[tuple[int, int]], kappa: float) -> None:
    assert weighted_kappa(pairs) == pytest.approx(kappa)


def test_scores_that_keep_their_promise_have_no_calibration_error() -> None:
    assert calibration_error([(0.75, True)] * 3 + [(0.75, False)]) == 0.0


def test_calibration_is_asked_in_each_part_of_the_scale() -> None:
    assert calibration_error([(1.0, False), (0.0, True)]) == 1.0


def test_an_alert_that_is_missed_has_its_themes_missed() -> None:
    missed = count_themes([made(found=0)])["finance"]
    assert (missed.tp, missed.fp, missed.fn) == (0, 0, 1)


def test_themes_of_a_false_alert_are_not_counted_twice() -> None:
    assert count_themes([made(severity=0)]) == {}


def test_severity_is_asked_of_alerts_that_were_found() -> None:
    cases = [made(), made(severity=3, found=2), made(found=0), made(severity=0, found=3)]
    assert theme_figures(cases)["severity_exact"] == 0.5


def test_a_theme_that_no_case_has_is_not_in_the_mean_of_themes() -> None:
    assert theme_figures([made()])["theme_macro_f1"] == 1.0


def test_cases_that_are_all_alike_leave_no_doubt() -> None:
    assert theme_intervals([made()] * 5)["theme_precision"] == (0.5, 0.5)


def test_a_wrong_case_is_said_with_what_was_expected_and_what_was_found() -> None:
    assert wrong([made(), made(found=0, score=0.2), made(severity=0, found=0)]) == [
        "x-01: alert 2 finance, found alert 2 audit, finance (0.90, x)",
        "x-01: alert 2 finance, found none (0.20, x)",
    ]


def test_the_tables_show_what_was_missed_and_what_was_no_sign() -> None:
    cases = [made(), made(found=0), made(severity=0, themes="audit")]
    assert theme_table(cases)[2:] == [
        "| audit | 0 | 0.00 | – | – | 0 | 1 |",
        "| finance | 2 | 1.00 | 0.50 | 0.67 | 1 | 0 |",
    ]
    assert severity_table(cases)[3] == "| 2 | 2 | 1 | 0 | 1 | 0 |"
    assert phenomena_table(cases)[2:] == ["| x | 3 | 2 | 1 | 1 | 1 |"]


@pytest.mark.gate
def test_no_figure_is_below_its_floor() -> None:
    run = run_signs()
    faults = load_gate("signs").faults(run.figures, run.sha256)
    assert not faults, "\n".join([*faults, *run.errors])


@pytest.mark.gate
def test_the_manual_gives_the_figures_as_measured() -> None:
    found = TOPICS["themes"].tables("signs", run_signs())
    other = differences(block("themes", "signs"), found)
    assert not other, "python -m tests.gate.measure themes --update writes"


def test_the_floors_are_those_of_these_cases() -> None:
    assert load_gate("signs").sha256 == digest_of(THEMES)

"""What the classifier's opinion does to a score: it adds, it takes away, and it never hides a rule."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor import score as scoring
from monitor.records import (
    CouncilSlug,
    Estimate,
    EventType,
    Lane,
    Severity,
    TaggedDocument,
    Theme,
    ThemeHit,
    Tier,
)
from monitor.tag.judging import hits_of_estimates
from tests.test_score import COUNCIL, event, hit, tagged


def estimate(
    sign: float,
    *,
    theme: Theme = Theme.CHURN,
    severity: Severity = Severity.SERIOUS,
    council: CouncilSlug | None = COUNCIL,
) -> Estimate:
    grades = [0.0, 0.0, 0.0, 0.0]
    grades[0], grades[severity] = 1 - sign, sign
    return Estimate(
        council=council, start=2, end=70, severities=tuple(grades), themes=((theme, 0.9),)
    )


def read(
    *estimates: Estimate,
    hits: tuple[ThemeHit, ...] = (),
    guards: tuple[str, ...] = (),
    tier: Tier = Tier.LOCAL,
) -> TaggedDocument:
    found = (*hits, *hits_of_estimates(estimates))
    plain = tagged(*found, guards=guards, tier=tier)
    return replace(plain, estimates=estimates, versions=(("model", "signs-1"),))


def test_a_sign_that_no_phrase_names_is_an_alert_with_its_theme_and_severity() -> None:
    score = scoring.score_document(read(estimate(0.97, severity=Severity.ACUTE)), COUNCIL)
    assert (score.lane, score.themes, score.severity) == (Lane.ALERT, (Theme.CHURN,), 3)


def test_its_opinion_is_a_named_part_with_its_place() -> None:
    score = scoring.score_document(read(estimate(0.97)), COUNCIL)
    (part,) = [p for p in score.parts if "classifier" in p.name]
    assert part.name == "the classifier reads a sign (0.97)"
    assert part.weight > 0
    assert part.span is not None


def test_a_weak_phrase_in_an_ordinary_text_is_no_alert() -> None:
    weak = hit(2)
    alone = scoring.score_document(read(estimate(0.8), hits=(weak,)), COUNCIL)
    ordinary = scoring.score_document(read(estimate(0.02), hits=(weak,)), COUNCIL)
    assert ordinary.value < alone.value
    assert ordinary.lane is Lane.NONE
    assert any("reads no sign" in p.name and p.weight < 0 for p in ordinary.parts)


def test_the_most_telling_window_counts() -> None:
    both = scoring.score_document(read(estimate(0.1), estimate(0.9)), COUNCIL)
    assert both.value == scoring.score_document(read(estimate(0.9)), COUNCIL).value


def test_what_was_read_for_another_council_does_not_count() -> None:
    other = estimate(0.97, council=CouncilSlug("wexcombe"))
    assert scoring.score_document(read(other), COUNCIL).value == 0


def test_what_reads_like_a_job_advert_is_held_back_all_the_same() -> None:
    plain = scoring.score_document(read(estimate(0.97)), COUNCIL)
    advert = scoring.score_document(read(estimate(0.97), guards=("job_advert",)), COUNCIL)
    assert advert.value < plain.value
    assert advert.lane is Lane.NONE


def test_a_partisan_page_is_never_above_early() -> None:
    found = read(estimate(0.97, severity=Severity.ACUTE), tier=Tier.PARTISAN)
    assert scoring.score_document(found, COUNCIL).severity is Severity.EARLY


def test_a_formal_event_grades_what_the_classifier_thinks_less_grave() -> None:
    found = replace(
        read(estimate(0.9, severity=Severity.EARLY), hits=(hit(3),)),
        events=(event(EventType.S114_BALANCE),),
    )
    assert scoring.score_document(found, COUNCIL).severity is Severity.ACUTE


def test_the_parts_add_up_on_the_curve_of_a_classifier() -> None:
    score = scoring.score_document(read(estimate(0.7), hits=(hit(2),)), COUNCIL)
    points = sum(p.weight for p in score.parts)
    assert scoring.WITH_CLASSIFIER.value_of(points) == pytest.approx(score.value, abs=1e-4)


def test_a_higher_probability_never_lowers_a_score() -> None:
    values = [
        scoring.score_document(read(estimate(p), hits=(hit(2),)), COUNCIL).value
        for p in (0.0, 0.01, 0.2, 0.5, 0.8, 0.99, 1.0)
    ]
    assert values == sorted(values)

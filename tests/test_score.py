"""What a score is made of."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor import score as scoring
from monitor.quotes import make_evidence
from monitor.records import (
    CouncilSlug,
    Document,
    EventStatus,
    EventType,
    FormalEvent,
    Lane,
    Mention,
    Method,
    Outline,
    Severity,
    Span,
    TaggedDocument,
    Theme,
    ThemeHit,
    Tier,
)

COUNCIL = CouncilSlug("sampleford")
NOW = datetime(2026, 11, 20, tzinfo=UTC)
TEXT = "The chief executive of Sampleford Borough Council has been suspended. " * 6


def hit(
    weight: float,
    *,
    theme: Theme = Theme.FINANCE,
    severity: Severity = Severity.SERIOUS,
    rule: str = "a rule",
    is_for: bool = True,
    council: CouncilSlug | None = None,
) -> ThemeHit:
    return ThemeHit(
        theme=theme,
        start=5,
        end=20,
        sentence=Span(start=2, end=70),
        method=Method.PHRASE,
        rule=rule,
        confidence=1.0,
        weight=weight,
        severity=severity,
        is_for=is_for,
        council=council,
    )


def tagged(
    *hits: ThemeHit,
    tier: Tier = Tier.LOCAL,
    guards: tuple[str, ...] = (),
    events: tuple[FormalEvent, ...] = (),
    confidence: float = 1.0,
) -> TaggedDocument:
    document = Document(
        url="https://gazette.example/1",
        outlet="gazette.example",
        title="",
        text=TEXT,
        retrieved_at=NOW,
        text_sha256="0",
        extractor="given",
    )
    mention = Mention(
        council=COUNCIL,
        start=25,
        end=51,
        surface="Sampleford Borough Council",
        method="official",
        is_about=True,
        confidence=confidence,
    )
    return TaggedDocument(
        document=document,
        outline=Outline(tier=tier),
        mentions=(mention,),
        theme_hits=hits,
        guards=guards,
        events=events,
    )


def event(kind: EventType, status: EventStatus = EventStatus.REPORTED) -> FormalEvent:
    return FormalEvent(type=kind, council=COUNCIL, on=None, status=status, start=3, end=9)


def test_a_text_without_a_theme_scores_nothing() -> None:
    score = scoring.score_document(tagged(), COUNCIL)
    assert (score.value, score.lane, score.severity) == (0.0, Lane.NONE, Severity.CONTEXT)


def test_one_strong_phrase_is_an_alert() -> None:
    assert scoring.score_document(tagged(hit(3)), COUNCIL).lane is Lane.ALERT


def test_one_middling_phrase_alone_is_not_an_alert() -> None:
    assert scoring.score_document(tagged(hit(2)), COUNCIL).lane is not Lane.ALERT


def test_two_middling_phrases_are_an_alert() -> None:
    found = tagged(hit(2, rule="black hole"), hit(2, rule="use of reserves"))
    assert scoring.score_document(found, COUNCIL).lane is Lane.ALERT


def test_the_same_phrase_twice_counts_once() -> None:
    once = scoring.score_document(tagged(hit(2)), COUNCIL)
    assert scoring.score_document(tagged(hit(2), hit(2)), COUNCIL).value == once.value


def test_a_sign_of_severity_nought_is_never_an_alert() -> None:
    found = tagged(hit(3, severity=Severity.CONTEXT))
    assert scoring.score_document(found, COUNCIL).lane is Lane.NONE


def test_recovery_alone_is_never_an_alert() -> None:
    found = tagged(hit(3, theme=Theme.RECOVERY))
    assert scoring.score_document(found, COUNCIL).lane is Lane.NONE


def test_what_speaks_of_another_council_does_not_count() -> None:
    found = tagged(hit(3, council=CouncilSlug("exampleshire")))
    assert scoring.score_document(found, COUNCIL).value == 0


def test_a_partisan_page_alone_is_never_above_early() -> None:
    found = tagged(hit(3, severity=Severity.ACUTE), tier=Tier.PARTISAN)
    assert scoring.score_document(found, COUNCIL).severity is Severity.EARLY


def test_an_acute_sign_from_one_local_paper_is_not_corroborated() -> None:
    score = scoring.score_document(tagged(hit(3, severity=Severity.ACUTE)), COUNCIL)
    assert not score.is_corroborated
    assert (score.severity, score.notified_severity) == (Severity.ACUTE, Severity.SERIOUS)


def test_an_acute_sign_in_a_primary_document_is_corroborated() -> None:
    found = tagged(hit(3, severity=Severity.ACUTE), tier=Tier.PRIMARY)
    assert scoring.score_document(found, COUNCIL).is_corroborated


def test_a_formal_event_sets_the_severity() -> None:
    found = tagged(hit(3), events=(event(EventType.S114_BALANCE),))
    assert scoring.score_document(found, COUNCIL).severity is Severity.ACUTE


@pytest.mark.parametrize("guard", sorted(scoring.GUARD_POINTS))
def test_every_guard_of_the_document_takes_points_off_and_says_so(guard: str) -> None:
    plain = scoring.score_document(tagged(hit(3)), COUNCIL)
    guarded = scoring.score_document(tagged(hit(3), guards=(guard,)), COUNCIL)
    assert guarded.value < plain.value
    assert any(guard.replace("_", " ") in p.name for p in guarded.parts)


def test_an_uncertain_council_lowers_the_score() -> None:
    sure = scoring.score_document(tagged(hit(3)), COUNCIL)
    assert scoring.score_document(tagged(hit(3), confidence=0.6), COUNCIL).value < sure.value


def test_the_parts_add_up_to_the_score() -> None:
    score = scoring.score_document(tagged(hit(3), hit(2, theme=Theme.AUDIT)), COUNCIL)
    points = sum(p.weight for p in score.parts)
    assert scoring.RULES_ONLY.value_of(points) == pytest.approx(score.value, abs=1e-4)


def test_evidence_quotes_at_most_two_hundred_characters_and_marks_what_fired() -> None:
    (quote,) = make_evidence(tagged(hit(3)), COUNCIL, [Theme.FINANCE])
    assert len(quote.quote) <= 200
    assert all(quote.quote[m.start : m.end] for m in quote.marked)


@given(st.lists(st.tuples(st.floats(0.1, 3), st.sampled_from(list(Theme)), st.booleans())))
def test_a_score_is_always_a_probability(rows: list[tuple[float, Theme, bool]]) -> None:
    hits = [hit(w, theme=t, is_for=f, rule=str(n)) for n, (w, t, f) in enumerate(rows)]
    assert 0 <= scoring.score_document(tagged(*hits), COUNCIL).value <= 1


#: what a council was to do, or had done, and is not seen
ABSENCES = (
    EventType.MEETING_MOVED,
    EventType.MEETING_WITHDRAWN,
    EventType.MINUTES_NOT_SEEN,
    EventType.ACCOUNTS_NOT_SEEN,
    EventType.PAGE_VANISHED,
)


@pytest.mark.parametrize("kind", ABSENCES)
def test_an_absence_makes_no_alert_and_raises_none(kind: EventType) -> None:
    event = FormalEvent(type=kind, council=COUNCIL, on=None, status=EventStatus.NOT_SEEN)
    for hits in ((), (hit(1.0, severity=Severity.EARLY),), (hit(4.0),)):
        with_event = scoring.score_document(tagged(*hits, events=(event,)), COUNCIL)
        without = scoring.score_document(tagged(*hits), COUNCIL)
        assert with_event.lane is without.lane
        assert with_event.severity is without.severity
        assert with_event.value <= without.value

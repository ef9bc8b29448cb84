"""What a long document says counts together only where it stands together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.quotes import make_evidence
from monitor.records import Estimate, Lane, Severity, Span, TaggedDocument, Theme, ThemeHit
from monitor.score import score_document
from monitor.stretches import STRETCH, stretches_of
from tests.test_score import COUNCIL, hit, tagged


def long_paper(*hits: ThemeHit, n_pages: int = 40) -> TaggedDocument:
    """A paper of pages of 3,000 characters, each of which says something else."""
    shape = tagged(*hits)
    pages = [f"Page {chr(65 + n % 26) * (n + 1)} " + "words. " * 430 for n in range(n_pages)]
    offsets, place = [], 2
    for page in pages:
        offsets.append(place)
        place += len(page)
    return replace(
        shape, document=replace(shape.document, text="".join(pages), pages=tuple(offsets))
    )


def on_page(page: int, weight: float, rule: str, theme: Theme = Theme.FINANCE) -> ThemeHit:
    start = 2 + sum(
        len(f"Page {chr(65 + n % 26) * (n + 1)} " + "words. " * 430) for n in range(page - 1)
    )
    return replace(
        hit(weight, rule=rule, theme=theme),
        start=start, end=start + 6, sentence=Span(start=start, end=start + 6 + page),
    )  # fmt: skip


def test_an_article_is_one_stretch() -> None:
    article = tagged(hit(3))
    assert stretches_of(article) == (article,)


def test_small_signs_far_apart_do_not_add_up() -> None:
    apart = long_paper(*(on_page(n, 2, f"rule {n}") for n in range(1, 40, 6)))
    together = long_paper(*(on_page(n, 2, f"rule {n}") for n in range(1, 4)))
    assert score_document(apart, COUNCIL).lane is not Lane.ALERT
    assert score_document(together, COUNCIL).lane is Lane.ALERT


def test_what_is_cut_by_one_stretch_stands_whole_in_the_next() -> None:
    first, second = on_page(4, 2, "a"), on_page(5, 2, "b")
    assert first.start < STRETCH < second.start
    assert any(
        {h.rule for h in s.theme_hits} == {"a", "b"}
        for s in stretches_of(long_paper(first, second))
    )


def test_what_is_read_on_one_page_says_nothing_of_another() -> None:
    phrase, far = on_page(2, 3, "phrase"), on_page(30, 1, "context")
    calm = Estimate(
        council=COUNCIL, start=far.start, end=far.end, severities=(0.99, 0.0, 0.01, 0.0)
    )
    paper = replace(long_paper(phrase, far), estimates=(calm,), versions=(("model", "signs-1"),))
    own = [s for s in stretches_of(paper) if phrase in s.theme_hits]
    assert own
    assert not any(s.estimates for s in own)
    assert score_document(paper, COUNCIL).lane is Lane.ALERT


def test_signs_of_other_stretches_are_shown_with_their_severity_and_add_nothing() -> None:
    strong = replace(on_page(3, 3, "x"), severity=Severity.SERIOUS)
    other = replace(on_page(30, 3, "y", Theme.AUDIT), severity=Severity.ACUTE)
    alone, both = (score_document(long_paper(*h), COUNCIL) for h in ((strong,), (strong, other)))
    assert both.value == alone.value
    assert both.themes == (Theme.FINANCE, Theme.AUDIT)
    assert both.severity is Severity.ACUTE


def test_a_sentence_that_a_paper_repeats_is_boilerplate() -> None:
    paper = long_paper(*(on_page(n, 3, "s114") for n in range(1, 30, 4)))
    words = "There is a section 114 process. "
    text = words * (len(paper.document.text) // len(words))
    same = tuple(
        replace(h, start=h.start // 32 * 32 + 2, end=h.start // 32 * 32 + 8,
                sentence=Span(start=h.start // 32 * 32 + 2, end=h.start // 32 * 32 + 33))
        for h in paper.theme_hits
    )  # fmt: skip
    said_often = replace(paper, document=replace(paper.document, text=text), theme_hits=same)
    assert score_document(paper, COUNCIL).lane is Lane.ALERT
    assert score_document(said_often, COUNCIL).lane is Lane.NONE


def test_evidence_of_a_paper_is_spread_over_its_pages_and_phrases() -> None:
    common = [on_page(n, 3, "common") for n in range(1, 30)]
    rare = on_page(35, 3, "rare")
    pages = [e.page for e in make_evidence(long_paper(*common, rare), COUNCIL, [Theme.FINANCE])]
    assert pages[:2] == [1, 35]


def without_text(paper: TaggedDocument) -> TaggedDocument:
    return replace(paper, document=replace(paper.document, text=""))


@pytest.mark.parametrize(
    "hits",
    [
        pytest.param([(n, 2, f"rule {n}") for n in range(1, 40, 6)], id="far apart"),
        pytest.param([(n, 2, f"rule {n}") for n in range(1, 4)], id="together"),
        pytest.param([(4, 2, "a"), (5, 2, "b"), (30, 3, "c")], id="in two stretches"),
    ],
)
def test_a_paper_has_the_same_score_when_its_text_is_no_longer_kept(
    hits: list[tuple[int, float, str]],
) -> None:
    paper = long_paper(*(on_page(*h) for h in hits))
    before, after = (score_document(p, COUNCIL) for p in (paper, without_text(paper)))
    assert (after.value, after.lane, after.themes) == (before.value, before.lane, before.themes)


def test_boilerplate_is_told_by_its_shape_when_the_text_is_no_longer_kept() -> None:
    hits = [on_page(n, 3, "s114") for n in range(1, 30, 4)]
    alike = [replace(h, sentence=Span(start=h.start, end=h.start + 31)) for h in hits]
    assert score_document(without_text(long_paper(*hits)), COUNCIL).lane is Lane.ALERT
    assert score_document(without_text(long_paper(*alike)), COUNCIL).lane is Lane.NONE


def test_an_article_is_one_stretch_when_its_text_is_no_longer_kept() -> None:
    article = without_text(tagged(hit(3)))
    assert stretches_of(article) == (article,)

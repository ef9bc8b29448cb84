"""Each theme's examples hit it, its counter-examples do not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

import monitor.demo
from monitor.errors import ConfigError
from monitor.records import Document, Outline, TaggedDocument, Theme
from monitor.score import score_document
from monitor.tag import Tagger, load_definitions, load_tagger
from monitor.tag.lexicon import Lexicon
from monitor.tag.phrases import compile_phrase, level

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@cache
def tagger() -> Tagger:
    return load_tagger(Path(monitor.demo.__file__).parent)


def tag(text: str, title: str = "", **outline: object) -> TaggedDocument:
    document = Document(
        url="https://news.example/a",
        outlet="news.example",
        title=title,
        standfirst=text.split("\n", 1)[0],
        text=text,
        published_at=NOW,
        retrieved_at=NOW,
        text_sha256="",
        extractor="given",
    )
    return tagger().tag(document, Outline(**outline))  # type: ignore[arg-type]


def rows(kind: str) -> Iterator[object]:
    for theme, definition in load_definitions().items():
        for text in getattr(definition, kind):
            yield pytest.param(theme, text, id=f"{theme}: {text[:50]}")


@pytest.mark.parametrize(("theme", "text"), list(rows("examples")))
def test_an_example_hits_its_theme(theme: Theme, text: str) -> None:
    hits = [h for h in tag(text).theme_hits if h.theme is theme and h.is_for and h.weight >= 2]
    assert hits


@pytest.mark.parametrize(("theme", "text"), list(rows("counter_examples")))
def test_a_counter_example_does_not(theme: Theme, text: str) -> None:
    tagged = tag(text)
    themes = {t for c in (*tagged.about, None) for t in _shown(tagged, c)}
    assert theme not in themes


def _shown(tagged: TaggedDocument, council: object) -> tuple[Theme, ...]:
    score = score_document(tagged, council)  # type: ignore[arg-type]
    found = {h.theme for h in tagged.theme_hits if not h.theme.alerts and h.is_for}
    return (*(score.themes if score.lane == "alert" else ()), *found)


def test_every_theme_has_examples_and_counter_examples() -> None:
    definitions = load_definitions()
    assert set(definitions) == set(Theme)
    assert all(d.examples and d.counter_examples and d.definition for d in definitions.values())


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("resign*", "he resigned", True),
        ("resign*", "the design", False),
        ("no-confidence", "a no confidence vote", True),
        ("no-confidence", "a no-confidence vote", True),
        ("leader ... ousted", "the leader of the council was ousted", True),
        ("leader ... ousted", "the leader said that " + "word " * 12 + "ousted", False),
        ("c3 + landlord", "its landlord service was graded c3", True),
        ("c3 + landlord", "its car was a c3", False),
        ("(s114|section 114) notice", "a section 114 notice", True),
        ("lost (the )?trust", "had lost the trust", True),
        ("lost (the )?trust", "had lost trust", True),
        (
            "(firm|company) ... (gone (into )?(administration|liquidation)|ceased trading)",
            "the company has ceased trading",
            True,
        ),
    ],
)
def test_the_mini_language_reads_as_it_says(phrase: str, text: str, found: bool) -> None:
    assert (compile_phrase(phrase).find(text, 0, len(text)) is not None) is found


def test_what_a_phrase_is_looked_for_by_is_in_every_text_that_it_matches() -> None:
    pattern = compile_phrase("(firm|company) ... (gone into (administration|liquidation)|failed)")
    for text in ("the company failed", "the firm has gone into liquidation"):
        assert pattern.find(text, 0, len(text))
        assert any(anchor in text for anchor in pattern.anchors)


def test_levelling_keeps_every_offset() -> None:
    text = "\u0130STANBUL \u2018quoted\u2019 \u2013 \u00a0x"
    assert len(level(text)) == len(text)


def test_a_faulty_lexicon_reports_every_fault() -> None:
    with pytest.raises(ConfigError) as caught:
        Lexicon('[finanze]\n[audit.phrases.3.3]\nany = ["a b", "fine words"]\nagainst = []\n')
    assert len(caught.value.faults) == 2

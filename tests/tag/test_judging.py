"""Which windows are read, and what becomes of the opinions on them; the classifier is a function."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from monitor.records import CouncilSlug, Document, Mention, Method, Severity, Span, Theme, ThemeHit
from monitor.tag.encoder import Opinion
from monitor.tag.judging import MOST_COUNCILS, READ, Judging, hits_of_estimates
from monitor.text import sha256_hex

OURS, OTHER = CouncilSlug("sampleford"), CouncilSlug("wexcombe")


def opinion(sign: float, theme: Theme = Theme.FINANCE) -> Opinion:
    return Opinion(
        severities=(1 - sign, 0.0, sign, 0.0), themes=tuple(0.9 * (t is theme) for t in Theme)
    )


@dataclass
class Reader:
    """Sees a sign wherever a word stands; ranks by another."""

    word: str = "broke"
    asked: list[str] = field(default_factory=list)
    version: str = "test"

    def read(self, texts: Sequence[str]) -> tuple[Opinion, ...]:
        self.asked += texts
        return tuple(opinion(0.9 if self.word in text else 0.1) for text in texts)

    def rank(self, texts: Sequence[str]) -> tuple[float, ...]:
        return tuple(2.0 if self.word in text else -9.0 for text in texts)


def document(text: str, title: str = "News") -> Document:
    return Document(
        url="https://paper.example/a", outlet="paper.example", title=title, text=text,
        retrieved_at=datetime(2026, 11, 24, tzinfo=UTC), text_sha256=sha256_hex(text),
        extractor="given",
    )  # fmt: skip


def mentions(read: Document, *surfaces: tuple[str, CouncilSlug]) -> list[Mention]:
    text = read.full_text
    return [
        Mention(
            council=council, start=text.index(name), end=text.index(name) + len(name),
            surface=name, method="name", is_about=True, confidence=1.0,
        )
        for name, council in surfaces
    ]  # fmt: skip


def hit(start: int) -> ThemeHit:
    return ThemeHit(
        theme=Theme.FINANCE, start=start, end=start + 3, sentence=Span(start=start, end=start + 3),
        method=Method.PHRASE, rule="gap", confidence=1.0, weight=2.0, severity=Severity.SERIOUS,
    )  # fmt: skip


LONG = " ".join(f"Sampleford has fact number {n}." for n in range(30))


def test_a_text_that_promises_nothing_is_not_read() -> None:
    reader, read = Reader(), document(LONG)
    assert Judging(reader, reader).estimate(read, mentions(read, ("Sampleford", OURS)), ()) == ()
    assert reader.asked == []


def test_where_a_rule_fired_it_is_read_all_the_same() -> None:
    reader, read = Reader(), document(LONG)
    (one,) = Judging(reader, reader).estimate(
        read, mentions(read, ("Sampleford", OURS)), (hit(read.full_text.index("fact number 20")),)
    )
    assert "number 20" in reader.asked[0]
    assert one.sign == pytest.approx(0.1)


def test_only_the_most_promising_windows_are_read() -> None:
    reader = Reader(word="number")
    read = document(LONG)
    Judging(reader, reader).estimate(read, mentions(read, ("Sampleford", OURS)), ())
    assert len([text for text in reader.asked if text.startswith("News. ")]) == READ


def test_a_sign_is_placed_at_the_sentence_that_says_it() -> None:
    reader = Reader()
    read = document("Sampleford met. It is broke, it was told. Tea was served.")
    (one,) = Judging(reader, reader).estimate(read, mentions(read, ("Sampleford", OURS)), ())
    assert read.full_text[one.start : one.end] == "It is broke, it was told."


def test_a_text_is_read_for_each_council_that_it_is_about() -> None:
    reader = Reader()
    read = document("Sampleford is broke. Wexcombe is fine.")
    found = Judging(reader, reader).estimate(
        read, mentions(read, ("Sampleford", OURS), ("Wexcombe", OTHER)), ()
    )
    assert [e.council for e in found if e.sign > 0.5] == [OURS]


def test_a_list_of_councils_is_read_for_the_first_few_alone() -> None:
    reader = Reader()
    read = document(" ".join(f"Name{n} is broke." for n in range(9)))
    named = mentions(read, *[(f"Name{n}", CouncilSlug(f"name{n}")) for n in range(9)])
    found = Judging(reader, reader).estimate(read, named, ())
    assert len({e.council for e in found}) == MOST_COUNCILS


def test_without_a_name_it_is_read_for_a_council_that_is_not_named() -> None:
    reader = Reader()
    (one,) = Judging(reader, reader).estimate(document("The council is broke."), (), ())
    assert one.council is None


def test_of_a_text_that_names_none_only_what_speaks_of_one_is_read() -> None:
    reader = Reader()
    filler = " ".join(f"The firm is broke, said witness {n}." for n in range(6))
    Judging(reader, reader).estimate(document(f"{filler} The council is calm."), (), ())
    assert all("council" in text for text in reader.asked)


def test_a_theme_is_evidence_where_it_is_clearest() -> None:
    reader = Reader()
    read = document("Sampleford is broke.")
    found = Judging(reader, reader).estimate(read, mentions(read, ("Sampleford", OURS)), ())
    (shown,) = hits_of_estimates((*found, *found))
    assert (shown.theme, shown.method) == (Theme.FINANCE, Method.CLASSIFIER)
    assert shown.confidence == pytest.approx(0.81)


def test_what_is_no_sign_is_evidence_of_no_theme() -> None:
    reader, read = Reader(), document(LONG)
    found = Judging(reader, reader).estimate(
        read, mentions(read, ("Sampleford", OURS)), (hit(read.full_text.index("fact")),)
    )
    assert found
    assert hits_of_estimates(found) == ()


def test_without_a_ranker_the_windows_of_a_rule_come_first() -> None:
    reader, read = Reader(), document(LONG)
    place = read.full_text.index("fact number 20")
    Judging(reader).estimate(read, mentions(read, ("Sampleford", OURS)), (hit(place),))
    assert "number 20" in reader.asked[0]

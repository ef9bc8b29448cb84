"""Training units as a model reads them, and how a reader is judged on them."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from monitor.records import Theme
from monitor.tag.encoder import Opinion
from monitor.tag.train.render import render, split_units
from monitor.tag.train.report import average_precision, f1, judge_units
from monitor.tag.train.text import TrainingUnit, UnitKind


def unit(
    name: str = "tst-s-0001", text: str = "[[{council} is broke.]]", **given: object
) -> TrainingUnit:
    held: dict[str, object] = {
        "id": name, "unit": UnitKind.SENTENCE, "manner": "local press", "title": "", "text": text,
        "labels": (Theme.FINANCE,), "severity": 2, "negative": "", "pair": "", **given,
    }  # fmt: skip
    return TrainingUnit(**held)  # type: ignore[arg-type]


def calm(name: str = "tst-s-0002") -> TrainingUnit:
    return unit(name, "[[{council} is calm.]]", labels=(), severity=0)


def test_councils_are_masked_as_the_service_masks_them() -> None:
    both = unit(text="[[{council} lends to {council2}.]]")
    assert render(both, random.Random(1), is_masked=True) == (
        "The council lends to another council.",
    )


def test_a_council_that_is_not_masked_has_a_name() -> None:
    (text,) = render(unit(), random.Random(1), is_masked=False)
    assert "{" not in text
    assert not text.startswith("The council")


def test_an_article_is_read_some_sentences_at_a_time_each_with_its_headline() -> None:
    text = "\n\n".join(f"Sentence {n} of {{council}}." for n in range(7))
    read = render(unit(title="Headline", text=text), random.Random(1), is_masked=True)
    assert len(read) > 1
    assert all(words.startswith("Headline. ") for words in read)


def test_twins_are_on_the_same_side() -> None:
    units = [
        unit(f"tst-s-{n:04}", pair=f"tst-s-{n + 1 if n % 2 == 0 else n - 1:04}") for n in range(400)
    ]
    back = {u.id for u in split_units(units).held_back}
    assert 0 < len(back) < len(units) / 4
    assert all((u.id in back) is (u.pair in back) for u in units)


def test_the_same_units_in_another_order_are_split_alike() -> None:
    units = [unit(f"tst-s-{n:04}") for n in range(50)]
    assert split_units(units) == split_units(units[::-1])


def reader(texts: Sequence[str]) -> tuple[Opinion, ...]:
    """Sees a sign of finance wherever something is broke."""
    found = []
    for text in texts:
        sign = 0.9 if "broke" in text else 0.1
        themes = tuple(0.9 * (t is Theme.FINANCE and sign > 0.5) for t in Theme)
        found.append(Opinion(severities=(1 - sign, 0.0, sign, 0.0), themes=themes))
    return tuple(found)


def test_a_reader_that_is_right_has_full_marks() -> None:
    report = judge_units(reader, [unit(), calm()])
    assert (report.average_precision, report.sign_f1, report.theme_f1) == (1.0, 1.0, 1.0)
    assert report.severity_exact == 1.0


def test_a_reader_that_sees_signs_everywhere_loses_precision() -> None:
    report = judge_units(reader, [unit(), unit("x", labels=(), severity=0)])
    assert report.average_precision == 0.5
    assert report.sign_f1 == pytest.approx(2 / 3)


def test_an_article_counts_by_its_most_telling_window() -> None:
    text = "\n\n".join([*["All is well."] * 6, "It is broke.", *["All is well."] * 6])
    assert judge_units(reader, [unit(title="News", text=text), calm()]).sign_f1 == 1.0


def test_figures_of_nothing_are_nought() -> None:
    assert (average_precision([]), f1([])) == (0.0, 0.0)

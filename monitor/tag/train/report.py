"""How well a reader judges units that it did not learn from. Pure, given the reader."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from monitor.records import Theme
from monitor.tag.train.render import render

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from monitor.tag.encoder import Opinion
    from monitor.tag.train.text import TrainingUnit

#: probability from which a sign, or a theme, counts as found
_FOUND = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Figures on units held back, each in [0, 1] and better when higher."""

    n_units: int
    #: of the probability of a sign
    average_precision: float
    #: sign or none, at even odds
    sign_f1: float
    #: over the units with a sign, each mention of a theme alike
    theme_f1: float
    #: over the units with a sign
    severity_exact: float

    def __str__(self) -> str:
        """The figures on one line, for people."""
        return (
            f"{self.n_units} units, average precision {self.average_precision:.3f},"
            f" sign F1 {self.sign_f1:.3f}, theme F1 {self.theme_f1:.3f},"
            f" severity exact {self.severity_exact:.3f}"
        )


def judge_units(
    read: Callable[[Sequence[str]], Sequence[Opinion]], units: Sequence[TrainingUnit]
) -> Report:
    """Return how well a reader does on units with their councils masked.

    Args:
        read: texts in, opinions out.
        units: with labels.
    """
    chance = random.Random(0)  # noqa: S311  # reproducible, not secret
    opinions = [_most_telling(read(render(unit, chance, is_masked=True))) for unit in units]
    scored = [(1 - o.severities[0], u.severity > 0) for o, u in zip(opinions, units, strict=True)]
    signs = [(o, u) for o, u in zip(opinions, units, strict=True) if u.severity > 0]
    grades = [(_likeliest(o), u.severity) for o, u in signs]
    themes = [
        (p >= _FOUND, t in u.labels)
        for o, u in signs
        for t, p in zip(Theme, o.themes, strict=True)
        if t.alerts
    ]
    return Report(
        n_units=len(units),
        average_precision=average_precision(scored),
        sign_f1=f1((p >= _FOUND, is_sign) for p, is_sign in scored),
        theme_f1=f1(themes),
        severity_exact=sum(a == b for a, b in grades) / max(len(grades), 1),
    )


def _most_telling(opinions: Sequence[Opinion]) -> Opinion:
    """The opinion on the window that reads most like a sign: what the service goes by."""
    return min(opinions, key=lambda opinion: opinion.severities[0])


def _likeliest(opinion: Opinion) -> int:
    """The severity, if it is a sign."""
    by_grade = opinion.severities[1:]
    return 1 + by_grade.index(max(by_grade))


def f1(pairs: Iterable[tuple[bool, bool]]) -> float:
    """Return the harmonic mean of precision and recall over pairs of found and wanted."""
    both = either = 0
    for found, wanted in pairs:
        both += found and wanted
        either += found + wanted
    return 2 * both / max(either, 1)


def average_precision(scored: Iterable[tuple[float, bool]]) -> float:
    """Return the mean, over the wanted, of the precision among all that score no lower.

    Source: step-wise average precision; texts of one score are taken together.
    """
    n_taken = n_right = 0
    total = 0.0
    ranked = sorted(scored, key=lambda pair: -pair[0])
    for _, tied in groupby(ranked, key=lambda pair: pair[0]):
        wanted = [is_wanted for _, is_wanted in tied]
        n_taken, n_right = n_taken + len(wanted), n_right + sum(wanted)
        total += sum(wanted) * n_right / n_taken
    return total / max(n_right, 1)

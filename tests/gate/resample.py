"""How far a figure may be off: where it lies in most sets drawn from the same texts."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import TypeVar

_Group = TypeVar("_Group")

RESAMPLES = 1000
#: share of the resamples that an interval holds
HELD = 0.95


def intervals(
    groups: Sequence[_Group], figures: Callable[[Sequence[_Group]], dict[str, float]]
) -> dict[str, tuple[float, float]]:
    """Return where each figure lies in 95 of 100 sets drawn from these groups, with replacement.

    The same groups give the same intervals.

    Args:
        groups: what is drawn together, such as the texts of one event.
        figures: what is measured of a set of groups.
    """
    drawn = random.Random(0)
    samples = [figures(drawn.choices(groups, k=len(groups))) for _ in range(RESAMPLES)]
    cut = round(RESAMPLES * (1 - HELD) / 2)
    found = {name: sorted(s[name] for s in samples) for name in figures(groups)}
    return {name: (values[cut], values[-cut - 1]) for name, values in found.items()}

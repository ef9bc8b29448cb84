"""Training units -> what a model reads: names filled in or masked as `monitor.tag.windows` masks.

Most times a unit's council reads "the council", as it will when the service runs; at other times it
has some name, for a council that nobody recognised is not masked. Pure, given its random numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monitor.tag.train.text import fill_slots
from monitor.tag.windows import mask, windows_of
from monitor.text import sha256_hex

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from monitor.tag.train.text import TrainingUnit

#: how often names are masked
_MASKED = 0.65
#: what `{year}` may be: labels hold whenever a text was written
_YEARS = (2012, 2015, 2018, 2020, 2022, 2023, 2024, 2025, 2026)
#: one unit in so many is held back, with its twin
_HELD_BACK = 10
_COUNCIL = re.compile(r"\{council2?\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Units to learn from, and units to be judged by; twins are on the same side."""

    learnt: tuple[TrainingUnit, ...]
    held_back: tuple[TrainingUnit, ...]


def split_units(units: Sequence[TrainingUnit]) -> Split:
    """Return the units on two sides; the same units always give the same sides."""
    ordered = sorted(units, key=lambda u: u.id)
    back = [_is_held_back(min(u.id, u.pair or u.id)) for u in ordered]
    return Split(
        learnt=tuple(u for u, is_back in zip(ordered, back, strict=True) if not is_back),
        held_back=tuple(u for u, is_back in zip(ordered, back, strict=True) if is_back),
    )


def render(
    unit: TrainingUnit, chance: random.Random, *, is_masked: bool | None = None
) -> tuple[str, ...]:
    """Return a unit as a model reads it: some sentences at a time, each with the headline before it.

    Args:
        unit: with slots.
        chance: decides on names, and on masking.
        is_masked: whether councils are masked; None leaves it to chance.
    """
    unit = replace(unit, text=unit.text.replace("[[", "").replace("]]", ""))
    if chance.random() < _MASKED if is_masked is None else is_masked:
        unit = replace(unit, title=_mask_slots(unit.title), text=_mask_slots(unit.text))
    seed, year = str(chance.random()), chance.choice(_YEARS)
    filled = fill_slots(unit, seed=seed, year=year)
    text = f"{filled.title}\n\n{filled.text}"
    return tuple(w.text for w in windows_of(text, len(filled.title), (), None))


def _mask_slots(text: str) -> str:
    slots = _COUNCIL.finditer(text)
    return mask(text, ((m.start(), m.end(), m[0] == "{council}") for m in slots))


def _is_held_back(key: str) -> bool:
    return int(sha256_hex(f"held back|{key}")[:8], 16) % _HELD_BACK == 0

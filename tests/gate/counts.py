"""What was wanted and what was found, counted."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(slots=True)
class Counts:
    """True and false positives, false negatives."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def add(self, wanted: Collection[str], found: Collection[str]) -> None:
        """Count one document."""
        right = len(set(wanted) & set(found))
        self.tp += right
        self.fp += len(set(found)) - right
        self.fn += len(set(wanted)) - right

    @property
    def precision(self) -> float:
        """Share of what was found that is right."""
        return self.tp / max(self.tp + self.fp, 1)

    @property
    def recall(self) -> float:
        """Share of what is right that was found."""
        return self.tp / max(self.tp + self.fn, 1)

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        return 2 * self.tp / max(2 * self.tp + self.fp + self.fn, 1)

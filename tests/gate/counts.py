"""What was wanted and what was found, counted."""

from __future__ import annotations

from collections.abc import Collection, Iterable
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

    def cells(self) -> tuple[str, str, str]:
        """Return precision, recall and F1 as a table has them; "–" where there is nothing to ask."""
        is_found, is_wanted = self.tp + self.fp > 0, self.tp + self.fn > 0
        return (
            f"{self.precision:.2f}" if is_found else "–",
            f"{self.recall:.2f}" if is_wanted else "–",
            f"{self.f1:.2f}" if is_wanted else "–",
        )


def sum_counts(rows: Iterable[Counts]) -> Counts:
    """Return the sum of counts."""
    whole = Counts()
    for row in rows:
        whole.tp, whole.fp, whole.fn = whole.tp + row.tp, whole.fp + row.fp, whole.fn + row.fn
    return whole

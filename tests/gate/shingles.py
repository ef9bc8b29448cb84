"""How much of a text was found: runs of four words, counted with multiplicity.

Source: the metric of https://github.com/scrapinghub/article-extraction-benchmark (evaluate.py):
precision and recall of each page, averaged over pages; F1 is the harmonic mean of the averages.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from statistics import fmean

_WORD = re.compile(r"\w+")
_RUN = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """Runs of words that two texts share, and those that only one has."""

    tp: int
    fp: int
    fn: int

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 1 when both are empty."""
        return 1.0 if self.fp == self.fn == 0 else self.tp / max(self.tp + self.fp, 1)

    @property
    def recall(self) -> float:
        """Share of what is right that was found; 1 when both are empty."""
        return 1.0 if self.fp == self.fn == 0 else self.tp / max(self.tp + self.fn, 1)


def overlap(wanted: str, found: str) -> Overlap:
    """Compare the text that should be found with the one that was."""
    right, taken = _runs(wanted), _runs(found)
    tp = (right & taken).total()
    return Overlap(tp=tp, fp=taken.total() - tp, fn=right.total() - tp)


def text_figures(overlaps: list[Overlap]) -> tuple[float, float, float]:
    """Return precision, recall and F1 over pages; a page where nothing was found has no precision."""
    precision = fmean(o.precision for o in overlaps if o.tp + o.fp)
    recall = fmean(o.recall for o in overlaps if o.tp + o.fn)
    return precision, recall, 2 * precision * recall / (precision + recall)


def _runs(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    runs = Counter(tuple(words[i : i + _RUN]) for i in range(max(1, len(words) - _RUN + 1)))
    del runs[()]
    return runs

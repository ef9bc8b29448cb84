"""Points -> score -> lane: the curves, fitted to texts that nothing else was fitted to."""

from __future__ import annotations

import math
from dataclasses import dataclass

from monitor.records import Lane

#: raised with every change of the formula; stands on each alert
VERSION = "points-3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A logistic curve: what a sum of points makes of a score, in [0, 1]."""

    #: points at which a reader is as likely to want the story as not
    midpoint: float
    #: how sharply it rises, per point
    slope: float

    def value_of(self, points: float) -> float:
        """Return the score of a sum of points."""
        return 1 / (1 + math.exp(-self.slope * (points - self.midpoint)))


#: without a classifier (set by hand, so that ordinary items stay quiet), and with one (fitted by
#: `scripts/fit_score.py`)
RULES_ONLY = Curve(midpoint=2.5, slope=1.4)
WITH_CLASSIFIER = Curve(midpoint=1.5, slope=0.68)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Where the lanes part; both in (0, 1)."""

    alert: float = 0.5
    unsure: float = 0.3

    def lane_of(self, value: float) -> Lane:
        """Return the lane of a score."""
        if value >= self.alert:
            return Lane.ALERT
        return Lane.UNSURE if value >= self.unsure else Lane.NONE

"""Records of looking back: why something was, or was not, seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.records.kinds import AlertId


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyNot:
    """What became of one thing that was listed, or could not be."""

    at: datetime
    source: str
    title: str
    url: str
    #: listed before its source was watched, pending, failed, quarantined, fetched, filed ...
    stage: str
    reason: str
    score: float | None = None
    alert: AlertId | None = None

"""A source read and its entries assessed, with nothing kept: what a poll would bring.

What ``monitor poll`` prints and the console shows before a source is added.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from monitor import score as scoring
from monitor.collect import ask
from monitor.errors import ExtractError
from monitor.polling import next_state
from monitor.records import (
    Entry,
    PollState,
    Score,
    Source,
    TaggedDocument,
)
from monitor.retrieve import work_entry

if TYPE_CHECKING:
    from monitor.outside import Outside

#: entries of a preview whose pages are fetched
MAX_PAGES_READ = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewedEntry:
    """One entry as it would be taken."""

    entry: Entry
    #: None when its page was not read
    tagged: TaggedDocument | None = None
    score: Score | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What one poll of a source would bring."""

    source: Source
    state: PollState
    entries: tuple[PreviewedEntry, ...]
    faults: tuple[str, ...] = ()


def preview_source(
    source: Source,
    outside: Outside,
    *,
    register_folder: Path | None = None,
    thresholds: scoring.Thresholds | None = None,
    max_pages: int = MAX_PAGES_READ,
) -> Preview:
    """Return what a source lists now, with the first entries' pages fetched and assessed."""
    now = outside.clock()
    state = PollState(source=source.key, next_due_at=now)
    result, reading = ask(source, state, outside)
    entries = reading.entries if reading else ()
    rows = []
    for place, entry in enumerate(entries):
        if place >= max_pages:
            rows.append(PreviewedEntry(entry=entry))
            continue
        rows.append(_assess(entry, source, outside, register_folder, thresholds))
    after = next_state(source, state, result, reading, new=entries, now=now)
    return Preview(
        source=source, state=after, entries=tuple(rows), faults=reading.faults if reading else ()
    )


def _assess(
    entry: Entry,
    source: Source,
    outside: Outside,
    register_folder: Path | None,
    thresholds: scoring.Thresholds | None,
) -> PreviewedEntry:
    try:
        done = work_entry(entry, source, outside, register_folder=register_folder)
    except ExtractError as error:
        return PreviewedEntry(entry=entry, reason=str(error))
    if done.tagged is None:
        return PreviewedEntry(entry=entry, reason=done.reason)
    councils = done.tagged.about or (None,)
    scores = [scoring.score_document(done.tagged, c, thresholds=thresholds) for c in councils]
    best = max(scores, key=lambda s: s.value)
    return PreviewedEntry(entry=entry, tagged=done.tagged, score=best, reason=done.reason)

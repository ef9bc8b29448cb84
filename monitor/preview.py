"""A source read and its entries assessed, with nothing kept: what a first poll would bring.

What ``monitor poll`` prints and the console shows before a source is added. The pages of the first
few entries that would be taken are fetched and judged; the rest is only listed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from monitor import score as scoring
from monitor.assess import Rules
from monitor.collect import admit, ask
from monitor.errors import ExtractError
from monitor.polling import next_state
from monitor.records import (
    Entry,
    EntryState,
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


class Fate(StrEnum):
    """What a first poll does with an entry."""

    NEW = "new"
    #: older than the baseline: counts as seen
    TOO_OLD = "too old"
    #: counts as seen, as nothing says that it is new
    UNDATED = "undated"


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewedEntry:
    """One entry as it would be taken."""

    entry: Entry
    fate: Fate
    #: None when its page was not asked for, or could not be had
    tagged: TaggedDocument | None = None
    score: Score | None = None
    #: what went wrong with its page; "" when nothing did
    reason: str = ""

    @property
    def is_page_read(self) -> bool:
        """Whether it was judged by more than what the source says of it."""
        return self.tagged is not None and not self.tagged.document.summary_only

    @property
    def n_leads(self) -> int:
        """How many further documents it leads to; a preview follows none."""
        return len(self.tagged.leads) if self.tagged else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a first poll of a source would bring."""

    source: Source
    state: PollState
    #: in the order of the source
    entries: tuple[PreviewedEntry, ...]
    #: language and country that a Google Alert searches; "" for other sources
    edition: str = ""
    faults: tuple[str, ...] = ()

    @property
    def n_new(self) -> int:
        """How many of the entries would be taken."""
        return sum(e.fate is Fate.NEW for e in self.entries)


def preview_source(
    source: Source,
    outside: Outside,
    *,
    rules: Rules | None = None,
    max_pages: int = MAX_PAGES_READ,
) -> Preview:
    """Return what a source lists now, with the pages of the first new entries assessed."""
    rules = rules or Rules()
    now = outside.clock()
    state = PollState(source=source.key, next_due_at=now)
    result, reading = ask(source, state, outside)
    entries = reading.entries if reading else ()
    rows: list[PreviewedEntry] = []
    n_read = 0
    for entry in entries:
        admitted = admit(entry, source, state, now=now)
        row = PreviewedEntry(entry=entry, fate=_fate(admitted))
        if row.fate is Fate.NEW and n_read < max_pages:
            n_read += 1
            row = _assess(row, source, outside, rules)
        rows.append(row)
    after = next_state(source, state, result, reading, new=entries, now=now)
    return Preview(
        source=source,
        state=after,
        entries=tuple(rows),
        edition=reading.edition if reading else "",
        faults=reading.faults if reading else (),
    )


def _fate(admitted: Entry) -> Fate:
    if admitted.state is not EntryState.BASELINE:
        return Fate.NEW
    return Fate.TOO_OLD if admitted.published_at else Fate.UNDATED


def _assess(row: PreviewedEntry, source: Source, outside: Outside, rules: Rules) -> PreviewedEntry:
    try:
        done = work_entry(row.entry, source, outside, reference=rules.reference)
    except ExtractError as error:
        return replace(row, reason=str(error))
    if done.tagged is None:
        return replace(row, reason=done.reason)
    councils = done.tagged.about or (None,)
    scores = [scoring.score_document(done.tagged, c, thresholds=rules.thresholds) for c in councils]
    best = max(scores, key=lambda s: s.value)
    return replace(row, tagged=done.tagged, score=best, reason=done.reason)

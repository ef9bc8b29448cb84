"""How the sources fare by the hour: words that time alone changes, and word to the operator.

A source that goes blind is said once, and once more when it sees again; those that change together
stand in one notice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.dates import show_time
from monitor.dispatch import queue_notice
from monitor.polling import health_at, is_blind
from monitor.text import sha256_hex

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from monitor.config import Config
    from monitor.records import SourceStatus
    from monitor.store import Store

#: sources that one notice names; the rest are counted
MAX_NAMED = 50
#: names that a notice's title gives
MAX_IN_TITLE = 3


def judge_sources(store: Store, *, now: datetime) -> None:
    """Keep the health words that time alone has changed: stale, quiet, and back."""
    for status in store.sources.states():
        state = status.state
        if not status.enabled or state.paused_by is not None or state.last_ok_at is None:
            continue
        health, reason = health_at(
            state, status.interval, now=now, working_hours=status.working_hours
        )
        if health is state.health:
            continue
        blind_since = (state.blind_since or now) if is_blind(status.kind, state, health) else None
        store.sources.save_health(status.key, health, reason, blind_since=blind_since, now=now)


def tell_operator(store: Store, config: Config, *, now: datetime) -> int:
    """Queue one notice on the sources that went blind and one on those that see again.

    Returns:
        How many sources they speak of.
    """
    blind, well = store.sources.owed()
    with store.transaction():
        if blind:
            lines = [f"{s.name} ({s.key}): {s.state.health.value}: {s.state.reason}" for s in blind]
            _queue(store, config, blind, "cannot be seen", lines, now)
            store.sources.mark_told([s.key for s in blind], now)
        if well:
            lines = [f"{s.name} ({s.key}): was told on {_told(s)}" for s in well]
            _queue(store, config, well, "can be seen again", lines, now)
            store.sources.mark_told([s.key for s in well], None)
    return len(blind) + len(well)


def _queue(  # who, of what, in which words
    store: Store,
    config: Config,
    sources: Sequence[SourceStatus],
    what: str,
    lines: Sequence[str],
    now: datetime,
) -> None:
    names = ", ".join(s.name for s in sources[:MAX_IN_TITLE])
    n_more = len(sources) - MAX_IN_TITLE
    title = f"{names} and {n_more} more sources {what}" if n_more > 0 else f"{names} {what}"
    n_unnamed = len(lines) - MAX_NAMED
    shown = [*lines[:MAX_NAMED]]
    if n_unnamed > 0:
        shown.append(f"... and {n_unnamed} more: monitor sources --health")
    about = sha256_hex(f"{what} {now} {[s.key for s in sources]}")
    queue_notice(store, config, title, shown, now=now, about=about)


def _told(status: SourceStatus) -> str:
    told_at = status.state.told_at
    return f"{show_time(told_at)} to be blind" if told_at else "to be blind"

"""Once a night: what each council was due to show is noted where it is not seen.

One council that fails costs no other. Pages behind open alerts wait to be looked at again, a few
of them each night.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import structlog

from monitor.noting import Counts, note_absences

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from monitor.records import Council
    from monitor.register import Register
    from monitor.store import Store

log = structlog.get_logger(__name__)

#: pages behind open alerts are asked for so often to see whether they are still there
LOOKED_AT_EVERY = timedelta(days=7)
#: and so many of them in one night
MAX_LOOKED_AT = 50


def note_all(
    store: Store,
    register: Register,
    guarded: Callable[[str, Callable[[], object]], None],
    *,
    now: datetime,
) -> None:
    """Note the absences of every council of whose own sites any is watched.

    Args:
        store: the store.
        register: the councils.
        guarded: runs a job of a name; what that did not foresee is logged and goes no further.
        now: the time.
    """
    counts: list[Counts] = []

    def note(council: Council) -> None:
        counts.append(note_absences(store, council, now=now))

    for slug in store.formal.councils():
        if register.has(slug):
            guarded(f"noting {slug}", partial(note, register.get(slug)))
    n_again = store.entries.recheck(before=now - LOOKED_AT_EVERY, limit=MAX_LOOKED_AT)
    total = sum(counts, Counts())
    log.info("absences_noted", n_councils=len(counts), n_noted=total.n_noted, n_seen=total.n_seen,
             n_looked_again=n_again)  # fmt: skip

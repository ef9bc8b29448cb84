"""Verdicts and acts of people on alerts and concerns, and on what their corrections teach.

What comes in is a `Verdict`, an `Action` or an `Item`, from whatever a person used; what goes out
is the alert as it then stands. Each is one transaction: the verdict, the alert's next revision,
the concern it opens or joins, and a line in the append-only log. ``moves`` holds the whole table
of what is allowed. Nothing is sent from here.
"""

from monitor.triage.acts import Item, act, file_item, wake
from monitor.triage.keeping import Who
from monitor.triage.learning import settle
from monitor.triage.moves import MOVES, Move, Turn, allowed, next_state
from monitor.triage.verdicts import decide

__all__ = [
    "MOVES",
    "Item",
    "Move",
    "Turn",
    "Who",
    "act",
    "allowed",
    "decide",
    "file_item",
    "next_state",
    "settle",
    "wake",
]

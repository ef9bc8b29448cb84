"""The table of moves: from a state, by a verdict, an act or a turn of events, to a state. Pure.

A pair that is not in the table is refused, with what could be done instead.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from monitor.errors import TriageError
from monitor.records import Act, AlertState, Label

if TYPE_CHECKING:
    from collections.abc import Mapping


class Turn(StrEnum):
    """What moves an alert without a person's word on it."""

    #: a claim's lease ran out
    LEASE_OVER = "lease_over"
    #: the day came on which more was to be known
    REVIEW_DUE = "review_due"
    #: the day came until which it slept
    SNOOZE_OVER = "snooze_over"
    #: its story grew graver, or something formal happened (`monitor.filing`)
    STORY_MOVED = "story_moved"
    #: the correction that made it was undone before anybody touched it
    WITHDRAWN = "withdrawn"
    #: the same correction was made again
    RETURNED = "returned"


Move = Label | Act | Turn

_NEW = AlertState.NEW
_CLAIMED = AlertState.CLAIMED
_NEEDS_INFO = AlertState.NEEDS_INFO
_SNOOZED = AlertState.SNOOZED
#: open or asleep: nobody has decided yet, so verdicts act on these and undo returns to these
UNDECIDED = (_NEW, _CLAIMED, _NEEDS_INFO, _SNOOZED)

#: where each verdict leads, from any undecided state
AFTER: Mapping[Label, AlertState] = MappingProxyType(
    {
        Label.VERIFY: AlertState.VERIFIED,
        Label.NEEDS_INFO: AlertState.NEEDS_INFO,
        Label.KNOWN: AlertState.KNOWN,
        Label.NOT_RELEVANT: AlertState.DISMISSED,
        Label.WRONG_COUNCIL: AlertState.REFILED,
        Label.DUPLICATE: AlertState.DUPLICATE,
        Label.POSITIVE: AlertState.POSITIVE,
    }
)

#: every move there is; more than one target means: the one it came from
MOVES: Mapping[tuple[AlertState, Move], tuple[AlertState, ...]] = MappingProxyType(
    {
        **{(state, label): (AFTER[label],) for state in UNDECIDED for label in Label},
        **{(state, Act.UNDO): UNDECIDED for state in AFTER.values()},
        (_NEW, Act.CLAIM): (_CLAIMED,),
        (_CLAIMED, Act.CLAIM): (_CLAIMED,),
        (_NEEDS_INFO, Act.CLAIM): (_CLAIMED,),
        (_SNOOZED, Act.CLAIM): (_CLAIMED,),
        (_CLAIMED, Act.RELEASE): (_NEW,),
        (_SNOOZED, Act.RELEASE): (_NEW,),
        (_NEW, Act.SNOOZE): (_SNOOZED,),
        (_CLAIMED, Act.SNOOZE): (_SNOOZED,),
        (_NEEDS_INFO, Act.SNOOZE): (_SNOOZED,),
        (_SNOOZED, Act.SNOOZE): (_SNOOZED,),
        (_CLAIMED, Turn.LEASE_OVER): (_NEW,),
        (_NEEDS_INFO, Turn.REVIEW_DUE): (_NEW,),
        (_SNOOZED, Turn.SNOOZE_OVER): (_NEW,),
        (_SNOOZED, Turn.STORY_MOVED): (_NEW,),
        (AlertState.DISMISSED, Turn.STORY_MOVED): (_NEW,),
        (_NEW, Turn.WITHDRAWN): (AlertState.REFILED,),
        (AlertState.REFILED, Turn.RETURNED): (_NEW,),
    }
)


def allowed(state: AlertState) -> tuple[Move, ...]:
    """Return what a person may do to an alert in a state, in the table's order."""
    return tuple(m for s, m in MOVES if s is state and not isinstance(m, Turn))


def next_state(state: AlertState, move: Move, *, came_from: AlertState | None = None) -> AlertState:
    """Return where a move leads.

    Args:
        state: where the alert is.
        move: the verdict, act or turn.
        came_from: for undo: where the alert was before the verdict.

    Raises:
        TriageError: the move is not allowed from there; the message says what is.
    """
    targets = MOVES.get((state, move))
    if targets is None:
        can = ", ".join(allowed(state))
        msg = f"{move} cannot be done to an alert that is {state}; what can be: {can}"
        raise TriageError(msg)
    if len(targets) == 1:
        return targets[0]
    if came_from not in targets:
        msg = f"nothing to undo: the alert did not come from a state to return to ({came_from})"
        raise TriageError(msg)
    return came_from

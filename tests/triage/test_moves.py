"""The table of moves."""

from __future__ import annotations

import pytest

from monitor.errors import TriageError
from monitor.records import Act, AlertState, Label
from monitor.triage import MOVES, allowed, next_state
from monitor.triage.moves import UNDECIDED, Turn

PAIRS = [(state, move) for state in AlertState for move in (*Label, *Act, *Turn)]


def test_every_state_is_reached_from_new_by_moves_alone() -> None:
    reached = {AlertState.NEW}
    while more := {t for (s, _), targets in MOVES.items() if s in reached for t in targets} - (
        reached
    ):
        reached |= more
    assert reached == set(AlertState)


def test_every_move_ends_in_a_state_that_has_moves_itself() -> None:
    starts = {state for state, _ in MOVES}
    assert {t for targets in MOVES.values() for t in targets} <= starts


@pytest.mark.parametrize("state", UNDECIDED, ids=str)
def test_an_undecided_alert_takes_every_verdict(state: AlertState) -> None:
    assert set(Label) <= set(allowed(state))


@pytest.mark.parametrize("state", [s for s in AlertState if s.is_closed], ids=str)
def test_a_closed_alert_takes_nothing_but_undo(state: AlertState) -> None:
    assert allowed(state) == (Act.UNDO,)


@pytest.mark.parametrize(("state", "move"), [p for p in PAIRS if p not in MOVES], ids=str)
def test_a_move_that_is_not_in_the_table_is_refused_with_what_is_allowed(
    state: AlertState, move: Label | Act | Turn
) -> None:
    with pytest.raises(TriageError) as refused:
        next_state(state, move)
    assert all(can in str(refused.value) for can in allowed(state))


@pytest.mark.parametrize(("state", "move"), list(MOVES), ids=str)
def test_a_move_of_the_table_leads_to_its_target(
    state: AlertState, move: Label | Act | Turn
) -> None:
    targets = MOVES[state, move]
    assert next_state(state, move, came_from=targets[-1]) is targets[-1]


def test_undo_returns_only_to_a_state_in_which_nobody_had_decided() -> None:
    with pytest.raises(TriageError, match="nothing to undo"):
        next_state(AlertState.VERIFIED, Act.UNDO, came_from=AlertState.DISMISSED)

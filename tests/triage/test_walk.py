"""Any sequence of verdicts and acts keeps to the table, whatever people try."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import TriageError
from monitor.filing import Desk
from monitor.records import Act, Action, Alert, AlertId, Label, Verdict
from monitor.store import Store, open_store
from monitor.triage import MOVES, act, decide, wake
from tests.filed import NOW, file_alert, make_desk

ALERT = AlertId(1)
TRIED = st.lists(st.sampled_from([*Label, *Act, "a week passes"]), max_size=12)


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder: Path = tmp_path_factory.mktemp("register")
    return make_desk(folder)


def attempt(store: Store, desk: Desk, what: str, day: int) -> Alert:
    at = NOW + timedelta(days=day)
    if what in set(Label):
        decide(store, Verdict(alert=ALERT, label=Label(what), by="jo", at=at), desk)
    elif what in set(Act):
        act(store, Action(alert=ALERT, act=Act(what), by="jo", at=at))
    else:
        wake(store, now=at + timedelta(days=7))
    return store.alerts.get(ALERT)


@settings(max_examples=60, deadline=None)
@given(tried=TRIED)
def test_every_change_is_a_move_of_the_table_and_one_revision(
    rules: Desk, tried: list[str]
) -> None:
    store = open_store(None)
    before = file_alert(store, rules)
    for day, what in enumerate(tried):
        try:
            after = attempt(store, rules, what, day)
        except TriageError:
            assert store.alerts.get(ALERT) == before
            continue
        targets = {t for (s, _), ts in MOVES.items() if s is before.state for t in ts}
        assert after == before or after.state in targets
        assert after.revision - before.revision == (after != before)
        before = after
    n_lines = len([e for e in store.log.of("alert", "1") if e.before])
    store.close()
    assert n_lines == before.revision - 1

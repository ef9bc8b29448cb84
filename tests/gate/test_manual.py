"""Tables of the manual are held to what is measured, but for the last digits."""

from __future__ import annotations

import pytest

from tests.gate.manual import differences

SHOWN = ["| alert: precision | 0.856 | 0.79–0.92 |", "| audit | 26 | 0.75 | – |"]


@pytest.mark.parametrize(
    ("found", "is_other"),
    [
        (SHOWN, False),
        (["| alert: precision | 0.861 | 0.79–0.93 |", "| audit | 28 | 0.75 | – |"], False),
        (["| alert: precision | 0.886 | 0.79–0.92 |", SHOWN[1]], True),
        ([SHOWN[0], "| audit | 31 | 0.75 | – |"], True),
        ([SHOWN[0], "| audit | 26 | 0.75 | 0.50 |"], True),
        ([SHOWN[0], "| churn | 26 | 0.75 | – |"], True),
        (SHOWN[:1], True),
    ],
    ids=["same", "last digits", "a share", "a count", "a cell", "a name", "a line"],
)
def test_a_table_is_told_from_another(found: list[str], *, is_other: bool) -> None:
    assert bool(differences(SHOWN, found)) is is_other

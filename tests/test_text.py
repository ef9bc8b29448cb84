"""Text in the form for comparing."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from monitor.text import fold


def test_case_accents_and_quotes_make_no_difference() -> None:
    assert fold("Café \u2019s  £9m") == "cafe 's £9m"


@given(st.text())
def test_no_accent_is_left_in_any_script(text: str) -> None:
    marks = [c for c in unicodedata.normalize("NFKD", text) if unicodedata.combining(c)]
    assert not set(marks) & set(fold(text))

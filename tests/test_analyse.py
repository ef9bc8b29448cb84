"""A page that cannot be read falls back to what its source listed, and says so."""

from __future__ import annotations

import pytest

from monitor.analyse import analyse
from tests.extract.pages import document, page

SUMMARY = "Sampleford Borough Council's bins will be late again."


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        (document("<p>Sorry, we could not find it.</p>", heading="Page not found"), "not there"),
        ('<html><body><div id="root"></div><script src="/a.js"></script></body></html>', "scripts"),
        ('<html><head><meta http-equiv="refresh" content="0; url=/b"></head></html>', "another"),
    ],
)
def test_what_shows_no_article_is_known_by_its_summary(markup: str, reason: str) -> None:
    read = analyse(page(markup, title="Bins late", summary=SUMMARY)).document
    assert (read.title, read.text, read.summary_only) == ("Bins late", SUMMARY, True)
    assert reason in "; ".join(read.faults)


@pytest.mark.parametrize(
    ("name", "about"),
    [
        # members are elected and set a budget before the first day
        ("West Surrey Council", ("west-surrey",)),
        # recognised, so that no part of its name is taken for another's; not law yet
        ("West Essex Council", ()),
        ("Central & Eastern Suffolk Council", ()),
        ("Ipswich & South Suffolk Council", ()),
    ],
)
def test_a_shadow_authority_can_be_what_a_text_is_about_and_a_planned_council_never(
    name: str, about: tuple[str, ...]
) -> None:
    text = f"{name} will have to find savings before its first budget, officers said."
    assert analyse(page("", title="Savings sought", summary=text)).about == about

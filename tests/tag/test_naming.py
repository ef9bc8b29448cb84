"""A place is its council only where its words make it one; what a council does says if it is meant."""

from __future__ import annotations

import pytest

from monitor.tag import focus, naming
from monitor.tag.phrases import level
from tests.tag.test_lexicon import tag


def place_of(text: str, name: str = "Sampleford") -> tuple[str, int, int]:
    start = text.index(name)
    return naming.without_others(level(text)), start, start + len(name)


@pytest.mark.parametrize(
    "text",
    [
        "Sampleford's cabinet met.",
        "Sampleford's next planning committee",
        "The scrutiny committee in Sampleford",
        "Sampleford councillors",
        "The leader of Sampleford",
        "Sampleford's chief executive replied",
        "The cabinet member for parks in Sampleford",
        "Services for children in Sampleford",
        "In Sampleford, where the borough council uses sacks",
        "Sampleford: council meeting to be webcast",
    ],
)
def test_words_beside_a_name_make_it_the_council(text: str) -> None:
    assert naming.acts(*place_of(text))


@pytest.mark.parametrize(
    "text",
    [
        "A cabinet maker in Sampleford",
        "Council tax in Sampleford rises",
        "The council of elders in Sampleford",
        "Sampleford Trades Council history",
        "The chief executive of Sampleford theatre",
        "The works council at the plant. Sampleford is wet.",
        "A house in Sampleford",
        "Sampleford's oldest oak",
    ],
)
def test_other_words_leave_it_a_place(text: str) -> None:
    assert not naming.acts(*place_of(text))


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("The arts council opens a round.", True),
        ("A town council in the vale.", True),
        ("Chichester City Council's guides", True),
        ("The council of ministers met.", True),
        ("Sampleford City Council met.", False),
        ("The council met.", False),
        ("Council tax went up.", False),
    ],
)
def test_another_body_called_council_is_told(text: str, *, is_named: bool) -> None:
    assert naming.names_another_body(level(text)) is is_named


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Sampleford has warned of cuts.", focus.ACTS),
        ("She joined from Sampleford", focus.FORMER),
        ("A retired clerk of Sampleford", focus.FORMER),
        ("Before she came here she looked after maps at Sampleford", focus.FORMER),
        ("A former leader of Sampleford", focus.PLAIN),
        ("Unlike Sampleford", focus.ASIDE),
        ("The draft was sent to Sampleford", focus.ASIDE),
        ("Renew with the county, not with Sampleford", focus.ASIDE),
        ("Officers from Sampleford", focus.ASIDE),
        ("The depot is owned by Sampleford", focus.PLAIN),
    ],
)
def test_the_part_of_a_council_is_read_from_its_sentence(text: str, part: float) -> None:
    levelled, start, end = place_of(text)
    assert focus.part_of(levelled, (0, len(levelled)), start, end) == part


@pytest.mark.parametrize(
    ("title", "text", "about"),
    [
        # a former employer
        ("New chief executive for Wexcombe District Council",
         "She joined from Northmere City Council. Wexcombe District Council is to vote.", {"wexcombe"}),
        # an example in a story on councils at large
        ("Grants for trees", ("Ministers announced another round. Some councils planted limes. "
         "Northmere City Council did so last year."), set()),
        # two that act together
        ("Joint plan", "Wexcombe District Council and Northmere City Council have agreed a plan.",
         {"wexcombe", "northmere"}),
        # a list
        ("Elections in May: the list", ("Polls open for Wexcombe District Council, Northmere City "
         "Council and Sampleford Borough Council."), set()),
        # one plural for two names
        ("Wexcombe and Sampleford councils share a depot", "It is open.", {"wexcombe", "sampleford"}),
        # the one place that "the council" can be
        ("Row over pool in Sampleford", "The council has said no.", {"sampleford"}),
        ("Pool in Sampleford reopens", "The parish council has said yes.", set()),
        ("Singers from Sampleford", "The council of the society gave a prize.", set()),
        # the county beside the district that acts
        ("Wexcombe District Council's bins", "They go to a depot of Marlshire County Council.",
         {"wexcombe"}),
        # abroad
        ("Town meeting in Sampleford, Ontario", "The council met.", set()),
    ],
)  # fmt: skip
def test_a_text_is_about_the_councils_that_act_in_it(
    title: str, text: str, about: set[str]
) -> None:
    assert set(tag(text, title).about) == about

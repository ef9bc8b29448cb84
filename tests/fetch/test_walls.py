"""What stands in a list's place is said."""

from __future__ import annotations

import pytest

from monitor.errors import WallError
from monitor.fetch.walls import find_wall, unreadable


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        ("<title>Just a moment...</title>", "a bot wall"),
        ("<title>Request Rejected</title>", "a bot wall"),
        ("<title>Sampleford</title><h1>Before you <b>continue</b></h1>", "a consent page"),
        ("<title>Your cookie settings</title>", "a consent page"),
        ("<title>Log in</title>", "a login page"),
        ("<title>Sampleford: Sign-in page</title>", "a login page"),
        ("<title>Council news</title><h1>Council news</h1>", ""),
        ("<title>Page not found</title>", ""),
    ],
)
def test_a_wall_is_known_by_its_name(markup: str, said: str) -> None:
    assert find_wall(markup).startswith(said)
    assert bool(find_wall(markup)) is bool(said)


def test_a_page_that_is_not_there_is_no_wall_and_its_reason_says_so() -> None:
    error = unreadable("<title>Page not found | Sampleford</title>", "is no list")
    assert not isinstance(error, WallError)
    assert str(error) == "the page says that it is not there (a soft 404)"


def test_anything_else_keeps_its_reason() -> None:
    assert str(unreadable("<title>News</title>", "is no list")) == "is no list"

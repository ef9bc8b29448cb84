"""What a classifier is given to read: a few sentences, with councils masked."""

from __future__ import annotations

import pytest

from monitor.records import CouncilSlug, Mention
from monitor.tag.windows import mask, windows_of

OURS, OTHER = CouncilSlug("sampleford"), CouncilSlug("wexcombe")


def mention(text: str, surface: str, council: CouncilSlug = OURS) -> Mention:
    start = text.index(surface)
    return Mention(
        council=council, start=start, end=start + len(surface), surface=surface,
        method="name", is_about=True, confidence=1.0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "surface", "masked"),
    [
        ("Sampleford has run out of money.", "Sampleford", "The council has run out of money."),
        ("At Sampleford, rows go on.", "Sampleford", "At the council, rows go on."),
        ("The Sampleford leader quit.", "Sampleford", "The council leader quit."),
        ("He left. Sampleford is silent.", "Sampleford", "He left. The council is silent."),
    ],
)
def test_a_council_is_masked_as_a_reader_would_write_it(
    text: str, surface: str, masked: str
) -> None:
    start = text.index(surface)
    assert mask(text, [(start, start + len(surface), True)]) == masked


def test_names_that_overlap_are_masked_once() -> None:
    assert mask("Sampleford Council said", [(0, 18, True), (0, 10, True)]) == "The council said"


def test_another_council_reads_as_another() -> None:
    text = "Row\n\nSampleford copies Wexcombe."
    read = windows_of(
        text, 3, [mention(text, "Sampleford"), mention(text, "Wexcombe", OTHER)], OURS
    )
    assert [w.text for w in read] == ["Row. The council copies another council."]


def test_the_same_words_read_the_other_way_for_the_other_council() -> None:
    text = "Row\n\nSampleford copies Wexcombe."
    both = [mention(text, "Sampleford"), mention(text, "Wexcombe", OTHER)]
    (window,) = windows_of(text, 3, both, OTHER)
    assert window.text == "Row. Another council copies the council."


def test_a_sentence_about_another_council_of_the_text_is_left_out() -> None:
    text = "Two councils\n\nSampleford is calm. Wexcombe is bankrupt."
    both = [mention(text, "Sampleford"), mention(text, "Wexcombe", OTHER)]
    (window,) = windows_of(text, 12, both, OURS, others={OTHER})
    assert window.text == "Two councils. The council is calm."


def test_windows_overlap_so_that_no_neighbours_are_parted() -> None:
    text = "T\n\n" + " ".join(f"Sentence {n} is here." for n in range(7))
    read = [w.text.removeprefix("T. ") for w in windows_of(text, 1, (), None)]
    pairs = [f"Sentence {n} is here. Sentence {n + 1} is here." for n in range(6)]
    assert all(any(pair in words for words in read) for pair in pairs)


def test_windows_cover_the_whole_text_and_end_with_it() -> None:
    text = "T\n\n" + " ".join(f"Sentence {n} is here." for n in range(8))
    read = windows_of(text, 1, (), None)
    assert (read[0].start, read[-1].end) == (3, len(text))


def test_without_a_title_the_first_sentence_stands_in() -> None:
    text = "\n\n" + "The leader has gone. " + " ".join(f"Sentence {n}." for n in range(6))
    assert all(w.text.startswith("The leader has gone.") for w in windows_of(text, 0, (), None))


def test_a_title_alone_is_a_window() -> None:
    (window,) = windows_of("Budget gap widens\n\n", 17, (), None)
    assert (window.start, window.end, window.text) == (0, 17, "Budget gap widens")


def test_an_empty_text_has_no_window() -> None:
    assert windows_of("\n\n", 0, (), None) == ()

"""An entry is announced once, whatever its source does with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from monitor.identity import MAX_REREADS, REREAD_AFTER, REREAD_WITHIN, lookup_keys, tell_apart
from monitor.records import Entry, EntryId, EntryState, Held, Listing, SourceKey

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def entry(
    key: str = "g1", path: str = "a", title: str = "Budget gap grows", **more: object
) -> Entry:
    address = f"https://news.example/{path}"
    fields: dict[str, object] = {"source": SourceKey("s"), "url": address, "address": address,
                                 "published_at": NOW - HOUR}  # fmt: skip
    return Entry(entry_key=key, title=title, **{**fields, **more})  # type: ignore[arg-type]


def held(one: Entry, number: int = 1, **more: Any) -> Held:
    fields: dict[str, object] = {
        "id": EntryId(number),
        "entry_key": one.entry_key,
        "address": one.address,
        "title": one.title,
        "published_at": one.published_at,
        "updated_at": one.updated_at,
        "state": EntryState.DONE,
        "n_rereads": 0,
        "first_listed_at": NOW - HOUR,
        "done_at": NOW - HOUR,
    }
    return Held(**{**fields, **more})


def sort_out(entries: list[Entry], *kept: Held, now: datetime = NOW) -> Listing:
    return tell_apart(entries, kept, now=now)


@pytest.mark.parametrize(
    ("case", "listed", "kept", "n_new"),
    [
        ("never seen", entry(), entry("g2", "b"), 1),
        ("seen again", entry(), entry(), 0),
        ("retitled", entry(title="Budget gap doubles"), entry(), 0),
        ("retitled, its address with it", entry(path="doubles", title="Gap doubles"), entry(), 0),
        ("new guid for the same address", entry("g2"), entry("g1"), 0),
        ("new guid and title for the same address", entry("g2", title="Gap doubles"), entry(), 0),
        ("all but its guid is new", entry(path="doubles", title="Gap doubles, says auditor",
                                          published_at=NOW), entry(), 0),
        ("both link to the front page", entry("g2", ""), entry("g1", ""), 1),
        ("neither has an address", entry("g2", url="", address=""),
         entry("g1", url="", address=""), 1),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_makes_an_entry_new(case: str, listed: Entry, kept: Entry, n_new: int) -> None:
    listing = sort_out([listed], held(kept))
    assert len(listing.new) == n_new
    assert len(listing.known) == 1 - n_new


def test_two_stories_that_share_a_guid_are_two_in_whatever_order_they_come() -> None:
    one, two = entry("same", "1", "Story one"), entry("same", "2", "Story two")
    first = sort_out([one, two])
    assert len(first.new) == 2
    kept = [held(e, n) for n, e in enumerate(first.new, start=1)]
    again = sort_out([two, one], *kept)
    assert again.new == ()
    assert set(again.known) == {1, 2}


def test_guids_that_number_the_places_of_a_list_say_nothing() -> None:
    first = [entry("1", "a", "A"), entry("2", "b", "B")]
    kept = [held(e, n) for n, e in enumerate(sort_out(first).new, start=1)]
    pushed = [entry("1", "c", "C"), entry("2", "a", "A"), entry("3", "b", "B")]
    listing = sort_out(pushed, *kept)
    assert [e.title for e in listing.new] == ["C"]
    assert set(listing.known) == {1, 2}


def test_one_entry_listed_twice_is_one() -> None:
    listing = sort_out([entry("g1"), entry("g1")])
    assert len(listing.new) == 1


def test_stories_that_all_link_to_one_page_are_told_apart_by_their_guids() -> None:
    statuses = [entry(f"g{n}", "status", f"Story {n}") for n in range(3)]
    assert len(sort_out(statuses).new) == 3


def test_the_longer_key_is_looked_up_too() -> None:
    assert len(lookup_keys([entry()])) == 2


def test_an_edited_article_is_read_again_a_day_after_it_was_read() -> None:
    (edited,) = sort_out([entry(title="Budget gap doubles")], held(entry())).edited
    assert edited.state is EntryState.PENDING
    assert edited.next_try_at == NOW - HOUR + REREAD_AFTER


def test_a_date_of_editing_that_moves_is_an_edit() -> None:
    before = entry(updated_at=NOW - HOUR)
    (edited,) = sort_out([entry(updated_at=NOW)], held(before)).edited
    assert edited.state is EntryState.PENDING


def test_a_date_of_editing_before_it_was_read_is_only_noted() -> None:
    (edited,) = sort_out([entry(updated_at=NOW - 2 * HOUR)], held(entry())).edited
    assert edited.state is EntryState.DONE


@pytest.mark.parametrize(
    "more",
    [
        {"n_rereads": MAX_REREADS},
        {"first_listed_at": NOW - REREAD_WITHIN - HOUR},
        {"state": EntryState.BASELINE},
        {"state": EntryState.PENDING},
        {"state": EntryState.QUARANTINED},
    ],
)
def test_an_edit_is_only_noted(more: dict[str, Any]) -> None:
    (edited,) = sort_out([entry(title="Budget gap doubles")], held(entry(), **more)).edited
    assert edited.title == "Budget gap doubles"
    assert edited.n_rereads == more.get("n_rereads", 0)


def test_what_is_being_read_is_left_alone() -> None:
    kept = held(entry(), state=EntryState.LEASED)
    assert sort_out([entry(title="Budget gap doubles")], kept).edited == ()


def test_an_entry_that_did_not_change_is_not_written() -> None:
    assert sort_out([entry()], held(entry())).edited == ()


def test_an_entry_keeps_the_key_under_which_it_is_held() -> None:
    (edited,) = sort_out([entry("g2", title="Gap doubles")], held(entry("g1"))).edited
    assert edited.entry_key == "g1"
    assert replace(edited, entry_key="g2").title == "Gap doubles"

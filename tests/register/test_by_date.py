"""The register by date: who is in force, who went before, who follows, who stands round whom."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from monitor.records import CouncilKind, Region, Standing
from monitor.register import Register, load_register

DAYS = (
    date(2018, 1, 1),
    date(2019, 6, 1),
    date(2021, 6, 1),
    date(2023, 6, 1),
    date(2026, 11, 25),
    date(2027, 4, 1),
)
TODAY = date(2026, 11, 25)
AWAY = {Region.WALES, Region.SCOTLAND, Region.NORTHERN_IRELAND}
SURREY = {
    "elmbridge", "epsom-and-ewell", "guildford", "mole-valley", "reigate-and-banstead", "runnymede",
    "spelthorne", "surrey", "surrey-heath", "tandridge", "waverley", "woking",
}  # fmt: skip


@pytest.fixture(scope="module")
def register() -> Register:
    return load_register()


@pytest.mark.parametrize(
    ("day", "counties", "districts", "unitaries"),
    [
        (date(2018, 1, 1), 27, 201, 55),
        (date(2019, 6, 1), 26, 192, 55),
        (date(2020, 6, 1), 25, 188, 56),
        (date(2021, 6, 1), 24, 181, 58),
        (date(2023, 6, 1), 21, 164, 62),
        (date(2026, 11, 25), 21, 164, 62),
        (date(2027, 4, 1), 20, 153, 64),
    ],
)
def test_englands_councils_are_counted_by_kind(
    register: Register, day: date, counties: int, districts: int, unitaries: int
) -> None:
    counts = Counter(c.kind for c in register.at(day) if c.region not in AWAY)
    assert counts[CouncilKind.COUNTY] == counties
    assert counts[CouncilKind.DISTRICT] == districts
    assert counts[CouncilKind.UNITARY] == unitaries
    assert counts[CouncilKind.METROPOLITAN] == 36
    assert counts[CouncilKind.LONDON_BOROUGH] + counts[CouncilKind.CITY_OF_LONDON] == 33


@pytest.mark.parametrize("day", DAYS)
def test_wales_has_22_scotland_32_and_northern_ireland_11(register: Register, day: date) -> None:
    counts = Counter(c.region for c in register.at(day))
    assert [counts[r] for r in (Region.WALES, Region.SCOTLAND, Region.NORTHERN_IRELAND)] == [
        22,
        32,
        11,
    ]


def test_each_successor_begins_on_the_day_after(register: Register) -> None:
    ended = [c for c in register.councils if c.end_date]
    assert len(ended) == 62
    for council in ended:
        assert council.successors, council.slug
        assert council.end_date is not None
        for heir in register.heirs(council.slug):
            assert heir.start_date == council.end_date + timedelta(days=1), council.slug


@pytest.mark.parametrize("day", DAYS)
def test_somebody_answers_for_every_area_that_once_had_a_council(
    register: Register, day: date
) -> None:
    for council in register.councils:
        standing = register.status(council.slug, day)
        answers = register.successors_at(council.slug, day)
        assert bool(answers) is (standing in {Standing.IN_FORCE, Standing.FORMER}), council.slug
        assert all(register.is_in_force(c.slug, day) for c in answers)


@pytest.mark.parametrize("day", DAYS)
def test_a_district_in_force_has_its_county_in_force(register: Register, day: date) -> None:
    for council in register.at(day):
        if council.kind is CouncilKind.DISTRICT:
            county = register.relatives(council.slug, day).county
            assert county is not None, council.slug
            assert county.kind is CouncilKind.COUNTY


@pytest.mark.parametrize("day", DAYS)
def test_every_county_has_districts(register: Register, day: date) -> None:
    for council in register.at(day):
        if council.kind is CouncilKind.COUNTY:
            assert register.relatives(council.slug, day).districts, council.slug


def test_surrey_ends_and_its_two_heirs_begin_by_the_calendar_alone(register: Register) -> None:
    last, first = date(2027, 3, 31), date(2027, 4, 1)
    heirs = {"east-surrey", "west-surrey"}
    assert {register.get(s).end_date for s in SURREY} == {last}
    assert {register.status(s, last) for s in SURREY} == {Standing.IN_FORCE}
    assert {register.status(s, first) for s in SURREY} == {Standing.FORMER}
    assert {register.status(s, last) for s in heirs} == {Standing.SHADOW}
    assert {register.status(s, first) for s in heirs} == {Standing.IN_FORCE}
    assert {c.slug for c in register.successors_at("surrey", first)} == heirs
    assert {c.slug for h in heirs for c in register.predecessors(h)} == SURREY
    assert register.get("west-surrey").kind is CouncilKind.UNITARY


def test_a_shadow_authority_is_planned_until_it_is_elected(register: Register) -> None:
    assert register.status("west-surrey", date(2026, 5, 6)) is Standing.PLANNED
    assert register.status("west-surrey", date(2026, 5, 7)) is Standing.SHADOW
    assert register.status("cumberland", date(2022, 5, 5)) is Standing.SHADOW


def test_a_new_council_whose_election_is_not_known_is_a_shadow_for_a_year(
    register: Register,
) -> None:
    assert register.status("buckinghamshire", date(2019, 3, 31)) is Standing.PLANNED
    assert register.status("buckinghamshire", date(2019, 4, 2)) is Standing.SHADOW


def test_a_combined_authority_is_never_a_shadow(register: Register) -> None:
    slug = "cumbria-combined-authority"
    assert register.status(slug, date(2026, 2, 23)) is Standing.PLANNED
    assert register.status(slug, date(2026, 2, 24)) is Standing.IN_FORCE


def test_what_is_not_law_stays_a_plan_after_its_day(register: Register) -> None:
    later = date(2028, 5, 1)
    plans = [c for c in register.councils if c.planned_start]
    assert len(plans) == 19
    assert {register.status(c.slug, later) for c in plans} == {Standing.PLANNED}
    assert register.is_in_force("essex", later)
    assert register.get("essex").planned_end == date(2028, 3, 31)


def test_a_plan_knows_whom_it_would_replace(register: Register) -> None:
    found = {c.slug for c in register.predecessors("west-essex")}
    assert found == {"epping-forest", "harlow", "uttlesford"}


def test_successors_are_followed_through_every_reorganisation(register: Register) -> None:
    def answers(slug: str, day: date) -> set[str]:
        return {c.slug for c in register.successors_at(slug, day)}

    assert answers("allerdale", date(2023, 3, 31)) == {"allerdale"}
    assert answers("allerdale", TODAY) == {"cumberland"}
    assert answers("cumbria", TODAY) == {"cumberland", "westmorland-and-furness"}
    assert answers("taunton-deane", date(2020, 1, 1)) == {"somerset-west-and-taunton"}
    assert answers("taunton-deane", TODAY) == {"somerset"}
    assert answers("west-surrey", TODAY) == set()


@pytest.mark.parametrize(
    ("slug", "day", "bearer"),
    [
        ("somerset", date(2019, 1, 1), "somerset-county-council"),
        ("somerset", date(2022, 10, 1), "somerset-county-council"),
        ("somerset", date(2023, 4, 1), "somerset"),
        ("somerset-county-council", TODAY, "somerset"),
        ("north-yorkshire", date(2021, 1, 1), "north-yorkshire-county-council"),
        ("dorset", date(2018, 1, 1), "dorset-county"),
        ("buckinghamshire", date(2018, 1, 1), "buckinghamshire-county"),
        ("cumberland", date(2022, 10, 1), "cumberland"),
        ("cumberland", date(2021, 1, 1), None),
        ("cumbria", TODAY, None),
        ("north-east-combined-authority", date(2016, 1, 1), "north-east-combined-authority-2014"),
        ("east-surrey", TODAY, "east-surrey"),
        ("west-essex", TODAY, None),
    ],
)
def test_a_name_means_who_bore_it_on_the_day(
    register: Register, slug: str, day: date, bearer: str | None
) -> None:
    found = register.bearer_at(slug, day)
    assert (found.slug if found else None) == bearer


def test_relatives_are_those_of_the_day(register: Register) -> None:
    now, then = register.relatives("woking", TODAY), register.relatives("woking", DAYS[-1])
    assert now.county is not None
    assert now.county.slug == "surrey"
    assert "guildford" in {c.slug for c in now.siblings}
    assert then.county is None
    assert then.siblings == ()
    old = register.relatives("allerdale", date(2020, 1, 1))
    assert "copeland" in {c.slug for c in old.siblings}


def test_a_combined_authority_has_its_constituents(register: Register) -> None:
    authority = register.relatives("greater-manchester-combined-authority", TODAY)
    assert len(authority.constituents) == 10
    assert authority.all == authority.constituents
    bury = register.relatives("bury", TODAY)
    assert bury.combined_authority is not None
    assert bury.combined_authority.slug == "greater-manchester-combined-authority"


def test_an_old_name_stays_a_name(register: Register) -> None:
    for words, slug in (
        ("Colchester Borough Council", "colchester"),
        ("Southend-on-Sea Borough Council", "southend-on-sea"),
        ("Doncaster Metropolitan Borough Council", "doncaster"),
        ("Shepway District Council", "folkestone-hythe"),
    ):
        assert {a.slug for a in register.named(words)} == {slug}

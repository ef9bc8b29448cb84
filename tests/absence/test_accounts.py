"""Which titles show a year's accounts, and where they must have been watched for."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.absence.accounts import find_accounts, find_watched, load_deadlines, make_event
from monitor.records import AccountsDeadline, Health, OwnSource, SeenTitle, SourceKey, SourceKind
from tests.absence.meetings import SAMPLEFORD, at

DRAFT = AccountsDeadline(begins=2025, stage="draft", due=date(2026, 6, 30), source="a law")
AUDITED = AccountsDeadline(begins=2025, stage="audited", due=date(2027, 1, 31), source="a law")


def test_the_days_of_the_law_are_there_for_each_year() -> None:
    days = {(d.year, d.stage): d.due for d in load_deadlines()}
    assert days["2025/26", "draft"] == date(2026, 6, 30)
    assert days["2025/26", "audited"] == date(2027, 1, 31)
    assert days["2026/27", "audited"] == date(2027, 11, 30)
    assert days["2027/28", "audited"] == date(2028, 11, 30)


def test_every_day_says_where_it_comes_from() -> None:
    assert all(d.source for d in load_deadlines())


@pytest.mark.parametrize(
    "title",
    [
        "Draft Statement of Accounts 2025/26",
        "Statement of Accounts 2025-26",
        "Statement of accounts for 2025 to 2026",
        "Unaudited accounts 2025\N{EN DASH}2026",
        "2025/26 accounts and audit",
        "Annual accounts 2025/2026",
        "Council's draft financial statements for 2025/26 published",
        "Statement of Accounts for the year ended 31 March 2026",
    ],
)
def test_a_title_shows_the_accounts_of_its_year(title: str) -> None:
    listed = SeenTitle(title=title, url="", seen_at=at("2026-05-20 10:00"))
    assert find_accounts(DRAFT, [listed]) == listed


@pytest.mark.parametrize(
    ("title", "when"),
    [
        ("Draft Statement of Accounts 2024/25", "2026-05-20 10:00"),
        ("Draft Statement of Accounts", "2026-05-20 10:00"),
        ("Statement of Accounts for the year ended 31st March 2025", "2026-05-20 10:00"),
        ("Treasury outturn 2025/26", "2026-05-20 10:00"),
        ("Holding the council to account in 2025/26", "2026-05-20 10:00"),
        ("Plan for the Statement of Accounts 2025/26", "2026-02-20 10:00"),
    ],
)
def test_other_titles_do_not(title: str, when: str) -> None:
    assert find_accounts(DRAFT, [SeenTitle(title=title, url="", seen_at=at(when))]) is None


@pytest.mark.parametrize(
    ("title", "when", "is_final"),
    [
        ("Draft Statement of Accounts 2025/26", "2026-06-20 10:00", False),
        ("Statement of Accounts 2025/26", "2026-06-20 10:00", False),
        ("Draft Statement of Accounts 2025/26", "2026-11-20 10:00", False),
        ("Unaudited Accounts 2025/26", "2026-11-20 10:00", False),
        ("Statement of Accounts 2025/26", "2026-11-20 10:00", True),
        ("Audited Accounts 2025/26", "2026-06-20 10:00", True),
    ],
)
def test_audited_accounts_are_those_that_come_after_the_drafts(
    title: str, when: str, is_final: bool
) -> None:
    found = find_accounts(AUDITED, [SeenTitle(title=title, url="", seen_at=at(when))])
    assert (found is not None) is is_final


def own(key: str, kind: SourceKind, since: str | None, name: str = "News") -> OwnSource:
    return OwnSource(
        key=SourceKey(key),
        kind=kind,
        name=name,
        shown_url=f"https://www.sampleford.example/{key}",
        council=SAMPLEFORD,
        last_ok_at=at("2026-07-01 02:00"),
        seeing_since=at(since) if since else None,
        n_missing=0,
        health=Health.HEALTHY,
    )


COMMITTEES = own("committees", SourceKind.MODERNGOV, "2026-04-30 10:00")
NEWS = own("news", SourceKind.FEED, "2026-01-01 10:00")


@pytest.mark.parametrize(
    ("sources", "key"),
    [
        pytest.param((NEWS, COMMITTEES), "committees", id="a committee system"),
        pytest.param((NEWS,), None, id="news alone says nothing"),
        pytest.param(
            (own("accounts", SourceKind.PAGE, "2026-01-01 10:00"),), "accounts", id="page"
        ),
        pytest.param((own("c", SourceKind.MODERNGOV, "2026-05-02 10:00"),), None, id="too late"),
        pytest.param((own("c", SourceKind.MODERNGOV, None),), None, id="blind"),
    ],
)
def test_accounts_can_be_missed_only_where_they_were_watched_for(
    sources: tuple[OwnSource, ...], key: str | None
) -> None:
    found = find_watched(DRAFT, sources)
    assert (found.key if found else None) == key


def test_accounts_not_seen_say_where_they_were_looked_for() -> None:
    event = make_event(
        DRAFT, SAMPLEFORD, COMMITTEES, (NEWS, COMMITTEES), now=at("2026-07-01 03:25")
    )
    assert event.note == (
        "draft accounts for 2025/26 not seen by 30 June 2026 on its committee system and news"
    )
    assert event.on == date(2026, 6, 30)

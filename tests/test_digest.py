"""A region's week as data, and one delivery for each recipient."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from monitor.deliver import load_message
from monitor.digest import OPERATOR, make_digest, next_due, queue_digests, recipients_of
from monitor.filing import Desk
from monitor.records import (
    Alert,
    Channel,
    Concern,
    CouncilSlug,
    Digest,
    FetchStatus,
    Health,
    Label,
    Listing,
    PollRecord,
    PollState,
    Region,
    Severity,
    Source,
    SourceKey,
    SourceKind,
    Theme,
    Tier,
    Verdict,
)
from monitor.store import Store, open_store
from monitor.triage import Item, decide, file_item
from tests.filed import (
    EXAMPLEBY,
    FARAWAY,
    NOW,
    SAMPLEFORD,
    file_alert,
    make_config,
    make_desk,
    make_tagged,
)

WEEK = "2026-W47"
MONDAY = NOW + timedelta(days=5)
LAST_WEEK = NOW - timedelta(days=7)


@pytest.fixture
def store() -> Iterator[Store]:
    opened = open_store(None)
    yield opened
    opened.close()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(tmp_path / "register")


def digest_of(store: Store, desk: Desk, region: Region = Region.SOUTH_EAST) -> Digest:
    return make_digest(store, region, WEEK, now=MONDAY, register=desk.register)


def say(
    store: Store, desk: Desk, alert: Alert, label: Label, *, council: CouncilSlug | None = None
) -> Alert:
    assert alert.id is not None
    verdict = Verdict(alert=alert.id, label=label, council=council, by="jo", at=NOW)
    return decide(store, verdict, desk)


def headlines(alerts: tuple[Alert, ...]) -> list[str]:
    return [a.headline for a in alerts]


# -- what is in it ---------------------------------------------------------------------------


def test_sections_are_councils_by_name_with_the_gravest_first(store: Store, desk: Desk) -> None:
    file_alert(store, desk, "Budget gap grows again this autumn")
    file_alert(store, desk, "Roof falls in at the town hall", council=EXAMPLEBY)
    file_alert(
        store, desk, "Section 114 looms over them all", theme=Theme.AUDIT, severity=Severity.ACUTE
    )
    digest = digest_of(store, desk)
    assert [s.title for s in digest.sections] == [
        "Exampleby District Council",
        "Sampleford Borough Council",
    ]
    assert headlines(digest.sections[1].alerts) == [
        "Section 114 looms over them all",
        "Budget gap grows again this autumn",
    ]


def test_the_week_runs_from_monday_to_monday_in_london(store: Store, desk: Desk) -> None:
    monday = NOW.replace(day=16, hour=0)
    file_alert(store, desk, "First minute of the week", at=monday)
    file_alert(store, desk, "Tenants wait", theme=Theme.HOUSING, at=monday - timedelta(minutes=1))
    file_alert(store, desk, "Cabinet rows", theme=Theme.DISCORD, at=monday + timedelta(days=7))
    assert digest_of(store, desk).n_alerts == 1


def test_another_regions_alerts_are_not_told(store: Store, desk: Desk) -> None:
    file_alert(store, desk, council=FARAWAY)
    assert digest_of(store, desk).n_alerts == 0


def test_an_alert_without_a_council_has_its_own_section_at_the_end(
    store: Store, desk: Desk
) -> None:
    file_alert(store, desk, "Somewhere the money ran out", council=None)
    file_alert(store, desk, "Roof falls in at the town hall")
    assert [s.title for s in digest_of(store, desk).sections] == [
        "Sampleford Borough Council",
        "Council not identified",
    ]


def test_restricted_items_are_nowhere_in_it(store: Store, desk: Desk) -> None:
    item = Item(council=SAMPLEFORD, note="Heard that talks broke down.", by="jo", at=NOW)
    filed = file_item(store, item, desk, lambda d, _: replace(make_tagged("x"), document=d))
    say(store, desk, filed, Label.VERIFY)
    digest = digest_of(store, desk)
    assert (digest.sections, digest.n_alerts, digest.n_waiting) == ((), 0, 0)
    assert (digest.concerns_opened, digest.verdicts) == ((), ())


def test_baseline_alerts_are_counted_apart(store: Store, desk: Desk) -> None:
    file_alert(store, desk, is_baseline=True)
    digest = digest_of(store, desk)
    assert (digest.n_alerts, digest.n_waiting, len(digest.baseline)) == (0, 0, 1)


def test_unsure_alerts_are_counted_apart(store: Store, desk: Desk) -> None:
    file_alert(store, desk, weight=2.0)
    digest = digest_of(store, desk)
    assert (digest.n_alerts, digest.n_unsure) == (0, 1)


def test_what_is_open_from_before_waits_oldest_first(store: Store, desk: Desk) -> None:
    file_alert(store, desk, "Newer one", theme=Theme.HOUSING, at=LAST_WEEK)
    file_alert(store, desk, "Older one", theme=Theme.DISCORD, at=LAST_WEEK - timedelta(days=1))
    digest = digest_of(store, desk)
    assert headlines(digest.waiting) == ["Older one", "Newer one"]
    assert (digest.n_alerts_before, digest.n_waiting) == (2, 2)


def test_what_was_decided_no_longer_waits(store: Store, desk: Desk) -> None:
    old = file_alert(store, desk, at=LAST_WEEK)
    say(store, desk, old, Label.NOT_RELEVANT)
    assert digest_of(store, desk).waiting == ()


def test_an_older_alert_that_news_moved_stands_with_its_council(store: Store, desk: Desk) -> None:
    title = "Auditors warn of a large hole in next budget"
    file_alert(store, desk, title, at=NOW - timedelta(days=3))
    file_alert(store, desk, f"{title} today", severity=Severity.ACUTE)
    (section,) = digest_of(store, desk).sections
    assert (section.alerts, headlines(section.moved)) == ((), [title])


def test_themes_are_counted_with_the_week_before(store: Store, desk: Desk) -> None:
    file_alert(store, desk, "Reserves spent twice over", at=LAST_WEEK)
    file_alert(store, desk, "Tenants wait for repairs", theme=Theme.HOUSING)
    counts = [(t.theme, t.n, t.n_before) for t in digest_of(store, desk).by_theme]
    assert counts == [(Theme.FINANCE, 0, 1), (Theme.HOUSING, 1, 0)]


def test_verdicts_are_counted_by_label(store: Store, desk: Desk) -> None:
    say(store, desk, file_alert(store, desk), Label.NOT_RELEVANT)
    assert digest_of(store, desk).verdicts == ((Label.NOT_RELEVANT, 1),)


def test_a_correction_is_listed_where_it_was_wrong_and_told_where_it_is_right(
    store: Store, desk: Desk
) -> None:
    wrong = file_alert(store, desk)
    say(store, desk, wrong, Label.WRONG_COUNCIL, council=FARAWAY)
    here, there = digest_of(store, desk), digest_of(store, desk, Region.NORTH_WEST)
    assert (here.n_alerts, headlines(here.corrected)) == (0, [wrong.headline])
    assert there.n_alerts == 1


def test_a_concern_is_told_when_it_opens(store: Store, desk: Desk) -> None:
    say(store, desk, file_alert(store, desk), Label.VERIFY)
    assert [c.council for c in digest_of(store, desk).concerns_opened] == [SAMPLEFORD]


def test_a_concern_is_told_when_its_review_falls_into_the_coming_week(
    store: Store, desk: Desk
) -> None:
    alert = file_alert(store, desk, at=LAST_WEEK)
    assert alert.id is not None
    for day in (29, 30):
        store.concerns.create(
            Concern(
                council=SAMPLEFORD,
                themes=alert.themes,
                opened_at=LAST_WEEK,
                review_at=date(2026, 11, day),
                alerts=(alert.id,),
            )
        )
    assert [c.review_at.day for c in digest_of(store, desk).concerns_due] == [29]


# -- what could not be seen ------------------------------------------------------------------


def watch(
    store: Store,
    key: str,
    health: Health,
    *,
    region: Region = Region.NATIONAL,
    council: CouncilSlug | None = None,
) -> None:
    source = Source(
        key=SourceKey(key),
        kind=SourceKind.FEED,
        name=f"The {key}",
        url="https://x.example/feed",
        shown_url="https://x.example/feed",
        every=timedelta(hours=1),
        tier=Tier.LOCAL,
        region=region,
        council=council,
    )
    store.sources.sync([source], now=NOW, spread=timedelta(0))
    state = PollState(
        source=source.key, next_due_at=NOW, health=health, reason="no answer", last_ok_at=NOW
    )
    store.sources.save_poll(
        PollRecord(
            state=state,
            listing=Listing(),
            status=FetchStatus.FAILED,
            http_status=None,
            n_bytes=0,
            polled_at=NOW,
        )
    )


def test_a_source_that_fails_is_a_blind_spot_with_its_last_answer(store: Store, desk: Desk) -> None:
    watch(store, "gazette", Health.FAILING, region=Region.SOUTH_EAST)
    (spot,) = digest_of(store, desk).blind
    assert (spot.name, spot.health, spot.since) == ("The gazette", "failing", NOW)


@pytest.mark.parametrize("health", [Health.HEALTHY, Health.QUIET, Health.UNDATED], ids=str)
def test_a_source_that_answers_is_no_blind_spot(store: Store, desk: Desk, health: Health) -> None:
    watch(store, "gazette", health, region=Region.SOUTH_EAST)
    assert digest_of(store, desk).blind == ()


def test_a_paused_source_is_a_blind_spot(store: Store, desk: Desk) -> None:
    watch(store, "gazette", Health.HEALTHY, region=Region.SOUTH_EAST)
    store.sources.pause(SourceKey("gazette"), by="jo", now=NOW)
    assert [s.health for s in digest_of(store, desk).blind] == ["paused"]


def test_a_national_source_blinds_every_region_and_a_regional_one_its_own(
    store: Store, desk: Desk
) -> None:
    watch(store, "wire", Health.FAILING, region=Region.NATIONAL)
    assert len(digest_of(store, desk).blind) == 1
    watch(store, "gazette", Health.FAILING, region=Region.NORTH_WEST)
    assert digest_of(store, desk).blind == ()


def test_councils_without_a_living_source_of_their_own_are_named(store: Store, desk: Desk) -> None:
    watch(store, "own", Health.HEALTHY, council=SAMPLEFORD)
    assert digest_of(store, desk).unwatched == ("Exampleby District Council",)


# -- who gets it -----------------------------------------------------------------------------

ADVISERS = """
[service]
operator_email = "op@lga.example"
[email]
host = "mail.example"
sender = "radar@lga.example"
[[region]]
name = "South East"
[[region]]
name = "North West"
[[region]]
name = "London"
[[adviser]]
id = "jo"
email = "jo@lga.example"
regions = ["South East", "North West"]
"""


def test_an_adviser_gets_all_regions_in_one_and_the_operator_the_rest(tmp_path: Path) -> None:
    found = recipients_of(make_config(tmp_path, ADVISERS))
    assert [(r.name, r.channel, r.regions) for r in found] == [
        ("jo@lga.example", Channel.EMAIL, (Region.SOUTH_EAST, Region.NORTH_WEST)),
        ("op@lga.example", Channel.EMAIL, (Region.LONDON,)),
    ]


def test_without_a_mail_server_digests_go_to_the_folder(tmp_path: Path) -> None:
    found = recipients_of(make_config(tmp_path, ADVISERS.replace('host = "mail.example"', "")))
    assert {r.channel for r in found} == {Channel.FILE}


def test_without_advisers_the_operator_gets_every_region_that_is_queued(tmp_path: Path) -> None:
    (found,) = recipients_of(make_config(tmp_path))
    assert found.name == OPERATOR
    assert Region.WALES in found.regions
    assert Region.SCOTLAND not in found.regions


def test_each_recipient_is_queued_once_a_week(tmp_path: Path, store: Store) -> None:
    config = make_config(tmp_path, ADVISERS)
    assert queue_digests(store, config, WEEK, now=MONDAY) == 2
    assert queue_digests(store, config, WEEK, now=MONDAY + timedelta(hours=1)) == 0


def test_only_the_recipients_of_a_region_can_be_asked_for(tmp_path: Path, store: Store) -> None:
    config = make_config(tmp_path, ADVISERS)
    assert queue_digests(store, config, WEEK, now=MONDAY, region=Region.LONDON) == 1
    assert store.outbox.of(f"digest:op@lga.example:{WEEK}")


def test_what_is_queued_is_frozen(tmp_path: Path, store: Store, desk: Desk) -> None:
    file_alert(store, desk)
    queue_digests(store, make_config(tmp_path, ADVISERS), WEEK, now=MONDAY)
    file_alert(store, desk, "Tenants wait for repairs", theme=Theme.HOUSING)
    (delivery,) = store.outbox.of(f"digest:jo@lga.example:{WEEK}")
    assert load_message(delivery.payload).subject == "2 regions: 1 alert, 1 needs you · week 47"


def test_a_week_that_is_not_over_is_not_queued(tmp_path: Path, store: Store) -> None:
    with pytest.raises(ValueError, match="not over"):
        queue_digests(store, make_config(tmp_path, ADVISERS), WEEK, now=NOW)


@pytest.mark.parametrize(
    ("at", "due"),
    [
        ("2026-11-23T06:59:00+00:00", "2026-11-23T07:00:00+00:00"),
        ("2026-11-23T07:00:00+00:00", "2026-11-30T07:00:00+00:00"),
        ("2026-03-25T12:00:00+00:00", "2026-03-30T06:00:00+00:00"),
    ],
)
def test_the_next_digest_keeps_london_s_hour(tmp_path: Path, at: str, due: str) -> None:
    found = next_due(make_config(tmp_path), datetime.fromisoformat(at))
    assert found.astimezone(UTC).isoformat() == due

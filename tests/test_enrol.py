"""An address or an OPML file becomes sources of one configuration; what is secret stays so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from monitor.config import Config, check_sources, load_config, render_addition, write_edit
from monitor.enrol import Enroller, Wishes, give_out
from monitor.errors import ConfigError
from monitor.fetch import Manners, Session
from monitor.fetch.opml import Subscription, read_opml, render_opml
from monitor.records import Region, SourceKind, Tier

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
ALERT = "https://www.google.com/alerts/feeds/00000000000000000001/0000000000000000002"
COUNCILS = """slug,name,short_name,kind,region,status,website,start_date
sampleford,Sampleford Borough Council,Sampleford,district,South East,in-force,https://www.sampleford.gov.uk,2000-04-01
east-moor,East Moor Council,East Moor,district,North West,in-force,https://www.moors.gov.uk,2000-04-01
west-moor,West Moor Council,West Moor,district,North West,in-force,https://www.moors.gov.uk,2000-04-01
"""
TOML = """
[tagging]
register = "."

[[source]]
key = "gazette"
kind = "feed"
name = "The Gazette"
url = "https://www.gazette.example/rss?a=1&b=2"
tier = "trade"
region = "South East"
covers = ["sampleford"]

[[source]]
key = "moors-news"
kind = "page"
name = "News of the moors"
url = "https://www.moors.gov.uk/news"
tier = "official"
region = "North West"

[[source]]
key = "alert"
kind = "google_alerts"
name = "Alert"
url = "secret:ALERT"
tier = "local"

[[source]]
key = "off"
kind = "feed"
name = "Off"
url = "https://off.example/rss"
tier = "local"
enabled = false
"""
FEED = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>Budget watch</title><item>'
    "<title>A gap</title><link>https://x.example/1</link>"
    "<pubDate>Mon, 23 Nov 2026 09:00:00 GMT</pubDate></item></channel></rss>"
)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "councils.csv").write_text(COUNCILS, encoding="utf-8")
    (tmp_path / "aliases.csv").write_text(
        "slug,alias,kind,ambiguous,match_case\n", encoding="utf-8"
    )
    (tmp_path / "negative_phrases.csv").write_text("slug,phrase\n", encoding="utf-8")
    (tmp_path / "sources.toml").write_text(TOML, encoding="utf-8")
    secrets = tmp_path / "secrets"
    secrets.touch(mode=0o600)
    secrets.write_text(f"ALERT={ALERT}\n", encoding="utf-8")
    return load_config(tmp_path / "sources.toml", {})


def enroller(config: Config) -> Enroller:
    return Enroller(config, now=NOW)


def session(body: str = FEED) -> Session:
    def web(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=httpx.ByteStream(body.encode()))

    manners = Manners(
        user_agent="monitor-test", host_spacing=timedelta(0), committee_spacing=timedelta(0)
    )
    return Session(manners, clock=lambda: NOW, transport=httpx.MockTransport(web))


def toml_of(config: Config, url: str, wishes: Wishes | None = None) -> str:
    made = enroller(config).enrol(url, session(), wishes or Wishes()).addition
    assert made is not None
    check_sources(config.path, None, [made], {})
    return render_addition(made)


def test_a_feed_becomes_a_whole_table_with_what_was_found(config: Config) -> None:
    assert toml_of(config, "https://watch.example/rss") == (
        "# Found on 24 November 2026: feed, 1 entry, the newest of 23 November 2026.\n"
        "[[source]]\n"
        'key = "budget-watch"\n'
        'kind = "feed"\n'
        'name = "Budget watch"\n'
        'url = "https://watch.example/rss"\n'
        'tier = "local"\n'
    )


def test_a_councils_own_site_is_official_and_names_the_council(config: Config) -> None:
    toml = toml_of(config, "https://news.sampleford.gov.uk/rss")
    assert 'key = "sampleford-news"' in toml
    assert 'tier = "official"\ncouncil = "sampleford"' in toml


def test_a_site_that_councils_share_covers_them_all(config: Config) -> None:
    toml = toml_of(config, "https://www.moors.gov.uk/rss")
    assert 'region = "North West"\ncovers = ["east-moor", "west-moor"]' in toml
    assert "# The site is that of east-moor and west-moor." in toml
    assert "# Watched on the same host already: moors-news." in toml


def test_another_source_of_the_same_host_lends_tier_and_region(config: Config) -> None:
    toml = toml_of(config, "https://www.gazette.example/other")
    assert 'tier = "trade"\nregion = "South East"' in toml


def test_what_is_wished_is_taken(config: Config) -> None:
    wishes = Wishes(name="Mine", key="my.key", region=Region.WALES, tier=Tier.NATIONAL)
    toml = toml_of(config, "https://watch.example/rss", wishes)
    assert 'key = "my.key"' in toml
    assert 'name = "Mine"' in toml
    assert 'tier = "national"\nregion = "Wales"' in toml


@pytest.mark.parametrize(
    ("wishes", "fault"),
    [
        (Wishes(council="nowhere"), "--council"),
        (Wishes(council="sampleford", region=Region.WALES), "--region"),
        (Wishes(key="My Key"), "--key"),
        (Wishes(key="gazette"), "configured already"),
    ],
)
def test_a_wish_that_cannot_be_is_refused(config: Config, wishes: Wishes, fault: str) -> None:
    with pytest.raises(ConfigError, match=fault):
        enroller(config).enrol("https://watch.example/rss", session(), wishes)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://gazette.example/rss?b=2&a=1", "gazette"),
        ("https://www.moors.gov.uk/news/", "moors-news"),
        (ALERT.replace("google.com", "google.co.uk"), "alert"),
    ],
)
def test_what_is_configured_already_is_known_however_it_is_written(
    config: Config, url: str, key: str
) -> None:
    known = enroller(config).enrol(url, session(), Wishes())
    assert (known.known, known.discovery, known.addition) == (key, None, None)


def test_two_sources_of_one_name_get_keys_of_their_own(config: Config) -> None:
    both = enroller(config)
    made = [both.enrol(f"https://{n}.example/rss", session(), Wishes()).addition for n in "ab"]
    assert [m.key for m in made if m] == ["budget-watch", "budget-watch-2"]


@pytest.mark.parametrize(
    "url",
    [
        ALERT.replace("/0000", "/9000"),
        "https://jo:pass@x.example/rss",
        "https://x.example/rss?token=abc",
    ],
)
def test_a_secret_address_is_in_no_text(config: Config, url: str) -> None:
    made = enroller(config).enrol(url, session(), Wishes())
    assert made.addition
    assert 'url = "secret:BUDGET_WATCH"' in render_addition(made.addition)
    shown = render_addition(made.addition) + repr(made)
    assert url not in shown
    assert made.addition.secret == url


def test_a_name_of_a_secret_that_is_taken_is_not_used_again(config: Config) -> None:
    wishes = Wishes(key="alert-2")
    (config.path.parent / "secrets").write_text(f"ALERT={ALERT}\nALERT_2=x\n", encoding="utf-8")
    made = enroller(config).enrol("https://x.example/rss?key=abc", session(), wishes).addition
    assert made
    assert made.url == "secret:ALERT_2_2"


def test_an_export_leaves_secrets_and_what_is_off_at_home(config: Config) -> None:
    given = give_out(config.sources)
    assert [s.title for s in given.subscriptions] == ["The Gazette", "News of the moors"]
    assert (given.n_secret, given.n_other) == (1, 1)


def test_a_configuration_survives_a_round_trip_through_opml(config: Config, tmp_path: Path) -> None:
    content = render_opml(give_out(config.sources).subscriptions, title="T", at=NOW)
    bare = tmp_path / "bare.toml"
    bare.write_text(TOML.partition("[[source]]")[0], encoding="utf-8")
    taken = Enroller(load_config(bare, {}), now=NOW).take_in(read_opml(content))
    write_edit(check_sources(bare, None, taken.additions, {}))
    shared = [s for s in config.sources if s.enabled and s.shown_url == s.url]
    assert load_config(bare, {}).sources == tuple(shared)


def test_an_import_says_what_it_knows_and_what_it_cannot_use(config: Config) -> None:
    taken = enroller(config).take_in(
        [
            Subscription(title="Known", url="https://gazette.example/rss?a=1&b=2"),
            Subscription(title="Link", url="https://l.example/", is_feed=False),
            Subscription(title="Broken", url="javascript:alert(1)"),
            Subscription(title="News", url="https://n.example/rss", groups=("wales",)),
        ]
    )
    assert taken.known == ("gazette",)
    assert [r.partition(":")[0] for r in taken.refused] == ["Link", "Broken"]
    assert [(a.key, a.region) for a in taken.additions] == [("news", Region.WALES)]


def test_an_alert_in_an_opml_file_becomes_a_secret(config: Config) -> None:
    (made,) = (
        enroller(config)
        .take_in([Subscription(title="Alert on money", url=ALERT.replace("/0000", "/9000"))])
        .additions
    )
    assert (made.kind, made.url) == (SourceKind.GOOGLE_ALERTS, "secret:ALERT_ON_MONEY")


def test_a_label_that_means_nothing_is_passed_over(config: Config) -> None:
    labels = (
        ("kind", "carrier-pigeon"),
        ("tier", "gossip"),
        ("council", "nowhere"),
        ("key", "A B"),
    )
    line = Subscription(title="News", url="https://n.example/rss", labels=labels)
    (made,) = enroller(config).take_in([line]).additions
    assert (made.kind, made.tier, made.council, made.key) == (
        SourceKind.FEED,
        Tier.LOCAL,
        None,
        "news",
    )


@pytest.mark.parametrize("title", [ALERT.replace("/0000", "/9000"), "x https://jo:pw@x.example/"])
def test_a_title_that_holds_a_secret_address_is_not_shown(config: Config, title: str) -> None:
    lines = [
        Subscription(title=title, url=ALERT.replace("/0000", "/9000")),
        Subscription(title=title, url="mailto:x"),
    ]
    found = Enroller(config, now=NOW).take_in(lines)
    shown = "".join(map(render_addition, found.additions)) + repr(found)
    assert title not in shown
    assert "/9000" not in shown


def test_a_feed_that_calls_itself_by_a_secret_address_is_named_otherwise(config: Config) -> None:
    url = "https://x.example/rss?token=abcdef"
    with session(FEED.replace("Budget watch", url)) as network:
        made = Enroller(config, now=NOW).enrol(url, network, Wishes()).addition
    assert made is not None
    assert made.name == "x.example"

"""Whose site an address is, and how near it stands to the fact."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from monitor.config.guess import guess_councils, guess_tier
from monitor.records import Source, SourceKey, SourceKind, Tier
from monitor.register import Register, load_register

DAY = date(2026, 11, 25)
COUNCILS = """slug,name,kind,region,status,website,start_date,end_date,successors
sampleford,Sampleford Borough Council,district,South East,in-force,https://www.sampleford.gov.uk,2000-04-01,,
east-moor,East Moor Council,district,North West,in-force,https://www.moors.gov.uk,2000-04-01,,
west-moor,West Moor Council,district,North West,in-force,https://www.moors.gov.uk,2000-04-01,,
oldham-by-sea,Old Council,district,South East,former,https://www.old.gov.uk,2000-04-01,2023-03-31,sampleford
"""
ALIASES = """slug,alias,kind,ambiguous,match_case
sampleford,samplefordnews.example,domain,0,0
"""


@pytest.fixture
def register(tmp_path: Path) -> Register:
    (tmp_path / "councils.csv").write_text(COUNCILS, encoding="utf-8")
    (tmp_path / "aliases.csv").write_text(ALIASES, encoding="utf-8")
    (tmp_path / "negative_phrases.csv").write_text("slug,phrase\n", encoding="utf-8")
    return load_register(tmp_path)


@pytest.mark.parametrize(
    ("url", "slugs"),
    [
        ("https://www.sampleford.gov.uk/news", ("sampleford",)),
        ("https://democracy.sampleford.gov.uk", ("sampleford",)),
        ("https://samplefordnews.example/feed/", ("sampleford",)),
        ("https://sampleford.moderngov.co.uk", ("sampleford",)),
        ("https://www.moors.gov.uk/news", ("east-moor", "west-moor")),
        ("https://www.old.gov.uk/news", ("sampleford",)),
        ("https://notsampleford.gov.uk/", ()),
        ("https://www.gov.uk/", ()),
    ],
)
def test_a_councils_own_site_is_known_by_its_domain(
    register: Register, url: str, slugs: tuple[str, ...]
) -> None:
    assert guess_councils(url, register, DAY) == slugs


@pytest.mark.parametrize(
    ("url", "kind", "is_own", "tier"),
    [
        ("https://www.sampleford.gov.uk/rss", SourceKind.FEED, True, Tier.OFFICIAL),
        ("https://x.example/mg", SourceKind.MODERNGOV, True, Tier.PRIMARY),
        ("https://www.gov.uk/a.atom", SourceKind.FEED, False, Tier.PRIMARY),
        ("https://www.nao.org.uk/feed/", SourceKind.FEED, False, Tier.PRIMARY),
        ("https://paper.example/rss", SourceKind.FEED, False, Tier.LOCAL),
        ("https://trade.example/other", SourceKind.FEED, False, Tier.TRADE),
    ],
)
def test_the_tier_follows_from_the_host(
    url: str, kind: SourceKind, is_own: bool, tier: Tier
) -> None:
    trade = Source(
        key=SourceKey("trade"),
        kind=SourceKind.FEED,
        name="Trade",
        url="https://trade.example/rss",
        shown_url="",
        every=timedelta(hours=1),
        tier=Tier.TRADE,
    )
    assert guess_tier(url, kind, [trade], is_councils_own=is_own) is tier

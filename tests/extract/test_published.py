"""When a page was published: what it says, then what it shows; never a change, never made up."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from monitor.extract import extract_document
from tests.extract.pages import BODY, NOW, document, page

DAY = datetime(2026, 11, 23, tzinfo=UTC)
AT_TEN = datetime(2026, 11, 23, 10, 15, tzinfo=UTC)


def linked(**said: object) -> str:
    row = {"@type": "NewsArticle", **said}
    return f'<script type="application/ld+json">{json.dumps(row)}</script>'


@pytest.mark.parametrize(
    ("head", "over", "wanted"),
    [
        (linked(datePublished="2026-11-23T10:15:00Z"), "", AT_TEN),
        (linked(datePublished="2026-07-03T10:15:00+01:00"), "", datetime(2026, 7, 3, 9, 15, tzinfo=UTC)),
        (
            linked(**{"@graph": [{"@type": ["WebPage"], "datePublished": "2026-11-23"}]}),
            "",
            DAY,
        ),
        ('<meta property="article:published_time" content="2026-11-23T10:15:00Z">', "", AT_TEN),
        ('<meta name="DC.date.issued" content="2026-11-23">', "", DAY),
        ("", '<time datetime="2026-11-23T10:15:00Z">yesterday</time>', AT_TEN),
        ("", "<p>Published: 23 November 2026</p>", DAY),
        ("", "<p>Published: 23 November 2026, 10:15am</p>", AT_TEN),
        ("", "<div><span>Published:</span> <span>Monday 23rd November 2026</span></div>", DAY),
        ("", '<p class="date">23/11/2026</p>', DAY),
        ("", "<p>By A Reporter, 23 November 2026</p>", DAY),
        ("", "<p>Published 3 July 2026 10:15 BST</p>", datetime(2026, 7, 3, 9, 15, tzinfo=UTC)),
        ("", "<p>First published 3 July 2026, updated 23 November 2026</p>",
         datetime(2026, 7, 2, 23, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_a_date_is_found(head: str, over: str, wanted: datetime) -> None:
    read = extract_document(page(document(head=head, over=over)))
    assert read.published_at == wanted


@pytest.mark.parametrize(
    ("head", "over"),
    [
        (linked(dateModified="2026-11-23"), ""),
        ('<meta property="article:modified_time" content="2026-11-23">', ""),
        ("", '<p>Last updated: <time datetime="2026-11-23">23 November</time></p>'),
        ("", "<p>Last updated: 23 November 2026</p>"),
        ("", "<div><span>Updated</span> <span>23 November 2026</span></div>"),
        ("", '<p class="modified">23 November 2026</p>'),
        (linked(datePublished="2027-03-01"), ""),
        ('<script type="application/ld+json">{"@type": "Event", "datePublished": "2026-11-23"}</script>', ""),
        ('<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": </script>', ""),
        ("", "<p>The meeting that was called for 23 November 2026 will be held a week later</p>"),
    ],
)  # fmt: skip
def test_what_is_no_publication_date_leaves_a_page_undated(head: str, over: str) -> None:
    read = extract_document(page(document(head=head, over=over)))
    assert read.published_at is None
    assert "undated" in read.faults


def test_a_date_shown_elsewhere_counts_if_it_is_the_only_one_labelled() -> None:
    once = document(f"{BODY}<p>Published: 23 November 2026</p>")
    twice = document(f"{BODY}<p>Published: 23 November 2026</p><p>Published: 3 March 2025</p>")
    assert extract_document(page(once)).published_at == DAY
    assert extract_document(page(twice)).published_at is None


def test_the_page_wins_over_the_feed_and_the_feed_over_nothing() -> None:
    feed = NOW - timedelta(days=3)
    dated = document(head=linked(datePublished="2026-11-23T10:15:00Z"))
    assert extract_document(page(dated, published_at=feed)).published_at == AT_TEN
    assert extract_document(page(document(), published_at=feed)).published_at == feed

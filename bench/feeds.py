"""How long a feed of 25 entries takes from bytes to entries, by the strict reader and by feedparser.

python bench/feeds.py [--runs 50]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from monitor.fetch.entries import make_entry
from monitor.fetch.feed import list_entries, read
from monitor.fetch.parse import open_text, parse_loose
from monitor.records import FetchResult, FetchStatus, Source, SourceKey, SourceKind, Tier

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
ITEM = """<item><title>Cabinet of Sampleford agrees a budget gap of &#163;{n}m &amp; more</title>
<link>https://news.example/2026/11/sampleford-{n}/?utm_source=rss</link>
<guid isPermaLink="false">https://news.example/?p={n}</guid><pubDate>{date}</pubDate>
<dc:creator><![CDATA[Reporter]]></dc:creator><category>News</category>
<description><![CDATA[<p>The authority&#8217;s leaders met on Tuesday evening and said that reserves
were low; officers will report back to the audit committee in December.</p>]]></description></item>
"""
FEED = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>T</title>
<link>https://news.example</link><ttl>60</ttl>{items}</channel></rss>"""


def best_ms(action: Callable[[], object], runs: int) -> float:
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        action()
        times.append(time.perf_counter() - begun)
    return min(times) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=50)
    runs = parser.parse_args().runs
    dates = (format_datetime(NOW - timedelta(hours=n)) for n in range(25))
    items = "".join(ITEM.format(n=n, date=date) for n, date in enumerate(dates))
    url = "https://news.example/feed"
    source = Source(key=SourceKey("x"), kind=SourceKind.FEED, name="x", url=url, shown_url=url,
                    every=timedelta(hours=1), tier=Tier.LOCAL)  # fmt: skip
    result = FetchResult(url=url, final_url=url, status=FetchStatus.FETCHED, fetched_at=NOW,
                         body=FEED.format(items=items).encode())  # fmt: skip

    def loosely() -> object:
        return list_entries(source, result, parse_loose(open_text(result)), make_entry)

    print(f"strict reader  {best_ms(lambda: read(source, result), runs):6.2f} ms")
    print(f"feedparser     {best_ms(loosely, runs):6.2f} ms")


if __name__ == "__main__":
    main()

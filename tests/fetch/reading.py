"""One answer and what a kind reads from it; shared by the tests of kinds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from monitor.fetch import KINDS
from monitor.records import FetchResult, FetchStatus, Reading, Source, SourceKey, SourceKind, Tier

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def source_of(kind: SourceKind = SourceKind.FEED) -> Source:
    return Source(
        key=SourceKey("test"),
        kind=kind,
        name="Test",
        url="https://news.example/",
        shown_url="",
        every=timedelta(hours=1),
        tier=Tier.LOCAL,
    )


def answer(
    body: bytes | str, media_type: str = "", url: str = "https://news.example/list"
) -> FetchResult:
    return FetchResult(
        url=url,
        final_url=url,
        status=FetchStatus.FETCHED,
        body=body.encode() if isinstance(body, str) else body,
        media_type=media_type,
        fetched_at=NOW,
    )


def read(kind: SourceKind, body: bytes | str, media_type: str = "") -> Reading:
    return KINDS[kind].read(source_of(kind), answer(body, media_type))


def rss(items: str, head: str = "", channel: str = "") -> str:
    return (
        f'<?xml version="1.0"?>{head}<rss version="2.0">'
        f"<channel><title>T</title>{channel}{items}</channel></rss>"
    )

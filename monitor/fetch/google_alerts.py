"""Kind ``google_alerts``: an alert's Atom feed -> entries under their articles' own addresses.

Each link is a redirect that is undone here. The same article comes through several alerts with
another id each, so its canonical address is the key. The date is when Google found the page, not
when it came out: it is kept as the entry's, and the page's own date wins later. The feed's address
is a secret.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monitor.fetch import feed
from monitor.records import Entry, FetchResult, PollState, Reading, Source
from monitor.text import plain
from monitor.urls import canonical_url, is_web, unwrap

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.fetch.http import Session


def poll(source: Source, state: PollState, session: Session) -> FetchResult:
    """Ask for the alert's feed; it has no validators, so its bytes are compared instead."""
    return feed.poll(source, state, session)


def read(source: Source, result: FetchResult) -> Reading:
    """Return what an alert found, in its order.

    Raises:
        ReadError: the answer is no feed.
    """
    return feed.read_entries(source, result, _make_entry)


def _make_entry(source: Source, result: FetchResult, item: Mapping[str, Any]) -> Entry | None:
    url = unwrap(str(item.get("link") or "").strip())
    if not is_web(url):
        msg = "its link leads to no web address"
        raise ValueError(msg)
    return Entry(
        source=source.key,
        entry_key=canonical_url(url) or url,
        url=url,
        address=canonical_url(url),
        title=_cut(plain(str(item.get("title") or ""))),
        summary=_cut(feed.summary_of(item)),
        published_at=feed.date_of(item, now=result.fetched_at),
    )


def _cut(text: str) -> str:
    """Drop the mark that Google leaves where it cut a text."""
    return text.removesuffix("...").rstrip()

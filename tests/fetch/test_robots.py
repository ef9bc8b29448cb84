"""robots.txt is asked about pages, kept for a day, and read as RFC 9309 says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from monitor.fetch.http import Manners, Session
from monitor.records import Fault, FetchStatus

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
RULES = "User-agent: *\nDisallow: /private/\nCrawl-delay: 2\n"


class Site:
    """A site that counts who asks for what."""

    def __init__(self, robots: Callable[[], httpx.Response]) -> None:
        self.robots = robots
        self.asked: list[str] = []
        self.now = NOW
        manners = Manners(user_agent="council-monitor/1 (+x)", host_spacing=timedelta(0))
        self.session = Session(
            manners, clock=lambda: self.now, transport=httpx.MockTransport(self.web)
        )

    def web(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.path)
        if request.url.path == "/robots.txt":
            return self.robots()
        if request.url.path == "/moved":
            return httpx.Response(302, headers={"location": "/private/1"})
        return httpx.Response(200, stream=httpx.ByteStream(b"page"))

    def page(self, path: str) -> FetchStatus:
        return self.session.get(f"https://news.example{path}", obeys_robots=True).status


def ok(text: str = RULES) -> httpx.Response:
    return httpx.Response(200, stream=httpx.ByteStream(text.encode()))


def test_a_page_that_is_not_to_be_fetched_is_left_alone() -> None:
    site = Site(ok)
    assert site.page("/private/1") is FetchStatus.BLOCKED
    assert site.asked == ["/robots.txt"]


def test_a_page_that_may_be_fetched_is() -> None:
    assert Site(ok).page("/news/1") is FetchStatus.FETCHED


def test_rules_for_our_name_win_over_those_for_all() -> None:
    site = Site(lambda: ok("User-agent: council-monitor\nDisallow: /\n\nUser-agent: *\nAllow: /\n"))
    assert site.page("/news/1") is FetchStatus.BLOCKED


def test_a_redirect_to_such_a_page_is_not_followed() -> None:
    site = Site(ok)
    assert site.page("/moved") is FetchStatus.BLOCKED
    assert "/private/1" not in site.asked


def test_a_feed_is_there_to_be_polled() -> None:
    site = Site(ok)
    assert site.session.get("https://news.example/private/rss").status is FetchStatus.FETCHED
    assert site.asked == ["/private/rss"]


@pytest.mark.parametrize(
    ("code", "status"),
    [(404, FetchStatus.FETCHED), (403, FetchStatus.FETCHED), (503, FetchStatus.RATE_LIMITED),
     (429, FetchStatus.RATE_LIMITED)],
)  # fmt: skip
def test_a_file_that_is_missing_allows_and_one_that_cannot_be_had_waits(
    code: int, status: FetchStatus
) -> None:
    assert Site(lambda: httpx.Response(code)).page("/news/1") is status


def test_a_site_is_asked_once_a_day() -> None:
    site = Site(lambda: ok("User-agent: *\nAllow: /\n"))
    site.page("/news/1")
    site.page("/news/2")
    assert site.asked.count("/robots.txt") == 1
    site.now = NOW + timedelta(days=1, hours=1)
    site.page("/news/3")
    assert site.asked.count("/robots.txt") == 2


def test_what_was_learnt_in_a_future_that_never_was_is_asked_again() -> None:
    site = Site(lambda: ok("User-agent: *\nAllow: /\n"))
    site.now = NOW + timedelta(days=400)
    site.page("/news/1")
    site.now = NOW
    site.page("/news/2")
    assert site.asked.count("/robots.txt") == 2


def test_a_site_that_cannot_be_reached_fails_as_its_page_would() -> None:
    def unplugged() -> httpx.Response:
        msg = "unplugged"
        raise httpx.ConnectError(msg)

    result = Site(unplugged).session.get("https://news.example/news/1", obeys_robots=True)
    assert (result.status, result.fault) == (FetchStatus.FAILED, Fault.CONNECTION)
    assert "robots" not in result.reason

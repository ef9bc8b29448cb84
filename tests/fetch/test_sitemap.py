"""Sitemaps and indexes of them: each page's own address, the newest child, the right validators."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from monitor.errors import ReadError
from monitor.fetch import KINDS, Manners, Session
from monitor.records import Fault, FetchStatus, PollState, Reading, Source, SourceKind, Validators
from tests.fetch.reading import NOW, answer, source_of

SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
SPACES = (
    f'xmlns="{SPACE}" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" '
    'xmlns:video="http://www.google.com/schemas/sitemap-video/1.1" '
    'xmlns:xhtml="http://www.w3.org/1999/xhtml"'
)
BASE = "https://sampleford.example"
STATE = PollState(source=source_of().key, next_due_at=NOW)


def urlset(*rows: str) -> str:
    return f'<?xml version="1.0"?><urlset {SPACES}>{"".join(rows)}</urlset>'


def index(*children: tuple[str, str]) -> str:
    rows = "".join(
        f"<sitemap><loc>{BASE}/{name}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</sitemap>"
        for name, day in children
    )
    return f'<?xml version="1.0"?><sitemapindex xmlns="{SPACE}">{rows}</sitemapindex>'


def read(body: str, only: tuple[str, ...] = ()) -> Reading:
    source = replace(source_of(SourceKind.SITEMAP), only=only)
    return KINDS[SourceKind.SITEMAP].read(source, answer(body, "text/xml", f"{BASE}/sitemap.xml"))


class Web:
    """Answers by path, with an ETag that is the path's own."""

    def __init__(self, pages: dict[str, str | int]) -> None:
        self.pages = pages
        self.asked: list[tuple[str, str | None]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.lstrip("/")
        self.asked.append((path, request.headers.get("if-none-match")))
        page = self.pages.get(path, 404)
        if isinstance(page, int):
            return httpx.Response(page)
        return httpx.Response(
            200, headers={"etag": f'"{path}"'}, stream=httpx.ByteStream(page.encode())
        )


def poll(web: Web, *, state: PollState = STATE, only: tuple[str, ...] = ()):
    source: Source = replace(source_of(SourceKind.SITEMAP), url=f"{BASE}/sitemap.xml", only=only)
    manners = Manners(user_agent="test", host_spacing=timedelta(0))
    with Session(manners, clock=lambda: NOW, transport=httpx.MockTransport(web)) as session:
        return KINDS[SourceKind.SITEMAP].poll(source, state, session)


NEWS = (
    "<news:news><news:publication><news:name>Sampleford</news:name></news:publication>"
    "<news:publication_date>2026-11-23T09:00:00Z</news:publication_date>"
    "<news:title>Budget 2026</news:title></news:news>"
)
PICTURE = f"<image:image><image:loc>{BASE}/hall.jpg</image:loc><image:title>A hall</image:title></image:image>"
FILM = (
    f"<video:video><video:title>A film</video:title><video:publication_date>2020-01-01</video:publication_date>"
    f"<video:content_loc>{BASE}/a.mp4</video:content_loc></video:video>"
)


@pytest.mark.parametrize("rest", [NEWS + PICTURE, PICTURE + NEWS, FILM + NEWS, NEWS + FILM])
def test_pictures_and_films_are_not_the_page(rest: str) -> None:
    loc = f"<loc>{BASE}/news/budget</loc>"
    for row in (f"<url>{loc}{rest}</url>", f"<url>{rest}{loc}</url>"):
        (entry,) = read(urlset(row)).entries
        assert (entry.url, entry.title, entry.published_at) == (
            f"{BASE}/news/budget", "Budget 2026", datetime(2026, 11, 23, 9, tzinfo=UTC),
        )  # fmt: skip


def test_a_sitemap_without_its_namespace_is_read() -> None:
    body = f"<urlset><url><loc> {BASE}/a </loc><lastmod>2026-11-20</lastmod></url></urlset>"
    assert [e.url for e in read(body).entries] == [f"{BASE}/a"]


def test_only_the_paths_that_count_are_read() -> None:
    rows = [f"<url><loc>{BASE}/{p}</loc></url>" for p in ("news/a", "services/news/", "press/b")]
    body = urlset(*rows)
    assert {e.url for e in read(body, ("/news/", "/press/")).entries} == {
        f"{BASE}/news/a",
        f"{BASE}/press/b",
    }


@pytest.mark.parametrize(
    ("children", "only", "expected"),
    [
        ((("pages.xml", ""), ("news.xml", "")), (), "news.xml"),
        ((("news-2026-09.xml", ""), ("news-2026-11.xml", ""), ("news-2026-10.xml", "")), (),
         "news-2026-11.xml"),
        ((("news-a.xml", "2026-11-20"), ("news-b.xml", "2026-11-23")), (), "news-b.xml"),
        ((("pages.xml", "2026-11-24"), ("news.xml", "2026-11-01")), (), "news.xml"),
        ((("post-sitemap.xml", ""), ("post-sitemap2.xml", ""), ("page-sitemap9.xml", "")), (),
         "post-sitemap2.xml"),
        ((("pages.xml", ""), ("updates.xml", "")), ("/updates/",), "updates.xml"),
        ((("a.xml", ""),), (), "a.xml"),
    ],
)  # fmt: skip
def test_an_index_is_read_by_its_newest_child_with_news(
    children: tuple[tuple[str, str], ...], only: tuple[str, ...], expected: str
) -> None:
    web = Web(
        {"sitemap.xml": index(*children), expected: urlset(f"<url><loc>{BASE}/n</loc></url>")}
    )
    assert poll(web, only=only).status is FetchStatus.FETCHED
    assert [path for path, _ in web.asked] == ["sitemap.xml", expected]


def test_what_comes_of_an_index_and_its_child_has_no_validators() -> None:
    web = Web({"sitemap.xml": index(("news.xml", "")), "news.xml": urlset()})
    result = poll(web)
    assert (result.validators, result.url) == (Validators(), f"{BASE}/sitemap.xml")


def test_a_plain_sitemap_is_asked_for_with_its_own_validators() -> None:
    web = Web({"sitemap.xml": urlset()})
    state = replace(STATE, validators=poll(web).validators)
    poll(web, state=state)
    assert web.asked[-1] == ("sitemap.xml", '"sitemap.xml"')


def test_a_child_that_is_gone_does_not_end_the_index() -> None:
    result = poll(Web({"sitemap.xml": index(("news.xml", "")), "news.xml": 410}))
    assert (result.status, result.fault) == (FetchStatus.FAILED, Fault.MISSING)
    assert result.reason.startswith("the sitemap that it names: ")


def test_an_index_of_nothing_is_a_read_error() -> None:
    with pytest.raises(ReadError, match="index"):
        read(index())

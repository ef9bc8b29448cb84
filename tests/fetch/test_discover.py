"""An address is found out: its kind and feed on every publishing system, politely."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from monitor.fetch import Manners, Session
from monitor.fetch.discover import MAX_REQUESTS, Discovery, Found, discover
from monitor.records import SourceKind

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
ALERT = "https://www.google.co.uk/alerts/feeds/00000000000000000001/0000000000000000002"


class Web:
    """A web of a few addresses; all others are missing."""

    def __init__(self, pages: Mapping[str, str | httpx.Response], robots: bytes = b"") -> None:
        self.pages = pages
        self.robots = robots
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        url = str(request.url)
        if request.url.path == "/robots.txt":
            return httpx.Response(200 if self.robots else 404, stream=httpx.ByteStream(self.robots))
        self.asked.append(url)
        page = self.pages.get(url)
        if isinstance(page, httpx.Response):
            return page
        if page is None:
            return httpx.Response(404)
        kind = "text/xml" if page.startswith("<?xml") else "text/html; charset=utf-8"
        return httpx.Response(
            200, stream=httpx.ByteStream(page.encode()), headers={"content-type": kind}
        )


def look(web: Callable[[httpx.Request], httpx.Response], url: str) -> Discovery:
    manners = Manners(
        user_agent="monitor-test", host_spacing=timedelta(0), committee_spacing=timedelta(0)
    )
    session = Session(manners, clock=lambda: NOW, transport=httpx.MockTransport(web))
    return discover(url, session)


def find(pages: Mapping[str, str | httpx.Response], url: str) -> Found:
    found = look(Web(pages), url).found
    assert found is not None
    return found


def rss(*titles: str, day: str = "Mon, 23 Nov 2026 09:00:00 GMT", name: str = "The feed") -> str:
    entries = "".join(
        f"<item><title>{t}</title><link>https://x.example/{n}</link>"
        + (f"<pubDate>{day}</pubDate>" if day else "")
        + "</item>"
        for n, t in enumerate(titles)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{name}</title>{entries}</channel></rss>'


def page(body: str = "", head: str = "", title: str = "News - Sampleford Council") -> str:
    return (
        f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    )


def news_list(attribute: str = "", *, n: int = 3) -> str:
    rows = "".join(
        f'<li {attribute}><h3><a href="/stories/{k}">Cabinet agrees the plan number {k}</a></h3>'
        f"<p>Published on {20 + k} November 2026</p></li>"
        for k in range(n)
    )
    return f"<main><ul>{rows}</ul></main>"


FEED = rss("Budget gap grows at Sampleford", "Leader of Sampleford steps down")

#: system -> the page that is given, what gives it away, and where its feed lies
SYSTEMS = {
    "LocalGov Drupal": (
        "https://sampleford.gov.uk/news",
        page('<article data-history-node-id="41" class="teaser localgov-news-article"></article>'),
        "https://sampleford.gov.uk/news/41/feed.rss",
    ),
    "Drupal": (
        "https://sampleford.gov.uk/news",
        page('<div class="views-row"><span class="date-display-single"></span></div>'),
        "https://sampleford.gov.uk/rss.xml",
    ),
    "Jadu": (
        "https://sampleford.gov.uk/news",
        page('<a href="/news/article/77/a_new_bridge">A new bridge for Sampleford</a>'),
        "https://sampleford.gov.uk/rss/news",
    ),
    "GOSS iCM": (
        "https://sampleford.gov.uk/article/1204/News",
        page('<a href="/article/5566/A-new-bridge">A new bridge for Sampleford</a>'),
        "https://sampleford.gov.uk/article/1204/News?rss=true",
    ),
    "Contensis": (
        "https://sampleford.gov.uk/news/news.aspx",
        page('<div class="sys_subitem"></div>'),
        "https://sampleford.gov.uk/news/news.aspx?Listing_SyndicationType=1",
    ),
    "WordPress": (
        "https://newsroom.example/",
        page('<img src="/wp-content/uploads/a.png">'),
        "https://newsroom.example/feed/",
    ),
    "PressPage": (
        "https://news.sampleford.gov.uk/",
        page('<div class="ppmodule_textblock"></div>'),
        "https://news.sampleford.gov.uk/feed/en",
    ),
    "Mynewsdesk": (
        "https://www.mynewsdesk.com/uk/sampleford",
        page('<a href="/uk/rss/current_news/90210">Follow</a>'),
        "https://www.mynewsdesk.com/uk/rss/current_news/90210",
    ),
    "newsroom host": (
        "https://news.sampleford.gov.uk/",
        page('<div class="content-summary"></div>'),
        "https://news.sampleford.gov.uk/feed/rss",
    ),
    "Reach": (
        "https://www.sampleford-live.example/all-about/moorby",
        page('<img src="https://i2-prod.sampleford-live.example/a.png">'),
        "https://www.sampleford-live.example/all-about/moorby/?service=rss",
    ),
    "Newsquest": (
        "https://www.samplefordecho.example/",
        page('<script src="https://cdn.newsquest.example/a.js"></script>'),
        "https://www.samplefordecho.example/news/rss/",
    ),
    "National World": (
        "https://www.samplefordworld.example/news/politics",
        page("<p>Part of NationalWorld.</p>"),
        "https://www.samplefordworld.example/news/politics/rss",
    ),
    "Iliffe": (
        "https://www.samplefordonline.example/",
        page("<footer>Iliffe Media</footer>"),
        "https://www.samplefordonline.example/_api/rss/sampleford_online_news_feed.xml",
    ),
    "BBC": (
        "https://www.bbc.co.uk/news/england/sampleshire",
        page("<h1>Sampleshire</h1>"),
        "https://feeds.bbci.co.uk/news/england/sampleshire/rss.xml",
    ),
    "GOV.UK": (
        "https://www.gov.uk/search/news-and-communications?organisations[]=sample-office",
        page("<h1>News and communications</h1>"),
        "https://www.gov.uk/search/news-and-communications.atom?organisations[]=sample-office",
    ),
}


@pytest.mark.parametrize("name", SYSTEMS)
def test_the_feed_of_a_publishing_system_is_found_where_it_keeps_it(name: str) -> None:
    url, given, feed = SYSTEMS[name]
    found = find({url: given, feed: FEED}, url)
    assert (found.kind, found.url, found.family) == (SourceKind.FEED, feed, name)


@pytest.mark.parametrize("name", SYSTEMS)
def test_finding_the_feed_of_a_known_system_takes_few_requests(name: str) -> None:
    url, given, feed = SYSTEMS[name]
    web = Web({url: given, feed: FEED})
    look(web, url)
    assert len(web.asked) <= 3


@pytest.mark.parametrize(
    "mark",
    [
        '<body class="page-node-41">',
        '<link rel="shortlink" href="https://sampleford.gov.uk/node/41">',
        '<script>{"path":{"currentPath":"node\\/41"}}</script>',
    ],
)
def test_the_newsroom_is_told_from_its_teasers(mark: str) -> None:
    url = "https://sampleford.gov.uk/news"
    teaser = '<article data-history-node-id="7" class="localgov-news"></article>'
    feed = "https://sampleford.gov.uk/news/41/feed.rss"
    assert find({url: page(teaser + mark), feed: FEED}, url).url == feed


def test_a_system_without_feeds_is_read_as_a_page() -> None:
    url = "https://sampleford.gov.uk/news"
    found = find({url: page(news_list('class="oBoxItem"'))}, url)
    assert (found.kind, found.family, found.n_entries) == (SourceKind.PAGE, "oBox", 3)


def test_an_address_that_is_a_feed_is_asked_once() -> None:
    web = Web({"https://gazette.example/rss": FEED})
    discovery = look(web, "https://gazette.example/rss")
    assert discovery.found
    assert (discovery.found.title, discovery.found.n_entries) == ("The feed", 2)
    assert len(web.asked) == 1


def test_a_json_feed_is_a_feed() -> None:
    body = '{"version": "https://jsonfeed.org/version/1.1", "title": "Dots", "items": [{"id": "1", "url": "https://x.example/1", "title": "One story"}]}'
    found = find({"https://x.example/feed.json": body}, "https://x.example/feed.json")
    assert (found.kind, found.title) == (SourceKind.FEED, "Dots")


def test_the_feed_that_a_page_names_comes_before_the_defaults() -> None:
    head = '<link rel="alternate" type="application/rss+xml" href="/own/feed">'
    url = "https://newsroom.example/"
    given = page('<img src="/wp-content/a.png">', head)
    web = Web(
        {
            url: given,
            "https://newsroom.example/own/feed": FEED,
            "https://newsroom.example/feed/": FEED,
        }
    )
    discovery = look(web, url)
    assert discovery.found
    assert discovery.found.url == "https://newsroom.example/own/feed"


def test_news_is_taken_before_events_and_comments_never() -> None:
    head = "".join(
        f'<link rel="alternate" type="application/rss+xml" title="{t}" href="/{h}">'
        for t, h in (
            ("A story \u00bb Comments Feed", "a/feed"),
            ("Events", "events"),
            ("News", "stories"),
        )
    )
    url = "https://sampleford.gov.uk/"
    web = Web(
        {url: page(head=head)}
        | {f"https://sampleford.gov.uk/{h}": FEED for h in ("a/feed", "events", "stories")}
    )
    discovery = look(web, url)
    assert discovery.found
    assert discovery.found.url == "https://sampleford.gov.uk/stories"


def test_a_named_feed_that_lists_nothing_is_passed_over() -> None:
    head = '<link rel="alternate" type="application/rss+xml" href="/empty">'
    url = "https://sampleford.gov.uk/news"
    pages = {url: page(news_list(), head), "https://sampleford.gov.uk/empty": rss()}
    assert find(pages, url).kind is SourceKind.PAGE


def test_a_link_that_says_rss_is_tried() -> None:
    url = "https://sampleford.gov.uk/news"
    given = page('<a href="/article/13019/RSS-News-Feed">RSS news feed</a>')
    pages = {url: given, "https://sampleford.gov.uk/article/13019/RSS-News-Feed": FEED}
    assert find(pages, url).url.endswith("RSS-News-Feed")


def test_a_front_page_leads_to_its_news_page() -> None:
    front = page('<a href="/bins">Bins and recycling</a><a href="/news">News</a>')
    pages = {
        "https://sampleford.gov.uk/": front,
        "https://sampleford.gov.uk/news": page(news_list()),
    }
    found = find(pages, "https://sampleford.gov.uk/")
    assert (found.kind, found.url) == (SourceKind.PAGE, "https://sampleford.gov.uk/news")


def test_a_front_page_leads_to_the_feed_of_a_newsroom_on_a_host_of_its_own() -> None:
    head = '<link rel="alternate" type="application/atom+xml" href="/all.atom">'
    pages = {
        "https://www.sampleford.gov.uk/": page(
            '<a href="https://news.sampleford.gov.uk/news">Latest news</a>'
        ),
        "https://news.sampleford.gov.uk/news": page(head=head),
        "https://news.sampleford.gov.uk/all.atom": FEED,
    }
    found = find(pages, "https://www.sampleford.gov.uk/")
    assert found.url == "https://news.sampleford.gov.uk/all.atom"


def test_a_page_of_a_committee_system_gives_its_root() -> None:
    feed = rss("24/11/2026 - Agenda published: Audit Committee", day="")
    pages = {"https://meetings.example/mg/mgRss.aspx?XXR=0": feed}
    found = find(pages, "https://meetings.example/mg/ieListMeetings.aspx?CId=12&Year=0")
    assert (found.kind, found.url) == (SourceKind.MODERNGOV, "https://meetings.example/mg")


def test_the_front_page_of_a_committee_system_is_known_by_its_pages() -> None:
    listed = "<div class='mgContent'><ul><li>24/11/2026 - <a href='/ieListDocuments.aspx?MId=4'>Agenda published: Cabinet</a></li></ul></div>"
    pages = {
        "https://democracy.sampleford.gov.uk/": page('<a href="/ieDocHome.aspx">Library</a>'),
        "https://democracy.sampleford.gov.uk/mgWhatsNew.aspx": page(listed),
    }
    found = find(pages, "https://democracy.sampleford.gov.uk/")
    assert (found.kind, found.n_entries) == (SourceKind.MODERNGOV, 1)


def test_a_committee_root_without_a_page_of_its_own_is_found() -> None:
    feed = rss("24/11/2026 - Agenda published: Audit Committee", day="")
    found = find(
        {"https://x.example/meetings/mgRss.aspx?XXR=0": feed}, "https://x.example/meetings"
    )
    assert found.kind is SourceKind.MODERNGOV


def test_a_council_that_links_to_its_committee_system_is_not_taken_for_it() -> None:
    given = page(
        '<a href="https://democracy.sampleford.gov.uk/mgWhatsNew.aspx">Meetings</a>' + news_list()
    )
    url = "https://sampleford.gov.uk/news"
    assert find({url: given}, url).kind is SourceKind.PAGE


def test_a_sitemap_is_known_by_its_bytes() -> None:
    body = '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://x.example/a</loc><lastmod>2026-11-20</lastmod></url></urlset>'
    found = find({"https://x.example/sitemap.xml": body}, "https://x.example/sitemap.xml")
    assert (found.kind, found.n_entries) == (SourceKind.SITEMAP, 1)


def test_an_index_of_sitemaps_gives_the_one_with_news() -> None:
    index = '<?xml version="1.0"?><sitemapindex><sitemap><loc>https://x.example/pages.xml</loc></sitemap><sitemap><loc>https://x.example/news.xml</loc></sitemap></sitemapindex>'
    child = '<?xml version="1.0"?><urlset><url><loc>https://x.example/a</loc></url></urlset>'
    pages = {"https://x.example/sitemap.xml": index, "https://x.example/news.xml": child}
    assert find(pages, "https://x.example/sitemap.xml").url == "https://x.example/news.xml"


def test_an_alert_is_known_by_its_address_even_while_it_is_empty() -> None:
    body = '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><id>tag:google.com,2005:reader/user/1/state/com.google/alerts/2</id><title>Google Alert - council</title></feed>'
    found = find({ALERT: body}, ALERT)
    assert (found.kind, found.title) == (SourceKind.GOOGLE_ALERTS, "Google Alert - council")
    assert found.warnings == ("it lists nothing at the moment",)


def test_an_alert_is_known_by_its_id_behind_another_address() -> None:
    body = '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><id>tag:google.com,2005:reader/user/1/state/com.google/alerts/2</id><title>A</title></feed>'
    assert (
        find({"https://proxy.example/a": body}, "https://proxy.example/a").kind
        is SourceKind.GOOGLE_ALERTS
    )


@pytest.mark.parametrize(
    ("feed", "warning"),
    [
        (rss("Old", day="Mon, 13 Apr 2026 09:00:00 GMT"), "7 months old (13 April 2026)"),
        (rss("Undated", day=""), "no dates"),
        (rss(), "lists nothing"),
    ],
)
def test_what_a_person_should_know_is_said(feed: str, warning: str) -> None:
    found = find({"https://x.example/rss": feed}, "https://x.example/rss")
    assert warning in found.warnings[0]


def test_a_fresh_feed_has_no_warning() -> None:
    assert find({"https://x.example/rss": FEED}, "https://x.example/rss").warnings == ()


def test_what_was_tried_is_told_when_nothing_works() -> None:
    url = "https://sampleford.gov.uk/news"
    discovery = look(Web({url: page("<p>Welcome</p>")}), url)
    assert discovery.found is None
    assert discovery.tried[0].came == "no list of news was found on the page"
    assert any("404" in t.came for t in discovery.tried[1:])


def test_a_site_that_turns_us_away_is_asked_no_more() -> None:
    web = Web({"https://sampleford.gov.uk/news": httpx.Response(403)})
    discovery = look(web, "https://sampleford.gov.uk/news")
    assert len(web.asked) == 1
    assert "403" in discovery.tried[0].came


def test_a_page_that_robots_txt_forbids_is_no_source() -> None:
    url = "https://sampleford.gov.uk/news"
    discovery = look(Web({url: page(news_list())}, b"User-agent: *\nDisallow: /news\n"), url)
    assert discovery.found is None
    assert any("robots.txt" in t.came for t in discovery.tried)


def test_a_feed_that_robots_txt_forbids_is_there_to_be_polled() -> None:
    url = "https://sampleford.gov.uk/rss"
    assert look(Web({url: FEED}, b"User-agent: *\nDisallow: /\n"), url).found


def test_a_permanent_move_is_followed_and_told() -> None:
    pages: dict[str, str | httpx.Response] = {
        "https://x.example/rss": httpx.Response(301, headers={"location": "/feed"}),
        "https://x.example/feed": FEED,
    }
    found = find(pages, "https://x.example/rss")
    assert found.url == "https://x.example/feed"
    assert "moved for good" in found.warnings[0]


def test_a_wall_is_told_as_one() -> None:
    wall = page('<form id="challenge-form"></form>', title="Just a moment...")
    discovery = look(Web({"https://x.example/rss": wall}), "https://x.example/rss")
    assert "wall" in " ".join(t.came for t in discovery.tried)


def test_no_discovery_asks_without_end() -> None:
    head = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="/feed/{n}">' for n in range(50)
    )
    marks = "localgov-x /wp-content/ sys_news newsquest reachplc nationalworld iliffe views-row"
    url = "https://sampleford.gov.uk/"
    web = Web({url: page(marks, head)})
    look(web, url)
    assert len(web.asked) <= MAX_REQUESTS


def test_a_secret_address_is_in_nothing_that_is_shown() -> None:
    discovery = look(Web({ALERT: "no feed"}), ALERT)
    shown = repr(discovery) + "".join(t.shown_url + t.came for t in discovery.tried)
    assert "alerts/feeds" not in shown


def test_what_is_no_web_address_is_said_plainly() -> None:
    (tried,) = look(Web({}), "gazette.example/rss").tried
    assert "https://" in tried.came


def test_an_alert_that_cannot_be_asked_now_is_one_all_the_same() -> None:
    found = look(Web({ALERT: httpx.Response(503)}), ALERT).found
    assert found is not None
    assert found.kind is SourceKind.GOOGLE_ALERTS
    assert found.warnings[0].startswith("it could not be asked now: ")


@pytest.mark.parametrize("code", [404, 410])
def test_an_alert_that_does_not_exist_is_none(code: int) -> None:
    assert look(Web({ALERT: httpx.Response(code)}), ALERT).found is None


def test_the_base_of_a_page_is_heeded() -> None:
    head = '<base href="/feeds/"><link rel="alternate" type="application/rss+xml" href="all.xml">'
    pages = {
        "https://x.example/news": page(head=head),
        "https://x.example/feeds/all.xml": rss("A story"),
    }
    assert find(pages, "https://x.example/news").url == "https://x.example/feeds/all.xml"


@pytest.mark.parametrize(
    ("body", "url", "feed"),
    [
        (
            "<a href='/article/78/Bins'>Bins</a> <a href='/article/99/RSS-News-Feed'>Follow</a>",
            "https://x.example/article/77/News",
            "https://x.example/article/99/RSS-News-Feed",
        ),
        (
            "<p>Iliffe Media</p>",
            "https://www.samplefordtoday.example/",
            "https://www.samplefordtoday.example/_api/rss/sampleford_news_feed.xml",
        ),
        ("<p>A National World title</p>", "https://x.example/news", "https://x.example/news/rss"),
    ],
    ids=["GOSS article", "Iliffe today", "National World in words"],
)
def test_further_places_of_feeds_are_known(body: str, url: str, feed: str) -> None:
    assert find({url: page(body), feed: rss("A story")}, url).url == feed

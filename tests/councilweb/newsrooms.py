"""One council site for each publishing system, with its feed and, where it may be missing, without.

The mark-up is written after each system's ways and holds what makes lists hard to read; the names
are invented. Each says what a reader must find.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from http import HTTPStatus

from tests.councilweb import others, systems
from tests.councilweb.server import Answer, Asked, Item, Site
from tests.councilweb.shell import LONDON, News, article, front, rss

TITLES = (
    "Cabinet agrees a plan to close the budget gap",
    "Budget 2026",
    "More homes agreed for Northgate",
    "Auditor\u2019s report on the council\u2019s accounts is published",
    "Have your say on council tax before 12 December 2026",
    "Leisure centres reopened on 3 November after repairs",
    "See all the plans for the new theatre",
    "Residents of Upper and Lower Sampleford are invited to a public meeting about the Riverside library",
    "Flu jabs",
    "New chief executive named",
    "Children\u2019s services rated \u201cgood\u201d",
    "Events in the parks & gardens",
    "Read all about it: a century of the Sampleford Gazette",
    "Bus lane on Harbour Road to stay",
)
DAYS = (0, 1, 1, 2, 4, 6, 9, 13, 20, 33, 51, 80, 120, 170)
PER_PAGE = 10

Respond = Callable[["Newsroom", Asked], Answer]


@dataclass(slots=True)
class Newsroom:
    """A site and its news, newest first."""

    name: str
    system: str
    #: what a person would paste
    start: str
    #: of an article, from its number and slug
    path: str
    respond: Respond
    now: datetime
    #: what it becomes: "feed", "page" or "sitemap"
    kind: str
    #: whether its list says when
    is_dated: bool = True
    #: whether its list says how its news are called
    is_titled: bool = True
    n: int = len(TITLES)
    items: list[News] = field(default_factory=list)
    site: Site = field(init=False)

    def __post_init__(self) -> None:
        today = self.now.astimezone(LONDON).date()
        self.items = [
            News(title=title, number=5000 + self.n - k, day=today - timedelta(days=days))
            for k, (title, days) in enumerate(zip(TITLES[: self.n], DAYS[: self.n], strict=True))
        ]
        self.site = Site(name=self.name, respond=self._answer, start=self.start)
        self._tell()

    def publish(self, title: str) -> Item:
        """Put one more on top, dated today, and return what a reader must find of it."""
        today = self.now.astimezone(LONDON).date()
        self.items.insert(0, News(title=title, number=6000, day=today))
        self._tell()
        return self.site.truth[0]

    def path_of(self, news: News) -> str:
        return self.path.format(number=news.number, slug=news.slug, year=news.day.year)

    def _tell(self) -> None:
        self.site.truth = tuple(
            Item(
                title=i.title if self.is_titled else "",
                path=self.path_of(i),
                day=i.day if self.is_dated else None,
            )
            for i in self.items
        )

    def _answer(self, asked: Asked) -> Answer:
        for news in self.items:
            if asked.bare == self.path_of(news):
                return article(news)
        answer = self.respond(self, asked)
        is_front = asked.bare == "/" and answer.status != HTTPStatus.OK
        return front(self.start, self.items, self.path_of, self.now) if is_front else answer

    def feed(self, asked: Asked) -> Answer:
        """Return all its news as a feed."""
        return rss(self.items[:20], [self.path_of(i) for i in self.items[:20]], asked)

    def part(self, number: int, items: Sequence[News] | None = None) -> list[News]:
        """Return one page of its list, counted from 1."""
        whole = self.items if items is None else items
        return list(whole[(number - 1) * PER_PAGE : number * PER_PAGE])

    @property
    def today(self) -> date:
        return self.now.astimezone(LONDON).date()


#: name -> system, what a person pastes, an article's address, how it answers, what it becomes
_ROOMS: dict[str, tuple[str, str, str, Respond, str]] = {
    "localgov-feed": ("LocalGov Drupal", "/news", "/news/{year}/{slug}", systems.localgov_feed, "feed"),
    "localgov-list": ("LocalGov Drupal", "/", "/news/{year}/{slug}", systems.localgov_list, "page"),
    "drupal7-feed": ("Drupal 7", "/latest-news", "/latest-news/{slug}", systems.drupal7_feed, "feed"),
    "drupal7-list": ("Drupal 7", "/latest-news", "/latest-news/{slug}", systems.drupal7_list, "page"),
    "jadu-feed": ("Jadu", "/news", "/news/article/{number}/{slug}", systems.jadu_feed, "feed"),
    "jadu-list": ("Jadu", "/news", "/news/article/{number}/{slug}", systems.jadu_list, "page"),
    "goss-feed": ("GOSS iCM", "/article/1204/News", "/article/{number}/{slug}", systems.goss_feed, "feed"),
    "goss-list": ("GOSS iCM", "/article/1204/News", "/article/{number}/{slug}", systems.goss_list, "page"),
    "contensis-feed": ("Contensis", "/council/news/news.aspx", "/council/news/{slug}.aspx", systems.contensis_feed, "feed"),
    "contensis-list": ("Contensis", "/council/news/news.aspx", "/council/news/{slug}.aspx", systems.contensis_list, "page"),
    "obox-list": ("oBox", "/news", "/{slug}", systems.obox_list, "page"),
    "wordpress-feed": ("WordPress", "/", "/{year}/{slug}/", systems.wordpress_feed, "feed"),
    "wordpress-list": ("WordPress", "/", "/{year}/{slug}/", systems.wordpress_list, "page"),
    "presspage-feed": ("PressPage", "/", "/{slug}", systems.presspage_feed, "feed"),
    "presspage-list": ("PressPage", "/", "/{slug}", systems.presspage_list, "page"),
    "newsroom-host-feed": ("newsroom host", "/news", "/news/{number}/{slug}", systems.newsroom_host_feed, "feed"),
    "newsroom-host-list": ("newsroom host", "/news", "/news/{number}/{slug}", systems.newsroom_host_list, "page"),
    "mynewsdesk-feed": ("Mynewsdesk", "/uk/northmere/latest_news", "/uk/northmere/news/{slug}-{number}", systems.mynewsdesk_feed, "feed"),
    "mynewsdesk-list": ("Mynewsdesk", "/uk/northmere/latest_news", "/uk/northmere/news/{slug}-{number}", systems.mynewsdesk_list, "page"),
    "funnelback": ("search-driven: Funnelback", "/news", "/news/article/{slug}", others.funnelback, "page"),
    "umbraco": ("search-driven: Umbraco", "/council/news/", "/council/news/{slug}/", others.umbraco, "page"),
    "drupal-rest": ("search-driven: Drupal", "/news", "/news/{slug}", others.drupal_rest, "page"),
    "table": ("by hand: a table", "/news", "/news/{slug}", others.table, "page"),
    "terms": ("by hand: a list of terms", "/news", "/news/{slug}", others.terms, "page"),
    "days": ("by hand: days with their news", "/news", "/news/{slug}", others.days, "page"),
    "headings": ("by hand: one after the other", "/news", "/news/{slug}", others.headings, "page"),
    "news-sitemap": ("news sitemap, an index by months", "/sitemap.xml", "/news/{slug}", others.news_sitemap, "sitemap"),
    "whole-sitemap": ("sitemap of a whole site", "/sitemap.xml", "/news/{slug}", others.whole_sitemap, "sitemap"),
}  # fmt: skip
NAMES = tuple(_ROOMS)


def make_room(name: str, now: datetime) -> Newsroom:
    """Return a site by its name, its news dated back from a moment."""
    system, start, path, respond, kind = _ROOMS[name]
    return Newsroom(
        name=name, system=system, start=start, path=path, respond=respond, now=now, kind=kind,
        is_dated=name != "goss-list", is_titled=name != "whole-sitemap",
    )  # fmt: skip

"""What stands round the news on an invented council's site: menus, banners, side bars, feeds.

All of it names pages that are no news, some with dates, and none of it may be taken for the list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from email.utils import format_datetime
from html import escape
from zoneinfo import ZoneInfo

from tests.councilweb.server import XML, Answer, Asked

LONDON = ZoneInfo("Europe/London")
SERVICES = ("Bins and recycling", "Council tax and benefits", "Housing and homelessness",
            "Planning and building control", "Schools and learning", "Parking and travel",
            "Libraries and local history", "Births, deaths and marriages")  # fmt: skip
POPULAR = ("Pay your council tax online", "Check your bin collection day",
           "Report a missed bin collection", "View planning applications",
           "Apply for a parking permit", "Find your local councillor")  # fmt: skip
EVENTS = ("Christmas lights switch-on in the Market Place", "Carols at the Old Corn Hall",
          "Winter fair on the Green")  # fmt: skip
GENERATOR = '<meta name="generator" content="Drupal 10 (https://www.drupal.org)">'
BODY = (
    "The cabinet of the council met on Tuesday and heard that the budget is under strain. Members "
    "agreed to look at the plan again in the new year, after officers have worked out what it costs."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One piece of news as its council knows it."""

    title: str
    number: int
    day: date

    @property
    def slug(self) -> str:
        """Its title as part of an address."""
        words = "".join(c if c.isascii() and c.isalnum() else " " for c in self.title)
        return "-".join(words.lower().split()[:6])

    @property
    def summary(self) -> str:
        """A sentence with a date that dates nothing."""
        return f"Members met on {self.day.day} March 2025 to talk about it; it is on until 31 December."

    @property
    def long_day(self) -> str:
        """Such as "23 November 2026"."""
        return f"{self.day.day} {self.day:%B %Y}"


def page(
    main: str, *, name: str = "Sampleford Borough Council", title: str = "News", head: str = "",
    body: str = "", aside: str = "",
) -> str:  # fmt: skip
    """Return a whole page with its news in the middle."""
    menu = "".join(
        f'<li class="mega-menu__group"><h3><a href="/services/{n}">{s}</a></h3><ul>'
        f'<li><a href="/services/{n}/apply">Apply: {s.lower()}</a></li>'
        f'<li><a href="/services/{n}/report">Report a problem with {s.lower()}</a></li></ul></li>'
        for n, s in enumerate(SERVICES)
    )
    footer = "".join(
        f'<li><a href="/about/{w.lower().replace(" ", "-")}">{w}</a></li>'
        for w in ("Accessibility statement", "Privacy notice for residents", "Modern slavery",
                  "Freedom of information", "Jobs with the council")
    )  # fmt: skip
    return f"""<!doctype html>
<html lang="en-GB"><head><title>{title} | {name}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">{head}
<link rel="stylesheet" href="/assets/site.css"><script>window.dataLayer = [];</script></head>
<body {body}>
<a class="skip-link" href="#content">Skip to main content</a>
<div id="ccc-banner" class="cookie-banner" role="dialog"><h2>Cookies on this site</h2>
<p>We use cookies to make this site work, updated 1 November 2026.</p>
<ul><li><a href="/cookies">Read about the cookies that we use</a></li>
<li><a href="/cookies/settings">Change your cookie settings here</a></li></ul></div>
<header class="site-header" role="banner"><a href="/" class="logo">
<img src="/logo.svg" alt="{name}"></a>
<form class="search" action="/search"><input name="q"><button>Search</button></form></header>
<nav class="mega-menu" aria-label="Main"><ul>{menu}</ul></nav>
<div class="breadcrumb"><ol><li><a href="/">Home page of the council</a></li>
<li><a href="/your-council">Your council and democracy</a></li><li>{title}</li></ol></div>
<div class="page-wrapper has-sidebar"><div class="row">
<main id="content" class="col-8"><h1>{title}</h1>
{main}
</main>
<div class="col-4 sidebar">{aside or popular()}</div>
</div></div>
<footer class="site-footer"><h2>Follow us and more</h2><ul>{footer}</ul>
<p>Page last updated 20 November 2026</p></footer>
</body></html>"""


def popular() -> str:
    """Return the pages that are asked for most, as a list with headings."""
    rows = "".join(f'<li><h4><a href="/do/{n}">{p}</a></h4></li>' for n, p in enumerate(POPULAR))
    return f'<h2>Popular pages</h2><ul class="link-list">{rows}</ul>'


def events(now: datetime, folder: str = "/events") -> str:
    """Return events to come, each with a heading and a date: all that a news list has."""
    rows = "".join(
        f'<article class="card"><h3><a href="{folder}/{n}">{e}</a></h3>'
        f'<time datetime="{now + timedelta(days=3 + 4 * n):%Y-%m-%d}">'
        f"{now + timedelta(days=3 + 4 * n):%-d %B %Y}</time></article>"
        for n, e in enumerate(EVENTS)
    )
    return f'<section class="listing"><h2>What\'s on</h2>{rows}</section>'


def related(n: int = 5) -> str:
    """Return services that go with the page."""
    rows = "".join(
        f'<div class="card"><h3><a href="/services/{k}/more">{s}</a></h3><p>All about it.</p></div>'
        for k, s in enumerate(SERVICES[:n])
    )
    return f"<div><h2>Related services</h2>{rows}</div>"


def front(start: str, items: list[News], path_of: Callable[[News], str], now: datetime) -> Answer:
    """Return a front page with its latest news, services and events, and the way to all news."""
    teasers = "".join(
        f'<div class="teaser"><h3><a href="{path_of(i)}">{escape(i.title)}</a></h3>'
        f"<p>{i.long_day}</p></div>"
        for i in items[:3]
    )
    main = (
        f"<h2>Top tasks</h2>{related()}<h2>Latest news</h2><div>{teasers}"
        f'<p><a href="{start}">All news</a></p></div>{events(now)}'
    )
    return Answer(body=page(main, title="Home"))


def article(news: News, *, name: str = "Sampleford Borough Council") -> Answer:
    """Return the page of one piece of news, dated for those whose list is not."""
    main = (
        f'<article class="news-article"><p class="date">Published: {news.long_day}</p>'
        f"<p>{BODY}</p><p>{BODY}</p><p>{BODY}</p></article>"
    )
    return Answer(body=page(main, name=name, title=escape(news.title)))


def rss(items: list[News], paths: list[str], asked: Asked, *, name: str = "Sampleford") -> Answer:
    """Return a feed of news."""
    base = f"http://{asked.headers.get('host', '')}"
    rows = "".join(
        f"<item><title>{escape(i.title)}</title><link>{base}{path}</link>"
        f"<guid isPermaLink='true'>{base}{path}</guid><description>{escape(i.summary)}</description>"
        f"<pubDate>{format_datetime(datetime.combine(i.day, time(9), LONDON))}</pubDate></item>"
        for i, path in zip(items, paths, strict=True)
    )
    head = f"<title>{name}: news</title><link>{base}/</link><description>News</description>"
    return Answer(
        body=f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{rows}</channel></rss>',
        kind=XML,
    )


def pager(path: str, n_pages: int, here: int, address: str, *, word: str = "Next") -> str:
    """Return numbered links, and one to the next page.

    Args:
        path: of the list.
        n_pages: how many there are.
        here: the page shown, from 1.
        address: of a page, with ``{}`` for its number.
        word: on the link to the next; "" when there is none.
    """
    links = "".join(
        f'<li class="pager__item is-active"><strong>{n}</strong></li>' if n == here else
        f'<li class="pager__item"><a href="{path}{address.format(n)}">{n}</a></li>'
        for n in range(1, n_pages + 1)
    )  # fmt: skip
    on = f'<li><a href="{path}{address.format(here + 1)}">{word}</a></li>' if word else ""
    return f'<nav class="pager" aria-label="Pages"><ul>{links}{on if here < n_pages else ""}</ul></nav>'


def number_in(asked: Asked, name: str, first: int = 1) -> int:
    """Return which page of a list is asked for, counted from 1."""
    found = [p.partition("=")[2] for p in asked.query.split("&") if p.partition("=")[0] == name]
    return int(found[0]) - first + 1 if found and found[0].isdigit() else 1


def cut(title: str, length: int = 45) -> str:
    """Return a title as some lists cut it."""
    return title if len(title) <= length else title[:length].rpartition(" ")[0] + "..."

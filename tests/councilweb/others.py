"""How sites answer whose lists are filled by scripts, made by hand, or kept as sitemaps."""

from __future__ import annotations

import json
from datetime import date, datetime
from html import escape
from typing import TYPE_CHECKING

from tests.councilweb.server import MISSING, XML, Answer, Asked
from tests.councilweb.shell import GENERATOR, LONDON, News, events, page, related

if TYPE_CHECKING:
    from tests.councilweb.newsrooms import Newsroom

JSON = "application/json"


# lists that scripts fill: the page is empty and names where the news come from


def funnelback(room: Newsroom, asked: Asked) -> Answer:
    if asked.bare == "/s/search.json":
        base = f"http://{asked.headers.get('host', '')}"
        results = [
            {"rank": n, "title": i.title, "liveUrl": base + room.path_of(i), "summary": i.summary,
             "date": int(datetime(i.day.year, i.day.month, i.day.day, 12, tzinfo=LONDON).timestamp() * 1000),
             "metaData": {"c": i.summary, "t": i.title}}
            for n, i in enumerate(room.items, start=1)
        ]  # fmt: skip
        facets = [
            {"name": "Topic", "categories": [{"label": "Housing", "url": "/news?f=1", "count": 3}]}
        ]
        whole = {
            "question": {"query": "!padnull"},
            "response": {"resultPacket": {"results": results}, "facets": facets},
        }
        return Answer(body=json.dumps(whole), kind=JSON)
    if asked.bare != "/news":
        return MISSING
    main = (
        '<div id="news-results" data-funnelback="/s/search.json?collection=council-news&amp;sort=date&amp;num_ranks=20">'
        "<noscript>Please turn scripts on to see our news.</noscript></div>"
    )
    return Answer(body=page(main + related(), head='<script src="/js/funnelback.js"></script>'))


def umbraco(room: Newsroom, asked: Asked) -> Answer:
    if asked.bare == "/umbraco/api/newslisting/getnews":
        listed = [
            {
                "Id": i.number,
                "Name": i.title,
                "Url": room.path_of(i),
                "PublishDate": f"{i.day:%d/%m/%Y}",
                "Intro": i.summary,
            }
            for i in room.items
        ]
        return Answer(body=json.dumps({"TotalItems": len(listed), "Items": listed}), kind=JSON)
    if asked.bare != "/council/news/":
        return MISSING
    script = (
        "<script>var app = new Vue({el: '#news', data: {endpoint: \"\\/umbraco\\/api\\/newslisting\\/getnews?page={page}\"}});"
        "</script>"
    )
    return Answer(body=page('<div id="news" v-cloak></div>' + script + related()))


def drupal_rest(room: Newsroom, asked: Asked) -> Answer:
    if asked.bare == "/rest/news" and asked.query == "_format=json":
        listed = [
            {"title": f'<a href="{room.path_of(i)}" hreflang="en">{escape(i.title)}</a>',
             "field_news_date": f'<time datetime="{i.day}T09:00:00Z">{i.long_day}</time>', "body": i.summary}
            for i in room.items
        ]  # fmt: skip
        return Answer(body=json.dumps(listed), kind=JSON)
    if asked.bare != "/news":
        return MISSING
    return Answer(body=page('<div class="news-app"></div>' + related(), head=GENERATOR))


# pages made by hand: a table, a list of terms, days with their news, headings one after the other


def table(room: Newsroom, asked: Asked) -> Answer:
    if asked.bare != "/news":
        return MISSING
    rows = "".join(
        f'<tr><td>{i.day:%d/%m/%y}</td><td><a href="{room.path_of(i)}">{escape(i.title)}</a></td><td>Housing</td></tr>'
        for i in room.items
    )
    head = "<thead><tr><th>Date</th><th>Headline</th><th>Topic</th></tr></thead>"
    return Answer(
        body=page(f'<table class="news">{head}<tbody>{rows}</tbody></table>' + events(room.now))
    )


def terms(room: Newsroom, asked: Asked) -> Answer:
    if asked.bare != "/news":
        return MISSING
    rows = "".join(
        f'<dt><a href="{room.path_of(i)}">{escape(i.title)}</a></dt><dd>{i.long_day}</dd><dd>{i.summary}</dd>'
        for i in room.items
    )
    return Answer(body=page(f"<dl>{rows}</dl>"))


def days(room: Newsroom, asked: Asked) -> Answer:
    if asked.bare != "/news":
        return MISSING
    groups: dict[date, list[News]] = {}
    for i in room.items:
        groups.setdefault(i.day, []).append(i)
    main = "".join(
        f"<h2>{group[0].long_day}</h2><ul>"
        + "".join(f'<li><a href="{room.path_of(i)}">{escape(i.title)}</a></li>' for i in group)
        + "</ul>"
        for group in groups.values()
    )
    return Answer(body=page(main))


def headings(room: Newsroom, asked: Asked) -> Answer:
    if asked.bare != "/news":
        return MISSING
    main = "".join(
        f'<h3><a href="{room.path_of(i)}">{escape(i.title)}</a></h3><p><em>{i.long_day}</em></p><p>{i.summary}</p><hr>'
        for i in room.items
    )
    return Answer(body=page(main))


# sitemaps

_NEWS_SPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)


def news_sitemap(room: Newsroom, asked: Asked) -> Answer:
    """An index whose children are named after months; pictures have addresses too."""
    base = f"http://{asked.headers.get('host', '')}"
    month = f"{room.now:%Y-%m}"
    if asked.bare == "/sitemap.xml":
        names = ("pages", "news-2026-01", f"news-{month}")
        rows = "".join(f"<sitemap><loc>{base}/sitemaps/{n}.xml</loc></sitemap>" for n in names)
        space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        return Answer(
            body=f'<?xml version="1.0"?><sitemapindex {space}>{rows}</sitemapindex>', kind=XML
        )
    if asked.bare != f"/sitemaps/news-{month}.xml":
        return MISSING
    rows = "".join(
        f"<url><loc>{base}{room.path_of(i)}</loc><n:news><n:publication><n:name>Sampleford</n:name>"
        f"</n:publication><n:publication_date>{i.day}</n:publication_date><n:title>{escape(i.title)}</n:title>"
        f"</n:news><image:image><image:loc>{base}/i/{i.number}.jpg</image:loc><image:title>A hall</image:title>"
        "</image:image></url>"
        for i in room.items
    )
    return Answer(body=f'<?xml version="1.0"?><urlset {_NEWS_SPACES}>{rows}</urlset>', kind=XML)


def whole_sitemap(room: Newsroom, asked: Asked) -> Answer:
    """Every page of a site; only those below one folder are news."""
    if asked.bare != "/sitemap.xml":
        return MISSING
    base = f"http://{asked.headers.get('host', '')}"
    others = "".join(
        f"<url><loc>{base}/services/{n}</loc><lastmod>{room.today}</lastmod></url>"
        for n in range(9)
    )
    rows = "".join(
        f"<url><loc>{base}{room.path_of(i)}</loc><lastmod>{i.day}T09:00:00+00:00</lastmod></url>"
        for i in room.items
    )
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    return Answer(body=f'<?xml version="1.0"?><urlset {space}>{others}{rows}</urlset>', kind=XML)

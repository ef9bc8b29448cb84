"""How the news pages of publishing systems answer, with a feed and without.

The mark-up is written after each system's ways and holds what makes lists hard to read.
"""

from __future__ import annotations

from datetime import date
from html import escape
from typing import TYPE_CHECKING

from tests.councilweb.server import MISSING, Answer, Asked
from tests.councilweb.shell import GENERATOR, News, cut, events, number_in, page, pager, related

if TYPE_CHECKING:
    from tests.councilweb.newsrooms import Newsroom


# LocalGov Drupal: three featured news stand apart, one of them in the list as well


def localgov_feed(room: Newsroom, asked: Asked) -> Answer:
    return room.feed(asked) if asked.bare == "/news/41/feed.rss" else localgov_list(room, asked)


def localgov_list(room: Newsroom, asked: Asked) -> Answer:
    if asked.bare == "/":
        front = '<p>Welcome.</p><ul><li><a href="/news">News</a></li></ul>' + related()
        return Answer(body=page(front, title="Home", head=GENERATOR))
    if asked.bare != "/news":
        return MISSING
    here = number_in(asked, "page", 0)
    kind = "node node--type-localgov-news-article"
    featured = "".join(
        f'<article class="{kind} node--view-mode-teaser featured-teaser">'
        f'<h3 class="teaser__title"><a href="{room.path_of(i)}" title="{escape(i.title)}">'
        f"{escape(cut(i.title))}</a></h3>{_time(i)}</article>"
        for i in (*room.items[:2], room.items[7])
    )
    rows = "".join(
        f'<div class="views-row"><article class="{kind} teaser" data-history-node-id="{i.number}">'
        f'<a href="{room.path_of(i)}" aria-hidden="true"><img src="/i/{i.number}.jpg" alt=""></a>'
        f'<h3 class="teaser__title"><a href="{room.path_of(i)}"><span>{escape(i.title)}</span></a></h3>'
        f'<div class="teaser__body"><p>{i.summary}</p></div>'
        f'<div class="teaser__metadata">{_time(i)}</div></article></div>'
        for i in room.part(here, room.items[2:])
    )
    top = f'<div class="localgov-featured-news"><h2>Featured news</h2>{featured}</div>'
    numbers = '<nav class="pager"><ul><li><a href="?page=0">1</a></li><li><a href="?page=1">2</a></li></ul></nav>'
    main = (
        top if here == 1 else ""
    ) + f'<div class="view-content">{rows}</div>{numbers}{events(room.now)}'
    return Answer(body=page(main, head=GENERATOR, body='class="page-node-41 localgov-page"'))


def _time(news: News) -> str:
    return f'<time datetime="{news.day}T09:00:00Z">{news.long_day}</time>'


# Drupal 7: dates in its own class, "Read more" with the title hidden, the pager counts from 0


def drupal7_feed(room: Newsroom, asked: Asked) -> Answer:
    return room.feed(asked) if asked.bare == "/rss.xml" else drupal7_list(room, asked)


def drupal7_list(room: Newsroom, asked: Asked) -> Answer:
    if asked.bare != "/latest-news":
        return MISSING
    here = number_in(asked, "page", 0)
    rows = "".join(
        f'<div class="views-row views-row-{n} views-row-{"odd" if n % 2 else "even"}">'
        f'<div class="views-field views-field-created"><span class="field-content date-display-single">'
        f"{i.day:%a, %d/%m/%Y} - 10:15</span></div>"
        f'<div class="views-field views-field-title"><h2 class="field-content">{escape(i.title)}</h2></div>'
        f'<div class="views-field views-field-body"><p>{i.summary}</p></div>'
        f'<div class="views-field views-field-view-node"><span class="field-content">'
        f'<a href="{room.path_of(i)}">Read more<span class="element-invisible visually-hidden"> about '
        f"{escape(i.title)}</span></a></span></div></div>"
        for n, i in enumerate(room.part(here), start=1)
    )
    next_ = '<ul class="pager"><li class="pager-next"><a href="/latest-news?page=1">next \u203a</a></li></ul>'
    main = f'<div class="view view-news"><div class="view-content">{rows}</div>{next_ if here == 1 else ""}</div>'
    return Answer(body=page(main + related(), head=GENERATOR.replace("10", "7")))


# Jadu: "Published on", a lead story whose date is only in the list


def jadu_feed(room: Newsroom, asked: Asked) -> Answer:
    return room.feed(asked) if asked.bare == "/rss/news" else jadu_list(room, asked)


def jadu_list(room: Newsroom, asked: Asked) -> Answer:
    if asked.bare != "/news":
        return MISSING
    here, lead = number_in(asked, "page"), room.items[0]
    rows = "".join(
        f'<li class="list__item"><h3><a href="{room.path_of(i)}">{escape(cut(i.title, 60))}</a></h3>'
        f"<p>Published on {i.long_day}</p><p>{i.summary}</p></li>"
        if len(i.title) <= 60 else
        f'<li class="list__item"><h3><a href="{room.path_of(i)}" title="{escape(i.title)}">'
        f"{escape(cut(i.title, 60))}</a></h3><p>Published on {i.long_day}</p></li>"
        for i in room.part(here)
    )  # fmt: skip
    top = (
        f'<div class="supplement lead"><h2><a href="{room.path_of(lead)}">{escape(lead.title)}</a></h2>'
        f'<p>{lead.summary}</p><a class="button" href="{room.path_of(lead)}">Read more</a></div>'
    )
    main = f'{top}<ul class="list list--news">{rows}</ul>' + pager("/news", 2, here, "?page={}")
    return Answer(
        body=page(
            main, name="Wexcombe District Council", head='<meta name="generator" content="Jadu">'
        )
    )


# GOSS iCM: no dates in the list; every page of the site is an article with a number


def goss_feed(room: Newsroom, asked: Asked) -> Answer:
    if asked.bare == "/article/13019/RSS-News-Feed":
        return room.feed(asked)
    answer = goss_list(room, asked)
    link = '<a href="/article/13019/RSS-News-Feed">RSS news feed</a>'
    return Answer(body=str(answer.body).replace("<!--rss-->", link), status=answer.status)


def goss_list(room: Newsroom, asked: Asked) -> Answer:
    if asked.bare != "/article/1204/News" or "rss" in asked.query:
        return MISSING
    here = number_in(asked, "p")
    rows = "".join(
        f'<div class="grid__cell grid__cell--listitem"><a class="item item--article" href="{room.path_of(i)}">'
        f'<span class="item__image"><img src="/image/{i.number}" alt=""></span>'
        f'<h2 class="item__title">{escape(i.title)}</h2>'
        f'<p class="item__summary">{i.summary}</p></a></div>'
        for i in room.part(here)
    )
    services = "".join(
        f'<li class="navitem"><a href="/article/{n}/Service">{s} and everything about it</a></li>'
        for n, s in enumerate(("Waste", "Housing", "Parks", "Licensing"), start=70)
    )
    main = (
        f'<div class="a-body"><!--rss--><div class="grid">{rows}</div></div>'
        + pager("/article/1204/News", 2, here, "?p={}", word="")
        + f'<section class="relatedarticles"><h2>See also</h2><ul>{services}</ul></section>'
    )
    return Answer(body=page(main, name="Exampleshire Council", body='class="goss-site"'))


# Contensis: the whole page is a form, the pager has numbers alone


def contensis_feed(room: Newsroom, asked: Asked) -> Answer:
    if asked.query == "Listing_SyndicationType=1":
        return room.feed(asked)
    return contensis_list(room, asked)


def contensis_list(room: Newsroom, asked: Asked) -> Answer:
    if asked.bare != "/council/news/news.aspx":
        return MISSING
    here = number_in(asked, "Listing_List_GoToPage")
    rows = "".join(
        f'<div class="sys_subitem"><h3 class="sys_subitemheading"><a href="../..{room.path_of(i)}">'
        f'{escape(i.title)}</a></h3><dl class="sys_metadata"><dt>Last updated:</dt><dd>{room.today:%d/%m/%Y}'
        f'</dd><dt>Published:</dt><dd class="sys_news-datepublished">{i.day:%d %B %Y}</dd></dl>'
        f'<div class="sys_itemsummary">{i.summary}</div></div>'
        for i in room.part(here)
    )
    numbers = pager("/council/news/news.aspx", 2, here, "?Listing_List_GoToPage={}", word="")
    whole = page(f'<div class="sys_itemslist">{rows}</div>{numbers}', name="Northmere City Council")
    whole = whole.replace(
        '<div class="page-wrapper', '<form id="aspnetForm" method="post"><div class="page-wrapper'
    )
    return Answer(body=whole.replace("<footer", "</form><footer", 1))


# "oBox": dates without a year, a link round the picture and one round the title


def obox_list(room: Newsroom, asked: Asked) -> Answer:
    if asked.bare != "/news":
        return MISSING
    here = number_in(asked, "lister3p")
    rows = "".join(
        f'<li class="oBoxItem"><a href="{room.path_of(i)}" class="item-image"><img src="/i/{i.number}.jpg" '
        f'alt="A picture of the town hall"></a><span class="item-date">{i.day.day} {i.day:%B}</span>'
        f'<span class="item-title"><a href="{room.path_of(i)}">{escape(i.title)}</a></span>'
        f'<span class="item-text">{i.summary}</span></li>'
        for i in room.part(here)
    )
    numbers = pager("/news", 2, here, "?lister3p={}")
    return Answer(
        body=page(
            f'<div id="-ux-content"><ul class="oBox">{rows}</ul></div>{numbers}',
            name="Moorby District Council",
        )
    )


# WordPress: headings in headers, and a second page that leads back to the first


def wordpress_feed(room: Newsroom, asked: Asked) -> Answer:
    return room.feed(asked) if asked.bare == "/feed/" else wordpress_list(room, asked)


def wordpress_list(room: Newsroom, asked: Asked) -> Answer:
    if asked.bare not in {"/", "/page/2/"}:
        return MISSING
    here = 2 if asked.bare == "/page/2/" else 1
    rows = "".join(
        f'<article id="post-{i.number}" class="post-{i.number} post type-post category-housing">'
        f'<header class="entry-header"><div class="entry-meta"><a href="/category/housing/" rel="category tag">'
        f'Housing and homes</a></div><h2 class="entry-title"><a href="{room.path_of(i)}" rel="bookmark">'
        f'{escape(i.title)}</a></h2><span class="posted-on">Posted on <a href="{room.path_of(i)}">'
        f'<time class="entry-date published" datetime="{i.day}T08:30:00+00:00">{i.long_day}</time></a></span></header>'
        f'<div class="entry-summary"><p>{i.summary} <a class="more-link" href="{room.path_of(i)}">Continue '
        f"reading</a></p></div></article>"
        for i in room.part(here)
    )
    turn = '<nav class="navigation posts-navigation"><a href="{}">Older posts</a></nav>'
    turn = turn.format("/page/2/" if here == 1 else "/")
    style = '<link rel="stylesheet" href="/wp-content/themes/council/style.css">'
    return Answer(
        body=page(rows + turn, name="Sampleford Express", head=style, title="Sampleford newsroom")
    )


# PressPage: each card is one large link; dates are relative


def presspage_feed(room: Newsroom, asked: Asked) -> Answer:
    return room.feed(asked) if asked.bare == "/feed/en" else presspage_list(room, asked)


def presspage_list(room: Newsroom, asked: Asked) -> Answer:
    if asked.bare != "/":
        return MISSING
    cards = "".join(
        f'<a class="ppmodule_card card" href="{room.path_of(i)}"><div class="card-img"></div>'
        f'<div class="card-body"><span class="card-label">Press release</span><h3>{escape(i.title)}</h3>'
        f'<p>{i.summary}</p><div class="card-footer">{_ago(room.today, i.day)}</div></div></a>'
        for i in room.items
    )
    main = f'<div class="ppmodule_textblock"><p>All our releases.</p></div><div class="pp-grid">{cards}</div>'
    return Answer(body=page(main + events(room.now), title="Newsroom", name="Wexcombe Council"))


def _ago(today: date, day: date) -> str:
    n = (today - day).days
    return "Yesterday" if n == 1 else "Today" if n == 0 else f"{n} days ago"


# newsroom hosts: headings without a link, "Read more" beside them; windows-1252 that nobody declares


def newsroom_host_feed(room: Newsroom, asked: Asked) -> Answer:
    return room.feed(asked) if asked.bare == "/feed/rss" else newsroom_host_list(room, asked)


def newsroom_host_list(room: Newsroom, asked: Asked) -> Answer:
    if asked.bare != "/news":
        return MISSING
    cards = "".join(
        f'<div class="content-summary"><p class="date">{i.day:%d.%m.%Y}</p><h4>{escape(i.title)}</h4>'
        f'<p class="intro">{i.summary}</p><p><a class="btn" href="{room.path_of(i).lstrip("/")}">Read more</a></p></div>'
        for i in room.items
    )
    whole = page(cards, head='<base href="/">', name="Moorby and Vale Council")
    return Answer(body=whole.encode("cp1252", "xmlcharrefreplace"), kind="text/html")


# Mynewsdesk


def mynewsdesk_feed(room: Newsroom, asked: Asked) -> Answer:
    if asked.bare == "/uk/rss/current_news/90210":
        return room.feed(asked)
    return mynewsdesk_list(room, asked)


def mynewsdesk_list(room: Newsroom, asked: Asked) -> Answer:
    if asked.bare != "/uk/northmere/latest_news":
        return MISSING
    cards = "".join(
        f'<div class="article news panel"><div class="material-meta"><span class="material-type">News</span> '
        f'<span class="material-date">{i.day:%b} {i.day.day}, {i.day.year} 09:00 GMT</span></div>'
        f'<h2><a href="{room.path_of(i)}">{escape(i.title)}</a></h2><div class="text-summary">{i.summary}</div></div>'
        for i in room.items
    )
    script = '<script src="https://www.mynewsdesk.com/assets/newsroom.js"></script>'
    on = '<p><a href="/uk/rss/current_news/90210" class="follow">Follow this newsroom</a></p>'
    return Answer(body=page(cards + on, head=script, title="Latest news", name="Northmere"))

"""What a page lists is read block by block, whatever its mark-up: titles, links, dates."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.dates import LONDON
from monitor.errors import ReadError
from monitor.fetch import KINDS
from monitor.records import Reading, SourceKind
from tests.fetch.reading import answer, source_of

URL = "https://sampleford.example/news"


def read(
    body: str | bytes, *, url: str = URL, selector: str = "", kind: str = "text/html"
) -> Reading:
    source = replace(source_of(SourceKind.PAGE), selector=selector)
    return KINDS[SourceKind.PAGE].read(source, answer(body, kind, url))


def page(main: str, *, before: str = "", after: str = "", title: str = "News") -> str:
    return (
        f"<!doctype html><html><head><title>{title}</title></head><body>{before}<main>"
        f"<h1>{title}</h1>{main}</main>{after}</body></html>"
    )


def found(body: str, **how: str) -> list[tuple[str, str, str]]:
    """Return title, path and London's day of each entry."""
    return [
        (
            e.title,
            e.url.removeprefix("https://sampleford.example"),
            f"{e.published_at.astimezone(LONDON):%Y-%m-%d}" if e.published_at else "",
        )
        for e in read(body, **how).entries
    ]


A, B = "Cabinet agrees the budget for next year", "Budget 2026"
BOTH = [(A, "/news/1", "2026-11-23"), (B, "/news/2", "2026-11-09")]
UNDATED = [(A, "/news/1", ""), (B, "/news/2", "")]


def rows(template: str, wrapper: str = "<div class='list'>{}</div>") -> str:
    """Return two entries; ``{t}`` title, ``{u}`` address, ``{d}`` day, ``{i}`` ISO day."""
    made = "".join(
        template.format(t=t, u=f"/news/{n}", d=d, i=i, n=n)
        for n, t, d, i in (
            (1, A, "23 November 2026", "2026-11-23"),
            (2, B, "9 November 2026", "2026-11-09"),
        )
    )
    return wrapper.format(made)


#: how one entry may be written -> always the same two entries
BLOCKS = {
    "heading in a link": "<div><a href='{u}'><h3>{t}</h3></a><p>{d}</p></div>",
    "link in a heading": "<div><h3><a href='{u}'>{t}</a></h3><p>{d}</p></div>",
    "published on": "<div><h3><a href='{u}'>{t}</a></h3><p>Published on {d}</p></div>",
    "published:": "<div><h3><a href='{u}'>{t}</a></h3><p><b>Published:</b> {d}</p></div>",
    "posted, by, at": "<div><h3><a href='{u}'>{t}</a></h3><p>Posted {d} at 10:15 by Press office</p></div>",
    "date before": "<div><span>{d}</span><h3><a href='{u}'>{t}</a></h3></div>",
    "date in the heading's box": "<div><h3><a href='{u}'>{t}</a> <small class='date'>{d}</small></h3></div>",
    "date behind the link": "<li><a href='{u}'>{t}</a> {d}</li>",
    "date in brackets": "<li><a href='{u}'>{t}</a> ({d})</li>",
    "date and dash before the link": "<li>{d} - <a href='{u}'>{t}</a></li>",
    "date in the link": "<li><a href='{u}'>{d}: {t}</a></li>",
    "read more": "<div><h3>{t}</h3><p>{d}</p><a href='{u}'>Read more</a></div>",
    "read more about": "<div><h3>{t}</h3><p>{d}</p><a href='{u}'>Read more about {t}</a></div>",
    "find out more, no heading": "<div><strong>{t}</strong><p>{d}</p><a href='{u}'>Find out more</a></div>",
    "label for those who hear": "<div><p>{d}</p><a href='{u}' aria-label='Read more about {t}'>Read more</a></div>",
    "picture, heading, more": "<div><a href='{u}'><img src='/i.jpg' alt='A hall'></a><h3><a href='{u}'>{t}</a></h3><p>{d}</p><a href='{u}'>Continue reading</a></div>",
    "one large link": "<a class='card' href='{u}'><h3>{t}</h3><span>{d}</span><p>Members met to talk about it at length.</p></a>",
    "one large link, title by class": "<a class='card' href='{u}'><span class='card__title'>{t}</span><span class='card__date'>{d}</span><span class='card__text'>Members met to talk.</span></a>",
    "one large link, paragraphs": "<a class='card' href='{u}'><p>{t}</p><p>{d}</p><p>Members met to talk about it at length.</p></a>",
    "card over its link": "<div class='card'><h3>{t}</h3><p>{d}</p><a class='stretched-link' href='{u}'></a></div>",
    "cut title": "<div><h3><a href='{u}' title='{t}'>{t:.9}...</a></h3><p>{d}</p></div>",
    "cut title, label": "<div><h3><a href='{u}' aria-label='{t}'>{t:.9}\u2026</a></h3><p>{d}</p></div>",
    "cut title, whole on the picture": "<div><a href='{u}' title='{t}'><img src='/i.jpg' alt=''></a><h3><a href='{u}'>{t:.9}...</a></h3><p>{d}</p></div>",
    "event and publication": "<div><h3><a href='{u}'>{t}</a></h3><p>Event date: 5 November 2026</p><p>Published: {d}</p></div>",
    "time": "<div><h3><a href='{u}'>{t}</a></h3><time datetime='{i}T09:00:00Z'>some time ago</time></div>",
    "edited first": "<div><h3><a href='{u}'>{t}</a></h3><p>Last updated: 24 November 2026</p><p>Published: {d}</p></div>",
    "edited time first": "<div><h3><a href='{u}'>{t}</a></h3><p>Updated <time datetime='2026-11-24'>today</time></p><p>Published <time datetime='{i}'>{d}</time></p></div>",
    "date in a sentence": "<div><h3><a href='{u}'>{t}</a></h3><p>Members, who met on 3 March 2025, agreed on all of it.</p><p>{d}</p></div>",
    "topic links": "<div><a rel='tag' href='/tag/h'>Housing and homelessness services</a><h3><a href='{u}'>{t}</a></h3><p>{d}</p></div>",
    "topics by class": "<div><ul class='tags'><li><a href='/topics/h'>Housing and homelessness services</a></li></ul><p><a href='{u}'>{t}</a></p><p>{d}</p></div>",
    "share links": "<div><h3><a href='{u}'>{t}</a></h3><p>{d}</p><p class='share'><a href='https://x.example/share?u={u}'>Share this story with your friends</a></p></div>",
    "table": "<tr><td>{d}</td><td><a href='{u}'>{t}</a></td></tr>",
    "in its own header": "<article><header><h2><a href='{u}'>{t}</a></h2></header><p>{d}</p><footer><a href='{u}'>More</a></footer></article>",
    "hidden words": "<div><h3><a href='{u}'><span class='visually-hidden'>News: </span>{t}</a></h3><p>{d}</p></div>",
    "day and month apart": "<div><div class='date'><span>{d:.2}</span> <span>November</span> <span>2026</span></div><h3><a href='{u}'>{t}</a></h3></div>",
    "heading by role": "<div><div role='heading' aria-level='3'><a href='{u}'>{t}</a></div><p>{d}</p></div>",
    "address with a fragment": "<div><h3><a href='{u}#content'>{t}</a></h3><p>{d}</p></div>",
    "date and topic": "<div><h3><a href='{u}'>{t}</a></h3><p>News | Housing | {d}</p></div>",
    "more in the card's foot": "<div class='card'><h3>{t}</h3><p>{d}</p><div class='card-footer'><a href='{u}'>Read more</a></div></div>",
    "picture alone": "<div><a href='{u}'><img src='/i.jpg' alt='{t}'></a><p>{d}</p></div>",
    "spans in a link": "<a class='tile' href='{u}'><span class='tag'>Housing</span><span>{t}</span><span>{d}</span></a>",
    "a file beside": "<li>{d} <a href='{u}'>{t}</a> <a href='/docs/{n}.pdf'>Download the press release as PDF</a></li>",
    "date in the link, apart": "<li><a href='{u}'>{t} <span>{d}</span></a></li>",
    "date in the link, in brackets": "<li><a href='{u}'>{t} ({d})</a></li>",
    "date in the link, behind a dash": "<li><a href='{u}'>{t} \u2013 {d}</a></li>",
    "several times": "<div><div class='wide'><a href='{u}'>{t}</a></div><p>{d}</p><div class='narrow'><a href='{u}'>{t}</a></div></div>",
    "a link in the summary": "<div><h3><a href='{u}'>{t}</a></h3><p>{d}</p><p>See <a href='/housing'>all our pages on housing</a>.</p></div>",
    "comments": "<div><h3><a href='{u}'>{t}</a></h3><p><a href='{u}#comments'>0 comments</a></p><p>{d}</p></div>",
    "definition": "<dl><dt><a href='{u}'>{t}</a></dt><dd>{d}</dd></dl>",
}  # fmt: skip


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_is_read_however_it_is_written(name: str) -> None:
    wrapper = "<table>{}</table>" if name == "table" else "<div class='list'>{}</div>"
    assert found(page(rows(BLOCKS[name], wrapper))) == BOTH


@pytest.mark.parametrize("name", BLOCKS)
def test_a_selector_reads_the_same_from_each_block(name: str) -> None:
    wrapper = "<table>{}</table>" if name == "table" else "<div class='list'>{}</div>"
    selector = "tr" if name == "table" else "div.list > *"
    assert found(page(rows(BLOCKS[name], wrapper)), selector=selector) == BOTH


#: how a list's dates may be written -> London's days
DATES = {
    "3 days ago": "2026-11-21",
    "Yesterday": "2026-11-23",
    "today": "2026-11-24",
    "an hour ago": "2026-11-24",
    "Posted 2 weeks ago": "2026-11-10",
    "23 November": "2026-11-23",
    "Mon 23 Nov": "2026-11-23",
    "23rd November 2026": "2026-11-23",
    "23/11/2026": "2026-11-23",
    "03/11/26": "2026-11-03",
    "23.11.2026": "2026-11-23",
    "November 23, 2026": "2026-11-23",
    "2026-11-23": "2026-11-23",
    "Monday, 23 November, 2026 - 10:15": "2026-11-23",
    "Date: 23 November 2026": "2026-11-23",
    "Date published: Monday 23rd November 2026": "2026-11-23",
    "Press release - 23 November 2026": "2026-11-23",
    "23-11-2026": "2026-11-23",
    "November 23": "2026-11-23",
    "2 hrs ago": "2026-11-24",
    "3d ago": "2026-11-21",
    "23 November 2026 at 10.15am": "2026-11-23",
    "23 Nov 2026 \u00b7 3 min read": "2026-11-23",
    "Event date: 20 November 2026": "",
    "5 December": "",
    "Saturday 5 December": "",
    "5 December 2026": "",
    "Closing date: 20 November 2026": "",
    "no date": "",
}


@pytest.mark.parametrize("words", DATES)
def test_a_lists_dates_are_read_as_councils_write_them(words: str) -> None:
    template = f"<li><h3><a href='{{u}}'>{{t}}</a></h3><p>{words}</p></li>"
    days = {day for _, _, day in found(page(rows(template, "<ul>{}</ul>")))}
    assert days == {DATES[words]}


LIST = rows("<li><h3><a href='{u}'>{t}</a></h3><p>{d}</p></li>", "<ul class='news-list'>{}</ul>")
SIX = "".join(f"<li><a href='/news/{n}'>Council agrees plan number {n}</a></li>" for n in range(6))
SIX_OF_THEM = [(f"Council agrees plan number {n}", f"/news/{n}", "") for n in range(6)]
PLAIN = rows("<li><a href='{u}'>{t}</a></li>", "<ul class='news-list'>{}</ul>")


def many(folder: str, words: str = "Everything about service number", n: int = 12) -> str:
    return "".join(f"<li><h3><a href='/{folder}/{k}'>{words} {k}</a></h3></li>" for k in range(n))


EVENTS = "".join(
    f"<li><h3><a href='/events/{k}'>A fair on the village green number {k}</a></h3>"
    f"<p>{1 + k} December 2026</p></li>"
    for k in range(5)
)
PAST = EVENTS.replace("December", "November")
NOISE = {
    "menu": f"<nav><ul>{many('services')}</ul></nav>",
    "menu by class": f"<div class='mega-menu'><ul>{many('services')}</ul></div>",
    "menu by role": f"<div role='navigation'><ul>{many('services')}</ul></div>",
    "cookie banner": f"<div id='cookie-banner'><ul>{many('cookies')}</ul></div>",
    "popular pages": f"<div><h2>Popular pages</h2><ul>{many('do')}</ul></div>",
    "most read": f"<div><h2>Most read</h2><ul>{many('news/old')}</ul></div>",
    "related services": f"<div class='related-services'><ul>{many('services')}</ul></div>",
    "services": f"<div><h2>Services</h2><ul>{many('services')}</ul></div>",
    "events ahead": f"<div><h2>Coming up</h2><ul>{EVENTS}</ul></div>",
    "events": f"<div class='events'><ul>{EVENTS}</ul></div>",
    "events that began": f"<div><h2>What's on</h2><ul>{PAST}</ul></div>",
    "events of this month by class": f"<section class='upcoming-events'><ul>{PAST}</ul></section>",
    "footer": f"<footer><ul>{many('about')}</ul></footer>",
    "topics": f"<div><h2>Topics</h2><ul>{many('topics', n=40)}</ul></div>",
    "archive": f"<div class='archive'><ul>{many('news/2025', 'All the news of month')}</ul></div>",
    "consultations": f"<div><h2>Consultations</h2><ul>{EVENTS.replace('events', 'consult')}</ul></div>",
}  # fmt: skip


@pytest.mark.parametrize("name", NOISE)
@pytest.mark.parametrize("place", ["before", "within", "after"])
def test_nothing_beside_the_news_is_taken_for_it(name: str, place: str) -> None:
    noise = NOISE[name]
    bodies = {
        "before": page(LIST, before=noise),
        "within": page(f"{noise}<div>{LIST}</div>"),
        "after": page(LIST, after=noise),
    }
    assert found(bodies[place]) == BOTH


@pytest.mark.parametrize("name", sorted(NOISE.keys() - {"most read"}))
def test_undated_news_are_told_from_what_stands_beside_them(name: str) -> None:
    assert found(page(f"<ul>{SIX}</ul>{NOISE[name]}")) == SIX_OF_THEM


CARD = "<article class='card'><h3><a href='/{}/{}'>{} number {}</a></h3><time datetime='2026-11-{}'></time></article>"


def cards(folder: str, words: str, n: int) -> str:
    return "".join(CARD.format(folder, k, words, k, 20 - k) for k in range(n))


@pytest.mark.parametrize("heading", ["Events", "What's on", "Related", "Consultations"])
@pytest.mark.parametrize("is_first", [True, False])
def test_cards_alike_are_told_apart_by_what_stands_over_them(heading: str, is_first: bool) -> None:
    news = f"<div class='col'><h2>Latest news</h2>{cards('news', 'Council agrees plan', 4)}</div>"
    other = f"<div class='col'><h2>{heading}</h2>{cards('other', 'A fair in the park', 3)}</div>"
    main = news + other if is_first else other + news
    paths = [path for _, path, _ in found(page(f"<div class='row'>{main}</div>"))]
    assert paths == [f"/news/{n}" for n in range(4)]


def test_the_link_to_the_whole_list_is_no_entry() -> None:
    head = "<header><h2>Latest news</h2><a href='/news/all'>View all news</a></header>"
    assert found(page(f"<section>{head}{LIST}</section>")) == BOTH


def test_a_grid_of_rows_is_one_list() -> None:
    row = "<div class='row'>{}</div>"
    main = row.format(cards("news", "Council agrees", 3)) + row.format(
        cards("news/b", "Events of", 3)
    )
    assert len(found(page(main))) == 6


def test_a_dated_list_counts_wherever_it_stands() -> None:
    main = f"<div class='topic-archive'>{cards('news', 'Council agrees plan', 4)}</div>"
    links = many("contact", "How to reach the press office, way")
    assert len(found(page(f"{main}<ul>{links}</ul>", title="Housing"))) == 4


LEAD = "<div class='lead'><h2><a href='/news/{}'>{}</a></h2><p>{}</p></div>"


def test_a_lead_story_that_stands_apart_belongs_to_the_list() -> None:
    lead = LEAD.format(9, "The leader of the council steps down", "24 November 2026")
    assert found(page(lead + LIST)) == [
        ("The leader of the council steps down", "/news/9", "2026-11-24"), *BOTH
    ]  # fmt: skip


def test_what_stands_apart_and_in_the_list_is_one_entry_with_the_best_of_both() -> None:
    lead = LEAD.format(1, A, "")
    cut = LIST.replace(A, "Cabinet agrees...")
    assert found(page(lead + cut)) == BOTH
    dated = LEAD.format(2, "Budget...", "9 November 2026")
    assert found(page(dated + PLAIN.replace(A, A))) == [
        (A, "/news/1", ""), (B, "/news/2", "2026-11-09")
    ]  # fmt: skip


def test_a_service_that_stands_apart_is_no_lead_story() -> None:
    apart = "<div class='lead'><h2><a href='/services/bins'>Check when your bins go</a></h2></div>"
    assert found(page(apart + LIST)) == BOTH


@pytest.mark.parametrize(
    "main",
    [
        ("<h2>23 November 2026</h2><ul><li><a href='/news/1'>{a}</a></li></ul>"
        "<h2>9 November 2026</h2><ul><li><a href='/news/2'>{b}</a></li></ul>"),
        ("<section><h3>Monday 23 November 2026</h3><p><a href='/news/1'>{a}</a></p></section>"
        "<section><h3>Monday 9 November 2026</h3><p><a href='/news/2'>{b}</a></p></section>"),
        ("<h3><a href='/news/1'>{a}</a></h3><p>23 November 2026</p><p>All of it.</p>"
        "<h3><a href='/news/2'>{b}</a></h3><p>9 November 2026</p><p>All of it.</p>"),
        ("<p class='date'>23 November 2026</p><h3><a href='/news/1'>{a}</a></h3>"
        "<p class='date'>9 November 2026</p><h3><a href='/news/2'>{b}</a></h3>"),
        ("<dl><dt><a href='/news/1'>{a}</a></dt><dd>23 November 2026</dd>"
        "<dt><a href='/news/2'>{b}</a></dt><dd>9 November 2026</dd></dl>"),
        ("<dl><dt>23 November 2026</dt><dd><a href='/news/1'>{a}</a></dd>"
        "<dt>9 November 2026</dt><dd><a href='/news/2'>{b}</a></dd></dl>"),
        ("<table><tr><th colspan='2'>23 November 2026</th></tr><tr><td><a href='/news/1'>{a}</a></td></tr>"
        "<tr><th colspan='2'>9 November 2026</th></tr><tr><td><a href='/news/2'>{b}</a></td></tr></table>"),
        "<p><a href='/news/1'>{a}</a><br>23 November 2026</p><p><a href='/news/2'>{b}</a><br>9 November 2026</p>",
        ("<div class='row'><div class='col'><h3><a href='/news/1'>{a}</a></h3>23 November 2026</div></div>"
        "<div class='row'><div class='col'><h3><a href='/news/2'>{b}</a></h3>9 November 2026</div></div>"),
    ],
    ids=["days, lists", "days, sections", "headings, dates behind", "dates before headings",
         "terms", "terms of days", "table of days", "lines", "rows of one"],
)  # fmt: skip
def test_dates_are_found_round_the_blocks(main: str) -> None:
    assert found(page(main.format(a=A, b=B))) == BOTH


def test_a_day_with_several_news_dates_them_all() -> None:
    main = (
        f"<h2>23 November 2026</h2><ul><li><a href='/news/1'>{A}</a></li><li><a href='/news/3'>Flu jabs for all"
        f"</a></li></ul><h2>9 November 2026</h2><ul><li><a href='/news/2'>{B}</a></li></ul>"
    )
    assert found(page(main)) == [BOTH[0], ("Flu jabs for all", "/news/3", "2026-11-23"), BOTH[1]]


def test_a_page_in_one_large_form_is_read() -> None:
    assert found(f"<body><form id='aspnetForm'>{page(LIST)}</form></body>") == BOTH


def test_a_page_without_landmarks_is_read() -> None:
    body = f"<title>x</title><div class='site'><div class='menu'><ul>{many('services')}</ul></div><div>{LIST}</div></div>"
    assert found(body) == BOTH


def test_links_are_relative_to_the_pages_base() -> None:
    body = page(LIST.replace("href='/", "href='")).replace(
        "<title>", "<base href='/council/'><title>"
    )
    assert [path for _, path, _ in found(body)] == ["/council/news/1", "/council/news/2"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (page(LIST).replace(A, "Council\u2019s budget agreed at last").encode("cp1252"), "text/html"),
        (
            page(LIST)
            .replace(A, "Council\u2019s budget agreed at last")
            .replace("<title>", "<meta charset='iso-8859-1'><title>")
            .encode("cp1252"),
            "text/html",
        ),
        (page(LIST).replace(A, "Council\u2019s budget agreed at last").encode(), "text/html"),
        (page(LIST).replace(A, "Council\u2019s budget agreed at last").encode(), "text/html; charset=iso-8859-1"),
        (b"<?xml version='1.0' encoding='utf-8'?>" + page(LIST).replace(A, "Council\u2019s budget agreed at last").encode(), ""),
    ],
    ids=["windows-1252, undeclared", "called latin-1", "utf-8, undeclared", "utf-8, miscalled", "XHTML"],
)  # fmt: skip
def test_the_characters_of_a_page_are_read_right(body: bytes, kind: str) -> None:
    assert read(body, kind=kind).entries[0].title == "Council\u2019s budget agreed at last"


def test_undated_links_on_a_page_that_is_no_news_page_are_no_list() -> None:
    body = page(f"<ul>{many('services')}</ul>", title="Housing")
    with pytest.raises(ReadError, match="no list of news"):
        read(body, url="https://sampleford.example/housing")


def test_a_selector_may_match_headings_with_their_dates_behind_them() -> None:
    main = f"<h3><a href='/news/1'>{A}</a></h3><p>23 November 2026</p>"
    main += f"<h3><a href='/news/2'>{B}</a></h3><p>9 November 2026</p>"
    assert found(page(main), selector="h3") == BOTH


@pytest.mark.parametrize(
    "frame",
    [
        "<form action='/news'><select name='topic'></select>{}</form>",
        "<h2>Filter news</h2><form><select></select></form>{}",
        "<div class='filter-results'>{}</div>",
        "<div class='search-results'><h2>Search results</h2>{}</div>",
    ],
)
@pytest.mark.parametrize("is_dated", [True, False])
def test_a_list_with_its_filter_is_read(frame: str, is_dated: bool) -> None:
    rows_ = cards("news", "Council agrees plan", 8)
    body = page(frame.format(rows_ if is_dated else rows_.replace("datetime", "data-x")))
    assert len(found(body)) == 8


def test_a_selector_that_matches_nothing_says_so() -> None:
    with pytest.raises(ReadError, match=r"'article\.gone' matches nothing on the page"):
        read(page(LIST), selector="article.gone")


def test_a_selector_that_matches_no_news_says_so() -> None:
    with pytest.raises(ReadError, match="nothing with a headline and a link"):
        read(page(LIST), selector="h1")


def test_a_selector_may_match_a_single_entry() -> None:
    assert found(page(LIST), selector="li:first-child") == BOTH[:1]


def test_a_block_without_news_is_a_fault_of_its_own() -> None:
    body = page(LIST.replace("</ul>", "<li>Soon more</li></ul>"))
    assert read(body, selector="li").faults == ("1 of 3 blocks hold no headline with a link",)


def test_short_titles_in_a_list_are_kept() -> None:
    titles = ("Bins", "Flu", "Budget 2026", "Roads")
    main = "".join(
        f"<li><h3><a href='/news/{t}'>{t}</a></h3><p>{n + 1} November 2026</p></li>"
        for n, t in enumerate(titles)
    )
    assert [t for t, _, _ in found(page(f"<ul>{main}</ul>"))] == list(titles)


def test_mark_up_that_is_nested_without_end_is_read() -> None:
    deep = "<div>" * 20_000
    assert found(page(f"{LIST}{deep}<a href='/x'>Something at the very bottom of it</a>")) == BOTH


def test_a_list_is_found_above_very_many_links() -> None:
    assert found(page(f"{LIST}<div><ul>{many('services', n=20_000)}</ul></div>")) == BOTH

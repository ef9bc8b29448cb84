"""What a page lists is found whatever stands beside it, with a selector or without."""

from __future__ import annotations

import pytest

from monitor.errors import ReadError
from tests.fetch.listing import BOTH, A, B, found, page, read, rows

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

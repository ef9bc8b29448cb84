"""One entry of a list is read however its mark-up and its date are written."""

from __future__ import annotations

import pytest

from tests.fetch.listing import BOTH, found, page, rows

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

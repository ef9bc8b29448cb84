"""Where the next page of a list lies: what it names, on its own host, and nothing else."""

from __future__ import annotations

import pytest
from lxml import html

from monitor.fetch.pager import next_page

HERE = "https://sampleford.example/news"


def at(body: str, url: str = HERE) -> str | None:
    found = next_page(html.document_fromstring(f"<body>{body}</body>"), url, url)
    return found.removeprefix("https://sampleford.example") if found else None


NUMBERS = "<div class='pagination'><strong>1</strong> <a href='{0}'>2</a> <a href='{1}'>3</a></div>"


@pytest.mark.parametrize(
    ("body", "url", "expected"),
    [
        ("<a rel='next' href='?page=1'>2</a>", HERE, "/news?page=1"),
        ("<link rel='next' href='/news/page/2/'>", HERE, "/news/page/2/"),
        ("<a href='/news?page=2'>Next</a>", HERE, "/news?page=2"),
        ("<a href='/news?page=2'>Next page \u203a</a>", HERE, "/news?page=2"),
        ("<a href='/news/page/2/'>\u2190 Older posts</a>", HERE, "/news/page/2/"),
        ("<a href='/page/2/'>Older</a>", "https://sampleford.example/", "/page/2/"),
        ("<a href='/news?page=2' aria-label='Go to next page'>&gt;</a>", HERE, "/news?page=2"),
        (NUMBERS.format("?page=1", "?page=2"), HERE, "/news?page=1"),
        (NUMBERS.format("?page=2", "?page=3"), HERE, "/news?page=2"),
        (NUMBERS.format("?p=2", "?p=3"), HERE, "/news?p=2"),
        (NUMBERS.format("?Listing_List_GoToPage=2", "?Listing_List_GoToPage=3"), HERE,
         "/news?Listing_List_GoToPage=2"),
        (NUMBERS.format("?lister7p=2", "?lister7p=3"), HERE, "/news?lister7p=2"),
        (NUMBERS.format("?type=a&amp;p=2", "?type=a&amp;p=3"), HERE + "?type=a", "/news?type=a&p=2"),
        (NUMBERS.format("?p=1", "?p=3"), HERE + "?p=2", "/news?p=3"),
        (NUMBERS.format("/news", "/news?p=2"), HERE + "?p=3", None),
        (NUMBERS.format("/jobs?p=2", "/jobs?p=3"), HERE, None),
        ("<a href='/news/a-new-bridge'>Next</a>", HERE, "/news/a-new-bridge"),
        ("<a href='/events'>Next</a>", HERE, None),
        ("<a href='/all-news'>More news</a>", "https://sampleford.example/housing", None),
        ("<a href='https://other.example/news?page=2'>Next</a>", HERE, None),
        ("<a href='/news#list'>Next</a>", HERE, None),
        ("<a href='/next-steps'>Next steps for the town centre</a>", HERE, None),
        ("<a href='/news/2'>2 new homes</a>", HERE, None),
    ],
)  # fmt: skip
def test_the_next_page_is_what_the_page_says(body: str, url: str, expected: str | None) -> None:
    assert at(body, url) == expected

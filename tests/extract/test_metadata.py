"""Headlines without the site's name, and addresses that a page may call its own."""

from __future__ import annotations

import json

import pytest

from monitor.extract import extract_document
from monitor.extract.metadata import without_site
from tests.extract.pages import TITLE, URL, document, page

HOST = "https://www.sampleford-echo.example"
SITE = '<meta property="og:site_name" content="Sampleford Echo">'


def titled(window: str, *, heading: str = "Sampleford Echo", more: str = "") -> str:
    return document(head=f"<title>{window}</title>{SITE}{more}", heading=heading)


@pytest.mark.parametrize(
    ("given", "markup", "wanted"),
    [
        ("", titled(f"{TITLE} | Sampleford Echo"), TITLE),
        ("", titled(f"{TITLE} - Sampleford Echo"), TITLE),
        ("", titled(f"{TITLE} | News | Site", heading=TITLE), TITLE),
        (f"{TITLE} - Sampleford Echo", titled("Other"), TITLE),
        ("The feed's own headline", titled(f"{TITLE} | Sampleford Echo"), "The feed's own headline"),
        ("Bins late for a…", titled(f"{TITLE} | Sampleford Echo"), TITLE),
        ("Bins late ... - Sampleford Echo", titled(f"{TITLE} | Sampleford Echo"), TITLE),
        ("Bins late: the chief officer goes - for now", titled("Other"),
         "Bins late: the chief officer goes - for now"),
        ("", document(), TITLE),
    ],
)  # fmt: skip
def test_the_headline_is_the_feeds_or_the_pages(given: str, markup: str, wanted: str) -> None:
    assert extract_document(page(markup, title=given)).title == wanted


def test_a_publisher_in_json_ld_names_the_site() -> None:
    said = {
        "@type": "NewsArticle",
        "headline": f"{TITLE} | The Echo",
        "publisher": {"name": "The Echo"},
    }
    head = f'<script type="application/ld+json">{json.dumps(said)}</script>'
    assert extract_document(page(document(head=head, heading=""))).title == TITLE


@pytest.mark.parametrize(
    ("title", "site", "wanted"),
    [
        ("Bins late | Sampleford Echo", "", "Bins late"),
        ("Bins late | Kingsmoor Post", "", "Bins late | Kingsmoor Post"),
        ("Sampleford Echo", "Sampleford Echo", "Sampleford Echo"),
        ("Section 114 \u2013 what now? \u2013 Echo", "Echo", "Section 114 \u2013 what now?"),
        ("Twenty-one go", "one go", "Twenty-one go"),
    ],
)
def test_only_the_sites_own_name_is_cut(title: str, site: str, wanted: str) -> None:
    assert without_site(title, site, URL) == wanted


@pytest.mark.parametrize(
    ("url", "canonical", "wanted"),
    [
        (URL, "/news/2417-bins-late", f"{HOST}/news/2417-bins-late"),
        ("https://m.sampleford-echo.example/n/2417", f"{HOST}/news/2417", f"{HOST}/news/2417"),
        ("https://amp.sampleford-echo.example/n/2417", f"{HOST}/news/2417", f"{HOST}/news/2417"),
        (f"{URL}/amp", URL, URL),
        (f"{URL}/page-2", URL, URL),
        (URL, "https://other.example/news/2417", URL),
        (URL, f"{HOST}/", URL),
        (URL, f"{HOST}/news", URL),
        (f"{HOST}/story.aspx?id=2417", f"{HOST}/story.aspx", f"{HOST}/story.aspx?id=2417"),
        (URL, "javascript:void(0)", URL),
    ],
)
def test_a_canonical_link_is_heeded_within_its_site(url: str, canonical: str, wanted: str) -> None:
    markup = document(head=f'<link rel="canonical" href="{canonical}">')
    assert extract_document(page(markup, url=url)).url == wanted


def test_open_graphs_address_is_heeded_when_there_is_no_canonical_link() -> None:
    markup = document(head='<meta property="og:url" content="/news/2417-bins-late">')
    assert extract_document(page(markup)).url == f"{HOST}/news/2417-bins-late"

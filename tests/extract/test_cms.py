"""Pages as the systems build them that councils and local papers use: the article and nothing else.

The forms are theirs (class names, where the date stands, what surrounds the text); the words and
the councils are invented.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.extract import extract_document
from tests.extract.pages import PARAGRAPHS, TITLE, page

BODY = "\n".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
FIRST, SECOND, THIRD = PARAGRAPHS
#: stands beside every article, and must not get in
OTHERS = (
    "Kingsmoor District Council leader quits after vote of no confidence",
    "Ellingvale council tax to rise by ten per cent, papers show",
    "Interim Director of Finance, Marlshire County Council",
)
LINKS = "".join(f'<li><a href="/n/{n}">{other}</a></li>' for n, other in enumerate(OTHERS))
COOKIES = (
    '<div id="cookie-banner" role="dialog"><h2>Cookies on this site</h2><p>We use cookies to make this '
    "site work and to count visits. Marlshire County Council is one of our partners.</p>"
    "<button>Accept all</button></div>"
)

NEWSQUEST = f"""<!doctype html><html lang="en-GB"><head><meta charset="utf-8">
<title>{TITLE} | The Sampleford Echo</title><meta property="og:title" content="{TITLE}">
<meta property="og:site_name" content="The Sampleford Echo">
<script type="application/ld+json">{{"@context":"https://schema.org","@type":"NewsArticle",
"headline":"{TITLE}","datePublished":"2026-11-23T06:00:00Z","dateModified":"2026-11-24T09:00:00Z",
"isAccessibleForFree":"True"}}</script></head><body class="article-page has-sidebar">{COOKIES}
<header class="mar-header"><nav><ul>{LINKS}</ul></nav></header>
<div class="mar-page"><main><article class="mar-article"><h1 class="mar-article__headline">{TITLE}</h1>
<div class="mar-article__timestamp"><time datetime="2026-11-23T06:00:00Z">23rd November</time></div>
<div class="social-share-bar"><a href="#f">Share</a> <a href="#x">Post</a></div>
<div id="subscription-content"><p>{FIRST}</p>
<p><b>READ MORE: <a href="/n/1">{OTHERS[0]}</a></b></p>
<div class="ad-slot"><p>Advertisement</p></div><p>{SECOND}</p><p>{THIRD}</p></div>
<div class="article-comments" id="comments"><h3>Comments: our rules</h3><p>We want our comments to be
a lively part of our community, and Kingsmoor readers know how to keep them so.</p></div>
</article><aside class="sidebar"><h3>Most read</h3><ol>{LINKS}</ol></aside></main></div>
<footer><p>Sampleford Echo Ltd, Ellingvale.</p></footer></body></html>"""

REACH = f"""<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>{TITLE} - Sampleford Live</title><meta property="og:title" content="{TITLE}">
<meta property="og:site_name" content="Sampleford Live">
<meta property="article:published_time" content="2026-11-23T06:00:00Z">
<meta property="article:modified_time" content="2026-11-24T06:00:00Z"></head>
<body><header><nav class="primary"><ul>{LINKS}</ul></nav></header><main><article>
<h1 itemprop="headline">{TITLE}</h1><div class="byline"><a href="/a">A Reporter</a></div>
<div class="article-body" itemprop="articleBody"><p>{FIRST}</p>
<aside class="read-more-links"><p>Read More Related Articles</p><ul>{LINKS}</ul></aside>
<p>{SECOND}</p><div class="newsletter-signup"><p>Sign up to our daily newsletter for Kingsmoor and
Ellingvale news straight to your inbox every morning.</p></div><p>{THIRD}</p></div>
<div class="recommendations"><h2>More on this story</h2><ul>{LINKS}</ul></div></article></main>
<section class="most-read"><h2>Most Read</h2><ul>{LINKS}</ul></section></body></html>"""

LOCALGOV_DRUPAL = f"""<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="Generator" content="Drupal 10 (https://www.drupal.org)">
<title>{TITLE} | Sampleford Borough Council</title></head><body class="path-node node--type-news">
{COOKIES}<header role="banner"><ul class="menu">{LINKS}</ul></header>
<nav class="breadcrumb"><ol><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ol></nav>
<main><article class="news-article"><h1>{TITLE}</h1><div class="news-article__metadata">
<time datetime="2026-11-23T06:00:00Z">Monday, 23 November 2026</time></div>
<div class="news-article__content">{BODY}</div></article>
<div class="news-article-related"><h2>Related news</h2><ul>{LINKS}</ul></div></main>
<footer><p>Last updated 1 December 2025. \u00a9 2026 Sampleford Borough Council</p></footer></body></html>"""

JADU = f"""<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>{TITLE} - Sampleford Borough Council</title></head><body><div id="container">
<ul id="skip-links"><li><a href="#content">Skip to main content</a></li></ul>
<div class="breadcrumbs"><p><a href="/">Home</a> &gt; <a href="/news">News</a></p></div>
<div id="content" tabindex="-1"><h1>{TITLE}</h1>
<p class="date">Published Monday, 23rd November 2026</p><div class="editor">{BODY}</div>
<div class="sharing"><p>Share this page</p></div></div>
<div id="column-right" class="supplements"><div class="box related"><h2>Vacancies</h2>
<ul>{LINKS}</ul></div></div></div><div id="footer"><p>Ellingvale House, Kingsmoor Road</p></div>
</body></html>"""

GOSS = f"""<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="DC.title" content="{TITLE}"><meta name="DCTERMS.issued" content="2026-11-23">
<title>{TITLE} - Sampleford Borough Council</title></head><body><form id="site-search"><label>Search
</label></form><div id="main" class="grid"><h1>{TITLE}</h1><div class="a-body">{BODY}</div></div>
<div class="grid__cell relatedarticles"><h2>Related articles</h2><ul>{LINKS}</ul></div>
<p class="lastmodified">Last modified on 24 November 2026</p></body></html>"""

WORDPRESS = f"""<!doctype html><html lang="en-GB"><head><meta charset="utf-8">
<title>{TITLE} &#8211; Sampleford newsroom</title><meta property="og:site_name" content="Sampleford newsroom">
<script type="application/ld+json">{{"@context":"https://schema.org","@graph":[{{"@type":"WebPage",
"name":"{TITLE} &#8211; Sampleford newsroom","datePublished":"2026-11-23T06:00:00+00:00"}},
{{"@type":"BreadcrumbList"}}]}}</script></head><body class="single with-sidebar">
<div id="page"><article class="post-17 hentry"><header class="entry-header">
<h1 class="entry-title">{TITLE}</h1></header><div class="entry-content">{BODY}
<div class="sharedaddy sd-sharing-enabled"><h3>Share this:</h3></div>
<div id="jp-relatedposts" class="jp-relatedposts"><h3>Related</h3><ul>{LINKS}</ul></div></div></article>
<div id="secondary" class="widget-area sidebar"><ul>{LINKS}</ul></div></div></body></html>"""

NEWS = {
    "newsquest": NEWSQUEST,
    "reach": REACH,
    "localgov_drupal": LOCALGOV_DRUPAL,
    "jadu": JADU,
    "goss": GOSS,
    "wordpress": WORDPRESS,
}

DECISION = f"""<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>Decision - Fleet of refuse vehicles - Sampleford Borough Council</title></head><body>
<div class="mgLinks"><ul>{LINKS}</ul></div><div id="modgov"><div class="mgContent">
<h1>Decision details</h1><h2 class="mgSubTitleTxt">Fleet of refuse vehicles</h2>
<div class="mgLabel"><p><span class="mgLabel">Decision Maker:</span> Cabinet</p></div>
<p>Decision status: Recommendations Approved</p><p>Is Key decision?: Yes</p>
<h3>Purpose:</h3><p>To replace half of the vehicles after they failed their safety checks.</p>
<h3>Decision:</h3><table><tr><td>1.</td><td>That \u00a34.2m be taken from reserves for eleven vehicles.</td>
</tr><tr><td>2.</td><td>That the section 151 officer report on what is left of the reserves.</td></tr>
</table><p>Publication date: 23/11/2026</p><p>Date of decision: 18/11/2026</p></div></div></body></html>"""


@pytest.mark.parametrize("markup", NEWS.values(), ids=NEWS)
def test_the_article_is_read_and_nothing_else(markup: str) -> None:
    assert extract_document(page(markup)).text == "\n".join(PARAGRAPHS)


@pytest.mark.parametrize("markup", NEWS.values(), ids=NEWS)
def test_the_headline_is_read_without_its_site(markup: str) -> None:
    assert extract_document(page(markup)).title == TITLE


@pytest.mark.parametrize("markup", NEWS.values(), ids=NEWS)
def test_the_day_of_publication_is_read(markup: str) -> None:
    read = extract_document(page(markup))
    assert read.published_at is not None
    assert read.published_at.astimezone(UTC).date() == datetime(2026, 11, 23, tzinfo=UTC).date()


@pytest.mark.parametrize("markup", NEWS.values(), ids=NEWS)
def test_no_article_is_taken_for_a_wall_or_a_beginning(markup: str) -> None:
    assert not extract_document(page(markup)).summary_only


@pytest.mark.parametrize(
    "words",
    [
        "Fleet of refuse vehicles",
        "Cabinet",
        "\u00a34.2m be taken from reserves",
        "section 151 officer",
    ],
)
def test_a_decision_keeps_what_its_tables_say(words: str) -> None:
    assert words in extract_document(page(DECISION)).full_text


def test_a_decision_is_dated_by_its_publication_not_by_its_meeting() -> None:
    published_at = extract_document(page(DECISION)).published_at
    assert published_at == datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize("other", OTHERS)
def test_other_councils_beside_a_decision_stay_out(other: str) -> None:
    assert other not in extract_document(page(DECISION)).full_text

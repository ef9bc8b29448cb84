"""The article's own paragraphs, without other stories' headlines."""

from __future__ import annotations

import json

import pytest

from monitor.extract import extract_document
from tests.extract.pages import BODY, PARAGRAPHS, TITLE, document, page


@pytest.mark.parametrize(
    "between",
    [
        "<p>READ MORE: Kingsmoor District Council leader resigns</p>",
        "<p>Related: Kingsmoor District Council leader resigns</p>",
        '<p><a href="/k">Kingsmoor District Council leader resigns</a></p>',
        '<p><strong>Also: <a href="/k">Kingsmoor District Council leader resigns</a></strong></p>',
        "<p>Don't miss</p><ul><li>Kingsmoor District Council leader resigns</li></ul>",
        "<h3>Most read</h3><p>Kingsmoor District Council leader resigns</p>",
        "<p>Sign up to our Kingsmoor newsletter</p>",
    ],
)
def test_other_stories_between_paragraphs_are_left_out(between: str) -> None:
    first, *rest = (f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    read = extract_document(page(document(f"{first}{between}{''.join(rest)}")))
    assert read.text == "\n".join(PARAGRAPHS)


def test_the_text_goes_on_behind_a_list_of_other_stories() -> None:
    first, *rest = PARAGRAPHS
    between = "<p>You may also like</p><p>Kingsmoor leader resigns</p><p>Ellingvale budget</p>"
    body = f"<p>{first}</p>{between}{''.join(f'<p>{p}</p>' for p in rest)}"
    assert extract_document(page(document(body))).text == "\n".join(PARAGRAPHS)


def test_a_list_of_links_that_is_the_text_stays() -> None:
    links = "".join(
        f'<p><a href="/{n}">Paper {n}: accounts of the borough council for the year</a></p>'
        for n in range(6)
    )
    assert "Paper 3: accounts" in extract_document(page(document(f"{BODY}{links}"))).text


def test_a_sentence_that_starts_like_a_lead_stays() -> None:
    kept = "Related costs of the fleet will be met from reserves, the report to cabinet says."
    assert kept in extract_document(page(document(f"{BODY}<p>{kept}</p>"))).text


@pytest.mark.parametrize(
    "over",
    ["<p>By A Reporter</p>", "<p>23 November 2026</p>", "<p>3 min read</p>", f"<h2>{TITLE}</h2>"],
)
def test_the_standfirst_is_the_first_paragraph_of_the_text(over: str) -> None:
    read = extract_document(page(document(over=over)))
    assert read.standfirst == PARAGRAPHS[0]


def test_the_pages_headline_is_no_text_when_the_feed_has_another() -> None:
    read = extract_document(page(document(), title="What the feed calls it"))
    assert read.text == "\n".join(PARAGRAPHS)


def test_a_text_that_only_json_ld_holds_whole_is_taken_from_there() -> None:
    said = {"@type": "NewsArticle", "articleBody": "\n".join(PARAGRAPHS)}
    head = f'<script type="application/ld+json">{json.dumps(said)}</script>'
    read = extract_document(page(document(f"<p>{PARAGRAPHS[0]}</p>", head=head)))
    assert read.text == "\n".join(PARAGRAPHS)


def test_json_ld_of_another_article_is_not_taken() -> None:
    other = "Kingsmoor District Council has sold its town hall to a maker of clocks. " * 20
    said = {"@type": "NewsArticle", "articleBody": other}
    head = f'<script type="application/ld+json">{json.dumps(said)}</script>'
    assert "Kingsmoor" not in extract_document(page(document(head=head))).text


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ('<div class="cookie-notice-shown">', "</div>"),
        ('<aside id="newsletter">', ""),
        ('<div id="page-footer-anchor">', "</div>"),
    ],
)
def test_an_article_in_a_box_with_a_banners_name_is_read(opening: str, closing: str) -> None:
    markup = f"<html><body>{opening}<h1>{TITLE}</h1>{BODY}{closing}</body></html>"
    assert extract_document(page(markup)).text == "\n".join(PARAGRAPHS)

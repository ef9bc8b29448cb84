"""What stands round an article stays out, whatever a site calls it."""

from __future__ import annotations

import pytest

from monitor.extract import extract_document
from monitor.extract.html import parse
from monitor.extract.surroundings import cut_surroundings
from tests.extract.pages import BODY, PARAGRAPHS, TITLE, document, page

OTHER = (
    "Kingsmoor District Council's leader resigned on Friday after a vote of no confidence in her."
)


def box(name: str, tag: str = "div") -> str:
    return f'<{tag} class="{name}"><p>{OTHER}</p></{tag}>'


@pytest.mark.parametrize(
    "name",
    ["related-articles", "c-most-read", "block__newsletter promo", "sidebar", "job-adverts jobs",
     "share-bar", "article-comments", "cookie-banner", "recirculation-unit also-like"],
)  # fmt: skip
def test_a_box_named_as_standing_beside_the_article_stays_out(name: str) -> None:
    first, *rest = (f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    read = extract_document(page(document(f"{first}{box(name)}{''.join(rest)}")))
    assert read.text == "\n".join(PARAGRAPHS)


@pytest.mark.parametrize("attribute", ["hidden", 'style="display: none"'])
def test_what_no_reader_sees_stays_out(attribute: str) -> None:
    hidden = f"<div {attribute}><p>{OTHER}</p></div>"
    assert "Kingsmoor" not in extract_document(page(document(f"{BODY}{hidden}"))).text


@pytest.mark.parametrize("name", ["social-care", "has-sidebar", "commentary", "jobseekers"])
def test_a_name_that_only_resembles_one_is_no_reason_to_cut(name: str) -> None:
    tree = parse(document(f"{BODY}{box(name)}"))
    cut_surroundings(tree)
    assert OTHER in tree.text_content()


@pytest.mark.parametrize("name", ["sidebar", "cookies", "promo", "comments"])
def test_a_box_that_holds_the_article_is_kept_whatever_its_name(name: str) -> None:
    markup = f'<html><body><div class="{name}"><h1>{TITLE}</h1>{BODY}</div></body></html>'
    assert extract_document(page(markup)).text == "\n".join(PARAGRAPHS)


def test_an_aside_that_is_never_closed_does_not_swallow_the_article() -> None:
    markup = f"<html><body><aside><h1>{TITLE}</h1>{BODY}</body></html>"
    assert extract_document(page(markup)).text == "\n".join(PARAGRAPHS)


def test_an_article_in_many_boxes_is_read_whole() -> None:
    chunk = "".join(f"<p>{paragraph} {{n}}</p>" for paragraph in PARAGRAPHS)
    boxes = "".join(
        f'<div class="grid-item"><div class="body__inner">{chunk.format(n=n)}</div></div>'
        '<div class="ad"><div>Advertisement</div></div>'
        for n in range(6)
    )
    read = extract_document(page(document(boxes)))
    assert all(f"{PARAGRAPHS[0]} {n}" in read.text for n in range(6))


def test_a_comment_in_the_markup_does_not_split_a_paragraph() -> None:
    first, *_ = PARAGRAPHS
    split = first.replace(" bins", "<!-- 1 --> bins")
    assert first in extract_document(page(document(f"<p>{split}</p>{BODY}"))).text

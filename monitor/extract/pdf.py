"""PDF -> Document, page by page, by pypdfium2 (PDFium)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pypdfium2

from monitor.errors import ExtractError
from monitor.records import Document, Page
from monitor.text import squeeze
from monitor.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Iterator

#: pages of one paper that are read at most
MAX_PAGES = 600
#: characters of one paper that are kept at most
MAX_CHARACTERS = 2_000_000
_HYPHEN = re.compile(r"(\w)[-\u00ad\ufffe]\r?\n(\w)")
_MAGIC = b"%PDF-"
_HEAD = 1_024


def is_pdf(page: Page) -> bool:
    """Return whether bytes are a PDF, whatever their type says."""
    return _MAGIC in page.body[:_HEAD]


def extract_pdf(page: Page) -> Document:
    """Return the text of a paper with the offset at which each of its pages starts.

    Raises:
        ExtractError: it is encrypted, broken, or a scan without text.
    """
    title = page.title
    texts = list(_pages(page.body))
    if not any(texts):
        msg = f"is a scan without text ({len(texts)} pages)"
        raise ExtractError(msg)
    offsets, place = [], len(title) + 2
    for text in texts:
        offsets.append(place)
        place += len(text) + 2
    return Document(
        url=page.url,
        outlet=host_of(page.url),
        title=title,
        text="\n\n".join(texts),
        published_at=page.published_at,
        retrieved_at=page.retrieved_at,
        text_sha256="",
        extractor="pdf",
        pages=tuple(offsets),
    )


def _pages(body: bytes) -> Iterator[str]:
    try:
        paper = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        is_locked = "password" in str(error).lower()
        msg = "is encrypted" if is_locked else "is a broken PDF"
        raise ExtractError(msg) from error
    try:
        left = MAX_CHARACTERS
        for number in range(min(len(paper), MAX_PAGES)):
            text = _page_text(paper, number)[:left]
            left -= len(text)
            yield text
            if left <= 0:
                return
    finally:
        paper.close()


def _page_text(paper: pypdfium2.PdfDocument, number: int) -> str:
    """Return one page's paragraphs; a page that cannot be read is empty."""
    try:
        page = paper[number]
        layer = page.get_textpage()
        raw = layer.get_text_range()
        layer.close()
        page.close()
    except pypdfium2.PdfiumError:
        return ""
    joined = _HYPHEN.sub(r"\1\2", raw).replace("\r\n", "\n")
    return "\n".join(line for line in map(squeeze, joined.split("\n")) if line)

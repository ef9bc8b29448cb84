"""PDF -> Document, page by page, by pypdfium2 (PDFium)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pypdfium2
from pypdfium2 import raw

from monitor.errors import ExtractError
from monitor.extract.pages import is_continued, paragraphs_of
from monitor.records import Document, Page
from monitor.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Sequence

#: pages of one paper that are read at most
MAX_PAGES = 600
#: characters of one paper that are kept at most
MAX_CHARACTERS = 2_000_000
#: scanned pages that go without saying: a cover, a signature
MAX_SCANNED = 1
#: a page with less text than this may be a scan under a printed header, in characters
LITTLE_TEXT = 300
_MAGIC = b"%PDF-"
_HEAD = 1_024


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pages:
    """What was read of a paper."""

    #: one text for each page that was read
    texts: tuple[str, ...]
    #: for each, whether something is drawn on it in the place of text
    drawn: tuple[bool, ...]
    #: pages of the whole paper
    n_all: int


def is_pdf(page: Page) -> bool:
    """Return whether bytes are a PDF, whatever their type says."""
    return _MAGIC in page.body[:_HEAD]


def extract_pdf(page: Page) -> Document:
    """Return the text of a paper with the offset at which each of its pages starts.

    What could not be read of it stands in the faults.

    Raises:
        ExtractError: it is encrypted, broken, or a scan without text.
    """
    read = _read(page.body)
    texts = paragraphs_of(read.texts)
    if not any(texts):
        is_scan = any(read.drawn)
        msg = f"is a scan without text ({read.n_all} pages)" if is_scan else "holds no text"
        raise ExtractError(msg)
    text, offsets = _joined(texts, len(page.title) + 2)
    return Document(
        url=page.url,
        outlet=host_of(page.url),
        title=page.title,
        text=text,
        published_at=page.published_at,
        retrieved_at=page.retrieved_at,
        text_sha256="",
        extractor="pdf",
        pages=offsets,
        faults=_faults(read, texts),
    )


def _joined(texts: Sequence[str], place: int) -> tuple[str, tuple[int, ...]]:
    """Return all pages as one text, and where each starts; a sentence may run over a page's end."""
    parts: list[str] = []
    offsets: list[int] = []
    for number, text in enumerate(texts):
        if number:
            gap = " " if is_continued(texts[number - 1], text) else "\n\n"
            parts.append(gap)
            place += len(gap)
        offsets.append(place)
        parts.append(text)
        place += len(text)
    return "".join(parts), tuple(offsets)


def _faults(read: _Pages, texts: Sequence[str]) -> tuple[str, ...]:
    faults = []
    if len(texts) < read.n_all:
        faults.append(f"only the first {len(texts)} of {read.n_all} pages were read")
    n_scanned = sum(drawn and not text for drawn, text in zip(read.drawn, texts, strict=True))
    if n_scanned > MAX_SCANNED:
        share = 100 * n_scanned / len(texts)
        faults.append(f"{n_scanned} of {len(texts)} pages ({share:.0f} %) are scans without text")
    return tuple(faults)


def _read(body: bytes) -> _Pages:
    try:
        paper = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        is_locked = "password" in str(error).lower()
        msg = "is encrypted" if is_locked else "is a broken PDF"
        raise ExtractError(msg) from error
    try:
        texts, drawn = [], []
        left = MAX_CHARACTERS
        for number in range(min(len(paper), MAX_PAGES)):
            text, is_drawn = _read_page(paper, number)
            if len(text) > left:
                break
            left -= len(text)
            texts.append(text)
            drawn.append(is_drawn)
        return _Pages(texts=tuple(texts), drawn=tuple(drawn), n_all=len(paper))
    finally:
        paper.close()


def _read_page(paper: pypdfium2.PdfDocument, number: int) -> tuple[str, bool]:
    """Return one page's lines, and whether anything is drawn; what cannot be read is a scan."""
    try:
        page = paper[number]
        layer = page.get_textpage()
        text = layer.get_text_range()
        is_drawn = len(text) < LITTLE_TEXT and _is_drawn(page, is_blank=not text.strip())
        layer.close()
        page.close()
    except pypdfium2.PdfiumError:
        return "", True
    return text, is_drawn


def _is_drawn(page: pypdfium2.PdfPage, *, is_blank: bool) -> bool:
    """Whether something that may say more than the text is drawn: an image, or outlines of letters."""
    kinds = None if is_blank else [raw.FPDF_PAGEOBJ_IMAGE]
    return next(page.get_objects(filter=kinds, max_depth=2), None) is not None

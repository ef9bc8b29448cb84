"""Page bytes -> Document: title, standfirst and body, and nothing that stands round them.

Menus, related stories and job adverts name other councils, so they must not get in. trafilatura's
and the PDF reader's only home.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from monitor.charset import decode_page
from monitor.errors import ExtractError
from monitor.extract import behind, committee, html, pdf
from monitor.fingerprint import fingerprint
from monitor.records import Agenda, Document, Lead, Page
from monitor.text import fold, sha256_hex, squeeze
from monitor.urls import document_url, host_of

__all__ = ["extract_document", "find_behind", "read_agenda"]

#: a page may be dated this far ahead of the time it was read
FUTURE_LIMIT = timedelta(days=1)


def extract_document(page: Page) -> Document:
    """Return the document of a page; with no bytes, of what its entry said.

    Raises:
        ExtractError: there is no text, with the reason in plain English.
    """
    if not page.body:
        return _finish(_from_entry(page), page)
    if pdf.is_pdf(page):
        return _finish(pdf.extract_pdf(page), page)
    if html.is_html(page):
        return _finish(html.extract_html(page), page)
    kind = page.media_type.partition(";")[0].strip() or "of an unknown type"
    msg = f"is neither a web page nor a PDF, but {kind}"
    raise ExtractError(msg)


def read_agenda(page: Page) -> Agenda | None:
    """Return the agenda that a committee system's page shows; None when it is no meeting's page."""
    if not committee.is_meeting(page.url) or not html.is_html(page):
        return None
    try:
        return committee.read_agenda(html.parse(decode_page(page.body, page.media_type)), page)
    except ExtractError:
        return None


def find_behind(page: Page) -> tuple[Lead, ...]:
    """Return the documents that a page only announces; () when it is the document itself."""
    if not page.body or not behind.may_lead(page) or not html.is_html(page):
        return ()
    try:
        return behind.find_behind(html.parse(decode_page(page.body, page.media_type)), page)
    except ExtractError:
        return ()


def _from_entry(page: Page) -> Document:
    """A title alone is a document too: committee papers say much in theirs."""
    text = page.summary.strip()
    if not text and not page.title:
        msg = "its source gives neither title nor summary"
        raise ExtractError(msg)
    return Document(
        url=page.url,
        outlet=host_of(page.url),
        title=page.title,
        text=text,
        published_at=page.published_at,
        retrieved_at=page.retrieved_at,
        text_sha256="",
        extractor="summary",
        summary_only=True,
    )


def _finish(document: Document, page: Page) -> Document:
    """Return the document with what is worked out from its text, and its date checked."""
    published_at, faults = document.published_at, document.faults
    if published_at is not None and published_at - page.retrieved_at > FUTURE_LIMIT:
        faults = (*faults, "dated in the future; taken as undated")
        published_at = None
    elif published_at is None:
        faults = (*faults, "undated")
    first = next((line for line in document.text.split("\n") if line.strip()), "")
    return replace(
        document,
        url=document_url(document.url) or document.url,
        published_at=published_at,
        standfirst=squeeze(first),
        text_sha256=sha256_hex(fold(document.full_text)),
        fingerprint=fingerprint(document.text),
        faults=faults,
    )

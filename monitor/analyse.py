"""Page -> TaggedDocument: extract, then tag. Pure; what the worker processes run.

A page that cannot be read falls back to the summary that its source listed, and says so; only a
text that kills its worker is lost to quarantine.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from monitor.errors import ExtractError
from monitor.extract import extract_document
from monitor.records import Page, TaggedDocument
from monitor.tag import Tagger, load_tagger


def analyse(page: Page, register_folder: Path | None = None) -> TaggedDocument:
    """Return the document of a page with all that was found in it.

    Args:
        page: bytes, and what the entry said of them; no bytes means the summary is the text.
        register_folder: where the council register lies; None means the one shipped.

    Raises:
        ExtractError: neither page nor summary has any text.
    """
    try:
        document = extract_document(page)
    except ExtractError as error:
        if not page.body:
            raise
        rest = extract_document(replace(page, body=b"", media_type=""))
        document = replace(rest, faults=(*rest.faults, str(error)))
    if page.reason:
        document = replace(document, faults=(*document.faults, page.reason))
    tagged = tagger(register_folder).tag(document, page.outline)
    return replace(tagged, entry=page.entry)


@cache
def tagger(register_folder: Path | None) -> Tagger:
    """Return the tagger of a register, made once in each process."""
    return load_tagger(register_folder)

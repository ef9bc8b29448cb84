"""Page -> TaggedDocument: extract, then tag. Pure; what the worker processes run.

A page that cannot be read falls back to the summary that its source listed, and says so; only a
text that kills its worker is lost to quarantine.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from monitor.errors import ExtractError
from monitor.extract import extract_document
from monitor.records import Document, Lesson, Outline, Page, SuggestionKind, TaggedDocument
from monitor.register import load_register
from monitor.suggest import heed
from monitor.tag import Tagger

#: taggers that a process holds: the present one, and the one before a suggestion was accepted
_TAGGERS = 2


def analyse(
    page: Page, register_folder: Path | None = None, lessons: tuple[Lesson, ...] = ()
) -> TaggedDocument:
    """Return the document of a page with all that was found in it.

    Args:
        page: bytes, and what the entry said of them; no bytes means the summary is the text.
        register_folder: where the council register lies; None means the one shipped.
        lessons: what was accepted on top of it. They travel with each page, so that every process
            reads with what holds now.

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
    tagged = tag_document(document, page.outline, register_folder, lessons)
    return replace(tagged, entry=page.entry)


def tag_document(
    document: Document,
    outline: Outline,
    register_folder: Path | None = None,
    lessons: tuple[Lesson, ...] = (),
) -> TaggedDocument:
    """Return a document with all that was found in it, read with what was learnt."""
    learnt = heed(outline, document.full_text, lessons)
    return tagger(register_folder, lessons).tag(document, learnt)


def tagger(register_folder: Path | None, lessons: tuple[Lesson, ...] = ()) -> Tagger:
    """Return the tagger of a register and what was accepted; made once in each process."""
    names = tuple(x for x in lessons if x.kind is not SuggestionKind.SOURCE)
    return _make_tagger(register_folder, names)


@lru_cache(maxsize=_TAGGERS)
def _make_tagger(register_folder: Path | None, names: tuple[Lesson, ...]) -> Tagger:
    return Tagger(load_register(register_folder, names))

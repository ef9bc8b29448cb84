"""Page -> TaggedDocument: extract, tag, find what it leads to. Pure; what the workers run.

A page that cannot be read falls back to the summary that its source listed, and says so; only a
text that kills its worker is lost to quarantine.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

from monitor.errors import ExtractError
from monitor.extract import extract_document, find_behind, read_agenda
from monitor.leads import is_agenda_entry, leads_of, meeting_name
from monitor.records import (
    Agenda,
    Document,
    Lead,
    Lesson,
    Outline,
    Page,
    SuggestionKind,
    TaggedDocument,
)
from monitor.register import load_register
from monitor.suggest import heed
from monitor.tag import Judging, Lexicon, Tagger, load_judging, load_lexicon

#: taggers that a process holds: the present one, and the one before a suggestion was accepted
_TAGGERS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """What texts are read with; it travels with each, so that every process reads with what holds now."""

    #: where the council register lies; None = the one shipped
    register_folder: Path | None = None
    #: what was accepted on top of it
    lessons: tuple[Lesson, ...] = ()
    #: as `[tagging] model`: "" = the classifier that ships, "none" = rules only
    model: str = ""
    #: whether phrases and relations are looked for
    rules: bool = True


def analyse(page: Page, reference: Reference | None = None) -> TaggedDocument:
    """Return the document of a page with all that was found in it.

    Args:
        page: bytes, and what the entry said of them; no bytes means the summary is the text.
        reference: what it is read with; None means what is shipped.

    Raises:
        ExtractError: neither page nor summary has any text.
    """
    reference = reference or Reference()
    agenda = read_agenda(page) if page.body else None
    try:
        document = _read(page, agenda)
    except ExtractError as error:
        if not page.body:
            raise
        rest = extract_document(replace(page, body=b"", media_type=""))
        document = replace(rest, faults=(*rest.faults, str(error)))
    if page.reason:
        document = replace(document, faults=(*document.faults, page.reason))
    tagged = tag_document(document, page.outline, reference)
    leads = _leads(page, agenda, reference)
    return replace(tagged, entry=page.entry, leads=leads)


def tag_document(
    document: Document, outline: Outline, reference: Reference | None = None
) -> TaggedDocument:
    """Return a document with all that was found in it, read with what was learnt."""
    reference = reference or Reference()
    learnt = heed(outline, document.full_text, reference.lessons)
    return tagger(reference).tag(document, learnt)


def tagger(reference: Reference | None = None) -> Tagger:
    """Return the tagger of a reference; made once in each process."""
    reference = reference or Reference()
    names = tuple(x for x in reference.lessons if x.kind is not SuggestionKind.SOURCE)
    return _make_tagger(replace(reference, lessons=names))


@lru_cache(maxsize=_TAGGERS)
def _make_tagger(reference: Reference) -> Tagger:
    register = load_register(reference.register_folder, reference.lessons)
    return Tagger(
        register, lexicon=_lexicon(), judging=_judging(reference.model), has_rules=reference.rules
    )


@cache
def _judging(model: str) -> Judging | None:
    return load_judging(model)


def is_telling(title: str) -> bool:
    """Return whether a title by itself speaks of a sign."""
    return _lexicon().is_telling(title)


@cache
def _lexicon() -> Lexicon:
    return load_lexicon()


def _read(page: Page, agenda: Agenda | None) -> Document:
    """Return the page's document; of an agenda only what meeting it is: its items are others."""
    if agenda is None or not is_agenda_entry(page.title):
        return extract_document(page)
    name = meeting_name(agenda)
    state = "cancelled" if agenda.is_cancelled else "agenda published"
    page = replace(page, body=b"", media_type="", title=f"{name}: {state}", summary=f"{name}.")
    return replace(extract_document(page), extractor="agenda", summary_only=False)


def _leads(page: Page, agenda: Agenda | None, reference: Reference) -> tuple[Lead, ...]:
    if agenda is None:
        return find_behind(page)
    slug = page.outline.council
    council = tagger(reference).register.get(slug).name if slug else ""
    return leads_of(agenda, council=council, published_at=page.published_at, is_telling=is_telling)

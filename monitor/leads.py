"""An agenda -> the further documents that it leads to. Pure; it fetches and reads nothing.

Each item of business is a document by its title alone, because titles such as "Consideration of the
report in the public interest" are news in themselves. Papers are fetched only where they may matter:
where the committee is one that hears of such things, else where an item's title tells. The meeting's
own document is context and repeats no item's title, so that nothing is reported twice.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.committees import is_chief
from monitor.dates import show_day
from monitor.records import Lead
from monitor.text import squeeze
from monitor.urls import canonical_url, document_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from monitor.records import Agenda, AgendaItem, Paper

#: papers of one meeting that are fetched at most
MAX_PAPERS = 12
#: entries of a committee system whose page says little more than their title
_ANNOUNCED = re.compile(
    r"^(?:decision(?! sheet)|issue|e-?petition|publication of plan|forward plan)\b[^:]*:?",
    re.IGNORECASE,
)
_HEARS_OF_TROUBLE = re.compile(r"\b(?:audit|governance|standards|scrutiny)\b", re.IGNORECASE)
_AGENDA = re.compile(r"^(?:agenda|supplement\w*|additional|late|reports? pack)\b", re.IGNORECASE)
_RECEIVE = (
    r"(?:to )?(?:(?:receive|note|approve|confirm|agree|consider|sign|take)(?:,? (?:and|or) \w+)? )?"
    r"(?:any |the |a )?(?:public |previous |draft )?"
)
_PROCEDURE = re.compile(
    _RECEIVE
    + r"(?:apolog(?:y|ies)\b.*|(?:declarations?|disclosures?|notifications?) (?:of|by)\b.*(?:interests?|whip|lobbying)\b.*|(?:disclosable )?pecuniary interests?\b.*|matters arising\b.*"
    r"|minutes(?: (?:of|from) (?:(?:the )?(?:last|previous|meetings?)\b.*|.*\bheld on .*\d.*)| - .*|,? \d.*)?"
    r"|date (?:and time )?of (?:the )?next meeting.*|next meeting.*"
    r"|(?:chair(?:man|woman|person)?|mayor|leader|chief executive)(?:'s|\u2019s|s')? (?:announcements?|communications?)\b.*"
    r"|announcements?\b.*|communications\b.*|questions? (?:from|by|of) (?:the |members of the )?public\b.*"
    r"|(?:questions?|participation|question time|speaking|forum)|urgent (?:business|items?)\b[^:\u2013-]*|any other (?:urgent )?business\b[^:\u2013-]*"
    r"|other urgent business\b[^:\u2013-]*|exclusion of (?:the )?(?:press|public)\b.*|exempt (?:items?|business|information)\b[^:\u2013-]*"
    r"|confidential (?:items?|business)\b[^:\u2013-]*|(?:attendance|substitut\w+|membership|welcome|introductions?|prayers|roll call)\b.{0,60}"
    r"|items? (?:from|requiring) .*|(?:emergency|fire) (?:evacuation|procedure)\b.*|filming\b.*|webcasting\b.*"
    r"|order of business.*|election of (?:vice-?\s?)?chair\w*.*|appointment of (?:vice-?\s?)?chair\w*.*|meeting close\w*)",
    re.IGNORECASE,
)


def leads_of(
    agenda: Agenda,
    *,
    council: str,
    published_at: datetime | None,
    is_telling: Callable[[str], bool],
) -> tuple[Lead, ...]:
    """Return what an agenda leads to: its items, then the papers to fetch.

    Args:
        agenda: the meeting's page.
        council: the council's name, "" when it is not known.
        published_at: when the agenda was published.
        is_telling: whether a title speaks of a sign.
    """
    if agenda.is_cancelled:
        return ()
    found = {lead.key: lead for lead in _items(agenda, council, published_at, is_telling)}
    papers: dict[str, Lead] = {}
    for title, paper in _papers(agenda, is_telling):
        key = canonical_url(paper.url)
        if key and len(papers) < MAX_PAPERS:
            papers.setdefault(
                key, Lead(key=key, url=paper.url, title=title, published_at=published_at)
            )
    return (*found.values(), *papers.values())


def meeting_name(agenda: Agenda) -> str:
    """Return "Audit Committee, 24 November 2026"."""
    return ", ".join(
        filter(None, (agenda.committee, show_day(agenda.held_at) if agenda.held_at else ""))
    )


def is_agenda_entry(title: str) -> bool:
    """Return whether a committee system announces an agenda, rather than what was minuted."""
    return _AGENDA.match(title) is not None


def is_title_enough(title: str, is_telling: Callable[[str], bool]) -> bool:
    """Return whether an announced decision, issue or petition needs no page: its title tells nothing.

    Args:
        title: as the committee system's list writes it.
        is_telling: whether a title speaks of a sign.
    """
    if not _ANNOUNCED.match(title):
        return False
    return not (_HEARS_OF_TROUBLE.search(title) or is_telling(title))


def is_procedure(title: str) -> bool:
    """Return whether an item is one of those that every agenda has: apologies, minutes, next meeting."""
    return _PROCEDURE.fullmatch(squeeze(title).strip(" .:*")) is not None


def _items(
    agenda: Agenda,
    council: str,
    published_at: datetime | None,
    is_telling: Callable[[str], bool],
) -> Iterator[Lead]:
    summary = ", ".join(filter(None, (meeting_name(agenda), council)))
    for item in agenda.items:
        if not is_procedure(item.title) or is_telling(item.title):
            url = _address(item, agenda)
            yield Lead(
                key=url,
                url=url,
                title=item.title,
                summary=f"{summary}.",
                published_at=published_at,
                is_whole=True,
            )


def _address(item: AgendaItem, agenda: Agenda) -> str:
    """Return the address of an item's own, which a new number does not change."""
    if item.url and item.url != agenda.url:
        return document_url(item.url) or item.url
    words = re.sub(r"[^a-z0-9]+", "-", item.title.lower()).strip("-")[:80]
    return document_url(f"{agenda.url.partition('#')[0]}#{words}")


def _papers(agenda: Agenda, is_telling: Callable[[str], bool]) -> Iterator[tuple[str, Paper]]:
    """Yield the papers to fetch with their titles; a pack holds those of all items."""
    meeting = meeting_name(agenda)
    if is_chief(agenda.committee):
        yield from ((f"{meeting}: {p.title}", p) for p in agenda.packs)
        yield from ((f"{meeting}: {p.title}", p) for p in agenda.minutes)
        wanted = agenda.items if not agenda.packs else ()
    else:
        wanted = tuple(i for i in agenda.items if is_telling(i.title))
    for item in wanted:
        if is_procedure(item.title):
            continue
        for paper in item.papers:
            is_named = item.title.casefold() in paper.title.casefold() or not paper.title
            yield item.title if is_named else f"{item.title}: {paper.title}", paper

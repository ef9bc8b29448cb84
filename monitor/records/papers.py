"""Records of committee systems and of documents that lead to others: meetings, agendas, leads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """One meeting that a committee system announces or has held."""

    #: the system's own number; unique within the source
    key: str
    committee: str
    #: when it begins
    held_at: datetime
    #: the page of its agenda
    url: str
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One file that a committee page links to."""

    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem:
    """One item of business."""

    #: as the agenda writes it: "6.", "6a"; "" when it has none
    number: str
    title: str
    #: its own page, else the meeting's page with a fragment
    url: str
    papers: tuple[Paper, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """What the page of a meeting shows."""

    url: str
    committee: str
    #: None when the page does not say
    held_at: datetime | None
    items: tuple[AgendaItem, ...] = ()
    #: all reports of the meeting in one file, and supplements to it
    packs: tuple[Paper, ...] = ()
    #: printed minutes and decision sheets
    minutes: tuple[Paper, ...] = ()
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """A further document that one which was read leads to; it becomes an entry of its own."""

    #: unique within the source
    key: str
    #: "" when there is nothing to fetch
    url: str
    title: str
    #: what is known of it without fetching it
    summary: str = ""
    published_at: datetime | None = None
    #: the title is the document: nothing is fetched
    is_whole: bool = False

"""A document and a council's recent stories -> which story it belongs to, and what it adds.

Pure: it decides, `monitor.filing` moves. A false merge hides a story from an adviser, a false
split only shows it twice; so in doubt a document opens a story of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.dates import show_day
from monitor.fingerprint import is_copy
from monitor.publishers import load_publishers
from monitor.records import (
    Alert,
    AlertState,
    DocumentId,
    EventType,
    Score,
    Severity,
    Story,
    StoryDocument,
    TaggedDocument,
    Theme,
    Tier,
)
from monitor.text import fold

#: copies of one text are looked for this far back
COPY_WINDOW = timedelta(days=30)
#: a story takes further documents this long after it last moved
STORY_WINDOW = timedelta(days=5)
#: share of the smaller keyword set that two reports of one event have in common
WORD_OVERLAP = 0.6
#: fewest shared keywords that say anything
FEWEST_SHARED = 4

#: how a formal event that is new to a story is announced
FORMAL_NEWS = "now reported:"
#: share of the threshold from which a story is proposed as perhaps the same
PERHAPS = 0.6

_WORD = re.compile(r"[a-z][a-z'-]{3,}|£?\d[\d,.]*(?:bn|m|k|million|billion|%)?")
_DULL = frozenset(
    [
        "about",
        "after",
        "again",
        "against",
        "also",
        "amid",
        "among",
        "been",
        "before",
        "being",
        "between",
        "board",
        "borough",
        "both",
        "chief",
        "city",
        "could",
        "council",
        "council's",
        "councillor",
        "councillors",
        "councils",
        "county",
        "district",
        "during",
        "each",
        "from",
        "have",
        "having",
        "here",
        "into",
        "just",
        "local",
        "made",
        "make",
        "more",
        "most",
        "much",
        "news",
        "only",
        "other",
        "over",
        "people",
        "report",
        "reports",
        "says",
        "said",
        "same",
        "should",
        "some",
        "such",
        "than",
        "that",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "through",
        "under",
        "until",
        "very",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "will",
        "with",
        "would",
        "year",
        "years",
        "your",
        "authority",
    ]
)

#: events that are steps of one affair
_FAMILIES = (
    {EventType.S114_WARNED, EventType.S114_BALANCE, EventType.EFS_ASKED, EventType.EFS_GRANTED},
    {EventType.S114_UNLAWFUL, EventType.S5_REPORT},
    {EventType.BEST_VALUE_NOTICE, EventType.INSPECTION, EventType.COMMISSIONERS},
    {EventType.STATUTORY_RECOMMENDATION, EventType.PUBLIC_INTEREST_REPORT},
    {EventType.CHIEF_EXECUTIVE_SUSPENDED, EventType.CHIEF_EXECUTIVE_LEAVES},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Where a document belongs."""

    #: None = it opens a story
    story: Story | None
    #: number of the origin that it shares, or of a new one
    origin: int
    is_copy: bool
    #: a story that it resembles without joining, to be proposed to a person
    perhaps: Story | None = None


def make_story_document(
    tagged: TaggedDocument, document: DocumentId, score: Score, *, origin: int, seen_at: datetime
) -> StoryDocument:
    """Return the few facts of a document that later ones are compared with."""
    read = tagged.document
    return StoryDocument(
        document=document,
        title=read.title,
        outlet=read.outlet,
        tier=tagged.outline.tier,
        origin=origin,
        fingerprint=read.fingerprint,
        keywords=keywords_of(f"{read.title} {read.standfirst}"),
        seen_at=seen_at,
        severity=score.severity,
        themes=score.themes,
        events=tuple(dict.fromkeys(e.type for e in tagged.events)),
    )


def keywords_of(text: str) -> frozenset[str]:
    """Return the telling words and amounts of a headline and standfirst, folded."""
    return frozenset(w.strip("'-.,") for w in _WORD.findall(fold(text))) - _DULL


def find_story(
    tagged: TaggedDocument, themes: Sequence[Theme], recent: Sequence[Story], *, now: datetime
) -> Match:
    """Return the story that a document joins, newest first among equals.

    Args:
        tagged: the document.
        themes: its themes for this council.
        recent: the council's stories of the last `COPY_WINDOW`, with their documents.
        now: when it was seen.
    """
    for story in recent:
        for known in story.documents:
            if is_copy(tagged.document.fingerprint, known.fingerprint):
                return Match(story=story, origin=known.origin, is_copy=True)
    words = keywords_of(f"{tagged.document.title} {tagged.document.standfirst}")
    events = {e.type for e in tagged.events}
    open_stories = [s for s in recent if now - s.last_new_at <= STORY_WINDOW]
    ranked = sorted(
        ((_likeness(words, events, themes, s), s) for s in open_stories),
        key=lambda pair: (-pair[0], -pair[1].last_new_at.timestamp()),
    )
    if ranked and ranked[0][0] >= 1:
        best = ranked[0][1]
        origin = _same_origin(tagged, best) or 1 + max(
            (d.origin for d in best.documents), default=0
        )
        return Match(story=best, origin=origin, is_copy=False)
    perhaps = ranked[0][1] if ranked and ranked[0][0] >= PERHAPS else None
    return Match(story=None, origin=1, is_copy=False, perhaps=perhaps)


def _same_origin(tagged: TaggedDocument, story: Story) -> int | None:
    """Return the origin of another paper of the same publisher: an item's title, then its report."""
    if tagged.outline.tier is not Tier.PRIMARY:
        return None
    name_of = load_publishers().name_of
    who = name_of(tagged.document.outlet)
    same = (d for d in story.documents if d.tier is Tier.PRIMARY and name_of(d.outlet) == who)
    return next((d.origin for d in same), None)


def join(story: Story, document: StoryDocument, *, is_news: bool) -> Story:
    """Return the story with one document more; only news keeps it moving."""
    moved_at = max(story.last_new_at, document.seen_at) if is_news else story.last_new_at
    return replace(story, documents=(*story.documents, document), last_new_at=moved_at)


def what_is_new(story: Story, document: StoryDocument) -> tuple[str, ...]:
    """Return what a document adds to a story, in words; empty when it only repeats it.

    A new independent origin is news only while the story rests on one: the second origin is what
    corroborates, the fifth is an echo.
    """
    before = story.documents
    gravest = max((d.severity for d in before), default=Severity.CONTEXT)
    known = {e for d in before for e in d.events}
    # what is too short for a fingerprint is a title, or hardly more
    has_text = any(d.fingerprint for d in before)
    news = []
    if document.severity > gravest:
        news.append(f"severity rises from {int(gravest)} to {int(document.severity)}")
    news += [f"{FORMAL_NEWS} {_words(e)}" for e in document.events if e not in known]
    origins = {d.origin for d in before}
    if document.tier is Tier.PRIMARY and not story.has_primary:
        news.append("a primary document")
    elif document.origin not in origins and len(origins) == 1:
        news.append("a second independent origin")
    if document.tier is Tier.PRIMARY and document.fingerprint and not has_text and not news:
        news.append("the paper itself")
    return tuple(news)


def state_after(
    alert: Alert, score: Score, news: Sequence[str]
) -> tuple[AlertState, tuple[str, ...]]:
    """Return an alert's state after news, and why it changed.

    Snoozed and dismissed alerts come back when the sign grows; decided ones stay decided.
    """
    grew = score.severity > alert.score.severity
    is_formal = any(n.startswith(FORMAL_NEWS) for n in news)
    if alert.state in {AlertState.SNOOZED, AlertState.DISMISSED} and (grew or is_formal):
        was = "snoozed" if alert.state is AlertState.SNOOZED else "dismissed"
        return AlertState.NEW, (f"was {was} on {show_day(alert.updated_at)}",)
    return alert.state, ()


def _words(event: EventType) -> str:
    names = {
        EventType.S114_BALANCE: "section 114(3) notice",
        EventType.S114_UNLAWFUL: "section 114(2) report",
        EventType.S114_WARNED: "warning of a section 114 notice",
        EventType.EFS_ASKED: "exceptional financial support asked for",
        EventType.EFS_GRANTED: "exceptional financial support granted",
        EventType.S5_REPORT: "section 5 report",
    }
    return names.get(event, event.value.replace("_", " "))


def _likeness(
    words: frozenset[str], events: set[EventType], themes: Sequence[Theme], story: Story
) -> float:
    """Return at least 1 when the document reports the event of the story."""
    known_themes = {t for d in story.documents for t in d.themes}
    if themes and known_themes and not known_themes & set(themes):
        return 0.0
    if _is_same_affair(events, {e for d in story.documents for e in d.events}):
        return 1.0 + 0.1 * len(events)
    return max((_overlap(words, d.keywords) for d in story.documents), default=0.0)


def _is_same_affair(mine: set[EventType], theirs: set[EventType]) -> bool:
    if mine & theirs:
        return True
    return any(mine & family and theirs & family for family in _FAMILIES)


def _overlap(mine: frozenset[str], theirs: frozenset[str]) -> float:
    """Overlap coefficient against its threshold; nothing when too little is shared."""
    shared = mine & theirs
    if len(shared) < FEWEST_SHARED:
        return 0.0
    return len(shared) / min(len(mine), len(theirs)) / WORD_OVERLAP

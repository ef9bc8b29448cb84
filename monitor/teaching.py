"""Verdicts -> training units: what advisers said of alerts, for the classifier to learn from.

The text of an alert's first document, its councils masked, with the labels that the verdict gives
it; ``python -m monitor.tag.train --extra FILE`` reads the lines. Further documents of a story teach
nothing new. What advisers filed by hand, and every note of a verdict, stays in the database.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from monitor.errors import StoreError
from monitor.records import Label, Reason, Severity, Theme, Tier
from monitor.stretches import is_long
from monitor.suggest import reread
from monitor.tag.scope import rough_sentences
from monitor.tag.train.text import FROM_VERDICTS, KEYS, TrainingUnit, UnitKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from monitor.records import Alert, CouncilSlug, StoryDocument, TaggedDocument, Verdict
    from monitor.store import Store

#: what sort of hard negative an alert is that was not relevant
NEGATIVES: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.NORMAL_POLITICS: "ordinary_political_debate",
        Reason.SERVICE_NOISE: "minor_service_disruption",
        Reason.HISTORIC: "historical",
        Reason.ADVERT: "job_advert",
        Reason.OPINION: "opinion",
        Reason.OTHER: "",
    }
)
#: who writes so, by how near the source stands to the fact
MANNERS: Mapping[Tier, str] = MappingProxyType(
    {
        Tier.TRADE: "trade press",
        Tier.OFFICIAL: "press release",
        Tier.PRIMARY: "committee paper",
        Tier.PARTISAN: "campaign blog",
    }
)
_PRESS = "local press"
#: what would be taken for a slot or a mark
_BRACES = re.compile(r"[{}]")
_MARKS = re.compile(r"\[{2,}|\]{2,}")
_PARAGRAPH = re.compile(r"\s*\n\s*")


class LeftOut(StrEnum):
    """Why a verdict teaches nothing; a label that teaches nothing stands for itself."""

    NO_TEXT = "no_text"
    OPEN_AGAIN = "open_again"
    LONG_PAPER = "long_paper"
    RESTRICTED = "restricted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What a verdict says of a text."""

    themes: tuple[Theme, ...] = ()
    severity: Severity = Severity.CONTEXT
    #: kind of hard negative, or ""
    negative: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Teaching:
    """What the verdicts make."""

    units: tuple[TrainingUnit, ...]
    #: how many alerts are left out, by why: a `LeftOut` or a label
    left_out: Mapping[str, int]


def gather(store: Store) -> Teaching:
    """Return the training units of all verdicts that stand, oldest alert first."""
    kept_back = store.reports.restricted()
    units: list[TrainingUnit] = []
    left_out: Counter[str] = Counter()
    for alert, verdict in store.alerts.judged():
        first = store.stories.get(alert.story).documents[0]
        marks = marks_of(alert, verdict, first)
        tagged = store.documents.tagged(first.document)
        if marks is None:
            left_out[verdict.label.value] += 1
        elif first.document in kept_back:
            left_out[LeftOut.RESTRICTED] += 1
        elif not alert.state.is_closed:
            # its story grew after the verdict: nobody has judged it as it is now
            left_out[LeftOut.OPEN_AGAIN] += 1
        elif not store.documents.has_text(first.document) or not is_readable(tagged):
            left_out[LeftOut.NO_TEXT] += 1
        elif is_long(tagged):
            left_out[LeftOut.LONG_PAPER] += 1
        else:
            tagged = reread(tagged, store.reports.corrected(tagged.document))
            units.append(make_unit(alert, tagged, marks))
    return Teaching(units=tuple(units), left_out=dict(sorted(left_out.items())))


def marks_of(alert: Alert, verdict: Verdict, first: StoryDocument) -> Marks | None:
    """Return what a verdict says of its alert's first document; None when it says nothing.

    Of the alert's themes and severity that much holds which this document showed, for later ones of
    the story may have brought the rest.
    """
    match verdict.label:
        case Label.VERIFY | Label.KNOWN:
            shown = tuple(t for t in alert.themes if t in first.themes)
            severity = alert.score.severity
            return Marks(
                themes=shown or alert.themes,
                severity=min(severity, first.severity) or severity,
            )
        case Label.NOT_RELEVANT:
            return Marks(negative=NEGATIVES[verdict.reason or Reason.OTHER])
        case Label.POSITIVE:
            return Marks(themes=(Theme.RECOVERY,))
        case _:
            return None


def is_readable(tagged: TaggedDocument) -> bool:
    """Return whether there are any words in a document."""
    return re.search(r"\w", tagged.document.full_text) is not None


def make_unit(alert: Alert, tagged: TaggedDocument, marks: Marks) -> TrainingUnit:
    """Return the unit of an alert's first document.

    Args:
        alert: whose number the unit bears, so that it is the same one each time.
        tagged: the document, its mentions as people corrected them.
        marks: what the verdict says.
    """
    title, text = _masked(tagged, alert.council)
    if not title:
        first = rough_sentences(text)[0]
        title = text[first.start : first.end]
    return TrainingUnit(
        id=f"{FROM_VERDICTS}{alert.id:04d}",
        unit=UnitKind.ARTICLE,
        manner=MANNERS.get(tagged.outline.tier, _PRESS),
        title=title,
        text=text,
        labels=marks.themes,
        severity=int(marks.severity),
        negative=marks.negative,
        pair="",
    )


def write_units(path: Path, units: Sequence[TrainingUnit]) -> None:
    """Write units to a new file that only its owner may read, a line each.

    Raises:
        StoreError: the file is there already, or cannot be written.
    """
    lines = "".join(
        json.dumps({key: getattr(unit, key) for key in KEYS}, ensure_ascii=False) + "\n"
        for unit in units
    )
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        msg = f"{path} is there already; choose another name"
        raise StoreError(msg) from None
    except OSError as error:
        msg = f"{path}: cannot be written: {error.strerror}"
        raise StoreError(msg) from error
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(lines)
    except OSError as error:
        path.unlink(missing_ok=True)
        msg = f"{path}: cannot be written: {error.strerror}"
        raise StoreError(msg) from error


def _masked(tagged: TaggedDocument, ours: CouncilSlug | None) -> tuple[str, str]:
    """Return title and text with a slot for each council, paragraphs with a blank line between."""
    document = tagged.document
    text, body = document.full_text, len(document.title)
    halves: tuple[list[str], list[str]] = ([], [])
    last = 0
    for start, end, slot in (*_slots(tagged, ours), (len(text), len(text), "")):
        # the blank line between title and text may lie in any piece
        head, tail = text[last : min(start, body)], text[max(last, body) : start]
        halves[0].append(_clean(head))
        halves[1].append(_clean(tail))
        halves[start >= body].append(slot)
        last = end
    title, rest = ("".join(half).strip() for half in halves)
    return " ".join(title.split()), _PARAGRAPH.sub("\n\n", rest)


def _slots(tagged: TaggedDocument, ours: CouncilSlug | None) -> list[tuple[int, int, str]]:
    """Return where councils are named, in order, none over another, with what stands there."""
    slots: list[tuple[int, int, str]] = []
    for mention in sorted(tagged.mentions, key=lambda m: (m.start, -m.end)):
        # a council's own site need not name it: such a mention is nowhere
        if mention.start < mention.end and (not slots or mention.start >= slots[-1][1]):
            slot = "{council}" if mention.council == ours else "{council2}"
            slots.append((mention.start, mention.end, slot))
    return slots


def _clean(piece: str) -> str:
    return _MARKS.sub("", _BRACES.sub("", piece))

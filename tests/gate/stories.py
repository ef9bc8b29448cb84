"""How well reports are told to be of one story: the labelled set, replayed as it came in.

Each document is asked for each council that it is labelled with, so that only the grouping is
measured; it joins or opens a story as `monitor.filing` does it, whatever its score. *Pairs* are pairs
of documents of one council, in one story or not. *B³* asks of each document how much of its story is
right, and how much is there (Bagga and Baldwin, 1998). A *false merge* is a document that joined a
story most of which is another affair.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from itertools import combinations
from pathlib import Path

from monitor import stories
from monitor.analyse import tag_document, tagger
from monitor.assess import make_document, read_given
from monitor.fingerprint import fingerprint
from monitor.records import (
    CouncilSlug,
    DocumentId,
    Region,
    Story,
    StoryId,
    TaggedDocument,
)
from monitor.score import score_document
from tests.gate.themes import DEMO

FOLDER = Path(__file__).parent / "stories"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A document as one council's, with the story that it is labelled with ("" for none)."""

    id: str
    council: str
    story: str
    seen_at: datetime


Clusters = Mapping[Report, object]


def load_rows() -> list[dict[str, object]]:
    """Return the labelled documents in the order in which they came in."""
    rows = [
        json.loads(line)
        for file in sorted(FOLDER.glob("*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    return sorted(rows, key=lambda row: (row["seen_at"], row["id"]))


def reports_of(rows: Sequence[Mapping[str, object]]) -> list[Report]:
    """Return each document for each council of its stories, in order."""
    home = _home_of(rows)
    found = []
    for row in rows:
        labelled = [str(s) for s in _list(row["stories"])]
        for council in _list(row["council"]):
            mine = [s for s in labelled if home[s] == council]
            if mine or not labelled:
                found.append(
                    Report(
                        id=str(row["id"]), council=str(council), story=mine[0] if mine else "",
                        seen_at=datetime.fromisoformat(str(row["seen_at"])),
                    )
                )  # fmt: skip
    return found


def replay(rows: Sequence[Mapping[str, object]]) -> dict[Report, StoryId]:
    """Return the story that each report joined or opened."""
    by_id = {str(row["id"]): row for row in rows}
    held: dict[str, list[Story]] = defaultdict(list)
    clusters: dict[Report, StoryId] = {}
    for number, report in enumerate(reports_of(rows), start=1):
        tagged, council = _read(json.dumps(by_id[report.id])), CouncilSlug(report.council)
        now = report.seen_at
        recent = [s for s in held[report.council] if now - s.last_new_at <= stories.COPY_WINDOW]
        recent.sort(key=lambda s: s.last_new_at, reverse=True)
        score = score_document(tagged, council)
        match = stories.find_story(tagged, score.themes, recent, now=now)
        document = stories.make_story_document(
            tagged, DocumentId(number), score, origin=match.origin, seen_at=now
        )
        if match.story is None:
            story = Story(
                id=StoryId(number), council=council, region=Region.NATIONAL, documents=(document,),
                first_seen_at=now, last_new_at=now,
            )  # fmt: skip
        else:
            held[report.council].remove(match.story)
            news = stories.what_is_new(match.story, document)
            story = stories.join(match.story, document, is_news=bool(news))
        held[report.council].append(story)
        assert story.id is not None
        clusters[report] = story.id
    return clusters


def pairs(clusters: Clusters) -> tuple[int, int, int]:
    """Return pairs rightly together, wrongly together, wrongly apart."""
    right = wrong = missed = 0
    by_council: dict[str, list[Report]] = defaultdict(list)
    for report in clusters:
        by_council[report.council].append(report)
    for reports in by_council.values():
        for one, other in combinations(reports, 2):
            is_same = one.story == other.story != ""
            is_joined = clusters[one] == clusters[other]
            right += is_same and is_joined
            wrong += is_joined and not is_same
            missed += is_same and not is_joined
    return right, wrong, missed


def figures(clusters: Clusters) -> dict[str, float]:
    """Return the figures of a grouping, each in [0, 1] and better when higher."""
    right, wrong, missed = pairs(clusters)
    precision, recall = right / max(right + wrong, 1), right / max(right + missed, 1)
    deep_precision, deep_recall = _b_cubed(clusters)
    return {
        "pair_precision": precision,
        "pair_recall": recall,
        "pair_f1": _harmonic(precision, recall),
        "b3_precision": deep_precision,
        "b3_recall": deep_recall,
        "b3_f1": _harmonic(deep_precision, deep_recall),
        "unmerged": 1 - len(false_merges(clusters)) / max(len(clusters), 1),
    }


def false_merges(clusters: Clusters) -> list[Report]:
    """Return the reports that joined a story most of which, before them, was another affair."""
    seen: dict[object, Counter[str]] = defaultdict(Counter)
    found = []
    for report in sorted(clusters, key=lambda r: (r.seen_at, r.id)):
        before = seen[clusters[report]]
        label = report.story or report.id
        if before and before.most_common(1)[0][0] != label:
            found.append(report)
        before[label] += 1
    return found


def _b_cubed(clusters: Clusters) -> tuple[float, float]:
    found, wanted = _groups(clusters, lambda r: clusters[r]), _groups(clusters, _label)
    precision = recall = 0.0
    for report in clusters:
        mine, true = found[report.council, clusters[report]], wanted[report.council, _label(report)]
        both = len(mine & true)
        precision += both / len(mine)
        recall += both / len(true)
    n = max(len(clusters), 1)
    return precision / n, recall / n


def _groups(
    clusters: Clusters, key: Callable[[Report], object]
) -> dict[tuple[str, object], set[Report]]:
    groups: dict[tuple[str, object], set[Report]] = defaultdict(set)
    for report in clusters:
        groups[report.council, key(report)].add(report)
    return groups


def _label(report: Report) -> str:
    """What is in no story is alone."""
    return report.story or report.id


def _home_of(rows: Iterable[Mapping[str, object]]) -> dict[str, str]:
    """Story -> its council: the one that all of its documents have, or most of them."""
    times: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        for story in _list(row["stories"]):
            share = 1 / len(_list(row["stories"]))
            for council in _list(row["council"]):
                times[str(story)][str(council)] += share  # type: ignore[assignment]
    return {story: counts.most_common(1)[0][0] for story, counts in times.items()}


@cache
def _read(line: str) -> TaggedDocument:
    row = json.loads(line)
    given = {k: row[k] for k in ("title", "text", "published_at", "outlet", "tier")}
    page, text = read_given(given, tagger(DEMO).register)
    document = make_document(page, text, outlet=row["outlet"])
    document = replace(document, fingerprint=fingerprint(row["text"]))
    return tag_document(document, page.outline, DEMO)


def _harmonic(a: float, b: float) -> float:
    return 2 * a * b / max(a + b, 1e-9)


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []

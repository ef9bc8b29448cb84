"""How often ordinary texts raise an alarm, and how many new alerts that makes a day, computed.

Three sets: `ordinary.jsonl`, written for this; and the entries of MONITOR_GATE_DIR/corpus/feeds and
the pages of corpus/html, which are real, and none of which is a sign. Every alert is false.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from monitor.analyse import Reference
from monitor.assess import make_document, read_given
from monitor.records import Document, Outline
from monitor.register import Register, load_register
from tests.gate.pages import load_samples
from tests.gate.themes import DEMO, REGISTER
from tests.gate.ways import Reached, reached, stages_table

ORDINARY = Path(__file__).parent / "ordinary.jsonl"
#: a grave sign
GRAVE = 2
NOW = datetime(2026, 11, 24, tzinfo=UTC)

#: kinds of ordinary items that are titles of committee papers
TITLES = frozenset({"agenda_title", "agenda_item"})
#: kinds that a council's own site has
OWN = frozenset(
    [
        "press_release",
        "consultation",
        "event",
        "community_news",
        "planning",
        "positive_news",
        "routine_policy",
        "routine_appointment",
        "roads_transport",
        "routine_regulatory",
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """What comes in on a working day for one region; assumed, and said in `docs/themes.md`."""

    name: str
    sources: float
    entries_each: float
    #: share of entries that are council news; the rest is as the real feeds are
    share: float


#: sources are a tenth of the shipped list (docs/sources.md); the other numbers are guesses
FLOWS = (
    Flow(name="local and trade press", sources=32, entries_each=25, share=0.08),
    Flow(name="councils' own news", sources=22, entries_each=3, share=1.0),
    Flow(name="titles of committee papers", sources=29, entries_each=15, share=1.0),
    Flow(name="Google Alerts", sources=10, entries_each=8, share=0.5),
)
#: councils of a region that are on the radar, and new stories of one on a working day
RADAR, STORIES_EACH = 3.0, 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One text, and how far it came."""

    id: str
    kind: str
    reached: Reached


def ordinary_alarms() -> list[Alarm]:
    """Judge the ordinary items."""
    rows = [json.loads(line) for line in ORDINARY.read_text(encoding="utf-8").splitlines()]
    register = load_register(REGISTER)
    found = []
    for row in rows:
        document, outline = _given(row, register)
        found.append(
            Alarm(id=row["id"], kind=row["kind"], reached=reached(document, outline, DEMO))
        )
    return found


def feed_alarms(folder: Path) -> list[Alarm]:
    """Judge the entries of real feeds: title and summary."""
    from tests.gate.test_feeds import corpus, entries_of

    register, rows = load_register(), []
    for row, body in corpus(folder):
        for number, entry in enumerate(entries_of(body)):
            given = {"id": f"{row['file']}#{number}", "title": entry.title, "text": entry.summary}
            rows.append((given["id"], *_given(given, register)))
    return [Alarm(id=i, kind="feed", reached=reached(d, o, Reference())) for i, d, o in rows]


def page_alarms(folder: Path) -> list[Alarm]:
    """Judge the texts of real pages."""
    register, found = load_register(), []
    for sample in load_samples(folder / "corpus" / "html"):
        if sample.text:
            document, outline = _given({"title": sample.title, "text": sample.text}, register)
            is_far = reached(document, outline, Reference())
            found.append(Alarm(id=sample.file.name, kind="page", reached=is_far))
    return found


def alarm_figures(sets: Mapping[str, Sequence[Alarm]]) -> dict[str, float]:
    """Return the share of each set that raises no alarm: better when higher."""
    return {f"{name}_quiet": 1 - rate(alarms) for name, alarms in sets.items()}


def tables(sets: Mapping[str, Sequence[Alarm]]) -> list[str]:
    """Return what the manual says: how far texts come, and what that makes a day."""
    stages = stages_table({name: [a.reached for a in alarms] for name, alarms in sets.items()})
    return [*stages, "", *budget_table(sets["ordinary"], sets["feeds"])]


def rate(alarms: Sequence[Alarm], *, severity: int = 1) -> float:
    """Return the share of texts that are alerts of a severity or more."""
    return sum(_is_alarm(a, severity) for a in alarms) / max(len(alarms), 1)


def false_alerts(alarms: Sequence[Alarm]) -> list[str]:
    """Return a line for each false alert, to be looked at."""
    return [
        f"{a.id} ({a.kind}): severity {a.reached.severity}, {a.reached.why}"
        for a in alarms
        if _is_alarm(a, 1)
    ]


def budget_table(ordinary: Sequence[Alarm], feeds: Sequence[Alarm]) -> list[str]:
    """Return the computed alerts of severity 2 or more for a region on a working day."""
    lines = [
        "| what comes in | sources | entries each | council news | false alerts among 1,000 | a day |",
        "|---|---|---|---|---|---|",
    ]
    whole = 0.0
    for flow, some in zip(FLOWS, _kinds(ordinary), strict=True):
        here, elsewhere = rate(some, severity=GRAVE), rate(feeds, severity=GRAVE)
        mixed = flow.share * here + (1 - flow.share) * elsewhere
        n_day = flow.sources * flow.entries_each * mixed
        whole += n_day
        lines.append(
            f"| {flow.name} | {flow.sources:.0f} | {flow.entries_each:.0f} | {flow.share:.0%} |"
            f" {1000 * mixed:.2f} | {n_day:.2f} |"
        )
    n_true = RADAR * STORIES_EACH
    lines.append(
        f"| councils on the radar: {RADAR:.0f}, {STORIES_EACH} new stories each | | | | | {n_true:.2f} |"
    )
    lines.append(f"| **new alerts of severity 2 or more** | | | | | **{whole + n_true:.1f}** |")
    return lines


def _kinds(ordinary: Sequence[Alarm]) -> Iterator[list[Alarm]]:
    """Yield the ordinary items that each flow is taken to be like."""
    titles = [a for a in ordinary if a.kind in TITLES]
    own = [a for a in ordinary if a.kind in OWN]
    news = [a for a in ordinary if a.kind not in TITLES | OWN]
    yield from (news, own, titles, news)


def _is_alarm(alarm: Alarm, severity: int) -> bool:
    return alarm.reached.is_alert and alarm.reached.severity >= severity


def _given(row: Mapping[str, object], register: Register) -> tuple[Document, Outline]:
    given = {
        "title": row["title"] or "",
        "text": row["text"] or "",
        "published_at": NOW.isoformat(),
    }
    page, text = read_given(given, register)
    return make_document(page, text), page.outline

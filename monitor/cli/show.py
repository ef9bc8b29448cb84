"""``monitor show``: one alert with its working."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from monitor.cli.common import (
    CONFIG,
    MARKS,
    ConfigOption,
    DatabaseOption,
    JsonOption,
    load,
    opened,
    out,
    print_json,
)
from monitor.dates import show_day, show_time, to_iso
from monitor.deliver.render import STANDING, link_of, page_link
from monitor.records import AlertId, Evidence, Method

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.config import Config
    from monitor.records import Alert, Noted, Story
    from monitor.store import Store

SETTINGS: dict[str, object] = {}
READ = Method.CLASSIFIER
#: what was noted of a council is shown for so long
NOTED_BACK = timedelta(days=90)


def command(
    alert: Annotated[int, typer.Argument(help="The alert's number.")],
    as_json: JsonOption = False,
    config: ConfigOption = CONFIG,
    database: DatabaseOption = None,
) -> None:
    """Show an alert: quoted evidence, parts of the score, origins, history."""
    with opened(config, database) as store:
        found = store.alerts.get(AlertId(alert))
        story = store.stories.get(found.story)
        if as_json:
            print_json(as_row(store, found, story))
            return
        _print_head(store, found, story, load(config))
        _print_working(found)
        _print_story(store, found, story)
        _print_noted(_noted_of(store, found))
    out.print(f"\nNext: monitor verdict {alert} verify --by YOU"
              f" · monitor verdict {alert} not_relevant --reason normal_politics --by YOU"
              f" · monitor verdict {alert} wrong_council --council SLUG --by YOU",
              style="dim", soft_wrap=True)  # fmt: skip
    out.print(STANDING, style="dim")


def as_row(store: Store, alert: Alert, story: Story) -> dict[str, object]:
    """Return all that is known of an alert, for JSON."""
    (row,) = store.alerts.queue_rows([alert.id or AlertId(0)])
    return {
        **row,
        "themes": [t.value for t in alert.themes],
        "outlet": alert.outlet,
        "news": alert.news,
        "alternatives": list(alert.alternatives),
        "evidence": [
            {
                "theme": e.theme.value,
                "quote": e.quote,
                "marked": [[m.start, m.end] for m in e.marked],
                "rule": e.rule,
                "by": e.method.value,
                "confidence": e.confidence,
                "is_for": e.is_for,
                "guard": e.guard,
                "page": e.page,
            }
            for e in alert.evidence
        ],
        "parts": [
            {"part": p.name, "value": p.value, "weight": p.weight} for p in alert.score.parts
        ],
        "version": alert.score.version,
        "documents": [
            {
                "title": d.title,
                "url": store.documents.get(d.document).url,
                "outlet": d.outlet,
                "tier": d.tier.value,
                "origin": d.origin,
                "seen_at": to_iso(d.seen_at),
            }
            for d in story.documents
        ],
        "noted": [
            {
                "at": to_iso(n.at),
                "type": n.event.type.value,
                "status": n.event.status.value,
                "on": n.event.on.isoformat() if n.event.on else None,
                "note": n.event.note,
                "source": n.event.source,
                "url": n.event.url,
                "seen_at": to_iso(n.seen_at) if n.seen_at else None,
            }
            for n in _noted_of(store, alert)
        ],
        "history": [
            {"at": to_iso(e.at), "what": e.what, "by": e.by, "via": e.via.value, "note": e.note}
            for e in store.log.of("alert", str(alert.id))
        ],
    }


def _print_head(store: Store, alert: Alert, story: Story, config: Config) -> None:
    mark, word, style = MARKS[alert.score.severity]
    name = config.register.get(alert.council).name if alert.council else "council not identified"
    out.print(Text(f"#{alert.id}  {mark} {word}  {name} · {alert.region}", style=style))
    out.print(Text(alert.headline, style="bold"))
    out.print(Text(f"{alert.outlet} · first seen {show_time(story.first_seen_at)}"))
    out.print(Text(link_of(alert), style="underline"), soft_wrap=True)
    for words in _why_council(store, alert, story):
        out.print(Text(words, style="dim"))
    if alert.alternatives:
        out.print("perhaps: " + ", ".join(alert.alternatives))
    if not alert.score.is_corroborated:
        out.print("not corroborated: one origin and no primary document; notified as serious")
    if alert.news:
        out.print(Text(alert.news, style="italic"))
    from monitor.tag import load_definitions

    definitions = load_definitions()
    for theme in alert.themes:
        known = definitions[theme]
        signs = "; ".join(known.bv_themes)
        out.print(Text(f"  {known.title}: {known.definition}"
                       f" [{', '.join(known.paper_signs)}; {signs}]"))  # fmt: skip
    out.print(Text(f"state: {alert.state}" + (f", {alert.assignee}" if alert.assignee else "")))


def _why_council(store: Store, alert: Alert, story: Story) -> Iterator[str]:
    """Yield by which name the first report was told to be this council's."""
    if alert.council is None or not story.documents:
        return
    mentions = store.documents.tagged(story.documents[0].document).mentions
    ours = [m for m in mentions if m.council == alert.council]
    best = max(ours, key=lambda m: m.confidence, default=None)
    if best is not None:
        name = f"\u201c{best.surface}\u201d, " if best.surface else ""
        yield f"known by {name}{best.method} ({best.confidence:.0%} sure)"


def _print_working(alert: Alert) -> None:
    for words, is_for in (("\nWhat it says", True), ("\nWhat argues against", False)):
        rows = [e for e in alert.evidence if e.is_for is is_for]
        if rows:
            out.print(words, style="bold")
        for evidence in rows:
            out.print(_quote(evidence), soft_wrap=True)
    out.print(f"\nWhy: score {alert.score.value:.2f} ({alert.score.version})", style="bold")
    table = Table(box=None, show_header=False, pad_edge=False)
    for part in sorted(alert.score.parts, key=lambda p: -abs(p.weight)):
        bar = ("█" if part.weight > 0 else "░") * max(1, round(abs(part.weight) * 4))
        table.add_row(f"{part.weight:+.1f}", bar, part.name)
    out.print(table)


def _quote(evidence: Evidence) -> Text:
    line = Text("  “")
    quote = Text(evidence.quote)
    for span in evidence.marked:
        quote.stylize("bold", span.start, span.end)
    line.append(quote)
    page = f", page {evidence.page}" if evidence.page else ""
    guard = f", {evidence.guard}" if evidence.guard else ""
    read = f", classifier {evidence.confidence:.2f}" if evidence.method is READ else ""
    line.append(f"”  [{evidence.theme}{read}{page}{guard}]", style="dim")
    return line


def _print_story(store: Store, alert: Alert, story: Story) -> None:
    n_outlets = len({d.outlet for d in story.documents})
    out.print(f"\nReports: {len(story.documents)} in {n_outlets} outlet{'s' * (n_outlets != 1)},"
              f" {story.n_origins} independent", style="bold")  # fmt: skip
    for document in story.documents:
        out.print(Text(f"  {show_time(document.seen_at)}  {document.outlet}"
                       f" ({document.tier})  {document.title}"), soft_wrap=True)  # fmt: skip
        page = next((e.page for e in alert.evidence if e.document == document.document), None)
        if page:
            # which paper the page is of; the alert itself may lead to an agenda
            url = store.documents.get(document.document).url
            out.print(Text(f"    {page_link(url, page)}"), soft_wrap=True)
    out.print("\nHistory", style="bold")
    for event in store.log.of("alert", str(alert.id)):
        note = f": {event.note}" if event.note else ""
        out.print(Text(f"  {show_time(event.at)}  {event.what} by {event.by}{note}"),
                  soft_wrap=True)  # fmt: skip


def _noted_of(store: Store, alert: Alert) -> tuple[Noted, ...]:
    """Return what was lately noted of the alert's council; it says nothing of the alert."""
    if alert.council is None:
        return ()
    now = datetime.now(UTC)
    return store.formal.of(alert.council, now - NOTED_BACK, now)


def _print_noted(noted: tuple[Noted, ...]) -> None:
    if not noted:
        return
    out.print(f"\nAlso noted of this council (last {NOTED_BACK.days} days; none of it is a finding)",
              style="bold")  # fmt: skip
    for one in noted:
        seen = f"; seen on {show_day(one.seen_at)}" if one.seen_at else ""
        out.print(Text(f"  {show_day(one.at)}  {one.event.note}{seen}  [{one.event.source}]"),
                  soft_wrap=True)  # fmt: skip

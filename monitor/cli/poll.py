"""``monitor poll``: preview a source."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.common import CONFIG, ConfigOption, JsonOption, load, out, print_json
from monitor.dates import show_day, to_iso
from monitor.errors import NotFoundError
from monitor.records import Source, SourceKey, SourceKind, Tier
from monitor.urls import is_web

if TYPE_CHECKING:
    from monitor.config import Config
    from monitor.preview import Preview, PreviewedEntry

SETTINGS: dict[str, object] = {}


def command(
    source: Annotated[str, typer.Argument(help="A source's key, or an address.")],
    dry_run: Annotated[bool, typer.Option(help="Keeps nothing; that is all it can do.")] = True,
    kind: Annotated[SourceKind, typer.Option(help="Kind of an address.")] = SourceKind.FEED,
    as_json: JsonOption = False,
    config: ConfigOption = CONFIG,
) -> None:
    """Show what a source lists now and how its first entries would be judged; keeps nothing."""
    del dry_run
    from monitor.preview import preview_source
    from monitor.service import open_outside

    settings = load(config)
    with open_outside(settings) as outside:
        found = preview_source(
            _source(settings, source, kind), outside, register_folder=settings.register_folder
        )
    out.quiet = as_json
    out.print(f"{found.source.shown_url}: {found.state.health}"
              f" {found.state.reason}", markup=False, soft_wrap=True)  # fmt: skip
    for row in found.entries:
        if as_json:
            print_json(_row(row))
        out.print(_line(row), markup=False, soft_wrap=True)
    for fault in found.faults:
        out.print(f"fault: {fault}", markup=False, soft_wrap=True)
    if _is_blind(found):
        raise typer.Exit(1)


def _source(settings: Config, name: str, kind: SourceKind) -> Source:
    for source in settings.sources:
        if source.key == name:
            return source
    if not is_web(name):
        msg = f"no source {name!r} in the configuration, and not an address either"
        raise NotFoundError(msg)
    return Source(
        key=SourceKey("preview"),
        kind=kind,
        name=name,
        url=name,
        shown_url=name,
        every=timedelta(minutes=30),
        tier=Tier.LOCAL,
    )


def _is_blind(found: Preview) -> bool:
    return found.state.failures > 0


def _row(row: PreviewedEntry) -> dict[str, object]:
    entry = row.entry
    return {
        "title": entry.title,
        "url": entry.url,
        "published_at": to_iso(entry.published_at) if entry.published_at else None,
        "councils": list(row.tagged.about) if row.tagged else None,
        "lane": row.score.lane.value if row.score else None,
        "severity": int(row.score.severity) if row.score else None,
        "themes": [t.value for t in row.score.themes] if row.score else None,
        "score": row.score.value if row.score else None,
        "reason": row.reason,
    }


def _line(row: PreviewedEntry) -> str:
    day = show_day(row.entry.published_at) if row.entry.published_at else "undated"
    line = f"  {day}  {row.entry.title}"
    if row.score is None:
        return line
    councils = ", ".join(row.tagged.about) if row.tagged else ""
    themes = ", ".join(row.score.themes)
    judged = f"{row.score.lane} {row.score.value:.2f}, severity {int(row.score.severity)}"
    return f"{line}\n      -> {councils or 'no council'}: {themes or 'no theme'}: {judged}"

"""``monitor poll``: preview a source."""

from __future__ import annotations

import difflib
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.common import (
    CONFIG,
    MARKS,
    ConfigOption,
    DatabaseOption,
    JsonOption,
    err,
    lessons_of,
    load,
    now,
    out,
    print_json,
)
from monitor.dates import show_day, to_iso
from monitor.errors import NotFoundError
from monitor.records import Source, SourceKind
from monitor.text import squeeze
from monitor.urls import is_web

if TYPE_CHECKING:
    from monitor.config import Config
    from monitor.outside import Outside
    from monitor.preview import Preview, PreviewedEntry
    from monitor.register import Register

SETTINGS: dict[str, object] = {}
#: entries that are shown beyond those that were judged
MAX_LISTED = 15
MAX_FAULTS = 5


def command(
    source: Annotated[str, typer.Argument(help='A source\'s key, or an address ("-": asked for).')],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Keeps nothing; that is all it can do.")
    ] = True,
    kind: Annotated[
        SourceKind | None, typer.Option(help="Kind of an address. [default: found out]")
    ] = None,
    pages: Annotated[
        int, typer.Option(min=0, max=50, help="New entries whose pages are read.")
    ] = 5,
    as_json: JsonOption = False,
    config: ConfigOption = CONFIG,
    database: DatabaseOption = None,
) -> None:
    """Show what a source lists now and how its first entries would be judged; keeps nothing."""
    del dry_run
    from monitor.assess import Rules
    from monitor.preview import preview_source
    from monitor.service import make_desk, make_reference, open_outside

    settings = load(config)
    rules = Rules(
        reference=replace(make_reference(settings), lessons=lessons_of(config, database)),
        thresholds=make_desk(settings).thresholds,
    )
    with open_outside(settings) as outside, err.status("Asking ..."):
        found, is_known = _source(settings, source, kind, outside)
        preview = preview_source(
            found,
            outside,
            rules=rules,
            max_pages=pages,
        )
    if as_json:
        for row in _rows(preview):
            print_json(row)
    else:
        _print(preview, settings.register)
        _say(_next_step(preview, config, is_known=is_known))
    if preview.state.failures:
        raise typer.Exit(1)


def _source(
    settings: Config, given: str, kind: SourceKind | None, outside: Outside
) -> tuple[Source, bool]:
    """Return the source that is meant, and whether it is configured already.

    Raises:
        NotFoundError: there is no such key, or nothing was found behind the address.
    """
    from monitor.config import check_sources
    from monitor.enrol import Enroller, Wishes

    sources = {str(s.key): s for s in settings.sources}
    if given in sources:
        return sources[given], True
    if given == "-" and sys.stdin.isatty():
        _say("Paste the address.")
    url = sys.stdin.readline().strip() if given == "-" else given
    if not is_web(url):
        near = difflib.get_close_matches(given, sources, n=3)
        hint = f"; did you mean {', '.join(near)}?" if near else "; an address begins with https://"
        msg = f"no source {given!r} in the configuration, and not an address either{hint}"
        raise NotFoundError(msg)
    enroller = Enroller(settings, now=now())
    if known := enroller.known(url):
        return sources[known], True
    if kind is not None:
        addition = enroller.name(url, kind)
    else:
        enrolled = enroller.enrol(url, outside.session, Wishes())
        if enrolled.known:
            return sources[enrolled.known], True
        for step in enrolled.discovery.tried if enrolled.discovery else ():
            _say(f"  {step.shown_url}: {step.came}")
        if enrolled.addition is None:
            msg = "no source was found; with --kind it is read as what you say it is"
            raise NotFoundError(msg)
        addition = enrolled.addition
    loaded = check_sources(settings.path, None, [addition]).config
    found = next(s for s in loaded.sources if s.key == addition.key)
    # nothing stands under the reference of a secret yet, so none is shown
    return replace(found, shown_url="(secret)") if addition.secret else found, False


def _print(preview: Preview, register: Register) -> None:
    from monitor.config import shown_address

    source, n = preview.source, len(preview.entries)
    _tell(f"{source.name}: {source.kind} {shown_address(source.shown_url)}")
    words = "; ".join(
        w for w in (preview.state.health.replace("_", " "), preview.state.reason) if w
    )
    takes = f": lists {n}, of which a first poll takes {preview.n_new}" if n else ""
    _tell(f"{words}{takes}")
    if preview.edition:
        _tell(f"searches the edition {preview.edition}")
    listed = 0
    for row in preview.entries:
        is_judged = bool(row.tagged or row.reason)
        listed += not is_judged
        if is_judged or listed <= MAX_LISTED:
            for line in _lines(row, register):
                _tell(line)
    if listed > MAX_LISTED:
        rest = Counter(r.fate.value for r in preview.entries if not (r.tagged or r.reason))
        _tell(f"... and {listed - MAX_LISTED} more; not read: "
              f"{', '.join(f'{k} {word}' for word, k in rest.items())}")  # fmt: skip
    for fault in preview.faults[:MAX_FAULTS]:
        _tell(f"fault: {squeeze(fault)}")
    if len(preview.faults) > MAX_FAULTS:
        _tell(f"... and {len(preview.faults) - MAX_FAULTS} more faults")


def _lines(row: PreviewedEntry, register: Register) -> tuple[str, ...]:
    day = show_day(row.entry.published_at) if row.entry.published_at else "undated"
    title = squeeze(row.entry.title or row.entry.url)
    first = f"  {day:<17} {row.fate.value:<8} {title}"
    if row.score is None or row.tagged is None:
        return (first, f"      page: {row.reason}") if row.reason else (first,)
    names = ", ".join(register.get(c).name for c in row.tagged.about)
    themes = ", ".join(row.score.themes)
    mark, word, _ = MARKS[row.score.severity]
    judged = f"{row.score.lane} {row.score.value:.2f}, {mark} {word}"
    lines = [first, f"      -> {names or 'no council'}: {themes or 'no sign'}: {judged}"]
    if row.n_leads:
        lines.append(f"      leads to {row.n_leads} further documents, not followed here")
    if not row.is_page_read and not row.entry.is_whole:
        why = "its page is not asked for" if row.entry.url else "it has no page"
        lines.append(f"      judged by its summary alone: {row.reason or why}")
    return tuple(lines)


def _next_step(preview: Preview, config: Path, *, is_known: bool) -> str:
    """Return what a person does next; an address that is a secret is not repeated."""
    where = f" --config {config}" if config != CONFIG else ""
    if is_known:
        return f"It is configured as {preview.source.key}."
    is_secret = preview.source.shown_url != preview.source.url
    address = "-" if is_secret else f"'{preview.source.url}'"
    paste = " (and paste the address)" if is_secret else ""
    if preview.state.failures:
        return f"Find out what it is: monitor poll {address}{where}{paste}"
    return f"Add it: monitor sources add {address} --write{where}{paste}"


def _rows(preview: Preview) -> list[dict[str, object]]:
    from monitor.config import shown_address

    source = preview.source
    head: dict[str, object] = {
        "source": source.key,
        "kind": source.kind.value,
        "url": shown_address(source.shown_url),
        "health": preview.state.health.value,
        "reason": preview.state.reason,
        "n_entries": len(preview.entries),
        "n_new": preview.n_new,
        "edition": preview.edition,
        "faults": list(preview.faults),
    }
    return [head, *(_row(row) for row in preview.entries)]


def _row(row: PreviewedEntry) -> dict[str, object]:
    entry = row.entry
    return {
        "title": entry.title,
        "url": entry.url,
        "published_at": to_iso(entry.published_at) if entry.published_at else None,
        "fate": row.fate.value,
        "page_read": row.is_page_read,
        "councils": list(row.tagged.about) if row.tagged else None,
        "lane": row.score.lane.value if row.score else None,
        "severity": int(row.score.severity) if row.score else None,
        "themes": [t.value for t in row.score.themes] if row.score else None,
        "score": row.score.value if row.score else None,
        "n_leads": row.n_leads,
        "reason": row.reason,
    }


def _tell(line: str) -> None:
    out.print(line, markup=False, soft_wrap=True)


def _say(line: str) -> None:
    err.print(line, markup=False, soft_wrap=True)

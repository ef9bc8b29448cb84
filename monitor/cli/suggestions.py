"""``monitor suggestions``: what corrections of councils taught, to be accepted or rejected."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from monitor.cli.common import (
    CONFIG,
    ByOption,
    ConfigOption,
    DatabaseOption,
    JsonOption,
    load,
    now,
    opened,
    out,
    print_json,
)
from monitor.dates import show_day, to_iso
from monitor.records import SuggestionKind, SuggestionState

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.records import CouncilSlug, Lesson, Suggestion
    from monitor.register import Register

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)

#: how far back the documents are counted that a suggestion would touch
LOOK_BACK = timedelta(days=90)
KeyArgument = Annotated[int, typer.Argument(metavar="ID", help="The suggestion's number.")]


@app.callback(invoke_without_command=True, help="What corrections taught, to be decided on.")
def command(
    ctx: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="Those decided on, too.")] = False,
    as_json: JsonOption = False,
    config: ConfigOption = CONFIG,
    database: DatabaseOption = None,
) -> None:
    """List the open suggestions, oldest first, with what each would change."""
    if ctx.invoked_subcommand:
        # options before the command's name hold for it too
        given = {"config": str(config), "database": str(database) if database else None}
        ctx.default_map = {ctx.invoked_subcommand: given}
        return
    states = tuple(SuggestionState) if everything else (SuggestionState.OPEN,)
    with opened(config, database) as store:
        since = now() - LOOK_BACK
        rows = [
            (s, store.suggestions.n_touched(s.lesson, since=since))
            for s in store.suggestions.all(*states)
        ]
    if as_json:
        for suggestion, n_touched in rows:
            print_json(as_row(suggestion, n_touched))
        return
    if not rows:
        out.print("Nothing to decide on.")
        return
    register = load(config).register
    table = Table(box=None, header_style="bold")
    for name in ("id", "what it would change", "corrections", "documents", "since"):
        table.add_column(name, overflow="fold")
    for suggestion, n_touched in rows:
        words = describe(suggestion.lesson, register) + _decided(suggestion)
        alerts = ", ".join(f"#{a}" for a in suggestion.alerts)
        table.add_row(str(suggestion.id), words, f"{len(suggestion.alerts)} ({alerts})",
                      str(n_touched), show_day(suggestion.made_at))  # fmt: skip
    out.print(table)
    out.print(
        "documents: those of the last 90 days that it would touch. Decide: monitor suggestions"
        " accept ID --by YOU, or reject",
        style="dim",
        soft_wrap=True,
    )


@app.command(help="Read texts with it from now on.")
def accept(
    key: KeyArgument, by: ByOption, config: ConfigOption = CONFIG, database: DatabaseOption = None
) -> None:
    """Accept a suggestion, also one that was rejected before."""
    _settle(key, SuggestionState.ACCEPTED, by, config, database)


@app.command(help="Leave it, or take back that it was accepted.")
def reject(
    key: KeyArgument, by: ByOption, config: ConfigOption = CONFIG, database: DatabaseOption = None
) -> None:
    """Reject a suggestion, also one that was accepted before."""
    _settle(key, SuggestionState.REJECTED, by, config, database)


def as_row(suggestion: Suggestion, n_touched: int) -> dict[str, object]:
    """Return all that is known of a suggestion, for JSON."""
    lesson = suggestion.lesson
    return {
        "id": suggestion.id,
        "kind": lesson.kind.value,
        "council": lesson.council,
        "words": lesson.words,
        "instead_of": list(lesson.instead_of),
        "sources": list(lesson.sources),
        "state": suggestion.state.value,
        "corrections": len(suggestion.alerts),
        "alerts": list(suggestion.alerts),
        "documents_90d": n_touched,
        "made_at": to_iso(suggestion.made_at),
        "decided_by": suggestion.decided_by,
    }


def describe(lesson: Lesson, register: Register) -> str:
    """Return what a lesson would change, in plain words."""
    meant = _name(lesson.council, register)
    wrong = " or ".join(_name(s, register) for s in lesson.instead_of)
    instead = f", not {wrong}" if wrong else ""
    match lesson.kind:
        case SuggestionKind.ALIAS:
            where = ", ".join(lesson.sources)
            return f"“{lesson.words}” in texts of {where} means {meant}{instead}"
        case SuggestionKind.PHRASE:
            return f"“{lesson.words}” does not mean {meant}"
        case SuggestionKind.SOURCE:
            return f"the source {lesson.words} means {meant}{instead}, where a name is shared"


def _name(slug: CouncilSlug, register: Register) -> str:
    return register.get(slug).name if register.has(slug) else slug


def _decided(suggestion: Suggestion) -> str:
    if suggestion.state is SuggestionState.OPEN:
        return ""
    by = f" by {suggestion.decided_by}" if suggestion.decided_by else ": too few corrections yet"
    return f" ({suggestion.state}{by})"


def _settle(key: int, state: SuggestionState, by: str, config: Path, database: Path | None) -> None:
    from monitor.records import Via
    from monitor.triage import Who, settle

    register = load(config).register
    with opened(config, database) as store:
        settled = settle(store, key, state, Who(by=by, via=Via.CLI, at=now()), register)
    other = "reject" if state is SuggestionState.ACCEPTED else "accept"
    out.print(
        f"suggestion {key} is {state}: {describe(settled.lesson, register)}. Texts are read so from"
        f" now on. Take it back: monitor suggestions {other} {key} --by {by}"
        if state is SuggestionState.ACCEPTED
        else f"suggestion {key} is {state}. Take it back: monitor suggestions {other} {key}"
        f" --by {by}",
        markup=False,
        soft_wrap=True,
    )

"""``monitor sources``: what is watched and how it fares; sources added, imported, paused."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from monitor.cli.common import (
    CONFIG,
    ByOption,
    ConfigOption,
    DatabaseOption,
    JsonOption,
    err,
    load,
    now,
    opened,
    out,
    parse_region,
    print_json,
)
from monitor.config.secrets import shown_address
from monitor.dates import from_iso, next_working_time, show_time
from monitor.errors import MonitorError
from monitor.records import CouncilSlug, Health, SourceKey, Tier

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitor.config import Addition, Edit
    from monitor.enrol import Enrolment
    from monitor.store import Store

    Row = Mapping[str, object]

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)

_WELL = {Health.HEALTHY, Health.UNPROVEN}
#: what wants a person's eye first
_ORDER = (Health.GONE, Health.BLOCKED, Health.FAILING, Health.RATE_LIMITED, Health.MOVED,
          Health.EMPTY, Health.STALE, Health.QUIET, Health.UNDATED)  # fmt: skip

FileOption = Annotated[
    Path | None,
    typer.Option("--file", help="A file that the configuration includes. [default: itself]"),
]
WriteOption = Annotated[bool, typer.Option("--write", help="Append it; without, it is printed.")]


@app.callback(invoke_without_command=True, help="What is watched, and how it fares.")
def command(
    ctx: typer.Context,
    health: Annotated[bool, typer.Option(help="Only those that are not well, with why.")] = False,
    as_json: JsonOption = False,
    config: ConfigOption = CONFIG,
    database: DatabaseOption = None,
) -> None:
    """List sources with their health word and the next try."""
    if ctx.invoked_subcommand:
        # options before the command's name hold for it too
        given = {"config": str(config), "database": str(database) if database else None}
        ctx.default_map = {ctx.invoked_subcommand: given}
        return
    with opened(config, database) as store:
        rows = _rows(store)
    if as_json:
        for row in rows:
            if not health or _is_unwell(row):
                print_json(row)
        return
    watched = [r for r in rows if r["enabled"]]
    if health:
        _print_unwell([r for r in watched if _is_unwell(r)])
    else:
        _print_table(watched)
    counts = Counter(_word(r) for r in watched)
    summary = ", ".join(f"{n} {word}" for word, n in counts.most_common())
    out.print(f"{len(watched)} sources: {summary}")


@app.command(help="Find out what an address is and print its table, or append it.")
def add(
    url: Annotated[str, typer.Argument(help='An address; "-" reads them from standard input.')],
    write: WriteOption = False,
    file: FileOption = None,
    name: Annotated[str, typer.Option(help="What it is called.")] = "",
    key: Annotated[str, typer.Option(help="Its key.")] = "",
    region: Annotated[str, typer.Option(help="The region it reports on.")] = "",
    council: Annotated[str, typer.Option(help="Slug of the council whose own site it is.")] = "",
    tier: Annotated[Tier | None, typer.Option(help="How near it stands to the fact.")] = None,
    selector: Annotated[str, typer.Option(help="CSS of one entry's block on a news page.")] = "",
    config: ConfigOption = CONFIG,
    database: DatabaseOption = None,
) -> None:
    """Add a source."""
    del database
    from monitor.config import check_sources
    from monitor.enrol import Enroller, Wishes
    from monitor.service import open_session

    wishes = Wishes(
        name=name,
        key=key,
        region=parse_region(region) if region else None,
        council=CouncilSlug(council),
        tier=tier,
        selector=selector,
    )
    settings = load(config)
    enroller = Enroller(settings, now=now())
    addresses = tuple(_addresses(url))
    if not addresses:
        msg = "no address was given"
        raise typer.BadParameter(msg)
    if len(addresses) > 1 and (name or key):
        msg = "--name and --key are for one address"
        raise typer.BadParameter(msg)
    with open_session(settings) as session:
        enrolled = [enroller.enrol(u, session, wishes) for u in addresses]
    for one in enrolled:
        _explain(one)
    additions = [one.addition for one in enrolled if one.addition]
    if additions:
        _hand_over(additions, check_sources(config, file, additions), config, write=write)
    if len(additions) < len(enrolled):
        raise typer.Exit(1)


@app.command("import", help="Add the feeds of an OPML file, without asking them.")
def import_(
    opml: Annotated[Path, typer.Argument(help="The file.")],
    write: WriteOption = False,
    file: FileOption = None,
    config: ConfigOption = CONFIG,
    database: DatabaseOption = None,
) -> None:
    """Import an OPML file."""
    del database
    from monitor.config import check_sources
    from monitor.enrol import Enroller
    from monitor.fetch.opml import read_opml

    try:
        lines = read_opml(opml.read_bytes())
    except (OSError, MonitorError) as error:
        msg = f"{opml}: {getattr(error, 'strerror', None) or error}"
        raise MonitorError(msg) from error
    found = Enroller(load(config), now=now()).take_in(lines)
    for reason in found.refused:
        _say(f"left out: {reason}")
    if found.known:
        _say(f"configured already: {len(found.known)}, such as {found.known[0]}")
    if not found.additions:
        _say(f"{opml}: nothing to add")
        return
    _hand_over(found.additions, check_sources(config, file, found.additions), config, write=write)


@app.command(help="Write the sources as OPML; secret addresses are left out.")
def export(
    opml: Annotated[Path, typer.Argument(help='The file; "-" is standard output.')],
    config: ConfigOption = CONFIG,
    database: DatabaseOption = None,
) -> None:
    """Export to an OPML file."""
    del database
    from monitor.config.files import replace_file
    from monitor.enrol import give_out
    from monitor.fetch.opml import render_opml

    given = give_out(load(config).sources)
    content = render_opml(given.subscriptions, title="Sources of monitor", at=now()).decode()
    if str(opml) == "-":
        sys.stdout.write(content)
    else:
        try:
            replace_file(opml, content)
        except OSError as error:
            msg = f"{opml}: cannot be written: {error.strerror}"
            raise MonitorError(msg) from error
    _say(f"{len(given.subscriptions)} sources written")
    if given.n_secret:
        _say(f"{given.n_secret} left out: their addresses are secrets")
    if given.n_other:
        _say(f"{given.n_other} left out: switched off, or without an address")


@app.command(help="Stop polling a source until somebody resumes it.")
def pause(
    key: Annotated[str, typer.Argument(help="The source's key.")],
    by: ByOption,
    config: ConfigOption = CONFIG,
    database: DatabaseOption = None,
) -> None:
    """Pause a source."""
    with opened(config, database) as store:
        store.sources.pause(SourceKey(key), by=by, now=now())
    _tell(f"{key} is paused by {by}. Go on: monitor sources resume {key} --by {by}")


@app.command(help="Poll a paused source again.")
def resume(
    key: Annotated[str, typer.Argument(help="The source's key.")],
    by: ByOption,
    config: ConfigOption = CONFIG,
    database: DatabaseOption = None,
) -> None:
    """Resume a source."""
    with opened(config, database) as store:
        before = store.sources.state(SourceKey(key))
        store.sources.resume(SourceKey(key), by=by, now=now())
        after = next(s for s in store.sources.states() if s.key == key)
    what = f"was paused by {before.paused_by}" if before.paused_by else (
        "was gone" if before.health is Health.GONE else "was not paused"
    )  # fmt: skip
    due = after.state.next_due_at
    if after.working_hours and after.state.last_polled_at:
        due = next_working_time(due)
    _tell(f"{key} {what}; next poll {show_time(due)}")


def _addresses(given: str) -> Iterator[str]:
    """Yield the addresses; from standard input they stay out of the shell's history."""
    if given != "-":
        yield given
        return
    if sys.stdin.isatty():
        _say("Paste the addresses, one a line; end with an empty line.")
    for line in sys.stdin:
        if not line.strip():
            break
        yield line.strip()


def _explain(one: Enrolment) -> None:
    """Say on standard error what came of an address."""
    if one.known:
        _say(f"configured already as {one.known}; see monitor poll {one.known}")
        return
    tried = one.discovery.tried if one.discovery else ()
    if one.addition is None:
        _say("no source was found; tried:")
    for step in tried:
        _say(f"  {step.shown_url}: {step.came}")
    if one.addition is None:
        _say("Give the address of the feed or of the page that lists the news, if you know it.")


def _hand_over(additions: Sequence[Addition], edit: Edit, config: Path, *, write: bool) -> None:
    """Write the additions, or print them for a person to paste."""
    from monitor.config import render_addition, write_edit

    secrets = ", ".join(a.secret_key for a in additions if a.secret)
    if write:
        write_edit(edit)
        for addition in additions:
            _tell(f"{addition.key} ({addition.kind}) added to {edit.target}")
        if secrets:
            _tell(f"addresses kept in {edit.secrets.file} as {secrets}")
        where = f" --config {config}" if config != CONFIG else ""
        _tell(f"Look at it: monitor poll {additions[0].key}{where}. The service polls it after "
              "its next start.")  # fmt: skip
        return
    sys.stdout.write("\n".join(render_addition(a) for a in additions))
    sys.stdout.flush()
    if any(not (a.region or a.council) for a in additions):
        _say("Without --region or --council it reports on the whole country.")
    if secrets:
        _say(f"The address is a secret: --write puts it into {edit.secrets.file} as {secrets}; "
             "by hand, write a line KEY=address there.")  # fmt: skip
    else:
        _say(f"Nothing is written yet: add --write, or paste this into {edit.target}.")


def _rows(store: Store) -> list[dict[str, object]]:
    with store.reading() as db:
        rows = list(db.query("SELECT * FROM source_health"))
    # a token may stand in the configuration in plain sight; it need not stand in a listing
    return [{**row, "url": shown_address(row["url"])} for row in rows]


def _word(row: Row) -> str:
    return "paused" if row["paused_by"] else str(row["health"])


def _is_unwell(row: Row) -> bool:
    return bool(row["enabled"]) and (bool(row["paused_by"]) or row["health"] not in _WELL)


def _print_table(rows: Sequence[Row]) -> None:
    table = Table("source", "health", "last answer", "next try", "entries", box=None)
    for row in rows:
        table.add_row(
            str(row["key"]),
            _word(row),
            _time(row["last_ok_at"]),
            _time(row["next_due_at"]) if not row["paused_by"] else "",
            str(row["n_entries"]),
        )
    if rows:
        out.print(table)


def _print_unwell(rows: Sequence[Row]) -> None:
    """Print each source as a short block: a table of so much does not fit a terminal."""
    place = {word.value: n for n, word in enumerate(_ORDER)}
    for row in sorted(rows, key=lambda r: place.get(_word(r), len(place))):
        for n, line in enumerate(_block(row)):
            # as a text its brackets are no mark-up
            out.print(Padding(Text(line), (0, 0, 0, 4 if n else 0), expand=False))


def _block(row: Row) -> tuple[str, ...]:
    """Return what is to be known of a source that is not well, a line each."""
    seen = f"last new entry: {_time(row['last_new_at'])}; last answer: {_time(row['last_ok_at'])}"
    if row["paused_by"]:
        how = f"paused by {row['paused_by']}; go on: monitor sources resume {row['key']} --by WHO"
        return (f"{row['key']}: paused", how, seen)
    since = f" since {_time(row['health_since'])}" if row["health_since"] else ""
    word = _word(row).replace("_", " ")
    next_try = f"next try: {_time(row['next_due_at'])}" if row["health"] != Health.GONE else (
        f"asked no more; to begin again: monitor sources resume {row['key']} --by WHO"
    )  # fmt: skip
    return (f"{row['key']}: {word}{since}", str(row["reason"]), seen, next_try)


def _time(moment: object) -> str:
    return show_time(from_iso(str(moment))) if moment else "never"


def _tell(line: str) -> None:
    out.print(line, markup=False, soft_wrap=True)


def _say(line: str) -> None:
    err.print(line, markup=False, soft_wrap=True)

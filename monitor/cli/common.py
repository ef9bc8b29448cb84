"""What the commands share: options, opening the store, printing."""

from __future__ import annotations

import json
import logging
import sys
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import structlog
import typer
from rich.console import Console

from monitor.errors import NotFoundError
from monitor.records import Region, Severity
from monitor.store import open_store
from monitor.text import slugify

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.config import Config
    from monitor.records import Lesson
    from monitor.store import Store

#: severity as word and shape, so that colour is not needed
MARKS = {
    Severity.CONTEXT: ("·", "context", "dim"),
    Severity.EARLY: ("○", "early", "cyan"),
    Severity.SERIOUS: ("◐", "serious", "yellow"),
    Severity.ACUTE: ("●", "acute", "bold red"),
}

ConfigOption = Annotated[
    Path, typer.Option("--config", help="The configuration.", show_default=True)
]
DatabaseOption = Annotated[
    Path | None,
    typer.Option("--db", help="The database. [default: var/monitor.db beside the configuration]"),
]
JsonOption = Annotated[bool, typer.Option("--json", help="JSON Lines and nothing else.")]
ByOption = Annotated[str, typer.Option("--by", help="Who decides: an adviser's id.")]

CONFIG = Path("sources.toml")
out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


def configure_logs(*, verbose: bool) -> None:
    """Send events to standard error, one line each."""
    level = logging.DEBUG if verbose else logging.INFO
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(level),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(
                key_order=["timestamp", "level", "event"], drop_missing=True
            ),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr)


def database_path(config: Path, database: Path | None) -> Path:
    """Return the database that is meant."""
    return database or config.parent / "var" / "monitor.db"


@contextmanager
def opened(config: Path, database: Path | None) -> Iterator[Store]:
    """Give the store of a configuration.

    Raises:
        NotFoundError: nothing has run yet.
    """
    path = database_path(config, database)
    if not path.exists():
        msg = f"no database at {path}; start the service first, or name another with --db"
        raise NotFoundError(msg)
    store = open_store(path)
    try:
        yield store
    finally:
        store.close()


def lessons_of(config: Path, database: Path | None) -> tuple[Lesson, ...]:
    """Return what was accepted on top of the register; nothing where nothing has run.

    Raises:
        NotFoundError: a database is named that is not there.
    """
    if database is None and not database_path(config, None).exists():
        return ()
    with opened(config, database) as store:
        return store.suggestions.lessons()


def load(config: Path) -> Config:
    """Return the configuration."""
    from monitor.config import load_config

    return load_config(config)


def print_json(row: object) -> None:
    """Print one JSON line."""
    sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


def parse_region(text: str) -> Region:
    """Return the region that a person wrote, hyphens and capitals as they like."""
    for region in Region:
        if slugify(region) == slugify(text):
            return region
    msg = f"no region {text!r}; one of {', '.join(Region)}"
    raise typer.BadParameter(msg)


def parse_day(text: str) -> date:
    """Return the day that a person wrote."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        msg = f"expected a date such as 2026-11-24, found {text!r}"
        raise typer.BadParameter(msg) from None


def age_of(then: datetime, at: datetime) -> str:
    """Return how long ago something was, short."""
    minutes = int((at - then).total_seconds() // 60)
    if minutes < 60:  # noqa: PLR2004  # an hour
        return f"{max(minutes, 0)} min"
    hours = minutes // 60
    return f"{hours} h" if hours < 48 else f"{hours // 24} d"  # noqa: PLR2004  # two days

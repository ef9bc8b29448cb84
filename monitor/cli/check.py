"""``monitor check``: the configuration and what is due."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from rich.table import Table

from monitor.cli.common import (
    CONFIG,
    ConfigOption,
    DatabaseOption,
    database_path,
    load,
    now,
    opened,
    out,
)
from monitor.dates import show_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.config import Config

SETTINGS: dict[str, object] = {}
#: from so many minutes on an interval is said in hours
MOST_MINUTES = 120


def command(config: ConfigOption = CONFIG, database: DatabaseOption = None) -> None:
    """Print every fault at once; without any, what is watched and what is due."""
    from monitor.digest import next_due
    from monitor.tag import check_model

    settings = load(config)
    model = check_model(settings.model)
    kinds = Counter(s.kind.value for s in settings.sources if s.enabled)
    out.print(f"{config}: no fault. {sum(kinds.values())} sources, "
              f"{len(settings.register.councils)} councils in the register.")  # fmt: skip
    table = Table("kind", "sources", "asked every", box=None)
    for kind, n in sorted(kinds.items()):
        spans = Counter(s.every for s in settings.sources if s.kind == kind)
        minutes = spans.most_common(1)[0][0] / timedelta(minutes=1)
        every = f"{minutes:g} min" if minutes < MOST_MINUTES else f"{minutes / 60:g} h"
        table.add_row(kind, str(n), every)
    out.print(table)
    if database_path(config, database).exists():
        with opened(config, database) as store:
            due = sorted((s.state.next_due_at, s.key) for s in store.sources.states() if s.enabled)
        for moment, key in due[:5]:
            out.print(f"next poll: {key} at {show_time(moment)}")
    else:
        spread = settings.fetch.first_poll_spread_minutes
        out.print(f"nothing polled yet: first polls are spread over {spread:g} minutes")
    out.print(f"classifier: {model}")
    out.print(f"next digest: {show_time(next_due(settings, now()))}")
    for warning in warnings(settings):
        out.print(f"warning: {warning}", markup=False, soft_wrap=True)


def warnings(settings: Config) -> Iterator[str]:
    """Yield what is no fault, but probably not meant."""
    if not settings.service.contact:
        yield "service.contact is empty: webmasters cannot see who asks"
    if not settings.email.host:
        yield f"no [email] host: digests are written to {settings.outbox}"
    if not settings.slack.default_channel:
        yield "no Slack: alerts wait in the queue (monitor queue)"
    served = {r for a in settings.advisers for r in a.regions}
    alone = [region.name.value for region in settings.regions if region.name not in served]
    if alone:
        to = settings.service.operator_email or "a file: operator_email is empty too"
        yield f"no adviser for {', '.join(alone)}: the digest goes to {to}"

"""The texts of the sample, with what an adviser would say of each."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import resources

from monitor.records import CouncilSlug, Theme


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text of the sample."""

    key: str
    outlet: str
    title: str
    paragraphs: tuple[str, ...]
    published_at: datetime
    #: seconds after the start at which it appears
    after: timedelta
    is_pdf: bool
    councils: tuple[CouncilSlug, ...]
    themes: tuple[Theme, ...]
    severity: int
    is_alert: bool


def load_texts(start: datetime) -> tuple[Text, ...]:
    """Return the texts with their dates counted from a start, in their order."""
    content = (resources.files("monitor.demo") / "texts.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(content)["text"]
    bodies = {row["key"]: row["body"] for row in rows if "body" in row}
    return tuple(
        Text(
            key=row["key"],
            outlet=row["outlet"],
            title=row["title"],
            paragraphs=tuple(
                p.strip() for p in bodies[row.get("copy_of", row["key"])].strip().split("\n\n")
            ),
            published_at=start
            - timedelta(hours=row.get("hours_ago", 0))
            + timedelta(seconds=row.get("after_s", 0)),
            after=timedelta(seconds=row.get("after_s", 0)),
            is_pdf=row.get("pdf", False),
            councils=tuple(CouncilSlug(c) for c in row["councils"]),
            themes=tuple(Theme(t) for t in row["themes"]),
            severity=row["severity"],
            is_alert=row["alert"],
        )
        for row in rows
    )

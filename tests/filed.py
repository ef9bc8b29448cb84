"""A made-up region with documents filed through the real desk, for tests of triage and digest."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from monitor.config import Config, load_config
from monitor.filing import Desk, file_document
from monitor.fingerprint import fingerprint
from monitor.records import (
    Alert,
    CouncilSlug,
    Document,
    Mention,
    Method,
    Outline,
    Region,
    Severity,
    Span,
    TaggedDocument,
    Theme,
    ThemeHit,
    Tier,
)
from monitor.register import Register, load_register
from monitor.store import Store
from monitor.text import sha256_hex

#: a Wednesday of week 47
NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
SAMPLEFORD = CouncilSlug("sampleford")
EXAMPLEBY = CouncilSlug("exampleby")
FARAWAY = CouncilSlug("faraway")

_COUNCILS = """slug,gss,name,short_name,kind,region,status,website,start_date,end_date
sampleford,E07999001,Sampleford Borough Council,Sampleford,district,South East,in-force,,2000-04-01,
exampleby,E07999002,Exampleby District Council,Exampleby,district,South East,in-force,,2000-04-01,
faraway,E07999003,Faraway City Council,Faraway,unitary,North West,in-force,,2000-04-01,
"""
_ALIASES = """slug,alias,kind,ambiguous,match_case
sampleford,Sampleford Borough Council,official,0,0
exampleby,Exampleby District Council,official,0,0
faraway,Faraway City Council,official,0,0
"""


def make_register(folder: Path) -> Register:
    """Return a register of three invented councils."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "councils.csv").write_text(_COUNCILS, encoding="utf-8")
    (folder / "aliases.csv").write_text(_ALIASES, encoding="utf-8")
    (folder / "negative_phrases.csv").write_text("slug,phrase\n", encoding="utf-8")
    return load_register(folder)


def make_desk(folder: Path) -> Desk:
    """Return the rules of filing for the invented councils."""
    regions = frozenset({Region.SOUTH_EAST, Region.NORTH_WEST, Region.NATIONAL})
    return Desk(register=make_register(folder), regions=regions)


def make_config(folder: Path, text: str = "") -> Config:
    """Return a configuration with the invented councils and these sections."""
    make_register(folder / "register")
    path = folder / "sources.toml"
    path.write_text(f'{text}\n[tagging]\nregister = "register"\n', encoding="utf-8")
    return load_config(path, environ={"MONITOR_SMTP_PASSWORD": "not-shown"})


def make_tagged(
    title: str,
    *,
    council: CouncilSlug | None = SAMPLEFORD,
    theme: Theme = Theme.FINANCE,
    weight: float = 4.0,
    severity: Severity = Severity.SERIOUS,
    at: datetime = NOW,
    url: str = "",
) -> TaggedDocument:
    """Return a document about a council that shows one sign."""
    text = f"{title}. It was reported on the day after the meeting had ended."
    document = Document(
        url=url or f"https://gazette.example/{sha256_hex(title)[:8]}",
        outlet="gazette.example",
        title=title,
        standfirst=text,
        text=text,
        retrieved_at=at,
        text_sha256=sha256_hex(text),
        fingerprint=fingerprint(text),
        extractor="given",
    )
    start = len(title) + 2
    hit = ThemeHit(
        theme=theme,
        start=start,
        end=start + len(title),
        sentence=Span(start=start, end=start + len(title) + 1),
        method=Method.PHRASE,
        rule=title,
        confidence=1.0,
        weight=weight,
        severity=severity,
        council=council,
    )
    mentions = () if council is None else (_mention(council, title),)
    region = Region.SOUTH_EAST if council is None else Region.NATIONAL
    return TaggedDocument(
        document=document,
        outline=Outline(tier=Tier.LOCAL, region=region),
        mentions=mentions,
        theme_hits=(hit,),
    )


def _mention(council: CouncilSlug, title: str) -> Mention:
    return Mention(
        council=council,
        start=0,
        end=len(title),
        surface=title,
        method="official",
        is_about=True,
        confidence=1.0,
    )


def file_alert(
    store: Store,
    desk: Desk,
    title: str = "Auditors warn of a hole in the budget",
    *,
    council: CouncilSlug | None = SAMPLEFORD,
    theme: Theme = Theme.FINANCE,
    weight: float = 4.0,
    severity: Severity = Severity.SERIOUS,
    at: datetime = NOW,
    is_baseline: bool = False,
) -> Alert:
    """File a document and return the alert that came of it."""
    tagged = make_tagged(
        title, council=council, theme=theme, weight=weight, severity=severity, at=at
    )
    with store.transaction():
        filed = file_document(store, tagged, desk, now=at, is_baseline=is_baseline)
    assert filed[0].alert is not None, filed[0].outcome
    return filed[0].alert

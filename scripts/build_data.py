"""Turn the collected tables on councils and outlets into the form that the code reads.

    python scripts/build_data.py SOURCE_FOLDER [--data monitor/data] [--sources sources.d]

Reads councils.csv, former_councils.csv, council_aliases.csv, alias_negative_phrases.csv,
modern_gov.csv and feeds.csv. Writes councils.csv, aliases.csv and negative_phrases.csv, and one
TOML file of `[[source]]` tables for each region. Notes, evidence and sources of the tables stay
behind. Addresses that are examples, templates, doubtful, or reported broken, blocked or empty are
left out. The output depends on the input alone.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

Row = dict[str, str]

COUNCIL_COLUMNS = (
    "slug", "gss", "name", "short_name", "kind", "region", "status", "website", "start_date",
    "end_date", "successors", "upper_tier", "combined_authority", "mayor",
)  # fmt: skip
AWAY = {"Scotland", "Northern Ireland"}
UNUSABLE = {"template", "example", "suspect", "reported-broken", "reported-blocked",
            "reported-empty"}  # fmt: skip
TIERS = {
    "council_news": "official",
    "local_news": "local",
    "national_news": "national",
    "national_trade": "trade",
    "government": "primary",
    "regulator": "primary",
    "committee_rss": "primary",
    "committee_html": "primary",
}
#: successors that stand in law already; later reorganisation is a proposal until it does
LEGAL_NAMES = {"legal", "shadow"}


def read_csv(path: Path) -> list[Row]:
    """Return the rows of a table."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write_csv(path: Path, columns: Iterable[str], rows: Iterable[Row]) -> None:
    """Write rows, in the order given."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(columns), lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


def council_rows(folder: Path) -> Iterator[Row]:
    """Yield councils in force, planned, shadow and former, by slug."""
    ends = legal_ends(read_csv(folder / "lgr_pipeline.csv"))
    rows = []
    for row in read_csv(folder / "councils.csv"):
        end, successors = ends.get(row["slug"], ("", ""))
        rows.append(
            {
                "slug": row["slug"],
                "gss": row["gss_code"],
                "name": row["official_name"],
                "short_name": row["short_name"],
                "kind": row["type"],
                "region": row["region"],
                "status": row["status"],
                "website": row["website"],
                "start_date": row["start_date"],
                "end_date": end,
                "successors": successors,
                "upper_tier": row["upper_tier_slug"],
                "combined_authority": row["combined_authority_slug"],
                "mayor": "yes" if row["has_directly_elected_mayor"] == "yes" else "no",
            }
        )
    rows += [
        {
            "slug": row["slug"],
            "gss": row["gss_code"],
            "name": row["official_name"],
            "short_name": row["short_name"],
            "kind": row["type"],
            "region": row["region"],
            "status": "former",
            "website": row["website"],
            "start_date": "",
            "end_date": row["end_date"],
            "successors": row["successor_slugs"],
            "upper_tier": "",
            "combined_authority": "",
            "mayor": "no",
        }
        for row in read_csv(folder / "former_councils.csv")
    ]
    yield from sorted(rows, key=lambda r: r["slug"])


def legal_ends(pipeline: list[Row]) -> dict[str, tuple[str, str]]:
    """Return the last day and the successors of councils whose end is decided in law."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in pipeline:
        if row["name_status"] in LEGAL_NAMES and row["status"] == "shadow":
            found[row["predecessor_slug"]].append(row)
    return {
        slug: (
            (date.fromisoformat(rows[0]["vesting_date"]) - timedelta(days=1)).isoformat(),
            ";".join(sorted(r["new_slug"] for r in rows)),
        )
        for slug, rows in found.items()
    }


def alias_rows(folder: Path, slugs: set[str]) -> Iterator[Row]:
    """Yield the aliases of councils that are kept."""
    rows = [r for r in read_csv(folder / "council_aliases.csv") if r["slug"] in slugs]
    yield from sorted(rows, key=lambda r: (r["slug"], r["kind"], r["alias"]))


def source_rows(folder: Path, councils: dict[str, Row]) -> Iterator[tuple[str, Row]]:
    """Yield (region, source) for every usable address, feeds of a council before its page."""
    feeds = [r for r in read_csv(folder / "feeds.csv") if r["status"] not in UNUSABLE]
    with_feed = {r["scope"] for r in feeds if r["kind"] == "council_news" and is_feed(r)}
    seen: set[str] = set()
    for row in feeds:
        scope, kind = row["scope"], row["kind"]
        council = councils.get(scope)
        region = council["region"] if council else scope
        unusable = (
            kind not in TIERS
            or row["url"] in seen
            or region in AWAY
            or (kind == "council_news" and not is_feed(row) and scope in with_feed)
            or (kind == "council_news" and council is None)
        )
        if unusable:
            continue
        seen.add(row["url"])
        covers = [c for c in row["covers"].split(";") if c in councils] if not council else []
        yield (
            region,
            {
                "kind": "feed" if is_feed(row) else "page",
                "name": f"{council['short_name']}: council news" if council else row["title"],
                "url": row["url"],
                "tier": TIERS[kind],
                "council": scope if council else "",
                "region": "" if council else region,
                "covers": ";".join(covers),
                "stem": f"{scope}-news" if council else row["title"],
            },
        )
    for row in read_csv(folder / "modern_gov.csv"):
        council = councils.get(row["slug"])
        if row["system"] != "ModernGov" or not council or council["region"] in AWAY:
            continue
        yield (
            council["region"],
            {
                "kind": "moderngov",
                "name": f"{council['short_name']}: committee papers",
                "url": row["base_url"],
                "tier": "primary",
                "council": row["slug"],
                "region": "",
                "covers": "",
                "stem": f"{row['slug']}-committees",
            },
        )


def joined(rows: Iterable[tuple[str, Row]], councils: dict[str, Row]) -> Iterator[tuple[str, Row]]:
    """Yield the sources with those of one address made into one: councils that share a site.

    It belongs to none of them alone, so it says whom it covers.
    """
    by_address: dict[tuple[str, str], list[tuple[str, Row]]] = defaultdict(list)
    for region, row in rows:
        by_address[row["kind"], address_of(row["url"])].append((region, row))
    for found in by_address.values():
        region, first = found[0]
        if len(found) == 1:
            yield region, first
            continue
        slugs = [row["council"] for _, row in found]
        if not all(slugs) or {r for r, _ in found} != {region}:
            msg = f"{first['url']}: shared by sources that are not councils of one region"
            raise ValueError(msg)
        names = " and ".join(councils[slug]["short_name"] for slug in slugs)
        what = first["name"].partition(": ")[2]
        yield (
            region,
            {
                **first,
                "name": f"{names}: {what}",
                "council": "",
                "region": region,
                "covers": ";".join(slugs),
                "stem": "-".join([*slugs, first["stem"].rpartition("-")[2]]),
            },
        )


def address_of(url: str) -> str:
    """Return what two ways to write an address share."""
    parts = urlsplit(url)
    return f"{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}?{parts.query}"


def is_feed(row: Row) -> bool:
    """Return whether an address gives a feed."""
    return row["format"] in {"rss", "atom"}


def slug_of(text: str) -> str:
    """Return lower-case words joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def write_sources(folder: Path, rows: Iterable[tuple[str, Row]]) -> None:
    """Write one file a region; keys are unique over all of them."""
    by_region: dict[str, list[Row]] = defaultdict(list)
    taken: dict[str, int] = defaultdict(int)
    for region, row in rows:
        stem = slug_of(row["stem"])
        taken[stem] += 1
        key = stem if taken[stem] == 1 else f"{stem}-{taken[stem]}"
        by_region[region].append({**row, "key": key})
    for region, sources in sorted(by_region.items()):
        lines = [
            f"# Sources of {region}: made by scripts/build_data.py; own additions belong in",
            "# sources.toml or another file of this folder.",
        ]
        for source in sorted(sources, key=lambda s: (s["tier"], s["key"])):
            lines += ["", "[[source]]", *toml_lines(source)]
        name = f"{slug_of(region)}.toml"
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def toml_lines(source: Row) -> Iterator[str]:
    """Yield the keys of one source."""
    for key in ("key", "kind", "name", "url", "tier", "region", "council"):
        if source[key]:
            value = source[key].replace("\\", "\\\\").replace('"', '\\"')
            yield f'{key} = "{value}"'
    if source["covers"]:
        yield "covers = [" + ", ".join(f'"{c}"' for c in source["covers"].split(";")) + "]"


def main() -> None:
    """Build everything."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--data", type=Path, default=Path("monitor/data"))
    options.add_argument("--sources", type=Path, default=Path("sources.d"))
    given = options.parse_args()
    councils = {r["slug"]: r for r in council_rows(given.folder)}
    for folder in (given.data, given.sources):
        folder.mkdir(parents=True, exist_ok=True)
    write_csv(given.data / "councils.csv", COUNCIL_COLUMNS, councils.values())
    write_csv(
        given.data / "aliases.csv",
        ("slug", "alias", "kind", "ambiguous", "match_case"),
        alias_rows(given.folder, set(councils)),
    )
    negative = [
        r for r in read_csv(given.folder / "alias_negative_phrases.csv") if r["slug"] in councils
    ]
    write_csv(given.data / "negative_phrases.csv", ("slug", "phrase"), negative)
    usable = (
        (region, row)
        for region, row in joined(source_rows(given.folder, councils), councils)
        if urlsplit(row["url"]).hostname
    )
    write_sources(given.sources, usable)


if __name__ == "__main__":
    main()

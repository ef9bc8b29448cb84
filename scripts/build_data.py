"""Turn the collected tables on councils and outlets into the form that the code reads.

    python scripts/build_data.py SOURCE_FOLDER [--data monitor/data] [--sources sources.d]

Reads councils.csv, former_councils.csv, council_aliases.csv, alias_negative_phrases.csv,
lgr_pipeline.csv, modern_gov.csv and feeds.csv. Writes councils.csv, aliases.csv and negative_phrases.csv, and one
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
    "end_date", "successors", "upper_tier", "combined_authority", "mayor", "shadow_from",
    "planned_start", "planned_end", "planned_successors",
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
#: what the tables leave out of councils that ended: the first day of those that were young
FORMER_STARTS = {
    "somerset-west-and-taunton": "2019-04-01",
    "north-of-tyne-combined-authority": "2018-11-02",
    "north-east-combined-authority-2014": "2014-04-15",
}
#: and who took over at once, where the tables name who did in the end
FORMER_SUCCESSORS = {
    "taunton-deane": "somerset-west-and-taunton",
    "west-somerset": "somerset-west-and-taunton",
}
#: districts that ended in another new council than the rest of their county
FORMER_COUNTIES = {"christchurch": "dorset-county"}
#: elections of new councils that had no forerunner of their name
SHADOW_FROM = {"cumberland": "2022-05-05", "westmorland-and-furness": "2022-05-05"}


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
    pipeline = read_csv(folder / "lgr_pipeline.csv")
    ends, shadows = legal_ends(pipeline), SHADOW_FROM | shadow_days(pipeline)
    rows = []
    for row in read_csv(folder / "councils.csv"):
        slug = row["slug"]
        end, successors = ends.get(slug, ("", ""))
        is_planned = bool(row["planned_end_date"]) and not end
        rows.append(
            {
                "slug": slug,
                "gss": row["gss_code"],
                "name": row["official_name"],
                "short_name": row["short_name"],
                # being one is a matter of the day, not a kind
                "kind": row["type"].removeprefix("shadow-"),
                "region": row["region"],
                "status": row["status"],
                "website": row["website"],
                "start_date": row["start_date"],
                "end_date": end,
                "successors": successors,
                "upper_tier": row["upper_tier_slug"],
                "combined_authority": row["combined_authority_slug"],
                "mayor": "yes" if row["has_directly_elected_mayor"] == "yes" else "no",
                "shadow_from": shadows.get(slug, ""),
                "planned_end": day_before(row["planned_end_date"]) if is_planned else "",
                "planned_successors": row["planned_successor_slugs"] if is_planned else "",
            }
        )
    rows += former_rows(read_csv(folder / "former_councils.csv"), {r["slug"]: r for r in rows})
    rows += planned_rows(pipeline, {r["slug"] for r in rows})
    yield from sorted(rows, key=lambda r: r["slug"])


def former_rows(table: list[Row], present: dict[str, Row]) -> Iterator[Row]:
    """Yield councils that ended, districts with the county that they lay in."""
    rows: dict[str, Row] = {}
    for row in table:
        slug = row["slug"]
        rows[slug] = {
            "slug": slug,
            "gss": row["gss_code"],
            "name": row["official_name"],
            "short_name": row["short_name"],
            "kind": row["type"],
            "region": row["region"],
            "status": "former",
            "website": row["website"],
            "start_date": FORMER_STARTS.get(slug, ""),
            "end_date": row["end_date"],
            "successors": FORMER_SUCCESSORS.get(slug, row["successor_slugs"]),
            "upper_tier": "",
            "mayor": "no",
        }
    for slug, row in rows.items():
        if row["kind"] == "district":
            row["upper_tier"] = FORMER_COUNTIES.get(slug) or county_of(row, rows, present)
        yield row


def county_of(district: Row, former: dict[str, Row], present: dict[str, Row]) -> str:
    """Return the county of a former district: one that ended in the same council, or goes on."""
    heirs = set(district["successors"].split(";"))
    for slug, row in former.items():
        if row["kind"] == "county" and heirs & set(row["successors"].split(";")):
            return slug
    heir = heirs.pop()
    return (
        present[heir]["upper_tier"] if heir in present else county_of(former[heir], former, present)
    )


def planned_rows(pipeline: list[Row], known: set[str]) -> Iterator[Row]:
    """Yield new councils that are decided or named, and not law yet."""
    new = {r["new_slug"]: r for r in pipeline if r["new_slug"] and r["new_slug"] not in known}
    for slug, row in new.items():
        yield {
            "slug": slug,
            "name": row["new_council_name"],
            "short_name": row["new_council_name"].partition(" Council")[0],
            "kind": "unitary",
            "region": row["region"],
            "status": "planned",
            "mayor": "no",
            "planned_start": row["vesting_date"],
        }


def legal_ends(pipeline: list[Row]) -> dict[str, tuple[str, str]]:
    """Return the last day and the successors of councils whose end is decided in law."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in pipeline:
        if row["name_status"] in LEGAL_NAMES and row["status"] == "shadow":
            found[row["predecessor_slug"]].append(row)
    return {
        slug: (day_before(rows[0]["vesting_date"]), ";".join(sorted(r["new_slug"] for r in rows)))
        for slug, rows in found.items()
    }


def shadow_days(pipeline: list[Row]) -> dict[str, str]:
    """Return the day on which each shadow authority was elected."""
    return {r["new_slug"]: r["shadow_election"] for r in pipeline if r["status"] == "shadow"}


def day_before(day: str) -> str:
    """Return the day before an ISO date."""
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


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

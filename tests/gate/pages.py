"""The real pages of MONITOR_GATE_DIR/corpus/html with what people found in them, read in place.

Each set has a truth of its own form: article bodies of the Scrapinghub benchmark, bodies with title
and date of the Web Content Extraction Benchmark, expected HTML of Mozilla's Readability, and plain
texts of newspaper4k. The pages belong to their publishers; nothing of them is copied here.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lxml import html

#: name of a set in figures <- its origin in the manifest
SETS = {
    "scrapinghub/article-extraction-benchmark": "scrapinghub",
    "Murrough-Foley/web-content-extraction-benchmark": "webcontent",
    "mozilla/readability": "readability",
    "AndyTheFactory/newspaper4k": "newspaper",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One page, and what there is to find in it."""

    file: Path
    url: str
    #: short name of its set, "" for pages without truth
    set: str
    is_article: bool
    #: None = nobody wrote down what its text is
    text: str | None
    title: str | None = None
    #: as the truth writes it, the day first ten characters long
    published: str | None = None

    @property
    def body(self) -> bytes:
        """The page's bytes."""
        return gzip.decompress(self.file.read_bytes())


def load_samples(folder: Path) -> list[Sample]:
    """Return the pages of the manifest in ``folder``, in its order."""
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as file:
        return [_sample(folder, row) for row in csv.DictReader(file)]


def digest(folder: Path) -> str:
    """Return one digest of the manifest, all pages and all truths."""
    found = hashlib.sha256((folder / "manifest.csv").read_bytes())
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = {row["file"] for row in rows} | {row["ground_truth"].split("#")[0] for row in rows}
    for name in sorted(names - {""}):
        found.update((folder / name).read_bytes())
    return found.hexdigest()


def _sample(folder: Path, row: dict[str, str]) -> Sample:
    name, _, key = row["ground_truth"].partition("#")
    truth: dict[str, str | None] = _truth(folder / name, key) if name else {}
    return Sample(
        file=folder / row["file"],
        url=row["url"],
        set=SETS.get(row["origin"], ""),
        is_article=row["page_type"] == "article",
        text=truth.get("text") or None,
        title=truth.get("title") or None,
        published=truth.get("published") or None,
    )


def _truth(file: Path, key: str) -> dict[str, str | None]:
    if key:
        return {"text": _bodies(file)[key]["articleBody"]}
    if file.suffix == ".json":
        found = json.loads(file.read_text(encoding="utf-8"))["ground_truth"]
        return {
            "text": found.get("main_content"),
            "title": found.get("title"),
            "published": found.get("publish_date"),
        }
    if file.suffix == ".html":
        beside = json.loads((file.parent / "expected-metadata.json").read_text(encoding="utf-8"))
        expected = html.fromstring(file.read_text(encoding="utf-8"))
        return {
            "text": " ".join(map(str, expected.itertext())),
            "title": beside.get("title"),
            "published": beside.get("publishedTime"),
        }
    return {"text": file.read_text(encoding="utf-8")}


@cache
def _bodies(file: Path) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(file.read_text(encoding="utf-8"))
    return found

"""What an agenda pack of 400 pages costs in a real worker, and whether its telling pages are found.

    python bench/papers.py [--memory-mib 1536]

Two packs, written here: one with three pages that matter among officers' boilerplate, one with the
boilerplate alone. Each is read and tagged in a fresh worker process with the address space that the
configuration gives it. Prints seconds (the first with the worker's start), the worker's peak
resident set and address space in MiB, and the pages quoted; and a JSON line.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.analyse import Reference, analyse
from monitor.demo.site import write_site
from monitor.filing import MAX_EVIDENCE
from monitor.quotes import make_evidence
from monitor.records import CouncilSlug, Outline, Page, TaggedDocument, Tier
from monitor.score import score_document
from monitor.workers import Workers, result_of
from tests.packs import COMMITTEE, TELLING, write_pack

COUNCIL = CouncilSlug("sampleford")
NOW = datetime(2026, 11, 24, 19, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One pack."""

    name: str
    seconds: float
    peak_rss_mib: float
    peak_space_mib: float
    lane: str
    #: pages that the alert's evidence quotes, in its order
    pages: tuple[int, ...]


def make_page(body: bytes) -> Page:
    return Page(
        url="https://democracy.sampleford.example/documents/g100/pack.pdf",
        body=body,
        media_type="application/pdf",
        title=f"{COMMITTEE}, 24 November 2026: agenda reports pack",
        published_at=NOW,
        retrieved_at=NOW,
        outline=Outline(tier=Tier.PRIMARY, council=COUNCIL),
    )


def read(page: Page, register: Path) -> tuple[TaggedDocument, float, float]:
    """Run in the worker: the document, and its own peaks of memory in MiB."""
    tagged = analyse(page, Reference(register_folder=register))
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    space = int(status["VmPeak"].split()[0]) / 1024
    return tagged, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, space


def measure(name: str, body: bytes, register: Path, memory_mib: int) -> Measured:
    page = make_page(body)
    with Workers(processes=1, task_timeout=timedelta(seconds=60), memory_mib=memory_mib) as pool:
        started = time.monotonic()
        tagged, rss, space = result_of(pool.submit(read, page, register))
        seconds = time.monotonic() - started
    score = score_document(tagged, COUNCIL)
    evidence = make_evidence(tagged, COUNCIL, score.themes)[:MAX_EVIDENCE]
    return Measured(
        name=name,
        seconds=round(seconds, 2),
        peak_rss_mib=round(rss, 1),
        peak_space_mib=round(space, 1),
        lane=score.lane.value,
        pages=tuple(e.page or 0 for e in evidence),
    )


def measure_packs(memory_mib: int = 1536) -> tuple[Measured, Measured]:
    """Return the pack that matters and its twin."""
    with tempfile.TemporaryDirectory() as folder:
        write_site(Path(folder), "http://127.0.0.1:1")
        register = Path(folder) / "register"
        return (
            measure("three pages matter", write_pack(), register, memory_mib),
            measure("boilerplate alone", write_pack(telling={}), register, memory_mib),
        )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--memory-mib", type=int, default=1536)
    for one in measure_packs(options.parse_args().memory_mib):
        found = sorted(set(TELLING) & set(one.pages))
        print(f"{one.name}: {one.seconds} s, {one.peak_rss_mib} MiB resident,"
              f" {one.peak_space_mib} MiB of addresses, {one.lane}, pages found {found}")  # fmt: skip
        print(json.dumps({"bench": "papers", **asdict(one)}))


if __name__ == "__main__":
    main()

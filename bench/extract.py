"""How many real pages a second one core reads, with title and date, and where the time goes.

    python bench/extract.py [--corpus DIR] [--set scrapinghub] [--rounds 3]

Pages are those of MONITOR_GATE_DIR/corpus/html. Processor time of this process (`process_time`),
the best of a few rounds for each page. Steps: bytes to text, text to tree, what the page says of
itself (title, address, date), its article. For comparison: plain trafilatura, with and without its
own metadata. Prints a table and a JSON line.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import trafilatura

from monitor.charset import decode_page
from monitor.errors import ExtractError
from monitor.extract import extract_document
from monitor.extract.body import find_text, own_paragraphs
from monitor.extract.html import parse
from monitor.extract.metadata import Metadata, address_of, read_metadata, title_of
from monitor.extract.published import published_of
from monitor.records import Outline, Page
from tests.gate.extraction import NOW
from tests.gate.pages import Sample, load_samples


def make_page(sample: Sample) -> Page:
    return Page(
        url=sample.url or "https://news.example/a",
        body=sample.body,
        media_type="text/html",
        title="",
        retrieved_at=NOW,
        outline=Outline(),
    )


def is_readable(page: Page) -> bool:
    try:
        extract_document(page)
    except ExtractError:
        return False
    return True


def read_all(page: Page) -> None:
    extract_document(page)


def read_tree(page: Page) -> Callable[[], None]:
    text = decode_page(page.body, page.media_type)
    return lambda: void(parse(text))


def read_said(page: Page) -> Callable[[], None]:
    """Return what reads title, address and date off a tree that is there already."""
    tree = parse(decode_page(page.body, page.media_type))

    def read() -> None:
        found: Metadata = read_metadata(tree)
        title_of("", found, address_of(found, page.url))
        published_of(tree, found, NOW)

    return read


def read_body(page: Page) -> Callable[[], None]:
    tree = parse(decode_page(page.body, page.media_type))
    found = read_metadata(tree)
    return lambda: void(own_paragraphs(find_text(tree, found.article_body()), found.titles))


def void(_value: object) -> None:
    """Throw a result away."""


#: name -> what makes, outside the measured time, the call that is measured
STEPS: dict[str, Callable[[Page], Callable[[], None]]] = {
    "monitor, all": lambda page: lambda: read_all(page),
    "  bytes to text": lambda page: lambda: void(decode_page(page.body, page.media_type)),
    "  text to tree": read_tree,
    "  title, address, date": read_said,
    "  article": read_body,
    "trafilatura with metadata": lambda page: (
        lambda: void(
            trafilatura.bare_extraction(page.body, with_metadata=True, include_comments=False)
        )
    ),
    "trafilatura, text alone": lambda page: (
        lambda: void(trafilatura.extract(page.body, include_comments=False))
    ),
}


def measure(pages: list[Page], make: Callable[[Page], Callable[[], None]], rounds: int) -> float:
    """Return the processor seconds for all pages, the best round of each."""
    total = 0.0
    for page in pages:
        best = float("inf")
        for _ in range(rounds):
            call = make(page)
            begun = time.process_time()
            call()
            best = min(best, time.process_time() - begun)
        total += best
    return total


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--corpus", type=Path)
    options.add_argument("--set", default="scrapinghub", help='one set of pages, or "all"')
    options.add_argument("--rounds", type=int, default=3)
    given = options.parse_args()
    corpus = given.corpus or Path(os.environ["MONITOR_GATE_DIR"]) / "corpus" / "html"
    samples = [s for s in load_samples(corpus) if given.set in {"all", s.set}]
    pages = [page for s in samples if is_readable(page := make_page(s))]
    mean = sum(len(p.body) for p in pages) / len(pages) / 1000
    print(f"{len(pages)} pages of {given.set}, mean {mean:.0f} kB; best of {given.rounds}")
    print(f"{'':<26} {'ms a page':>10} {'pages a second':>15}")
    row: dict[str, object] = {"bench": "extract", "set": given.set, "pages": len(pages)}
    for name, make in STEPS.items():
        seconds = measure(pages, make, given.rounds)
        print(f"{name:<26} {1000 * seconds / len(pages):>10.2f} {len(pages) / seconds:>15.0f}")
        row[name.strip()] = round(len(pages) / seconds, 1)
    print(json.dumps(row))


if __name__ == "__main__":
    main()

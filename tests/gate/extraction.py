"""What `make gate` measures on real pages: text, title and date as extracted, beside plain trafilatura.

Every page is read without the help of a feed: the figures are those of the page alone.
"""

from __future__ import annotations

import re
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

import trafilatura

from monitor.dates import parse_date
from monitor.errors import ExtractError
from monitor.extract import extract_document
from monitor.records import Document, Outline, Page
from monitor.text import fold
from tests.gate.pages import Sample, load_samples
from tests.gate.shingles import Overlap, overlap, text_figures

#: every page was kept before this moment
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
#: truths write a day without its zone
_DATE_SLACK = timedelta(days=1)
PROCESSES = 2
#: how the reason of a page starts that was not refused but broke the reader
CRASHED = "crashed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one page."""

    name: str
    set: str
    is_article: bool
    #: why there is no text, "" when there is
    reason: str
    #: taken for the beginning of what must be paid for
    is_beginning: bool
    #: processor time
    seconds: float
    #: characters of the truth, 0 without one
    n_wanted: int
    #: None = no truth to compare with
    ours: Overlap | None
    #: plain trafilatura, of the Scrapinghub set only
    plain: Overlap | None
    #: None = the truth names none
    is_title_right: bool | None
    #: None = the truth names none
    is_date_found: bool | None
    is_date_right: bool


def measure_pages(folder: Path, *, processes: int = PROCESSES) -> list[Outcome]:
    """Extract every page of a corpus, and compare with its truth."""
    samples = load_samples(folder)
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        return list(pool.map(judge_page, samples, chunksize=8))


def judge_page(sample: Sample) -> Outcome:
    """Extract one page, and compare with its truth."""
    body = sample.body
    begun = time.process_time()
    document, reason = _extract(sample, body)
    seconds = time.process_time() - begun
    wanted = sample.text
    plain = None
    if wanted and sample.set == "scrapinghub":
        plain = overlap(wanted, trafilatura.extract(body, include_comments=False) or "")
    published_at = document.published_at if document else None
    day = parse_date((sample.published or "")[:10], now=NOW)
    return Outcome(
        name=f"{sample.set}/{sample.file.name}",
        set=sample.set,
        is_article=sample.is_article,
        reason=reason,
        is_beginning=document is not None and document.summary_only,
        seconds=seconds,
        n_wanted=len(wanted or ""),
        ours=overlap(wanted, document.text if document else "") if wanted else None,
        plain=plain,
        is_title_right=_is_same(sample.title, document) if sample.title else None,
        is_date_found=None if day is None else published_at is not None,
        is_date_right=bool(day and published_at and abs(day - published_at) <= _DATE_SLACK),
    )


def page_figures(outcomes: list[Outcome]) -> dict[str, float]:
    """Return the figures by name, as the floors name them."""
    found: dict[str, float] = {}
    for name in ("scrapinghub", "webcontent", "readability", "newspaper"):
        rows = [o.ours for o in outcomes if o.set == name and o.is_article and o.ours]
        precision, recall, f1 = text_figures(rows)
        found |= {f"{name}_precision": precision, f"{name}_recall": recall, f"{name}_f1": f1}
    _, _, found["plain_f1"] = text_figures([o.plain for o in outcomes if o.plain])
    articles = [o for o in outcomes if o.is_article]
    titled = [o.is_title_right for o in articles if o.is_title_right is not None]
    dated = [o for o in articles if o.is_date_found is not None]
    n_found = sum(1 for o in dated if o.is_date_found)
    n_right = sum(1 for o in dated if o.is_date_right)
    return {
        **found,
        "title_right": sum(titled) / len(titled),
        "date_precision": n_right / max(n_found, 1),
        "date_recall": n_right / len(dated),
    }


def worst(outcomes: list[Outcome], *, n_rows: int = 25) -> list[str]:
    """Return the pages of each set that lose most, for the person who reads a fall."""
    lost = sorted(
        (o for o in outcomes if o.ours and o.is_article),
        key=lambda o: o.ours.precision + o.ours.recall if o.ours else 2,
    )
    return [
        f"{o.name}: precision {o.ours.precision:.2f}, recall {o.ours.recall:.2f} {o.reason}"
        for o in lost[:n_rows]
        if o.ours
    ]


def _extract(sample: Sample, body: bytes) -> tuple[Document | None, str]:
    page = Page(
        url=sample.url or f"https://news.example/{sample.file.stem}",
        body=body,
        media_type="text/html",
        title="",
        retrieved_at=NOW,
        outline=Outline(),
    )
    try:
        return extract_document(page), ""
    except ExtractError as error:
        return None, str(error)
    except Exception as error:  # noqa: BLE001  # the page's name has to reach the report
        return None, f"{CRASHED}: {error!r}"


def _is_same(title: str, document: Document | None) -> bool:
    """Whether titles have the same letters and digits."""
    return document is not None and _letters(title) == _letters(document.title)


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", fold(text))

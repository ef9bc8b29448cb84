"""Documents in (JSON Lines), judgements out, with no database: the line without its ends.

What ``monitor assess``, the gates and the benches run. A line that cannot be read gives an error
in its place, and the rest go on. The form of both sides is a contract (``docs/assess.md``).
"""

from __future__ import annotations

import json
import re
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from monitor import score as scoring
from monitor.analyse import Reference, tag_document, tagger
from monitor.errors import MonitorError, NotFoundError
from monitor.extract import extract_document
from monitor.records import (
    CouncilSlug,
    Document,
    Lane,
    Mention,
    Method,
    Outline,
    Page,
    Region,
    Score,
    Severity,
    TaggedDocument,
    ThemeHit,
    Tier,
)
from monitor.stretches import hits_of
from monitor.text import sha256_hex, slugify
from monitor.urls import host_of
from monitor.workers import result_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future

    from monitor.register import Register
    from monitor.tag import Tagger

Json = dict[str, object]
_Kind = TypeVar("_Kind", Tier, Region)

#: lines that one worker task takes
CHUNK = 50
_DATE = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What judging needs besides the text."""

    reference: Reference = field(default_factory=Reference)
    thresholds: scoring.Thresholds = field(default_factory=scoring.Thresholds)


def assess_lines(
    lines: Iterable[str],
    rules: Rules,
    submit: Callable[..., Future[list[Json]]],
    *,
    n_waiting: int = 8,
) -> Iterator[Json]:
    """Yield the judgement of each line, in order.

    Args:
        lines: JSON Lines; blank ones are passed over.
        rules: what texts are read with, and thresholds.
        submit: worker processes, or ``run_here``.
        n_waiting: chunks that are under way at once.
    """
    numbered = ((n, line) for n, line in enumerate(lines, start=1) if line.strip())
    waiting: deque[tuple[tuple[tuple[int, str], ...], Future[list[Json]]]] = deque()
    while chunk := tuple(islice(numbered, CHUNK)):
        waiting.append((chunk, submit(assess_chunk, chunk, rules)))
        if len(waiting) >= n_waiting:
            yield from _finish(*waiting.popleft())
    while waiting:
        yield from _finish(*waiting.popleft())


def assess_chunk(chunk: tuple[tuple[int, str], ...], rules: Rules) -> list[Json]:
    """Return the judgements of numbered lines; what a worker process runs."""
    return [assess_line(number, line, rules) for number, line in chunk]


def assess_line(number: int, line: str, rules: Rules) -> Json:
    """Return the judgement of one line, or ``{"id" or "line", "error"}``."""
    try:
        given = json.loads(line)
    except ValueError as error:
        return {"line": number, "error": f"not JSON: {error}"}
    if not isinstance(given, dict):
        return {"line": number, "error": "expected an object with id and text or html"}
    key: Json = {"id": given["id"]} if "id" in given else {"line": number}
    reader = tagger(rules.reference)
    try:
        page, text = read_given(given, reader.register)
        document = make_document(page, text, outlet=_string(given, "outlet"))
    except (ValueError, MonitorError) as error:
        return {**key, "error": str(error)}
    tagged = tag_document(document, page.outline, rules.reference)
    judged = judge(tagged, rules.thresholds, reader)
    if text is None:
        judged |= {"title": document.title, "text": document.text}
    return {"id": given.get("id"), **judged}


def read_given(given: Json, register: Register) -> tuple[Page, str | None]:
    """Return the page that an input object describes, and its text if it gives text.

    Raises:
        ValueError: a field is missing or not what it should be, or names a council that is not in
            the register, in words for its author.
    """
    text, html = given.get("text"), given.get("html")
    if (text is None) == (html is None):
        msg = "expected either text or html"
        raise ValueError(msg)
    words = {k: _string(given, k) for k in ("title", "url", "text", "html")}
    published_at = parse_published(given.get("published_at"))
    page = Page(
        url=words["url"],
        body=words["html"].encode("utf-8", "surrogatepass"),
        media_type="text/html; charset=utf-8",
        title=words["title"],
        published_at=published_at,
        retrieved_at=published_at or datetime.fromtimestamp(0, UTC),
        outline=_outline(given, register),
    )
    return page, None if text is None else words["text"]


def parse_published(value: object) -> datetime | None:
    """Return the moment of "2019", "2019-05", "2019-05-03" or a time; None when absent.

    A part of a date stands for its beginning.

    Raises:
        ValueError: it is none of these.
    """
    if value is None or value == "":
        return None
    text = str(value)
    found = _DATE.match(text)
    try:
        if found:
            year, month, day = (int(part) if part else 1 for part in found.groups())
            return datetime(year, month, day, tzinfo=UTC)
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        msg = f"published_at: expected 2019, 2019-05, 2019-05-03 or a time, found {text!r}"
        raise ValueError(msg) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def make_document(page: Page, text: str | None, *, outlet: str = "") -> Document:
    """Return the document of a given text, or of a given page.

    Args:
        page: the address, title and dates; its bytes are read when there is no text.
        text: the text as given; None when a page was given.
        outlet: name of the publisher; "" means the address's host.

    Raises:
        ExtractError: the page holds no text.
    """
    if text is None:
        return extract_document(page)
    return Document(
        url=page.url,
        outlet=outlet or host_of(page.url),
        title=page.title,
        standfirst=text.strip().split("\n", 1)[0],
        text=text,
        published_at=page.published_at,
        retrieved_at=page.retrieved_at,
        text_sha256=sha256_hex(text),
        extractor="given",
    )


def judge(tagged: TaggedDocument, thresholds: scoring.Thresholds, reader: Tagger) -> Json:
    """Return what is said of a tagged document: the best of its councils' scores, with reasons."""
    councils: tuple[CouncilSlug | None, ...] = tagged.about or (None,)
    scores = [scoring.score_document(tagged, c, thresholds=thresholds) for c in councils]
    council, best = max(zip(councils, scores, strict=True), key=lambda pair: pair[1].value)
    is_shown = best.lane is not Lane.NONE
    return {
        "lane": best.lane.value,
        "alert": best.lane is Lane.ALERT,
        "severity": int(best.severity) if is_shown else 0,
        "score": best.value,
        "councils": _councils(tagged, reader),
        "themes": _themes(tagged, council, best) if is_shown else [],
        "events": [
            {
                "type": e.type.value,
                "council": e.council,
                "date": e.on.isoformat() if e.on else None,
                "status": e.status.value,
                "start": e.start,
                "end": e.end,
            }
            for e in tagged.events
        ],
        "why": [{"part": p.name, "value": p.value, "weight": p.weight} for p in best.parts],
        "paper": tagged.document.paper,
        "alternatives": [] if tagged.about else list(tagged.alternatives),
        "guards": list(tagged.guards),
        "versions": {**dict(tagged.versions), "score": best.version},
    }


def _councils(tagged: TaggedDocument, reader: Tagger) -> list[Json]:
    """One row a council: the mention that shows best why it is there."""
    best: dict[CouncilSlug, Mention] = {}
    for mention in tagged.mentions:
        held = best.get(mention.council)
        rank = (mention.is_about, mention.confidence)
        if held is None or rank > (held.is_about, held.confidence):
            best[mention.council] = mention
    return [
        {
            "slug": slug,
            "gss": reader.register.get(slug).gss,
            "name": reader.register.get(slug).name,
            "is_about": mention.is_about,
            "confidence": mention.confidence,
            "surface": mention.surface,
            "start": mention.start,
            "end": mention.end,
            "how": mention.method,
        }
        for slug, mention in best.items()
    ]


def _themes(tagged: TaggedDocument, council: CouncilSlug | None, score: Score) -> list[Json]:
    text = tagged.document.full_text
    rows: list[Json] = []
    for theme in score.themes:
        hits = [h for h in hits_of(tagged, council) if h.theme is theme]
        confidence = scoring.theme_confidence(theme, score, hits, scoring.curve_of(tagged))
        rows.append(
            {
                "theme": theme.value,
                "confidence": round(confidence, 4),
                "severity": int(_severity_of(hits)),
                "evidence": [_evidence(h, text) for h in hits if h.is_for],
                "against": [_evidence(h, text) for h in hits if not h.is_for],
            }
        )
    return rows


def _severity_of(hits: Iterable[ThemeHit]) -> Severity:
    """The gravest of a theme's rules, and the classifier's word where none fired."""
    by_rule = [h.severity for h in hits if h.is_for and h.method is not Method.CLASSIFIER]
    read = [h.severity for h in hits if h.method is Method.CLASSIFIER]
    return max(by_rule or read, default=Severity.CONTEXT)


def _evidence(hit: ThemeHit, text: str) -> Json:
    return {
        "start": hit.start,
        "end": hit.end,
        "text": text[hit.start : hit.end],
        "by": hit.method.value,
        "rule": hit.rule,
        "confidence": hit.confidence,
        "guard": hit.guard,
    }


def _outline(given: Json, register: Register) -> Outline:
    council, covers = _string(given, "source_council"), given.get("covers") or []
    if not isinstance(covers, list):
        msg = f"covers: expected a list of slugs, found {type(covers).__name__}"
        raise ValueError(msg)  # noqa: TRY004  # one kind of error for a faulty line
    return Outline(
        tier=_one_of(given, "tier", Tier, Tier.LOCAL),
        region=_one_of(given, "source_region", Region, Region.NATIONAL),
        council=_slug("source_council", council, register) if council else None,
        covers=tuple(_slug("covers", slug, register) for slug in covers),
    )


def _slug(key: str, value: object, register: Register) -> CouncilSlug:
    try:
        return register.get(str(value)).slug
    except NotFoundError as error:
        msg = f"{key}: {error}"
        raise ValueError(msg) from error


def _string(given: Json, key: str) -> str:
    value = given.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        msg = f"{key}: expected text, found {type(value).__name__}"
        raise ValueError(msg)  # noqa: TRY004  # one kind of error for a faulty line
    return value


def _one_of(given: Json, key: str, kinds: type[_Kind], default: _Kind) -> _Kind:
    text = _string(given, key)
    if not text:
        return default
    for kind in kinds:
        if slugify(kind) == slugify(text):
            return kind
    msg = f"{key}: expected one of {', '.join(kinds)}; found {text!r}"
    raise ValueError(msg)


def _finish(chunk: tuple[tuple[int, str], ...], future: Future[list[Json]]) -> Iterator[Json]:
    """Yield a chunk's judgements; when its worker died, each of its lines says so."""
    try:
        yield from result_of(future)
    except MonitorError as error:
        for number, _ in chunk:
            yield {"line": number, "error": str(error)}

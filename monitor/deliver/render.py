"""Digest, alert or notice -> a message; pure.

What comes in are records; what goes out is text that attributes each report to its outlet, keeps
verdicts to counts unless they are asked for, and never ranks or rates a council. Restricted
alerts are refused, not left out quietly: whoever made the record should have left them out.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from monitor.dates import LONDON, show_day, show_time
from monitor.deliver.layout import Block, Line, render_message
from monitor.errors import DeliveryError
from monitor.records import Alert, AlertState, Lane, Message, Severity, Theme

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from monitor.records import BlindSpot, Concern, CouncilSlug, Digest

#: stands wherever councils are listed
STANDING = "Presence on the radar is not in itself an indication of failure."
LEADS = "Each item is a lead to check, as its outlet reports it; it is never a judgement."
#: most lines of a list that only waits, or only sums up
MAX_LINES = 15

_SEVERITY = {
    Severity.CONTEXT: "context",
    Severity.EARLY: "early sign",
    Severity.SERIOUS: "serious sign",
    Severity.ACUTE: "acute sign",
}


def render_digest(digests: Sequence[Digest], *, show_verdicts: bool = False) -> Message:
    """Return the weekly message of one recipient.

    Args:
        digests: the same week of each of the recipient's regions, at least one.
        show_verdicts: whether concerns, which verdicts opened, are named by council.

    Raises:
        DeliveryError: a restricted alert is among them.
    """
    _refuse_restricted(a for d in digests for a in _alerts_of(d))
    first = digests[0]
    blocks = [
        Block(level=1, title=f"Week {_week(first)}: {_days(first)}", paragraphs=_opening(first))
    ]
    seen: set[str] = set()
    for digest in digests:
        blocks += _region_blocks(digest, show_verdicts=show_verdicts, seen=seen)
        seen |= {spot.name for spot in digest.blind}
    return render_message(_subject(digests), blocks)


def render_alert(alert: Alert, council: str) -> str:
    """Return an alert as short plain text, for a notice or a terminal.

    Args:
        alert: the alert, restricted or not: the caller knows who reads.
        council: the council's name, "" when it was not identified.
    """
    line = _alert_line(alert)
    reach = [f"  {line.url}"] if line.url else []
    head = f"{council or 'Council not identified'}: {line.text}"
    return "\n".join([head, *(f"  {detail}" for detail in line.details), *reach])


def render_notice(title: str, lines: Iterable[str]) -> Message:
    """Return a notice to whoever runs the service."""
    blocks = [
        Block(level=1, title=title),
        Block(lines=tuple(Line(text=line) for line in lines)),
    ]
    return render_message(f"council-monitor: {title}", blocks)


def theme_name(theme: Theme) -> str:
    """Return a theme in words."""
    return theme.value.replace("_", " ")


def link_of(alert: Alert) -> str:
    """Return an alert's address, at the page that is quoted first when it is a PDF."""
    first = next((e for e in alert.evidence if e.is_for), None)
    is_one = len({e.document for e in alert.evidence}) == 1
    return page_link(alert.url, first.page if first and is_one else None)


def page_link(url: str, page: int | None) -> str:
    """Return an address at a page, if it is a PDF's (RFC 8118)."""
    is_paper = url.partition("?")[0].lower().endswith(".pdf")
    return f"{url}#page={page}" if page and is_paper else url


def severity_name(alert: Alert) -> str:
    """Return the severity in words, and whether it still stands alone."""
    name = _SEVERITY[alert.score.severity]
    return name if alert.score.is_corroborated else f"{name}, not yet corroborated"


def _refuse_restricted(alerts: Iterable[Alert]) -> None:
    for alert in alerts:
        if alert.restricted:
            reason = f"alert #{alert.id} is restricted and is never sent"
            raise DeliveryError(reason, permanent=True)


def _alerts_of(digest: Digest) -> Iterator[Alert]:
    for section in digest.sections:
        yield from section.alerts
        yield from section.moved
    yield from digest.waiting
    yield from digest.corrected
    yield from digest.baseline


def _subject(digests: Sequence[Digest]) -> str:
    whose = str(digests[0].region) if len(digests) == 1 else f"{len(digests)} regions"
    whose = "National" if whose == "national" else whose
    n = sum(d.n_alerts for d in digests)
    waiting = sum(d.n_waiting for d in digests)
    alerts = _count(n, "alert") if n else "no alerts"
    need = f", {waiting} {'needs' if waiting == 1 else 'need'} you" if waiting else ""
    return f"{whose}: {alerts}{need} · week {_week(digests[0])}"


def _week(digest: Digest) -> str:
    return str(int(digest.week.partition("-W")[2]))


def _days(digest: Digest) -> str:
    """Monday to Sunday, inclusive, as a person would write them."""
    start = digest.starts_at.astimezone(LONDON).date()
    end = digest.ends_at.astimezone(LONDON).date().toordinal() - 1
    return f"{_day(start)} to {_day(start.fromordinal(end))}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _opening(digest: Digest) -> tuple[str, ...]:
    so_far = (
        (f"The week is not over: this is how it stood on {show_time(digest.made_at)}.",)
        if digest.made_at < digest.ends_at
        else ()
    )
    return (*so_far, LEADS, STANDING)


def _region_blocks(digest: Digest, *, show_verdicts: bool, seen: set[str]) -> list[Block]:
    title = "National" if digest.region == "national" else str(digest.region)
    blocks = [Block(title=title, paragraphs=_summary(digest))]
    for section in digest.sections:
        lines = [_alert_line(a) for a in section.alerts]
        lines += [_alert_line(a, lead="Moved: ") for a in section.moved]
        blocks.append(Block(level=3, title=section.title, lines=tuple(lines)))
    names = dict(digest.names)
    blocks.append(_listing("Waiting since before this week", digest.waiting, names))
    blocks.append(_listing("Found when watching began", digest.baseline, names))
    blocks.append(_listing("Corrected: filed under the wrong council", digest.corrected, names))
    blocks.append(_concerns(digest, names, is_named=show_verdicts))
    blocks.append(_blind([spot for spot in digest.blind if spot.name not in seen]))
    blocks.append(_unwatched(digest.unwatched))
    return [b for b in blocks if b.lines or b.paragraphs]


def _summary(digest: Digest) -> tuple[str, ...]:
    change = digest.n_alerts - digest.n_alerts_before
    than = "as many as" if not change else f"{abs(change)} {'more' if change > 0 else 'fewer'} than"
    unsure = f" and {digest.n_unsure} unsure" if digest.n_unsure else ""
    counts = (
        f"{_count(digest.n_alerts, 'alert')}{unsure} in the week, {than} the week before. "
        f"Still open, whenever found: {digest.n_waiting}."
    )
    themes = "; ".join(
        f"{theme_name(t.theme)} {t.n} ({t.n - t.n_before:+d})" for t in digest.by_theme
    )
    verdicts = "; ".join(f"{label.replace('_', ' ')} {n}" for label, n in digest.verdicts)
    return (
        counts,
        *((f"Signs, with the change on the week before: {themes}.",) if themes else ()),
        *((f"Verdicts in the week: {verdicts}.",) if verdicts else ()),
    )


def _listing(title: str, alerts: Sequence[Alert], names: Mapping[CouncilSlug, str]) -> Block:
    lines = [_alert_line(a, lead=f"{_name_of(a, names)}: ") for a in alerts[:MAX_LINES]]
    rest = len(alerts) - MAX_LINES
    more = (f"And {rest} more: `monitor queue` lists them.",) if rest > 0 else ()
    return Block(level=3, title=f"{title} ({len(alerts)})", lines=tuple(lines), paragraphs=more)


def _name_of(alert: Alert, names: Mapping[CouncilSlug, str]) -> str:
    if alert.council is None:
        return "Council not identified"
    return names.get(alert.council, alert.council)


def _alert_line(alert: Alert, lead: str = "") -> Line:
    themes = ", ".join(theme_name(t) for t in alert.themes)
    unsure = "unsure: " if alert.lane is Lane.UNSURE else ""
    again = alert.review_at if alert.state is AlertState.NEEDS_INFO else None
    state = f"to be looked at again on {_day(again)}" if again else ""
    facts = (
        f"#{alert.id}",
        alert.outlet,
        show_day(alert.created_at),
        f"{unsure}{severity_name(alert)}",
        themes,
        state,
    )
    first = next((e for e in alert.evidence if e.is_for), None)
    page = f" (page {first.page})" if first and first.page else ""
    return Line(
        text=f"{lead}{alert.headline}",
        url=link_of(alert),
        details=(
            " · ".join(f for f in facts if f),
            *((f"“{first.quote}”{page}",) if first else ()),
            *((alert.news,) if alert.news else ()),
        ),
    )


def _concerns(digest: Digest, names: Mapping[CouncilSlug, str], *, is_named: bool) -> Block:
    opened, due = digest.concerns_opened, digest.concerns_due
    if not opened and not due:
        return Block()
    counts = (
        f"{_count(len(opened), 'concern')} opened in the week, {len(due)} due for review. "
        "`monitor concerns` lists them."
    )
    lines = [_concern_line("Opened", c, names) for c in opened] if is_named else []
    lines += [_concern_line("Due", c, names) for c in due] if is_named else []
    return Block(level=3, title="Concerns", paragraphs=(counts,), lines=tuple(lines))


def _concern_line(what: str, concern: Concern, names: Mapping[CouncilSlug, str]) -> Line:
    themes = ", ".join(theme_name(t) for t in concern.themes)
    council = names.get(concern.council, concern.council)
    review = f"review on {_day(concern.review_at)}"
    return Line(text=f"{what}: {council}", details=(f"#{concern.id} · {themes} · {review}",))


def _blind(spots: Sequence[BlindSpot]) -> Block:
    """What could not be seen: a quiet week may only be a blind one."""
    lines = []
    for spot in islice(spots, MAX_LINES):
        since = f"last seen on {show_day(spot.since)}" if spot.since else "never seen"
        facts = (spot.health.replace("_", " "), since, spot.reason)
        lines.append(Line(text=spot.name, details=(" · ".join(f for f in facts if f),)))
    rest = len(spots) - MAX_LINES
    more = (f"And {rest} more: `monitor sources --health` lists them.",) if rest > 0 else ()
    title = f"Could not be seen: {_count(len(spots), 'source')}"
    return Block(level=3, title=title, lines=tuple(lines), paragraphs=more)


def _unwatched(councils: Sequence[str]) -> Block:
    if not councils:
        return Block()
    title = f"Councils without a source of their own that answers ({len(councils)})"
    return Block(level=3, title=title, paragraphs=("; ".join(councils) + ".",))


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"

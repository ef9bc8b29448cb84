"""Pages for tests of extraction, made of one invented council's news."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from monitor.records import Outline, Page

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
URL = "https://www.sampleford-echo.example/news/2417-bins"
PARAGRAPHS = tuple(
    """\
Sampleford Borough Council has told residents that bins will be late for a third week, after half \
of its lorries failed their safety checks and spare parts could not be had.
The council said that it had hired lorries from a contractor, and that every round would be made \
by the end of the month if no more of them had to be taken off the road.
Opposition members have asked for an extraordinary meeting. The leader of the council said that \
she would welcome it, and would publish the report on the fleet beforehand.""".splitlines()
)
BODY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
TITLE = "Bins late for a third week"


def document(body: str = BODY, *, head: str = "", heading: str = TITLE, over: str = "") -> str:
    """Return a page: ``over`` stands between headline and text."""
    return (
        f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8">{head}</head><body>'
        '<nav><a href="/">Home</a> <a href="/news">News</a></nav>'
        f"<article><h1>{heading}</h1>{over}{body}</article><footer>Terms of use</footer></body></html>"
    )


def page(markup: str | bytes, **fields: object) -> Page:
    """Return what `analyse` is given for a page that was fetched."""
    body = markup.encode() if isinstance(markup, str) else markup
    made = Page(
        url=URL,
        body=body,
        media_type="text/html; charset=utf-8",
        title="",
        retrieved_at=NOW,
        outline=Outline(),
    )
    return replace(made, **fields)  # type: ignore[arg-type]

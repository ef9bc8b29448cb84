"""A news page with two entries and what is found on it; shared by the tests of lists."""

from __future__ import annotations

from dataclasses import replace

from monitor.dates import LONDON
from monitor.fetch import KINDS
from monitor.records import Reading, SourceKind
from tests.fetch.reading import answer, source_of

URL = "https://sampleford.example/news"


def read(
    body: str | bytes, *, url: str = URL, selector: str = "", kind: str = "text/html"
) -> Reading:
    source = replace(source_of(SourceKind.PAGE), selector=selector)
    return KINDS[SourceKind.PAGE].read(source, answer(body, kind, url))


def page(main: str, *, before: str = "", after: str = "", title: str = "News") -> str:
    return (
        f"<!doctype html><html><head><title>{title}</title></head><body>{before}<main>"
        f"<h1>{title}</h1>{main}</main>{after}</body></html>"
    )


def found(body: str, **how: str) -> list[tuple[str, str, str]]:
    """Return title, path and London's day of each entry."""
    return [
        (
            e.title,
            e.url.removeprefix("https://sampleford.example"),
            f"{e.published_at.astimezone(LONDON):%Y-%m-%d}" if e.published_at else "",
        )
        for e in read(body, **how).entries
    ]


A, B = "Cabinet agrees the budget for next year", "Budget 2026"
BOTH = [(A, "/news/1", "2026-11-23"), (B, "/news/2", "2026-11-09")]
UNDATED = [(A, "/news/1", ""), (B, "/news/2", "")]


def rows(template: str, wrapper: str = "<div class='list'>{}</div>") -> str:
    """Return two entries; ``{t}`` title, ``{u}`` address, ``{d}`` day, ``{i}`` ISO day."""
    made = "".join(
        template.format(t=t, u=f"/news/{n}", d=d, i=i, n=n)
        for n, t, d, i in (
            (1, A, "23 November 2026", "2026-11-23"),
            (2, B, "9 November 2026", "2026-11-09"),
        )
    )
    return wrapper.format(made)

"""A document's address, title and first lines -> whether it is a primary document, and of what kind.

A source may be primary and still publish press releases and blogs; a council's own site is not, and
still holds its auditor's report. So publisher and kind together decide for each document: an
auditor's report on a trade paper's site is news, a guidance page of the government is guidance. The
table is `monitor/data/publishers.toml`. Pure.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor.records import Tier

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from monitor.records import Document, Outline

#: a committee's paper that is of no other kind
COMMITTEE_PAPER = "committee paper"
DECISION_NOTICE = "decision notice"
#: lines at the top of a PDF among which its title is looked for
FIRST_LINES = 12
#: longest line that may be a title, in characters
LONGEST_TITLE = 120
_PDF = re.compile(r"\.pdf(?:\?|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Path:
    """A part of a site where all is of one kind."""

    path: re.Pattern[str]
    #: what its title has to say besides; None = whatever it says
    title: re.Pattern[str] | None
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """Whose a site is, and what primary documents lie there."""

    name: str
    hosts: tuple[str, ...] = ()
    #: whether hosts below those named are others'
    is_exact: bool = False
    #: kinds that are told by their titles
    kinds: frozenset[str] = frozenset()
    #: where on the site these may lie; None = anywhere
    within: re.Pattern[str] | None = None
    without: re.Pattern[str] | None = None
    paths: tuple[_Path, ...] = ()
    #: how near all the rest stands to the fact
    otherwise: Tier = Tier.OFFICIAL

    @property
    def has_primary(self) -> bool:
        """Whether any primary document lies there."""
        return bool(self.kinds or self.paths)


class Publishers:
    """The table, ready to be asked."""

    def __init__(self, text: str) -> None:
        """Read the table.

        Args:
            text: the content of `publishers.toml`.
        """
        table = tomllib.loads(text)
        self._about = _pattern(table["about"])
        self._kinds = {name: _pattern(source) for name, source in table["kinds"].items()}
        self._publishers = tuple(_publisher(row) for row in table["publisher"])
        committees, councils = table["committees"], table["councils"]
        self._committees = {name: _pattern(source) for name, source in committees.items()}
        self._below = tuple(f".{host}" for host in councils["below"])
        self._council = Publisher(
            name="council",
            kinds=frozenset(councils["kinds"]),
            without=_pattern(councils["without"]),
        )
        self._anyone = Publisher(name="a source said to be primary", kinds=frozenset(self._kinds))

    def judge(self, document: Document, outline: Outline) -> tuple[Tier, str]:
        """Return how near a document stands to the fact, and what kind of primary document it is.

        Args:
            document: its address, title and text.
            outline: what its source is configured as.

        Returns:
            The tier, which is primary exactly when there is a kind; the kind, "" for none.
        """
        host, path = _parts(document.url)
        titles = tuple(_titles(document))
        if self._is_committee(host, path, outline):
            return self._of_committee(path, titles)
        publisher = self.publisher_of(host) or self._own_site(host, outline)
        if publisher is None:
            return outline.tier, ""
        is_file = bool(document.pages) or _PDF.search(path) is not None
        kind = self._kind_of(publisher, path, titles, is_file=is_file)
        if kind:
            return Tier.PRIMARY, kind
        is_open = outline.tier in {Tier.PRIMARY, Tier.LOCAL}
        return publisher.otherwise if is_open else outline.tier, ""

    def publisher_of(self, host: str) -> Publisher | None:
        """Return whose a host is; the nearest wins, None = nobody of the table."""
        found = [
            (len(own), publisher)
            for publisher in self._publishers
            for own in publisher.hosts
            if host == own or (not publisher.is_exact and host.endswith(f".{own}"))
        ]
        return max(found, key=lambda pair: pair[0])[1] if found else None

    def kind_named(self, words: str) -> str:
        """Return the kind of primary document that a link's words or a title name, "" for none."""
        if self._about.search(words):
            return ""
        return next((name for name, pattern in self._kinds.items() if pattern.search(words)), "")

    def is_councils_own(self, url: str, outline: Outline) -> bool:
        """Return whether a page is a council's own, and not of its committee system."""
        host, path = _parts(url)
        is_own = self.publisher_of(host) is None and self._own_site(host, outline) is self._council
        return is_own and not self._is_committee(host, path, outline)

    def name_of(self, outlet: str) -> str:
        """Return who speaks under a host: several hosts of one body are one origin."""
        publisher = self.publisher_of(outlet)
        if publisher is not None:
            return publisher.name
        below = next((b for b in self._below if outlet.endswith(b)), "")
        return f"{outlet.removesuffix(below).rpartition('.')[2]}{below}" if below else outlet

    def _own_site(self, host: str, outline: Outline) -> Publisher | None:
        if outline.council is not None or host.endswith(self._below):
            return self._council
        return self._anyone if outline.tier is Tier.PRIMARY else None

    def _is_committee(self, host: str, path: str, outline: Outline) -> bool:
        """Whether it lies on a committee system: by its address, or its source is known as one."""
        if self.publisher_of(host) is not None:
            return False
        is_known = outline.tier is Tier.PRIMARY and outline.council is not None
        is_council = outline.council is not None or host.endswith(self._below)
        is_hosted = self._committees["host"].search(host) is not None
        is_page = any(self._committees[name].search(path) is not None for name in ("path", "none"))
        return is_known or is_hosted or (is_council and is_page)

    def _of_committee(self, path: str, titles: Iterable[str]) -> tuple[Tier, str]:
        if self._committees["none"].search(path):
            return Tier.OFFICIAL, ""
        if self._committees["decision"].search(path):
            return Tier.PRIMARY, DECISION_NOTICE
        kinds = (k for t in titles if (k := self.kind_named(t)) in self._council.kinds)
        return Tier.PRIMARY, next(kinds, COMMITTEE_PAPER)

    def _kind_of(
        self, publisher: Publisher, path: str, titles: tuple[str, ...], *, is_file: bool
    ) -> str:
        is_where = publisher.within is None or publisher.within.search(path) is not None
        if publisher.without is not None and publisher.without.search(path):
            is_where = is_file
        if is_where:
            named = (self.kind_named(title) for title in titles)
            kind = next((k for k in named if k in publisher.kinds), "")
            if kind:
                return kind
        for rule in publisher.paths:
            if rule.path.search(path) and (rule.title is None or rule.title.search(titles[0])):
                return rule.kind
        return ""


@cache
def load_publishers() -> Publishers:
    """Return the table that is shipped."""
    file = resources.files("monitor.data") / "publishers.toml"
    return Publishers(file.read_text(encoding="utf-8"))


def _titles(document: Document) -> Iterator[str]:
    """Yield the document's title, and of a PDF what may be its own title on the first page."""
    yield document.title
    if document.pages:
        for line in document.text.split("\n", FIRST_LINES)[:FIRST_LINES]:
            if len(line) <= LONGEST_TITLE and not line.endswith("."):
                yield line


def _parts(url: str) -> tuple[str, str]:
    """Return host and path with query of an address, in lower case."""
    try:
        parts = urlsplit(url.lower())
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return "", ""
    return host, f"{parts.path}?{parts.query}" if parts.query else parts.path


def _publisher(row: Mapping[str, object]) -> Publisher:
    """Return one row of the table; it is shipped, so it is taken at its word."""
    return Publisher(
        name=str(row["name"]),
        hosts=_words(row.get("hosts")),
        is_exact=bool(row.get("is_exact", False)),
        kinds=frozenset(_words(row.get("kinds"))),
        within=_pattern(row["within"]) if "within" in row else None,
        paths=tuple(_path(rule) for rule in _rows(row.get("paths"))),
        otherwise=Tier(str(row.get("otherwise", Tier.OFFICIAL))),
    )


def _path(row: Mapping[str, object]) -> _Path:
    return _Path(
        path=_pattern(row["path"]),
        title=_pattern(row["title"]) if "title" in row else None,
        kind=str(row["kind"]),
    )


def _rows(value: object) -> tuple[Mapping[str, object], ...]:
    return tuple(v for v in value if isinstance(v, dict)) if isinstance(value, list) else ()


def _words(value: object) -> tuple[str, ...]:
    return tuple(str(v) for v in value) if isinstance(value, list) else ()


def _pattern(source: object) -> re.Pattern[str]:
    """Return a pattern; a line break in the table is no part of it."""
    return re.compile(str(source).replace("\n", ""), re.IGNORECASE)

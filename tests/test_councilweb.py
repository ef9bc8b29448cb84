"""Every publishing system's site is set up by its address alone, and its news found exactly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.cli import main
from monitor.collect import poll_source
from monitor.config import load_config
from monitor.dates import LONDON, from_iso
from monitor.extract import extract_document
from monitor.fetch import Manners, Session, retrieve
from monitor.fetch.discover import MAX_REQUESTS, discover
from monitor.outside import Outside
from monitor.records import EntryId, Source
from monitor.retrieve import make_page
from monitor.store import Store, open_store
from monitor.workers import run_here
from tests.conftest import REPOSITORY
from tests.councilweb.newsrooms import NAMES, Newsroom, make_room
from tests.councilweb.server import Item, Web

HEAD = ("system", "set up as", "found", "titles right", "dates right", "requests to set up",
        "requests a quiet day")  # fmt: skip
CONFIG = """
[fetch]
host_spacing_s = 0
allow_private = ["127.0.0.0/8"]
"""


@dataclass(slots=True)
class Measured:
    """What came of one site."""

    room: Newsroom
    n_setup: int = 0
    n_quiet: int = 0
    source: Source | None = None
    first: tuple[Item, ...] = ()
    second: tuple[Item, ...] = ()
    third: tuple[Item, ...] = ()
    truth: tuple[Item, ...] = ()
    added: Item | None = None
    n_robots: int = 0
    #: dates that the articles gave, where the list gives none
    from_articles: tuple[bool, ...] = ()

    @property
    def row(self) -> tuple[str, ...]:
        """What the manual says of it."""
        assert self.source is not None
        found = {i.path: i for i in self.first}
        pairs = [(i, found.get(i.path)) for i in self.truth]
        n = len(self.truth)
        n_titles = sum(f is not None and f.title == i.title for i, f in pairs)
        n_dates = sum(f is not None and f.day == i.day for i, f in pairs)
        per_day = timedelta(days=1) // self.source.every
        titles = f"{n_titles} of {n}" if self.room.is_titled else "from the article"
        dates = f"{n_dates} of {n}"
        if self.from_articles:
            dates = f"{sum(self.from_articles)} of {n}, from the article"
        return (
            self.room.system,
            self.source.kind.value,
            f"{sum(f is not None for _, f in pairs)} of {n}",
            titles,
            dates,
            str(self.n_setup),
            str(per_day * self.n_quiet + self.n_robots),
        )


class Poller:
    """A real store and session that poll one source."""

    def __init__(self, source: Source, base: str, now: datetime) -> None:
        self.source, self.base, self.now = source, base, now
        self.store: Store = open_store(None)
        manners = Manners(
            user_agent="test", host_spacing=timedelta(0), allow_private=("127.0.0.0/8",)
        )
        self.session = Session(manners, clock=lambda: self.now)
        self.outside = Outside(session=self.session, submit=run_here, clock=lambda: self.now)
        self.store.sources.sync([source], now=now, spread=timedelta(0))

    def poll(self) -> tuple[Item, ...]:
        """Return what was new, in the order of the list."""
        before = self.kept()
        poll_source(self.source, self.store, self.outside)
        self.now += timedelta(minutes=1)
        return tuple(i for i in self.kept() if i not in before)

    def kept(self) -> tuple[Item, ...]:
        with self.store.reading() as db:
            rows = db.execute("SELECT title, url, published_at FROM entries ORDER BY id").fetchall()
        return tuple(
            Item(
                title=title,
                path=url.removeprefix(self.base),
                day=from_iso(day).astimezone(LONDON).date() if day else None,
            )
            for title, url, day in rows
        )

    def dates(self, room: Newsroom) -> Iterator[bool]:
        """Yield for each article whether the date that is read from it is right."""
        with self.store.reading() as db:
            ids = [EntryId(i) for (i,) in db.execute("SELECT id FROM entries").fetchall()]
        entries = [self.store.entries.get(i) for i in ids]
        days = {room.path_of(i): i.day for i in room.items}
        for entry in entries:
            page = make_page(entry, self.source, retrieve(entry.url, self.session), now=self.now)
            found = extract_document(page).published_at
            right = days[entry.url.removeprefix(self.base)]
            yield found is not None and found.astimezone(LONDON).date() == right

    def close(self) -> None:
        self.session.close()
        self.store.close()


def set_up(folder: Path, url: str) -> Source:
    """Return the source that the command line makes of an address."""
    path = folder / "sources.toml"
    path.write_text(CONFIG, encoding="utf-8")
    with pytest.raises(SystemExit, match="0"):
        main(["sources", "add", url, "--write", "--config", str(path)])
    (source,) = load_config(path).sources
    return source


def measure(room: Newsroom, folder: Path) -> Measured:
    done = Measured(room=room)
    with Web() as web:
        site = web.serve(room.site)
        done.source = set_up(folder, site.url)
        done.n_setup = len(site.asked)
        poller = Poller(replace(done.source, baseline=None), site.base, room.now)
        try:
            site.asked.clear()
            done.first, done.truth = poller.poll(), site.truth
            done.n_robots = sum(a.bare == "/robots.txt" for a in site.asked)
            if not room.is_dated:
                done.from_articles = tuple(poller.dates(room))
            site.asked.clear()
            done.second = poller.poll()
            done.n_quiet = len(site.asked)
            done.added = room.publish("An extraordinary meeting is called")
            done.third = poller.poll()
        finally:
            poller.close()
    return done


#: noon, so that no day ends while the tests run
NOW = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)


@pytest.fixture(scope="module")
def known() -> dict[str, Measured]:
    """What was measured already."""
    return {}


@pytest.fixture(scope="module", params=NAMES)
def measured(
    request: pytest.FixtureRequest,
    known: dict[str, Measured],
    tmp_path_factory: pytest.TempPathFactory,
) -> Measured:
    name = request.param
    known[name] = measure(make_room(name, NOW), tmp_path_factory.mktemp(name))
    return known[name]


def test_a_site_is_set_up_by_its_address_alone(measured: Measured) -> None:
    assert measured.source is not None
    assert measured.source.kind == measured.room.kind


def test_what_a_site_lists_is_found_exactly(measured: Measured) -> None:
    assert _sorted(measured.first) == _sorted(measured.truth)


def test_a_second_poll_finds_nothing_new(measured: Measured) -> None:
    assert measured.second == ()


def test_what_is_added_and_nothing_else_is_new(measured: Measured) -> None:
    assert measured.third == (measured.added,)


def test_where_a_list_gives_no_dates_its_articles_do(measured: Measured) -> None:
    assert all(measured.from_articles)
    assert bool(measured.from_articles) != measured.room.is_dated


@pytest.mark.parametrize("name", [n for n in NAMES if "sitemap" not in n])
def test_a_front_page_leads_to_the_same_source(name: str) -> None:
    found = []
    with Web() as web:
        for start in ("", "/"):
            room = make_room(name, NOW)
            site = web.serve(room.site)
            manners = Manners(
                user_agent="test", host_spacing=timedelta(0), allow_private=("127.0.0.0/8",)
            )
            with Session(manners, clock=lambda: NOW) as session:
                discovery = discover(site.base + (start or room.start), session)
            assert len([a for a in site.asked if a.bare != "/robots.txt"]) <= MAX_REQUESTS
            assert discovery.found is not None
            found.append((discovery.found.kind, discovery.found.url.removeprefix(site.base)))
    assert found[0] == found[1]


@pytest.mark.slow
def test_the_manual_says_what_is_measured(
    known: dict[str, Measured], tmp_path_factory: pytest.TempPathFactory
) -> None:
    for name in NAMES:
        if name not in known:
            known[name] = measure(make_room(name, NOW), tmp_path_factory.mktemp(name))
    rows = [HEAD, tuple("---" for _ in HEAD), *(known[n].row for n in NAMES)]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    manual = (REPOSITORY / "docs" / "sources.md").read_text(encoding="utf-8")
    assert table in manual, f"docs/sources.md lacks this table:\n{table}"


def _sorted(items: tuple[Item, ...]) -> list[Item]:
    return sorted(items, key=lambda i: i.path)

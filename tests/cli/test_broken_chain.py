"""A site that forgets a certificate, set up and polled by commands alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.cli import main
from monitor.config import load_config
from monitor.store import open_store
from tests.councilweb.certificates import ROOTS, serve_broken
from tests.councilweb.server import XML, Answer, Asked, Site, Web

CONFIG = '[fetch]\nhost_spacing_s = 0\nallow_private = ["127.0.0.0/8"]\nca_file = "roots.pem"\n'
FEED = """<rss version="2.0"><channel><title>Sampleford news</title><item>
<title>Sampleford's budget gap has grown</title><link>/news/1</link><guid>1</guid>
<pubDate>{now:%d %b %Y %H:%M} GMT</pubDate></item></channel></rss>"""

ARTICLE = "<title>Budget gap</title><h1>Budget gap</h1><p>Sampleford's gap has grown.</p>"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    feed = FEED.format(now=datetime.now(UTC))

    def respond(asked: Asked) -> Answer:
        return Answer(body=feed, kind=XML) if asked.bare == "/rss" else Answer(body=ARTICLE)

    news = Site(name="news", respond=respond, start="/rss")
    with Web() as web:
        yield serve_broken(web, news, tmp_path)


def run(*arguments: str | Path) -> int:
    try:
        return main([str(a) for a in arguments])
    except SystemExit as stopped:
        return int(stopped.code or 0)


def test_a_site_that_forgets_a_certificate_is_added_and_polled(site: Site, tmp_path: Path) -> None:
    config, database = tmp_path / "sources.toml", tmp_path / "monitor.db"
    config.write_text(CONFIG, encoding="utf-8")
    assert run("sources", "add", site.url, "--key", "news", "--write", "--config", config) == 0
    assert [s.url for s in load_config(config).sources] == [site.url]
    assert run("run", "--once", "--config", config, "--db", database) == 0
    store = open_store(database)
    (status,) = store.sources.states()
    store.close()
    assert (status.n_entries, status.state.failures) == (1, 0)
    assert "/news/1" in [asked.bare for asked in site.asked]


def test_without_its_root_the_site_is_refused(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "sources.toml"
    config.write_text(CONFIG.replace('ca_file = "roots.pem"', ""), encoding="utf-8")
    assert run("poll", site.url, "--kind", "feed", "--config", config) == 1
    said = capsys.readouterr()
    words = " ".join((said.out + said.err).split())
    assert "issued by an authority that is not known here" in words
    assert (tmp_path / ROOTS).exists()

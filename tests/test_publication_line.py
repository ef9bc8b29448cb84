"""From a department's feed to the notice behind its landing page: one alert, one origin."""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import format_datetime

import httpx
import pytest

from monitor.records import Tier
from tests.extract.test_behind import ASSETS, PUBLICATION, attachment
from tests.packs import write_pack
from tests.test_line import NOW, Line

TITLE = "Sampleford Borough Council: Best Value Notice"
FEED = (
    f"<?xml version='1.0'?><rss version='2.0'><channel><title>GOV.UK</title><item><title>{TITLE}</title>"
    f"<link>{PUBLICATION}</link><description>A notice.</description>"
    f"<pubDate>{format_datetime(NOW)}</pubDate></item></channel></rss>"
)
LANDING = (
    f"<!doctype html><html><head><title>{TITLE} - GOV.UK</title></head><body><main><h1>{TITLE}</h1>"
    "<p>The Secretary of State has issued a best value notice to Sampleford Borough Council because of "
    "concerns about its governance and its finances, which the council has been told of.</p>"
    f"{attachment('Best Value Notice', f'{ASSETS}/notice.pdf')}</main></body></html>"
)
NOTICE = {
    2: (
        (
            "A Best Value Notice is issued to Sampleford Borough Council. The department has serious concerns "
            "about its financial position and asks that it engages with the sector."
        ),
    )
}


class Publication(Line):
    """The line, with a department's site for its web."""

    asked: list[str]

    def serve(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/robots.txt":
            return httpx.Response(404)
        self.asked.append(request.url.path)
        if request.url.path == "/rss":
            kind, body = "application/rss+xml", FEED.encode()
        elif request.url.path.endswith(".pdf"):
            kind, body = "application/pdf", write_pack(telling=NOTICE, n_pages=4)
        else:
            kind, body = "text/html", LANDING.encode()
        return httpx.Response(200, headers={"content-type": kind}, stream=httpx.ByteStream(body))


@pytest.fixture
def line() -> Iterator[Publication]:
    made = Publication()
    made.asked = []
    yield made
    made.session.close()
    made.store.close()


def test_a_publication_and_its_attachment_are_one_alert_of_one_primary_origin(
    line: Publication,
) -> None:
    line.poll()
    line.work()
    line.work()
    assert line.asked[1:] == ["/government/publications/sampleford-best-value-notice",
                              "/media/6/notice.pdf"]  # fmt: skip
    (alert,) = line.store.alerts.queue()
    story = line.store.stories.get(alert.story)
    assert (len(story.documents), story.n_origins) == (2, 1)
    assert {d.tier for d in story.documents} == {Tier.PRIMARY}
    assert "primary document: best value notice" in {p.name for p in alert.score.parts}

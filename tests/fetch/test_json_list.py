"""Lists that come as JSON are read by the usual names of their parts."""

from __future__ import annotations

import json

import pytest

from monitor.errors import ReadError
from monitor.fetch.sniff import kind_of
from monitor.records import SourceKind
from tests.fetch.reading import answer, read

DAY = "2026-11-23"
PAGE = "https://news.example/news/1"
OTHER = {"label": "Housing", "url": "/news?topic=housing", "count": 4}

SHAPES = {
    "plain": [{"title": "A plan", "url": "/news/1", "date": DAY}],
    "Funnelback": {"response": {"resultPacket": {"results": [
        {"title": "A plan", "liveUrl": PAGE, "date": 1795435200000}]}, "facets": [OTHER, OTHER]}},
    "Funnelback metadata": {"response": {"resultPacket": {"results": [
        {"title": "A plan", "liveUrl": PAGE, "date": None, "metaData": {"d": DAY, "c": "Words"}}]}}},
    "Umbraco": {"Total": 1, "Items": [{"Name": "A plan", "Url": "/news/1", "PublishDate": "23/11/2026"}]},
    "Umbraco delivery": {"items": [{"name": "A plan", "route": {"path": "/x"}, "url": "/news/1",
                                    "createDate": "2026-11-23T09:00:00Z", "id": "9"}]},
    "Drupal export": [{"title": "<a href='/news/1'>A plan</a>", "created": "23 November 2026"}],
    "Drupal entity": [{"title": [{"value": "A plan"}], "path": [{"alias": "/news/1"}],
                       "created": [{"value": "2026-11-23T09:00:00+00:00"}]}],
    "Drupal fields": [{"title": "A plan", "view_node": "/news/1", "field_published_date": "23/11/2026"}],
    "WordPress": [{"id": 4, "date": "2026-11-23T09:00:00", "link": PAGE, "title": {"rendered": "A plan"}}],
    "epoch": {"results": [{"heading": "A plan", "permalink": "/news/1", "published_at": 1795435200}]},
    "among others": {"menus": [OTHER] * 2, "news": [{"headline": "A plan", "href": "/news/1", "date": DAY}]},
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
def test_a_list_is_read_whatever_its_names(name: str) -> None:
    (entry,) = read(SourceKind.PAGE, json.dumps(SHAPES[name])).entries
    day = entry.published_at.date().isoformat() if entry.published_at else ""
    assert (entry.title, entry.url, day) == ("A plan", PAGE, DAY)


def test_the_next_page_of_a_list_is_followed_on_its_own_host() -> None:
    listed = [{"title": "A plan", "url": "/news/1", "date": DAY}]
    here = {"items": listed, "links": {"next": "/list?page=2"}}
    away = {"items": listed, "next": "https://other.example/list?page=2"}
    assert read(SourceKind.PAGE, json.dumps(here)).more == "https://news.example/list?page=2"
    assert read(SourceKind.PAGE, json.dumps(away)).more is None


@pytest.mark.parametrize(
    "body", ["[]", "{}", "[1, 2]", '{"items": [{"a": 1}]}', "[" * 9000, '{"a":']
)
def test_json_without_a_list_is_a_read_error(body: str) -> None:
    with pytest.raises(ReadError):
        read(SourceKind.PAGE, body)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"version": "https://jsonfeed.org/version/1.1", "items": []}, SourceKind.FEED),
        ({"items": [{"id": "1", "url": "/1", "content_html": "x"}]}, SourceKind.FEED),
        ({"items": [{"name": "A plan", "url": "/1"}]}, SourceKind.PAGE),
        ([{"title": "A plan", "url": "/1"}], SourceKind.PAGE),
    ],
)
def test_a_json_feed_is_told_from_another_list(body: object, kind: SourceKind) -> None:
    assert kind_of(answer(json.dumps(body))) is kind

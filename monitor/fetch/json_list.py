"""News lists that come as JSON: what a page without scripts shows empty -> headlines. Pure.

Search engines and publishing systems give arrays of objects under whatever names: Funnelback's
``resultPacket.results``, Umbraco's ``items``, Drupal's REST exports, WordPress's posts. The array
with the most objects that have a title, an address and a date by their usual names is the list.
JSON Feed is a feed and read there.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from monitor.charset import decode_feed
from monitor.dates import parse_date
from monitor.errors import ReadError
from monitor.fetch.blocks import Headline
from monitor.text import plain, squeeze
from monitor.urls import canonical_url, host_of, join

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitor.records import FetchResult

#: usual names, the surest first; compared without case, marks and a leading "field"
TITLES = ("title", "headline", "heading", "pagetitle", "name", "label", "linktext")
URLS = ("url", "link", "href", "liveurl", "displayurl", "permalink", "pageurl", "viewnode", "path",
        "alias", "indexurl")  # fmt: skip
DATES = ("datepublished", "publishedat", "publisheddate", "publisheddate", "publishdate",
         "publicationdate", "published", "pubdate", "newsdate", "articledate", "postdate",
         "displaydate", "date", "dategmt", "created", "createdate", "datecreated")  # fmt: skip
#: where further words of one object stand: Funnelback's metadata, Umbraco's properties
_INNER = ("metadata", "listmetadata", "properties", "fields", "attributes", "content")
#: Funnelback's metadata class of a date
_METADATA_DATE = "d"
_NEXT = ("next", "nextpage", "nexturl", "nextpageurl")
_DEEPEST = 8
#: numbers above these are a time in seconds, in milliseconds
_SECONDS, _MILLISECONDS = 10**8, 10**11
_HREF = re.compile(r"<a\b[^>]{0,300}?href\s*=\s*[\"']([^\"']+)", re.IGNORECASE)


def read_json(result: FetchResult) -> tuple[tuple[Headline, ...], str | None]:
    """Return the news that a JSON answer lists, in its order, and where its next page lies.

    Raises:
        ReadError: it is no JSON, or holds no list of news.
    """
    try:
        whole = json.loads(decode_feed(result.body, result.media_type))
        lists = list(_arrays(whole))
    except (ValueError, RecursionError) as error:
        msg = "is not JSON, though it begins like it"
        raise ReadError(msg) from error
    found = [_headlines(array, result) for array in lists]
    best = max(found, key=lambda hs: sum(1 + 2 * (h.published_at is not None) for h in hs),
               default=())  # fmt: skip
    if not best:
        msg = "is JSON, but holds no list of news"
        raise ReadError(msg)
    return best, _next(whole, result)


def is_json_feed(body: bytes) -> bool:
    """Return whether a JSON answer is a JSON Feed (https://www.jsonfeed.org/version/1.1/)."""
    try:
        whole = json.loads(decode_feed(body))
    except (ValueError, RecursionError):
        return False
    if not isinstance(whole, dict) or not isinstance(whole.get("items"), list):
        return False
    if "jsonfeed.org" in str(whole.get("version")):
        return True
    own = {"content_html", "content_text", "date_published", "external_url"}
    return any(isinstance(item, dict) and own & item.keys() for item in whole["items"])


def _arrays(value: object, depth: int = 0) -> Iterator[Sequence[Mapping[str, object]]]:
    """Yield every array of objects in a value."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        objects = [v for v in value if isinstance(v, dict)]
        if objects:
            yield objects
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inner:
        if isinstance(one, dict | list):
            yield from _arrays(one, depth + 1)


def _headlines(
    objects: Sequence[Mapping[str, object]], result: FetchResult
) -> tuple[Headline, ...]:
    kept: dict[str, Headline] = {}
    for one in objects:
        words = _named(one)
        title_markup = _first(words, TITLES)
        linked = _HREF.search(title_markup)
        url = join(result.final_url, _first(words, URLS) or (linked[1] if linked else ""))
        title = plain(title_markup)
        if title and url:
            headline = Headline(url=url, title=title, published_at=_date(words, result.fetched_at))
            kept.setdefault(canonical_url(url) or url, headline)
    return tuple(kept.values())


def _named(one: Mapping[str, object]) -> dict[str, object]:
    """Return the values of an object by their bare names, with those of its inner objects."""
    found: dict[str, object] = {}
    for name, value in one.items():
        bare = re.sub(r"[^a-z]", "", name.lower()).removeprefix("field")
        if bare in _INNER and isinstance(value, dict):
            inner = {re.sub(r"[^a-z]", "", k.lower()): v for k, v in value.items()}
            if _METADATA_DATE in inner:
                found.setdefault("newsdate", inner[_METADATA_DATE])
            for key, held in inner.items():
                found.setdefault(key, held)
        else:
            found[bare] = value
    return found


def _first(words: Mapping[str, object], names: Sequence[str]) -> str:
    return next((said for n in names if (said := _said(words.get(n)))), "")


def _said(value: object) -> str:
    """Return the words of a value, however a system wraps them."""
    if isinstance(value, list) and value:
        return _said(value[0])
    if isinstance(value, dict):
        inner = ("value", "rendered", "alias", "url", "href", "text", "name")
        return next((said for k in inner if (said := _said(value.get(k)))), "")
    if isinstance(value, bool) or value is None:
        return ""
    return squeeze(str(value)) if isinstance(value, str | int | float) else ""


def _date(words: Mapping[str, object], now: datetime) -> datetime | None:
    for name in DATES:
        said = plain(_said(words.get(name)))
        moment = _epoch(said, now) if re.fullmatch(r"\d{9,13}(?:\.0)?", said) else (
            parse_date(said, now=now) if said else None
        )  # fmt: skip
        if moment:
            return moment
    return None


def _epoch(said: str, now: datetime) -> datetime | None:
    number = float(said)
    seconds = number / 1000 if number > _MILLISECONDS else number
    if seconds < _SECONDS:
        return None
    return parse_date(datetime.fromtimestamp(seconds, UTC).isoformat(), now=now)


def _next(whole: object, result: FetchResult) -> str | None:
    """Return the next page that an answer names on its own host."""
    if not isinstance(whole, dict):
        return None
    places = [whole, *(v for k, v in whole.items() if k.lower() in {"links", "_links", "pager"})]
    for place in places:
        words = _named(place) if isinstance(place, dict) else {}
        said = _first(words, _NEXT)
        target = join(result.final_url, said) if "/" in said or "?" in said else ""
        if target and target != result.final_url and host_of(target) == host_of(result.final_url):
            return target
    return None

"""A page that only announces a document -> leads to the document behind it.

A publication's landing page on GOV.UK leads to its attachments, a provider's page of Ofsted's to its
newest report, a page of a council's own site to what it names as a primary document. What is itself
the document (a written statement, an ombudsman's decision, a news story) leads nowhere.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor.publishers import load_publishers
from monitor.records import Lead
from monitor.text import fold, squeeze
from monitor.urls import canonical_url, host_of, join

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.html import HtmlElement

    from monitor.records import Page

#: attachments of one publication
MAX_ATTACHMENTS = 4
#: primary documents that one page of a council's leads to
MAX_NAMED = 3

_PUBLICATION = re.compile(r"^/government/publications/[^/]+/?$")
_ATTACHMENT_CLASSES = ("gem-c-attachment", "attachment")
_TITLE_CLASSES = ("gem-c-attachment__title", "title")
_ASSETS = "assets.publishing.service.gov.uk"
_REPORT_FILE = re.compile(r"^https?://files\.ofsted\.gov\.uk/v1/file/\d+")
_ASSESSMENT_FILE = re.compile(
    r"^https?://(?:www\.)?cqc\.org\.uk/.*assessment.*\.pdf$", re.IGNORECASE
)
#: the same in another form: "(accessible version)", "(HTML)", "PDF, 1.2MB"
_FORM = re.compile(
    r"[\s,:-]*\(?\b(?:accessible(?: version)?|html(?: version)?|web version|print(?:able|-ready)? version|"
    r"pdf(?: version)?|pdf,? ?[\d.]+ ?[kmg]b)\b[^()]{0,20}\)?",
    re.IGNORECASE,
)
#: the same for other readers
_OTHER_READERS = re.compile(
    r"\b(?:easy[- ]?read|large print|braille|british sign language|bsl|welsh|cymraeg|audio)\b",
    re.IGNORECASE,
)
_FILE = re.compile(
    r"\.(?:pdf|docx?)$|/(?:documents?|downloads?|files?|media|attachments?)/", re.IGNORECASE
)
_OUTSIDE = {"nav", "header", "footer", "form", "aside"}
_OUTSIDE_WORDS = re.compile(
    r"\b(?:nav|navigation|menu|breadcrumbs?|footer|cookie)\b", re.IGNORECASE
)


def may_lead(page: Page) -> bool:
    """Return whether a page stands where pages announce documents: only those are looked through."""
    return _rule_of(page) is not None


def find_behind(tree: HtmlElement, page: Page) -> tuple[Lead, ...]:
    """Return what a page leads to, in its order.

    Args:
        tree: the parsed page.
        page: its address, title and date.
    """
    rule = _rule_of(page)
    own = canonical_url(page.url)
    for element in tree.iter("br"):
        # words on two lines of a link do not run together
        element.tail = f" {element.tail or ''}"
    found: dict[str, Lead] = {}
    for title, url in rule(tree, page) if rule else ():
        key = canonical_url(url)
        if key and key != own:
            found.setdefault(
                key, Lead(key=key, url=url, title=title, published_at=page.published_at)
            )
    return tuple(found.values())


def _rule_of(page: Page) -> Callable[[HtmlElement, Page], Iterator[tuple[str, str]]] | None:
    host, path = host_of(page.url), urlsplit(page.url).path
    if host == "gov.uk":
        return _attachments if _PUBLICATION.match(path) else None
    if host == "reports.ofsted.gov.uk":
        return _newest_report if path.startswith("/provider/") else None
    if host == "cqc.org.uk":
        return _assessment if "/local-authority-assessment-reports/" in path else None
    return _named if load_publishers().is_councils_own(page.url, page.outline) else None


def _attachments(tree: HtmlElement, page: Page) -> Iterator[tuple[str, str]]:
    """Yield a publication's attachments: of each the web page rather than its PDF."""
    blocks = [e for name in _ATTACHMENT_CLASSES for e in tree.find_class(name)]
    links = [link for block in blocks if (link := _title_link(block)) is not None]
    best: dict[str, tuple[str, str]] = {}
    for link in links or list(_content_links(tree)):
        url = join(page.url, link.get("href") or "")
        words = squeeze(link.text_content())
        is_html = url.startswith(f"{page.url.rstrip('/')}/")
        is_pdf = host_of(url) == _ASSETS and urlsplit(url).path.lower().endswith(".pdf")
        if not (is_html or is_pdf) or _OTHER_READERS.search(words):
            continue
        title = _FORM.sub("", words).strip() or words
        if is_html or fold(title) not in best:
            best[fold(title)] = (_within(page, title), url)
    yield from list(best.values())[:MAX_ATTACHMENTS]


def _title_link(block: HtmlElement) -> HtmlElement | None:
    for name in _TITLE_CLASSES:
        for title in block.find_class(name):
            link = title if title.tag == "a" else next(title.iter("a"), None)
            if link is not None and link.get("href"):
                return link
    return None


def _newest_report(tree: HtmlElement, page: Page) -> Iterator[tuple[str, str]]:
    """Yield the first report: the timeline begins with the newest."""
    for link in tree.iter("a"):
        url = join(page.url, link.get("href") or "")
        if _REPORT_FILE.match(url):
            yield _within(page, _FORM.sub("", squeeze(link.text_content()))), url
            return


def _assessment(tree: HtmlElement, page: Page) -> Iterator[tuple[str, str]]:
    for link in tree.iter("a"):
        url = join(page.url, link.get("href") or "")
        if _ASSESSMENT_FILE.match(url):
            yield _within(page, _FORM.sub("", squeeze(link.text_content()))), url
            return


def _named(tree: HtmlElement, page: Page) -> Iterator[tuple[str, str]]:
    """Yield what a council's page links to in the words of a primary document."""
    publishers = load_publishers()
    seen: set[str] = set()
    for link in _content_links(tree):
        words = _FORM.sub("", squeeze(link.text_content()))
        url = join(page.url, link.get("href") or "").partition("#")[0]
        # a page of that name is mostly another story about it
        is_file = _FILE.search(urlsplit(url).path) is not None
        if is_file and url not in seen and publishers.kind_named(words):
            seen.add(url)
            yield words, url
            if len(seen) == MAX_NAMED:
                return


def _content_links(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the links of what the page is about, without those that stand on every page."""
    for link in tree.iter("a"):
        around = (link, *link.iterancestors())
        names = (
            f"{e.get('class') or ''} {e.get('id') or ''}"
            for e in around
            if e.tag not in {"body", "html"}
        )
        if not any(e.tag in _OUTSIDE for e in around) and not any(
            map(_OUTSIDE_WORDS.search, names)
        ):
            yield link


def _within(page: Page, title: str) -> str:
    """Return a title that says to what it belongs: "Annex A" alone says nothing."""
    whole, part = fold(page.title), fold(title)
    if not part or part in whole:
        return page.title or title
    return title if not whole or whole in part else f"{page.title}: {title}"

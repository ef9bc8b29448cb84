"""Only the links of the article's own words say whose affairs it tells of."""

from __future__ import annotations

from monitor.extract.html import parse
from monitor.extract.links import linked_hosts

PAGE = """<nav><a href="https://www.wexcombe.gov.uk/">Wexcombe council</a></nav><article>
<p>Details are <a href="https://www.sampleford.gov.uk/pool">on the council's page</a>, and
<a href="/tickets">tickets here</a> or <a href="https://tickets.example/x">from the agent</a>.
<a href="https://www.sampleford.gov.uk/bins">on the council's page</a></p></article>
<aside><a href="https://northmere.gov.uk/">Row over northern pool</a></aside>"""
TEXT = (
    "Details are on the council's page, and tickets here or from the agent. on the council's page"
)


def test_links_outside_the_text_and_to_the_site_itself_are_left_out() -> None:
    found = linked_hosts(parse(PAGE), TEXT, "https://www.gazette.example/a")
    assert found == ("sampleford.gov.uk", "tickets.example")

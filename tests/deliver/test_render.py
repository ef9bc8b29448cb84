"""What a digest, an alert and a notice say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.deliver import STANDING, render_alert, render_digest, render_notice
from monitor.deliver.layout import Block, Line, render_message
from monitor.deliver.render import MAX_LINES, link_of
from monitor.errors import DeliveryError
from monitor.records import (
    Alert,
    AlertId,
    AlertState,
    BlindSpot,
    Concern,
    ConcernId,
    CouncilSlug,
    Digest,
    DigestSection,
    DocumentId,
    Evidence,
    Label,
    Lane,
    Region,
    Score,
    Severity,
    Span,
    StoryId,
    Theme,
    ThemeCount,
)

SAMPLEFORD = CouncilSlug("sampleford")
SEEN = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


def make_alert(
    headline: str = "Auditors warn of a hole in the budget",
    *,
    url: str = "https://gazette.example/1",
    quote: str = "The auditors warned of a hole.",
    severity: Severity = Severity.SERIOUS,
    is_corroborated: bool = True,
    lane: Lane = Lane.ALERT,
    restricted: bool = False,
) -> Alert:
    score = Score(
        value=0.8,
        severity=severity,
        lane=lane,
        is_corroborated=is_corroborated,
        themes=(Theme.FINANCE,),
        parts=(),
        version="1",
    )
    evidence = Evidence(
        document=None,
        theme=Theme.FINANCE,
        quote=quote,
        marked=(Span(start=0, end=3),),
        rule="hole",
    )
    return Alert(
        id=AlertId(12),
        council=SAMPLEFORD,
        region=Region.SOUTH_EAST,
        story=StoryId(1),
        headline=headline,
        url=url,
        outlet="gazette.example",
        themes=(Theme.FINANCE, Theme.AUDIT),
        score=score,
        evidence=(evidence,),
        restricted=restricted,
        created_at=SEEN,
        updated_at=SEEN,
    )


def make_digest(*alerts: Alert, region: Region = Region.SOUTH_EAST) -> Digest:
    section = DigestSection(council=SAMPLEFORD, title="Sampleford Borough Council", alerts=alerts)
    return Digest(
        region=region,
        week="2026-W47",
        starts_at=datetime(2026, 11, 16, tzinfo=UTC),
        ends_at=datetime(2026, 11, 23, tzinfo=UTC),
        made_at=datetime(2026, 11, 23, 7, tzinfo=UTC),
        sections=(section,) if alerts else (),
        waiting=(),
        corrected=(),
        baseline=(),
        n_alerts=len(alerts),
        n_unsure=0,
        n_waiting=len(alerts),
        n_alerts_before=0,
        by_theme=(),
        verdicts=(),
        concerns_opened=(),
        concerns_due=(),
        blind=(),
        unwatched=(),
        names=((SAMPLEFORD, "Sampleford Borough Council"),),
    )


class Reader(HTMLParser):
    """Collects what a mail program would make of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]

    def handle_data(self, data: str) -> None:
        self.words += data


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


# -- subject ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("n_alerts", "n_waiting", "expected"),
    [
        (14, 3, "South East: 14 alerts, 3 need you · week 47"),
        (1, 1, "South East: 1 alert, 1 needs you · week 47"),
        (0, 2, "South East: no alerts, 2 need you · week 47"),
        (0, 0, "South East: no alerts · week 47"),
    ],
)
def test_the_subject_counts(n_alerts: int, n_waiting: int, expected: str) -> None:
    digest = replace(make_digest(), n_alerts=n_alerts, n_waiting=n_waiting)
    assert render_digest([digest]).subject == expected


def test_the_subject_of_several_regions_adds_up() -> None:
    one, two = make_digest(make_alert()), make_digest(region=Region.LONDON)
    assert render_digest([one, two]).subject == "2 regions: 1 alert, 1 needs you · week 47"


# -- content ---------------------------------------------------------------------------------


def test_both_forms_carry_the_standing_sentence() -> None:
    message = render_digest([make_digest(make_alert())])
    assert STANDING in message.text.replace("\n", " ")
    assert STANDING in message.html


def test_the_days_of_the_week_are_inclusive() -> None:
    text = render_digest([make_digest()]).text
    assert "Week 47: 16 November 2026 to 22 November 2026" in text


def test_a_week_that_is_not_over_says_so() -> None:
    digest = replace(make_digest(), made_at=datetime(2026, 11, 18, 9, tzinfo=UTC))
    text = render_digest([digest]).text.replace("\n", " ")
    assert "The week is not over: this is how it stood on 18 Nov 2026, 09:00." in text


def test_an_alert_shows_outlet_day_severity_themes_and_quotation() -> None:
    text = render_digest([make_digest(make_alert())]).text
    assert "#12 · gazette.example · 18 November 2026 · serious sign · finance, audit" in text
    assert "“The auditors warned of a hole.”" in text
    assert "https://gazette.example/1" in text


def test_an_acute_sign_that_stands_alone_says_so() -> None:
    alert = make_alert(severity=Severity.ACUTE, is_corroborated=False)
    assert "acute sign, not yet corroborated" in render_alert(alert, "Sampleford")


def test_an_unsure_alert_says_so() -> None:
    assert "unsure: serious sign" in render_alert(make_alert(lane=Lane.UNSURE), "Sampleford")


def test_an_alert_without_a_council_says_so() -> None:
    assert render_alert(make_alert(), "").startswith("Council not identified: Auditors")


def test_one_that_waits_for_its_review_day_names_it() -> None:
    alert = replace(make_alert(), state=AlertState.NEEDS_INFO, review_at=date(2026, 12, 1))
    assert "to be looked at again on 1 December 2026" in render_alert(alert, "Sampleford")


def test_counts_show_the_change_on_the_week_before() -> None:
    digest = replace(
        make_digest(make_alert()),
        n_alerts_before=3,
        by_theme=(ThemeCount(theme=Theme.FINANCE, n=1, n_before=3),),
        verdicts=((Label.NOT_RELEVANT, 2),),
    )
    text = render_digest([digest]).text.replace("\n", " ")
    assert "1 alert in the week, 2 fewer than the week before" in text
    assert "finance 1 (-2)" in text
    assert "not relevant 2" in text


def test_a_restricted_alert_is_refused() -> None:
    with pytest.raises(DeliveryError, match="#12 is restricted") as error:
        render_digest([make_digest(make_alert(restricted=True))])
    assert error.value.permanent


def test_concerns_are_counted_and_named_only_when_asked_for() -> None:
    concern = Concern(
        id=ConcernId(4),
        council=SAMPLEFORD,
        themes=(Theme.FINANCE,),
        opened_at=SEEN,
        review_at=date(2026, 12, 2),
    )
    digest = replace(make_digest(), concerns_opened=(concern,))
    counted = render_digest([digest]).text
    named = render_digest([digest], show_verdicts=True).text
    assert "1 concern opened in the week" in counted
    assert "Sampleford" not in counted
    assert "Opened: Sampleford Borough Council" in named


def test_what_could_not_be_seen_is_said_once_for_all_regions() -> None:
    spot = BlindSpot(name="The wire", health="rate_limited", since=SEEN, reason="429")
    one = replace(make_digest(), blind=(spot,))
    text = render_digest([one, replace(one, region=Region.LONDON)]).text
    assert text.count("The wire") == 1
    assert "rate limited · last seen on 18 November 2026 · 429" in text


def test_a_long_list_is_cut_and_says_where_the_rest_is() -> None:
    many = tuple(make_alert() for _ in range(MAX_LINES + 5))
    text = render_digest([replace(make_digest(), baseline=many)]).text
    assert f"Found when watching began ({MAX_LINES + 5})" in text
    assert "And 5 more" in text


# -- safety ----------------------------------------------------------------------------------


def test_mark_up_from_the_web_stays_text() -> None:
    alert = make_alert('<img src="https://spy.example/x"> & more', quote="<script>x</script>")
    page = read(render_digest([make_digest(alert)]).html)
    assert {"img", "script"}.isdisjoint(page.tags)
    assert '<img src="https://spy.example/x"> & more' in page.words


def test_the_page_loads_nothing() -> None:
    page = read(render_digest([make_digest(make_alert())]).html)
    assert page.links == ["https://gazette.example/1"]
    assert {"img", "link", "script", "iframe", "style"}.isdisjoint(page.tags)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "adviser:1", "", "https://x.example/\n<b>"], ids=repr
)
def test_only_web_addresses_become_links(url: str) -> None:
    message = render_message("x", [Block(lines=(Line(text="A line", url=url),))])
    assert read(message.html).links == []


def test_the_page_has_a_language_a_title_and_headings_in_order() -> None:
    page = render_digest([make_digest(make_alert())])
    reader = read(page.html)
    headings = [tag for tag in reader.tags if tag in {"h1", "h2", "h3"}]
    assert '<html lang="en-GB">' in page.html
    assert "title" in reader.tags
    assert headings == ["h1", "h2", "h3"]


@given(st.text())
def test_no_subject_breaks_a_header(title: str) -> None:
    subject = render_notice(title, ["x"]).subject
    assert "\n" not in subject
    assert "\r" not in subject


@given(st.text(alphabet="<>&\"' abc/=\n"))
def test_no_line_opens_a_tag_of_its_own(text: str) -> None:
    plain_page = read(render_message("x", [Block(lines=(Line(text="x"),))]).html)
    page = read(render_message("x", [Block(lines=(Line(text=text),))]).html)
    assert page.tags == plain_page.tags


@pytest.mark.parametrize(
    ("url", "documents", "link"),
    [
        ("https://x.example/pack.pdf", (1, 1), "https://x.example/pack.pdf#page=87"),
        ("https://x.example/pack.pdf?v=2", (1, 1), "https://x.example/pack.pdf?v=2#page=87"),
        ("https://x.example/news", (1, 1), "https://x.example/news"),
        ("https://x.example/pack.pdf", (1, 2), "https://x.example/pack.pdf"),
    ],
    ids=["a paper", "with a query", "a web page", "a quotation from another paper"],
)
def test_an_alert_links_to_the_page_of_a_paper_that_it_quotes(
    url: str, documents: tuple[int, ...], link: str
) -> None:
    alert = make_alert(url=url)
    evidence = tuple(
        replace(alert.evidence[0], document=DocumentId(d), page=87 + n)
        for n, d in enumerate(documents)
    )
    assert link_of(replace(alert, evidence=evidence)) == link


def test_a_quotation_from_a_paper_names_its_page() -> None:
    alert = make_alert()
    paged = replace(alert, evidence=(replace(alert.evidence[0], page=87),))
    assert "hole.” (page 87)" in render_alert(paged, "Sampleford")

"""Each principal council of England and Wales is known in every form that a text writes it in."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from monitor.analyse import tagger
from monitor.records import Council, CouncilKind, Document, Outline, Region, Tier
from tests.tag.test_lexicon import NOW

KINDS = {
    CouncilKind.COUNTY, CouncilKind.DISTRICT, CouncilKind.UNITARY, CouncilKind.METROPOLITAN,
    CouncilKind.LONDON_BOROUGH, CouncilKind.CITY_OF_LONDON, CouncilKind.SCILLY,
}  # fmt: skip
REGISTER = tagger().register
COUNCILS = tuple(
    c
    for c in REGISTER.at(NOW.date())
    if c.kind in KINDS and c.region not in {Region.SCOTLAND, Region.NORTHERN_IRELAND}
)


def sentence(name: str) -> tuple[str, str]:
    return "", f"Papers for the next meeting of {name} can be read online."


def capitals(name: str) -> tuple[str, str]:
    return f"{name} publishes its calendar".upper(), "Dates are on the website."


def nowhere(_: Council) -> Outline:
    return Outline()


def patch(council: Council) -> Outline:
    return Outline(region=council.region, covers=(council.slug,))


def domain_of(council: Council) -> str:
    own = (a for a in REGISTER.aliases_of(council.slug) if a.kind == "domain")
    return next((a.alias for a in own if not a.is_ambiguous), "")


#: what is written of a council, and where
FORMS: dict[str, tuple[Callable[[Council], tuple[str, str]], Callable[[Council], Outline]]] = {
    "official name": (lambda c: sentence(c.name), nowhere),
    "official name in capitals": (lambda c: capitals(c.name), nowhere),
    "short name with council": (lambda c: sentence(f"{c.short_name} Council"), nowhere),
    "short name with council, small": (lambda c: sentence(f"{c.short_name} council"), patch),
    "short name in capitals": (lambda c: capitals(f"{c.short_name} council"), patch),
    "own site": (
        lambda _: ("Our calendar", "The council publishes its calendar."),
        lambda c: Outline(tier=Tier.OFFICIAL, council=c.slug, region=c.region),
    ),
}


def about(text: tuple[str, str], outline: Outline) -> tuple[str, ...]:
    title, body = text
    document = Document(
        url="https://news.example/a",
        outlet="news.example",
        title=title,
        text=body,
        published_at=NOW,
        retrieved_at=NOW,
        text_sha256="",
        extractor="given",
    )
    return tagger().tag(document, outline).about


def test_there_are_317_in_england_and_22_in_wales() -> None:
    n_wales = sum(c.region is Region.WALES for c in COUNCILS)
    assert (len(COUNCILS) - n_wales, n_wales) == (317, 22)


@pytest.mark.parametrize("form", FORMS)
def test_every_principal_council_is_known_in_each_form(form: str) -> None:
    write, where = FORMS[form]
    missed = [c.slug for c in COUNCILS if about(write(c), where(c)) != (c.slug,)]
    assert not missed


def test_every_principal_council_is_known_by_a_link_to_its_own_site() -> None:
    linked = [(c, domain) for c in COUNCILS if (domain := domain_of(c))]
    text = "The calendar is at www.{}/calendar."
    missed = [c.slug for c, d in linked if about(("", text.format(d)), Outline()) != (c.slug,)]
    assert len(linked) > 300
    assert not missed


def test_a_link_in_the_article_makes_a_place_its_council() -> None:
    text = (
        "Pool reopens in Mansfield",
        "Swimmers can book from Monday. Visitors from Derby may too.",
    )
    document = Document(
        url="https://news.example/a",
        outlet="news.example",
        title=text[0],
        text=text[1],
        links=("tickets.example", "democracy.mansfield.gov.uk"),
        published_at=NOW,
        retrieved_at=NOW,
        text_sha256="",
        extractor="given",
    )
    assert about(text, Outline()) == ()
    assert tagger().tag(document, Outline()).about == ("mansfield",)

"""Whether a place's bare name stands for its council, by the words beside it. Pure.

A bare name is a place. The words of its own clause make it the council: "Bury's cabinet", "scrutiny
committee in Bolton", "Kirklees councillors". Words of other councils (an arts council, a works
council, a town council) and of taxes and houses named after councils say nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

#: parish councils that call themselves city councils
PARISH_CITIES = ("salisbury", "truro", "wells", "ely", "ripon", "hereford", "chichester", "lichfield",
                 "bangor", "st davids", "st asaph", "armagh")  # fmt: skip
#: names that places abroad bear as well
KNOWN_ABROAD = frozenset({
    "birmingham", "boston", "cambridge", "christchurch", "durham", "worcester", "peterborough",
    "stirling", "northampton", "newcastle", "kingston", "richmond", "perth", "lincoln", "manchester",
    "plymouth", "bristol", "rochester", "gloucester", "reading", "bath", "oxford", "lancaster",
    "york", "halifax", "windsor", "wellington", "cumberland", "essex", "kent", "norfolk", "suffolk",
    "somerset", "surrey", "bedford", "chester", "dover", "exeter", "salford", "stafford", "stamford",
    "warwick", "winchester", "dudley", "newport", "burnley", "ashford", "melton", "camden", "croydon",
    "sutton", "preston", "ipswich", "hastings", "cardiff", "swansea", "aberdeen", "dundee", "lewisham",
    "kingston upon thames", "richmond upon thames", "county durham", "newcastle upon tyne",
})  # fmt: skip
#: places that a text set there speaks of as something else: parliament, the money market
NEVER_SPOKEN = frozenset({"westminster", "city-of-london"})

#: the clause on either side of a name, in characters
BESIDE = 70

#: things that only bear the word; in levelled text
_WORDS = re.compile(
    r"\b(?:councils? (?:tax(?:es|payers?)?|estates?|hous(?:es?|ing)|flats?|homes?|tenants?|house)"
    r"|cabinet (?:makers?|office|minister|reshuffle|secretary|of curiosities))\b"
)
#: councils that are none of ours
_BODIES = re.compile(
    r"\b(?:(?:town|parish|parochial|community|neighbourhood|village|church|youth|student|school|pupil|"
    r"works|staff|trades?|arts|craft|sports?|research|design|press|bar|british|privy|security|health|"
    r"medical|music|film|food|crafts?|faith|tribal|national|european|general \w+|\w+ research|nordic|"
    r"world|diocesan|cathedral|management|ministerial|advisory|club|society's|school's) councils?\b"
    r"|councils? of (?:churches|europe|ministers|war|elders|readers|his|her|their|the (?:society|royal|"
    r"club|bar|university)|\w+ lenders)\b|council for (?:voluntary|the|british|national)\b[^.]{0,30}"
    r"|association of local councils|members? of council|local council(?= association)"
    rf"|(?:{'|'.join(PARISH_CITIES)}) city council)\b"
)
_COUNCIL = (
    r"(?:council(?:s|lors?|'s)?(?! (?:tax|estate|hous|flat|home|tenant))|cllrs|cabinet(?! (?:maker|"
    r"minister|office))|full council|(?:overview and scrutiny|scrutiny|planning|licensing|audit|"
    r"standards|cabinet|transport|housing) (?:committee|panel|board)|section 151 officer|monitoring "
    r"officer|town hall|county hall|civic (?:centre|offices)|local authority|authority|local plan|"
    r"children's services|registration service)"
)
_BEHIND = re.compile(
    rf"^(?:'s|s')?(?: [\w-]+){{0,2}}? {_COUNCIL}\b"
    r"|^'s? (?:new |acting |interim |former )?(?:chief executive|council leader|leader|finance director|"
    r"deputy leader|director of \w+|returning officer|trading standards|bin crews?|mayor)\b"
    r"|^:? ?(?:full |annual |extraordinary )?council meeting\b"
    r"|^,?(?: where| in which)? the (?:borough|city|county|district) council\b"
)
_BEFORE = re.compile(
    rf"\b(?:{_COUNCIL}|(?:cabinet|executive) member(?: for [\w ]{{1,30}}?)?|council leader|leader|"
    r"chief executive|chief exec|finance director|opposition"
    r"|borough|authority|(?:children's|adult|social care|housing|waste|council)(?: \w+){0,2}? services"
    r"|services for children)(?:,)? (?:in|of|for|at) (?:the )?(?:city of |town of |borough of )?$"
    r"|\b(?:councillors?|cllrs?|coun) [\w'. -]{3,40} (?:from|of) $"
)
#: a leader or chief executive of something else: "leader of Oldham theatre"
_ELSE = re.compile(
    r"^(?:'s)? (?:\w+ )?(?:theatre|college|university|hospital|airport|rovers|united|city fc|town fc|fc|"
    r"museum|school|academy|cathedral|club|festival|chamber|trust|zoo|brewery|society|mosque|church)\b"
)
#: the council that a text speaks of without naming it
_REFERS = re.compile(
    r"\b(?:(?:the|its|their|our|this|city's|town's|county's|borough's) (?:\w+ )?(?:borough |city |county |"
    r"district |metropolitan )?(?:council|authority|local authority)(?:'s)?|councillors?|cllrs?|council "
    r"(?:leader|chief|boss|officers?|staff|spokes\w+|workers?|investigation|meeting|report|decision|plans?|"
    r"budget|funding|bosses|inspectors?)|(?:city|county|borough|district) council(?:'s)?|"
    r"returning officer|town hall|county hall|city hall|civic centre)\b"
)


def without_others(levelled: str) -> str:
    """Return a levelled text with other bodies' councils blanked, at the same offsets."""
    for pattern in (_BODIES, _WORDS):
        levelled = pattern.sub(lambda found: " " * len(found[0]), levelled)
    return levelled


def names_another_body(levelled: str) -> bool:
    """Return whether a text names a council that is none of ours: "the council" is then its."""
    return _BODIES.search(levelled) is not None


def acts(cleared: str, start: int, end: int) -> bool:
    """Return whether the words beside a bare name make it the council.

    Args:
        cleared: levelled text without other bodies' councils.
        start: where the name begins.
        end: and ends.
    """
    behind = cleared[end : end + BESIDE].partition(".")[0]
    before = re.split(r"[.!?\n]", cleared[max(0, start - BESIDE) : start])[-1]
    if _ELSE.match(behind):
        return False
    return _BEHIND.match(behind) is not None or _BEFORE.search(before) is not None


def refers(cleared: str) -> bool:
    """Return whether a text speaks of one council without naming it."""
    return _REFERS.search(cleared) is not None


#: names of places abroad that share a British council's, and what stands near them
_ABROAD_PLACES = (
    r"massachusetts|mass\.|connecticut|new hampshire|new jersey|north carolina|south carolina|virginia|"
    r"georgia|alabama|tennessee|kentucky|indiana|illinois|michigan|wisconsin|minnesota|missouri|iowa|"
    r"kansas|nebraska|oklahoma|texas|ohio|pennsylvania|maryland|delaware|florida|california|oregon|"
    r"washington state|arizona|colorado|utah|maine|vermont|rhode island|louisiana|mississippi|arkansas|"
    r"ontario|nova scotia|new brunswick|british columbia|alberta|manitoba|saskatchewan|quebec|"
    r"newfoundland|new south wales|nsw|queensland|victoria, australia|western australia|south australia|"
    r"tasmania|new zealand|canterbury plains|waikato|otago|jamaica|barbados|bermuda|south africa|"
    r"eastern cape|western cape|kwazulu-natal|republic of ireland|county (?:wicklow|cork|kerry|galway|mayo)"
    r"|australia|canada|u\.s\.|united states|zimbabwe|falkland islands|gibraltar|sydney|melbourne|"
    r"brisbane|adelaide|auckland|toronto|cape town|johannesburg"
)
#: words that only councils abroad have
_ABROAD = re.compile(
    rf"\b(?:(?:{_ABROAD_PLACES})(?:'s|n)?|council rates|your suburb|ratepayers|aldermen|city manager)\b"
)
_WAY = re.compile(r"\b(?:from|near|towards|outside|between|via|-) $")
#: a name that stands right beside such a place is there: "Cambridge, Ontario"
_THERE = re.compile(rf"^,? (?:in |of )?(?:the )?(?:{_ABROAD_PLACES})\b")
_THE_LARGEST = 400


def is_way(levelled: str, start: int) -> bool:
    """Return whether a name is only where something comes from or goes to."""
    return _WAY.search(levelled[max(0, start - 16) : start]) is not None


def is_abroad(levelled: str, end: int) -> bool:
    """Return whether a name is that of a place abroad, by what stands right behind it."""
    return _THERE.match(levelled[end : end + 40]) is not None


def speaks_of_abroad(levelled: str) -> bool:
    """Return whether the head of a text places it abroad."""
    return _ABROAD.search(levelled[:_THE_LARGEST]) is not None


def lists_of(levelled: str, spans: list[tuple[int, int]]) -> Iterator[list[int]]:
    """Yield the runs of names that one plural makes councils: "Sampleford and Wexcombe councils".

    Args:
        levelled: the text.
        spans: the names, in order.
    """
    run: list[int] = []
    for place, (start, end) in enumerate(spans):
        between = levelled[spans[place - 1][1] : start] if run else ""
        if run and not re.fullmatch(r",? (?:and |& )?", between):
            run = []
        run.append(place)
        is_headed = len(run) > 1 and _PLURAL_BEFORE.search(
            levelled[max(0, spans[run[0]][0] - 40) : spans[run[0]][0]]
        )
        if is_headed:
            yield list(run)
        if _PLURAL.match(levelled[end : end + 40]):
            if len(run) > 1:
                yield list(run)
            run = []


#: a text on several councils of one area, which it names without their full names
_ROUND_UP = re.compile(r"\b(?:councils|boroughs|local authorities|town halls)\b")


def is_round_up(levelled: str) -> bool:
    """Return whether the head of a text says that it goes through several councils."""
    return _ROUND_UP.search(levelled[:_THE_LARGEST]) is not None


_PLURAL_BEFORE = re.compile(r"\b(?:councils|boroughs|districts) (?:of|in) (?:the )?$")
_PLURAL = re.compile(r"^ (?:district |borough |city |county |unitary )?councils\b")

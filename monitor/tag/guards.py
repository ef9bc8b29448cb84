"""What makes a phrase, or a whole document, count less than its words say. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.records import Role, Severity, Theme
from monitor.tag import naming

if TYPE_CHECKING:
    from datetime import date

    from monitor.tag.lexicon import Found
    from monitor.tag.scope import Scoped

#: a year this far before a document's own makes a sentence history
HISTORY_YEARS = 2
_BEFORE = 70
#: characters behind a headline in which the first sentence is looked for
_LEAD = 250
#: a longer document reads like what its head reads like: a pack of reports speaks of planning,
#: vacancies and elections somewhere, and is none of them; in characters
_LONGEST = 12_000
#: the verb; the month is no doubt
_MAY = r"(?<!in )(?<!of )(?<!since )(?<!\d )may(?! \d)"
_HYPOTHESIS = re.compile(
    rf"\b(?:could|{_MAY}|might|would|if|unless|whether|avoid\w*|risk\w*|threat\w*|fear\w*|possib\w+|"
    r"potential\w*|warn\w*|prevent\w*|stave|avert\w*|looms?|close to|near to|consider\w*|likely)\b"
)
#: a verb of what may come
_MODAL = rf"\b(?:could|might|would|should|if|unless|whether|{_MAY})\b"
_WITHIN = re.compile(_MODAL)
_FEARED = re.compile(rf"{_MODAL}(?:\W+\w+){{0,3}}\W*$")
_NEGATION = re.compile(
    r"\b(?:no|not|never|without|isn't|wasn't|aren't|hasn't|didn't|don't|won't|neither|nor|"
    r"rule[sd]? out|no plans)\b(?:\W+\w+){0,3}\W*$"
)
#: the year of an act of parliament is its name: "section 24 of the Local Audit Act 2014" is no history
_YEAR = re.compile(
    r"(?<!\bact )(?<!\border )(?<!\brules )(?<!\bmeasure )(?<!\bregulations )\b(19\d\d|20\d\d)\b"
)
_PAST = re.compile(
    r"\b(?:years? ago|decades? ago|last century|back in|in the (?:19|20)\d0s|at the time|formerly|"
    r"years (?:after|on from|since)|anniversary)\b"
)
_ACT = re.compile(r"\b(?:act|regulations|order) (?:19|20)\d\d\b|\bcode of audit practice\b")
_REQUIRES = re.compile(
    r"\b(?:requires?|requiring|required|requirement|dut(?:y|ies)|provides? (?:that|for)|places?|imposes?|empowers?|powers? to|must|shall|"
    r"sets? out|responsib\w+)\b"
)
#: something has happened, or is feared of one council: a statement of the law has no such words
_DONE = re.compile(
    r"\b(?:has|have|had) (?:been |now |also |not |already )?\w+(?:ed|en|ade|id|ought|und|ut)\b|"
    r"\b(?:issued|made|found|warned|served|exercised|concluded|failed|breached|was|were|intends?|unless|"
    r"will (?:have to|be|issue|need)|(?:may|might|could|would) (?:\w+ )?(?:be required|have to|need to)|"
    r"likely to (?:be required|have to|need to)|advis(?:es|ed)|in (?:her|his|my|our|their) (?:professional )?"
    r"(?:opinion|view|judgement)|not (?:yet )?(?:able|possible)|(?:un|in)able|cannot|can't)\b"
)
_REGISTER = re.compile(
    r"\b(likelihood|mitigat|risk owner|risk score|risk rating|residual|inherent|gross risk|net risk|"
    r"target score|control measure|existing controls)"
)
_SAYS = re.compile(r"\b(?:said|says|claim\w*|accus\w*|call\w*|slam\w*|blast\w*|criticis\w*)\b")
_DENIAL = ("den", "good working relationship")


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """How much a found phrase counts after its sentence was read."""

    factor: float
    severity: Severity
    guard: str


def weigh(found: Found, scoped: Scoped, levelled: str, day: date | None) -> Weighed:
    """Return how much a phrase counts in its sentence."""
    span, severity = scoped.span, found.phrase.severity
    sentence = levelled[span.start : span.end]
    before = _before(levelled, span.start, found.start)
    is_denial = found.phrase.pattern.source.startswith(_DENIAL[0]) or (
        found.phrase.pattern.source.startswith(_DENIAL[1])
    )
    if not is_denial and _NEGATION.search(before):
        return Weighed(factor=0.2, severity=Severity.CONTEXT, guard="negated")
    if form := form_of(levelled, span.start, span.end):
        return Weighed(factor=0.2, severity=Severity.CONTEXT, guard=form)
    if _is_history(sentence, day):
        return Weighed(factor=0.3, severity=min(severity, Severity.EARLY), guard="past")
    if Role.OPPOSITION in scoped.roles and _SAYS.search(sentence):
        return Weighed(factor=0.6, severity=min(severity, Severity.EARLY), guard="opposition")
    is_grave = severity is Severity.ACUTE and found.phrase.theme in {
        Theme.FINANCE,
        Theme.INTERVENTION,
        Theme.AUDIT,
    }
    may_come = _HYPOTHESIS.search(before) or _WITHIN.search(levelled, found.start, found.end)
    if is_grave and may_come:
        return Weighed(factor=0.9, severity=Severity.SERIOUS, guard="hypothesis")
    return Weighed(factor=1.0, severity=severity, guard="")


def is_negated(levelled: str, start: int, at: int) -> bool:
    """Return whether what stands at a place of a sentence is denied: "no risk of ..."."""
    return _NEGATION.search(_before(levelled, start, at)) is not None


def is_feared(levelled: str, start: int, at: int) -> bool:
    """Return whether what stands at a place of a sentence is yet to come, if ever: "could send ..."."""
    return _FEARED.search(_before(levelled, start, at)) is not None


def _before(levelled: str, start: int, at: int) -> str:
    return levelled[max(start, at - _BEFORE) : at]


def form_of(levelled: str, start: int, end: int) -> str:
    """Return in what form of officers' papers a sentence stands that reports nothing, if in one."""
    if is_law(levelled[start:end]):
        return "the law"
    return "risk register" if _is_register(levelled, start, end) else ""


def is_law(sentence: str) -> bool:
    """Whether a sentence says what an act asks of every council, and nothing that happened."""
    return (
        _ACT.search(sentence) is not None
        and _REQUIRES.search(sentence) is not None
        and _DONE.search(sentence) is None
    )


def _is_register(levelled: str, start: int, end: int) -> bool:
    """Whether a sentence's paragraph is a row of a risk register: what might happen, and its odds."""
    first = levelled.rfind("\n", 0, start) + 1
    last = levelled.find("\n", end)
    paragraph = levelled[first : last if last >= 0 else len(levelled)]
    return len(set(_REGISTER.findall(paragraph))) >= 2  # noqa: PLR2004  # one word is no register


def _is_history(sentence: str, day: date | None) -> bool:
    years = [int(y) for y in _YEAR.findall(sentence)]
    if day and years and max(years) <= day.year - HISTORY_YEARS:
        return True
    return _PAST.search(sentence) is not None


FOREIGN = re.compile(
    r"\b(?:minnesota|minneapolis|australia\w*|sydney|melbourne|brisbane|perth|queensland|"
    r"new south wales|nsw|new zealand|auckland|ontario|toronto|canada|california|los angeles|"
    r"new york|chicago|texas|ohio|florida|seattle|u\.s\.|united states|south africa|cape town|"
    r"johannesburg|india|delhi|mumbai|nigeria|kenya|nairobi|dublin|ireland|suburb|mayor-elect|"
    r"sheriff|alderman|aldermen|ratepayers)\b"
)
_JOB = re.compile(
    r"\b(?:salary|closing date|apply (?:now|online|by)|recruiter|per annum|job description|"
    r"we are (?:looking for|recruiting)|hours per week|interviews will|person specification)\b"
)
_PARISH = re.compile(r"\b(?:parish|town|community) council(?:lor)?s?\b")
_PLANNING = re.compile(
    r"\bplanning (?:application|permission|committee|inspector|appeal)s?\b|\b(?:plans?|bid) (?:for|to) "
    r"(?:build|convert|demolish|turn|open|\d+)\b|\bplanners\b"
)
_RETROSPECT = re.compile(
    r"\b(?:years? on|looking back|the story of|history of|remember when|timeline|anniversary|"
    r"obituar\w+|tribut\w+ (?:paid|to))\b"
)
#: in a title it is the story; in a text it may be the cause of what happens now
_LONG_AGO = re.compile(r"\b(?:years|decades?) (?:ago|since)\b")
_SECTOR = re.compile(
    r"\b(?:councils|local authorities|local government|town halls) (?:across|in|around|throughout|up and "
    r"down|nationally|could|are|have|face\w*|will|should|must|need)\b|\bone in \w+ councils\b"
)
_CLEARED = re.compile(
    r"\b(?:no fault|not (?:at fault|to blame)|did nothing wrong|not upheld|did not uphold|cleared of|"
    r"no case to answer|found no (?:evidence|fault)|no maladministration|(?:will|would) not take (?:any )?"
    r"(?:further )?action|(?:notice|directions?|intervention|special measures|commissioners) "
    r"(?:has |have |is |was |were )?(?:been )?(?:ends?|ended|lifted|removed|revoked|withdrawn)|"
    r"(?:end|lift|remov|revok|withdr[ae]w)\w* (?:an? |its |the |their )?(?:improvement|best value|government) (?:notice|directions?)|"
    r"reject\w* .{0,40}complaint|(?:complaint|claims?|case|charges?|inquiry) "
    r"(?:was |were |is |are |has been |have been )?(?:dropped|dismissed|rejected|thrown out))\b"
)
#: bodies that are no council, in whose trouble a council of the same place may be named
_BODY = re.compile(
    r"\b(?:(?:hospitals?|nhs|foundation|academy|academies|schools?|ambulance|multi-academy) trust|"
    r"housing association|police (?:force|and crime commissioner)|fire (?:service|authority)|"
    r"university|private landlord|building (?:society|firm)|football club|charity)\b"
)
_COUNCIL = re.compile(r"\bcouncil(?:s|lors?)?\b|\blocal authority\b|\b(?:town|county|city) hall\b")
_OPINION = re.compile(
    r"^(?:opinion|comment|letters?|column|editorial|analysis|blog)\b[:\s-]", re.MULTILINE
)
_ELECTION = re.compile(
    r"\b(?:by-?election|polling day|candidates? (?:standing|for)|election results?|elections? "
    r"(?:taking place|to be held|2\d{3})|who is standing|turnout)\b"
)


def document_guards(levelled: str, title_end: int, *, names_a_council: bool) -> tuple[str, ...]:
    """Return what a document as a whole reads like.

    Args:
        levelled: title and text, levelled.
        title_end: where the title ends.
        names_a_council: whether the text is about a council of ours.
    """
    head = levelled[: title_end + 400]
    title = levelled[:title_end]
    if len(levelled) > _LONGEST:
        levelled = head
    tests = {
        "job_advert": len(set(_JOB.findall(levelled))) >= 2,  # noqa: PLR2004  # one may be chance
        "foreign": not names_a_council and FOREIGN.search(levelled) is not None,
        "parish_or_town": not names_a_council and _PARISH.search(levelled) is not None,
        "other_body": _is_of_another_body(levelled, title_end),
        "planning": _PLANNING.search(title) is not None or len(_PLANNING.findall(levelled)) >= 3,  # noqa: PLR2004  # a story of planning
        "retrospective": _RETROSPECT.search(head) is not None
        or _LONG_AGO.search(title) is not None,
        "sector_wide": not names_a_council
        and len(_SECTOR.findall(levelled)) >= 1
        and "the council" not in head,
        "cleared": _CLEARED.search(head) is not None,
        "opinion": _OPINION.search(levelled) is not None,
        "election": _ELECTION.search(title) is not None,
    }
    return tuple(name for name, holds in tests.items() if holds)


def _is_of_another_body(levelled: str, title_end: int) -> bool:
    """Whether a text's headline, or its first sentence, is about another body and about no council."""
    cleared = naming.without_others(levelled[: title_end + _LEAD])
    title = levelled[:title_end]
    if _COUNCIL.search(cleared, 0, title_end):
        return False
    if _BODY.search(title) or naming.names_another_body(title):
        return True
    first = title_end + len(cleared[title_end:].split(". ", 1)[0])
    is_there = _BODY.search(levelled, title_end, first) is not None
    return is_there and _COUNCIL.search(cleared, title_end, first) is None

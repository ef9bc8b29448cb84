"""Which committees matter to the monitor: those where a council's governance shows.

The committee's name as its system writes it comes in, yes or no goes out. The full council, the
cabinet, and the committees for audit, governance, standards, scrutiny and appointments count;
planning, licensing, parish forums and joint boards of other bodies do not. Pure.
"""

from __future__ import annotations

import re

#: the full council by itself: "Council", "Sampleford Borough Council", "Annual Council"
_COUNCIL = re.compile(
    r"(?:the )?(?:(?:full|annual|extraordinary|special|budget|ordinary|adjourned) )*council"
    r"(?: meeting)?(?: \((?:annual|budget|extraordinary|special)[^)]*\))?"
    r"|(?:annual |extraordinary )?meeting of (?:the )?(?:full )?council|council [-\u2013] (?:annual|budget|extraordinary|special)\b.*"
    r"|(?:the )?(?:[\w'&-]+ ){0,5}(?:borough|city|county|district|metropolitan|combined) council"
    r"|london borough of [\w'& -]+|(?:the )?(?:full|annual|budget) council\b.*"
)
_CHIEF = re.compile(
    r"\b(?:cabinet|(?:the|council'?s?|city|county) executive|executive (?:committee|board|meeting)"
    r"|(?:strategy|policy) (?:and|&) resources|audit|(?:corporate )?governance|standards"
    r"|(?:overview|scrutiny|select committee)"
    r"|appointments?|(?:employment|employee|personnel|staffing|human resources|senior officers?"
    r"|chief officers?)\b.*\b(?:committee|panel|sub-?committee|board)"
    r"|(?:investigating|disciplinary|investigation|independent persons?)\b.*\b(?:committee|panel)"
    r"|extraordinary (?:general )?meeting|best value|improvement (?:and assurance )?board|commissioners?)\b"
)
#: what stands alone: "Executive" is the cabinet, "Executive Member Decisions" is not
_ALONE = frozenset({"executive", "the executive", "executive (cabinet)", "extraordinary"})
#: other bodies' and lesser business under a name that sounds like the chief committees'
_OTHERS = re.compile(
    r"\b(?:parish|(?:community|schools?) governance|town council|youth (?:council|cabinet|parliament)|schools? forum"
    r"|police and crime|fire (?:authority|and rescue)|pensions?|schools? admission"
    r"|charity|charities|museum|village hall|allotments?"
    r"|(?:cabinet|executive) (?:member|portfolio holder|lead)s?\b(?: for\b|.*\b(?:decisions?|session|signing))"
    r"|portfolio holders?|delegated decisions?|officer decisions?)\b"
)


def is_chief(committee: str) -> bool:
    """Return whether a committee is one of a council's chief ones.

    Args:
        committee: as the committee system writes it, such as "Audit and Standards Committee".
    """
    name = " ".join(committee.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").casefold().split())
    name = name.rstrip(" .,:;")
    if not name or _OTHERS.search(name):
        return False
    return name in _ALONE or _COUNCIL.fullmatch(name) is not None or bool(_CHIEF.search(name))

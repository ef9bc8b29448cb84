"""What part a council plays in the sentence that names it, and so whether a text is about it. Pure.

A council acts, or something is said of it; or it is only there: a former employer, a host of guests,
an example, who got a letter, who is not responsible. What is only there is named, and the text is
about it only if nobody else is.
"""

from __future__ import annotations

import re

#: characters looked at on either side of a name, within its sentence
BEFORE, BEHIND = 140, 60
#: how much a mention counts by its part
ACTS, PLAIN, ASIDE, FORMER = 1.3, 1.0, 0.35, 0.12

_OFFICE = r"(?:leader|chief exec\w*|mayor|councillor|cllr|director|deputy|finance|monitoring|cabinet|boss|head of)"
_FORMER = re.compile(
    r"\b(?:joined|join(?:s|ing)?|came(?: here)?|come|moved|arrived|recruited|poached|transferred|hails?)"
    r" (?:\w+ ){0,4}?from (?:the )?$"
    r"|\b(?:worked|works|working|began (?:her|his|their)? ?career|served|trained|apprenticed)\b"
    r"[^.;:]{0,60}? (?:for|at|with|by) (?:the )?$"
    rf"|\b(?:former|retired|ex-?|once an?|apprentices? of|seconded from|secondment from|on loan from)\b"
    rf"(?:(?!{_OFFICE})[^.;:,]){{0,40}}\b(?:of|at|with|for|from) (?:the )?$"
    r"|\b(?:speakers?|tutors?|jurors?|guests?|participants?|winner|writer|novelist|team)\b[^.;:]{0,60}"
    r"\b(?:of|from|with|for|at) (?:the )?$"
    r"|(?:^|\b)(?:before|previously)\b[^.;:]{0,130}\b(?:at|for|with|of) (?:the )?$"
    r"|\bone of (?:whom|them)\b[^.;:]{0,30}\b(?:for|from|at|with) (?:the )?$"
    r"|\b(?:assistant|clerk|engineer|surveyor|lawyer|architect|gardener|librarian|archivist|trainee|"
    r"planner) (?:from|with|at) (?:the )?$"
)
_FORMER_BEHIND = re.compile(
    r"^,? (?:and )?then (?:at|for|with|to)\b"
    r"|^[^.;:]{0,30}\b(?:by day|years ago|in the (?:19|20)\d0s|until (?:19|20)\d\d)\b"
)
_ASIDE = re.compile(
    # examples and comparisons
    r"\b(?:like|unlike|such as|including|for example|example of|for instance|those (?:of|in)|as (?:in|at)|"
    r"similar to|compared? (?:with|to)|than|copied (?:from)?|learn(?:ed|t|s)? (?:from|of)|follow(?:s|ed|ing)?|"
    r"modelled on|lessons from(?: \w+ and)?|prais(?:es?|ed|ing)|links? to|ahead of|next door(?: in)?|neighbouring|nearby|read up on|"
    r"takes? (?:in|after))(?: (?:the|that|those|of))* $"
    # who is not responsible, or is asked, told, sent something
    r"|\b(?:not|nor|rather than|instead of)(?: (?:with|by|of|for|from|to|at))? (?:the )?$"
    r"|\b(?:sen[dt]s?|gave|given|wr(?:ite|ites|ote|itten)|submitted|forwarded|refer(?:s|red)?|letters?|note|"
    r"response|answer)\b[^.;:]{0,60}\bto (?:[^.;:]{0,60} and (?:to )?)?(?:the )?$"
    r"|\b(?:met|meets?|asked|told|thanked|sent|consulted|invited|lobbied) (?:with )?(?:the )?$"
    r"|\bask(?:s|ed)? [^.;:]{0,20}$"
    # visits and helpers
    r"|\b(?:visit(?:ed|s|ing)?|tour(?:ed)? of|trip to|seen|saw)\b[^.;:]{0,40}\b(?:to|by|at|of|run by) (?:the )?$"
    r"|\b(?:officers|colleagues|members|staff|a team|teams|peers|representatives|delegat\w+|visitors|"
    r"guests|help|advice|lorr(?:y|ies)|assistant|expert) from (?:the )?$"
    r"|\b(?:paid for|funded|supported|sponsored|backed|lent|loaned|hosted) by (?:the )?$"
    r"|\b(?:photo|photograph|picture|image|credit)s?:? (?:by |from |courtesy of )?@?$"
    r"|\bpart of (?:the )?$|\bdepot of (?:the )?$|\bas guests\b"
)
_ASIDE_BEHIND = re.compile(
    r"^(?:'s)?,?(?: which| who)?(?: \w+)? (?:is a consultee|as (?:a )?consultee|will answer as|has until|lent|"
    r"has lent|lends (?:its|a)|sends (?:cards|members)|sent (?:a|its|their)|were? (?:also )?invited|(?:spent|spend) (?:a day|an afternoon)|"
    r"sent a note|for public health|(?:will )?each (?:send|discuss)|have linked|"
    r"may (?:buy|join)|will hold one|has asked for a copy|has no (?:view|canal))\b"
)
_ACTS = re.compile(
    r"^(?:'s (?:cabinet|leader|chief|members|officers|councillors|executive|budget|plan))?(?:,[^,.]{0,60},)? "
    r"(?:has|have|had|is|are|was|were|will|would|could|may|must|said|says|plans?|wants?|agreed|approved|"
    r"voted|faces?|issued|announced|opens?|runs?|shows?|puts?|closes?|decid\w+|appoint\w+|launch\w+|"
    r"publish\w+|reopens?|sets?|compares?|refus\w+|reject\w+|warn\w+|admit\w+|confirm\w+)\b"
)


def part_of(levelled: str, sentence: tuple[int, int], start: int, end: int) -> float:
    """Return how much a mention counts by the part that its council plays.

    Args:
        levelled: the text.
        sentence: where its sentence begins and ends.
        start: where the name begins.
        end: and ends.
    """
    before = levelled[max(sentence[0], start - BEFORE) : start]
    behind = levelled[end : min(sentence[1], end + BEHIND)]
    if _FORMER.search(before) or _FORMER_BEHIND.match(behind):
        return FORMER
    if _ASIDE.search(before) or (sentence[0] > 0 and _ASIDE_BEHIND.match(behind)):
        return ASIDE
    return ACTS if _ACTS.match(behind) else PLAIN


_GENERAL = re.compile(
    r"\b(?:ministers?|nationwide|nationally|national (?:grants?|story|survey|review|guide|list)|across the "
    r"(?:country|uk|region)|across (?:england|wales|scotland|britain)|(?:some|many|most|every|all|other|"
    r"several|dozens of|more|local|neighbouring) councils|\bcouncils'|every council|councils (?:across|in (?:england|wales|britain)|hold|"
    r"could|should|must|will|have|are|were|that)|local government (?:association|conference|reform)|the "
    r"lga\b|ombudsman's annual|a guide\b|the guide\b|our readers|readers (?:voted|praised|say)|a poll\b|a "
    r"charity wants|survey of|in (?:england|wales) that|all over the (?:country|north|south))"
)


def is_general(head: str) -> bool:
    """Return whether the head of a text speaks of councils at large, not of one."""
    return _GENERAL.search(head) is not None

"""What advisers accepted, laid over a register: names and phrases that its files do not have.

A name that others bear too is laid down as ambiguous and takes nothing from them: which council it
means where is for the outlet's patch to say. Lessons on councils that have left the register are
passed over.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.records import SuggestionKind
from monitor.register.book import Alias, Register, make_register
from monitor.text import fold, sha256_hex

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.records import Lesson

#: words that make more of a name than a place
_COUNCIL_WORDS = re.compile(
    r"\b(?:council|councillors|cabinet|authority|borough|corporation|town hall|county hall)\b"
)


def lay_over(register: Register, lessons: Iterable[Lesson]) -> Register:
    """Return a register with what was learnt; the same one when that is nothing."""
    known = tuple(x for x in lessons if register.has(x.council))
    names = tuple(x for x in known if x.kind is SuggestionKind.ALIAS)
    phrases = tuple(x for x in known if x.kind is SuggestionKind.PHRASE)
    if not names and not phrases:
        return register
    aliases = dict.fromkeys(_alias(register, lesson) for lesson in names)
    held = {(p.council, p.words) for p in phrases}
    learnt = sha256_hex(repr(sorted((x.kind, x.council, x.words) for x in (*names, *phrases))))
    return make_register(
        register.councils,
        (*register.aliases, *aliases),
        (*register.negative_phrases, *sorted(held)),
        register.planned,
        f"{register.version}+{learnt[:6]}",
    )


def _alias(register: Register, lesson: Lesson) -> Alias:
    """Return the name as a row of aliases.csv: of a kind that leaves the others theirs."""
    others = [a for a in register.named(lesson.words) if a.slug != lesson.council]
    is_borne = any(a.kind in {"official", "style"} for a in others)
    is_full = _COUNCIL_WORDS.search(fold(lesson.words)) is not None
    return Alias(
        slug=lesson.council,
        alias=lesson.words,
        kind="style" if is_borne else "form" if is_full else "shared",
        is_ambiguous=bool(others or lesson.instead_of),
        match_case=False,
    )

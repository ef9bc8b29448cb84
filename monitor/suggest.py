"""What a correction of a council teaches, and how texts are read with what was learnt. Pure.

A person says that a text is not about the council it was filed under: that makes lessons, which
wait for another person to accept them (`monitor.triage`). Accepted names and phrases are laid over
the register (`monitor.register`), and outlets' habits over what is known of a source (`heed`). The
very text that was corrected, and its copies, need no lesson: they are read again (`reread`).
"""

from __future__ import annotations

import re
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from monitor.records import CouncilSlug, Lesson, SuggestionKind
from monitor.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from monitor.records import Mention, Outline, TaggedDocument
    from monitor.register import Register

#: corrections that a lesson needs before anybody is asked
NEEDED: Mapping[SuggestionKind, int] = MappingProxyType(
    {SuggestionKind.ALIAS: 1, SuggestionKind.PHRASE: 1, SuggestionKind.SOURCE: 2}
)
#: phrases that one document teaches
MAX_PHRASES = 3
#: words that a name is looked for beside a council's, in characters
_REACH = 60
_WORD = r"[A-Z][\w'\u2019&-]*"
_LINK = r"(?:of|and|for|the|&)"
_AFTER = re.compile(rf"^(?: (?:{_LINK} ){{0,2}}{_WORD}){{1,3}}")
_BEFORE = re.compile(rf"(?<![\w-])(?:{_WORD} (?:{_LINK} ){{0,2}}){{1,3}}$")
#: capitals that begin a sentence, a title or an office, and no name
_NO_NAME = re.compile(
    r"\b(?:the|an?|in|at|for|and|but|from|of|to|by|why|how|when|where|as|with|on|is|mr|mrs|ms|dr|sir|"
    r"council\w*|cllrs?|leaders?|mayors?|cabinet|chief|borough|city|county|district|authority|town|"
    r"labour|conservatives?|tory|reform|greens?|liberal|plaid)\b"
)
_COUNCIL_WORDS = re.compile(
    r"\b(?:metropolitan|royal|london|borough|city|county|district|councils?|authority|of)\b"
)
_AT_START = re.compile(r"(?:^|[.!?:\n]|[\"'\u2018\u201c])\s*$")
#: a headline that writes so much of itself in capitals says nothing by them
_TITLE_CASE = 0.6
#: kinds of alias that are a council's own beyond doubt
_OWN = {"official", "welsh", "former-name", "former-council"}


def make_lessons(
    tagged: TaggedDocument,
    wrong: CouncilSlug | None,
    right: CouncilSlug | None,
    register: Register,
) -> tuple[Lesson, ...]:
    """Return what a document teaches that was filed under the wrong council.

    Args:
        tagged: the document as it was read.
        wrong: the council it was filed under; None = under none.
        right: the council that it is about; None = none of ours.
        register: for whose the words are.
    """
    mentions = [m for m in tagged.mentions if m.council == wrong and m.surface]
    if right is None:
        return tuple(_phrases(tagged, mentions, register)) if wrong else ()
    source = tagged.outline.source
    if source is None:
        return ()
    lessons = []
    if wrong is not None:
        surfaces = {fold(m.surface): m.surface for m in reversed(mentions)}
        lessons = [
            Lesson(
                kind=SuggestionKind.ALIAS,
                council=right,
                words=surface,
                instead_of=(wrong,),
                sources=(source,),
            )
            for surface in reversed(surfaces.values())
            if _may_mean(surface, wrong, right, tagged.outline, register)
        ]
    habit = Lesson(
        kind=SuggestionKind.SOURCE,
        council=right,
        words=source,
        instead_of=(wrong,) if wrong else (),
    )
    return (*lessons, habit)


def heed(outline: Outline, text: str, lessons: Iterable[Lesson]) -> Outline:
    """Return where a text came from, with what was learnt of its source.

    A source's habit holds for all its texts; a name's meaning only for those that use the name.
    """
    for lesson in lessons:
        is_habit = lesson.kind is SuggestionKind.SOURCE and lesson.words == outline.source
        is_name = (
            lesson.kind is SuggestionKind.ALIAS
            and outline.source in lesson.sources
            and fold(lesson.words) in fold(text)
        )
        if is_habit or is_name:
            rest = tuple(c for c in outline.covers if c not in {lesson.council, *lesson.instead_of})
            outline = replace(outline, covers=(lesson.council, *rest))
        if is_habit and outline.council in lesson.instead_of:
            outline = replace(outline, council=lesson.council)
    return outline


def reread(
    tagged: TaggedDocument, corrections: Sequence[tuple[CouncilSlug, CouncilSlug | None]]
) -> TaggedDocument:
    """Return a document as people corrected it, or a copy of it, before.

    Args:
        tagged: as it was read just now.
        corrections: (wrong, right or None) in the order in which they were made.
    """
    moved = {c: follow(c, corrections) for c in (*tagged.about, *_councils(tagged))}
    if all(old == new for old, new in moved.items()):
        return tagged
    mentions = tuple(
        replace(m, council=new, method="corrected")
        if (new := moved.get(m.council, m.council)) and new != m.council
        else replace(m, is_about=m.is_about and new is not None)
        for m in tagged.mentions
    )
    is_about_any = any(m.is_about for m in mentions)
    return replace(
        tagged,
        mentions=mentions,
        events=tuple(replace(e, council=moved.get(e.council or CouncilSlug("")))
                     for e in tagged.events),
        theme_hits=tuple(
            replace(h, council=moved.get(h.council) if h.council else None)
            for h in tagged.theme_hits
            if (is_about_any if h.council is None else moved.get(h.council) is not None)
        ),
    )  # fmt: skip


def follow(
    council: CouncilSlug, corrections: Sequence[tuple[CouncilSlug, CouncilSlug | None]]
) -> CouncilSlug | None:
    """Return the council that people said is meant where this one was found; None = none of ours."""
    now: CouncilSlug | None = council
    for wrong, right in corrections:
        if now == wrong:
            now = right
    return now


def _councils(tagged: TaggedDocument) -> Iterator[CouncilSlug]:
    """Every council that anything found in a document is tied to."""
    yield from (m.council for m in tagged.mentions)
    yield from (e.council for e in tagged.events if e.council)
    yield from (h.council for h in tagged.theme_hits if h.council)


def _may_mean(
    surface: str, wrong: CouncilSlug, right: CouncilSlug, outline: Outline, register: Register
) -> bool:
    """Return whether these words can be the right council's name where they were written.

    Not what the wrong one is called and nobody else; and either the place is in the right one's
    names, or the outlet has nothing to do with the wrong one. Nor may a third council of the patch
    bear them.
    """
    held = register.named(surface)
    own = [a for a in held if a.slug == wrong]
    if any(a.kind in _OWN for a in own) or fold(surface) == fold(register.get(wrong).name):
        return False
    if {a.slug for a in held} & set(outline.covers) - {wrong, right}:
        return False
    place = " ".join(_COUNCIL_WORDS.sub(" ", fold(surface)).split())
    names = [fold(a.alias).replace("-", " ") for a in register.aliases_of(right)]
    if place and any(f" {place.replace('-', ' ')} " in f" {name} " for name in names):
        return True
    is_certain = any(not a.is_ambiguous and a.kind != "short" for a in own)
    return not is_certain and bool(outline.covers) and wrong not in outline.covers


def _phrases(
    tagged: TaggedDocument, mentions: Sequence[Mention], register: Register
) -> Iterator[Lesson]:
    """Yield the longer names in which a council's name stood."""
    text, title = tagged.document.full_text, tagged.document.title
    words = [w for w in title.split() if w[:1].isalpha()]
    is_shouted = sum(w[:1].isupper() for w in words) > _TITLE_CASE * len(words)
    found: dict[str, Lesson] = {}
    for mention in mentions:
        is_known = text[mention.start : mention.end] == mention.surface
        if not is_known or (is_shouted and mention.start < len(title)):
            continue
        phrase = _longer_name(text, mention.start, mention.end)
        if phrase and not register.named(phrase) and len(found) < MAX_PHRASES:
            lesson = Lesson(kind=SuggestionKind.PHRASE, council=mention.council, words=phrase)
            found.setdefault(fold(phrase), lesson)
    yield from found.values()


def _longer_name(text: str, start: int, end: int) -> str:
    """Return the name that a stretch of text is part of, such as "Sampleford University"; or ""."""
    after = _AFTER.match(text[end : end + _REACH])
    if after and not _NO_NAME.search(after[0].split()[-1].lower()):
        behind = _cut(after[0])
        if behind:
            return text[start:end] + behind
    before = _BEFORE.search(text[max(0, start - _REACH) : start])
    if before:
        head = before[0]
        if _AT_START.search(text[: start - len(head)]):
            # a capital that only begins its sentence
            head = head.partition(" ")[2]
        while head and _NO_NAME.match(head.split()[0].lower()):
            head = head.partition(" ")[2]
        if head:
            return head + text[start:end]
    return ""


def _cut(words: str) -> str:
    """Return the words up to the first that is of a council's own vocabulary."""
    kept: list[str] = []
    for word in words.split():
        if _NO_NAME.fullmatch(word.lower()) and not re.fullmatch(_LINK, word):
            break
        kept.append(word)
    while kept and re.fullmatch(_LINK, kept[-1]):
        kept.pop()
    return " " + " ".join(kept) if kept else ""

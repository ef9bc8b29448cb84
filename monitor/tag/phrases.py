"""The mini-language of the lexicon: phrases -> compiled patterns, and an index of what they need.

    word*     any ending                    (a|b c)   one of these
    ...       up to eight words between     (a)?      may be left out
    a + b     both in one sentence          a-b       hyphen, space or nothing

Patterns run on levelled text: lower case and plain quotes, at the same offsets as the text itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

#: words between two parts of a phrase, and what may stand between words
_GAP = r"\W+(?:[\w£%'.,&-]+\W+){0,8}?"
_SPACE = r"[\W_]+"
#: characters that are written in several ways -> the plain one; one for one, so that offsets hold
_PLAIN = (
    ("\u2019", "'"), ("\u2018", "'"), ("\u201b", "'"), ("\u201c", '"'), ("\u201d", '"'),
    ("\u2013", "-"), ("\u2014", "-"), ("\u2010", "-"), ("\u2011", "-"), ("\u2012", "-"),
    ("\u00a0", " "), ("\u202f", " "),
)  # fmt: skip
_TOKEN = re.compile(r"\.\.\.|[()|*?]|\\.\+?|\s+|-|(?:(?!\.\.\.)[^()|*?\s\\-])+")
#: a bracket within a bracket, from where the outer one opens
_NESTED = re.compile(r"(\([^()]*)\([^()]*\)\??")


@dataclass(frozen=True, slots=True)
class Pattern:
    """One phrase: every part must stand in the sentence, the first is what is shown."""

    source: str
    parts: tuple[re.Pattern[str], ...]
    #: literals of which one must be in a text for the phrase to be there at all
    anchors: tuple[str, ...]

    def find(self, text: str, start: int, end: int) -> tuple[int, int] | None:
        """Return the span of the phrase in levelled text between two offsets."""
        first = self.parts[0].search(text, start, end)
        if first is None:
            return None
        if all(part.search(text, start, end) for part in self.parts[1:]):
            return first.span()
        return None


def level(text: str) -> str:
    """Return the text in lower case with plain quotes and dashes, at the same offsets."""
    if text.isascii():
        return text.lower()
    plain = text
    for written, meant in _PLAIN:
        # a character that is not there is looked for in no time; a table would be asked for each
        plain = plain.replace(written, meant)
    lowered = plain.lower()
    if len(lowered) == len(plain):
        return lowered
    return "".join(low if len(low := c.lower()) == 1 else c for c in plain)


def compile_phrase(source: str) -> Pattern:
    """Return the pattern of a phrase.

    Raises:
        ValueError: its brackets do not match, or it has no word to look for.
    """
    parts = [p.strip() for p in source.split(" + ")]
    anchors = min((_anchors(p) for p in parts), key=_cost)
    if not anchors:
        msg = f"phrase {source!r} has no word of three letters to look for"
        raise ValueError(msg)
    try:
        compiled = tuple(re.compile(_regex(p)) for p in parts)
    except re.error as error:
        msg = f"phrase {source!r} cannot be read: {error}"
        raise ValueError(msg) from error
    return Pattern(source, compiled, anchors)


def _regex(part: str) -> str:
    words = {"...": _GAP, "*": r"\w*", "-": r"[-\s]?", "(": "(?:", "|": "|", ")": ")", "?": "?"}
    out = []
    tokens = _TOKEN.findall(re.sub(r"\s*\.\.\.\s*", "...", part))
    for token in tokens:
        if token in words:
            out.append(words[token])
        elif token.startswith("\\"):
            out.append(token)
        elif token.isspace():
            out.append(_SPACE)
        else:
            out.append(re.escape(token))
    body = "".join(out)
    # a space beside an optional group belongs to the group
    body = body.replace(f"{_SPACE})?{_SPACE}", f"{_SPACE})?")
    return rf"(?<!\w){body}(?!\w)"


def _anchors(part: str) -> tuple[str, ...]:
    """Return the longest literal outside brackets, else the alternatives of a needed bracket."""
    # what a bracket within a bracket holds may not be there
    while (flat := _NESTED.sub("\\1\0", part)) != part:
        part = flat
    outside = re.sub(r"\([^()]*\)\??", "\0", part)
    literals = re.findall(r"[a-z0-9'&]{3,}", re.sub(r"\\.\+?", "\0", outside))
    if literals:
        return (max(literals, key=len),)
    found: tuple[str, ...] = ()
    for group, optional in re.findall(r"\(([^()]*)\)(\?)?", part):
        options = [max(re.findall(r"[a-z0-9'.£]+", o) or [""], key=len) for o in group.split("|")]
        usable = not optional and all(len(o) >= 2 for o in options)  # noqa: PLR2004  # "c3"
        if usable and (not found or _cost(tuple(options)) < _cost(found)):
            found = tuple(dict.fromkeys(options))
    return found


def _cost(anchors: tuple[str, ...]) -> float:
    """Few and long literals are the cheapest to look for."""
    if not anchors:
        return float("inf")
    return len(anchors) * 10 - min(len(a) for a in anchors)

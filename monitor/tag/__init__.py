"""Document -> TaggedDocument: councils, roles, themes and formal events, each with its span.

spaCy's and the automaton's only home. `Tagger.tag` is the way in; the lexicon and the role classes
are data (`monitor/data/themes.toml`, `roles.toml`).
"""

from monitor.tag.lexicon import Lexicon, ThemeDefinition, load_definitions, load_lexicon
from monitor.tag.tagger import Tagger, load_tagger

__all__ = [
    "Lexicon",
    "Tagger",
    "ThemeDefinition",
    "load_definitions",
    "load_lexicon",
    "load_tagger",
]

"""Document -> TaggedDocument: councils, roles, themes and formal events, each with its span.

The only home of spaCy, the automaton, onnxruntime, tokenizers and transformers. `Tagger.tag` is the
way in; the lexicon and the role classes are data (`monitor/data/themes.toml`, `roles.toml`), the
classifier's weights lie under `models/`.
"""

from monitor.tag.judging import Judging
from monitor.tag.lexicon import Lexicon, ThemeDefinition, load_definitions, load_lexicon
from monitor.tag.models import check_model, load_judging
from monitor.tag.tagger import Tagger, load_tagger

__all__ = [
    "Judging",
    "Lexicon",
    "Tagger",
    "ThemeDefinition",
    "check_model",
    "load_definitions",
    "load_judging",
    "load_lexicon",
    "load_tagger",
]

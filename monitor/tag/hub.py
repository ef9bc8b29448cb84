"""A model that a user names in place of the one that ships, read through transformers: its only home.

Two kinds are understood by their labels: a text classifier whose labels are theme keys (``finance``,
``discord`` …; others are passed over), and a model of natural language inference, which is asked of
each theme whether the text entails it. Neither knows of severity: what they see is taken as serious,
and rules may say more. Needs the extra ``[train]``, for torch.

Source: zero-shot classification by entailment, Yin, Hay and Roth (2019).
"""

from __future__ import annotations

import importlib.util
from functools import cached_property
from typing import TYPE_CHECKING, Any

from monitor.errors import ModelError
from monitor.records import Theme
from monitor.tag.encoder import Opinion
from monitor.tag.lexicon import load_definitions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: what makes torch available
EXTRA = 'pip install "council-monitor[train]"'
_HYPOTHESIS = "This is about a council in trouble: {}"
_ENTAILS = "entailment"
_THEMES = frozenset(Theme)
_BATCH = 16


class HubClassifier:
    """A model of the Hugging Face hub, or a folder that holds one."""

    def __init__(self, name: str) -> None:
        """Remember the name; the model is loaded at the first text.

        Args:
            name: as on the hub ("owner/model"), or a folder.

        Raises:
            ModelError: torch is not installed.
        """
        if fault := missing():
            msg = f'[tagging] model = "{name}": {fault}'
            raise ModelError(msg)
        self._name = name
        self.version = f"hub: {name}"

    def read(self, texts: Sequence[str]) -> tuple[Opinion, ...]:
        """Return an opinion on each text.

        Raises:
            ModelError: the model cannot be loaded, or has labels of neither kind.
        """
        ask = self._ask_by_entailment if self._entails else self._ask_by_label
        return tuple(_opinion(chances) for chances in ask(list(texts)))

    def _ask_by_entailment(self, texts: list[str]) -> list[dict[Theme, float]]:
        """Ask of each theme, each by itself, whether a text entails it."""
        themes = {d.title: t for t, d in load_definitions().items() if t.alerts}
        rows = self._pipeline(
            texts,
            list(themes),
            hypothesis_template=_HYPOTHESIS,
            multi_label=True,
            batch_size=_BATCH,
        )
        return [
            {themes[label]: p for label, p in zip(row["labels"], row["scores"], strict=True)}
            for row in rows
        ]

    def _ask_by_label(self, texts: list[str]) -> list[dict[Theme, float]]:
        rows = self._pipeline(texts, top_k=None, truncation=True, batch_size=_BATCH)
        return [
            {Theme(r["label"].lower()): r["score"] for r in row if r["label"].lower() in _THEMES}
            for row in rows
        ]

    @cached_property
    def _entails(self) -> bool:
        labels = {label.lower() for label in self._config.id2label.values()}
        if not labels & {*_THEMES, _ENTAILS}:
            known = ", ".join(sorted(labels))
            msg = f'[tagging] model = "{self._name}": labels neither themes nor {_ENTAILS}: {known}'
            raise ModelError(msg)
        return _ENTAILS in labels

    @cached_property
    def _config(self) -> Any:
        from transformers import AutoConfig  # heavy

        return self._loaded(AutoConfig.from_pretrained, self._name)

    @cached_property
    def _pipeline(self) -> Any:
        from transformers import pipeline  # heavy

        task = "zero-shot-classification" if self._entails else "text-classification"
        return self._loaded(pipeline, task, model=self._name)

    def _loaded(self, load: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        try:
            return load(*args, **kwargs)
        except (OSError, ValueError) as error:
            msg = f'[tagging] model = "{self._name}": cannot be loaded ({error})'
            raise ModelError(msg) from error


def missing() -> str:
    """Return what is missing to run such a model, in words for an administrator; "" if nothing."""
    if importlib.util.find_spec("torch") is None:
        return f"torch is not installed: {EXTRA}"
    return ""


def _opinion(chances: dict[Theme, float]) -> Opinion:
    sign = max((p for theme, p in chances.items() if theme.alerts), default=0.0)
    return Opinion(
        severities=(1 - sign, 0.0, sign, 0.0),
        themes=tuple(chances.get(theme, 0.0) for theme in Theme),
    )

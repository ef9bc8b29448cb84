"""A trained reader -> the cheap linear model that chooses which windows it is worth asking of.

Distilled: it learns what the reader says of each window of the training text, half and half with
what the labels say of the unit that the window is from. Logistic regression over runs of one and
two word pieces in a table of fixed size.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn

from monitor.tag.encoder import LONGEST, N_PLACES, places_of
from monitor.tag.train.fit import Reader
from monitor.tag.train.render import render
from monitor.tag.train.text import TrainingUnit

_EPOCHS = 12
_BATCH = 64
_RATE = 0.02
#: what draws unused weights to nought
_DECAY = 1e-5
#: times that each unit is rendered, each with other names
_RENDERED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Example:
    places: tuple[int, ...]
    #: probability of a sign
    wanted: float


def fit_ranker(reader: Reader, units: Sequence[TrainingUnit], folder: Path, seed: int = 7) -> None:
    """Train and write ``ranker.npy``: float16 (N_PLACES,), the intercept at place 0.

    Args:
        reader: trained.
        units: what it was trained on.
        folder: with ``tokenizer.json``.
        seed: of names and order.
    """
    torch.manual_seed(seed)
    examples = _examples(reader, units, folder, seed)
    table = nn.EmbeddingBag(N_PLACES, 1, mode="sum", sparse=True)
    nn.init.zeros_(table.weight)
    intercept = nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.Adagrad([table.weight, intercept], lr=_RATE * 5)
    chance = random.Random(seed)  # noqa: S311  # reproducible, not secret
    for _ in range(_EPOCHS):
        chance.shuffle(examples)
        for first in range(0, len(examples), _BATCH):
            batch = examples[first : first + _BATCH]
            flat = torch.tensor([p for e in batch for p in e.places])
            begins = torch.tensor([0, *np.cumsum([len(e.places) for e in batch])[:-1]])
            wanted = torch.tensor([e.wanted for e in batch])
            optimizer.zero_grad()
            logits = table(flat, begins).squeeze(1) + intercept
            loss = nn.functional.binary_cross_entropy_with_logits(logits, wanted)
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            table.weight.mul_(1 - _DECAY)
    weights = table.weight.detach().squeeze(1).numpy()
    weights[0] = intercept.item()
    np.save(folder / "ranker.npy", weights.astype(np.float16))


def _examples(
    reader: Reader, units: Sequence[TrainingUnit], folder: Path, seed: int
) -> list[_Example]:
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(LONGEST)
    chance = random.Random(seed)  # noqa: S311  # reproducible, not secret
    texts: list[str] = []
    labels: list[float] = []
    for unit in units:
        for _ in range(_RENDERED):
            windows = render(unit, chance)
            texts += windows
            labels += [float(unit.severity > 0)] * len(windows)
    said = [1 - opinion.severities[0] for opinion in reader.read(texts)]
    coded = tokenizer.encode_batch(texts)
    return [
        _Example(places=tuple(places_of(e.ids).tolist()), wanted=(label * opinion + opinion) / 2)
        for e, label, opinion in zip(coded, labels, said, strict=True)
    ]

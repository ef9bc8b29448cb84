"""The naive way to judge a text, measured beside `bench/assess.py`: everything, over everything.

    .venv-train/bin/python -m bench.naive [--texts 20]

spaCy's whole pipe over each text, and a zero-shot model of the shipped encoder's size asked of each of
the thirteen themes whether the text entails it, as transformers' own pipeline does it. The model has
random weights: they take as long as trained ones. All texts are about a council, as in the last row
of `bench/assess.py`. Prints texts a second on all cores, and a JSON line.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time

import spacy
import torch
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    PreTrainedTokenizerFast,
    pipeline,
)

from bench.assess import make_lines
from monitor.records import Theme
from monitor.tag import load_definitions
from monitor.tag.encoder import find_shipped
from monitor.tag.sentences import PIPELINE


def write_model(folder: str) -> str:
    """Write a model of inference with six layers of 384 and random weights."""
    names = {0: "contradiction", 1: "neutral", 2: "entailment"}
    shipped = find_shipped()
    assert shipped is not None
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=str(shipped / "tokenizer.json"), pad_token="[PAD]", model_max_length=512
    )
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(tokenizer), hidden_size=384, num_hidden_layers=6, num_attention_heads=12,
        intermediate_size=1536, id2label=names, label2id={v: k for k, v in names.items()},
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--texts", type=int, default=20)
    n_texts = options.parse_args().texts
    texts = [json.loads(line)["text"] for line in make_lines(n_texts, 400, 100)]
    labels = [d.title for t, d in load_definitions().items() if Theme(t).alerts]
    nlp = spacy.load(PIPELINE)
    with tempfile.TemporaryDirectory() as folder:
        ask = pipeline("zero-shot-classification", model=write_model(folder))
    ask(texts[0], labels, multi_label=True)
    begun = time.perf_counter()
    for text in texts:
        nlp(text)
    piped = time.perf_counter()
    for text in texts:
        ask(text, labels, multi_label=True, batch_size=len(labels))
    ended = time.perf_counter()
    rate = n_texts / (ended - begun)
    print(f"{n_texts} texts: spaCy {1000 * (piped - begun) / n_texts:.0f} ms each, zero-shot "
          f"{1000 * (ended - piped) / n_texts:.0f} ms each, {rate:.2f} texts/s")  # fmt: skip
    print(json.dumps({"bench": "naive", "texts": n_texts, "texts_per_s": round(rate, 3)}))


if __name__ == "__main__":
    main()

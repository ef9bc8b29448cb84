"""What `[tagging] model` may name."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from monitor.errors import ModelError
from monitor.records import Theme
from monitor.tag.encoder import CARD, Encoder
from monitor.tag.models import check_model, load_judging


def card(folder: Path, **changed: object) -> Path:
    held = {"version": "signs-1", "labels": list(Theme), "sha256": {}, **changed}
    (folder / CARD).write_text(json.dumps(held), encoding="utf-8")
    return folder


def test_none_means_rules_only() -> None:
    assert load_judging("none") is None
    assert check_model("none") == "none: rules only"


def test_a_folder_with_a_card_is_one_of_ours(tmp_path: Path) -> None:
    judging = load_judging(str(card(tmp_path)))
    assert judging is not None
    assert judging.classifier.version == "signs-1"


def test_a_card_for_other_themes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="other themes"):
        Encoder(card(tmp_path, labels=["cats"]))


def test_a_broken_card_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / CARD).write_text("{", encoding="utf-8")
    with pytest.raises(ModelError, match=r"card\.json: not the card of a model"):
        Encoder(tmp_path)


def test_a_missing_file_is_named_with_a_way_out(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r'tokenizer\.json.*model = "none"'):
        check_model(str(card(tmp_path)))


@pytest.mark.skipif(importlib.util.find_spec("torch") is not None, reason="torch is installed")
def test_a_model_of_the_hub_says_what_it_needs() -> None:
    with pytest.raises(ModelError, match=r"council-monitor\[train\]"):
        check_model("owner/model")

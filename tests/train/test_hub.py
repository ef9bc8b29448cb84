"""A model that a user names: read through transformers, here from folders made on the spot."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import ModelError
from monitor.records import Theme
from monitor.tag.models import check_model, load_judging
from tests.train.conftest import make_config, write_tokenizer

pytestmark = [pytest.mark.train]


def make_model(folder: Path, *labels: str, **given: object) -> str:
    import torch
    from transformers import BertForSequenceClassification

    write_tokenizer(folder)
    torch.manual_seed(0)
    names = dict(enumerate(labels))
    config = make_config(id2label=names, label2id={v: k for k, v in names.items()}, **given)
    BertForSequenceClassification(config).save_pretrained(folder)
    return str(folder)


def read(model: str, *texts: str):
    judging = load_judging(model)
    assert judging is not None
    return judging.classifier.read(texts)


def test_a_classifier_of_themes_is_read_by_its_labels(tmp_path: Path) -> None:
    name = make_model(
        tmp_path, "FINANCE", "discord", "weather", problem_type="multi_label_classification"
    )
    first, _ = read(name, "the council is broke", "tea")
    themes = dict(zip(Theme, first.themes, strict=True))
    assert {t for t, p in themes.items() if p} == {Theme.FINANCE, Theme.DISCORD}
    assert 1 - first.severities[0] == pytest.approx(max(themes.values()))


def test_a_model_of_inference_is_asked_of_each_theme(tmp_path: Path) -> None:
    name = make_model(tmp_path, "contradiction", "neutral", "entailment")
    (only,) = read(name, "the council is broke")
    asked = {t for t, p in zip(Theme, only.themes, strict=True) if p}
    assert asked == {t for t in Theme if t.alerts}


def test_other_labels_are_refused_by_name(tmp_path: Path) -> None:
    name = make_model(tmp_path, "cat", "dog")
    with pytest.raises(ModelError, match="cat, dog"):
        read(name, "the council")


def test_a_folder_without_a_model_is_said(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be loaded"):
        read(str(tmp_path), "the council")


def test_its_name_stands_in_the_versions(tmp_path: Path) -> None:
    assert check_model(str(tmp_path)) == f"hub: {tmp_path}"

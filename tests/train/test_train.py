"""Training from end to end on a very small encoder: it learns, writes what the service reads, and
writes the same again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from monitor.errors import ModelError
from monitor.records import Theme
from monitor.tag.encoder import CARD, PARTS, Encoder
from monitor.tag.train.text import TrainingUnit, UnitKind

pytestmark = [pytest.mark.train]


def unit(number: int, *, is_sign: bool) -> TrainingUnit:
    text = f"[[{{council}} has run out of money{' .' * (number % 5)}]]"
    calm = f"[[{{council}} opened a park{' .' * (number % 5)}]]"
    return TrainingUnit(
        id=f"tst-s-{number:04}-{is_sign:d}", unit=UnitKind.SENTENCE, manner="local press", title="",
        text=text if is_sign else calm, labels=(Theme.FINANCE,) if is_sign else (),
        severity=3 if is_sign else 0, negative="", pair="",
    )  # fmt: skip


UNITS = tuple(unit(n, is_sign=is_sign) for n in range(60) for is_sign in (True, False))


@pytest.fixture(scope="module")
def trained(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from monitor.tag.train.__main__ import train
    from monitor.tag.train.fit import Plan

    folder = tmp_path_factory.mktemp("model") / "signs"
    train(UNITS, base, folder, Plan(epochs=6, rate=1e-3, head_rate=1e-2))
    return folder


def test_it_learns_what_the_units_say(trained: Path) -> None:
    broke, calm = Encoder(trained).read(
        ["The council has run out of money.", "The council opened a park."]
    )
    assert broke.severities[0] < 0.2
    assert calm.severities[0] > 0.8
    assert dict(zip(Theme, broke.themes, strict=True))[Theme.FINANCE] > 0.5


def test_the_cheap_model_learns_it_too(trained: Path) -> None:
    broke, calm = Encoder(trained).rank(
        ["The council has run out of money.", "The council opened a park."]
    )
    assert broke > 0 > calm


def test_the_card_names_every_file(trained: Path) -> None:
    card = json.loads((trained / CARD).read_text(encoding="utf-8"))
    assert tuple(card["sha256"]) == PARTS
    Encoder(trained).verify()


def test_a_file_that_is_another_one_is_refused(trained: Path, tmp_path: Path) -> None:
    broken = shutil.copytree(trained, tmp_path / "signs")
    (broken / "ranker.npy").write_bytes(b"")
    with pytest.raises(ModelError, match=r"ranker.npy: not the file"):
        Encoder(broken).rank(["The council."])


def test_the_same_seed_gives_the_same_weights(base: Path) -> None:
    from monitor.tag.train.fit import Plan, fit

    def weights() -> list[float]:
        *_, (_, reader) = fit(UNITS[:40], base, Plan(epochs=1))
        return list(reader.network.head.weight.flatten().tolist())

    assert weights() == weights()


def test_other_weights_than_those_looked_at_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from monitor.tag.train import fit

    package = tmp_path / "other_encoder"
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "model" / "model.safetensors").write_bytes(b"other")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(fit, "PACKAGE", "other_encoder")
    with pytest.raises(ModelError, match="other weights"):
        fit.find_base()

"""What `[tagging] model` names -> the classifier that reads, or none."""

from __future__ import annotations

from pathlib import Path

from monitor.records import NO_MODEL
from monitor.tag.encoder import CARD, Encoder, find_shipped
from monitor.tag.hub import HubClassifier
from monitor.tag.judging import Judging

#: no classifier: rules only
NONE = NO_MODEL
#: what `versions` says without one
RULES_ONLY = f"{NONE}: rules only"


def load_judging(model: str = "") -> Judging | None:
    """Return what reads windows; None means rules only.

    Args:
        model: "" for the model that ships, where it is there; "none"; the folder of a model made by
            ``make train``; or a model of the Hugging Face hub, by name or folder.

    Raises:
        ModelError: the model cannot be used.
    """
    if model == NONE:
        return None
    shipped = find_shipped()
    if not model:
        return _encoder(shipped) if shipped else None
    if (Path(model) / CARD).is_file():
        return _encoder(Path(model))
    return Judging(HubClassifier(model), Encoder(shipped) if shipped else None)


def check_model(model: str = "") -> str:
    """Return the version of what reads beside the rules, its files checked.

    A model of the hub is not loaded for that, which may take minutes.

    Raises:
        ModelError: it cannot be used, in words for an administrator.
    """
    judging = load_judging(model)
    if judging is None:
        return RULES_ONLY
    if isinstance(judging.classifier, Encoder):
        judging.classifier.verify()
    return judging.classifier.version


def _encoder(folder: Path) -> Judging:
    encoder = Encoder(folder)
    return Judging(encoder, encoder)

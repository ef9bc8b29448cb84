"""What `[tagging] model` names -> the classifier that reads, or none."""

from __future__ import annotations

from pathlib import Path

from monitor.errors import ConfigError
from monitor.tag.encoder import CARD, Encoder, find_shipped
from monitor.tag.hub import HubClassifier, missing
from monitor.tag.judging import Judging

#: no classifier: rules only
NONE = "none"
#: what `versions` says without one
RULES_ONLY = "none: rules only"


def load_judging(model: str = "") -> Judging | None:
    """Return what reads windows; None means rules only.

    Args:
        model: "" for the model that ships, where it is there; "none"; the folder of a model made by
            ``make train``; or a model of the Hugging Face hub, by name or folder.

    Raises:
        ConfigError: the model cannot be used.
    """
    if model == NONE:
        return None
    shipped = find_shipped()
    if not model:
        return _encoder(shipped) if shipped else None
    if (Path(model) / CARD).is_file():
        return _encoder(Path(model))
    return Judging(HubClassifier(model), Encoder(shipped) if shipped else None)


def fault_of(model: str) -> str:
    """Return why a model cannot be used, as far as can be told without loading it; "" if it can."""
    if model in {"", NONE}:
        return ""
    if not (Path(model) / CARD).is_file():
        return missing()
    try:
        Encoder(Path(model))
    except ConfigError as error:
        return str(error)
    return ""


def _encoder(folder: Path) -> Judging:
    encoder = Encoder(folder)
    return Judging(encoder, encoder)

"""The classifier that ships: sentences in, signs and severities out. Home of onnxruntime.

Its folder (``models/signs``) holds ``tokenizer.json``; ``encoder.onnx``, a small transformer that
was fine-tuned on ``models/training`` and made int8; ``ranker.npy``, the weights of a linear model
over runs of one and two word pieces, some thousand times cheaper, that says which windows are worth
reading; and ``card.json``, which names version, labels and digests. `monitor.tag.train` makes all.

Nothing is loaded before the first text, and onnxruntime never where nothing is tagged.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import monitor
from monitor.errors import ModelError
from monitor.records import Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

#: word pieces of a window that are read; the rest is cut off
LONGEST = 128
#: windows that are read at once; more are no faster on one core, and take memory
_BATCH = 4
#: places of the linear model's table, and what the first of two word pieces is multiplied by
N_PLACES = 1 << 18
_STRIDE = 30_011
#: what a model is made of, besides its card
PARTS = ("tokenizer.json", "encoder.onnx", "ranker.npy")
CARD = "card.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What a classifier makes of one text."""

    #: probabilities of severity 0 to 3, which sum to 1; 0 is no sign
    severities: tuple[float, ...]
    #: probability of each theme, whether it is grave or not, in the order of `Theme`
    themes: tuple[float, ...]


class Encoder:
    """The shipped classifier; one thread, so that each worker process takes one core."""

    def __init__(self, folder: Path) -> None:
        """Read the card; the weights wait for the first text.

        Args:
            folder: with the files named above.

        Raises:
            ModelError: the card is missing or is not one, or its labels are not our themes.
        """
        self._folder = folder
        try:
            card = json.loads((folder / CARD).read_text(encoding="utf-8"))
            self.version, labels = str(card["version"]), tuple(card["labels"])
            self._digests: dict[str, str] = dict(card["sha256"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            msg = f"{folder / CARD}: not the card of a model ({error})"
            raise ModelError(msg) from error
        if labels != tuple(Theme):
            msg = f"{folder / CARD}: made for other themes than monitor has"
            raise ModelError(msg)

    def verify(self) -> None:
        """Check every file against its digest.

        Raises:
            ModelError: one is missing, or is another one.
        """
        for name in PARTS:
            self._check(name)

    def read(self, texts: Sequence[str]) -> tuple[Opinion, ...]:
        """Return an opinion on each text, in order; some 6 ms each on one core.

        Raises:
            ModelError: a file is missing or broken.
        """
        import numpy as np  # needed only where texts are tagged

        found: list[Opinion | None] = [None] * len(texts)
        ids = [self._tokenizer.encode(text).ids for text in texts]
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        for first in range(0, len(order), _BATCH):
            batch = order[first : first + _BATCH]
            width = len(ids[batch[-1]])
            padded = np.zeros((len(batch), width), np.int64)
            mask = np.zeros((len(batch), width), np.int64)
            for row, place in enumerate(batch):
                padded[row, : len(ids[place])] = ids[place]
                mask[row, : len(ids[place])] = 1
            severities, themes = self._session.run(
                ["severities", "themes"], {"input_ids": padded, "attention_mask": mask}
            )
            for row, place in enumerate(batch):
                found[place] = Opinion(
                    severities=tuple(severities[row].tolist()), themes=tuple(themes[row].tolist())
                )
        return tuple(opinion for opinion in found if opinion is not None)

    def rank(self, texts: Sequence[str]) -> tuple[float, ...]:
        """Return the log-odds of a sign by the linear model, a rough guess, for each text."""
        weights = self._weights
        # one by one: a batch is coded in threads, each of which keeps memory, and a paper of 400
        # pages has thousands of windows
        return tuple(
            float(weights[places_of(self._tokenizer.encode(text).ids)].sum()) + float(weights[0])
            for text in texts
        )

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer  # needed only where texts are tagged

        self._check("tokenizer.json")
        tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        tokenizer.enable_truncation(LONGEST)
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _session(self) -> InferenceSession:
        import onnxruntime  # heavy, and needed only where texts are tagged

        self._check("encoder.onnx")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.enable_cpu_mem_arena = False
        return onnxruntime.InferenceSession(
            str(self._folder / "encoder.onnx"), options, providers=["CPUExecutionProvider"]
        )

    @cached_property
    def _weights(self) -> NDArray[np.float32]:
        import numpy as np  # needed only where texts are tagged

        self._check("ranker.npy")
        table: NDArray[np.float16] = np.load(self._folder / "ranker.npy", allow_pickle=False)
        return table.astype(np.float32)

    def _check(self, name: str) -> None:
        """Refuse a file that is not the one that the card names, as after a broken copy."""
        path = self._folder / name
        if not path.is_file() or digest_of(path) != self._digests.get(name):
            msg = f'{path}: not the file that {CARD} names; install it again, or set model = "none"'
            raise ModelError(msg)


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal, read piece by piece."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def places_of(ids: Sequence[int]) -> NDArray[np.int64]:
    """Return the places of a text's single and paired word pieces in the linear model's table.

    Each counts once. Place 0 is the intercept's.

    Args:
        ids: word pieces, with the marks of beginning and end.
    """
    import numpy as np  # needed only where texts are tagged

    ones = np.asarray(ids[1:-1], np.int64)
    twos = (ones[:-1] * _STRIDE + ones[1:]) % (N_PLACES // 2) + N_PLACES // 2
    return np.unique(np.concatenate([ones % (N_PLACES // 2 - 1) + 1, twos]))


def find_shipped() -> Path | None:
    """Return the folder of the model that ships, in the package or beside it; None without one."""
    package = Path(monitor.__file__).parent
    for folder in (package / "models" / "signs", package.parent / "models" / "signs"):
        if (folder / CARD).is_file():
            return folder
    return None

"""Near-copy signatures: MinHash over five-word shingles, written as hexadecimal.

Two signatures agree in about the share of places that the texts' shingle sets have in common
(Broder 1997, "On the resemblance and containment of documents").
"""

from __future__ import annotations

import re
import zlib

import numpy as np

from monitor.text import fold

#: places of a signature, 16 bits each
SIZE = 64
#: words of a shingle
SHINGLE = 5
#: texts with fewer words have no signature
FEWEST_WORDS = 40

#: estimated share of shingles in common from which two texts are one
COPY_SIMILARITY = 0.5

_WORD = re.compile(r"[a-z0-9£]+")
_PRIME = (1 << 31) - 1
_rng = np.random.default_rng(20261124)
_A = _rng.integers(1, _PRIME, size=(SIZE, 1), dtype=np.uint64)
_B = _rng.integers(0, _PRIME, size=(SIZE, 1), dtype=np.uint64)


def fingerprint(text: str) -> str:
    """Return a text's signature, "" when the text is too short for one."""
    words = _WORD.findall(fold(text))
    if len(words) < FEWEST_WORDS:
        return ""
    shingles = {
        zlib.crc32(" ".join(words[i : i + SHINGLE]).encode())
        for i in range(len(words) - SHINGLE + 1)
    }
    values = np.fromiter(shingles, dtype=np.uint64, count=len(shingles)) % np.uint64(_PRIME)
    hashed = (_A * values + _B) % np.uint64(_PRIME)
    return str((hashed.min(axis=1) & np.uint64(0xFFFF)).astype(">u2").tobytes().hex())


def is_copy(a: str, b: str) -> bool:
    """Return whether two texts are one, going by their signatures."""
    return similarity(a, b) >= COPY_SIMILARITY


def similarity(a: str, b: str) -> float:
    """Return the estimated share of shingles that two texts have in common, in [0, 1]."""
    if not a or not b:
        return 0.0
    first = np.frombuffer(bytes.fromhex(a), dtype=">u2")
    second = np.frombuffer(bytes.fromhex(b), dtype=">u2")
    if first.size != second.size:
        return 0.0
    return float((first == second).mean())

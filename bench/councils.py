"""How fast councils are found and decided on, on one core.

    python bench/councils.py [FILE.jsonl]

Texts are the challenge set, or the lines of a file with ``title`` and ``text``. Prints characters a
second for finding (folding included), and milliseconds a text for deciding, the mean and the worst;
and a JSON line. The best of five rounds counts.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from monitor.records import Outline
from monitor.register import load_register
from monitor.tag.councils import Decider
from monitor.tag.gazetteer import Gazetteer
from monitor.tag.phrases import level
from monitor.tag.scope import rough_sentences

ROUNDS = 5
CHALLENGE = Path(__file__).parent.parent / "tests" / "gate" / "challenge.jsonl"


def read(file: Path) -> list[str]:
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return [f"{row.get('title') or ''}\n\n{row['text']}" for row in rows]


def best(run: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        run()
        times.append(time.perf_counter() - begun)
    return min(times)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("file", type=Path, nargs="?", default=CHALLENGE)
    texts: Sequence[str] = read(options.parse_args().file)
    register = load_register()
    gazetteer, decider = Gazetteer(register), Decider(register)

    def find() -> None:
        for text in texts:
            gazetteer.find(text, level(text), text.find("\n\n"))

    n = sum(map(len, texts))
    finding = best(find)
    found = [
        (level(t), gazetteer.find(t, level(t), t.find("\n\n")), rough_sentences(t)) for t in texts
    ]
    worst = 0.0
    total = 0.0
    for levelled, candidates, sentences in found:
        decide = partial(decider.decide, candidates, levelled, sentences, Outline(), None)
        spent = best(decide)
        worst, total = max(worst, spent), total + spent
    figures = {
        "million_characters_a_second": round(n / finding / 1e6, 1),
        "deciding_ms_mean": round(1000 * total / len(texts), 3),
        "deciding_ms_worst": round(1000 * worst, 3),
    }
    print(f"{len(texts)} texts, {n:,} characters")
    for name, value in figures.items():
        print(f"{name:30} {value}")
    print(json.dumps({"bench": "councils", **figures}))


if __name__ == "__main__":
    main()

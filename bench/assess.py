"""How many texts a second `monitor assess` judges, start-up apart.

    python bench/assess.py [--texts 10000] [--words 400] [--workers 2] [--mix 0 20 100] [--model none]

Each row is a mix: the share of texts that are about a council and carry a sign. The rest is local
news of the same length without a council. Texts are made from a fixed seed. Prints a table, and a
JSON line for each row: texts a second, and the proportional memory (PSS) of all processes together
when the batch is done. Source of the method: wall time of the whole batch through
`monitor.assess.assess_lines` with worker processes that are warm.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from monitor.analyse import Reference
from monitor.assess import Rules, assess_lines
from monitor.register import load_register
from monitor.workers import Workers

COUNCIL = (
    (
        "{c} has warned that it may have to issue a section 114 notice unless it closes a budget gap "
        "of £{n}m."
    ),
    "The external auditor said there were significant weaknesses in arrangements at {c}.",
    "The council said that an overspend on temporary accommodation had used up its reserves.",
    "Councillors heard that the chief executive would leave by mutual agreement in {n} weeks.",
    "The leader of the council said the authority had asked for exceptional financial support.",
    "Opposition members called for an extraordinary meeting to discuss the report.",
)
PLAIN = (
    "Visitors came to the seaside festival on Saturday in spite of {n} hours of rain.",
    "The town's rugby club won {n} nil after a late try in front of a home crowd.",
    "A bakery on the high street has won an award for its sourdough bread.",
    "Train services were delayed by {n} minutes after a tree fell on the line.",
    "The school choir sang carols at the market for the hospice appeal.",
    "Residents raised £{n} for new benches along the river path.",
    "A driver was taken to hospital after a collision with a lorry on the bypass.",
    "The museum will show {n} paintings by artists from the region until the spring.",
)


def make_lines(n_texts: int, n_words: int, share: int, seed: int = 7) -> Iterator[str]:
    """Yield ``n_texts`` JSON Lines of about ``n_words`` words, ``share`` in 100 about a council."""
    rng = random.Random(seed)
    names = [c.name for c in load_register().councils if c.region != "Scotland"]
    for number in range(n_texts):
        is_about = rng.randrange(100) < share
        name = rng.choice(names)
        words: list[str] = []
        while len(words) < n_words:
            pool = COUNCIL if is_about and rng.random() < 0.4 else PLAIN
            words += rng.choice(pool).format(c=name, n=rng.randrange(2, 99)).split()
        text = " ".join(words[:n_words])
        title = f"{name} warned over budget" if is_about else "News from the town"
        yield json.dumps({"id": str(number), "title": title, "text": text})


def memory_mib() -> float:
    """Return the proportional memory of this process and its children, in MiB."""
    own = str(os.getpid())
    listed = Path(f"/proc/{own}/task").glob("*/children")
    pids = [own, *(pid for children in listed for pid in children.read_text().split())]
    total = 0
    for pid in pids:
        rolled = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
        total += sum(int(row.split()[1]) for row in rolled.splitlines() if row.startswith("Pss:"))
    return total / 1024


def main() -> int:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--texts", type=int, default=10_000)
    options.add_argument("--words", type=int, default=400)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--model", default="", help='"none" for the rules only')
    options.add_argument("--mix", type=int, nargs="+", default=[0, 20, 100])
    given = options.parse_args()
    rules = Rules(reference=Reference(model=given.model))
    with Workers(
        processes=given.workers, task_timeout=timedelta(seconds=300), memory_mib=4096
    ) as workers:
        begun = time.perf_counter()
        warm = make_lines(200, given.words, 100)
        n_warm = sum(1 for _ in assess_lines(warm, rules, workers.submit))
        startup = time.perf_counter() - begun
        print(f"start-up and {n_warm} texts to warm {given.workers} workers: {startup:.2f} s")
        print(f"{'about a council':>16} {'texts':>7} {'seconds':>8} {'texts/s':>8} {'alerts':>7}"
              f" {'MiB':>5}")  # fmt: skip
        for share in given.mix:
            lines = list(make_lines(given.texts, given.words, share))
            begun = time.perf_counter()
            n_alerts = 0
            for judged in assess_lines(lines, rules, workers.submit):
                n_alerts += bool(judged.get("alert"))
            took = time.perf_counter() - begun
            rate = given.texts / took
            held = memory_mib()
            print(f"{share:>15}% {given.texts:>7} {took:>8.2f} {rate:>8.0f} {n_alerts:>7}"
                  f" {held:>5.0f}")  # fmt: skip
            row = {
                "bench": "assess",
                "share": share,
                "texts": given.texts,
                "words": given.words,
                "workers": given.workers,
                "seconds": round(took, 3),
                "texts_per_s": round(rate, 1),
                "alerts": n_alerts,
                "pss_mib": round(held, 1),
                "startup_s": round(startup, 3),
            }
            print(json.dumps(row))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Fit the score's few numbers, and print what `monitor/score` takes.

    MONITOR_GATE_DIR=... python scripts/fit_score.py [MODEL]

A logistic regression (Platt's way) says what a point of the rules and a unit of the classifier's
log-odds are worth: for a sign, and against one. It is fitted on articles that the model did not
learn from (`monitor.tag.train.render.split_units`), on the cases and the ordinary items of
`tests/gate`, and on real text where it is there, each set with its weight. Four numbers are fitted,
so the same sets can still measure; other text will do a little worse. Needs scikit-learn, which the
extra `train` has.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

import monitor.demo
from monitor.analyse import Reference, tag_document, tagger
from monitor.assess import make_document, read_given
from monitor.records import TaggedDocument
from monitor.score import score_document
from monitor.tag.train.render import split_units
from monitor.tag.train.text import INVENTED, CouncilName, Names, fill_slots, load_units

ROOT = Path(__file__).parents[1]
GATE = ROOT / "tests" / "gate"
READ = "the classifier reads"
#: what a set of texts weighs beside the others
WEIGHTS = {"articles": 0.7, "cases": 1.0, "ordinary": 0.6, "real": 1.0}
GIVEN = ("title", "text", "url", "published_at", "tier")
#: most points of rules that count here; more make no text surer
MOST = 5.0


def main(model: str = "") -> None:
    """Print the curve without a classifier, and the curve and the points with one."""
    demo = Reference(register_folder=Path(monitor.demo.__file__).parent, model=model)
    sets = {
        "articles": rows_of(articles(demo), demo),
        "cases": rows_of(lines(GATE / "themes.jsonl"), demo),
        "ordinary": rows_of(lines(GATE / "ordinary.jsonl"), demo),
    }
    if named := os.environ.get("MONITOR_GATE_DIR"):
        real = lines(Path(named) / "dev" / "dev.jsonl")
        sets["real"] = rows_of(real, Reference(model=model))
    features = np.concatenate([x for x, _ in sets.values()])
    wanted = np.concatenate([y for _, y in sets.values()])
    weights = np.concatenate(
        [np.full(len(y), 1000 * WEIGHTS[name] / len(y)) for name, (_, y) in sets.items()]
    )
    for name, columns in (("rules only", [0]), ("with the classifier", [0, 1, 2])):
        chosen = features[:, columns]
        model_of = LogisticRegression(C=10).fit(chosen, wanted, sample_weight=weights)
        slope, *others = model_of.coef_[0]
        print(f"\n{name}: slope {slope:.2f}, midpoint {-model_of.intercept_[0] / slope:.2f}",
              *(f", points against {o / slope:.2f}" if n == 0 else f", points for {o / slope:.2f}"
                for n, o in enumerate(others)), sep="")  # fmt: skip
        for key, (some, labels) in sets.items():
            chances = model_of.predict_proba(some[:, columns])[:, 1]
            found = chances >= 0.5
            right = (found & (labels > 0)).sum()
            print(f"  {key:<9} {len(labels):>5} texts, {found.sum():>4} alerts, {right:>4} right,"
                  f" {labels.sum():>4.0f} wanted")  # fmt: skip


def rows_of(rows: Iterator[dict], reference: Reference) -> tuple[np.ndarray, np.ndarray]:
    """Return what the score adds up, (n, 3), and whether an adviser wants the text, (n,)."""
    features, wanted = [], []
    for row in rows:
        given = {key: row[key] for key in GIVEN if row.get(key)}
        page, text = read_given({"text": "", **given}, tagger(reference).register)
        tagged = tag_document(make_document(page, text), page.outline, reference)
        features.append(features_of(tagged))
        wanted.append(float(bool(row.get("alert"))))
    return np.array(features), np.array(wanted)


def features_of(tagged: TaggedDocument) -> tuple[float, float, float]:
    """Return the rules' points, and the classifier's log-odds below and above nought."""
    best = max((score_document(tagged, c) for c in tagged.about or (None,)), key=lambda s: s.value)
    rules = sum(p.weight for p in best.parts if not p.name.startswith(READ))
    sign = max((e.sign for e in tagged.estimates), default=0.0)
    sign = min(max(sign, 1e-4), 1 - 1e-4)
    odds = float(np.clip(np.log(sign / (1 - sign)), -4, 4))
    return min(max(rules, -2.0), MOST), min(odds, 0.0), max(odds, 0.0)


def lines(file: Path) -> Iterator[dict]:
    """Yield the rows of a file; a day without a time is when a text was published."""
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield row | {"published_at": row.get("published_at") or row.get("date")}


def articles(reference: Reference) -> Iterator[dict]:
    """Yield the articles that were held back, with the demo's councils in their slots."""
    named = tagger(reference).register.councils
    councils = tuple(CouncilName(full=c.name, short=c.short_name) for c in named if not c.end_date)
    names = Names(councils=councils, others=INVENTED.others)
    for unit in split_units(load_units(ROOT / "models" / "training")).held_back:
        if unit.title:
            filled = fill_slots(unit, seed="fit", year=2026, names=names)
            yield {
                "title": filled.title, "text": filled.text, "published_at": "2026-06-01",
                "alert": unit.severity > 0,
            }  # fmt: skip


if __name__ == "__main__":
    main(*sys.argv[1:])

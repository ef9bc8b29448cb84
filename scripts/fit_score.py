"""Fit the score's curves on units that no model learnt from, and print what `monitor/score` takes.

    python scripts/fit_score.py [MODEL]

A unit that was held back (`monitor.tag.train.render.split_units`) is filled with names of the demo's
councils and judged like any text. A logistic regression (Platt's way) then says what its rules'
points and its classifier's log-odds are worth. Needs scikit-learn, which the extra `train` has.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

import monitor.demo
from monitor.analyse import Reference, tag_document, tagger
from monitor.assess import make_document, read_given
from monitor.score import score_document
from monitor.tag.train.render import split_units
from monitor.tag.train.report import average_precision
from monitor.tag.train.text import INVENTED, CouncilName, Names, fill_slots, load_units

ROOT = Path(__file__).parents[1]
READ = "the classifier reads"


def main(model: str = "") -> None:
    """Print the curve without a classifier, and the curve and the points with one."""
    reference = Reference(register_folder=Path(monitor.demo.__file__).parent, model=model)
    rows = [row for unit in held_back(reference) for row in [judge(unit, reference)] if row]
    rules, odds, fired, wanted = (np.array(column) for column in zip(*rows, strict=True))
    print(
        f"{len(rows)} units, {wanted.sum():.0f} with a sign, {fired.sum():.0f} where a rule fired"
    )
    fit("rules only, where a rule fired", rules[fired > 0, None], wanted[fired > 0])
    fit("with the classifier", np.stack([rules, odds], 1), wanted)
    fit("the classifier alone", odds[:, None], wanted)


def held_back(reference: Reference):
    """Yield the units with names of the register in their slots."""
    register = tagger(reference).register
    councils = tuple(
        CouncilName(full=c.name, short=c.short_name) for c in register.councils if not c.end_date
    )
    units = load_units(ROOT / "models" / "training")
    for unit in split_units(units).held_back:
        yield fill_slots(
            unit, seed="fit", year=2026, names=Names(councils=councils, others=INVENTED.others)
        )


def judge(unit, reference: Reference):
    """Return the rules' points, the classifier's log-odds, whether a rule fired, and the label."""
    text = unit.text.replace("[[", "").replace("]]", "")
    given = {"title": unit.title, "text": text, "published_at": "2026-06-01"}
    page, _ = read_given(given, tagger(reference).register)
    tagged = tag_document(make_document(page, text), page.outline, reference)
    scores = [score_document(tagged, c) for c in tagged.about or (None,)]
    best = max(scores, key=lambda s: s.value)
    rules = sum(p.weight for p in best.parts if not p.name.startswith(READ))
    signs = [e.sign for e in tagged.estimates]
    sign = min(max(max(signs, default=0.0), 1e-4), 1 - 1e-4)
    odds = np.clip(np.log(sign / (1 - sign)), -4, 4)
    fired = any(h.is_for and h.theme.alerts and h.method != "classifier" for h in tagged.theme_hits)
    return np.clip(rules, -4, 8), odds, float(fired), float(unit.severity > 0)


def fit(name: str, features, wanted) -> None:
    """Print a regression as points: one point of a rule is the measure."""
    regression = LogisticRegression(C=10)
    chances = cross_val_predict(regression, features, wanted, cv=10, method="predict_proba")[:, 1]
    regression.fit(features, wanted)
    slope, *others = regression.coef_[0]
    print(f"\n{name}: slope {slope:.2f}, midpoint {-regression.intercept_[0] / slope:.2f}, "
          f"others in points {[round(float(o / slope), 2) for o in others]}")  # fmt: skip
    apart = sum(
        abs(chances[part].sum() - wanted[part].sum())
        for low in np.arange(0, 1, 0.1)
        if (part := (chances >= low) & (chances < low + 0.1 + 1e-9)).any()
    )
    print(f"  ten-fold: average precision {average_precision(zip(chances, wanted > 0, strict=True)):.3f}, "
          f"calibration error {apart / len(wanted):.3f}")  # fmt: skip


if __name__ == "__main__":
    main(*sys.argv[1:])

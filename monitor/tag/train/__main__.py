"""``make train``: `models/training` -> `models/signs`, with a report on what was held back.

    python -m monitor.tag.train [--units DIR] [--extra FILE ...] [--out DIR]
        [--base DIR] [--epochs N]

Fixed seeds; some forty minutes on two cores. ``--extra`` adds units made from verdicts
(``monitor learn --export``).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from monitor.errors import ConfigError, MonitorError
from monitor.records import Theme
from monitor.tag.encoder import CARD, PARTS, Encoder, digest_of
from monitor.tag.train.export import export
from monitor.tag.train.fit import WEIGHTS_SHA256, Plan, find_base, fit
from monitor.tag.train.rank import fit_ranker
from monitor.tag.train.render import split_units
from monitor.tag.train.report import Report, judge_units
from monitor.tag.train.text import TrainingUnit, find_faults, load_units, parse_unit
from monitor.text import sha256_hex

ROOT = Path(__file__).parents[3]


def main(arguments: list[str] | None = None) -> int:
    """Train, write the model, and say how good it is; 2 when the units or the base are faulty."""
    options = argparse.ArgumentParser(prog="python -m monitor.tag.train", description=__doc__)
    options.add_argument("--units", type=Path, default=ROOT / "models" / "training")
    options.add_argument("--extra", type=Path, action="append", default=[], metavar="FILE")
    options.add_argument("--out", type=Path, default=ROOT / "models" / "signs")
    options.add_argument("--base", type=Path, help="an encoder's folder; default: the package's")
    options.add_argument("--keep", type=Path, help="also write the weights as they were trained")
    options.add_argument("--epochs", type=int, default=Plan().epochs)
    given = options.parse_args(arguments)
    try:
        units = read_units(given.units, given.extra)
        base = given.base or find_base()
    except MonitorError as error:
        print(error, file=sys.stderr)
        return 2
    report = train(units, base, given.out, Plan(epochs=given.epochs), keep=given.keep)
    print(f"\nheld back: {report}")
    return 0


def read_units(folder: Path, extra: list[Path]) -> tuple[TrainingUnit, ...]:
    """Return all units to train on.

    Raises:
        ConfigError: some are faulty; all faults are named.
    """
    units = list(load_units(folder))
    for path in extra:
        units += [parse_unit(line) for line in path.read_text(encoding="utf-8").splitlines()]
    if faults := find_faults(units):
        raise ConfigError(faults)
    return tuple(units)


def train(
    units: tuple[TrainingUnit, ...], base: Path, out: Path, plan: Plan, keep: Path | None = None
) -> Report:
    """Train a model, write it to a folder, and return how good it is on what was held back."""
    began = time.monotonic()

    def say(what: str) -> None:
        print(f"{time.monotonic() - began:6.0f} s  {what}", flush=True)

    sides = split_units(units)
    say(f"{len(sides.learnt)} units to learn from, {len(sides.held_back)} held back")
    for loss, reader in fit(sides.learnt, base, plan):
        say(f"loss {loss:.3f}; held back: {judge_units(reader.read, sides.held_back)}")
    if keep is not None:
        reader.save(keep)
    export(reader, out)
    fit_ranker(reader, sides.learnt, out)
    write_card(out, units)
    say(f"written: {out}")
    return judge_units(Encoder(out).read, sides.held_back)


def write_card(folder: Path, units: tuple[TrainingUnit, ...]) -> None:
    """Write what the model is: its labels, what it learnt from, and the digest of each file.

    Its version is made of those digests, so that other weights never pass for these.
    """
    digests = {name: digest_of(folder / name) for name in PARTS}
    said = "\n".join(f"{u.id}|{u.title}|{u.text}|{u.labels}|{u.severity}" for u in units)
    card = {
        "version": f"signs-{sha256_hex(str(sorted(digests.items())))[:8]}",
        "base": "all-MiniLM-L6-v2",
        "base_sha256": WEIGHTS_SHA256,
        "labels": list(Theme),
        "units": len(units),
        "units_sha256": sha256_hex(said),
        "sha256": digests,
    }
    (folder / CARD).write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())

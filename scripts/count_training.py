"""Check the training text, and write the table of its counts into its README.

python scripts/count_training.py [models/training] [--check]

With --check nothing is written. Exits 1 and lists every fault if a unit may not be trained on.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from monitor.errors import ConfigError
from monitor.tag.train.text import find_faults, load_units, render_counts

START, END = "<!-- counts -->\n", "<!-- end of counts -->"


def main() -> int:
    """Check, then write."""
    words = [word for word in sys.argv[1:] if word != "--check"]
    folder = Path(words[0] if words else "models/training")
    with Path("monitor/data/councils.csv").open(encoding="utf-8", newline="") as file:
        names = [row["name"] for row in csv.DictReader(file)]
    try:
        units = load_units(folder)
    except ConfigError as error:
        print(error)
        return 1
    faults = find_faults(units, names)
    print("\n".join(faults) or f"{len(units)} units, no fault")
    if not faults and "--check" not in sys.argv:
        readme = folder / "README.md"
        head, _, rest = readme.read_text(encoding="utf-8").partition(START)
        tail = rest.partition(END)[2]
        readme.write_text(head + START + "\n" + render_counts(units) + "\n" + END + tail, "utf-8")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())

"""Print how many sources the starter configuration has, by region and kind, as Markdown.

python scripts/count_sources.py [sources.toml]
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from monitor.config import load_config


def main() -> None:
    """Count and print."""
    path = Path(sys.argv[1] if len(sys.argv) > 1 else "sources.toml")
    sources = load_config(path, {}).sources
    kinds = sorted({s.kind.value for s in sources})
    counts = Counter((s.region.value, s.kind.value) for s in sources)
    print("| region | " + " | ".join(kinds) + " | all |")
    print("|---|" + "---|" * (len(kinds) + 1))
    for region in sorted({s.region.value for s in sources}):
        row = [counts[region, kind] for kind in kinds]
        print(f"| {region} | " + " | ".join(map(str, row)) + f" | {sum(row)} |")
    total = [sum(counts[r, k] for r in {s.region.value for s in sources}) for k in kinds]
    print("| all | " + " | ".join(map(str, total)) + f" | {sum(total)} |")


if __name__ == "__main__":
    main()

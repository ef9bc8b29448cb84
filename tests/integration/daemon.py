"""The real daemon in a process of its own; killed at the n-th pass of a named point if asked.

python daemon.py CONFIG DATABASE [POINT COUNT]
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path


def main() -> int:
    """Run until told to stop."""
    from monitor.config import load_config
    from monitor.service import Run, run

    config, database, *rest = sys.argv[1:]
    point, count = (rest[0], int(rest[1])) if rest else ("", 0)
    left = [count]

    def reached(name: str) -> None:
        if name == point:
            left[0] -= 1
            if left[0] <= 0:
                os.kill(os.getpid(), signal.SIGKILL)

    return run(load_config(Path(config)), Path(database), Run(), reached=reached)


if __name__ == "__main__":
    sys.exit(main())

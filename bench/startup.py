"""How long `monitor run` takes from its start to its first finished poll, and `--help` to its end.

python bench/startup.py [--runs 5]
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from monitor.demo.sample import load_texts
from monitor.demo.site import write_site
from monitor.demo.web import SampleWeb


def first_poll(base: str) -> float:
    """Return the seconds to the first finished poll of a new database."""
    with tempfile.TemporaryDirectory() as folder:
        config = write_site(Path(folder), base)
        command = [sys.executable, "-m", "monitor", "run", "--config", str(config), "--for", "20"]
        begun = time.perf_counter()
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
            for line in process.stderr or ():
                if "poll_finished" in line:
                    took = time.perf_counter() - begun
                    process.terminate()
                    return took
    return float("nan")


def help_shown() -> float:
    """Return the seconds that `monitor --help` takes."""
    begun = time.perf_counter()
    command = [sys.executable, "-m", "monitor", "--help"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=5)
    n_runs = options.parse_args().runs
    start = datetime.now(UTC)
    with SampleWeb(load_texts(start), start, 0) as web:
        polls = [first_poll(web.base) for _ in range(n_runs)]
    helps = [help_shown() for _ in range(n_runs)]
    rows = {"first_poll_s": statistics.median(polls), "help_s": statistics.median(helps)}
    for name, seconds in rows.items():
        print(f"{name:<14} {seconds:.2f}")
    print(json.dumps({"bench": "startup", **{k: round(v, 3) for k, v in rows.items()}}))


if __name__ == "__main__":
    main()

"""Proportional memory (PSS) of `monitor run` on the demo, all its processes together.

    python bench/memory.py [--seconds 60]

Runs the demo and reads /proc/PID/smaps_rollup of the daemon and its children once a second. The
demo's own process (its little web, the progress display) does not belong to the daemon and is
left out. Prints the peak, and a JSON line.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def pss_kib(pid: int) -> int:
    """Return the proportional set size of one process in KiB, 0 when it is gone."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))


def parents() -> dict[int, int]:
    """Return the parent of every process."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            found[int(folder.name)] = int(fields[1])
    return found


def daemon_of(demo: int, tree: dict[int, int]) -> int | None:
    """Return the demo's child that is ``monitor run``."""
    for pid, parent in tree.items():
        if parent == demo:
            try:
                line = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if b"run" in line:
                return pid
    return None


def family(pid: int, tree: dict[int, int]) -> list[int]:
    """Return a process and all below it."""
    found = [pid]
    for child, parent in tree.items():
        if parent == pid:
            found += family(child, tree)
    return found


def main() -> int:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=int, default=60)
    seconds = options.parse_args().seconds
    peak, peak_parts = 0, []
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "monitor", "demo", "--for", str(seconds), "--dir", folder,
                   "--port", "8471"]  # fmt: skip
        demo = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        while demo.poll() is None:
            tree = parents()
            daemon = daemon_of(demo.pid, tree)
            if daemon is not None:
                parts = [pss_kib(pid) for pid in family(daemon, tree)]
                if sum(parts) > peak:
                    peak, peak_parts = sum(parts), parts
            time.sleep(1)
    mib = [round(p / 1024) for p in peak_parts]
    print(f"peak proportional memory of monitor run: {peak / 1024:.0f} MiB in {mib}")
    print(json.dumps({"bench": "memory", "peak_pss_mib": round(peak / 1024, 1), "parts_mib": mib}))
    return 0 if demo.returncode == 0 else 1


if __name__ == "__main__":
    sys.exit(main())

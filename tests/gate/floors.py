"""Floors under the gates' figures: read, held to, raised; lowered only when asked by name.

A gate's section of `floors.toml` holds the digest of the text that it measures (`sha256`), how far
a figure may fall by chance alone (`noise`, explained there), and what was reached (`[gate.floors]`).
A figure holds while it is at least floor - noise. Lines are rewritten in place, so that the file's
comments stay.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

FLOORS = Path(__file__).parent / "floors.toml"
#: figures are kept to so many digits, rounded down
DIGITS = 4
_SECTION = re.compile(r"^\[([\w.-]+)\]")
_KEY = re.compile(r"^([\w-]+)\s*=")


class FloorError(Exception):
    """A floor would be lowered unasked, or the file does not hold what it should."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What one gate has to reach."""

    name: str
    #: digest of what is measured
    sha256: str
    #: how far below its floor a figure may be by chance
    noise: float
    floors: dict[str, float]

    def faults(self, figures: dict[str, float], sha256: str) -> list[str]:
        """Return in plain words what falls below its floor, or is measured on another text."""
        found = []
        if sha256 != self.sha256:
            found.append(f"{self.name}: what is measured has changed; measure anew and --update")
        for figure, floor in self.floors.items():
            reached = figures.get(figure)
            if reached is None:
                found.append(f"{self.name}: {figure} is not measured")
            elif reached < floor - self.noise:
                found.append(
                    f"{self.name}: {figure} is {reached:.4f}, below {floor:.4f} - {self.noise}"
                )
        return found

    def raised(self, figures: dict[str, float], *, may_fall: frozenset[str]) -> dict[str, float]:
        """Return the floors after a run: higher where more was reached, else as they were.

        Args:
            figures: what the run reached.
            may_fall: figures whose floor may be lowered to what was reached.

        Raises:
            FloorError: a figure fell by more than noise and is not among ``may_fall``.
        """
        floors, refused = {}, []
        for figure, floor in self.floors.items():
            reached = _round_down(figures[figure])
            is_below = reached < floor - self.noise
            if is_below and figure not in may_fall:
                refused.append(f"{figure} from {floor:.4f} to {reached:.4f}")
            floors[figure] = reached if is_below else max(floor, reached)
        if refused:
            names = " ".join(f"--allow-lower {r.split()[0]}" for r in refused)
            msg = f"{self.name}: not lowered unasked: {'; '.join(refused)}. To accept: {names}"
            raise FloorError(msg)
        return floors


def load_gate(name: str, file: Path = FLOORS) -> Gate:
    """Return a gate's section of the file.

    Raises:
        FloorError: there is no such section.
    """
    section = tomllib.loads(file.read_text(encoding="utf-8")).get(name)
    if section is None:
        msg = f"{file.name} has no section [{name}]"
        raise FloorError(msg)
    return Gate(
        name=name,
        sha256=section["sha256"],
        noise=section["noise"],
        floors={k: float(v) for k, v in section["floors"].items()},
    )


def update_floors(
    name: str,
    figures: dict[str, float],
    sha256: str,
    *,
    may_fall: frozenset[str] = frozenset(),
    file: Path = FLOORS,
) -> dict[str, float]:
    """Write a gate's digest and raised floors into the file, and return the floors.

    Raises:
        FloorError: a floor would be lowered unasked; the file is as it was.
    """
    floors = load_gate(name, file).raised(figures, may_fall=may_fall)
    values = {(name, "sha256"): f'"{sha256}"'}
    values |= {(f"{name}.floors", k): f"{v:.{DIGITS}f}" for k, v in floors.items()}
    section, lines = "", []
    for line in file.read_text(encoding="utf-8").splitlines():
        found, key = _SECTION.match(line), _KEY.match(line)
        section = found[1] if found else section
        value = values.get((section, key[1])) if key else None
        lines.append(line if key is None or value is None else f"{key[1]} = {value}")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return floors


def _round_down(figure: float) -> float:
    scale: int = 10**DIGITS
    return int(figure * scale + 1e-9) / scale

"""Tables that stand in a page of the manual between two marks, where `--update` writes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

#: how far a share, and a count, may be from what the manual says: the classifier's last digits are
#: not the same on every processor
SHARE, COUNT = 0.02, 3
_NUMBER = re.compile(r"\d+(?:\.\d+)?")

DOCS = Path(__file__).parents[2] / "docs"


def block(topic: str, name: str, page: Path | None = None) -> list[str]:
    """Return what the topic's page says between the marks of a set of texts."""
    lines = _lines(page or page_of(topic))
    return lines[lines.index(_begin(topic, name)) + 1 : lines.index(_end(name))]


def write_block(topic: str, name: str, tables: list[str], page: Path | None = None) -> None:
    """Put the tables between the marks of a set of texts."""
    file = page or page_of(topic)
    lines = _lines(file)
    lines[lines.index(_begin(topic, name)) + 1 : lines.index(_end(name))] = tables
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def differences(shown: Sequence[str], found: Sequence[str]) -> list[str]:
    """Return the lines of the manual that are not what was measured, but for last digits."""
    if len(shown) != len(found):
        return [f"{len(shown)} lines, measured {len(found)}"]
    pairs = zip(shown, found, strict=True)
    return [f"{a!r}, measured {b!r}" for a, b in pairs if not _agree(a, b)]


def _agree(shown: str, found: str) -> bool:
    if _NUMBER.sub("0", shown) != _NUMBER.sub("0", found):
        # a cell may turn from a number into a dash where nothing is found
        return shown == found
    numbers = zip(_NUMBER.findall(shown), _NUMBER.findall(found), strict=True)
    return all(
        abs(float(a) - float(b)) <= (SHARE if "." in a else COUNT) + 1e-9 for a, b in numbers
    )


def page_of(topic: str) -> Path:
    """Return the page that a topic has in the manual."""
    return DOCS / f"{topic}.md"


def _lines(page: Path) -> list[str]:
    return page.read_text(encoding="utf-8").splitlines()


def _begin(topic: str, name: str) -> str:
    return f"<!-- {name}: written by `python -m tests.gate.measure {topic} --update` -->"


def _end(name: str) -> str:
    return f"<!-- end of {name} -->"

"""Tables that stand in a page of the manual between two marks, where `--update` writes them."""

from __future__ import annotations

from pathlib import Path

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


def page_of(topic: str) -> Path:
    """Return the page that a topic has in the manual."""
    return DOCS / f"{topic}.md"


def _lines(page: Path) -> list[str]:
    return page.read_text(encoding="utf-8").splitlines()


def _begin(topic: str, name: str) -> str:
    return f"<!-- {name}: written by `python -m tests.gate.measure {topic} --update` -->"


def _end(name: str) -> str:
    return f"<!-- end of {name} -->"

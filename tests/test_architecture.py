from __future__ import annotations

import ast
import re
import tomllib
from typing import TYPE_CHECKING

import pytest
from importlinter.cli import lint_imports

from tests.conftest import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PACKAGE = REPOSITORY / "monitor"
PYPROJECT = REPOSITORY / "pyproject.toml"
MAX_LINES = 400
#: rooms on floor 7 and above, which may ask what time it is
MAY_READ_CLOCK = ("cli/", "demo/", "service", "__main__")


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE).as_posix(), path


def dotted(node: ast.AST) -> str:
    """Return ``a.b.c`` for an attribute chain, "" for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        head = dotted(node.value)
        return f"{head}.{node.attr}" if head else ""
    return ""


def names_used(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        else:
            found.add(dotted(node))
    return found


def test_every_import_goes_down_the_floors_and_every_library_has_one_home(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status = lint_imports(config_filename=str(PYPROJECT), no_cache=True, no_logo=True)
    assert status == 0, capsys.readouterr().out


def test_every_library_of_the_run_time_has_a_home_or_may_be_used_anywhere() -> None:
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    housed = {m for c in contracts for m in c.get("forbidden_modules", ())}
    anywhere = {"platformdirs", "structlog", "lxml_html_clean"}
    declared = {
        re.split(r"[\[<>=]", line)[0].replace("-", "_")
        for line in project["project"]["dependencies"]
    }
    assert declared - housed - anywhere == set()


def test_no_module_is_longer_than_400_lines() -> None:
    long = {
        name: n
        for name, path in modules()
        if (n := len(path.read_text(encoding="utf-8").splitlines())) > MAX_LINES
    }
    assert long == {}


def test_the_environment_is_read_in_config_alone() -> None:
    readers = {
        name
        for name, path in modules()
        if names_used(path) & {"os.environ", "os.getenv", "os.environb", "os.putenv"}
    }
    assert readers == {"config/loading.py"}


def test_only_the_command_line_prints() -> None:
    printers = {name for name, path in modules() if "print" in names_used(path)}
    assert {
        n for n in printers if not n.startswith("cli/") and not n.endswith("__main__.py")
    } == set()


def test_no_clock_is_read_below_the_service() -> None:
    clocks = {
        "datetime.now",
        "datetime.utcnow",
        "datetime.today",
        "date.today",
        "datetime.datetime.now",
        "datetime.date.today",
        "time.time",
    }
    readers = {name for name, path in modules() if names_used(path) & clocks}
    assert {n for n in readers if not n.startswith(MAY_READ_CLOCK)} == set()


@pytest.mark.parametrize(
    ("rule", "homes"),
    [
        pytest.param("TID251", MAY_READ_CLOCK, id="banned calls"),
        pytest.param("BLE001", ("service", "workers"), id="broad except at the edge of a job"),
        pytest.param("PLR0913", (), id="more than six parameters"),
        pytest.param("C901", (), id="complexity above ten"),
    ],
)
def test_no_rule_that_guards_the_plan_is_switched_off(rule: str, homes: tuple[str, ...]) -> None:
    off = {
        name
        for name, path in modules()
        if re.search(rf"noqa:[^\n]*{rule}", path.read_text(encoding="utf-8"))
    }
    assert {n for n in off if not n.startswith(homes)} == set()

"""The manual is tested: what it names exists, and what exists is named in it."""

from __future__ import annotations

import importlib
import re
import shlex
import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from monitor.config import ConfigFile, load_config
from tests.conftest import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pydantic import BaseModel

README = REPOSITORY / "README.md"
UNIT = REPOSITORY / "systemd" / "council-monitor.service"
FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)[^)]*\)")
#: what an administrator sets or waits for, and therefore reads about
OPERATED = {"LoadCredential", "MemoryMax", "StateDirectory", "TimeoutStopSec", "WatchdogSec"}


def pages() -> dict[str, str]:
    """The manual: README, CONTRIBUTING, docs/; the decisions are not part of it."""
    paths = [
        README,
        REPOSITORY / "CONTRIBUTING.md",
        REPOSITORY / "systemd" / "README.md",
        *sorted((REPOSITORY / "docs").glob("*.md")),
    ]
    return {
        path.relative_to(REPOSITORY).as_posix(): path.read_text(encoding="utf-8") for path in paths
    }


def fences(language: str = "") -> Iterator[tuple[str, str]]:
    for name, text in pages().items():
        for i, (found, body) in enumerate(FENCE.findall(text), start=1):
            if not language or found == language:
                yield f"{name}-{i}", body


def pieces_of_code() -> Iterator[str]:
    """Every line of a fenced or indented block and every `inline` piece."""
    for text in pages().values():
        for _, body in FENCE.findall(text):
            yield from body.splitlines()
        prose = FENCE.sub("", text)
        yield from (line.strip() for line in prose.splitlines() if line.startswith("    "))
        yield from INLINE.findall(prose)


def commands_named() -> set[str]:
    found = (re.findall(r"(?:^|[|;&$/]\s*)monitor ([a-z][a-z-]*)", c) for c in pieces_of_code())
    return {name for names in found for name in names}


def commands_built() -> set[str]:
    return set(importlib.import_module("monitor.cli").COMMANDS)


def targets(makefile: str) -> set[str]:
    return set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE))


def keys_of(model: type[BaseModel], prefix: str) -> Iterator[str]:
    """Every key of a section as the file spells it: ``fetch.poll_minutes.feed``."""
    for name, field in model.model_fields.items():
        key = f"{prefix}{field.alias or name}"
        inner = model_in(field.annotation)
        yield from keys_of(inner, f"{key}.") if inner else (key,)


def model_in(annotation: Any) -> type[BaseModel] | None:
    if hasattr(annotation, "model_fields"):
        return annotation  # type: ignore[no-any-return]  # a class with fields is a model
    parts = getattr(annotation, "__args__", ())
    return next((m for part in parts if (m := model_in(part))), None)


def keys_built() -> set[str]:
    return set(keys_of(ConfigFile, ""))


def flatten(value: Any, prefix: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from flatten(inner, f"{prefix}.{key}" if prefix else key)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for inner in value:
            yield from flatten(inner, prefix)
    else:
        yield prefix


def keys_named() -> set[str]:
    """Keys in TOML examples, and ``section.key`` in running text where the section exists."""
    found = {key for _, body in fences("toml") for key in flatten(tomllib.loads(body))}
    tops = {key.split(".")[0] for key in keys_built()}
    for code in pieces_of_code():
        match = re.fullmatch(r"([a-z]+)((?:\.[a-z_]+)+)(?: = .*)?", code)
        if match and match[1] in tops and not code.endswith((".md", ".py", ".toml", ".db")):
            found.add(match[1] + match[2])
    return found


def variables(texts: Iterator[str]) -> set[str]:
    return {name for text in texts for name in re.findall(r"\bMONITOR_[A-Z0-9_]+\b", text)}


def variables_read() -> set[str]:
    paths = [
        *(REPOSITORY / "monitor").rglob("*.py"),
        REPOSITORY / "tests" / "conftest.py",
        REPOSITORY / ".ci" / "run",
        REPOSITORY / "Makefile",
    ]
    return variables(path.read_text(encoding="utf-8") for path in paths)


def directives(text: str) -> set[str]:
    return set(re.findall(r"^#?([A-Z][A-Za-z]+)=", text, re.MULTILINE))


def test_every_command_that_the_manual_names_exists() -> None:
    assert commands_named() - commands_built() == set()


def test_every_command_is_in_the_manual() -> None:
    named = commands_named() | set(pieces_of_code())
    assert commands_built() - named == set()


def test_every_make_target_that_the_manual_names_exists() -> None:
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    named = {
        word
        for code in pieces_of_code()
        if re.match(r"\$?\s*make [a-z]", code)
        for word in shlex.split(code, comments=True)[1:]
        if word.isalpha() and word.islower() and word != "make"
    }
    assert named - targets(makefile) == set()


def test_every_key_that_the_manual_names_exists() -> None:
    assert keys_named() - keys_built() == set()


def test_every_key_is_in_the_manual() -> None:
    assert keys_built() - keys_named() == set()


def test_every_environment_variable_that_the_manual_names_is_read() -> None:
    assert variables(iter(pages().values())) - variables_read() == set()


def test_every_environment_variable_that_is_read_is_in_the_manual() -> None:
    assert variables_read() - variables(iter(pages().values())) == set()


def test_every_systemd_directive_that_the_manual_names_is_in_the_unit() -> None:
    named = {m[1] for code in pieces_of_code() if (m := re.match(r"([A-Z][a-z]\w+)=", code))}
    assert named - directives(UNIT.read_text(encoding="utf-8")) == set()


def test_every_systemd_directive_that_an_administrator_sets_is_in_the_manual() -> None:
    text = "\n".join(pages().values())
    assert {d for d in OPERATED if f"{d}=" not in text} == set()


def test_every_link_inside_the_repository_leads_somewhere() -> None:
    broken = {
        f"{page}: {target}"
        for page, text in pages().items()
        for target in LINK.findall(FENCE.sub("", text))
        if "://" not in target
        and not target.startswith("mailto:")
        and not ((REPOSITORY / page).parent / target).exists()
    }
    assert broken == set()


@pytest.mark.parametrize("body", [pytest.param(b, id=i) for i, b in fences("toml")])
def test_every_example_configuration_loads(body: str, tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(body, encoding="utf-8")
    names = re.findall(r"\"(?:env|secret):([A-Z0-9_]+)\"", body)
    environ = dict.fromkeys(names, "https://feeds.example/alerts/1")
    config = load_config(path, environ)
    assert len(config.sources) == body.count("[[source]]")

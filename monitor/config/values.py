"""Values of one table put into a TOML text; all else of it stays byte for byte. Pure.

Works on lines, as people write them: a header ``[table]`` and below it ``key = value``, each with or
without a comment. Whoever calls it parses the outcome and compares (`changes_only`), for TOML may be
written in other ways too. TOML 1.0 (https://toml.io/en/v1.0.0).
"""

from __future__ import annotations

import json
import re
import tomllib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: a number, or a string on one line
Value = float | str

_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")
_TABLE = re.compile(r"[ \t]*\[")
_REST = r"[ \t]*(?:#[^\n]*)?\r?\n?"
_VALUE = r"""(?:"(?:[^"\\\r\n]|\\.)*"|'[^'\r\n]*'|[^\s#"']+)"""


def toml_string(text: str) -> str:
    """Return a text as a basic string of TOML; what TOML does not allow is left out."""
    # JSON's escapes are TOML's; only lone halves of pairs and DEL are not
    return json.dumps(re.sub(r"[\x7f\ud800-\udfff]", "", text), ensure_ascii=False)


def put_values(text: str, table: str, values: Mapping[str, Value]) -> str:
    """Return a text with these values: replaced where they stand, else below the header, else at the end.

    Args:
        text: TOML.
        table: name of a table that has no tables of its own.
        values: by key.
    """
    lines = _LINE.findall(text)
    ends = "\r\n" if "\r\n" in text else "\n"
    header = re.compile(rf"[ \t]*\[[ \t]*{re.escape(table)}[ \t]*\]{_REST}")
    first = next((n for n, line in enumerate(lines) if header.fullmatch(line)), None)
    if first is None:
        gap = "" if not text else ends if text.endswith("\n") else ends * 2
        pairs = "".join(_pair(key, value) + ends for key, value in values.items())
        return f"{text}{gap}[{table}]{ends}{pairs}"
    last = next((n for n in range(first + 1, len(lines)) if _TABLE.match(lines[n])), len(lines))
    missing = dict(values)
    for place in range(first + 1, last):
        for key, value in values.items():
            found = re.fullmatch(rf"([ \t]*{re.escape(key)}[ \t]*=[ \t]*){_VALUE}({_REST})",
                                 lines[place])  # fmt: skip
            if found:
                lines[place] = f"{found[1]}{_written(value)}{found[2]}"
                missing.pop(key, None)
    if missing and not lines[first].endswith("\n"):
        lines[first] += ends
    added = [_pair(key, value) + ends for key, value in missing.items()]
    return "".join([*lines[: first + 1], *added, *lines[first + 1 :]])


def changes_only(before: str, after: str, table: str, values: Mapping[str, Value]) -> bool:
    """Return whether two texts of TOML say the same but for these values of one table."""
    try:
        old, new = tomllib.loads(before), tomllib.loads(after)
    except tomllib.TOMLDecodeError:
        return False
    return new == {**old, table: {**old.get(table, {}), **values}}


def _pair(key: str, value: Value) -> str:
    return f"{key} = {_written(value)}"


def _written(value: Value) -> str:
    return toml_string(value) if isinstance(value, str) else repr(value)

"""Records <-> rows: each field a column, what is nested as JSON text. Strict, and driven by types.

Times are ISO 8601 UTC text of fixed precision, so that they sort as they read. A length of time is
a number of seconds, and its column says so: the field ``pace`` is kept as ``pace_s``.
"""

from __future__ import annotations

import json
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cache
from typing import Any, NewType, TypeVar, Union, get_args, get_origin, get_type_hints

from monitor.dates import from_iso, to_iso

_T = TypeVar("_T")
#: resolved once for each kind of record
_HINTS: dict[Any, dict[str, Any]] = {}
_COLUMNS: dict[Any, dict[str, str]] = {}

Row = dict[str, Any]


def to_row(record: object, *, without: tuple[str, ...] = ()) -> Row:
    """Return the columns of a record."""
    row: Row = {}
    for name, column in columns_of(type(record)).items():
        if name not in without:
            value = to_plain(getattr(record, name))
            row[column] = json.dumps(value) if isinstance(value, list | dict) else value
    return row


def from_row(kind: type[_T], row: Mapping[str, Any], **given: object) -> _T:
    """Return the record of a row; ``given`` fields come from elsewhere."""
    values = dict(given)
    columns = columns_of(kind)
    for name, hint in hints_of(kind).items():
        if name in values or columns[name] not in row:
            continue
        value = row[columns[name]]
        if isinstance(value, str) and _is_nested(hint):
            value = json.loads(value)
        values[name] = from_plain(hint, value)
    return kind(**values)


def to_json(record: object) -> str:
    """Return a record as one JSON text."""
    return json.dumps(to_plain(record))


def from_json(kind: Any, text: str) -> Any:
    """Return what a JSON text holds, as ``kind``, which may be a type such as ``tuple[Part, ...]``."""
    return from_plain(kind, json.loads(text))


def to_plain(value: object) -> Any:
    """Return a value as numbers, text, lists and dictionaries."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | timedelta):
        return _time_to_plain(value)
    if isinstance(value, frozenset):
        return sorted(to_plain(v) for v in value)
    if isinstance(value, tuple | list):
        return [to_plain(v) for v in value]
    if is_dataclass(value):
        columns = columns_of(type(value))
        value = {column: to_plain(getattr(value, name)) for name, column in columns.items()}
    return value


def _time_to_plain(value: date | timedelta) -> str | float:
    if isinstance(value, timedelta):
        return value.total_seconds()
    return to_iso(value) if isinstance(value, datetime) else value.isoformat()


def from_plain(hint: Any, value: Any) -> Any:
    """Return a plain value as the type that a field asks for."""
    hint = _bare(hint)
    if value is None:
        return None
    origin, args = get_origin(hint), get_args(hint)
    if origin in {tuple, frozenset}:
        is_fixed = origin is tuple and Ellipsis not in args
        kinds = args if is_fixed else (args[0],) * len(value)
        return origin(from_plain(kind, v) for kind, v in zip(kinds, value, strict=True))
    return _from_scalar(hint, value) if isinstance(hint, type) else value


def _from_scalar(kind: type, value: Any) -> Any:
    if issubclass(kind, Enum) or kind is bool:
        return kind(value)
    if issubclass(kind, datetime):
        return from_iso(value)
    if issubclass(kind, date):
        return date.fromisoformat(value)
    if issubclass(kind, timedelta):
        return timedelta(seconds=value)
    return from_row(kind, value) if is_dataclass(kind) else value


def hints_of(kind: Any) -> dict[str, Any]:
    """Return the fields of a record with their resolved types."""
    found = _HINTS.get(kind)
    if found is None:
        hints = get_type_hints(kind)
        found = _HINTS[kind] = {f.name: hints[f.name] for f in fields(kind)}
    return found


def columns_of(kind: Any) -> dict[str, str]:
    """Return the column of each field of a record: its name, with its unit where it has one."""
    found = _COLUMNS.get(kind)
    if found is None:
        found = _COLUMNS[kind] = {
            name: f"{name}_s" if _bare(hint) is timedelta else name
            for name, hint in hints_of(kind).items()
        }
    return found


def _bare(hint: Any) -> Any:
    """Strip NewType and ``| None``."""
    if isinstance(hint, NewType):
        return _bare(hint.__supertype__)
    if get_origin(hint) in {Union, types.UnionType}:
        kinds = [a for a in get_args(hint) if a is not type(None)]
        return _bare(kinds[0]) if len(kinds) == 1 else hint
    return hint


@cache
def _is_nested(hint: Any) -> bool:
    bare = _bare(hint)
    return get_origin(bare) in {tuple, frozenset} or is_dataclass(bare)

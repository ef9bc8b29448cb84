"""A store in memory with one filed alert."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.filing import Desk
from monitor.records import Alert
from monitor.store import Store, open_store
from tests.filed import file_alert, make_desk


@pytest.fixture
def store() -> Iterator[Store]:
    opened = open_store(None)
    yield opened
    opened.close()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(tmp_path / "register")


@pytest.fixture
def alert(store: Store, desk: Desk) -> Alert:
    return file_alert(store, desk)

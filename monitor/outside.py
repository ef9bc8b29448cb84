"""The world as the steps of the path need it: network, other processes, time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from datetime import datetime

    from monitor.fetch import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What a step may reach outside of its own process and moment.

    ``reached`` is told the named points of the line, so that a test can end the process there.
    """

    session: Session
    submit: Callable[..., Future[Any]]
    clock: Callable[[], datetime]
    reached: Callable[[str], None] = lambda _point: None

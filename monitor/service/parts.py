"""The real parts: network, clock, rules of filing, as the configuration asks for them."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from monitor import __version__
from monitor.analyse import Reference
from monitor.fetch import Manners, Session
from monitor.filing import Desk
from monitor.outside import Outside
from monitor.score import Thresholds
from monitor.workers import run_here

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.config import Config


def utc_now() -> datetime:
    """Return the time: the one clock of the service."""
    return datetime.now(UTC)


def user_agent(config: Config) -> str:
    """Return the honest name under which servers are asked."""
    contact = f" (+{config.service.contact})" if config.service.contact else ""
    return f"council-monitor/{__version__}{contact}"


def open_session(config: Config) -> Session:
    """Return the network as the configuration allows it."""
    fetch = config.fetch
    manners = Manners(
        user_agent=user_agent(config),
        timeout_s=fetch.timeout_s,
        max_body_bytes=int(fetch.max_body_mib * 1024 * 1024),
        allow_private=fetch.allow_private,
        host_spacing=timedelta(seconds=fetch.host_spacing_s),
        committee_spacing=timedelta(seconds=fetch.committee_spacing_s),
        ca_file=config.ca_file,
    )
    return Session(manners, clock=utc_now)


def make_reference(config: Config) -> Reference:
    """Return what texts are read with, but for what was accepted since."""
    return Reference(
        register_folder=config.register_folder,
        model=config.model,
        rules=config.tagging.rules,
    )


def make_desk(config: Config) -> Desk:
    """Return the rules of filing."""
    tagging = config.tagging
    return Desk(
        register=config.register,
        regions=frozenset(config.queued_regions),
        thresholds=Thresholds(alert=tagging.alert_threshold, unsure=tagging.unsure_threshold),
    )


@contextmanager
def open_outside(config: Config) -> Iterator[Outside]:
    """Give a one-off command the network and the clock, with tasks run in its own process."""
    with open_session(config) as session:
        yield Outside(session=session, submit=run_here, clock=utc_now)

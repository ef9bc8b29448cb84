"""Configuration: `sources.toml`, its includes and the environment -> one checked `Config`.

``sections`` says which keys there are, ``secrets`` where secrets come from, ``loading`` joins the
files and reports all faults at once, ``sources`` makes the sources, ``editing`` adds some to them and
puts other values in their places.
"""

from monitor.config.editing import (
    Addition,
    Edit,
    check_sources,
    check_values,
    render_addition,
    write_edit,
)
from monitor.config.loading import (
    Config,
    load_config,
    notify_address,
    open_secrets,
)
from monitor.config.secrets import is_alert_address, is_secret_address, shown_address
from monitor.config.sections import AdviserSection, ConfigFile, EmailSection, SourceSection
from monitor.config.sources import baseline_span

__all__ = [
    "Addition",
    "AdviserSection",
    "Config",
    "ConfigFile",
    "Edit",
    "EmailSection",
    "SourceSection",
    "baseline_span",
    "check_sources",
    "check_values",
    "is_alert_address",
    "is_secret_address",
    "load_config",
    "notify_address",
    "open_secrets",
    "render_addition",
    "shown_address",
    "write_edit",
]

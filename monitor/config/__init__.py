"""Configuration: `sources.toml`, its includes and the environment -> one checked `Config`.

``sections`` says which keys there are, ``secrets`` where secrets come from, ``loading`` joins the
files and reports all faults at once.
"""

from monitor.config.loading import Config, baseline_span, load_config, notify_address
from monitor.config.sections import AdviserSection, ConfigFile, EmailSection, SourceSection

__all__ = [
    "AdviserSection",
    "Config",
    "ConfigFile",
    "EmailSection",
    "SourceSection",
    "baseline_span",
    "load_config",
    "notify_address",
]

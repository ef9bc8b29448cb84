"""The demo's folder: a configuration for the sample web, and the register of its councils."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

from monitor.register import FILES

if TYPE_CHECKING:
    from pathlib import Path

_HEAD = """# The demo's configuration: made-up councils, a web on this machine.
[service]
contact = "https://demo.example"

[fetch]
allow_private = ["127.0.0.0/8"]
host_spacing_s = 0
committee_spacing_s = 0
first_poll_spread_minutes = 0

[tagging]
register = "register"

[[adviser]]
id = "you"
regions = ["South East", "North West", "East of England", "London", "Wales"]

[[adviser]]
id = "colleague"
regions = ["South West", "West Midlands", "East Midlands", "North East", "Yorkshire and the Humber"]
cover = "you"
"""
_REGIONS = ("South East", "North West", "South West", "Yorkshire and the Humber", "East Midlands",
            "East of England", "North East", "West Midlands", "London", "Wales")  # fmt: skip
#: key, kind, name, path, tier, whose
_SOURCES = (
    ("gazette", "feed", "Sampleford Gazette", "/gazette/rss", "local", 'region = "South East"'),
    ("coast", "feed", "Coast Today", "/coast/atom", "local", 'region = "national"'),
    ("echo", "feed", "Northern Echoes", "/echo/rss", "local", 'region = "North West"'),
    ("alert", "google_alerts", "Google Alert: council", "", "local", 'region = "national"'),
    ("trade", "feed", "Town Hall Trade Weekly", "/trade/rss", "trade", 'region = "national"'),
    ("national", "feed", "The National Observer", "/national/rss", "national",
     'region = "national"'),
    ("newsroom", "page", "Sampleford newsroom", "/council/news", "official",
     'council = "sampleford"'),
    ("meetings", "moderngov", "Marlshire meetings", "/meetings", "primary",
     'council = "marlshire"\nworking_hours = false'),
    ("fading", "feed", "The Fading Times", "/fading/rss", "local", 'region = "Wales"'),
)  # fmt: skip


def write_site(folder: Path, base: str) -> Path:
    """Write configuration, secrets and register into a folder; return the configuration.

    Args:
        folder: where; files that are there are overwritten.
        base: address of the sample web.
    """
    register = folder / "register"
    register.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        content = (resources.files("monitor.demo") / name).read_text(encoding="utf-8")
        (register / name).write_text(content, encoding="utf-8")
    secrets = folder / "secrets"
    secrets.touch(mode=0o600)
    secrets.chmod(0o600)
    secrets.write_text(f"DEMO_ALERT={base}/alerts/feed\n", encoding="utf-8")
    lines = [_HEAD]
    lines += [f'[[region]]\nname = "{region}"\n' for region in _REGIONS]
    for key, kind, name, path, tier, whose in _SOURCES:
        url = f"{base}{path}" if path else "secret:DEMO_ALERT"
        lines.append(
            f'[[source]]\nkey = "{key}"\nkind = "{kind}"\nname = "{name}"\nurl = "{url}"\n'
            f'tier = "{tier}"\n{whose}\npoll_minutes = 0.1\nbaseline = "7d"\n'
        )
    path_written = folder / "sources.toml"
    path_written.write_text("\n".join(lines), encoding="utf-8")
    return path_written

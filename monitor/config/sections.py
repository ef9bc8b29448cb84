"""The sections of `sources.toml` as pydantic models: which keys there are, and what they may hold.

The only home of pydantic. Every model is frozen and refuses keys that it does not know.
"""

from __future__ import annotations

import ipaddress
from datetime import time as ClockTime  # noqa: N812  # the section has a key of that name
from typing import Annotated, Literal, Self
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from monitor.records import Region, SourceKind, Tier
from monitor.selectors import xpath_of
from monitor.text import slugify


class Section(BaseModel):
    """Frozen, and strict about its keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


def _network(text: str) -> str:
    ipaddress.ip_network(text, strict=False)
    return text


def _zone(name: str) -> str:
    if name not in available_timezones():
        msg = "must be a time zone such as Europe/London"
        raise ValueError(msg)
    return name


def _region(name: object) -> Region:
    wanted = slugify(str(name))
    for region in Region:
        if slugify(region) == wanted:
            return region
    msg = "must be one of " + ", ".join(Region)
    raise ValueError(msg)


def _selector(text: str) -> str:
    if text:
        xpath_of(text)
    return text


def _path_start(text: str) -> str:
    if not text.startswith("/"):
        msg = "must begin with /, as in /news/"
        raise ValueError(msg)
    return text


def _several(value: object) -> object:
    return (value,) if isinstance(value, str) else value


RegionName = Annotated[Region, BeforeValidator(_region)]
PathStart = Annotated[str, AfterValidator(_path_start)]


class ServiceSection(Section):
    """Who runs this."""

    #: address or page that stands in the User-Agent, so that a webmaster can reach somebody
    contact: str = ""
    operator_email: str = ""
    operator_channel: str = ""


class PollMinutes(Section):
    """Default interval per kind, in minutes."""

    feed: float = Field(30, gt=0)
    google_alerts: float = Field(30, gt=0)
    page: float = Field(180, gt=0)
    sitemap: float = Field(60, gt=0)
    moderngov: float = Field(360, gt=0)
    adviser: float = Field(1440, gt=0)


class LeastMinutes(PollMinutes):
    """How short an interval may become per kind, in minutes."""

    feed: float = Field(10, gt=0)
    google_alerts: float = Field(15, gt=0)
    page: float = Field(60, gt=0)
    sitemap: float = Field(30, gt=0)
    moderngov: float = Field(180, gt=0)


class MostMinutes(PollMinutes):
    """How long an interval may become per kind, in minutes."""

    feed: float = Field(120, gt=0)
    google_alerts: float = Field(120, gt=0)
    page: float = Field(720, gt=0)
    sitemap: float = Field(240, gt=0)
    moderngov: float = Field(1440, gt=0)


class FetchSection(Section):
    """Manners and limits of asking."""

    poll_minutes: PollMinutes = PollMinutes()
    #: whether intervals follow what a source yields; one with an interval of its own keeps it
    adaptive: bool = True
    least_minutes: LeastMinutes = LeastMinutes()
    most_minutes: MostMinutes = MostMinutes()
    #: whole answer, from the first byte sent to the last received
    timeout_s: float = Field(30, gt=0, le=600)
    max_body_mib: float = Field(32, gt=0, le=1024)
    host_spacing_s: float = Field(1, ge=0)
    #: the same for committee systems, which turn away whoever asks much; one request at once there
    committee_spacing_s: float = Field(10, ge=0, le=60)
    threads: int = Field(64, ge=1, le=500)
    first_poll_spread_minutes: float = Field(60, ge=0)
    #: file with certificate authorities that are trusted besides the public ones; empty = none
    ca_file: str = ""
    #: networks that may be asked although they are private, such as "127.0.0.0/8"
    allow_private: tuple[Annotated[str, AfterValidator(_network)], ...] = ()


class TaggingSection(Section):
    """What decides council, theme and lane."""

    #: folder with councils.csv, aliases.csv, negative_phrases.csv; empty = the one shipped
    register_folder: str = Field("", alias="register")
    #: what reads beside the rules: empty = the classifier that ships; "none" = rules only; else the
    #: folder of one made by `make train`, or a model of the Hugging Face hub
    model: str = ""
    #: whether phrases and relations are looked for; without them the classifier judges alone
    rules: bool = True
    scotland_and_northern_ireland: bool = False
    alert_threshold: float = Field(0.5, gt=0, lt=1)
    unsure_threshold: float = Field(0.3, gt=0, lt=1)


class RetentionSection(Section):
    """How long things are kept, in days."""

    #: article text, as a working copy
    text_days: int = Field(30, ge=0)
    #: mentions, scores and reasons for ``why-not``
    mention_days: int = Field(90, ge=1)
    #: what was listed, so that it is known again; what is still listed stays
    entry_days: int = Field(180, ge=30)


class WorkersSection(Section):
    """The processes that read pages."""

    processes: int = Field(1, ge=1, le=32)
    task_timeout_s: float = Field(30, gt=0)
    #: address space of one worker
    memory_mib: int = Field(1536, ge=256)


class SlackSection(Section):
    """Where alerts are posted; tokens come from the environment."""

    default_channel: str = ""


class EmailSection(Section):
    """How mail leaves; without ``host`` it is written to the outbox folder."""

    host: str = ""
    port: int = Field(587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: str = ""
    sender: str = ""
    timeout_s: float = Field(30, gt=0)
    show_verdicts: bool = False


class DigestSection(Section):
    """When the weekly mail goes."""

    day: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] = (
        "monday"
    )
    time: ClockTime = ClockTime(7, 0)
    zone: Annotated[str, AfterValidator(_zone)] = "Europe/London"


class ConsoleSection(Section):
    """Where the console listens."""

    host: str = "127.0.0.1"
    port: int = Field(8480, ge=1, le=65535)


class RegionSection(Section):
    """A region and its channel."""

    name: RegionName
    slack_channel: str = ""


class AdviserSection(Section):
    """A person who gives verdicts and gets the digest."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]*$")
    email: str = ""
    slack_user: str = ""
    regions: tuple[RegionName, ...] = Field(min_length=1)
    role: Literal["adviser", "analyst", "panel_secretary", "administrator"] = "adviser"
    #: id of the adviser who stands in
    cover: str = ""


class SourceSection(Section):
    """One address to watch."""

    key: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]*$")
    kind: SourceKind
    name: str = Field(min_length=1)
    url: str = Field("", repr=False)
    tier: Tier
    region: RegionName | None = None
    council: str | None = None
    covers: tuple[str, ...] = ()
    poll_minutes: float | None = Field(None, gt=0)
    #: how far back the first poll files what it finds: none of it, all, or a span such as 7d
    baseline: str = Field("7d", pattern=r"^(none|all|[0-9]+d)$")
    licensed: bool = False
    #: whether it is asked Monday to Friday 07:00 to 19:00 only; None = if it is a committee system
    working_hours: bool | None = None
    #: kind page: CSS of what holds one entry
    selector: Annotated[str, AfterValidator(_selector)] = ""
    #: kind page: pages of the list that one poll asks at most
    max_pages: int = Field(5, ge=1, le=50)
    #: kind sitemap: how the paths begin that count
    only: Annotated[tuple[PathStart, ...], BeforeValidator(_several)] = ()
    enabled: bool = True

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        """Refuse keys that would do nothing."""
        for key, kind in (("selector", SourceKind.PAGE), ("max_pages", SourceKind.PAGE),
                          ("only", SourceKind.SITEMAP)):  # fmt: skip
            if key in self.model_fields_set and self.kind is not kind:
                msg = f"{key} is for sources of kind {kind} alone"
                raise ValueError(msg)
        return self


class ConfigFile(Section):
    """One TOML file; the sections may be spread over the included ones, each in one place."""

    include: tuple[str, ...] = ()
    service: ServiceSection | None = None
    fetch: FetchSection | None = None
    tagging: TaggingSection | None = None
    retention: RetentionSection | None = None
    workers: WorkersSection | None = None
    slack: SlackSection | None = None
    email: EmailSection | None = None
    digest: DigestSection | None = None
    console: ConsoleSection | None = None
    region: tuple[RegionSection, ...] = ()
    adviser: tuple[AdviserSection, ...] = ()
    source: tuple[SourceSection, ...] = ()

"""The worker's settings: one frozen value, filled from options and from environment variables (`NEWSWIRE_` + name).

Every field of `Settings` is an option and a variable of the same name: `window_hours` is `--window-hours` and
`NEWSWIRE_WINDOW_HOURS`. Tests check that every field has a row in `HELP`, and every row a field.
"""

from __future__ import annotations

import dataclasses
import difflib
import math
import os
import re
import socket
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar, cast

import click

from worker.story.canonical import Shows
from worker.story.item import DAY_MS
from worker.story.rungs import REACH_MS, REMEMBER_MS
from worker.stream.errors import SettingsError

PREFIX = "NEWSWIRE_"
HOUR_MS = 3_600_000
OWN_STREAMS = ("articles", "handover", "stories", "dead-letters", "ninjs", "pulls", "decisions")
"""The streams besides the raw ones and those of the routing table; `newswire pull` and editors write the last two."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings. Empty `raw_streams`, `group_id` and `transactional_id` are derived from the others."""

    bootstrap_servers: tuple[str, ...] = ("127.0.0.1:9092",)
    stream_prefix: str = "newswire."
    raw_streams: tuple[str, ...] = ()
    raw_sources: tuple[str, ...] = ()
    group_id: str = ""
    transactional_id: str = ""
    window_hours: float = 72.0
    stories_days: int = 0
    partitions: int = 4
    replication: int = -1
    max_poll_records: int = 500
    readers: int = -1
    dead_letter_limit: int = 100
    stuck_seconds: float = 180.0
    ninjs: bool = False
    embargo_shows: Shows = "nothing"
    routes: str = ""
    lexicon: str = ""
    people: str = ""
    expected_sources: tuple[str, ...] = ()
    http_host: str = "0.0.0.0"  # noqa: S104 - a container is probed and scraped from other hosts
    http_port: int = 8080
    log_level: str = "INFO"
    log_format: str = "auto"
    security_protocol: str = "PLAINTEXT"
    sasl_mechanism: str = ""
    sasl_plain_username: str = ""
    sasl_plain_password: str = field(default="", repr=False)
    sasl_kerberos_service_name: str = ""
    sasl_kerberos_domain_name: str = ""
    ssl_cafile: str = ""
    ssl_certfile: str = ""
    ssl_keyfile: str = ""
    ssl_password: str = field(default="", repr=False)
    ssl_crlfile: str = ""
    ssl_ciphers: str = ""
    ssl_check_hostname: bool = True

    def __post_init__(self) -> None:
        """Fill in the derived fields, and refuse contradictory ones."""
        derive = object.__setattr__  # the dataclass is frozen
        derive(self, "raw_streams", self.raw_streams or (f"{self.stream_prefix}raw",))
        if odd := [pair for pair in self.raw_sources if not all(pair.partition("="))]:
            raise SettingsError(f"{PREFIX}RAW_SOURCES: {odd[0]!r} is not STREAM=SOURCE")
        if unknown := sorted(self.sources_of_streams.keys() - set(self.raw_streams)):
            raise SettingsError(f"{PREFIX}RAW_SOURCES: {unknown[0]} is not in {PREFIX}RAW_STREAMS")
        derive(self, "group_id", self.group_id or f"{self.stream_prefix}worker")
        derive(self, "transactional_id", self.transactional_id or f"{self.group_id}-{socket.gethostname()}")
        if self.security_protocol.startswith("SASL") and not self.sasl_mechanism:
            raise SettingsError(f"{PREFIX}SECURITY_PROTOCOL={self.security_protocol} needs {PREFIX}SASL_MECHANISM too")
        if self.sasl_mechanism and not self.security_protocol.startswith("SASL"):
            raise SettingsError(
                f"{PREFIX}SASL_MECHANISM is set, but {PREFIX}SECURITY_PROTOCOL={self.security_protocol} has no SASL"
            )
        least = max(REMEMBER_MS, self.window_ms + REACH_MS) / DAY_MS
        if 0 < self.stories_days < least:
            raise SettingsError(
                f"{PREFIX}STORIES_DAYS={self.stories_days} is less than {math.ceil(least)}: a notice may still change "
                "a story that old; 0 keeps all for ever"
            )
        own = {self.stream(name) for name in OWN_STREAMS}
        if mixed := sorted(own & set(self.raw_streams)):
            raise SettingsError(f"{PREFIX}RAW_STREAMS names {mixed[0]}, which the worker itself writes")

    def stream(self, name: str) -> str:
        """Full name of one of the worker's own streams: the prefix, then `articles`, `stories`, `ninjs` ..."""
        return self.stream_prefix + name

    @property
    def window_ms(self) -> int:
        """The window, in milliseconds of event time."""
        return int(self.window_hours * HOUR_MS)

    @property
    def sources_of_streams(self) -> dict[str, str]:
        """The source of each raw stream that has one."""
        return {stream: source for stream, _, source in (pair.partition("=") for pair in self.raw_sources)}

    @property
    def security(self) -> dict[str, Any]:
        """The security settings under kafka-python's own names, without empty ones."""
        names = [f.name for f in dataclasses.fields(self) if f.name.startswith(("sasl_", "ssl_"))]
        values = {name: getattr(self, name) for name in names}
        return {"security_protocol": self.security_protocol} | {k: v for k, v in values.items() if v != ""}


HELP: Mapping[str, str] = {
    "bootstrap_servers": "Kafka brokers to connect to first: host:port, separated by commas.",
    "stream_prefix": "Prefix of the names of all streams (`raw`, `articles`, `stories` ...): one per deployment.",
    "raw_streams": "Streams to read raw articles from, separated by commas. Default: PREFIX + raw.",
    "raw_sources": "STREAM=SOURCE, separated by commas: the source of messages in a raw stream that name none.",
    "group_id": "Consumer group; workers with the same group share the load. Default: PREFIX + worker.",
    "transactional_id": "Unique name of this worker, the same after each restart. Default: GROUP-HOSTNAME.",
    "window_hours": "How long a story stays open: hours of event time behind the newest article of its source.",
    "stories_days": "Days that `stories`, `ninjs` and routed copies keep a story after its last change; 0: for ever.",
    "partitions": "Number of partitions of new streams. It cannot be changed later for `articles` and `handover`.",
    "replication": "Replication factor of new streams; -1: the cluster's default. Use 3 in production.",
    "max_poll_records": "Most articles in one transaction.",
    "readers": "Extra processes that read articles when many wait; -1: one per core, at most 4.",
    "dead_letter_limit": "After this many unreadable messages in a row, pause until restarted; 0: never.",
    "stuck_seconds": "End the process (exit status 5) if one step takes longer than this.",
    "ninjs": "Also write stories to PREFIX + ninjs, as IPTC ninjs 3.2, whenever they change from then on.",
    "embargo_shows": "What stories under embargo show before its end: nothing, or their headline.",
    "routes": "Routing table (TOML): further streams that get copies of stories, by topic, tag, source or speaker.",
    "lexicon": "Topic lexicon to use instead of the built-in one; check it with `newswire lexicon check`.",
    "people": "File of known people to use instead of the built-in one; check it with `newswire people check`.",
    "expected_sources": "Sources to list in the metrics even before their first article, separated by commas.",
    "http_host": "Address that /metrics, /livez and /readyz listen on.",
    "http_port": "Port of /metrics, /livez and /readyz; 0: do not serve them.",
    "log_level": "DEBUG, INFO, WARNING or ERROR.",
    "log_format": "json, text, or auto: text on a terminal, JSON lines elsewhere.",
    "security_protocol": "PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL.",
    "sasl_mechanism": "PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or GSSAPI.",
    "sasl_plain_username": "User name for PLAIN and SCRAM.",
    "sasl_plain_password": "Password for PLAIN and SCRAM; better in the environment than on the command line.",
    "sasl_kerberos_service_name": "Service name for GSSAPI.",
    "sasl_kerberos_domain_name": "Domain name for GSSAPI.",
    "ssl_cafile": "File with the CA certificate (PEM) to verify the brokers' certificates.",
    "ssl_certfile": "File with the worker's own certificate (PEM), if the brokers require one.",
    "ssl_keyfile": "File with the private key of that certificate (PEM).",
    "ssl_password": "Password of that key.",
    "ssl_crlfile": "File with revoked certificates (PEM).",
    "ssl_ciphers": "Allowed ciphers, in OpenSSL's notation.",
    "ssl_check_hostname": "Check that the broker's certificate matches its host name.",
}
"""One line for each field, shown by `newswire run --help` and in deploy/settings.md."""


class FiniteFloat(click.FloatRange):
    """A number, and neither `nan` nor `inf`, which Python takes for numbers too."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number. Fails as click's own types do."""
        if not math.isfinite(number := super().convert(value, param, ctx)):
            self.fail(f"{value} is not a finite number.", param, ctx)
        return number


class _Names(click.ParamType[tuple[str, ...]]):
    """Names separated by commas, as a tuple."""

    name = "names"

    def convert(self, value: Any, _param: click.Parameter | None, _ctx: click.Context | None) -> tuple[str, ...]:
        if isinstance(value, tuple):
            return value
        return tuple(name for name in (part.strip() for part in str(value).split(",")) if name)


class _Servers(_Names):
    """Addresses separated by commas: `host:port`, or a host alone, with Kafka's default port."""

    name = "host:port"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        servers = super().convert(value, param, ctx)
        for server in servers:
            _, colon, port = server.rpartition("]")[2].rpartition(":")  # an IPv6 address stands in brackets
            if colon and not (port.isdecimal() and 0 < int(port) < 65536):
                self.fail(f"{server!r} is not host:port; separate several with commas.", param, ctx)
        return servers


class _File(click.Path):
    """An existing file, or empty for none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return super().convert(value, param, ctx) if value else ""


OPTIONAL_FILE = _File(exists=True, dir_okay=False)


class _Setting(click.Option):
    """An option whose errors also name its environment variable, because most settings come from there."""

    def get_error_hint(self, ctx: click.Context | None) -> str:
        return f"{super().get_error_hint(ctx)} ({self.envvar})"


_TYPES: Mapping[str, click.ParamType[Any]] = {
    "bootstrap_servers": _Servers(),
    "raw_streams": _Names(),
    "raw_sources": _Names(),
    "expected_sources": _Names(),
    "window_hours": FiniteFloat(min=0, min_open=True, max=1_000_000),
    "stories_days": click.IntRange(min=0, max=36_500),
    "partitions": click.IntRange(min=1),
    "replication": click.IntRange(min=-1),
    "max_poll_records": click.IntRange(min=1, max=100_000),
    "readers": click.IntRange(min=-1, max=64),
    "dead_letter_limit": click.IntRange(min=0),
    "stuck_seconds": FiniteFloat(min=1, max=86_400),
    "http_port": click.IntRange(0, 65535),
    "log_level": click.Choice(["DEBUG", "INFO", "WARNING", "ERROR"], case_sensitive=False),
    "log_format": click.Choice(["auto", "json", "text"]),
    "security_protocol": click.Choice(["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"]),
    "sasl_mechanism": click.Choice(["", "PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "GSSAPI"]),
    "embargo_shows": click.Choice(typing.get_args(Shows)),
    "routes": OPTIONAL_FILE,
    "lexicon": OPTIONAL_FILE,
    "people": OPTIONAL_FILE,
    "ssl_cafile": OPTIONAL_FILE,
    "ssl_certfile": OPTIONAL_FILE,
    "ssl_keyfile": OPTIONAL_FILE,
    "ssl_crlfile": OPTIONAL_FILE,
}
"""Fields that do not accept every value of their Python type."""

_METAVARS: Mapping[str, str] = {"sasl_mechanism": "NAME"}  # its help lists them; empty is one of the choices

P = ParamSpec("P")
R = TypeVar("R")


def variable(name: str) -> str:
    """The environment variable of a field."""
    return PREFIX + name.upper()


def with_settings(command: Callable[..., R]) -> Callable[..., R]:
    """Give a click command all settings as options; it receives them as one argument, `settings`.

    Invalid values give click's one-line errors, which name option and variable. Unknown variables that begin with
    `NEWSWIRE_` are refused, because a misspelt one would otherwise be silently ignored.
    """
    fields = dataclasses.fields(Settings)

    def gather(**given: Any) -> R:
        refuse_unknown(os.environ)
        values = {f.name: given.pop(f.name) for f in fields}
        return command(settings=Settings(**values), **given)

    gather.__doc__ = command.__doc__
    gather.__name__ = command.__name__
    gather.__dict__.update(command.__dict__)  # this is where click keeps the options declared so far
    decorated: Callable[..., R] = gather
    for f in reversed(fields):
        decorated = _option(f)(decorated)
    return decorated


def _option(f: dataclasses.Field[Any]) -> Callable[[Callable[..., R]], Callable[..., R]]:
    flag = "--" + f.name.replace("_", "-")
    is_switch = isinstance(f.default, bool)
    shown = f.default not in ("", ()) and not is_switch
    return click.option(
        f"{flag}/--no-{flag[2:]}" if is_switch else flag,
        f.name,
        cls=_Setting,
        default=",".join(f.default) if isinstance(f.default, tuple) else f.default,
        type=None if is_switch else _TYPES.get(f.name, type(f.default)),
        envvar=variable(f.name),
        help=HELP[f.name],
        show_default=shown,
        metavar=_METAVARS.get(f.name),
    )


_SERVICE_LINK = re.compile(r"\w+_(SERVICE_HOST|SERVICE_PORT\w*|PORT|PORT_\d+_(TCP|UDP|SCTP)\w*)")
"""Variables that Kubernetes sets in every pod if there is a service called `newswire`: not ours, not misspelt."""


def refuse_unknown(environment: Mapping[str, str]) -> None:
    """Raise `SettingsError` for the first variable `NEWSWIRE_...` that is not a setting, and suggest a similar one."""
    known = {variable(f.name) for f in dataclasses.fields(Settings)}
    in_kubernetes = "KUBERNETES_SERVICE_HOST" in environment
    for name in sorted(environment):
        if name.startswith(PREFIX) and name not in known and not (in_kubernetes and _SERVICE_LINK.fullmatch(name)):
            near = difflib.get_close_matches(name, known, n=1)
            raise SettingsError(f"unknown setting {name}" + (f": did you mean {near[0]}?" if near else ""))


def environment_of(settings: Settings) -> dict[str, str]:
    """The settings as environment variables, for a worker in another process."""

    def text(value: object) -> str:
        if isinstance(value, tuple):
            return ",".join(cast("tuple[str, ...]", value))
        return str(value).lower() if isinstance(value, bool) else str(value)

    return {variable(f.name): text(getattr(settings, f.name)) for f in dataclasses.fields(settings)}

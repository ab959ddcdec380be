"""The streams: a table of how each is configured, and the code that creates or checks them on a cluster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from kafka.admin import ConfigResource, ConfigResourceType
from kafka.errors import (
    AuthorizationError,
    InvalidConfigurationError,
    InvalidPartitionsError,
    InvalidReplicationFactorError,
    InvalidTopicError,
    KafkaError,
    PolicyViolationError,
    TopicAlreadyExistsError,
    TopicAuthorizationFailedError,
    for_code,
)
from kafka.partitioner.default import murmur2

from worker.publish.routing import Routes
from worker.stream import clients
from worker.stream.config import HOUR_MS, PREFIX, Settings
from worker.stream.errors import BrokerLost, SettingsError, Stopped, StreamsGone

Role = Literal["raw", "articles", "handover", "decisions", "stories", "dead-letters", "ninjs", "routed"]

TRUSTS_CLOCKS = (
    "producers can write timestamps more than an hour ahead of the broker's clock, which would close the open stories "
    "of their source: set message.timestamp.after.max.ms=3600000, or message.timestamp.type=LogAppendTime"
)
"""The warning for a raw stream that accepts timestamps far in the future (Kafka's own limit is an hour)."""

_DAY_MS = 24 * HOUR_MS
_FOREVER = str(2**63 - 1)


@dataclass(frozen=True, slots=True)
class Stream:
    """How a stream should be configured. `checked` are the settings that are checked on an existing one."""

    name: str
    role: Role
    partitions: int
    configs: Mapping[str, str]
    checked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A stream after `ensure`: how many partitions it has, and whether it was just created.

    `ahead_ms` is how far ahead of the broker's clock a raw record's timestamp may be; 0 if that is unknown, or if the
    broker sets the timestamp itself.
    """

    stream: Stream
    partitions: int
    created: bool
    ahead_ms: int = 0

    @property
    def trusts_clocks(self) -> bool:
        """Whether a producer whose clock is more than an hour fast can close the stories of its source."""
        return self.ahead_ms > HOUR_MS


_OF_ANY_TIME: Mapping[str, str] = {
    # By default Kafka refuses timestamps more than an hour ahead of its own clock. The worker's clock may be wrong, and
    # so may be the timestamp of a raw record, which is copied to the records made from it.
    "message.timestamp.after.max.ms": _FOREVER
}

_STORIES: Mapping[str, str] = {
    "cleanup.policy": "compact",
    "max.message.bytes": str(clients.MAX_RECORD_BYTES),
    **_OF_ANY_TIME,
    "min.compaction.lag.ms": str(_DAY_MS),  # a consumer that was down for a day still sees every state
}

_CONFIGS: Mapping[Role, Mapping[str, str]] = {
    # The retention of raw articles is up to the producers: the cluster's default.
    "raw": {"max.message.bytes": str(clients.MAX_RECORD_BYTES)},
    "articles": {
        "cleanup.policy": "compact",
        "max.message.bytes": str(clients.MAX_RECORD_BYTES),
        **_OF_ANY_TIME,
        "segment.ms": str(_DAY_MS // 4),  # only closed segments are compacted; a restore reads the open one in full
    },
    "handover": {
        "cleanup.policy": "delete",
        "retention.ms": "-1",  # a record may be the only copy of an article: the worker deletes it once it is folded
        "retention.bytes": "-1",
        "max.message.bytes": str(clients.MAX_RECORD_BYTES),
        "segment.bytes": str(64 << 20),  # deleted records take up space until their segment is closed
        **_OF_ANY_TIME,
    },
    "decisions": {  # for ever: a replay of old articles applies what was decided on them
        "cleanup.policy": "compact",
        "max.message.bytes": str(clients.MAX_RECORD_BYTES),
        **_OF_ANY_TIME,
    },
    "stories": _STORIES,
    "ninjs": _STORIES,
    "routed": _STORIES,
    "dead-letters": {
        "cleanup.policy": "delete",
        **_OF_ANY_TIME,
        "retention.ms": str(30 * _DAY_MS),
        "max.message.bytes": str(clients.MAX_RECORD_BYTES),
    },
}


def table(settings: Settings, routes: Routes = ()) -> tuple[Stream, ...]:
    """All streams of a deployment: first those it reads, then those it writes, then those of the routing table."""
    n = settings.partitions
    own: tuple[Role, ...] = ("articles", "handover", "stories", "dead-letters", *(("ninjs",) if settings.ninjs else ()))
    return (
        *(Stream(name, "raw", n, _CONFIGS["raw"], ()) for name in settings.raw_streams),
        _own(settings, "decisions", "decisions"),
        *(_own(settings, role, role) for role in own),
        *(_own(settings, r.stream, "routed") for r in routes),
    )


def _own(settings: Settings, name: str, role: Role) -> Stream:
    configs, checked = _CONFIGS[role], _checked(role)
    if settings.stories_days and configs is _STORIES:
        kept = {"cleanup.policy": "compact,delete", "retention.ms": str(settings.stories_days * _DAY_MS)}
        configs, checked = {**configs, **kept}, (*checked, "retention.ms")
    partitions = 1 if role == "decisions" else settings.partitions
    return Stream(settings.stream(name), role, partitions, configs, checked)


def _checked(role: Role) -> tuple[str, ...]:
    policy = ("cleanup.policy", "max.message.bytes")
    return (*policy, "retention.ms", "retention.bytes") if role == "handover" else policy


@lru_cache(maxsize=4096)
def partition_of(source: str, partitions: int) -> int:
    """The partition of `articles` and `handover` for all articles of a source, by Kafka's own hash of the source."""
    return int((murmur2(source.encode()) & 0x7FFFFFFF) % partitions)


def ensure(settings: Settings, streams: Sequence[Stream] | None = None, create: bool = True) -> list[Found]:
    """Create missing streams, and check existing ones.

    Raises `SettingsError` for the first that does not fit, and for a missing one if `create` is false; `NoBroker` if
    Kafka cannot be reached, or its subclass `BrokerLost` if Kafka goes away in the middle.
    """
    wanted = table(settings) if streams is None else streams
    client = clients.admin(settings)
    try:
        there = _partitions(client, wanted)
        missing = [s for s in wanted if s.name not in there]
        _check_seen(client, missing)
        if missing and not create:
            raise SettingsError(f"no stream {missing[0].name}; create it with `newswire streams`")
        _create(client, missing, settings.replication)
        # Check the new ones too: somebody else may have created one just before us, with other settings.
        now = _partitions(client, wanted)
        _check_configs(client, wanted)
        for stream in wanted:
            _check_partitions(stream, now.get(stream.name, stream.partitions))
        ahead = _ahead(client, [s.name for s in wanted if s.role == "raw"])
    except KafkaError as error:
        raise _failed("the streams cannot be read or created", error) from error
    finally:
        client.close()
    return [Found(s, now.get(s.name, s.partitions), s.name not in there, ahead.get(s.name, 0)) for s in wanted]


def _partitions(client: Any, streams: Sequence[Stream]) -> dict[str, int]:
    """Number of partitions of each stream that exists."""
    names = {s.name for s in streams}
    present = [name for name in client.list_topics() if name in names]
    return {t["name"]: len(t["partitions"]) for t in client.describe_topics(present)} if present else {}


def _check_seen(client: Any, missing: Sequence[Stream]) -> None:
    """Raise `SettingsError` for streams that this account may not describe: in the list of all streams they are left
    out, as if they were not there."""
    described = client.describe_topics([s.name for s in missing]) if missing else ()
    hidden = sorted(t["name"] for t in described if t["error_code"] == TopicAuthorizationFailedError.errno)
    if hidden:
        raise SettingsError(f"this account may not see {', '.join(hidden)}: it lacks Describe ({_PERMISSIONS})")


def _create(client: Any, missing: Sequence[Stream], replication: int) -> None:
    if not missing:
        return
    wanted = {
        s.name: {"num_partitions": s.partitions, "replication_factor": replication, "configs": dict(s.configs)}
        for s in missing
    }
    for result in client.create_topics(wanted, raise_errors=False)["topics"]:
        # When several workers start at once, another one may have created the stream.
        if result["error_code"] not in (0, TopicAlreadyExistsError.errno):
            kind = for_code(result["error_code"])
            reason = kind(result.get("error_message") or kind.__name__)
            raise _failed(f"stream {result['name']} cannot be created", reason)
    client.wait_for_topics(list(wanted))


def check(settings: Settings, wanted: Sequence[Stream]) -> None:
    """Check that streams which existed before still do.

    Raises `StreamsGone` with the names of those that do not, `SettingsError` with those that the account may not see,
    `NoBroker` if Kafka cannot be reached.
    """
    client = clients.admin(settings)
    try:
        there = _partitions(client, wanted)
        _check_seen(client, [s for s in wanted if s.name not in there])
    except KafkaError as error:
        raise _failed("the streams cannot be read", error) from error
    finally:
        client.close()
    if gone := [s.name for s in wanted if s.name not in there]:
        raise StreamsGone(
            f"Kafka answers, but {', '.join(gone)} is gone: was a broker started without its data? Restore the "
            "streams, or restart the worker to start over with empty ones"
        )


_NOT_ALLOWED = (
    AuthorizationError,
    InvalidConfigurationError,
    InvalidPartitionsError,
    InvalidReplicationFactorError,
    InvalidTopicError,
    PolicyViolationError,
)
"""Kafka's errors that need somebody to change something; all others may pass by themselves."""


_PERMISSIONS = 'deploy/README.md, "Kafka permissions"'

_HINTS = {
    AuthorizationError: f"run `newswire streams` once with an account that may ({_PERMISSIONS})",
    InvalidReplicationFactorError: f"see {PREFIX}REPLICATION",
    InvalidTopicError: f"see {PREFIX}STREAM_PREFIX",
}


def _failed(what: str, error: KafkaError) -> Stopped:
    said = f"{what}: {error}".rstrip(".")
    said += next((f"; {hint}" for kind, hint in _HINTS.items() if isinstance(error, kind)), "")
    return SettingsError(said) if isinstance(error, _NOT_ALLOWED) else BrokerLost(said)


def _check_configs(client: Any, streams: Sequence[Stream]) -> None:
    checked = [s for s in streams if s.checked]
    if not checked:
        return
    resources = [ConfigResource(ConfigResourceType.TOPIC, s.name, list(s.checked)) for s in checked]
    described = client.describe_configs(resources, config_filter="all")["topic"]
    for stream in checked:
        found = {name: str(data["value"]) for name, data in described[stream.name].items()}
        if not found:
            raise SettingsError(
                f"this account may not read the settings of {stream.name}: it lacks DescribeConfigs ({_PERMISSIONS})"
            )
        size = int(stream.configs["max.message.bytes"])
        for name in stream.checked:
            if name != "max.message.bytes" and not _same(found.get(name), stream.configs[name]):
                raise SettingsError(
                    f"stream {stream.name} has {name}={found.get(name)}, must be {stream.configs[name]}: "
                    f"set it with kafka-configs.sh, or use another {PREFIX}STREAM_PREFIX"
                )
        if int(found.get("max.message.bytes", size)) < size:
            raise SettingsError(
                f"stream {stream.name} has max.message.bytes={found['max.message.bytes']}, needs {size}: "
                "set it with kafka-configs.sh"
            )


def _same(found: str | None, wanted: str) -> bool:
    return found is not None and sorted(found.split(",")) == sorted(wanted.split(","))


def _ahead(client: Any, names: Sequence[str]) -> dict[str, int]:
    """How far ahead of the broker's clock timestamps of raw streams may be, in milliseconds, if we may ask."""
    wanted = ["message.timestamp.after.max.ms", "message.timestamp.type"]
    if not names:
        return {}
    try:
        resources = [ConfigResource(ConfigResourceType.TOPIC, name, wanted) for name in names]
        described = client.describe_configs(resources, config_filter="all")["topic"]
        return {
            name: int(found["message.timestamp.after.max.ms"]["value"])
            for name, found in described.items()
            if found["message.timestamp.type"]["value"] == "CreateTime"
        }
    except (KafkaError, KeyError):  # older than Kafka 3.6, or we lack the permission
        return {}


def _check_partitions(stream: Stream, found: int) -> None:
    """`articles` and `handover` must keep their number of partitions: otherwise a source would be in two partitions."""
    if stream.role in ("articles", "handover") and found != stream.partitions:
        raise SettingsError(
            f"stream {stream.name} has {found} partitions, {PREFIX}PARTITIONS says {stream.partitions}. "
            f"If it has had {found} from the start, set {PREFIX}PARTITIONS={found}. To change the number, use a new "
            f"{PREFIX}STREAM_PREFIX with the same {PREFIX}RAW_STREAMS: stories are rebuilt from the raw articles"
        )

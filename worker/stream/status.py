"""The loop's status: whether it is ready, and whether Kafka answers."""

from __future__ import annotations

import logging
import time

from worker.stream.errors import StreamsGone
from worker.stream.heartbeat import Heartbeat

log = logging.getLogger(__name__)

RECENT_POLL_SECONDS = 30.0

AWAY_SECONDS = 60.0
"""While Kafka is down, a log line says so this often."""


class Status:
    """For /readyz and for the log. Written by the loop's thread, read by the server's."""

    def __init__(self, heart: Heartbeat, servers: str = "") -> None:
        """`servers`: Kafka's addresses, for the log."""
        self.heart = heart
        self.joined = False
        self.restored = False
        self.paused = False
        self.stopping = False
        self._servers = servers
        self._kafka = False
        self._away_since: float | None = None
        self._next_line = 0.0
        self._said = ""

    @property
    def kafka(self) -> bool:
        """Whether Kafka answers."""
        return self._kafka

    @kafka.setter
    def kafka(self, answers: bool) -> None:
        if answers:
            self._kafka = True
            self._back()
        else:
            self.away()

    def away(self, why: BaseException | None = None) -> None:
        """Kafka does not answer, or answers without the streams. This is logged when it begins, when it turns out that
        the streams are gone, every minute while it lasts, and when Kafka is back: nothing else logs it."""
        now, self._kafka = time.monotonic(), False
        event = "streams_gone" if isinstance(why, StreamsGone) else "kafka_away"
        if self._away_since is None:
            self._away_since, self._said = now, ""
        if not self._said or now >= self._next_line or (event == "streams_gone" != self._said):
            self._next_line, self._said = now + AWAY_SECONDS, event
            said = {} if why is None else {"error": str(why)}
            extra = {"servers": self._servers, "seconds": round(now - self._away_since)}
            log.warning(event, extra=extra | said)

    def unknown(self) -> None:
        """It is not known whether Kafka answers, for example between two sessions; nothing is wrong."""
        self._kafka = False

    def _back(self) -> None:
        if self._away_since is not None:
            seconds = round(time.monotonic() - self._away_since, 1)
            log.info("kafka_back", extra={"servers": self._servers, "seconds": seconds})
            self._away_since = None

    def checks(self) -> dict[str, bool]:
        """The conditions for being ready, by name: in the group, state rebuilt, Kafka answers, polling, not paused, not
        stopping."""
        return {
            "joined": self.joined,
            "restored": self.restored,
            "kafka": self.kafka,
            "polling": self.heart.age() < RECENT_POLL_SECONDS,
            "working": not self.paused,
            "running": not self.stopping,
        }

    @property
    def ready(self) -> bool:
        """Whether all checks are true."""
        return all(self.checks().values())

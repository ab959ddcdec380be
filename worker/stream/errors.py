"""How a worker ends: one error class and one exit status for each way.

    0  told to stop (SIGTERM, Ctrl-C); everything begun is committed or aborted
    1  Stopped          anything else, including a bug or too many open files: restart it
    2  SettingsError    a setting is unknown, wrong, or does not fit the streams: change it first
    3  Fenced           another worker has the same transactional id: stop one of them
    5  Stuck            the watchdog ended a step that took too long (all stacks are in the log)
    6  NoBroker         Kafka could not be reached at the start: address, password or certificate

An unreadable message is not an error of the worker but a dead letter (`worker.wire.article.BadMessage`). None of these
loses anything, nor does SIGKILL: an open transaction is aborted and its articles are read again.
"""

from __future__ import annotations

import click


class Stopped(click.ClickException):
    """The worker cannot continue; whatever was not committed is read again after a restart."""

    exit_code = 1


class SettingsError(Stopped):
    """A setting is unknown, wrong or cannot be used here; the message is one line."""

    exit_code = 2


class Fenced(Stopped):
    """Another producer took over this worker's transactional id."""

    exit_code = 3


class NoBroker(Stopped):
    """No Kafka answered at the start."""

    exit_code = 6


class BrokerLost(NoBroker):
    """Kafka answered before but no longer does, so the settings are not to blame."""


class StreamsGone(NoBroker):
    """Kafka answers, but streams that existed are gone."""


STUCK = 5
"""Exit status of a worker that the watchdog ended (from another thread, so there is no exception for it)."""

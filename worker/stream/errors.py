"""How a worker ends, other than by being told to: one error, one exit status each.

    0  told to stop (SIGTERM, Ctrl-C), everything begun is committed or aborted
    1  Stopped          anything else, a defect or no file left to open included: start it again
    2  SettingsError    a setting is unknown, wrong, or does not fit the streams: change it first
    3  Fenced           another worker has the same transactional id: one of the two must go
    5  Stuck            the watchdog ended a step that took too long (it writes all stacks to the log first)
    6  NoBroker         no Kafka was reached at the start: address, password or certificate

A message nobody can read is no error of the worker: it is a dead letter (`worker.wire.article.BadMessage`).
Nothing is lost by any of these ends, nor by SIGKILL: an open transaction is aborted and its articles are read again.
"""

from __future__ import annotations

import click


class Stopped(click.ClickException):
    """The worker cannot go on; what was not committed is read again by its next start."""

    exit_code = 1


class SettingsError(Stopped):
    """A setting that is unknown, wrong or cannot be used here: one clear line."""

    exit_code = 2


class Fenced(Stopped):
    """Another producer took over this worker's transactional id."""

    exit_code = 3


class NoBroker(Stopped):
    """No Kafka answered at the start."""

    exit_code = 6


class BrokerLost(NoBroker):
    """Kafka was there, and then no longer: nothing is wrong with the settings."""


class StreamsGone(NoBroker):
    """Kafka answers, but streams that were there are not."""


STUCK = 5
"""Status of a worker that the watchdog ended (from another thread, so no exception carries it)."""

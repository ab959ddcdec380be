"""Retries: only for Kafka calls, only on errors that Kafka calls retriable, and never after being told to stop."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TypeVar

import tenacity
from kafka.errors import KafkaError

from worker.stream.errors import NoBroker
from worker.stream.metrics import Metrics, Operation

log = logging.getLogger(__name__)

T = TypeVar("T")

FIRST_SECONDS, LONGEST_SECONDS = 0.1, 10.0
"""Shortest and longest wait between two attempts; it doubles, with jitter, so that workers do not retry all at once."""


def is_retriable(error: BaseException) -> bool:
    """Whether, according to Kafka, the same call may succeed later."""
    return isinstance(error, NoBroker) or (isinstance(error, KafkaError) and bool(error.retriable))


def retrying(
    call: Callable[[], T],
    operation: Operation,
    stop: threading.Event,
    metrics: Metrics,
    failed: Callable[[BaseException | None], None],
) -> T:
    """Repeat `call()` until it succeeds, raises an error that is not retriable, or `stop` is set.

    After `stop` the last error is raised. `failed` is called with each error before the wait that follows it, so that
    the watchdog knows that the loop is not stuck, and the log says what it is waiting for.
    """

    def before_sleep(state: tenacity.RetryCallState) -> None:
        metrics.retries[operation].inc()
        error = state.outcome.exception() if state.outcome else None
        failed(error)
        log.debug("retry", extra={"operation": operation, "attempt": state.attempt_number, "error": str(error)})

    attempts = tenacity.Retrying(
        retry=tenacity.retry_if_exception(is_retriable),
        wait=tenacity.wait_exponential_jitter(multiplier=FIRST_SECONDS, max=LONGEST_SECONDS, jitter=FIRST_SECONDS),
        stop=tenacity.stop_when_event_set(stop),
        sleep=tenacity.sleep_using_event(stop),
        before_sleep=before_sleep,
        reraise=True,
    )
    return attempts(call)

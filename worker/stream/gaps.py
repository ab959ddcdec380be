"""Notice records that were deleted from a stream before they were read, by retention or by hand."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from kafka import TopicPartition

from worker.stream.metrics import Metrics

log = logging.getLogger(__name__)


def look_for_gaps(
    consumer: Any, expected: Mapping[TopicPartition, int], begins: Mapping[TopicPartition, int], metrics: Metrics
) -> None:
    """Log and count what is missing between the `expected` offsets and those where reading begins. A jump between them
    may also be due to transaction markers, so the first offsets of the partitions decide."""
    jumped = {tp: at for tp, begin in begins.items() if (at := expected.get(tp, begin)) < begin}
    if not jumped:
        return
    first = consumer.beginning_offsets(list(jumped))
    for tp, at in jumped.items():
        if at < first[tp]:
            metrics.lost(tp.topic, first[tp] - at)
            log.error("records_lost", extra={"partition": f"{tp.topic}/{tp.partition}", "from": at, "to": first[tp]})

"""`newswire run` as a trial wants it.

Its clock is wrong by FAULTS_CLOCK_HOURS. What became of each batch goes into the stream `counted`, in the batch's own
transaction: so the outcomes can be summed up whoever was killed.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from worker.cli import main
from worker.stream import loop
from worker.stream.batch import Batch
from worker.stream.config import Settings
from worker.stream.records import Out
from worker.stream.transactions import Transactions

COUNTED = "counted"
"""The stream of what became of the batches, without the deployment's prefix."""


def wrong_clock(hours: float) -> None:
    """Let the time of this process be wrong."""
    right = time.time
    time.time = lambda: right() + hours * 3600


def counting() -> None:
    """Write what became of each batch with the batch."""
    write = loop.Session._write

    def counted(session: loop.Session, batch: Batch, read_to: Mapping[Any, int], group: Any) -> None:
        name = session._settings.stream(COUNTED)
        batch.outs.append(Out(name, None, orjson.dumps(dict(batch.endings))))
        write(session, batch, read_to, group)

    def transactions(settings: Settings, streams: Iterable[str], *rest: Any, **named: Any) -> Transactions:
        return Transactions(settings, [*streams, settings.stream(COUNTED)], *rest, **named)

    patched: Any = loop
    patched.Session._write, patched.Transactions = counted, transactions


if __name__ == "__main__":
    if hours := float(os.environ.pop("FAULTS_CLOCK_HOURS", "0")):
        wrong_clock(hours)
    counting()
    main(["run"], prog_name="newswire")

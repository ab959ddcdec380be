"""`newswire run` as a trial wants it.

Its clock is wrong by FAULTS_CLOCK_HOURS. With FAULTS_OLDER=1 it is the version before this one: another version of the
rules, by which every story bears one flag more. What became of each batch goes into the stream `counted`, in the
batch's own transaction: so the outcomes can be summed up whoever was killed.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from worker.cli import main
from worker.story import canonical, rules_version
from worker.stream import loop, records
from worker.stream.batch import Batch
from worker.stream.config import Settings
from worker.stream.records import Out
from worker.stream.transactions import Transactions

COUNTED = "counted"
"""The stream of what became of the batches, without the deployment's prefix."""

OLDER_FLAG = "of_older_rules"


def wrong_clock(hours: float) -> None:
    """Let the time of this process be wrong."""
    right = time.time
    time.time = lambda: right() + hours * 3600


def older_rules() -> None:
    """Be the version before this one, under whatever name its modules know the version."""
    here = rules_version.VERSION
    for name, module in list(sys.modules.items()):
        if name.startswith("worker.") and getattr(module, "VERSION", None) == here:
            setattr(module, "VERSION", here - 1)  # noqa: B010 - mypy knows of no such name
    flags = canonical._flags
    canonical._flags = lambda *told: tuple(sorted((*flags(*told), OLDER_FLAG)))


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
    if os.environ.pop("FAULTS_OLDER", ""):
        older_rules()
    records.STAMP = ()  # an upgrade goes back first, which a stamp forbids
    counting()
    main(["run"], prog_name="newswire")

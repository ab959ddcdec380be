"""The processes that read beside the loop: the same articles, and none of them outlives its worker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import orjson
import pytest

from tests.generate import wire
from tests.stream import kit
from worker.enrich import lexicon
from worker.story.packed import body_of
from worker.stream import streams
from worker.stream.errors import STUCK
from worker.stream.readers import BACKLOG, Readers, _there, cores
from worker.stream.rules import Rules
from worker.wire.article import BadMessage

OWN = """
[own:works Public works >= 1]
5: bridge; budget; ferry line; fish market; lighthouse; rate cut; tidal museum; tram depot
"""


def _records(count: int) -> list[Any]:
    """Raw records of an invented wire, some of them broken."""
    values = [orjson.dumps(m) for m in wire(count - 3, seed=4)] + [b"no JSON", b'{"source": 7}', None]
    return [
        SimpleNamespace(value=value, topic="raw", partition=n % 3, offset=n, timestamp=1_741_900_000_000 + n)
        for n, value in enumerate(values)
    ]


def _found(readers: Readers, records: list[Any]) -> list[tuple[Any, ...]]:
    """What was read, comparable, with the records and the sizes of the chunks."""
    said: list[tuple[Any, ...]] = []
    for chunk in readers.read(records):
        said.append((len(chunk.records), chunk.seconds > 0))
        for record, found in zip(chunk.records, chunk.found, strict=True):
            plain = (found.reason, found.detail) if isinstance(found, BadMessage) else found
            said.append((record.offset, *plain))
    return said


def _started(readers: Readers, records: list[Any]) -> None:
    """Wait until the processes do the reading."""
    kit.wait(lambda: list(readers.read(records)) and readers.pids(), 60, "the processes are there")


def test_processes_read_what_the_worker_reads() -> None:
    """Articles, their JSON, dead letters and chunks are the same, also by a lexicon of the editors' own."""
    records = _records(BACKLOG + 23)
    rules = Rules(lexicon.compiled(lexicon.parse(OWN), "own"), lexicon_text=OWN)
    alone = _found(Readers(0, rules), records)
    with Readers(2, rules) as readers:
        _started(readers, records)
        assert _found(readers, records) == alone
    assert (
        sum(b"own:works" in body_of(found[2]) for found in alone if len(found) == 3 and isinstance(found[2], bytes))
        > 90
    )


def test_few_records_start_no_process() -> None:
    """Below a backlog nothing is started: a quiet worker costs no more memory than before."""
    with Readers(2) as readers:
        assert len(_found(readers, _records(BACKLOG - 1))) > BACKLOG
        assert readers.pids() == ()


def test_a_killed_process_costs_nothing_but_time() -> None:
    """What the system killed, for want of memory perhaps, is read again by another, in the same order and chunks; the
    others of its pool end too, and new ones start for a later backlog."""
    records = _records(BACKLOG)
    alone = _found(Readers(0), records)
    with Readers(2) as readers:
        _started(readers, records)
        first = readers.pids()
        os.kill(first[0], signal.SIGKILL)
        assert _found(readers, records) == alone
        kit.wait(lambda: not any(_alive(pid) for pid in first), 10, "the other one is gone too")
        assert readers.pids() == ()
        _started(readers, records)
        assert not set(readers.pids()) & set(first)
        assert _found(readers, records) == alone


def _there_or_dead(raws: list[Any]) -> Any:
    if any(value == b"deadly" for value, *_ in raws):
        os.kill(os.getpid(), signal.SIGKILL)
    return _there(raws)


def test_a_record_that_kills_its_process_is_a_dead_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    """A message that gets each process killed that reads it is a defect; those beside it are read."""
    monkeypatch.setattr("worker.stream.readers._there", _there_or_dead)
    records = _records(BACKLOG)
    records[40].value = b"deadly"
    with Readers(1) as readers:
        _started(readers, _records(BACKLOG))
        found = [one for chunk in readers.read(records) for one in chunk.found]
    assert [n for n, one in enumerate(found) if isinstance(one, BadMessage) and one.reason == "defect"] == [40]


def test_the_watchdog_ends_a_stuck_process_too() -> None:
    """A process that reads for ever, and cannot even see that its worker has gone, is killed with it."""
    code = """
import os, signal, threading
from tests.stream.test_readers import BACKLOG, Readers, _records, _started
from worker.stream import heartbeat
records, readers = _records(BACKLOG), Readers(1)
_started(readers, records)
(pid,) = readers.pids()
os.kill(pid, signal.SIGSTOP)
print(pid, flush=True)
heartbeat.watch(heartbeat.Heartbeat(), 1.0, threading.Event(), threading.Event())
list(readers.read(records))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60, check=False)
    assert done.returncode == STUCK, done.stderr.decode()
    stuck = int(done.stdout.split()[0])
    kit.wait(lambda: not _alive(stuck), 10, "it is gone")


@pytest.mark.parametrize(
    ("said", "usable"),
    [("max 100000", None), ("150000 100000", 1), ("50000 100000", 1), ("garbage", None), (None, None)],
)
def test_a_containers_share_of_time_counts(said: str | None, usable: int | None, tmp_path: Path) -> None:
    """A quota of less than two cores means one, on a machine of any size; none, or an odd file, means all."""
    quota = tmp_path / "cpu.max"
    if said is not None:
        quota.write_text(said)
    assert cores(quota) == (usable or len(os.sched_getaffinity(0)))


@pytest.mark.kafka
def test_a_backlog_is_read_by_processes_that_end_with_the_worker(
    kafka_address: str, prefix: str, tmp_path: Path
) -> None:
    """A worker killed with SIGKILL while others read for it leaves no process behind, and the next one ends with every
    story right, each told once; SIGTERM then ends it and its processes with status 0."""
    config = kit.settings(kafka_address, prefix, readers=2)
    streams.ensure(config)
    sent = [orjson.dumps(m) for m in wire(1_600, seed=5)]
    kit.feed(config, [*sent[:800], b"no JSON", *sent[800:]])
    with kit.process(config, tmp_path / "log") as worker:
        kit.wait(lambda: len(_children(worker.pid)) > 2, 60, "readers, and what keeps their books")
        mine = _children(worker.pid)
        kit.wait(lambda: kit.metric(config, 'articles_total{outcome="published"}') > 0, 60, "something is done")
        worker.kill()
        worker.wait()
        kit.wait(lambda: not any(_alive(pid) for pid in mine), 10, "none is left")
    with kit.process(config, tmp_path / "log") as worker:
        kit.wait_done(config, 120)
        mine = _children(worker.pid)
        worker.terminate()
        assert worker.wait(20) == 0
        kit.wait(lambda: not any(_alive(pid) for pid in mine), 10, "none is left")
    kit.assert_exactly_once(config)


def _children(pid: int) -> list[int]:
    try:
        return [int(n) for task in Path(f"/proc/{pid}/task").iterdir() for n in (task / "children").read_text().split()]
    except FileNotFoundError:
        return []


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False

"""`newswire demo`: a real Kafka, the worker, a feed and its stories on this machine, all removed afterwards."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import webbrowser
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import click
import orjson
from kafka import TopicPartition
from rich.console import Console

from worker.commands import desk
from worker.commands.board import Board, DeadLetter, print_end, shown
from worker.commands.files import Raw, expanded, messages, source_option
from worker.commands.output import safe
from worker.commands.stop import noted, sigterm_is_ctrl_c
from worker.stream import clients
from worker.stream.broker import broker, free_ports
from worker.stream.config import PREFIX, FiniteFloat, Settings, environment_of
from worker.stream.errors import Stopped
from worker.stream.streams import ensure

SAMPLE = Path(__file__).parent.parent / "samples" / "afternoon.jsonl"
FORMATS = SAMPLE.parent / "formats"
"""A file in every format, one folder per source."""

PACE, ONCE_PACE = 1.5, 20.0
QUIET_SECONDS = 120.0
"""With `--once`, the demo gives up after this long without anything new."""

EPILOG = """\b
Examples:
  newswire demo                     an invented afternoon of news, one or two articles a second, until Ctrl-C
  newswire demo --once              the same in a few seconds, then the final stories
  newswire demo --once page.txt     the story in a page text of your own
  newswire demo --once --formats    a file in every format that agencies send
  newswire demo --pace 10 wire.jsonl
\b
It needs only the extra `local` (pip install '.[local]' in a clone): Java comes with it, and Kafka is downloaded
once. Kafka and the worker run as processes of their own and are removed afterwards with all their data.
\b
Next: `newswire fold --help` (the same for files, without Kafka), `newswire run --help` (on your own cluster).
"""


@click.command(epilog=EPILOG)
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option("--once", is_flag=True, help="End when everything is published, and print the final stories.")
@click.option("--formats", is_flag=True, help="Feed a file in every format: NewsML, NITF, ninjs, RSS, 7901, mail ...")
@click.option("--pace", type=FiniteFloat(min=0), help="Articles a second; 0: as fast as possible.")
@source_option
def command(files: tuple[str, ...], once: bool, formats: bool, pace: float | None, source: str | None) -> None:
    """Watch stories come out of a real Kafka on this machine.

    Starts an embedded Kafka and the worker, feeds the articles in FILEs (by default an invented afternoon of news) and
    shows each story as it changes: its version, its editor's note, the stories it absorbed, its quotes and topics.
    """
    sigterm_is_ctrl_c()
    if pace is None:
        pace = PACE if not once else 0.0 if files else ONCE_PACE
    raws = _raws(files, source, formats=formats)
    console = Console(width=None if sys.stdout.isatty() else 120)
    board = Board()
    console.print("starting Kafka (the first time it is downloaded, which takes a little longer) ...", style="dim")
    with broker() as address, tempfile.TemporaryDirectory(prefix="newswire-demo-") as folder:
        settings = Settings(
            bootstrap_servers=(address,), transactional_id="demo", http_host="127.0.0.1", http_port=free_ports(1)[0]
        )
        ensure(settings)
        log = Path(folder) / "worker.log"
        with _worker(settings, log) as alive, _desk(settings, Path(folder), asked=not once) as page, noted() as stop:
            _watch(settings, raws, board, console, alive, pace, once, stop, page)
        if once and stop.is_set():
            raise KeyboardInterrupt
        print_end(board, console)


def _raws(files: tuple[str, ...], source: str | None, *, formats: bool) -> list[Raw]:
    """What to feed: the files given, those in every format, or the invented afternoon."""
    if not formats:
        return list(messages(expanded(files or (str(SAMPLE),)), source=source))
    folders = sorted(path for path in FORMATS.iterdir() if path.is_dir())
    return [raw for folder in folders for raw in messages(expanded((str(folder),)), source=folder.name)]


def _watch(
    settings: Settings,
    raws: list[Raw],
    board: Board,
    console: Console,
    alive: Any,
    pace: float,
    once: bool,
    stop: threading.Event,
    page: Page | None,
) -> None:
    """Feed at the given pace and collect the output, until everything is done or `stop` is set."""
    where = f"Kafka on {settings.bootstrap_servers[0]}, metrics on http://127.0.0.1:{settings.http_port}/metrics"
    if page:
        _open(page.address)
        where = f"in a browser: {page.address} (sign in with {page.token})   {where}"
    outputs, producer = Outputs(settings, board), clients.plain_producer(settings)
    # A worker that starts later would find most articles there already, and publish only the last states.
    while not _ready(settings):
        alive()
        if stop.wait(0.05):
            break
    start = news = time.monotonic()
    with contextlib.closing(outputs), contextlib.closing(producer), shown(board, console, where) as tell:
        while not stop.is_set():
            alive()
            due = len(raws) if not pace else min(len(raws), int((time.monotonic() - start) * pace) + 1)
            for raw in raws[board.fed : due]:
                # One key for all, so that they keep their order and a late article is late.
                sent = producer.send(settings.raw_streams[0], value=raw.value, key=b"demo", headers=list(raw.headers))
                outputs.fed(sent)
            board.fed = due
            for line in outputs.poll():
                news = time.monotonic()
                tell(line)
            board.done = board.done or (due == len(raws) and outputs.complete())
            tell(None)
            if once and board.done:
                return
            if once and time.monotonic() - news > QUIET_SECONDS:
                raise Stopped(
                    f"no output for {QUIET_SECONDS:.0f} s although messages are left: `newswire run` is stuck"
                )


def _open(page: str) -> None:
    """Open a page in the user's browser, if there is a display."""
    if sys.stdout.isatty() and (sys.platform == "darwin" or {"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys()):
        webbrowser.open(page)


class Outputs:
    """Reads everything the worker writes, and knows how far the worker has got."""

    def __init__(self, settings: Settings, board: Board) -> None:
        self._board = board
        self._raw: Any = None
        self._handover = settings.stream("handover")
        self._stories = settings.stream("stories")
        self._consumer = clients.range_consumer(settings, settings.group_id)
        names = (self._handover, self._stories, settings.stream("dead-letters"))
        self._partitions = [TopicPartition(name, n) for name in names for n in range(settings.partitions)]
        self._consumer.assign(self._partitions)
        self._consumer.seek_to_beginning()
        self._next: dict[TopicPartition, int] = {}

    def fed(self, sent: Any) -> None:
        """Remember the last raw message sent, a future of kafka-python."""
        self._raw = sent

    def poll(self) -> Iterator[str]:
        """Read what is new; one line per change."""
        for partition, records in self._consumer.poll(timeout_ms=100).items():
            self._next[partition] = records[-1].offset + 1
            for record in records:
                if partition.topic == self._stories:
                    story = orjson.loads(record.value) if record.value else None
                    yield self._board.take(record.key.decode(), story)
                elif partition.topic != self._handover:
                    letter = _dead_letter(record)
                    self._board.dead_letters.append(letter)
                    yield f"{'dead letter':<15} {letter.reason:<9} {safe(letter.detail)}"

    def complete(self) -> bool:
        """Whether the worker has finished everything that was fed, and all its output has been read.

        It has finished when it has committed the end of the raw stream and then the end of the handover, which may
        have received articles from it.
        """
        if self._raw is not None:
            sent = self._raw.get(timeout=30)
            if self._committed(TopicPartition(sent.topic, sent.partition)) <= sent.offset:
                return False
        ends = self._consumer.end_offsets(self._partitions)
        if any(self._consumer.position(p) < end for p, end in ends.items()):
            return False
        mine = [(p, end) for p, end in self._next.items() if p.topic == self._handover]
        return all(self._committed(p) >= end for p, end in mine) and ends == self._consumer.end_offsets(
            self._partitions
        )

    def close(self) -> None:
        """Close the consumer."""
        self._consumer.close()

    def _committed(self, partition: TopicPartition) -> int:
        return self._consumer.committed(partition) or 0


def _ready(settings: Settings) -> bool:
    """Whether the worker says that it is ready: it has joined its group and restored its state."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{settings.http_port}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _dead_letter(record: Any) -> DeadLetter:
    headers = {name: value.decode("utf-8", "replace") for name, value in record.headers}
    return DeadLetter(
        headers.get("reason", "?"),
        headers.get("detail", ""),
        headers.get("stream", ""),
        headers.get("offset", ""),
        record.value,
    )


@contextlib.contextmanager
def _worker(settings: Settings, log: Path) -> Iterator[Any]:
    """The worker as a process of its own. The function yielded raises `Stopped` once the process has ended."""
    process = _started(settings, log, "run")

    def alive() -> None:
        if process.poll() is not None:
            said = "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-10:])
            click.echo(safe(said, lines=True), err=True)
            raise Stopped(f"the worker ended with status {process.returncode}; its last lines are above")

    try:
        yield alive
    finally:
        _ended(process)


class Page(NamedTuple):
    """Where the desk is, and the token with which one may decide there."""

    address: str
    token: str


@contextlib.contextmanager
def _desk(settings: Settings, folder: Path, *, asked: bool) -> Iterator[Page | None]:
    """The desk as a process of its own. Yields None if it was not asked for or its extra is missing."""
    if not asked or not desk.installed():
        yield None
        return
    port = free_ports(1)[0]
    page = Page(f"http://127.0.0.1:{port}", secrets.token_urlsafe(6))
    allowed = f"demo:{hashlib.sha256(page.token.encode()).hexdigest()}"
    process = _started(
        settings, folder / "desk.log", "desk", "--port", str(port), "--data", str(folder / "desk.sqlite"),
        "--token", allowed,
    )  # fmt: skip
    try:
        yield page
    finally:
        _ended(process)


def _started(settings: Settings, log: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """A newswire command in the background."""
    others = {name: value for name, value in os.environ.items() if not name.startswith((PREFIX, "DESK_"))}
    with log.open("wb") as out:
        return subprocess.Popen(
            [sys.executable, "-m", "worker", *arguments],
            env=others | environment_of(settings),
            cwd=log.parent,  # so that no module in the caller's folder is imported
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C reaches only the demo, which then stops them
        )


def _ended(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()

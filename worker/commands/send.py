"""`newswire send`: files into the raw stream."""

from __future__ import annotations

from typing import Any

import click
from kafka.errors import KafkaError

from worker.commands.files import InputError, Raw, expanded, messages, size_of, source_option
from worker.commands.hidden_settings import with_hidden_settings
from worker.commands.output import counted, safe, with_progress
from worker.stream import clients, streams
from worker.stream.config import Settings
from worker.stream.errors import Stopped
from worker.wire.article import BadMessage
from worker.wire.raw import parts, source_of

_FEW = 20
"""How many files that were not sent are listed."""


@click.command("send")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option("--page", is_flag=True, help="Each FILE is one page text, whatever its name.")
@source_option
@with_hidden_settings
def command(settings: Settings, files: tuple[str, ...], page: bool, source: str | None) -> None:
    """Send FILEs or folders (none or -: standard input) into the raw stream, unchanged.

    Takes JSON lines, pages, HTML and agencies' files, gzipped or not, and waits until Kafka has acknowledged them all.
    Messages of one source keep their order. A message that names no source and credits no known agency is not sent, nor
    is a file that is no article, if no source is given; the others are, and the command ends with status 1.

    \b
    newswire send page.txt                     one page; its credit line names the source
    newswire send --source coastal archive/    a folder of pages and files
    newswire stories list                      the stories the worker made of them
    """
    paths = expanded(files or ("-",))
    stream = settings.raw_streams[0]
    stated = source or settings.sources_of_streams.get(stream)
    streams.ensure(settings, [s for s in streams.table(settings) if s.name == stream], create=False)
    producer = clients.plain_producer(settings)
    sent: list[tuple[Raw, Any]] = []
    count, unnamed = 0, list[str]()
    try:
        for raw in with_progress(messages(paths, page, stated), size_of(paths), "sending"):
            named = source_of(raw.value, raw.source)
            if raw.source is None and raw.text and named is None:
                unnamed.append(f"not sent: {raw.place}: {_why(raw)}")
                continue
            key = None if named is None else named.encode()
            sent.append((raw, producer.send(stream, value=raw.value, key=key, headers=list(raw.headers))))
            if len(sent) == 1000:
                count += _written(sent)
        count += _written(sent)
    except KafkaError as error:
        raise Stopped(f"Kafka failed after {counted(count, 'message')} ({type(error).__name__}: {error})") from error
    finally:
        producer.close(timeout=5)
    click.echo(f"{counted(count, 'message')} sent to {stream}")
    if unnamed:
        for line in unnamed[:_FEW]:
            click.echo(safe(line), err=True)
        more = f", of which the first {_FEW} are listed" if len(unnamed) > _FEW else ""
        raise InputError(f"{counted(len(unnamed), 'file')} not sent{more}; `newswire parse` says what each holds")


def _why(raw: Raw) -> str:
    """Why a file without a source is not sent: it is no article, or nothing says whose it is."""
    found = [part.message for part in parts(raw.value, "unnamed", None, text=True).parts]
    bad = [message for message in found if isinstance(message, BadMessage)]
    if found and len(bad) == len(found):
        return f"{bad[0].detail} ({bad[0].reason})"
    return "no source named, no known agency credited; add --source NAME"


def _written(sent: list[tuple[Raw, Any]]) -> int:
    """Wait until Kafka has acknowledged them; returns how many. Raises `Stopped` if it refuses one."""
    for raw, future in sent:
        try:
            future.get(timeout=clients.REQUEST_TIMEOUT_MS / 1000)
        except KafkaError as error:
            raise Stopped(
                f"{raw.place} and everything after it could not be sent ({type(error).__name__}: {error})"
            ) from error
    count = len(sent)
    sent.clear()
    return count

"""`newswire stories`: the canonical stories in Kafka."""

from __future__ import annotations

import typing
from collections import Counter
from collections.abc import Iterator
from typing import Any

import click
import orjson
from kafka import TopicPartition
from kafka.partitioner.default import murmur2

from worker.commands.hidden_settings import with_hidden_settings
from worker.commands.output import counted, print_line
from worker.commands.stop import noted
from worker.publish.outputs import STORIES
from worker.replay.errors import ReplayError
from worker.replay.kafka.records import read, records, told
from worker.replay.kafka.scratch import scratch
from worker.story.story import StoryStatus
from worker.stream import clients
from worker.stream.config import Settings
from worker.wire.source_name import source_name
from worker.wire.text import safe


@click.group("stories")
def command() -> None:
    """Look at the canonical stories: all of them, one of them, or each as it changes.

    \b
    newswire stories list                            every story with its status, most recently changed last
    newswire stories show newswire:yonhap:20250314-0034-320
    newswire stories tail                            each new state as it is published, until Ctrl-C
    """


@command.command("list", short_help="List all stories.")
@click.option("--only-source", "sources", multiple=True, help="Only from this source; can be repeated.")
@click.option(
    "--status",
    "statuses",
    multiple=True,
    type=click.Choice(typing.get_args(StoryStatus)),
    help="Only with this status; can be repeated.",
)
@click.option("--json", "as_json", is_flag=True, help="Whole stories as in the stream, one JSON line each.")
@with_hidden_settings
def list_stories(settings: Settings, sources: tuple[str, ...], statuses: tuple[str, ...], as_json: bool) -> None:
    """List the stories: status, number of known versions, uri, headline."""
    wanted = set(map(source_name, sources))
    counts: Counter[str] = Counter()
    for value in _last_states(settings):
        story = orjson.loads(value)
        if (wanted and story["source"] not in wanted) or (statuses and story["status"] not in statuses):
            continue
        counts[story["status"]] += 1
        if as_json:
            print_line(value)
        else:
            click.echo(_line(story))
    if not as_json:
        told = ", ".join(f"{n:,} {status}" for status, n in sorted(counts.items()))
        click.echo(safe(f"{counted(counts.total(), 'story')}{f': {told}' if told else ''}"))


@command.command("show", short_help="Show one story with its versions.")
@click.argument("uri")
@click.option("--json", "as_json", is_flag=True, help="The story as in the stream, as JSON.")
@with_hidden_settings
def show(settings: Settings, uri: str, as_json: bool) -> None:
    """Show the story URI: its current text, all its versions, why they are one story, who speaks, what it is about."""
    value = _last_state(settings, uri)
    if value is None:
        raise click.ClickException(f"no story {uri}; see `newswire stories list`")
    if as_json:
        print_line(value)
        return
    from worker.commands import pretty as people

    people.show_panel(people.story_panel(orjson.loads(value)))


@command.command("tail", short_help="Print each story as it changes.")
@click.option("--all", "every", is_flag=True, help="Start with all states already in the stream.")
@click.option(
    "--json", "as_json", is_flag=True, help="Whole stories, one JSON line each; null for a story that is gone."
)
@with_hidden_settings
def tail(settings: Settings, every: bool, as_json: bool) -> None:
    """Print each state of a story as it is published, until Ctrl-C."""
    consumer = clients.range_consumer(settings)
    try:
        parts = _partitions(consumer, settings)
        consumer.assign(parts)
        if every:
            consumer.seek_to_beginning(*parts)
        else:
            consumer.seek_to_end(*parts)
            for tp in parts:  # seek_to_end is lazy: without this, stories published before the first poll are missed
                consumer.position(tp)
        with noted() as stop:
            while not stop.is_set():
                for found in consumer.poll(timeout_ms=300).values():
                    for uri, record in told(found):
                        _tell(uri, record, as_json)
    finally:
        consumer.close()


def _tell(uri: str, record: Any, as_json: bool) -> None:
    if as_json:
        print_line(orjson.dumps({"uri": uri, "story": None}) if record.value is None else record.value)
    elif record.value is None:
        click.echo(safe(f"{'gone':<14} {uri}"))
    else:
        story = orjson.loads(record.value)
        click.echo(safe(f"{story['change']['kind']:<14} ") + _line(story))


def _line(story: Any) -> str:
    marker = f"{story['marker']} " if story["marker"] else ""
    state = f"{story['status']:<10} {story['version']:>3}  {story['uri']}"
    return safe(f"{state}  {marker}{story['headline'] or '(no headline)'}")


def _last_states(settings: Settings) -> Iterator[bytes]:
    """The latest record of every story, roughly in the order of their last change."""
    with scratch("newswire-stories-") as table:
        table.execute("CREATE TABLE stories (uri TEXT PRIMARY KEY, at INTEGER, value BLOB)")
        for uri, record in told(records(settings, settings.stream(STORIES))):
            row = (uri, record.timestamp, record.value)
            table.execute("REPLACE INTO stories VALUES (?, ?, ?)", row)
        for (value,) in table.execute("SELECT value FROM stories WHERE value IS NOT NULL ORDER BY at, uri"):
            yield value


def _last_state(settings: Settings, uri: str) -> bytes | None:
    """The latest record of one story; reads only the partition of its key."""
    consumer = clients.range_consumer(settings)
    try:
        parts = _partitions(consumer, settings)
        tp = parts[(murmur2(uri.encode()) & 0x7FFFFFFF) % len(parts)]
        value: bytes | None = None
        for found, record in told(read(consumer, tp, None, consumer.end_offsets([tp])[tp])):
            if found == uri:
                value = record.value
        return value
    finally:
        consumer.close()


def _partitions(consumer: Any, settings: Settings) -> list[TopicPartition]:
    stream = settings.stream(STORIES)
    found = sorted(consumer.partitions_for_topic(stream) or ())
    if not found:
        raise ReplayError(f"no stream {stream}; create it with `newswire streams`")
    return [TopicPartition(stream, p) for p in found]

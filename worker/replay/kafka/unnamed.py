"""Find streams that a deployment publishes stories to, but that are not in the current settings.

A command that writes stories alongside live with fewer outputs than live has would silently leave the other streams
outdated for ever. So it checks first which streams exist.
"""

from __future__ import annotations

import orjson

from worker.publish.outputs import NINJS, Outputs
from worker.replay.errors import ReplayError
from worker.replay.kafka.records import records
from worker.stream import clients
from worker.stream.config import OWN_STREAMS, PREFIX, Settings


def unnamed(settings: Settings, outputs: Outputs) -> list[str]:
    """Their full names, sorted."""
    client = clients.admin(settings)
    try:
        there = set(client.list_topics())
    finally:
        client.close()
    own = {settings.stream(name) for name in (*OWN_STREAMS, "dead-letters-done") if name != NINJS}
    named = own | {settings.stream(name) for name in outputs.streams} | set(settings.raw_streams)
    articles = "articles"  # a longer prefix that also has an `articles` stream is another deployment, or a run
    others = {n.removesuffix(articles) for n in there if n.endswith(articles)} - {settings.stream_prefix}
    others.add(f"{settings.stream_prefix}replay.")
    found = (n for n in there - named if n.startswith(settings.stream_prefix) and not n.startswith(tuple(others)))
    return sorted(name for name in found if _holds_stories(settings, name))


def check_named(settings: Settings, outputs: Outputs) -> None:
    """Raise `ReplayError` if the deployment publishes to more streams than the settings say."""
    if found := unnamed(settings, outputs):
        setting = "NINJS=true" if found[0] == settings.stream(NINJS) else "ROUTES"
        raise ReplayError(
            f"{found[0]} holds published stories, but these settings do not write to it: set {PREFIX}{setting} as for "
            "the live worker, or delete the stream if nobody writes to it any more"
        )


def _holds_stories(settings: Settings, stream: str) -> bool:
    """Whether the first record with a value is a story, in our own format or as ninjs."""
    for record in records(settings, stream):
        if record.value is not None:
            return record.key is not None and _is_story(record.value)
    return False


def _is_story(value: bytes) -> bool:
    try:
        said = orjson.loads(value)
    except orjson.JSONDecodeError:
        return False
    if not isinstance(said, dict) or "uri" not in said:
        return False
    standard = said.get("standard")
    return "versions" in said or (isinstance(standard, dict) and standard.get("name") == "ninjs")

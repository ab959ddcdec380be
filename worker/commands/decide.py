"""`newswire decide`: what an editor decides about stories, from the command line."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any, TypeVar
from urllib.parse import unquote

import click
import orjson

from worker.commands.hidden_settings import with_hidden_settings
from worker.commands.output import counted, print_line, safe
from worker.commands.source_stories import SourceStories
from worker.publish.outputs import STORIES
from worker.replay.bounds import milliseconds
from worker.replay.kafka.records import records, told
from worker.story import decision as form
from worker.story.decision import Decision, Kind
from worker.story.ruling import Ruled, strongest
from worker.story.state import StoryState
from worker.stream import decide
from worker.stream.config import Settings
from worker.stream.records import timestamp_of
from worker.wire.article import BadMessage
from worker.wire.source_name import source_name
from worker.wire.stamp import from_ms

R = TypeVar("R")


@click.group("decide")
def command() -> None:
    """Decide about stories: the worker applies it at once, and every replay applies it again.

    \b
    newswire decide join URI URI --by "Ines Tarrow" --why "both report the ferry fire"
    newswire decide part AEN20250314002100315 --by "Ines Tarrow" --why "another ferry"
    newswire decide follow URI URI --by "Ines Tarrow" --why "the first has all of the second"
    newswire decide pin URI --version 5f0d1c9a --until 2025-03-14T18:00Z --by "Ines Tarrow" --why "being checked"
    newswire decide withhold c-5511 --source coastal --by "Ines Tarrow" --why "names a minor"
    newswire decide undo 20250314-1f0c77a2be91 --by "Ines Tarrow" --why "wrong ferry"
    newswire decide list                         what was decided, and whether it is in force, the newest last

    An ITEM is an id or an address as in the articles, a slug that only one story has, or a story's uri, as `newswire
    stories list` prints it. Of two decisions that contradict one another the newer stands; a kill of the wire is
    stronger than any but a release made after it.
    """


def _who(function: Callable[..., R]) -> Callable[..., R]:
    """Add the options that every decision has."""
    options: tuple[Callable[[Any], Any], ...] = (
        click.option("--dry-run", is_flag=True, help="Say what it would change, and decide nothing."),
        click.option("--why", required=True, help="Why, in a sentence for colleagues; shown with the story."),
        click.option("--by", "who", required=True, help="Who decides; shown with the story."),
    )
    for option in options:
        function = option(function)
    return function


def _on_items(function: Callable[..., R]) -> Callable[..., R]:
    return _about(function, click.argument("items", nargs=-1, required=True, metavar="ITEM..."))


def _on_two(function: Callable[..., R]) -> Callable[..., R]:
    return _about(function, click.argument("items", nargs=-1, required=True, metavar="ITEM OTHER..."))


def _about(function: Callable[..., R], *arguments: Callable[[Any], Any]) -> Callable[..., R]:
    options: tuple[Callable[[Any], Any], ...] = (
        with_hidden_settings,
        click.option("--wait", is_flag=True, help="Decide also about what is not known yet: it waits for it."),
        click.option("--source", help="The wire service of the ITEMs; not needed if one is a story's uri."),
        *arguments,
        _who,
    )
    for option in options:
        function = option(function)
    return function


@command.command("join", short_help="These items are one story.")
@_on_items
def join(settings: Settings, **given: Any) -> None:
    """Make one story of those that the ITEMs are in, and of what follows either. It keeps the uri of the oldest."""
    _decide(settings, "join", given)


@command.command("part", short_help="Each of these items is a story of its own.")
@_on_items
def part(settings: Settings, **given: Any) -> None:
    """Take each ITEM out of the story that it is in: it becomes a story of its own."""
    _decide(settings, "part", given)


@command.command("follow", short_help="The first story supersedes the others.")
@_on_two
def follow(settings: Settings, **given: Any) -> None:
    """Let the story of ITEM supersede those of the OTHERs, as if its note had said that it combines them. One of them
    lives again if the wire sends a version of it after that."""
    _decide(settings, "follow", given)


@command.command("unfollow", short_help="The first story does not supersede the others.")
@_on_two
def unfollow(settings: Settings, **given: Any) -> None:
    """Let the story of ITEM not supersede those of the OTHERs, whatever its note says."""
    _decide(settings, "unfollow", given)


def _on_text(function: Callable[..., R]) -> Callable[..., R]:
    return _about(
        function,
        click.argument("items", nargs=1, required=True, metavar="ITEM", callback=lambda _, __, item: (item,)),
        click.option("--until", help="When it ends, a time with its zone. Without it, it stands until it is undone."),
        click.option(
            "--version", help="Which text, by how its content hash begins (`stories show`). Default: the newest."
        ),
    )


@command.command("pin", short_help="This version of a story stands, whatever comes.")
@_on_text
def pin(settings: Settings, until: str | None, **given: Any) -> None:
    """Let a version of a story stand, whatever else comes, until a time or until the pin is undone. ITEM is its item,
    or the story. A text that was withdrawn, killed or withheld, or is under embargo, is not shown for all that."""
    end = milliseconds(until) if until is not None else None
    if end is not None and end <= int(time.time() * 1000):
        raise click.UsageError("--until is in the past: nothing would be pinned")
    _decide(settings, "pin", given, end)


@command.command("withhold", short_help="These stories are not to be used for now.")
@_on_items
def withhold(settings: Settings, **given: Any) -> None:
    """Withhold the stories that the ITEMs are in: published without their text, until a release."""
    _decide(settings, "withhold", given)


@command.command("release", short_help="These stories may be used again.")
@_on_items
def release(settings: Settings, **given: Any) -> None:
    """Release the stories that the ITEMs are in: after an editor has withheld them, or after a kill of the wire that is
    older than the release. It ends no hold or embargo of the wire."""
    _decide(settings, "release", given)


@command.command("undo", short_help="Another decision counts as never made.")
@click.argument("undoes", metavar="ID")
@_who
@with_hidden_settings
def undo(settings: Settings, undoes: str, who: str, why: str, dry_run: bool) -> None:
    """Undo the decision ID, as `newswire decide list` prints it. An undo can be undone itself."""
    found = next((d for d in _every(settings) if d.id == undoes), None)
    if found is None:
        raise click.ClickException(f"no decision {undoes}; see `newswire decide list`")
    stories = SourceStories(settings, found.source)
    _make(settings, stories, dry_run, found.source, "undo", (), who=who, why=why, undoes=undoes)


def _decide(settings: Settings, kind: Kind, given: dict[str, Any], until: int | None = None) -> None:
    source = _source_of(given["items"], given["source"])
    stories = SourceStories(settings, source)
    names, version = given["items"], None
    if given.get("version"):
        names, version = _text(stories, names[0], given["version"], given["wait"])
    items = [_item(stories, kind, source, name, given["wait"]) for name in names]
    said = {"who": given["who"], "why": given["why"], "version": version, "until": until}
    _make(settings, stories, given["dry_run"], source, kind, items, **said)


def _text(stories: SourceStories, name: str, version: str, wait: bool) -> tuple[tuple[str], str]:
    """The item and the content hash of a text, of which a person has typed how it begins. Raises
    `click.ClickException` if there is none, or several."""
    texts = stories.texts(name)
    meant = sorted(found for found in texts if found.startswith(version))
    if len(meant) == 1:
        return (texts[meant[0]],), meant[0]
    if wait or not texts:
        return (name,), version
    has = ", ".join(meant or sorted(texts))
    raise click.ClickException(f"{name} has {'several texts' if meant else 'no text'} {version!r}: it has {has}")


def _source_of(items: Iterable[str], stated: str | None) -> str:
    """The source as stated, or as in a story's uri. Raises `click.UsageError`."""
    found = {source_name(unquote(item.split(":")[1])) for item in items if item.startswith("newswire:")}
    if stated:
        found.add(source_name(stated))
    if not found:
        raise click.UsageError("say with --source which wire service the items are of")
    if len(found) > 1:
        raise click.UsageError(f"a decision is about items of one source, not of {', '.join(sorted(found))}")
    return found.pop()


def _item(stories: SourceStories, kind: Kind, source: str, name: str, wait: bool) -> str:
    """The item that a person means. Raises `click.ClickException` if it could be several, or none."""
    found = stories.named(name)
    if found and found[0].startswith("newswire:"):
        raise click.ClickException(f"{name!r} is the slug of several stories: name one of {', '.join(found)}")
    if len(found) > 1 and (to_do := _OF_ONE_ITEM.get(kind)):
        raise click.ClickException(f"{name} has several items: name the one to {to_do}: {', '.join(found)}")
    if found:
        return found[0]
    if stories.is_closed(name):
        if name.startswith("newswire:"):
            raise click.ClickException(f"{name} has closed; name one of its items (`newswire stories show {name}`)")
        click.echo(safe(f"{name} is of a story that has closed: no effect live; replays of its articles apply it"))
    elif not wait:
        raise click.ClickException(
            f"{source} has nothing open that is called {name!r}: `newswire stories list` shows what there is; add "
            "--wait if it has yet to come"
        )
    return name


_OF_ONE_ITEM = {"part": "take out", "pin": "pin"}
"""Decisions on an item, not on its whole story; what they do to it."""


def _make(
    settings: Settings,
    stories: SourceStories,
    dry_run: bool,
    source: str,
    kind: Kind,
    items: Iterable[str],
    **said: Any,
) -> None:
    """Say what a decision does, and send it. `said` are the other arguments of `decide.made`."""
    try:
        made = decide.made(source, kind, items, **said)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    states = stories.effect(made)
    for state in states:
        click.echo(_line(state))
    if not dry_run:
        decide.send(settings, made)
    will = "would change" if dry_run else "changes"
    click.echo(f"decision {made.id}: {kind} {will} {counted(len(states), 'story') if states else 'no story now'}")
    if dry_run:
        click.echo("not made: leave --dry-run out to make it")


def _line(state: StoryState) -> str:
    """A story as it will be, in the form of `stories list`."""
    if state.story is None:
        return safe(f"{'gone':<10}      {state.uri}")
    story = state.story
    return safe(f"{story.status:<10} {story.version:>3}  {story.uri}  {story.headline or '(no headline)'}")


@command.command("list", short_help="List what was decided.")
@click.option("--only-source", "sources", multiple=True, help="Only on this source; can be repeated.")
@click.option("--json", "as_json", is_flag=True, help="As in the stream, one JSON line each, for `fold --decisions`.")
@with_hidden_settings
def list_decisions(settings: Settings, sources: tuple[str, ...], as_json: bool) -> None:
    """List all decisions, the newest last: when, id, kind, source, items, who, why. Of one that is not in force also
    what has become of it: undone, overruled by a newer one, ended, or waiting for what has not come."""
    wanted = set(map(source_name, sources))
    found = [d for d in _every(settings) if not wanted or d.source in wanted]
    if as_json:
        for d in found:
            print_line(form.to_json(d))
        return
    undone, ruled = _undone(found), _ruled(settings) if found else {}
    for d in found:
        at = _as_text(d.ms)
        note = f"undone by {undone[d.id]}" if d.id in undone else _become(d, ruled)
        click.echo(
            safe(f"{at}  {d.id}  {d.kind} {d.source}: {_object(d)}  by {d.who}: {d.why}{f' ({note})' if note else ''}")
        )
    click.echo(counted(len(found), "decision"))


def _as_text(ms: int) -> str:
    return from_ms(ms, 0).strftime("%Y-%m-%d %H:%M:%SZ")


def _object(d: Decision) -> str:
    """What a decision is about."""
    text = f" text {d.version}" if d.version else ""
    end = "" if d.until is None else f" until {_as_text(d.until)}"
    return f"{d.undoes or ', '.join(d.items)}{text}{end}"


def _become(d: Decision, ruled: Ruled) -> str:
    """What the stories say has become of a decision; nothing if it is in force."""
    if d.kind == "undo":
        return ""
    state, by = ruled.get(d.id, ("waiting", None))
    return "" if state == "in_force" else f"overruled by {by}" if by else state


def _ruled(settings: Settings) -> Ruled:
    """What the stories say has become of every decision on them."""
    found: dict[str, Ruled] = {}
    for uri, record in told(records(settings, settings.stream(STORIES))):
        found.pop(uri, None)
        if record.value is not None and b'"decided_by":[{' in record.value:
            by = orjson.loads(record.value)["decided_by"]
            found[uri] = {d["id"]: (d.get("state", "in_force"), d.get("overruled_by")) for d in by}
    return strongest(found.values())


def _undone(decisions: Iterable[Decision]) -> dict[str, str]:
    """The decisions that no longer count, each with the one that undid it."""
    undone: dict[str, str] = {}
    for d in sorted(decisions, key=lambda d: d.order, reverse=True):
        if d.undoes and d.id not in undone:
            undone.setdefault(d.undoes, d.id)
    return undone


def _every(settings: Settings) -> list[Decision]:
    """All decisions, the newest last. Records that are none are dead letters, and left out."""
    last: dict[str, Decision] = {}
    for record in records(settings, settings.stream("decisions")):
        try:
            found = form.read(record.value, timestamp_of(record))
        except BadMessage:
            continue
        if found.id not in last or last[found.id].ms <= found.ms:
            last[found.id] = found
    return sorted(last.values(), key=lambda d: d.order)

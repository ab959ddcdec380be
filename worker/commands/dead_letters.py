"""`newswire dead-letters`: messages that could not be used: list them, look at them, redrive or drop them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import click
import orjson

from worker.commands.ask import confirm
from worker.commands.hidden_settings import with_hidden_settings
from worker.commands.output import counted, print_line, safe
from worker.replay import dead_letters
from worker.replay.bounds import milliseconds
from worker.replay.dead_letters import Choice, Letter
from worker.replay.errors import ReplayError
from worker.stream import rules
from worker.stream.config import Settings
from worker.wire.article import REASONS

R = TypeVar("R")
_LONGEST = 4_000
"""How many characters of a message `show` prints without --all."""


@click.group("dead-letters")
def command() -> None:
    """List dead letters, look at them, and send them through again after a fix.

    \b
    newswire dead-letters list --reason schema       by reason, source or time
    newswire dead-letters show 0/17                  one of them with its bytes: PARTITION/OFFSET
    newswire dead-letters redrive --only-if-it-now-reads
    newswire dead-letters drop --reason not_json     close those that will never be readable
    """


def _choosing(function: Callable[..., R]) -> Callable[..., R]:
    """Add the options that select dead letters."""
    options: tuple[Callable[[Any], Any], ...] = (
        click.option("--until", help="Only those that became dead letters before this time."),
        click.option(
            "--since", help="Only those that became dead letters at this time (RFC 3339, or a date in UTC) or later."
        ),
        click.option("--only-source", "sources", multiple=True, help="Only from this source; can be repeated."),
        click.option("--reason", "reasons", multiple=True, type=click.Choice(REASONS), help="Only with this reason."),
    )
    for option in options:
        function = option(function)
    return function


def _choice(given: dict[str, Any], names: tuple[str, ...] = (), **states: Any) -> Choice:
    since, until = given["since"], given["until"]
    return Choice(
        names,
        given["reasons"],
        given["sources"],
        milliseconds(since) if since else None,
        milliseconds(until) if until else None,
        **states,
    )


@command.command("list", short_help="List dead letters.")
@_choosing
@click.option("--all", "every", is_flag=True, help="Include those already redriven or dropped.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object each.")
@with_hidden_settings
def list_letters(settings: Settings, every: bool, as_json: bool, **given: Any) -> None:
    """List dead letters: position, reason, source, time, and detail."""
    states = {"states": dead_letters.STATES} if every else {}
    sums: Counter[tuple[str, str]] = Counter()
    for letter in dead_letters.letters(settings, _choice(given, **states)):
        sums[letter.reason, letter.headers.get("source", "")] += 1
        if as_json:
            size = len(letter.value or b"")
            fields = {"name": letter.name, "state": letter.state, "redriven": letter.tries, "bytes": size}
            print_line(orjson.dumps(fields | letter.headers))
        else:
            click.echo(_line(letter))
    if not as_json:
        told = ", ".join(safe(f"{n:,} {reason} {source}".rstrip()) for (reason, source), n in sorted(sums.items()))
        click.echo(f"{counted(sums.total(), 'dead letter')}{f': {told}' if told else ''}")


def _line(letter: Letter) -> str:
    h = letter.headers
    state = "" if letter.state == "open" else f"  {letter.state}"
    tries = f"  redriven {counted(letter.tries, 'time')} before" if letter.tries else ""
    at = safe(h.get("at", "")[:19])
    source = safe(h.get("source", "-"))
    return f"{letter.name:<10} {safe(letter.reason):<13} {source:<12} {at}  {safe(h.get('detail', ''))}{state}{tries}"


@command.command("show", short_help="Show one dead letter with its bytes.")
@click.argument("name", metavar="PARTITION/OFFSET")
@click.option("--all", "whole", is_flag=True, help="The whole message, however long.")
@click.option("--raw", is_flag=True, help="Only the original bytes, for a file or a pipe.")
@with_hidden_settings
def show(settings: Settings, name: str, whole: bool, raw: bool) -> None:
    """Show one dead letter: its headers, then its bytes, with terminal control characters escaped."""
    letter = next(dead_letters.letters(settings, Choice((name,), states=dead_letters.STATES)), None)
    if letter is None:
        raise click.ClickException(f"no dead letter {name}; see `newswire dead-letters list`")
    if raw:
        click.echo(letter.value or b"", nl=False)
        return
    fields: dict[str, str] = {"state": letter.state, "redriven before": str(letter.tries)}
    for field, value in (fields | letter.headers).items():
        click.echo(f"{field:<16} {safe(value)}")
    click.echo(f"{'key':<16} {'' if letter.key is None else safe(letter.key.decode('utf-8', 'backslashreplace'))}")
    text = (letter.value or b"").decode("utf-8", "backslashreplace")
    cut = text if whole else text[:_LONGEST]
    size = "none: the record has no value" if letter.value is None else f"{len(letter.value):,}"
    click.echo(f"{'bytes':<16} {size}\n\n{safe(cut, lines=True)}")
    if len(cut) < len(text):
        click.echo(f"... {len(text) - len(cut):,} more characters: --all shows them, --raw prints the original bytes")


@command.command("redrive", short_help="Send dead letters through again.")
@click.argument("names", nargs=-1, metavar="[PARTITION/OFFSET]...")
@_choosing
@click.option("--only-if-it-now-reads", is_flag=True, help="Skip those that this version cannot read either.")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@with_hidden_settings
def redrive(settings: Settings, names: tuple[str, ...], only_if_it_now_reads: bool, yes: bool, **given: Any) -> None:
    """Send dead letters through the raw stream they came from again, each once, marked with the header `redriven`.

    Without names or options: all of them except the late ones, which would be late again. Use --reason late to include
    those; a replay with a larger --window-hours accepts them.
    """
    found = rules.load(settings)
    chosen: set[str] = set()
    into: set[str] = set()
    left: Counter[str] = Counter()
    for letter in _meant(settings, names, given):
        why = (
            letter.state
            if letter.state != "open"
            else dead_letters.why_not(settings, letter, found, only_if_it_now_reads)
        )
        if why is None and letter.reason == "late" and not names and "late" not in given["reasons"]:
            why = "late, and would be again"
        if why is None:
            chosen.add(letter.name)
            into.add(letter.raw.stream)
        else:
            left[why] += 1
    _tell(left)
    if chosen:
        confirm(yes, f"send {counted(len(chosen), 'dead letter')} to {', '.join(sorted(into))}, which live reads")
    click.echo(f"{dead_letters.redrive(settings, chosen) if chosen else 0:,} redriven, {left.total():,} left")


def _meant(settings: Settings, names: tuple[str, ...], given: dict[str, Any]) -> Iterator[Letter]:
    """The selected dead letters: the open ones, and any that are named, whatever their state. Raises `ReplayError` at
    the end if a name was not found."""
    unknown = set(names)
    states = {"states": dead_letters.STATES} if names else {}
    for letter in dead_letters.letters(settings, _choice(given, names, **states)):
        unknown.discard(letter.name)
        yield letter
    if unknown:
        raise ReplayError(f"no dead letter {min(unknown)} matches; see `newswire dead-letters list --all`")


def _tell(left: Counter[str]) -> None:
    for why, n in left.most_common(20):
        click.echo(f"left {n:,}: {safe(why)}", err=True)


@command.command("drop", short_help="Close dead letters for good.")
@click.argument("names", nargs=-1, metavar="[PARTITION/OFFSET]...")
@_choosing
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@with_hidden_settings
def drop(settings: Settings, names: tuple[str, ...], yes: bool, **given: Any) -> None:
    """Mark dead letters as dropped: they are no longer listed and cannot be redriven. Kafka deletes them in time."""
    chosen = {letter.name for letter in _meant(settings, names, given) if letter.state == "open"}
    if chosen:
        confirm(yes, f"drop {counted(len(chosen), 'dead letter')} of {settings.stream('dead-letters')}")
    click.echo(f"{dead_letters.drop(settings, chosen) if chosen else 0:,} dropped")

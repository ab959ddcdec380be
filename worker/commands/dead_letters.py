"""`newswire dead-letters`: what nobody could read, why, and what becomes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import click
import orjson

from worker.commands.ask import confirm
from worker.commands.output import counted, print_line, safe
from worker.commands.unlisted import with_unlisted_settings
from worker.replay import dead_letters
from worker.replay.dead_letters import Choice, Letter
from worker.replay.errors import ReplayError
from worker.replay.kafka.plan import milliseconds
from worker.stream import rules
from worker.stream.config import Settings
from worker.wire.article import REASONS

R = TypeVar("R")
_LONGEST = 4_000
"""Characters of a message that `show` prints without --all."""


@click.group("dead-letters")
def command() -> None:
    """List dead letters, look at them, send them through again after a fix.

    \b
    newswire dead-letters list --reason schema       which there are, by reason, source or time
    newswire dead-letters show 0/17                  one of them with its bytes: PARTITION/OFFSET
    newswire dead-letters redrive --only-if-it-now-reads
    newswire dead-letters drop --reason not_json     put away what nobody will ever read
    """


def _choosing(function: Callable[..., R]) -> Callable[..., R]:
    """The options that say which dead letters are meant."""
    options: tuple[Callable[[Any], Any], ...] = (
        click.option("--until", help="Only those that became dead letters before this time."),
        click.option("--since", help="Only those that became dead letters at this time or later (RFC 3339)."),
        click.option("--only-source", "sources", multiple=True, help="Only of this source; may be given again."),
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
@click.option("--all", "every", is_flag=True, help="Also those redriven or dropped.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object each.")
@with_unlisted_settings
def list_letters(settings: Settings, every: bool, as_json: bool, **given: Any) -> None:
    """List dead letters: where each stands, reason, source, when, and why in words."""
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
@click.option("--all", "whole", is_flag=True, help="All of the message, however long.")
@click.option("--raw", is_flag=True, help="The bytes as they came, and nothing else, for a file or a pipe.")
@with_unlisted_settings
def show(settings: Settings, name: str, whole: bool, raw: bool) -> None:
    """Show one dead letter: its headers, then its bytes, with everything that a terminal might obey made visible."""
    letter = next(dead_letters.letters(settings, Choice((name,), states=dead_letters.STATES)), None)
    if letter is None:
        raise click.ClickException(f"no dead letter {name}; `newswire dead-letters list` names those there are")
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
        click.echo(f"... {len(text) - len(cut):,} characters more: --all shows them, --raw writes them to a file")


@command.command("redrive", short_help="Send dead letters through again.")
@click.argument("names", nargs=-1, metavar="[PARTITION/OFFSET]...")
@_choosing
@click.option("--only-if-it-now-reads", is_flag=True, help="Leave those that this version cannot read either.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_unlisted_settings
def redrive(settings: Settings, names: tuple[str, ...], only_if_it_now_reads: bool, yes: bool, **given: Any) -> None:
    """Put dead letters back through the raw stream they came from, each once, marked with the header `redriven`.

    Without names or options: all of them, but for the late ones, which would be late again (--reason late says that
    they are meant; a replay with a larger --window-hours takes them in).
    """
    found = rules.load(settings)
    chosen: set[str] = set()
    into: set[str] = set()
    left: Counter[str] = Counter()
    for letter in _meant(settings, names, given):
        why = letter.state if letter.state != "open" else dead_letters.why_not(letter, found, only_if_it_now_reads)
        if why is None and letter.reason == "late" and not names and "late" not in given["reasons"]:
            why = "late, and would be again"
        if why is None:
            chosen.add(letter.name)
            into.add(letter.raw.stream)
        else:
            left[why] += 1
    _tell(left)
    if chosen:
        confirm(yes, f"put {counted(len(chosen), 'dead letter')} into {', '.join(sorted(into))}, which live reads")
    click.echo(f"{dead_letters.redrive(settings, chosen) if chosen else 0:,} redriven, {left.total():,} left")


def _meant(settings: Settings, names: tuple[str, ...], given: dict[str, Any]) -> Iterator[Letter]:
    """The dead letters that are meant: open ones, and of those named also what is done with. At the end raises
    `ReplayError` for a name that there is not."""
    unknown = set(names)
    states = {"states": dead_letters.STATES} if names else {}
    for letter in dead_letters.letters(settings, _choice(given, names, **states)):
        unknown.discard(letter.name)
        yield letter
    if unknown:
        raise ReplayError(
            f"no dead letter {min(unknown)} is meant by this; `newswire dead-letters list --all` names those there are"
        )


def _tell(left: Counter[str]) -> None:
    for why, n in left.most_common(20):
        click.echo(f"left {n:,}: {safe(why)}", err=True)


@command.command("drop", short_help="Put dead letters away for good.")
@click.argument("names", nargs=-1, metavar="[PARTITION/OFFSET]...")
@_choosing
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_unlisted_settings
def drop(settings: Settings, names: tuple[str, ...], yes: bool, **given: Any) -> None:
    """Put dead letters away: they are not listed any more and cannot be redriven. Kafka forgets them by itself."""
    chosen = {letter.name for letter in _meant(settings, names, given) if letter.state == "open"}
    if chosen:
        confirm(yes, f"put away {counted(len(chosen), 'dead letter')} of {settings.stream('dead-letters')}")
    click.echo(f"{dead_letters.drop(settings, chosen) if chosen else 0:,} put away")

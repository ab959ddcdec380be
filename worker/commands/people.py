"""`newswire people`: check the file of known people."""

from __future__ import annotations

from pathlib import Path

import click

from worker.enrich import people


@click.group("people")
def command() -> None:
    """Check the file of known people."""


@command.command(short_help="Find what is wrong with a file of people.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
def check(file: Path | None) -> None:
    """Check FILE (default: the built-in file). Prints one line per problem; exit status 1 if there are any."""
    name = str(file) if file else "built-in people"
    try:
        text = people.text_of(file) if file else people.built_in()
    except people.PeopleError as error:
        raise click.ClickException(str(error)) from error
    known, problems = people.parse(text)
    for problem in problems:
        click.echo(f"{name}:{problem.line}: {problem.text}")
    if problems:
        raise SystemExit(1)
    keys = {one.key for sharing in known.values() for one in sharing}
    click.echo(f"{name}: {len(keys)} people, {len(known)} names, no problems")

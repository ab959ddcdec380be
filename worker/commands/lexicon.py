"""`newswire lexicon`: check the file that says which phrases point to which topic."""

from __future__ import annotations

from pathlib import Path

import click

from worker.enrich import lexicon as lexicons
from worker.stream.config import OPTIONAL_FILE, PREFIX

lexicon_option = click.option(
    "--lexicon",
    default="",
    envvar=f"{PREFIX}LEXICON",
    type=OPTIONAL_FILE,
    help=f"Topic lexicon to use instead of the built-in one; the worker takes it from {PREFIX}LEXICON.",
)
"""For commands that read articles."""

people_option = click.option(
    "--people",
    "known",
    default="",
    envvar=f"{PREFIX}PEOPLE",
    type=OPTIONAL_FILE,
    help=f"Known people instead of the built-in file, as the worker takes it from {PREFIX}PEOPLE.",
)
"""For commands that read articles."""

routes_option = click.option(
    "--routes",
    default="",
    envvar=f"{PREFIX}ROUTES",
    type=OPTIONAL_FILE,
    help=f"Routing table; the worker takes it from {PREFIX}ROUTES.",
)
"""For commands that make stories."""


@click.group("lexicon")
def command() -> None:
    """Check the topic lexicon."""


@command.command(short_help="Find what is wrong with a lexicon.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
def check(file: Path | None) -> None:
    """Check FILE (default: the built-in lexicon). Prints one line per problem; exit status 1 if there are any."""
    name = str(file) if file else "built-in lexicon"
    try:
        text = file.read_text(encoding="utf-8-sig") if file else lexicons.built_in()
    except (OSError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{name} cannot be read: {error}") from error
    draft = lexicons.parse(text)
    for problem in draft.problems:
        click.echo(f"{name}:{problem.line}: {problem.text}")
    if draft.problems:
        raise SystemExit(1)
    topics = sum(s.code.startswith("medtop:") for s in draft.sections)
    tags = sum(not s.code.startswith(("medtop:", lexicons.CONTEXT, lexicons.MASK)) for s in draft.sections)
    click.echo(f"{name}: {topics} topics, {tags} tags, {len(draft.phrases)} phrases, no problems")

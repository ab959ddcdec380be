"""The command `newswire`: a list of commands, each in its own file of `worker.commands`, imported when it is called.

`newswire --help` imports none of them, so that it answers at once and works where an optional part is not installed.
A new command is a row of `COMMANDS` and a file in `worker/commands/` with a click command named `command`.
"""

from __future__ import annotations

import errno
import importlib
import os
import signal
import sys
from typing import Any

import click

COMMANDS = {
    "demo": "Watch stories come out of a real Kafka on this machine.",
    "parse": "Read raw articles from files, print articles.",
    "fold": "Read raw articles from files, print the canonical stories.",
    "enrich": "Find who said what, and what a text is about.",
    "run": "The worker: raw articles in, stories out, exactly once.",
    "send": "Send files into the raw stream.",
    "stories": "Look at the stories in Kafka: list, show, tail.",
    "desk": "The wire in a browser, as it happens.",
    "streams": "Create or check the streams on a Kafka cluster.",
    "replay": "Old articles through the code of today, beside the live worker.",
    "republish": "Fill ninjs or a new route from the stories that are there.",
    "dead-letters": "What nobody could read: list, show, send through again.",
    "lexicon": "Check the lexicon that says which phrases speak for which topic.",
    "broker": "A real single-node Kafka on this machine.",
}
"""Every command with its line in the help, in the order a newcomer meets them; `a-b` lives in `commands/a_b.py`."""


class Commands(click.Group):
    """A click group that imports a command when it is called, and fails with one line and a fitting exit status."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of `COMMANDS`."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's file; None where there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        if cmd_name == "run":  # loading it takes a second, in which a worker may be told to stop, as at any time
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        command: click.Command = importlib.import_module(f"worker.commands.{cmd_name.replace('-', '_')}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands in the help, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run, and exit: 0 done, 1 bad input or a failure, 2 wrong usage or setting, 130 on Ctrl-C.

        A worker has more of them: `worker.stream.errors`.
        """
        kwargs["standalone_mode"] = False
        try:
            status = super().main(*args, **kwargs)
        except click.exceptions.NoArgsIsHelpError as e:
            click.echo(e.format_message())
            status = 2
        except click.ClickException as e:
            status = _one_line(e)
        except (click.Abort, KeyboardInterrupt):
            status = 130
        except OSError as e:
            status = _unwritten(e)
        sys.exit(status if isinstance(status, int) else 0)


def _one_line(e: click.ClickException) -> int:
    from worker.wire.text import safe

    context = getattr(e, "ctx", None)
    path = context.command_path if context else "newswire"
    message = safe(" ".join(e.format_message().split()))
    if isinstance(e, click.UsageError):
        message = f"{message.rstrip('.')}. Try '{path} --help'."
    click.echo(f"{path}: {message}", err=True)
    return e.exit_code


def _unwritten(e: OSError) -> int:
    """Standard output that takes no more, a full disk for one, is a line; a reader who has left (`| head`) is none.
    So is a disk without room for temporary files. Raises again whatever else an `OSError` may be."""
    if e.errno == errno.ENOENT and "temporary directory" in str(e.strerror):
        click.echo(f"newswire: {e.strerror}; TMPDIR can name another", err=True)
        return 1
    if e.filename is not None or e.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EBADF, errno.EPIPE):
        raise e
    if sys.stdout is not None:  # what is still in its buffer would fail once more at the end of the process
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if e.errno != errno.EPIPE:
        click.echo(f"newswire: cannot write the output: {e.strerror}", err=True)
    return 1


def _version(ctx: click.Context, _param: click.Parameter, asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        click.echo(f"newswire {version('newswire-worker')}")
        ctx.exit()


@click.command(
    cls=Commands,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="""\b
Start here:
  newswire demo                     nothing to set up: a real Kafka, the worker, an afternoon of news
  newswire demo --once page.txt     the same with a page text of your own
  newswire parse page.txt --pretty  one article, as it is understood
  newswire fold wire.jsonl          a file of raw articles as stories, without Kafka
\b
With a Kafka cluster of your own:
  export NEWSWIRE_BOOTSTRAP_SERVERS=kafka-1:9092,kafka-2:9092
  newswire streams                  create the streams, or check those that are there
  newswire run                      the worker; start more for more load
\b
`newswire COMMAND --help` explains one command; README.md explains the words, all settings, and what is not obvious.
""",
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Print the version."
)
def main() -> None:
    """Raw wire articles in, one canonical version of each story out, exactly once.

    Articles come in any order, twice, late, as scraped pages or feed items. A story keeps all its versions, what its
    editor's notes say, the stories it absorbed, who said what in it and what it is about.
    """

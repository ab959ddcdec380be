"""The command `newswire`: a list of commands, each in its own file in `worker.commands`, imported when called.

`newswire --help` imports none of them, so it answers at once and works without the optional packages.
To add a command, add a row to `COMMANDS` and a file to `worker/commands/` with a click command named `command`.
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
    "demo": "Run a real Kafka and the worker here, and watch stories change.",
    "parse": "Read raw articles from files, print articles.",
    "fold": "Read raw articles from files, print the canonical stories.",
    "enrich": "Find who said what, and what a text is about.",
    "run": "The worker: raw articles in, stories out, exactly once.",
    "send": "Send files into the raw stream.",
    "pull": "Fetch feeds, the AP Media API and folders into the raw stream.",
    "stories": "Look at the stories in Kafka: list, show, tail.",
    "decide": "Join, part, withhold or release stories, as an editor.",
    "desk": "The wire in a browser, as it happens.",
    "streams": "Create or check the streams on a Kafka cluster.",
    "replay": "Run old articles through today's code, without touching live.",
    "republish": "Fill ninjs or a new route from the existing stories.",
    "dead-letters": "Messages that could not be used: list, show, redrive.",
    "lexicon": "Check the lexicon: which phrases point to which topic.",
    "people": "Check the file of known people.",
    "broker": "Run a real single-node Kafka on this machine.",
}
"""Every command with its line in the help, in the order a newcomer needs them; `a-b` is in `commands/a_b.py`."""


class Commands(click.Group):
    """A click group that imports a command when it is called, and reports failure in one line and an exit status."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of `COMMANDS`."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's file; None where there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        if cmd_name == "run":  # the import takes a second, and a SIGTERM during it must end the worker cleanly
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        command: click.Command = importlib.import_module(f"worker.commands.{cmd_name.replace('-', '_')}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands in the help, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run, and exit: 0 done, 1 bad input or a failure, 2 wrong usage or setting, 130 on Ctrl-C.

        A worker has more exit statuses: see `worker.stream.errors`.
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
        except ModuleNotFoundError as e:
            status = _not_installed(e)
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
    """Report in one line that standard output cannot be written (disk full) or that there is no temporary directory;
    say nothing when the reader has gone (`| head`). Any other `OSError` is raised again."""
    if e.errno == errno.ENOENT and "temporary directory" in str(e.strerror):
        click.echo(f"newswire: {e.strerror}; set TMPDIR to a directory that can be written", err=True)
        return 1
    if e.filename is not None or e.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EBADF, errno.EPIPE):
        raise e
    if sys.stdout is not None:  # the exit flushes the buffer, which would fail again
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if e.errno != errno.EPIPE:
        click.echo(f"newswire: cannot write the output: {e.strerror}", err=True)
    return 1


def _not_installed(e: ModuleNotFoundError) -> int:
    """What people look at needs an extra that the worker's image does without. Raises again what is no such thing."""
    if (e.name or "").partition(".")[0] != "rich":
        raise e
    click.echo(
        "newswire: output for people needs the extra `cli` (pip install '.[cli]'); that for programs does not", err=True
    )
    return 2


def _version(ctx: click.Context, _param: click.Parameter, asked: bool) -> None:
    if asked:
        from worker import build

        click.echo(f"newswire {build.version()} ({build.code()})")
        ctx.exit()


@click.command(
    cls=Commands,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="""\b
Start here:
  newswire demo                     nothing to set up: a real Kafka, the worker, an afternoon of news
  newswire demo --once page.txt     the same with a page text of your own
  newswire parse page.txt --pretty  one article, and what was read from it
  newswire fold wire.jsonl          raw articles from a file into stories, without Kafka
\b
With your own Kafka cluster:
  export NEWSWIRE_BOOTSTRAP_SERVERS=kafka-1:9092,kafka-2:9092
  newswire streams                  create missing streams, check existing ones
  newswire run                      the worker; start more of them for more load
\b
Exit status: 0 done, 1 input that cannot be read or a failure, 2 a wrong option or setting, 6 no Kafka answers, 130
Ctrl-C; those of `run` are in deploy/settings.md.
\b
`newswire COMMAND --help` explains a command. README.md says where everything else is documented.
""",
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Print the version."
)
def main() -> None:
    """Raw wire articles in, one canonical version of each story out, exactly once.

    Articles may arrive in any order, twice or late, as scraped pages or feed items. A story keeps all its versions, its
    editor's notes, the stories it absorbed, who said what and what it is about.
    """

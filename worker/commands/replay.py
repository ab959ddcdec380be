"""`newswire replay`: run an archive or a range of the wire through today's code, and see what that would change."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import orjson

from worker.commands.archive import archive_of
from worker.commands.ask import confirm
from worker.commands.decisions import decisions_in, decisions_option
from worker.commands.embargo import TIME
from worker.commands.files import source_option, strict_option
from worker.commands.hidden_settings import with_hidden_settings
from worker.commands.output import counted, has_rich, print_line, safe
from worker.replay.archive import local
from worker.replay.errors import ReplayError, unwritable
from worker.replay.filters import Filters
from worker.replay.kafka import compare, page, report, share
from worker.replay.kafka import plan as plans
from worker.replay.kafka import promote as promotion
from worker.replay.kafka.lookback import publisher
from worker.replay.kafka.unnamed import check_named, unnamed
from worker.replay.progress import Progress, Show
from worker.stream import rules
from worker.stream.config import FiniteFloat, Settings
from worker.stream.errors import SettingsError


@click.group("replay")
def command() -> None:
    """Replay old articles beside the live worker, see what would change, then publish the changes live.

    \b
    newswire replay start --run fix-7 --since 2025-03-01T00:00:00Z   the wire since March, into separate streams
    newswire replay diff fix-7                                       what is new, changed, regrouped, missing
    newswire replay promote fix-7                                    publish the changes live
    newswire replay drop fix-7                                       delete its streams
    newswire replay start --local archive/ -o out                    ten years from files, without Kafka
    """


_NAMES: dict[str, Any] = {"multiple": True, "metavar": "NAME"}


@command.command("start", short_help="Start a run, or resume one.")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option("--local", "is_local", is_flag=True, help="Fold FILEs without Kafka, on all cores, into the folder OUT.")
@click.option("-o", "--out", type=click.Path(file_okay=False, path_type=Path), help="Folder for what --local writes.")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes for --local. Default: one per core.")
@click.option("--run", help="Name of the run: lower-case letters, digits, hyphens. The same name again resumes it.")
@click.option("--since", help="Start of the range: a time (RFC 3339), a date (UTC) or STREAM/PARTITION:OFFSET,...")
@click.option("--until", help="End of the range, in the same forms. Default: what is in the streams at the start.")
@click.option("--only-source", "sources", help="Replay only this source; can be repeated.", **_NAMES)
@click.option("--only-slug", "slugs", help="Publish only stories with this slug; can be repeated.", **_NAMES)
@click.option("--only-story", "stories", help="Publish only the story with this uri; can be repeated.", **_NAMES)
@click.option("--shares", type=click.IntRange(1, 64), help="How many processes can share a new run. Default: 1.")
@click.option("--share", type=click.IntRange(1, 64), help="Work only on this share, 1 to --shares. Default: all.")
@click.option("--now", type=TIME, help="The time to use for embargoes with --local. Default: the first start.")
@decisions_option
@click.option("--rate", type=FiniteFloat(min=0, min_open=True), help="At most this many articles per second.")
@click.option("--json", "as_json", is_flag=True, help="Progress as JSON lines on standard output.")
@click.option("--page", is_flag=True, help="Each FILE is one page text, whatever its name.")
@source_option
@strict_option
@with_hidden_settings
def start(settings: Settings, files: tuple[str, ...], is_local: bool, **given: Any) -> None:
    """Replay a range of the raw streams, or FILEs (folders, .gz, - for standard input).

    On Kafka the run has its own group, transactional id and streams (PREFIX + replay.RUN.…), so live is not affected.
    With --since it first reads the window before the range, without publishing it. It ends at the offsets captured
    when it first started. A run that was stopped or killed resumes when started with the same --run, and the result
    is the same. Several processes can share a run: --shares 2 with --share 1 in one, --share 2 in the other.

    With --local no Kafka is needed: OUT gets stories.jsonl (sorted by uri), dead-letters.jsonl and summary.json. An
    article that is later than the window (--window-hours) is a dead letter with reason `late`; a larger window accepts
    it. After a stop or a kill, the same command resumes.
    """
    filters = Filters(given["sources"], given["slugs"], given["stories"])
    if is_local:
        _start_local(settings, files or ("-",), filters, given)
    else:
        _start_run(settings, files, filters, given)


def _start_local(settings: Settings, files: tuple[str, ...], filters: Filters, given: dict[str, Any]) -> None:
    _refuse(given, "is for a run on Kafka, not for --local", "run", "since", "until", "shares", "share")
    out: Path | None = given["out"]
    if out is None:
        raise click.UsageError("--local needs -o OUT, the folder for stories and dead letters")
    found = rules.load(settings)  # report a faulty lexicon here rather than from a process of the pool
    archive = archive_of(files, given["page"], given["source"])
    jobs = given["jobs"] or os.cpu_count() or 1
    lexicon = ((settings.lexicon, settings.people), found.lexicon_digest)
    embargoes = (settings.embargo_shows, given["now"])
    decided = decisions_in(given["decisions"], "replayed")
    options = local.Options(settings.window_ms, filters, jobs, *lexicon, *embargoes, given["rate"], decided)
    with showing(f"replay into {out}", given["as_json"]) as show:
        summary = local.fold_archive(archive, out, options, show, stopped())
    if summary is None:
        click.echo("stopped; run the same command to resume", err=True)
        raise click.exceptions.Exit(130)
    if not given["as_json"]:
        click.echo(
            f"{counted(summary['messages'], 'message')}, "
            f"{counted(summary['stories'], 'story')} in {out / 'stories.jsonl'}, "
            f"{counted(summary['dead_letters'], 'dead letter')} in {out / 'dead-letters.jsonl'}"
        )
    if summary["messages"] and summary["dead_letters"] == summary["messages"]:
        raise click.ClickException(f"none of the messages could be read: {out / 'dead-letters.jsonl'} says why")
    _check_late(summary["outcomes"].get("late", 0), summary["messages"])
    if given["strict"] and summary["outcomes"].get("dead_letter"):
        raise click.exceptions.Exit(1)


def _check_late(late: int, messages: int) -> None:
    """Exit with status 1 if more than 1% of the messages were late: the archive is probably out of order."""
    if late * 100 > messages:
        raise click.ClickException(
            f"{late:,} of {messages:,} messages were late: the archive is not in time order, or one article's time is "
            "wrong and far in the future; a larger --window-hours accepts them"
        )


def _refuse(given: dict[str, Any], why: str, *names: str) -> None:
    """Raise `UsageError` for an option that would be silently ignored."""
    for name in names:
        if given[name] is not None:
            raise click.UsageError(f"--{name} {why}")


def _start_run(settings: Settings, files: tuple[str, ...], filters: Filters, given: dict[str, Any]) -> None:
    _refuse(given | {"strict": given["strict"] or None}, "is for --local", "out", "jobs", "now", "strict", "decisions")
    run: str | None = given["run"]
    if not run:
        raise click.UsageError("a replay on Kafka needs --run NAME; without Kafka use --local and -o OUT")
    if files:
        _refuse(given, "is for raw streams; files are replayed whole", "since", "until")
    found = rules.load(settings)
    archive = archive_of(files, given["page"], given["source"]) if files else None
    names = archive.names if archive else ()
    begun = plans.known(settings, run)
    if begun is not None:
        _check_same(settings, begun, filters, given)
        plan = plans.make(settings, begun)
        if archive and plan.files != names:
            raise ReplayError(
                f"run {run} was started with other files ({len(plan.files)}), or they have changed: use a new name"
            )
    else:
        shares = given["shares"] or 1
        _check_share(run, given["share"], shares)
        bounds = (given["since"], given["until"])
        captured = plans.capture(settings, run, *bounds, filters, shares, names, found.lexicon_digest)
        plan = plans.make(settings, captured)
    _check_share(run, given["share"], plan.shares)
    if plan.files and archive is None:
        raise ReplayError(f"run {run} replays files: name the same files to resume it")
    mine = [given["share"] - 1] if given["share"] else range(plan.shares)
    read, rate = archive.read if archive else None, given["rate"]
    with showing(f"replay {run}", given["as_json"]) as show:
        progress = share.replay(settings, found, plan, mine, read, rate, stopped(), show)
    if not progress.finished:
        click.echo(f"stopped; run the same command to resume: {told_of(progress)}", err=True)
        raise click.exceptions.Exit(130)
    if not given["as_json"]:
        part = f"share {given['share']} of {plan.shares} of " if given["share"] and plan.shares > 1 else ""
        then = ", when all shares are done" if part else ""
        click.echo(f"{part}run {run} is done: {told_of(progress)}\nNext{then}: newswire replay diff {run}")


def _check_share(run: str, share: int | None, shares: int) -> None:
    if share and share > shares:
        raise ReplayError(f"run {run} has --shares {shares}, so there is no share {share}")


def _check_same(settings: Settings, plan: plans.Plan, filters: Filters, given: dict[str, Any]) -> None:
    """Raise `ReplayError` if an existing run was started with other options. It would resume with its own, and the
    user would take the result for what they asked for. Options that are left out do not count."""
    asked = {"--since": given["since"], "--until": given["until"], "--shares": given["shares"]}
    begun: dict[str, Any] = {"--since": plan.since, "--until": plan.until, "--shares": plan.shares}
    for option, value in asked.items():
        if value and begun[option] is not None and value != begun[option]:
            was = f"with {option} {begun[option]}" if begun[option] else f"without {option}"
            raise ReplayError(
                f"run {plan.run} was started {was}, not {value}: leave the option out to resume, or use a new name"
            )
    if filters not in (Filters(), plan.filters):
        raise ReplayError(
            f"run {plan.run} was started with other --only-... options: leave them out to resume, or use a new name"
        )
    if settings.window_ms != plan.window_ms:
        click.echo(f"run {plan.run} keeps the window it was started with, {plan.window_hours:g} hours", err=True)


def stopped() -> threading.Event:
    """An event set by SIGTERM and Ctrl-C, so that work in progress ends cleanly; a second signal ends at once."""
    stop = threading.Event()

    def on_signal(*_: object) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, on_signal)
    return stop


@contextlib.contextmanager
def showing(what: str, as_json: bool) -> Iterator[Show]:
    """Show progress as JSON lines on standard output (one per second), as a bar on a terminal, or not at all."""
    if as_json:
        yield _json_lines()
    elif sys.stderr.isatty() and has_rich():
        with _bar(what) as show:
            yield show
    else:
        yield lambda progress: None


def _json_lines() -> Show:
    last = float("-inf")

    def show(progress: Progress) -> None:
        nonlocal last
        now = progress.seconds
        if progress.finished or now - last >= 1:
            last = now
            print_line(orjson.dumps(progress.as_json()))

    return show


@contextlib.contextmanager
def _bar(what: str) -> Iterator[Show]:
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = [TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[speed]}")]
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None, speed="")

        def show(progress: Progress) -> None:
            bar.update(task, total=progress.total, completed=progress.done, speed=_speed_of(progress))

        yield show


def told_of(progress: Progress) -> str:
    """Rate, time left and outcomes as text."""
    outcomes = ", ".join(f"{n:,} {name}" for name, n in sorted(progress.outcomes.items())) or "no articles"
    return f"{_speed_of(progress)}; {outcomes}"


def _speed_of(progress: Progress) -> str:
    left = None if progress.finished else progress.seconds_left
    time_left = "" if left is None else f", {int(left // 60)}:{int(left % 60):02} left"
    return f"{progress.per_second:,.0f} articles/s{time_left}"


@command.command("diff", short_help="Show what a run would change if it were live.")
@click.argument("run")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per story.")
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="Write a readable page to this file.")
@click.option("--brief", is_flag=True, help="One line per story.")
@with_hidden_settings
def diff(settings: Settings, run: str, as_json: bool, html: Path | None, brief: bool) -> None:
    """Show what RUN would change if it were live: stories new, changed, regrouped, superseded differently, missing.

    Compares field by field and paragraph by paragraph. Exit status: 0 no difference, 1 differences, 2 no such run, or
    the run is not done.
    """
    counts: Counter[str] = Counter()
    plan = plans.find(settings, run)
    routes = rules.load(settings).routes
    outputs = rules.outputs(settings, routes if routes == plan.routing else ())
    for stream in unnamed(settings, outputs):
        click.echo(f"not compared: {stream}, which is not in these settings", err=True)
    with compare.comparison(settings, plan, outputs) as compared:
        if html is not None:
            _write_page(html, compared)
        for found in compared.differences():
            counts[found.kind] += 1
            counts["held"] += found.held is not None
            if as_json:
                print_line(orjson.dumps(found.as_json()))
            elif html is None:
                click.echo("\n".join(report.lines(found, brief)))
        stories = compared.stories
    held = counts.pop("held", 0)
    if not as_json:
        click.echo(report.total(counts, held, run, stories))
    if counts.total():
        raise click.exceptions.Exit(1)


def _write_page(path: Path, compared: compare.Comparison) -> None:
    try:
        with path.open("w", encoding="utf-8") as file:
            file.writelines(page.page(compared.plan, compared.differences()))
    except OSError as e:
        raise unwritable(e, path) from e


@command.command("promote", short_help="Publish what differs to the live stream, exactly once.")
@click.argument("run")
@click.option("--dry-run", is_flag=True, help="Publish nothing; say what would be published.")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@click.option("--json", "as_json", is_flag=True, help="The result as JSON.")
@with_hidden_settings
def promote(settings: Settings, run: str, dry_run: bool, yes: bool, as_json: bool) -> None:
    """Publish the stories that differ to the live stream, exactly once. A story that live has published since the run
    is never overwritten: it is listed and left alone.

    Deploy the new rules first: otherwise live publishes its open stories by the old rules again when their next
    article comes. If stopped halfway, run the same command again to finish.
    """
    outputs = rules.outputs(settings, rules.load(settings).routes)
    plan = plans.find(settings, run)
    promotion.check_routes(plan, outputs.routes)
    check_named(settings, outputs)
    if note := promotion.other_window(settings, plan):
        click.echo(note, err=True)
    if dry_run:
        with compare.comparison(settings, plan, outputs) as compared:
            result = promotion.preview(compared)
    else:
        compare.check_finished(settings, plan)
        confirm(yes, f"publish the differences of run {run} to {settings.stream('stories')}, which is live")
        with (
            publisher(settings, "promote", outputs.streams) as transactions,
            compare.comparison(settings, plan, outputs) as compared,
        ):
            result = promotion.promote(settings, outputs, compared, transactions)
    if as_json:
        print_line(result.as_json())
        return
    for uri, reason in result.held:
        click.echo(safe(f"left as it is: {uri} ({reason})"))
    done = "would be published" if dry_run else "published"
    left = f"{len(result.held):,} left as {'it is' if len(result.held) == 1 else 'they are'}"
    click.echo(f"{counted(result.published, 'story')} {done}, {left}")


@command.command("list", short_help="List all runs.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per run.")
@with_hidden_settings
def list_runs(settings: Settings, as_json: bool) -> None:
    """List all runs: what each reads, how far it has got, and the outcomes of its articles."""
    found = plans.runs(settings)
    if not found:
        click.echo("no runs yet: start one with `newswire replay start`", err=True)
    for run in found:
        try:
            plan = plans.find(settings, run)
        except (ReplayError, SettingsError) as error:
            click.echo(safe(f"{run}: {error}"), err=True)
            continue
        done, outcomes, ended = share.state(settings, plan)
        if as_json:
            fields = {"run": run, "created": plan.created, "done": done, "total": plan.total, "shares": plan.shares}
            print_line(orjson.dumps(fields | {"finished": ended, "outcomes": dict(outcomes)}))
            continue
        far = counted(done, "message") if plan.total is None else f"{100 * done / (plan.total * plan.shares or 1):.0f}%"
        far += "" if ended else ", not done"
        told = ", ".join(f"{n:,} {name}" for name, n in sorted(outcomes.items()))
        click.echo(f"{run}  started {plan.created}  {far}  {page.extent(plan)}  {told}")


@command.command("drop", short_help="Delete the streams and the group of a run.")
@click.argument("run")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@with_hidden_settings
def drop(settings: Settings, run: str, yes: bool) -> None:
    """Delete the streams and the consumer group of RUN. Stories that were promoted stay."""
    if run not in plans.runs(settings):
        plans.find(settings, run)  # says which there are
    confirm(yes, f"delete run {run} with all its streams")
    for name in plans.drop(settings, run):
        click.echo(f"deleted {name}")

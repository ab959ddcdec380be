"""Break everything that can break, again and again: `tests/faults/run --help`."""

from __future__ import annotations

import random
import signal
import sys
import tempfile
import time
import traceback
from pathlib import Path

import click

from tests.faults import before, report
from tests.faults.cluster import Cluster, cluster
from tests.faults.judge import Verdict, judge
from tests.faults.kinds import KINDS
from tests.faults.report import Trial
from tests.faults.world import HUNG_SECONDS, Hung, World, world
from tests.git import commit
from tests.stream import kit
from worker.stream.broker import BrokerError

SHORT = ("worker_killed", "network_cut", "broker_killed", "poison_flood")
"""What continuous integration does once each, on one broker."""

ARTICLES = 3000
"""Of the wire that is fed; in a trial that lasts longer it comes again."""

BEFORE = "before"
"""The folder with the code of the version before this one, among the logs."""


@click.command()
@click.option("--minutes", type=float, default=0.0, help="Go on for so long; without it, a short set once.")
@click.option("--kind", "only", multiple=True, type=click.Choice(list(KINDS)), help="Only this kind (several times).")
@click.option("--nodes", type=click.Choice(["1", "3", "both"]), default="both", help="Brokers in the cluster.")
@click.option("--seed", type=int, default=1, help="Everything random follows from it.")
@click.option(
    "--report",
    "path",
    type=click.Path(path_type=Path),
    help="Write the report to this file; trials.jsonl beside it keeps all trials, of earlier runs too.",
)
@click.option("--keep", type=click.Path(path_type=Path), help="Keep logs of workers and brokers in this folder.")
def main(minutes: float, only: tuple[str, ...], nodes: str, seed: int, path: Path | None, keep: Path | None) -> None:
    """Do every kind of fault to workers and brokers under load, and see that nothing is lost, doubled or told again.

    Each trial has a deployment of its own: workers, a feed of some hundred articles, one kind of fault several times.
    Exit status 1 if one of them lost something.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # stopped either way, it takes its processes along
    signal.signal(signal.SIGINT, signal.default_int_handler)
    began, trials = time.monotonic(), list[Trial]()
    most = 99 if minutes or only else 1
    sizes = (1,) if not minutes and nodes == "both" else (1, 3) if nodes == "both" else (int(nodes),)
    with tempfile.TemporaryDirectory(prefix="faults-", ignore_cleanup_errors=True) as scratch:
        folder = keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        older = before.commit()
        if older is None:
            click.echo("no upgrade is tried: this is no clone of the repository with the version before")
        else:
            before.unpack(older, folder / BEFORE)
        for size in sizes:
            until = began + 60 * minutes * (sizes.index(size) + 1) / len(sizes)
            names = [n for n in only or (SHORT if not minutes else KINDS) if size in KINDS[n].nodes]
            names = [n for n in names if older or not KINDS[n].before]
            _on_one_cluster(folder / f"{time.strftime('%H%M%S')}-{size}", size, names, seed, until, trials, path, most)
    click.echo(report.summary(trials))
    sys.exit(any(not t.verdict.survived for t in trials))


def _on_one_cluster(
    folder: Path,
    size: int,
    names: list[str],
    seed: int,
    until: float,
    trials: list[Trial],
    path: Path | None,
    most: int,
) -> None:
    """Every kind in turn, until the time is over; each at least once, with so many faults at most."""
    if not names:
        return
    rng, n, clusters = random.Random(seed), 0, 0
    while n < len(names) or time.monotonic() < until:
        clusters += 1
        with cluster(folder / str(clusters), size) as running:
            try:
                while n < len(names) or time.monotonic() < until:
                    trials.append(_trial(running, names[n % len(names)], rng.getrandbits(32), folder, most))
                    click.echo(report.line(trials[-1]))
                    if path:
                        beside = path.with_name("trials.jsonl")
                        report.keep(beside, trials[-1])
                        path.write_text(report.page(report.kept(beside)), encoding="utf-8")
                    n += 1
            except BrokerError as error:
                click.echo(f"a broker cannot read its own data any more, on with new ones: {error.message[:200]}")


def _trial(running: Cluster, name: str, seed: int, folder: Path, most: int) -> Trial:
    kind, rng = KINDS[name], random.Random(seed)
    verdict, made, began, busy = Verdict(), None, time.monotonic(), 0.0
    try:
        older = folder.parent / BEFORE if kind.before else None
        with world(running, rng, folder, kind.workers, ARTICLES, kind.poll, older) as made:
            for _ in range(min(kind.times, most)):
                time.sleep(rng.uniform(0.2, 1.5))
                kind.do(made)
            busy = kit.busy()
            _finish(made)
        verdict = judge(made, kind.quiet, upgraded=kind.before)
    except BrokerError:
        raise
    except Hung as hung:
        verdict.hung.append(str(hung))
    except Exception as error:  # noqa: BLE001 - a trial that breaks is reported, and the next one begins
        traceback.print_exc()
        verdict.hung.append(f"the trial broke: {type(error).__name__}: {error}")
    finally:
        running.mend()
    ends = sum((w.ends for w in made.workers), start=type(made.workers[0].ends)()) if made else {}
    recovered = made.recovered if made else []
    seconds, load = time.monotonic() - began, busy or kit.busy()
    return Trial(name, len(running.nodes), seed, recovered, verdict, dict(ends), seconds, load, commit())


def _finish(made: World) -> None:
    """Wait until all that was fed is done."""
    made.stop_feeding()
    progress = kit.Progress(made.settings)
    try:
        made.wait(progress.done, "all that was fed is done", HUNG_SECONDS)
    finally:
        progress.close()


if __name__ == "__main__":
    main()

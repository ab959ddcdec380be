"""What each room costs, and all of them as the worker calls them: CPU of one core, an article of an invented wire.

Run with `python -m tests.bench rooms`; `tests/compiled/run --bench` compares the rooms as Python and compiled.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

import orjson

from tests.generate import wire
from worker import build
from worker.enrich.enrich import enrich
from worker.story.source_state import SourceState
from worker.stream.understand import understand
from worker.wire.article import Article, BadMessage, Lineage
from worker.wire.read import decode, read

ARTICLES, BATCH, ROUNDS = 1_500, 100, 3
NOW = 1_750_000_000_000


def best_ms(step: Callable[[], object], count: int) -> float:
    """Milliseconds an article: the best of some rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        gc.collect()
        start = time.process_time()
        step()
        best = min(best, time.process_time() - start)
    return best / count * 1000


def messages() -> tuple[list[tuple[bytes, Lineage]], list[Article]]:
    """The wire's messages with their places, but for those that cannot be read, and the articles they are."""
    raws, articles = [], []
    for n, message in enumerate(wire(ARTICLES, seed=1, size=2500)):
        raw, place = orjson.dumps(message), Lineage("raw", 0, n)
        try:
            articles.append(understand(raw, place, NOW))
        except BadMessage:
            continue
        raws.append((raw, place))
    return raws, articles


def fold(articles: list[Article]) -> None:
    """Fold in batches, as the worker does."""
    state = SourceState("yonhap")
    for at in range(0, len(articles), BATCH):
        state.add(articles[at : at + BATCH])


def main() -> None:
    """Print the figures."""
    raws, articles = messages()
    bare = [read(decode(raw), place, NOW) for raw, place in raws]
    steps: dict[str, Callable[[], object]] = {
        "read": lambda: [read(decode(raw), place, NOW) for raw, place in raws],
        "enrich": lambda: [enrich(article) for article in bare],
        "fold": lambda: fold(articles),
        "all, as the worker": lambda: fold([understand(raw, place, NOW) for raw, place in raws]),
    }
    for name, step in steps.items():
        print(f"{name}: {best_ms(step, len(raws)):.3f} ms an article ({build.code()})", flush=True)


if __name__ == "__main__":
    main()

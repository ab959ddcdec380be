"""Where the CPU of one article goes, from the bytes of a message to the story: `python -m tests.bench article`.

An invented wire of 2.5 kB messages, each step by itself on one core, without Kafka. The first part is done in the
processes that read, the second in the one that folds; `python -m tests.bench kafka` says what all of it costs with
Kafka's client, and with the cores shared.
"""

from __future__ import annotations

import gc
import pickle
from collections.abc import Callable

from tests.bench.bench_rooms import BATCH, NOW, best_ms, messages
from worker.enrich.enrich import enrich
from worker.enrich.places import places
from worker.enrich.speakers import speakers
from worker.enrich.topics import topics
from worker.publish.outputs import Outputs
from worker.story.headed import keep
from worker.story.packed import opened
from worker.story.source_state import SourceState
from worker.story.state import StoryState
from worker.story.story import to_json
from worker.wire.article import Article
from worker.wire.read import decode, read

CHUNK = 32


def fold(articles: list[Article], kept: list[bytes]) -> list[StoryState]:
    """Fold in batches, as the worker does; the stories to publish."""
    state, told = SourceState("yonhap"), list[StoryState]()
    for at in range(0, len(articles), BATCH):
        told += state.add(articles[at : at + BATCH], kept[at : at + BATCH]).states
    return told


def main() -> None:
    """Print the figures."""
    raws, articles = messages()
    gc.collect()
    gc.freeze()
    decoded = [(decode(raw), place) for raw, place in raws]
    bare = [read(message, place, NOW) for message, place in decoded]
    kept = [keep(article) for article in articles]
    told = fold(articles, kept)
    ninjs = Outputs(ninjs=True)
    chunks = [(raws[at : at + CHUNK], kept[at : at + CHUNK]) for at in range(0, len(raws), CHUNK)]
    steps: dict[str, Callable[[], object]] = {
        "decode": lambda: [decode(raw) for raw, _ in raws],
        "read": lambda: [read(message, place, NOW) for message, place in decoded],
        "speakers": lambda: [speakers(a.headline, a.paragraphs, read=True) for a in bare],
        "topics": lambda: [topics(a.headline, a.paragraphs) for a in bare],
        "places": lambda: [places(a.headline, a.paragraphs) for a in bare],
        "enrich, all of it": lambda: [enrich(article) for article in bare],
        "pack": lambda: [keep(article) for article in articles],
        "to and from a process": lambda: [pickle.loads(pickle.dumps(part)) for chunk in chunks for part in chunk],
        "open": lambda: [opened(value) for value in kept],
        "fold": lambda: fold(articles, kept),
        "of that, stories as JSON": lambda: [to_json(state.story) for state in told if state.story is not None],
        "as ninjs, where asked for": lambda: [list(ninjs.records(state)) for state in told],
    }
    for name, step in steps.items():
        print(f"{name}: {best_ms(step, len(raws)):.3f} ms", flush=True)


if __name__ == "__main__":
    main()

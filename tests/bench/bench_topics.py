"""Topics: articles a second of 2.3 kB on one core, milliseconds to read and build the lexicon, and its memory.

Run with `python -m tests.bench topics`. The articles are put together from the stories of tests/enrich/test_topics.py
and from plain sentences, so that about as many phrases stand in them as in a wire's copy: 60.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

SIZE = 2300
GOAL_ARTICLES, GOAL_START_MS, GOAL_MB = 12_000, 150, 40

PLAIN = (
    "It was not clear on Tuesday when that would be, and nobody at the gate wanted to guess.",
    "She had come from the other end of the valley with two bags and an umbrella, he said.",
    "Those who had waited since the morning were told to come back later, and most of them did.",
    "The two of them had known each other for years, and neither had ever thought of leaving.",
    "What they asked for was not new, he added, though it had seldom been said so plainly before.",
    "About half of it has been done already, and the rest should follow before the end of next month.",
)


def articles(how_many: int, stories: list[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    """Headline and paragraphs, always the same ones."""
    pick = random.Random(1)
    made = []
    for _ in range(how_many):
        headline, first = pick.choice(stories)
        paragraphs = [first]
        while sum(map(len, paragraphs)) < SIZE - len(headline):
            more = pick.choice(stories)[1] if pick.random() < 0.55 else pick.choice(PLAIN)
            paragraphs.append(f"{more} {pick.choice(PLAIN)}")
        made.append((headline, paragraphs))
    return made


def best_of(rounds: int, work: Callable[[], object]) -> float:
    """Seconds of processor time that the fastest of some rounds took."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def resident_mb() -> float:
    """Memory of this process now (Linux), else its peak so far."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text().split()[1]) * resource.getpagesize() / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def main() -> int:
    """Print the figures, each beside what is to be reached."""
    lexicon = import_module("worker.enrich.lexicon")
    mediatopics = import_module("worker.enrich.mediatopics")
    before = resident_mb()

    lexicon.default()
    grown = resident_mb() - before
    seconds = float("inf")
    for _ in range(5):
        mediatopics.concepts.cache_clear()
        lexicon.default.cache_clear()
        seconds = min(seconds, best_of(1, lexicon.default))
    phrases = len(lexicon.default().phrases)
    print(f"start: {seconds * 1000:.0f} ms for {phrases} phrases (goal: under {GOAL_START_MS})")
    print(f"memory: {grown:.0f} MB (goal: under {GOAL_MB})")

    topics = import_module("worker.enrich.topics").topics
    stories = list(import_module("tests.enrich.test_topics").TOPS.values())
    made = articles(1000, stories)
    per_second = len(made) / best_of(5, lambda: [topics(*article) for article in made])
    size = sum(len(h) + sum(map(len, p)) for h, p in made) / len(made)
    speed = per_second * size / SIZE
    print(f"speed: {speed:,.0f} articles/s of {SIZE / 1000} kB on one core (goal: {GOAL_ARTICLES:,})")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Reading one article: microseconds a message of 2.5 kB on one core, and that time grows with length alone.

Run with `python -m tests.bench read`. `--lines` prints the second table only.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import orjson

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.generate import wire
from worker.wire.article import BadMessage, Lineage
from worker.wire.read import decode, read

GOAL_MS = 0.20
SIZE = 2500
HERE = Lineage("bench", 0, 0)
HEAD = "(LEAD) Harbor opens\n\n13:00 March 03, 2020\n\nSEOUL, March 3 (Yonhap) -- "


def article_ms(size: int = SIZE, articles: int = 400, rounds: int = 5) -> float:
    """Milliseconds for `decode` and `read` of one article of about `size` bytes: the best of some rounds."""
    raws = [orjson.dumps(m) for m in wire(articles, seed=1, size=size)]
    kept = [raw for raw in raws if _reads(raw)]
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        for raw in kept:
            read(decode(raw), HERE, 1_750_000_000_000)
        best = min(best, time.process_time() - start)
    return best / len(kept) * 1000


def _reads(raw: bytes) -> bool:
    try:
        read(decode(raw), HERE)
    except BadMessage:
        return False
    return True


def _prose(size: int) -> str:
    line = 'The tide museum will open daily except Mondays, and "nobody minds," the mayor told the harbor office.\n\n'
    return HEAD + line * (size // len(line))


TEXTS: dict[str, Callable[[int], str]] = {
    "prose": _prose,
    "short lines": lambda n: HEAD + "a line\n" * (n // 7),
    "wrapped lines": lambda n: HEAD + ("a line that is wrapped in the middle of its\n" * (n // 44)),
    "parentheses, one line": lambda n: HEAD + "(" * n,
    "closing, one line": lambda n: HEAD + ")" * n,
    "pairs, one line": lambda n: HEAD + "()" * (n // 2),
    "quotes, one line": lambda n: HEAD + '"' * n,
    "spaces, one line": lambda n: HEAD + "a" + " " * n + "b",
    "spaces above": lambda n: " " * n + "\n" + HEAD,
    "headline of parentheses": lambda n: "(" * n + "\nText.",
    "headline of groups": lambda n: "(a) " * (n // 4) + "\nText.",
    "notes, one line": lambda n: "(ATTN: ADDS a) " * (n // 15) + "\nText.",
    "note of quotes": lambda n: "Head\n(ATTN: " + 'COMBINES with "' * (n // 15) + ")\nText.",
    "open note": lambda n: "Head\n(ATTN: ADDS " + "(a" * (n // 2) + "\nText.",
    "dashes": lambda n: HEAD + "-" * n,
    "capitals": lambda n: "A " * (n // 2) + "\nText.",
    "dateline bomb": lambda n: "A-" * (n // 2) + "\nText.",
    "addresses": lambda n: HEAD + "a@b.c " * (n // 6),
    "captions, one line": lambda n: HEAD + "\n" + "A. (Yonhap) " * (n // 12),
    "digest": lambda n: "Yonhap News Summary\n" + "(LEAD) Item\nSEOUL -- Text.\n" * (n // 28),
    "html paragraphs": lambda n: "<html><p>" + "<p>A line of text.</p>" * (n // 22),
    "html open tags": lambda n: "<html>" + "<i>" * min(n // 3, 900) + "a" * n,
}
SIZES = (10_000, 100_000, 1_000_000)


def milliseconds(text: str) -> float:
    """Milliseconds to read one page text: the better of two."""
    raw = orjson.dumps({"source": "yonhap", "content": text})
    best = float("inf")
    for _ in range(2):
        start = time.process_time()
        _reads(raw)
        best = min(best, time.process_time() - start)
    return best * 1000


def main() -> None:
    """Print both tables."""
    if "--lines" not in sys.argv:
        ms = article_ms()
        print(
            f"read: {ms:.3f} ms an article of {SIZE / 1000:g} kB, {1000 / ms:,.0f} articles/s (goal {GOAL_MS:.2f} ms)"
        )
    print(f"{'ms a text of':28}" + "".join(f"{size // 1000:>10,} kB" for size in SIZES) + f"{'x for x100':>14}")
    for name, make in TEXTS.items():
        times = [milliseconds(make(size)) for size in SIZES]
        print(f"{name:28}" + "".join(f"{t:13.2f}" for t in times) + f"{times[-1] / times[0]:14.0f}", flush=True)


if __name__ == "__main__":
    main()

"""Reading agencies' formats: milliseconds a file of 5 kB, from its bytes to the article, without speakers and topics.

Run with `python -m tests.bench formats`.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import orjson

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.wire.formats.kit import g2
from worker.wire.article import BadMessage, Lineage
from worker.wire.raw import parts
from worker.wire.read import read

SIZE = 5_000
SENTENCE = "The harbour tram carried thousands of people to the quay on its first day, the city said on Monday. "
HERE = Lineage("bench", 0, 0)
GOALS = {"NewsML-G2": 0.6, "ninjs": 0.3}


def _paragraphs(size: int) -> str:
    return f"<p>{SENTENCE * 3}</p>" * (size // (3 * len(SENTENCE) + 7))


def files(size: int) -> dict[str, bytes]:
    """A file of about `size` bytes in each format."""
    text = _paragraphs(size - 700)
    body = f"<inlineXML><html xmlns='http://www.w3.org/1999/xhtml'><body>{text}</body></html></inlineXML>"
    item = {"uri": "urn:x:1", "type": "text", "version": "1", "headline": "Tram", "body_html": text, "language": "en"}
    entry = f"<item><title>Tram</title><description><![CDATA[{text}]]></description></item>"
    rss = f"<rss version='2.0'><channel>{entry}</channel></rss>"
    return {
        "NewsML-G2": g2(body=body).encode(),
        "ninjs": orjson.dumps(item | {"versioncreated": "2026-03-02T09:00:00Z"}),
        "RSS": rss.encode(),
    }


def milliseconds(value: bytes, rounds: int = 300) -> float:
    """CPU milliseconds to read one file: the best of five runs."""
    best = float("inf")
    for _ in range(5):
        start = time.process_time()
        for _ in range(rounds):
            for part in parts(value, "nordlight").parts:
                assert not isinstance(part.message, BadMessage)
                read(part.message, HERE, None, part.hints)
        best = min(best, time.process_time() - start)
    return best / rounds * 1000


def main() -> None:
    """Print a line for each format, and that time grows with length alone."""
    for name, value in files(SIZE).items():
        goal = f" (goal {GOALS[name]:.1f} ms)" if name in GOALS else ""
        print(f"{name}: {milliseconds(value):.3f} ms a file of {len(value) / 1000:.1f} kB{goal}")
    for name, value in files(1_900_000).items():
        print(f"{name}: {milliseconds(value, 1):.0f} ms a file of {len(value) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()

"""Writes `worker/story/articles.zdict`, by which articles at rest are packed: `python -m tests.train_dictionary`.

It is learnt from an invented wire. Nothing that was packed outlives a process, so another dictionary breaks nothing.
"""

from __future__ import annotations

from pathlib import Path

import orjson
import zstandard

from tests.generate import wire
from worker.stream.understand import understand
from worker.wire.article import Lineage, to_json

SAMPLES = 1_000
BYTES = 48 << 10
TARGET = Path(__file__).parent.parent / "worker" / "story" / "articles.zdict"


def main() -> None:
    """Write the file."""
    raws = (orjson.dumps(message) for message in wire(SAMPLES, seed=77))
    samples: list[bytes | bytearray | memoryview[int]] = [
        to_json(understand(raw, Lineage("newswire.raw", 0, n), None)) for n, raw in enumerate(raws)
    ]
    TARGET.write_bytes(zstandard.train_dictionary(BYTES, samples).as_bytes())


if __name__ == "__main__":
    main()

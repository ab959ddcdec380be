"""Writes a dictionary to pack articles with, learnt from an invented wire: `python -m tests.train_dictionary FILE`.

It made `worker/story/articles.zdict`. What is packed with that lies in streams, so it must stay as it is: a better one
needs a file of its own beside it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import orjson
import zstandard

from tests.generate import wire
from worker.stream.understand import understand
from worker.wire.article import Lineage, to_json

SAMPLES = 1_000
BYTES = 48 << 10


def main() -> None:
    """Write the file."""
    raws = (orjson.dumps(message) for message in wire(SAMPLES, seed=77))
    samples: list[bytes | bytearray | memoryview[int]] = [
        to_json(understand(raw, Lineage("newswire.raw", 0, n), None)) for n, raw in enumerate(raws)
    ]
    Path(sys.argv[1]).write_bytes(zstandard.train_dictionary(BYTES, samples).as_bytes())


if __name__ == "__main__":
    main()

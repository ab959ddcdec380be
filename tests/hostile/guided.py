"""Guided by coverage: bytes that reach new lines of the worker are kept and changed further.

Needs atheris, which is in no lock file: `pip install atheris`, then

    python -m tests.hostile.guided FOLDER -max_total_time=600

FOLDER keeps what was found interesting; it begins with the corpus. libFuzzer's options follow it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["worker"], enable_loader_override=False):
    from tests.hostile import foreign, inputs
    from tests.hostile.examine import examine


def one(data: bytes) -> None:
    """Read some bytes; a finding ends the run, with the bytes in a file of libFuzzer's."""
    seen = examine(data, None, 0, (("source", b"coastal"),))
    if seen.wrong is not None:
        raise AssertionError(seen.wrong)


def main() -> None:
    """Begin with the corpus, a message of each kind and a record in each format, and go on from there."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    begun = [*inputs.seeds(), *(place(foreign.TEXT).encode() for place in foreign.PLACES.values())]
    for number, value in enumerate(begun):
        (folder / f"seed-{number:03}").write_bytes(value)
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()

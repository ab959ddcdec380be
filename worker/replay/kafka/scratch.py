"""A temporary table on disk for comparisons, so that memory does not grow with the archive."""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kafka.errors import KafkaError

from worker.replay.errors import ReplayError


@contextlib.contextmanager
def scratch(name: str) -> Iterator[sqlite3.Connection]:
    """An empty database in a temporary folder, with a transaction begun. Raises `ReplayError` if there is no space for
    it, or if Kafka fails inside the `with` block."""
    with tempfile.TemporaryDirectory(prefix=name) as folder:
        table = sqlite3.connect(Path(folder) / "stories", isolation_level=None)
        try:
            table.execute("PRAGMA journal_mode = OFF")
            table.execute("BEGIN")
            yield table
        except sqlite3.Error as error:
            raise ReplayError(f"{folder} cannot be used ({error}); set TMPDIR to a folder with more space") from error
        except KafkaError as error:
            raise ReplayError(f"Kafka failed ({type(error).__name__}: {error}); start again") from error
        finally:
            table.close()

"""A table on disk for as long as something is compared, so that memory does not grow with the archive."""

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
    """An empty data base in a temporary folder, with a transaction begun. Raises `ReplayError` where there is no room
    for it, and where Kafka fails inside the `with`."""
    with tempfile.TemporaryDirectory(prefix=name) as folder:
        table = sqlite3.connect(Path(folder) / "stories", isolation_level=None)
        try:
            table.execute("PRAGMA journal_mode = OFF")
            table.execute("BEGIN")
            yield table
        except sqlite3.Error as error:
            raise ReplayError(f"{folder} cannot be used ({error}); TMPDIR can name a folder with more room") from error
        except KafkaError as error:
            raise ReplayError(f"Kafka failed ({type(error).__name__}: {error}); start again") from error
        finally:
            table.close()

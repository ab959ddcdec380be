"""Imported by the server process that forks all processes of a local replay, so that they share what is built here.

Reading one article builds schemas, tables, patterns and the lexicon; importing this module does that once.
"""

from __future__ import annotations

import gc

from worker.replay.archive import folder
from worker.stream.understand import warm_up

__all__ = ["folder"]

warm_up()
gc.set_threshold(20_000, 20, 50)  # articles contain no cycles, so frequent collections only cost time

"""Imported by the process that all others of a local replay are forked from: they share what is built here.

Reading one article builds schemas, tables, patterns and the lexicon; importing this module does that once.
"""

from __future__ import annotations

import gc

from worker.replay.archive import folder
from worker.stream.understand import warm_up

__all__ = ["folder"]

warm_up()
gc.set_threshold(20_000, 20, 50)  # articles hold no cycles: walking the window again and again finds nothing

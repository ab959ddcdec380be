"""Which newswire this is: its version, and whether worker/enrich runs as Python or as machine code."""

from __future__ import annotations

from importlib.metadata import version as _version
from importlib.util import find_spec
from typing import Literal


def version() -> str:
    """The version of the installed package."""
    return _version("newswire-worker")


def code() -> Literal["compiled", "pure"]:
    """Whether worker/enrich is `compiled` (deploy/compiled.py) or `pure` Python. It looks at the files, and imports
    none of them."""
    found = find_spec("worker.enrich.enrich")
    return "pure" if found is None or (found.origin or "").endswith(".py") else "compiled"

"""The schemas: JSON Schema 2020-12 files in the top-level folder `schemas`, or inside the package once installed."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import orjson

_PACKAGE = Path(__file__).parents[1]
_FOLDERS = (_PACKAGE / "schemas", _PACKAGE.parent / "schemas")


@cache
def schema(name: str) -> dict[str, Any]:
    """A schema by its file name without `.json`, e.g. `raw-article.v1`. Raises `FileNotFoundError`."""
    for folder in _FOLDERS:
        path = folder / f"{name}.json"
        if path.is_file():
            found: dict[str, Any] = orjson.loads(path.read_bytes())
            return found
    raise FileNotFoundError(f"no schema {name}.json in {' or '.join(str(f) for f in _FOLDERS)}")

"""`read`: raw message in, article out. The one door into the room `wire`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from worker.wire.article import Article, Lineage


def decode(value: bytes) -> Mapping[str, Any]:
    """The bytes of a raw message as a JSON object that satisfies `schemas/raw-article.v1.json`.

    Raises `BadMessage` (invalid_utf8, not_json, not_object, schema, too_large).
    """
    raise NotImplementedError


def read(message: Mapping[str, Any], raw: Lineage, record_ms: int | None = None) -> Article:
    """Read one raw message. `record_ms` is the record's own timestamp (epoch ms), None for files.

    Raises `BadMessage` (empty).
    """
    raise NotImplementedError

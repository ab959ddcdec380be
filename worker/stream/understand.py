"""A raw record understood: all that happens to one message between the stream `raw` and the stream `articles`."""

from __future__ import annotations

from worker.enrich.enrich import enrich
from worker.enrich.lexicon import Lexicon
from worker.wire.article import Article, BadMessage, Lineage
from worker.wire.read import decode, read


def understand(value: bytes | None, raw: Lineage, record_ms: int | None, lexicon: Lexicon | None = None) -> Article:
    """Read one raw message. `record_ms` is the record's own timestamp; without `lexicon` the built-in one counts.

    Raises `BadMessage` where it can never be read.
    """
    if value is None:
        raise BadMessage("empty", "the record has no value")
    return enrich(read(decode(value), raw, record_ms), lexicon)

"""A raw record understood: all that happens to one message between the stream `raw` and the stream `articles`."""

from __future__ import annotations

import gc

from worker.enrich.enrich import enrich
from worker.enrich.lexicon import Lexicon
from worker.stream.defects import as_bad_messages
from worker.wire.article import Article, BadMessage, Lineage, to_json
from worker.wire.read import decode, read


def understand(value: bytes | None, raw: Lineage, record_ms: int | None, lexicon: Lexicon | None = None) -> Article:
    """Read one raw message. `record_ms` is the record's own timestamp; without `lexicon` the built-in one counts.

    Raises `BadMessage` where it can never be read, and (defect) where our own code breaks on it.
    """
    if value is None:
        raise BadMessage("empty", "the record has no value")
    with as_bad_messages():
        return enrich(read(decode(value), raw, record_ms), lexicon)


def with_json(
    value: bytes | None, raw: Lineage, record_ms: int | None, lexicon: Lexicon | None = None
) -> tuple[Article, bytes]:
    """The same with the article's JSON. Raises `BadMessage` also where it cannot be written."""
    article = understand(value, raw, record_ms, lexicon)
    with as_bad_messages():
        return article, to_json(article)


def warm_up() -> None:
    """Read an article that is nobody's: schemas, tables and patterns are built now, not under the first real one.

    They stay, so the garbage collector need not walk them ever again. It runs less often too: what reading leaves
    behind is hardly ever a cycle, and at the usual threshold it takes a sixteenth of the time.
    """
    understand(b'{"source": "warm-up", "headline": "(LEAD) Nothing happens", "body": "It is quiet."}', _NOWHERE, None)
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


_NOWHERE = Lineage("warm-up", 0, 0)

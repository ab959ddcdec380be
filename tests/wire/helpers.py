"""Raw messages for tests of reading. All copy is invented."""

from __future__ import annotations

from typing import Any

import orjson

from worker.wire.article import Article, Lineage
from worker.wire.read import decode, read

HERE = Lineage("test", 0, 0)
FERRY = "A passenger ferry ran aground off Port Meren on Friday, the coast guard said."
CREW = '"Everyone is in a life jacket," coast guard Capt. Joran Pell told reporters.'
LAST = "The line has been closed until further notice."
DATELINE = "PORT MEREN, March 14 (Yonhap) -- "
TEXT = f"{DATELINE}{FERRY}\n\n{CREW}\n\n{LAST}\n"
PARAGRAPHS = (FERRY, CREW, LAST)
CAPTION = "The ferry Gray Heron lies aground off Port Meren on March 14, 2025. (Yonhap)"


def article(source: str = "yonhap", record_ms: int | None = None, **fields: Any) -> Article:
    """The article of a message with these fields, by way of its bytes."""
    return read(decode(orjson.dumps({"source": source, **fields})), HERE, record_ms)


def page(content: str, source: str = "yonhap", **fields: Any) -> Article:
    """The article of a page text."""
    return article(source, content=content, **fields)

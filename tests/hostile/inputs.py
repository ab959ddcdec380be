"""Hostile messages: what people, machines and ill will do to an article. Each is the same again by seed and number."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from tests.enrich.test_speakers_properties import SCRAPS
from tests.generate import wire
from tests.hostile import foreign
from tests.wire.test_properties import BITS
from tests.wire.test_tidy import TAGS

CORPUS = Path(__file__).parent / "corpus.jsonl"
TEXT = "The ferry burned for hours on Thursday in the harbor, said the port master."

PLACES: dict[str, Callable[[str], dict[str, Any]]] = {
    "body": lambda s: _feed(body=s),
    "below a paragraph": lambda s: _feed(body=f"{TEXT}\n{s}"),
    "quote": lambda s: _feed(body=f'{TEXT} "{s}," said Mayor Ilse Brask.'),
    "dateline": lambda s: _feed(body=f"PORT MEREN, {s} (Yonhap) -- {TEXT}"),
    "caption": lambda s: _feed(body=f"{TEXT}\n\n▲ {s}"),
    "headline": lambda s: _feed(headline=s),
    "slug": lambda s: _feed(slug=s),
    "editor_note": lambda s: _feed(editor_note=s),
    "note with label": lambda s: _feed(editor_note=f"(ATTN: ADDS photo; {s})"),
    "marker": lambda s: _feed(marker=s),
    "id": lambda s: _feed(id=s),
    "url": lambda s: _feed(url=f"https://coast.example/{s}"),
    "published_at": lambda s: _feed(published_at=s),
    "language": lambda s: _feed(language=s),
    "source": lambda s: _feed(source=s),
    "extra": lambda s: _feed(**{s[:50]: s}),
    "page": lambda s: {"source": "yonhap", "content": s},
    "page below its headline": lambda s: {"source": "yonhap", "content": f"Ferry burns\n\n{s}"},
    "note of a page": lambda s: {"source": "yonhap", "content": f"Ferry burns\n\n(ATTN: {s})\n\n{TEXT}"},
    "stamp of a page": lambda s: {"source": "yonhap", "content": f"Ferry burns\n\n{s}\n\n{TEXT}"},
    "digest": lambda s: {"source": "yonhap", "content": f"Yonhap News Summary\n\n{TEXT}\n\n-----------------\n{s}"},
    "html": lambda s: _feed(body=f"<p>{s}", content_type="text/html"),
    "html attribute": lambda s: _feed(body=f'<p title="{s}">{TEXT}</p>', content_type="text/html"),
    "html page": lambda s: {
        "source": "yonhap",
        "content": f"<html><head><title>{s}</title></head><body><p>{TEXT}</p><figcaption>{s}</figcaption></body>",
    },
}
"""Where a text can stand in a message."""

_NESTED = ("()", "[]", "{}", "“”", "‘’", "«»", "<>", "（）")
_SIGNS = " \n\t,;:.!?-–—/\\|@#&%$*+=~^_`'\"()[]{}<>0Aa가😀ſİıK\x00\x1b\u0301\u200d\u202e\u2028\ufeff"
_WORDS = (
    "a ", "A ", "Aa ", "a. ", "A. ", "A.", "'a", "a'", '"a" ', "“a” ", "A, a ", "A of B ", "a-", "A/", "a@b.c ", "1,",
    "12:00 ", "May 1 ", "1/2 ", "&amp;", "&#65;", "http://a.b/ ", "(a", "a) ", "(2nd ", "para 1 ", "paras 1-9 ",
    'headlined "', "slugged ", "COMBINES with ", "KILL ", "HOLD ", "ADDS ", "UPDATE 2-", "BC-", "SEOUL, ", "President ",
    "Mr. ", "told A ", "who said ", "according to ", "A: ", "\n\n", "\r\n", "(END)\n", "-\n", "▲", "※ ", "By A\n",
)  # fmt: skip
UNITS: tuple[str, ...] = tuple(dict.fromkeys((*BITS, *SCRAPS, *TAGS.split(" "), *_SIGNS, *_WORDS)))


class Record(NamedTuple):
    """A hostile record: its kind, its bytes, its time, its headers."""

    kind: str
    value: bytes
    stamp: int | None = None
    headers: tuple[tuple[str, bytes], ...] = ()


def generate(seed: int, number: int) -> Record:
    """One hostile record."""
    rng = random.Random(f"{seed}/{number}")
    kind = rng.choice(_KINDS)
    value = MAKERS[kind](rng)
    stamp = rng.choice((None, 1_741_900_000_000, rng.randrange(-(2**62), 2**62)))
    headers = rng.choice(foreign.HEADERS) if kind == "formats" or rng.random() < 0.1 else ()
    return Record(kind, value, stamp, headers)


def nested(unit: str, size: int) -> str:
    """A pair of brackets inside itself, to about `size` characters."""
    return unit[0] * (size // 2) + unit[1] * (size // 2)


def repeated(rng: random.Random, size: int, units: Sequence[str] = UNITS) -> str:
    """A few units over and over, to about `size` characters."""
    if rng.random() < 0.1:
        return nested(rng.choice(_NESTED), size)
    unit = "".join(rng.choices(units, k=rng.choice((1, 1, 2, 2, 3, 4)))) or "x"
    body = unit * max(1, size // len(unit))
    return rng.choice(units) + body + rng.choice(units) if rng.random() < 0.5 else body


def _feed(**fields: Any) -> dict[str, Any]:
    return {"source": "coastal", "id": "c-1", "headline": "Ferry burns", "body": TEXT, **fields}


def _soup(rng: random.Random) -> str:
    return "".join(rng.choice(UNITS) if rng.random() < 0.9 else _letters(rng) for _ in range(rng.randrange(25)))


def _letters(rng: random.Random) -> str:
    top = rng.choice((0x7F, 0x250, 0xD7FF, 0x10FFFF))
    codes = (rng.randrange(top) for _ in range(rng.randrange(8)))
    return "".join(chr(c) for c in codes if not 0xD800 <= c < 0xE000)


def _value(rng: random.Random, depth: int = 0) -> Any:
    choice = rng.randrange(9 if depth < 4 else 7)
    if choice == 7:
        return [_value(rng, depth + 1) for _ in range(rng.randrange(4))]
    if choice == 8:
        return {_soup(rng)[:20]: _value(rng, depth + 1) for _ in range(rng.randrange(4))}
    odd = (None, True, rng.randrange(-(2**63), 2**64), rng.uniform(-1e308, 1e308), "", _soup(rng), _letters(rng))
    return odd[choice]


_WIRES = ("yonhap", "ap", "reuters", "kyodo", "ians", "x")
_FIELDS = ("content", "headline", "body", "slug", "editor_note", "marker", "id", "url")
_TIMES = ("2025-02-30", "0001-01-01", "9999-12-31T23:59:59Z", "2025-03-14T24:00:00+14:00", "2025-03-14T12:00:60Z",
          "2025-03-14", "2205-03-14T12:00:00Z", "2025-03-14T12:00:00.123456789-12:00", "yesterday")  # fmt: skip


def _message(rng: random.Random) -> dict[str, Any]:
    message: dict[str, Any] = {"source": rng.choice((*_WIRES, _soup(rng)))}
    for name in rng.sample(_FIELDS, rng.randrange(1, 5)):
        message[name] = _soup(rng)
    for name in ("published_at", "fetched_at"):
        if rng.random() < 0.3:
            message[name] = rng.choice(_TIMES)
    if rng.random() < 0.2:
        message["status"] = rng.choice(("usable", "withheld", "canceled", "?"))
    if rng.random() < 0.2:
        message["content_type"] = rng.choice(("text/html", "text/plain", "application/pdf"))
    if rng.random() < 0.1:
        message[rng.choice((*_FIELDS, "language", "source", "status", "x"))] = _value(rng)
    return message


@cache
def seeds() -> tuple[bytes, ...]:
    """Messages that are well, or once were not: what mutation begins with."""
    kept = [kept_bytes(orjson.loads(line)) for line in CORPUS.read_bytes().splitlines()]
    return (*(orjson.dumps(m) for m in wire(60, seed=9, size=500)), *(k for k in kept if len(k) < 5_000))


def kept_bytes(line: dict[str, Any]) -> bytes:
    """The bytes of one line of the corpus: `message`, `text`, or `hex`."""
    if "hex" in line:
        return bytes.fromhex(line["hex"])
    return orjson.dumps(line["message"]) if "message" in line else line["text"].encode()


def _foreign(rng: random.Random) -> bytes:
    """A record in a format: with a hostile text, broken, or both."""
    kind = rng.choice(list(foreign.PLACES))
    text = foreign.PLACES[kind](_soup(rng) if rng.random() < 0.7 else repeated(rng, rng.choice((100, 2_000))))
    encoding = "utf-16" if rng.random() < 0.05 else rng.choice(("utf-8", "utf-8", "cp1252"))
    value = text.encode(encoding, "replace")
    return _mutated(rng, value) if rng.random() < 0.5 else value


def _mutated(rng: random.Random, given: bytes | None = None) -> bytes:
    value = bytearray(rng.choice(seeds()) if given is None else given)
    for _ in range(rng.choice((1, 1, 2, 4, 8))):
        at, other = rng.randrange(len(value) + 1), rng.choice(seeds())
        match rng.randrange(6):
            case 0:
                value[at : at + 1] = bytes([rng.randrange(256)])
            case 1:
                del value[at : at + rng.randrange(1, 60)]
            case 2:
                value[at:at] = rng.choice(UNITS).encode()
            case 3:
                value[at:at] = value[at : at + rng.randrange(1, 200)] * rng.randrange(1, 5)
            case 4:
                start = rng.randrange(len(other))
                value[at:at] = other[start : start + rng.randrange(1, 200)]
            case 5:
                del value[at:]
    return bytes(value)


def _changed(rng: random.Random) -> bytes:
    """A message that is well but for one field."""
    message = orjson.loads(seeds()[rng.randrange(60)])
    name = rng.choice(list(message))
    text = message[name] if isinstance(message[name], str) else ""
    at = rng.randrange(len(text) + 1)
    message[name] = _value(rng) if rng.random() < 0.2 else text[:at] + _soup(rng) + text[at:]
    return orjson.dumps(message)


MAKERS: dict[str, Callable[[random.Random], bytes]] = {
    "bytes": lambda rng: rng.randbytes(rng.randrange(200)),
    "values": lambda rng: orjson.dumps(_value(rng)),
    "fields": lambda rng: orjson.dumps(_message(rng)),
    "pages": lambda rng: orjson.dumps({"source": rng.choice(_WIRES), "content": _soup(rng) + _soup(rng)}),
    "html": lambda rng: orjson.dumps(PLACES["html"]("".join(rng.choices(TAGS.split(" "), k=rng.randrange(60))))),
    "repeats": lambda rng: orjson.dumps(PLACES[rng.choice(list(PLACES))](repeated(rng, rng.choice((100, 500, 2_000))))),
    "formats": _foreign,
    "mutated": _mutated,
    "changed": _changed,
}  # fmt: skip
_OFTEN = {"formats": 6, "fields": 3, "pages": 3, "html": 2, "repeats": 4, "mutated": 2, "changed": 4}
_KINDS = tuple(kind for kind in MAKERS for _ in range(_OFTEN.get(kind, 1)))

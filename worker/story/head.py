"""The head of an article: what it takes to place the article, kept behind its packed form.

A restart reads heads and opens hardly any article. A head is a skippable frame of zstandard (RFC 8878, 3.1.2), so that
whatever opens articles, earlier versions too, passes over it: an article without a head is opened instead.
"""

from __future__ import annotations

import struct
from collections.abc import Collection
from typing import NamedTuple
from zlib import crc32

import msgspec

from worker.story.order import UNKNOWN_MS, VersionKey
from worker.wire.article import Lineage

FORM = 2
"""Raised whenever the same article gets another head; those of another form are not used (a test notices a change)."""
_SKIPPED = (0x184D2A5E).to_bytes(4, "little")
_MOST = 4_000
"""Bytes of a head: what would take more, a text of few paragraphs and many words, is opened."""
_FRONT, _BACK = 8, 9
"""Bytes before a head (the frame's mark and length) and at its end (sum, form, pieces, length)."""


class Head(NamedTuple):
    """An article as `Item` says it, if it is alone in its item; `follows`: whether it is a usable version that follows
    another; of `order` all but what stands in other fields."""

    names: tuple[str, ...]
    alone: str | None
    called: tuple[str, ...]
    plain: bool
    folds: bool
    serial: str | None
    slug: str | None
    later: bool
    flash: bool
    event_ms: int | None
    received_ms: int | None
    earliest: float
    latest: float
    number: int
    stated: bool
    first_day: str
    origins: tuple[str, ...]
    part: tuple[int, int] | None
    ends: tuple[int, ...]
    follows: bool
    order: tuple[int, int, float, str, int, int, int]

    def version_key(self, content_hash: str) -> VersionKey:
        """The article's, which has this content hash."""
        send, label, seen, stream, partition, offset, part = self.order
        start = UNKNOWN_MS if self.event_ms is None else self.event_ms
        return (send, label, start, seen, Lineage(stream, partition, offset, part), content_hash)

    @property
    def known_ms(self) -> int:
        """When the article was known here at the earliest, as `order.known_ms` says it."""
        return max(UNKNOWN_MS if ms is None else ms for ms in (self.event_ms, self.received_ms))


def with_head(value: bytes, source: str, key: str, head: Head, pieces: Collection[int]) -> bytes:
    """A packed article and its head. `pieces` are the hashes, below 2**32, by which its text is found.

    Returns only the packed article if the head is too large.
    """
    try:
        fields = _encoder.encode(head)
    except (OverflowError, ValueError):
        return value
    size = 4 * len(pieces) + len(fields) + _BACK
    if size > _MOST:
        return value
    numbers = struct.pack(f"<{len(pieces)}I", *sorted(pieces))
    said = b"%b%b%b%b" % (numbers, fields, len(pieces).to_bytes(2, "little"), bytes((FORM,)))
    total = crc32(said, crc32(value, _named(source, key))).to_bytes(4, "little")
    return b"%b%b%b%b%b%b" % (value, _SKIPPED, size.to_bytes(4, "little"), said, total, size.to_bytes(2, "little"))


def has_head(value: bytes, source: str, key: str) -> bool:
    """Whether a packed article has a head of this form, and both are those of this article."""
    size = int.from_bytes(value[-2:], "little")
    begin = len(value) - size
    if size < _BACK or begin < _FRONT or value[begin - _FRONT : begin - 4] != _SKIPPED or value[-7] != FORM:
        return False
    return (
        crc32(value[begin:-6], crc32(value[: begin - _FRONT], _named(source, key))).to_bytes(4, "little")
        == value[-6:-2]
    )


def head_of(value: bytes) -> Head:
    """The head of an article that has one."""
    begin = len(value) - int.from_bytes(value[-2:], "little")
    return _decoder.decode(memoryview(value)[begin + 4 * _count(value) : -_BACK])


def pieces_of(value: bytes) -> frozenset[int]:
    """The hashes by which the text of an article that has a head is found."""
    begin = len(value) - int.from_bytes(value[-2:], "little")
    return frozenset(struct.unpack_from(f"<{_count(value)}I", value, begin))


def _count(value: bytes) -> int:
    return int.from_bytes(value[-_BACK:-7], "little")


def _named(source: str, key: str) -> int:
    return crc32(f"{source}/{key}".encode("utf-8", "surrogatepass"))


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Head)

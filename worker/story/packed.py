"""Articles as they are kept, in memory and in the stream `articles`: their JSON, compressed with a dictionary.

An article is packed once, where it is read, and stays as it is from then on. The dictionary knows what articles have in
common, so that even one alone shrinks to a seventh. A frame names its dictionary by number: those made with another one
cannot be opened, so the file must never change (a second one would have to stand beside it).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import zstandard

from worker.wire.article import Article, from_json, to_json

DICTIONARY = "articles.zdict"
MOST_BYTES = 64 << 20
"""What claims to be larger is not an article of ours."""


def pack(body: bytes) -> bytes:
    """Pack an article's JSON."""
    # A copy, because zstandard's result sits in a buffer sized for the worst case.
    return bytes(memoryview(_packer().compress(body)))


def packed(article: Article) -> bytes:
    """Pack an article."""
    return pack(to_json(article))


def is_packed(value: bytes) -> bool:
    """Whether it is a packed article, and not JSON, as earlier versions kept it."""
    return value.startswith(zstandard.FRAME_HEADER)


def repacked(value: bytes) -> bytes:
    """An article as it is kept, if it came as JSON."""
    return value if is_packed(value) else pack(value)


def body_of(value: bytes) -> bytes:
    """The JSON of a packed article; what is not packed is returned as it is. Raises `ValueError` if it cannot be
    opened."""
    if not is_packed(value):
        return value
    try:
        if body_size(value) > MOST_BYTES:
            raise ValueError(f"a packed article of {body_size(value)} bytes")
        return _unpacker().decompress(value)
    except zstandard.ZstdError as error:
        raise ValueError(f"not a packed article: {error}") from error


def opened(value: bytes) -> Article:
    """A packed article, or one as JSON. Raises `msgspec.DecodeError` or `ValueError` if it is neither."""
    return from_json(body_of(value))


def body_size(value: bytes) -> int:
    """How many bytes of JSON an article has, packed or not."""
    return int(zstandard.frame_content_size(value)) if is_packed(value) else len(value)


@cache
def _dictionary() -> zstandard.ZstdCompressionDict:
    """What articles have in common, learnt from invented ones: `python -m tests.train_dictionary` made it."""
    dictionary = zstandard.ZstdCompressionDict(files("worker.story").joinpath(DICTIONARY).read_bytes())
    dictionary.precompute_compress(level=3)
    return dictionary


@cache
def _packer() -> zstandard.ZstdCompressor:
    return zstandard.ZstdCompressor(dict_data=_dictionary(), write_checksum=False)


@cache
def _unpacker() -> zstandard.ZstdDecompressor:
    return zstandard.ZstdDecompressor(dict_data=_dictionary())

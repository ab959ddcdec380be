"""Articles at rest: packed while nobody looks at them. Of what a source holds, nearly all is cold; an article packed
takes about a tenth of the memory of an open one."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files

import zstandard

from worker.wire.article import Article, from_json, to_json

OPEN = 2_000
"""Articles that stay open, those looked at last: a few minutes' worth of a busy wire, some 25 MB."""
OPEN_WHILE_RESTORING = 60_000
"""The same while a state is built: each article is looked at three times then, and opening one costs 0.05 ms."""
_FADING = 3
"""Articles packed for each one opened, where more are open than need be: after a restore they are packed by and by."""


class Resting:
    """An article that is packed once it has not been looked at for a while, and opened again when it is.

    What is given out is always equal to what came in. `rests` False: it stays open.
    """

    __slots__ = ("_article", "_packed")

    def __init__(self, article: Article, *, rests: bool = True) -> None:
        self._article: Article | None = article
        self._packed: bytes | None = None
        if rests:
            _open.put(self)

    @property
    def article(self) -> Article:
        """The article."""
        article = self._article
        if article is None:
            assert self._packed is not None
            article = self._article = _unpacked(self._packed)
            _open.put(self)
        return article

    @property
    def is_packed(self) -> bool:
        """Does it take little memory at the moment?"""
        return self._article is None

    @property
    def size(self) -> int:
        """Bytes that it takes packed; 0 where it has not been yet."""
        return len(self._packed or b"")

    def _pack(self) -> None:
        if self._article is not None and self._packed is None:
            # The copy is as long as what it holds: what zstandard gives stands in a buffer for the worst case.
            self._packed = bytes(memoryview(_packer().compress(to_json(self._article))))
        self._article = None


def kept(article: Article | Resting) -> Resting:
    """An article as one that may rest, where it is not yet."""
    return article if isinstance(article, Resting) else Resting(article, rests=False)


class _Open:
    """The articles that are open, those that have been for longest first, and how many may be."""

    def __init__(self) -> None:
        self.articles: deque[Resting] = deque()
        self.most = OPEN

    def put(self, resting: Resting) -> None:
        """Note that an article is open, in the place of those that have been for longest."""
        self.articles.append(resting)
        for _ in range(min(_FADING, len(self.articles) - self.most)):
            self.articles.popleft()._pack()


_open = _Open()


@contextmanager
def open_at_most(most: int) -> Iterator[None]:
    """Keep another number of articles open for a while."""
    before, _open.most = _open.most, most
    try:
        yield
    finally:
        _open.most = before


def _unpacked(packed: bytes) -> Article:
    return from_json(_unpacker().decompress(packed))


@cache
def _dictionary() -> zstandard.ZstdCompressionDict:
    """What articles have in common, learnt from invented ones: `python -m tests.train_dictionary` makes it."""
    dictionary = zstandard.ZstdCompressionDict(files("worker.story").joinpath("articles.zdict").read_bytes())
    dictionary.precompute_compress(level=3)
    return dictionary


@cache
def _packer() -> zstandard.ZstdCompressor:
    return zstandard.ZstdCompressor(dict_data=_dictionary(), write_checksum=False)


@cache
def _unpacker() -> zstandard.ZstdDecompressor:
    return zstandard.ZstdDecompressor(dict_data=_dictionary())

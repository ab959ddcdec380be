"""Articles at rest: packed while they are not used. Nearly all articles of a source are cold, and a packed one takes
about a tenth of the memory of an open one."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from worker.story.head import Head, head_of, pieces_of
from worker.story.order import UNKNOWN_MS, VersionKey, event_ms, is_following, known_ms, version_key
from worker.story.packed import opened, packed
from worker.wire.article import Article

OPEN = 2_000
"""Number of last used articles that stay open: a few minutes' worth of a busy wire, some 25 MB."""


class Resting:
    """An article that is packed when it has not been used for a while, and opened again on use.

    The article returned always equals the one given; `value` is the same one packed, if it is already. With `rests`
    False it stays open.
    """

    __slots__ = ("_head", "_key", "_packed", "headed", "open")

    def __init__(
        self,
        article: Article | None,
        value: bytes | None = None,
        *,
        key: str = "",
        headed: bool = False,
        rests: bool = True,
    ) -> None:
        """Without `article` it is packed, in `value`, and has this `key`. `headed` says that `value` has a head."""
        self._key = key if article is None else article.key
        self.open = article
        """The article while it is open."""
        self._packed = value
        self._head: Head | None = None
        self.headed = headed
        """Whether it has a head."""
        if rests and article is not None:
            _open.put(self)

    @property
    def article(self) -> Article:
        """The article."""
        article = self.open
        if article is None:
            assert self._packed is not None
            article = self.open = opened(self._packed)
            _open.put(self)
        return article

    @property
    def is_packed(self) -> bool:
        """Whether it is packed at the moment."""
        return self.open is None

    @property
    def packed(self) -> bytes:
        """The article as the changelog keeps it."""
        value = self._packed
        if value is None:
            assert self.open is not None
            value = self._packed = packed(self.open)
        return value

    @property
    def head(self) -> Head | None:
        """The head, if it has one. It stays while the article is open."""
        head = self._head
        if head is None and self.headed and self._packed is not None:
            head = head_of(self._packed)
            if self.open is not None:
                self._head = head
        return head

    @property
    def version_key(self) -> VersionKey:
        """Where it stands among the versions of its story."""
        head = self.head if self.open is None else None
        return version_key(self.article) if head is None else head.version_key(self._key.rpartition("/")[2])

    @property
    def followed_ms(self) -> tuple[int, int] | None:
        """When a usable version that follows another was sent, and was known here; None for all others."""
        head = self.head if self.open is None else None
        if head is not None:
            return (UNKNOWN_MS if head.event_ms is None else head.event_ms, head.known_ms) if head.follows else None
        article = self.article
        return (event_ms(article), known_ms(article)) if is_following(article) else None

    @property
    def pieces(self) -> frozenset[int] | None:
        """The hashes by which its text is found, if it has a head."""
        return pieces_of(self._packed) if self.headed and self._packed is not None else None

    def keep(self, value: bytes) -> None:
        """Take over the packed article with a head."""
        self._packed, self.headed = value, True

    def _close(self) -> None:
        if self._packed is None and self.open is not None:
            self._packed = packed(self.open)
        self.open = self._head = None


def kept(article: Article | Resting) -> Resting:
    """Wrap an article, if it is not wrapped yet."""
    return article if isinstance(article, Resting) else Resting(article, rests=False)


class _Open:
    """The open articles, longest open first, and how many may be open."""

    def __init__(self) -> None:
        self.articles: deque[Resting] = deque()
        self.most = OPEN

    def put(self, resting: Resting) -> None:
        """Add an open article, and close those that have been open longest."""
        self.articles.append(resting)
        self.close()

    def close(self) -> None:
        """Close those that have been open longest, if too many are."""
        while len(self.articles) > self.most:
            self.articles.popleft()._close()


_open = _Open()


@contextmanager
def open_at_most(most: int) -> Iterator[None]:
    """Keep another number of articles open for a while."""
    before, _open.most = _open.most, most
    _open.close()
    try:
        yield
    finally:
        _open.most = before
        _open.close()

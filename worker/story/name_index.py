"""Who bears a name: an index from names to the keys of items, the uris of stories or whatever else bears them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

_FEW = 8
"""Up to so many are a tuple."""


class NameIndex:
    """Whoever bears a name. Most names have one or a few: a bare key or a tuple takes a fraction of a set's memory."""

    def __init__(self) -> None:
        self._held: dict[str, str | tuple[str, ...] | set[str]] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._held

    def __iter__(self) -> Iterator[str]:
        """Every name that somebody bears."""
        return iter(self._held)

    def put(self, key: str, names: Iterable[str]) -> None:
        """Note that `key` bears these names."""
        for name in names:
            held = self._held.setdefault(name, key)
            if isinstance(held, set):
                held.add(key)
            elif isinstance(held, tuple):
                if key not in held:
                    self._held[name] = (*held, key) if len(held) < _FEW else {*held, key}
            elif held != key:
                self._held[name] = (held, key)

    def drop(self, key: str, names: Iterable[str]) -> None:
        """Forget that `key` bears these names."""
        for name in names:
            held = self._held.get(name)
            if isinstance(held, set):
                held.discard(key)
            elif isinstance(held, tuple):
                self._held[name] = held = tuple(one for one in held if one != key)
            if held == key or held == () or held == set():
                del self._held[name]

    def one(self, name: str) -> Collection[str]:
        """Who bears a name. Not to be kept: it changes with the index."""
        held = self._held.get(name)
        return (held,) if isinstance(held, str) else held or ()

    def of(self, names: Iterable[str]) -> set[str]:
        """Who bears any of these names."""
        found: set[str] = set()
        for held in map(self._held.get, names):
            if isinstance(held, str):
                found.add(held)
            elif held is not None:
                found.update(held)
        return found


def turn(index: dict[str, set[str]], uri: str, was: Collection[str], now: Collection[str]) -> None:
    """Update an index: move `uri` from the keys in `was` to those in `now`."""
    if was == now:
        return
    gone, come = set(was), set(now)
    for key in gone - come:
        index[key].discard(uri)
        if not index[key]:
            del index[key]
    for key in come - gone:
        index[key].add(uri)

"""Who bears a name: an index from names to the keys of items, the uris of stories or whatever else bears them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator


class NameIndex:
    """Whoever bears a name. Most names have one, whose bare key takes a fraction of the time and memory of a set."""

    def __init__(self) -> None:
        self._held: dict[str, str | set[str]] = {}

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
            elif held != key:
                self._held[name] = {held, key}

    def drop(self, key: str, names: Iterable[str]) -> None:
        """Forget that `key` bears these names."""
        for name in names:
            held = self._held.get(name)
            if isinstance(held, set):
                held.discard(key)
            if held == key or held == set():
                del self._held[name]

    def one(self, name: str) -> Collection[str]:
        """Who bears a name. Not to be kept: it changes with the index."""
        held = self._held.get(name)
        return (held,) if isinstance(held, str) else held or ()

    def of(self, names: Iterable[str]) -> set[str]:
        """Who bears any of these names."""
        found: set[str] = set()
        for held in map(self._held.get, names):
            if isinstance(held, set):
                found |= held
            elif held is not None:
                found.add(held)
        return found

"""Who bears a name, where nearly every article brings some: like `NameIndex`, in a tenth of the memory."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable

_USUAL = 64
"""Entries of a bucket on average."""
_BITS = 64
_MASK = (1 << _BITS) - 1


class Bearers:
    """Whoever bears a name. It keeps no name, only its hash and the number of who bears it: twelve bytes instead of a
    hundred and more. Of a hundred million names, two have the same hash of 64 bits once in several thousand workers'
    lives. Entries stand sorted in buckets by the first bits of the hash.
    """

    def __init__(self) -> None:
        self._hashes = [array("Q")]
        self._numbers = [array("I")]
        """For each hash, beside it, who bears the name."""
        self._shift = _BITS
        """The bits of a hash that do not choose its bucket."""
        self._size = 0
        self._keys: list[str] = []
        """Who bears names, by number; one may have several numbers."""
        self._uses = array("L")
        self._free: list[int] = []

    def __len__(self) -> int:
        """The number of names, each counted once for each that bears it."""
        return self._size

    def __contains__(self, name: str) -> bool:
        code = hash(name) & _MASK
        hashes = self._hashes[code >> self._shift]
        at = bisect_left(hashes, code)
        return at < len(hashes) and hashes[at] == code

    def put(self, key: str, names: Iterable[str]) -> None:
        """Note that `key` bears these names."""
        if self._free:
            number = self._free.pop()
            self._keys[number] = key
        else:
            number = len(self._keys)
            self._keys.append(key)
            self._uses.append(0)
        added = 0
        keys, shift = self._keys, self._shift
        for name in names:
            code = hash(name) & _MASK
            bucket = code >> shift
            hashes, numbers = self._hashes[bucket], self._numbers[bucket]
            at, length = bisect_left(hashes, code), len(hashes)
            while at < length and hashes[at] == code:
                if keys[numbers[at]] == key:
                    break
                at += 1
            else:
                hashes.insert(at, code)
                numbers.insert(at, number)
                added += 1
        if added:
            self._uses[number] = added
            self._size += added
            while self._size > _USUAL * len(self._hashes):
                self._split()
        else:
            self._drop(number)

    def drop(self, key: str, names: Iterable[str]) -> None:
        """Forget that `key` bears these names."""
        keys = self._keys
        for name in names:
            code = hash(name) & _MASK
            bucket = code >> self._shift
            hashes, numbers = self._hashes[bucket], self._numbers[bucket]
            at = bisect_left(hashes, code)
            while at < len(hashes) and hashes[at] == code:
                number = numbers[at]
                if keys[number] == key:
                    del hashes[at], numbers[at]
                    self._size -= 1
                    self._uses[number] -= 1
                    if not self._uses[number]:
                        self._drop(number)
                    break
                at += 1

    def one(self, name: str) -> Collection[str]:
        """Who bears a name."""
        code = hash(name) & _MASK
        bucket = code >> self._shift
        hashes = self._hashes[bucket]
        at, length = bisect_left(hashes, code), len(hashes)
        if at == length or hashes[at] != code:
            return ()
        keys, numbers = self._keys, self._numbers[bucket]
        if at + 1 == length or hashes[at + 1] != code:
            return (keys[numbers[at]],)
        end = at + 2
        while end < length and hashes[end] == code:
            end += 1
        return [keys[number] for number in numbers[at:end]]

    def only(self, key: str, names: Iterable[str]) -> bool:
        """Whether nobody else bears any of these names."""
        keys, shift = self._keys, self._shift
        for name in names:
            code = hash(name) & _MASK
            bucket = code >> shift
            hashes = self._hashes[bucket]
            at = bisect_left(hashes, code)
            while at < len(hashes) and hashes[at] == code:
                if keys[self._numbers[bucket][at]] != key:
                    return False
                at += 1
        return True

    def of(self, names: Iterable[str]) -> set[str]:
        """Who bears any of these names."""
        return {key for name in names for key in self.one(name)}

    def _drop(self, number: int) -> None:
        self._keys[number] = ""
        self._free.append(number)

    def _split(self) -> None:
        """Divide every bucket in two."""
        self._shift -= 1
        middle = 1 << self._shift
        hashes: list[array[int]] = []
        numbers: list[array[int]] = []
        for n, (held, others) in enumerate(zip(self._hashes, self._numbers, strict=True)):
            at = bisect_left(held, (2 * n + 1) * middle)
            hashes += held[:at], held[at:]
            numbers += others[:at], others[at:]
        self._hashes, self._numbers = hashes, numbers

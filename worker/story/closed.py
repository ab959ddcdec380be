"""Closed stories: a stub is kept for each, so that a kill can find them and nobody else gets their names.

Edge cases FV-94, FV-95, FV-106. A stub takes about 300 bytes and is kept for thirty days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import blake2b
from heapq import heappop, heappush
from typing import Annotated

import msgspec
import orjson

from worker.story.canonical import told_short
from worker.story.changelog import Entry
from worker.story.combine import Links, reinstated_ms
from worker.story.ends import end_of
from worker.story.group import ASKING, Group, Ref, RefKind
from worker.story.item import alone
from worker.story.order import UNKNOWN_MS, event_ms, is_notice, known_ms, version_key
from worker.story.rungs import HOUR_MS, REMEMBER_MS, uri_of_item
from worker.story.step import Outcome
from worker.story.story import Story, StoryStatus
from worker.wire.article import Article, BadMessage
from worker.wire.keys import headline_key, slug_key

_DIGEST_BYTES = 6


@dataclass(frozen=True, slots=True)
class Stub:
    """A closed story: its names, when it was sent, and its status. `names` are hashes of its names and of the keys of
    its items."""

    uri: str
    names: tuple[str, ...]
    slug: str | None
    headline: str | None
    start: int
    newest: int
    status: StoryStatus
    reinstated: int = UNKNOWN_MS
    """Event time of the newest article that revoked a kill: a kill that is not newer has no effect."""


class Closed:
    """The stubs of one source."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._stubs: dict[str, Stub] = {}
        self._named: dict[str, set[str]] = defaultdict(set)
        self._oldest: list[tuple[int, str]] = []
        self._before: dict[str, Stub | None] = {}
        self._asked: dict[str, Story] = {}
        """Stories that notices have changed since `begin`, in their new state."""
        self._new: list[Entry] = []

    def begin(self) -> None:
        """From here on, record what `take_back` needs."""
        self._before, self._asked, self._new = {}, {}, []

    def take_back(self) -> None:
        """Restore the state at `begin`."""
        for uri, was in list(self._before.items()):
            self._drop(uri)
            if was is not None:
                self._put(was)
        self._asked, self._new = {}, []

    @property
    def asked(self) -> list[Story]:
        """The stories that notices have changed since `begin`, sorted by uri."""
        return [story for _, story in sorted(self._asked.items())]

    def changelog(self, watermark: int | None, marked: Iterable[str]) -> Iterator[Entry]:
        """The entries that a restart needs for changes since `begin`; also forgets stubs that are due, unless an open
        item has a mark because of them: `marked` are the keys that such items would have without it."""
        yield from (Entry("stub", uri, _to_json(self._stubs[uri])) for uri in self._asked)
        yield from self._new
        if watermark is not None:
            yield from self._forget(watermark, marked)

    def __len__(self) -> int:
        return len(self._stubs)

    def __contains__(self, uri: str) -> bool:
        return uri in self._stubs

    def entries(self) -> Iterator[Entry]:
        """All stubs, for the changelog."""
        for uri, stub in self._stubs.items():
            yield Entry("stub", uri, _to_json(stub))

    def restore(self, uri: str, value: bytes | None) -> None:
        """Restore a stub from the changelog; None: it was forgotten. Raises `ValueError` if it is not one of ours."""
        stub = None if value is None else _from_json(uri, value)
        self._drop(uri)
        if stub is not None:
            self._put(stub)

    def close(self, group: Group, story: Story) -> None:
        """Keep a stub of a story that closes."""
        called = (n for n in group.names if n != group.uri and n[:2] in _LASTING[group.is_notice])
        names = sorted(map(_digest, (*called, *("k:" + item.key for item in group.items if item.folds))))
        back = max(reinstated_ms(group), UNKNOWN_MS)
        newest = max([group.newest, *group.ends])  # at the end of an embargo it was published again
        stub = Stub(group.uri, tuple(names), story.slug, story.headline, group.start, newest, story.status, back)
        self._drop(group.uri)
        self._put(stub)
        self._new.append(Entry("stub", stub.uri, _to_json(stub)))

    def _forget(self, watermark: int, marked: Iterable[str]) -> Iterator[Entry]:
        """Forget stubs older than the time that anything is remembered."""
        needed = {_digest("k:" + key) for key in marked}
        waiting: list[tuple[int, str]] = []
        while self._oldest and self._oldest[0][0] < watermark - REMEMBER_MS:
            newest, uri = heappop(self._oldest)
            stub = self._stubs.get(uri)
            if stub is not None and stub.newest == newest:
                if needed.isdisjoint(stub.names):
                    self._drop(uri)
                    yield Entry("stub", uri, None)
                else:
                    waiting.append((newest, uri))
        for due in waiting:
            heappush(self._oldest, due)

    def has_item(self, key: str) -> bool:
        """Whether an item with this key is in a story that has closed."""
        return _digest("k:" + key) in self._named

    def has_name(self, name: str) -> bool:
        """Whether a story that has closed has an item of this name."""
        return _digest("n:" + name) in self._named

    def _called(self, names: Iterable[str]) -> list[Stub]:
        """The stubs with any of these names; the one begun last comes first."""
        uris = {uri for name in names for uri in self._named.get(_digest(name), ())}
        return sorted((self._stubs[uri] for uri in uris), key=lambda s: (s.start, s.uri), reverse=True)

    def story_of(self, article: Article) -> str | None:
        """The uri of the closed story that an article belongs to, by a name or its slug."""
        slug = ("s:" + slug_key(article.slug),) if article.slug else ()
        return next((stub.uri for stub in self._called((*_names(article), *slug))), None)

    def reach(self, article: Article, knows: Callable[[Article], bool]) -> Outcome | None:
        """Check an article against the closed stories: its outcome if it belongs to one of them, else None.

        A notice takes effect whatever its time. An update is late, because closed stories are not updated. `knows` says
        whether the article belongs to an open item.
        """
        if not self._stubs:
            return None
        by_itself = alone(article)
        if by_itself is not None:
            same_id = self._called((f"i:{article.item_id}",))
            again = any(stub.start <= event_ms(article) <= stub.newest for stub in same_id)
            if (again or uri_of_item(self._source, by_itself) in self._stubs) and not knows(article):
                return "duplicate" if is_notice(article) else "late"
            return None
        names = _names(article)
        if knows(article) or not (found := self._called(names)):
            return None
        if not is_notice(article):
            same = article.headline is None or headline_key(article.headline) == headline_key(found[0].headline or "")
            return "late" if same else None
        kind: RefKind = "kill" if article.kind == "kill" or article.status == "canceled" else "hold"
        ref = Ref(kind, article.item_id, names, event_ms(article), version_key(article), known_ms(article))
        stub = self._meant(ref)
        if kind == "hold" and stub is not None and ref.ms <= stub.newest:
            return "late"  # one text of several was withheld, but it is no longer known which one was canonical
        return "published" if self.ask(ref) else "duplicate"

    def ask(self, ref: Ref) -> bool:
        """Apply a notice to a closed story. Returns whether that changes one.

        A kill takes precedence over a hold, and stays; a release only ends a hold, unless a newer version already did.
        """
        stub = self._meant(ref)
        return stub is not None and self._ask(stub, ref)

    def _ask(self, stub: Stub, ref: Ref) -> bool:
        status: StoryStatus = "canceled" if ref.kind == "kill" else "withheld" if ref.kind == "hold" else "usable"
        if stub.status in ("canceled", status) or (status == "usable" and stub.status not in ("withheld", "embargoed")):
            return False
        if status == "withheld" and 0 <= ref.ms < stub.newest:
            return False
        if status == "canceled" and ref.ms <= stub.reinstated and stub.reinstated != UNKNOWN_MS:
            return False
        self._before.setdefault(stub.uri, self._stubs.get(stub.uri))
        now = replace(stub, status=status)
        self._stubs[stub.uri] = now
        self._asked[stub.uri] = told_short(now.uri, self._source, now.status, now.slug, now.headline)
        return True

    def _meant(self, ref: Ref) -> Stub | None:
        """The closed story that a notice refers to: the one begun last before it, else the first after it."""
        if ref.kind not in ASKING or not self._stubs:
            return None
        found = self._called(ref.names)
        begun = [s for s in found if ref.ms < 0 or s.start <= ref.ms + HOUR_MS]
        if not begun and ref.names[0].startswith("n:"):
            return found[-1] if found else None  # a name of the item identifies it whatever the time
        return begun[0] if begun else None

    def _put(self, stub: Stub) -> None:
        self._before.setdefault(stub.uri, self._stubs.get(stub.uri))
        self._stubs[stub.uri] = stub
        heappush(self._oldest, (stub.newest, stub.uri))
        for name in stub.names:
            self._named[name].add(stub.uri)

    def _drop(self, uri: str) -> None:
        self._before.setdefault(uri, self._stubs.get(uri))
        stub = self._stubs.pop(uri, None)
        for name in stub.names if stub is not None else ():
            self._named[name].discard(uri)
            if not self._named[name]:
                del self._named[name]


_LASTING = {False: ("n:", "s:", "h:", "i:"), True: ("n:",)}
"""The kinds of names that a closed story keeps, by whether it is only a notice."""


def _names(a: Article) -> tuple[str, ...]:
    """The names by which an article belongs to a story."""
    return tuple("n:" + name for name in a.known_as)


def _digest(name: str) -> str:
    return blake2b(name.encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES).hexdigest()


_Ms = Annotated[int, msgspec.Meta(ge=-(2**62), lt=2**62)]
_fields = msgspec.json.Decoder(tuple[tuple[str, ...], str | None, str | None, _Ms, _Ms, StoryStatus])
_all_fields = msgspec.json.Decoder(tuple[tuple[str, ...], str | None, str | None, _Ms, _Ms, StoryStatus, _Ms])


def _to_json(stub: Stub) -> bytes:
    values = [stub.names, stub.slug, stub.headline, stub.start, stub.newest, stub.status]
    return orjson.dumps(values if stub.reinstated == UNKNOWN_MS else [*values, stub.reinstated])


def _from_json(uri: str, value: bytes) -> Stub:
    try:
        return Stub(uri, *_fields.decode(value))
    except msgspec.ValidationError:  # most have no last field
        return Stub(uri, *_all_fields.decode(value))


def kept_until(group: Group, links: Links) -> int:
    """The time of the news, in epoch milliseconds, that counts like an article for how long a story stays open: the
    last end of its embargoes and pins; if an embargo has no end, or the story is withheld, as long as closed stories
    are remembered. No pin keeps it open for longer than that."""
    said = [copy.article for copy in group.copies]
    times = [UNKNOWN_MS, *group.ends, *(min(end, group.newest + REMEMBER_MS) for end in group.pins_end)]
    times += [event_ms(a) + REMEMBER_MS for a in said if a.status == "embargoed" and end_of(a) is None]
    if links.withheld or said[group.shown].status == "withheld":
        times.append(group.newest + REMEMBER_MS)
    return max(times)


def late(article: Article, closed: str | None) -> BadMessage:
    """Why an article is late. `closed` is its story, if that has closed."""
    if closed is not None:
        return BadMessage("late", f"event time {article.event_time}: the story {closed} has closed")
    return BadMessage("late", f"event time {article.event_time} is more than the window behind the newest article")

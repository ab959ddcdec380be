"""Which articles are one item, by their names and other evidence (edge cases FV-90, FV-91, FV-96).

Two articles that share a name (an id, an address) belong to one item unless they contradict each other: different
headlines, different texts, and either different times or another name that differs. The items are the connected
components of that graph, so they depend only on the set of articles, not on its order.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import chain

from worker.story.bearers import Bearers
from worker.story.head import Head
from worker.story.headed import item_of
from worker.story.item import DAY_MS, Item, alone, make_item
from worker.story.matching.shingles import runs
from worker.story.order import event_ms
from worker.story.resting import Resting, kept
from worker.wire.article import Article
from worker.wire.identity import is_address
from worker.wire.keys import headline_key

APART_MS = 18 * 3_600_000
"""Stated times of one item are at most this far apart, unless other evidence says that it is one item."""
_CONTAINED = 0.2
"""Two texts of one item have at least this share of the shorter text in common."""
NEAR = 10
"""An article is compared with this many others of its name, those sent last before it: many may share the address of a
page."""


class Items:
    """The articles of one source by item, kept up to date."""

    def __init__(self, taken: Callable[[str], bool] = lambda name: False) -> None:
        """`taken` says whether a key is that of an item whose story has closed."""
        self._taken = taken
        self._marked: dict[str, str] = {}
        """The keys of items that have a mark, with the same key without it."""
        self._articles: dict[str, Resting] = {}
        self._named = Bearers()
        self._item: dict[str, str] = {}
        self._members: dict[str, str | tuple[str, ...]] = {}
        """The articles of each item; nearly all have one."""
        self._runs: dict[str, frozenset[int]] = {}

    def put(self, article: Article | Resting) -> None:
        """Add an article, or its new state. Call `refresh` afterwards to get the items."""
        resting = kept(article)
        self._put(resting.article.key, resting)

    def _put(self, key: str, resting: Resting) -> None:
        before = self._articles.get(key)
        self._articles[key] = resting
        names = _names_of(resting)
        if before is None or _names_of(before) != names:
            self._named.put(key, names)

    def settle(self, articles: Mapping[str, Resting]) -> dict[str, Item | None]:
        """Add these articles by key, the first ones. Returns their items."""
        found: dict[str, Item | None] = {}
        again: list[str] = []
        for key, resting in articles.items():
            head = None if resting.open else resting.head
            names = _names(resting.article) if head is None else _names_in(head)
            self._articles[key] = resting
            item = self._with_head(key, resting, head, names)
            if item is None:
                again.append(key)
            else:
                found[item.key] = item
            self._named.put(key, names)
        found.update(self.refresh(again))
        return found

    def refresh(self, keys: Iterable[str]) -> dict[str, Item | None]:
        """The items that these articles belong or belonged to, and items connected to them; None: no longer exists."""
        changed: dict[str, Item | None] = {}
        seen: set[str] = set()
        for key in keys:
            if key not in seen:
                if (alone := self._alone(key)) is not None:
                    changed[alone.key] = alone
                    continue
                cluster = self._cluster(key)
                seen |= cluster
                old = {self._item[k] for k in cluster if k in self._item}
                now = self._divided(cluster)
                changed.update(dict.fromkeys(old - now.keys()))
                for item_key, members in now.items():
                    held = [a.key for a in members] if len(cluster) > 1 else [key]
                    self._members[item_key] = held[0] if len(held) == 1 else tuple(held)
                    self._item.update(dict.fromkeys(held, item_key))
                    changed[item_key] = make_item(item_key, [self._articles[one] for one in held])
                for item_key in old - now.keys():
                    del self._members[item_key]
                    self._marked.pop(item_key, None)
        return changed

    def _alone(self, key: str) -> Item | None:
        """The new item of an article that has a head and shares no name with others; None for all others."""
        resting = self._articles[key]
        head = resting.head if key not in self._item else None
        return self._with_head(key, resting, head, _names_in(head)) if head is not None else None

    def _with_head(self, key: str, resting: Resting, head: Head | None, names: Sequence[str]) -> Item | None:
        """The same, for an article of which this is already known."""
        if head is None or not self._named.only(key, names):
            return None
        item_key = names[0] if len(names) == 1 else _first(names)
        if not head.alone and self._taken(item_key):
            return None
        item = item_of(item_key, key, resting, head)
        if item is not None:
            self._item[key], self._members[item_key] = item_key, key
        return item

    def item_of(self, key: str) -> str:
        """The item of an article."""
        return self._item[key]

    def named(self, name: str) -> set[str]:
        """The items that bear a name, by key."""
        return {self._item[key] for key in self._named.one(name)}

    @property
    def marked(self) -> Iterable[str]:
        """The keys that items would have if they needed no mark to tell them from others."""
        return self._marked.values()

    def knows(self, article: Article) -> bool:
        """Whether an article that shares a name with this one is held."""
        return any(name in self._named for name in _names(article))

    def members(self, item_key: str) -> tuple[str, ...]:
        """The articles of an item, by key."""
        held = self._members[item_key]
        return (held,) if isinstance(held, str) else held

    def close(self, item_key: str) -> tuple[tuple[str, ...], set[str]]:
        """Forget an item. Returns the keys of its articles, and those of other articles that share a name with it."""
        gone = self.members(item_key)
        del self._members[item_key]
        self._marked.pop(item_key, None)
        others: set[str] = set()
        for key in gone:
            del self._item[key]
            self._runs.pop(key, None)
            names = _names(self._articles.pop(key).article)
            self._named.drop(key, names)
            others |= self._named.of(names)
        return gone, others.difference(gone)

    def _cluster(self, start: str) -> set[str]:
        """All articles connected by names, over any number of steps."""
        seen, names, stack = {start}, set[str](), [start]
        while stack:
            for name in _names(self._articles[stack.pop()].article):
                if name not in names:
                    names.add(name)
                    more = [key for key in self._named.one(name) if key not in seen]
                    seen.update(more)
                    stack.extend(more)
        return seen

    def _divided(self, cluster: set[str]) -> dict[str, list[Article]]:
        """The items of a cluster, by key: the smallest name, plus a mark if an earlier or closed item has the same."""
        articles = [self._articles[key].article for key in cluster]
        items: dict[str, list[Article]] = {}
        for members in self._parts(articles) if len(articles) > 1 else [articles]:
            key = name = _smallest(members)
            if name in items or (self._taken(name) and not alone(members[0])):
                key += "~" + blake2b(members[0].content_hash.encode(), digest_size=6).hexdigest()
                self._marked[key] = name
            items[key] = members
        return items

    def _parts(self, articles: list[Article]) -> list[list[Article]]:
        """Split articles connected by names into items, where they contradict each other; ordered by first article."""
        articles.sort(key=lambda a: (_is_notice(a), event_ms(a), a.content_hash, a.item_id))
        lead = list(range(len(articles)))

        def leader(n: int) -> int:
            while lead[n] != n:
                lead[n] = n = lead[lead[n]]
            return n

        told = sum(not _is_notice(a) for a in articles)
        named = _by_name(articles)
        for numbers in named.values():
            for at, n in enumerate(numbers[: bisect_left(numbers, told)]):
                for m in reversed(numbers[max(0, at - NEAR) : at]):
                    one, other = leader(m), leader(n)
                    if one != other and not self._contradict(articles[m], articles[n]):
                        lead[max(one, other)] = min(one, other)
        for n, meant in _noticed(articles, told, named):
            lead[n] = leader(meant)
        parts: dict[int, list[Article]] = defaultdict(list)
        for n, article in enumerate(articles):
            parts[leader(n)].append(article)
        return [parts[n] for n in sorted(parts)]

    def _contradict(self, a: Article, b: Article) -> bool:
        """Whether these two cannot be one item, although they share a name."""
        if not a.headline or not b.headline or headline_key(a.headline) == headline_key(b.headline):
            return False
        if (a.version is not None and b.version is not None) or (a.serial and b.serial):
            return False
        if not (_apart(a, b) or _differ(a, b)):
            return False
        one, other = self._text(a), self._text(b)
        shorter = min(len(one), len(other))
        return shorter > 0 and len(one & other) < _CONTAINED * shorter

    def _text(self, a: Article) -> frozenset[int]:
        found = self._runs.get(a.key)
        if found is None:
            found = self._runs[a.key] = runs(a.paragraphs)
        return found


def _names(a: Article) -> Sequence[str]:
    """The names by which an article may belong to an item with others."""
    return (alone(a) or "",) if alone(a) else a.known_as


def _names_of(resting: Resting) -> Sequence[str]:
    head = None if resting.open else resting.head
    return _names(resting.article) if head is None else _names_in(head)


def _names_in(head: Head) -> Sequence[str]:
    return (head.alone,) if head.alone else head.names


def _smallest(articles: Iterable[Article]) -> str:
    return _first(chain.from_iterable(map(_names, articles)))


def _first(names: Iterable[str]) -> str:
    return min(names, key=lambda name: (is_address(name), name))


def _is_notice(a: Article) -> bool:
    """Whether it is a notice about an item and not a version. It contradicts nothing and connects nothing."""
    return a.kind == "kill" or a.status == "canceled"


def _noticed(articles: Sequence[Article], told: int, named: Mapping[str, Sequence[int]]) -> Iterator[tuple[int, int]]:
    """For each notice (the articles from index `told` on), the article that it is about; or else the first notice that
    shares a name with it."""
    alone = []
    for n in range(told, len(articles)):
        meant = _meant(n, articles, [named[name][: bisect_left(named[name], told)] for name in _names(articles[n])])
        if meant is not None:
            yield n, meant
        else:
            alone.append(n)
    yield from ((n, first) for n in alone if (first := min(named[x][0] for x in _names(articles[n]))) != n)


def _meant(n: int, articles: Sequence[Article], told: Iterable[Sequence[int]]) -> int | None:
    """Which of the articles that share a name with notice `n` it is about: the last one not later than it, else the
    first. `told` are their indexes by name, in order."""
    ms = event_ms(articles[n])
    found: list[int] = []
    for numbers in told:
        at = bisect_right(numbers, ms, key=lambda m: event_ms(articles[m]))
        found.extend(numbers[max(0, at - 1) : max(1, at)])
    earlier = [m for m in found if event_ms(articles[m]) <= ms]
    return max(earlier) if earlier else min(found, default=None)


def _by_name(articles: Sequence[Article]) -> dict[str, list[int]]:
    """The articles of each name, as indexes in order; names sorted."""
    named: dict[str, list[int]] = defaultdict(list)
    for n, article in enumerate(articles):
        for name in _names(article):
            named[name].append(n)
    return {name: named[name] for name in sorted(named)}


def _apart(a: Article, b: Article) -> bool:
    """Whether their stated times are too far apart for one item."""
    if a.event_ms is None or b.event_ms is None or not {a.event_from, b.event_from} <= {"feed", "page"}:
        return False
    day = DAY_MS if "day" in (a.published_precision, b.published_precision) else 0
    return abs(a.event_ms - b.event_ms) - day > APART_MS


def _differ(a: Article, b: Article) -> bool:
    """Whether they differ in a name besides the one they share: one id with two addresses, one address with two ids."""
    mine, theirs = frozenset(a.known_as), frozenset(b.known_as)
    kinds = [{is_address(n) for n in own} for own in (mine - theirs, theirs - mine)]
    return not kinds[0].isdisjoint(kinds[1])

"""One source's articles, folded as they come: the incremental form of `resolve`.

The worker keeps one `SourceState` for each source whose partition of `articles` it holds. A batch touches a few items;
their stories, and those that a note links to them, are resolved again by the same functions that `resolve` calls, and
what differs from the state before is the outcome.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import Literal

from worker.story.assignment import Assignment
from worker.story.canonical import make_story
from worker.story.changelog import Entry
from worker.story.closed import Closed
from worker.story.closed import names_of as _names
from worker.story.combine import NO_LINKS
from worker.story.group import Group, Ref, RefKind, make_group
from worker.story.item import alone
from worker.story.items import Items
from worker.story.linking import Linking
from worker.story.order import event_ms, is_notice, version_key
from worker.story.rules import VERSION
from worker.story.rungs import REACH_MS, REMEMBER_MS, uri_of_item
from worker.story.state import UNPUBLISHED, Copies, Published, StoryState, make_state, nowhere, published
from worker.story.story import Story, to_json
from worker.story.watermark import Watermark
from worker.wire.article import Article, Lineage, from_json, join
from worker.wire.article import to_json as article_json
from worker.wire.keys import headline_key, slug_key

Outcome = Literal["published", "superseded", "merged", "duplicate", "ignored", "late"]


@dataclass(frozen=True, slots=True)
class Step:
    """What a batch of articles did to a wire.

    `outcomes` stand in the order of the batch. `states` are the stories that are now others than before, sorted by uri;
    `changelog` is what a restart needs, each key once.
    """

    outcomes: tuple[Outcome, ...]
    states: tuple[StoryState, ...]
    changelog: tuple[Entry, ...]

    @property
    def stories(self) -> tuple[tuple[str, Story | None], ...]:
        """Uri and new record of each; None where the uri names no story any more."""
        return tuple((state.uri, state.story) for state in self.states)


class SourceState:
    """The set of one source's articles within the window, with the indexes that make adding one cheap.

    `window_ms` is how long a story stays open after its newest article; None keeps all (files). What can still be
    reached from within the window is kept 48 hours longer, so that an article that is not late finds its story.
    `copies` says which further streams get a story. Without `changelog` steps say nothing of what a restart needs,
    where none will be.
    """

    def __init__(
        self, source: str, window_ms: int | None = None, copies: Copies = nowhere, *, changelog: bool = True
    ) -> None:
        self.source = source
        self._keeps = changelog
        self.window_ms = window_ms
        self._copies = copies
        self._watermark = Watermark(window_ms)
        self._articles: dict[str, Article] = {}
        self._closed = Closed(source)
        self._items = Items(self._closed.has)
        self._assignment = Assignment(source)
        self._groups: dict[str, Group] = {}
        self._linking = Linking()
        self._published: dict[str, Published] = {}
        self._closing: list[tuple[int, str]] = []
        self._settled = True
        self._short: dict[str, Story] = {}
        self._noticed: set[str] = set()
        self._new_stubs: list[Entry] = []
        self._places: tuple[Group | None, dict[Lineage, int]] = (None, {})
        self._before: dict[str, Article | None] = {}
        """What was held, before the last `add`, of the keys that it has touched."""
        self._watermark_before = self._watermark
        self._rules: int | None = None
        self._uris: dict[str, str] = {}
        """The story of each article, as it is kept."""
        self._kept_before: tuple[int | None, dict[str, str | None]] = (None, {})

    @property
    def watermark(self) -> int | None:
        """The newest event time that counts."""
        return self._watermark.ms

    def __len__(self) -> int:
        """Articles held."""
        return len(self._articles)

    @property
    def stories(self) -> int:
        """Stories open."""
        return len(self._groups)

    def article(self, key: str) -> Article | None:
        """The article held under a key of the stream `articles`."""
        return self._articles.get(key)

    def articles(self) -> Iterable[Article]:
        """The articles held, in no particular order: what `restore` would have to be given to get here again."""
        return self._articles.values()

    def entries(self) -> Iterator[Entry]:
        """All that `restore` would have to be given to get here again."""
        if self._rules is not None:
            yield Entry("rules", "", b"%d" % self._rules)
        for key, article in self._articles.items():
            yield Entry("article", key, article_json(article), self._uris.get(key, ""))
        yield from self._closed.entries()

    def restore(self, entry: Entry) -> None:
        """Take back an entry of the changelog; a later one of the same key takes its place. Publishes nothing.

        Raises `msgspec.DecodeError` or `ValueError` where it is none of ours.
        """
        if entry.kind == "article":
            self._restore_article(entry.key, entry.value)
            self._uris[entry.key] = entry.story
            if entry.value is None:
                del self._uris[entry.key]
        elif entry.kind == "stub":
            self._closed.restore(entry.key, entry.value)
        elif entry.kind == "rules":
            self._rules = int(entry.value) if entry.value is not None else None
        self._settled = False

    def _restore_article(self, key: str, value: bytes | None) -> None:
        if value is None:
            self._articles.pop(key, None)
            return
        article = from_json(value)
        if (article.source, article.key) == (self.source, key):
            self._hold(article)
        else:
            raise ValueError(f"article {article.key} of {article.source} under the key {key} of {self.source}")

    def settle(self) -> None:
        """Build what was restored, so that the first batch is as quick as any. `add` does it where it was not done."""
        if self._settled:
            return
        self._items = Items(self._closed.has)
        for article in self._articles.values():
            self._items.put(article)
        self._assignment = Assignment(self.source)
        self._assignment.put(self._items.refresh(self._articles))
        self._groups = {uri: make_group(uri, self._assignment.members(uri)) for uri in self._assignment.uris()}
        self._linking = Linking()
        self._linking.update(self._groups)
        self._published = {}
        self._closing = [(self._watermark.held(g.newest), g.uri) for g in self._groups.values()]
        heapify(self._closing)
        self._settled = True

    def take_back(self) -> None:
        """Be again what it was before the last `add`, which may have been cut off by an exception."""
        for key, was in self._before.items():
            if was is None:
                self._articles.pop(key, None)
            else:
                self._articles[key] = was
        self._rules, uris = self._kept_before
        for key, uri in uris.items():
            if uri is None:
                self._uris.pop(key, None)
            else:
                self._uris[key] = uri
        self._before.clear()
        uris.clear()
        self._watermark = self._watermark_before
        self._closed.take_back()
        self._noticed, self._new_stubs, self._short = set(), [], {}
        self._settled = False

    def leave_out(self, article: Article) -> None:
        """Do without an article that is held."""
        del self._articles[article.key]
        self._settled = False

    def add(self, articles: Sequence[Article], bodies: Sequence[bytes] | None = None) -> Step:
        """Add a batch, in order; say what each did, which stories changed, and what to keep.

        `bodies` are the articles' JSON, where it has been made already. Whatever it raises, it has changed nothing.
        """
        self.settle()
        self._begin()
        try:
            return self._add(articles, bodies)
        except BaseException:
            self.take_back()
            raise

    def _begin(self) -> None:
        """Note what `take_back` needs."""
        self._before, self._watermark_before, self._kept_before = {}, copy(self._watermark), (self._rules, {})
        self._closed.begin()
        self._short = {}

    def _add(self, articles: Sequence[Article], bodies: Sequence[bytes] | None) -> Step:
        fates: list[Outcome | None] = []
        kept: dict[str, bytes | None] = {}
        touched: dict[str, None] = {}
        for n, article in enumerate(articles):
            fate, touches = self._admit(article, bodies[n] if bodies else None, kept)
            fates.append(fate)
            if touches:
                touched[article.key] = None
        states = self._refold(touched, kept) if touched else []
        states.extend(self._tell_closed())
        return Step(
            outcomes=tuple(f or self._outcome(a) for f, a in zip(fates, articles, strict=True)),
            states=tuple(states),
            changelog=(*self._changelog(kept, self._expire()), *self._stubs()),
        )

    def _admit(
        self, article: Article, body: bytes | None, kept: dict[str, bytes | None]
    ) -> tuple[Outcome | None, bool]:
        """Take an article into the set: its outcome, where that needs no folding, and whether its item is touched.

        What the set holds anew goes into `kept`, with its JSON as far as that is there.
        """
        held = self._articles.get(article.key)
        self._before.setdefault(article.key, held)
        if held is None:
            reached = self._reach_closed(article)
            if reached is not None:
                return reached, False
            if self._is_late(article):
                return "late", False
            self._hold(article)
            self._items.put(article)
            kept[article.key] = body
            return None, True
        joined = join(held, article)
        if joined == held:
            return "duplicate", False
        self._hold(joined)
        self._items.put(joined)
        kept[article.key] = None
        return "duplicate", True

    def _changelog(self, kept: Mapping[str, bytes | None], expired: Sequence[str]) -> tuple[Entry, ...]:
        if not self._keeps:
            return ()
        entries: list[Entry] = []
        if self._rules is None and kept:
            self._rules = VERSION
            entries.append(self._version())
        for key, body in kept.items():
            if key in self._articles:
                uri = self._assignment.uri(self._items.item_of(key))
                self._keep(key, uri)
                entries.append(Entry("article", key, body or article_json(self._articles[key]), uri))
        for key in expired:
            self._keep(key, None)
            entries.append(Entry("article", key, None))
        return tuple(entries)

    def _keep(self, key: str, uri: str | None) -> None:
        """Note which story an article is kept with."""
        self._kept_before[1].setdefault(key, self._uris.get(key))
        if uri is None:
            self._uris.pop(key, None)
        else:
            self._uris[key] = uri

    def _version(self) -> Entry:
        return Entry("rules", "", b"%d" % VERSION)

    def _keys_of(self, group: Group | None) -> list[str]:
        return sorted(key for item in group.items for key in self._items.members(item.key)) if group else []

    @property
    def outdated(self) -> bool:
        """Whether its stories were published by another version of the rules, or by one that did not say so."""
        return bool(self._articles) and self._rules != VERSION

    def renew(self) -> Step:
        """Publish every open story anew, by the rules of today, and take back those that are no more."""
        self.settle()
        self._begin()
        links = self._linking.links
        states = [make_state(group, links.get(uri, NO_LINKS), self._copies) for uri, group in self._groups.items()]
        states += [StoryState(uri) for uri in set(self._uris.values()) - self._groups.keys() if uri]
        self._published = {state.uri: published(state) for state in states if state.story is not None}
        self._rules = VERSION
        groups = sorted(self._groups.items())
        moved = {key: None for uri, group in groups for key in self._keys_of(group) if self._uris.get(key) != uri}
        entries = (self._version(), *self._changelog(moved, ())) if self._keeps else ()
        return Step((), tuple(sorted(states, key=lambda state: state.uri)), entries)

    def _is_late(self, article: Article) -> bool:
        if self.window_ms is None or self.watermark is None or article.event_ms is None:
            return False
        reach = REMEMBER_MS if is_notice(article) else self.window_ms
        return article.event_ms < self.watermark - max(reach, self.window_ms)

    def closed_story(self, article: Article) -> str | None:
        """The uri of the closed story that an article is of, by a name or its slug."""
        slug = ("s:" + slug_key(article.slug),) if article.slug else ()
        return next((s.uri for s in self._closed.called((*_names(article), *slug))), None)

    def _reach_closed(self, article: Article) -> Outcome | None:
        """Let an article meet the closed stories: what becomes of it, where it is of one of them; else None.

        A notice counts whatever its time is. An update is late, since nobody tells a closed story again.
        """
        if not len(self._closed):
            return None
        by_itself = alone(article)
        if by_itself is not None:
            again = any(
                s.start <= event_ms(article) <= s.newest for s in self._closed.called((f"i:{article.item_id}",))
            )
            known = (again or uri_of_item(self.source, by_itself) in self._closed) and not self._items.knows(article)
            return ("duplicate" if is_notice(article) else "late") if known else None
        names = _names(article)
        if self._items.knows(article) or not (found := self._closed.called(names)):
            return None
        if not is_notice(article):
            same = article.headline is None or headline_key(article.headline) == headline_key(found[0].headline or "")
            return "late" if same else None
        kind: RefKind = "kill" if article.kind == "kill" or article.status == "canceled" else "hold"
        ref = Ref(kind, article.item_id, names, event_ms(article), version_key(article))
        stub = self._closed.meant(ref)
        if kind == "hold" and stub is not None and ref.ms <= stub.newest:
            return "late"  # one text of several was withheld: which one stands is known no longer
        return "published" if self._ask(ref) else "duplicate"

    def _ask(self, ref: Ref) -> bool:
        stub = self._closed.meant(ref)
        told = self._closed.ask(stub, ref) if stub is not None else None
        if told is not None:
            self._short[told.uri] = told
        return told is not None

    def _tell_closed(self) -> list[StoryState]:
        """The closed stories that notices of this batch have changed."""
        for uri in self._noticed:
            group = self._groups.get(uri)
            for ref, target in self._linking.asked(group) if group is not None else ():
                if target is None:
                    self._ask(ref)
        self._noticed = set()
        told = [StoryState(uri, story, to_json(story)) for uri, story in sorted(self._short.items())]
        return [state for state in told if state.uri not in self._groups]

    def _stubs(self) -> Iterator[Entry]:
        """What the changelog is to be told of closed stories."""
        if self._keeps:
            yield from (self._closed.entry(uri) for uri in self._short)
            yield from self._new_stubs
        self._new_stubs = []
        if self.watermark is not None:
            gone = list(self._closed.forget(self.watermark))
            yield from gone if self._keeps else ()

    def _hold(self, article: Article) -> None:
        self._articles[article.key] = article
        self._watermark.see(article)

    def _refold(self, touched: Iterable[str], kept: dict[str, bytes | None]) -> list[StoryState]:
        """Resolve again what the touched items bear on; the stories that now differ. Articles that stand in another
        story than is kept of them join `kept`."""
        uris = self._assignment.put(self._items.refresh(touched))
        before = {uri: self._groups[uri] for uri in uris if uri in self._groups}
        regrouped = {uri: self._regroup(uri) for uri in uris}
        self._noticed.update(uri for uri, group in regrouped.items() if group is not None and group.refs)
        for uri, group in sorted(regrouped.items()) if self._keeps else ():
            for key in self._keys_of(group):
                if self._uris.get(key) != uri:
                    kept.setdefault(key)
        linked = self._linking.update(regrouped)
        changed: list[StoryState] = []
        for uri in sorted(linked.keys() | uris):
            was = before.get(uri) or (self._groups.get(uri) if uri not in uris else None)
            if was is not None and uri not in self._published:
                links = linked.get(uri) or self._linking.links.get(uri, NO_LINKS)
                self._published[uri] = published(make_state(was, links, self._copies))
            self._publish(uri, changed)
        return changed

    def _publish(self, uri: str, changed: list[StoryState]) -> None:
        """Add a story to `changed` where it differs from what was published before."""
        group, last = self._groups.get(uri), self._published.get(uri, UNPUBLISHED)
        if group is None:
            if last is not UNPUBLISHED:
                del self._published[uri]
                changed.append(StoryState(uri).after(last.copies))
            return
        state = make_state(group, self._linking.links.get(uri, NO_LINKS), self._copies)
        now = published(state)
        if last.digest != now.digest:
            self._published[uri] = now
            changed.append(state.after(last.copies))

    def _regroup(self, uri: str) -> Group | None:
        """Bring one story's group in line with the items placed in it; None where it has none any more."""
        old = self._groups.pop(uri, None)
        members = self._assignment.members(uri)
        if not members:
            return None
        group = self._groups[uri] = make_group(uri, members)
        if old is None:
            heappush(self._closing, (self._watermark.held(group.newest), uri))
        return group

    def _outcome(self, article: Article) -> Outcome:
        """What an article that was new has become."""
        if article.kind == "advisory":
            return "ignored"
        uri = self._assignment.uri(self._items.item_of(article.key))
        group = self._groups[uri]
        copies = group.copies
        mine = self._place(group, self._articles[article.key].raw)
        if len(copies[mine].found) > 1:
            return "merged"
        links = self._linking.links.get(uri, NO_LINKS)
        hidden = links.canceled or links.withheld or links.superseded_by is not None
        stands = (group.standing == mine or mine in group.continuing) and not hidden
        return "published" if stands or article.kind == "kill" or article.status == "canceled" else "superseded"

    def _place(self, group: Group, raw: Lineage) -> int:
        """The number of the version that was found in a raw message."""
        if self._places[0] is not group:  # once for each group of a batch: it may have thousands
            found = {place: n for n, copy in enumerate(group.copies) for place in copy.found}
            self._places = (group, found)
        return self._places[1][raw]

    def _expire(self) -> tuple[str, ...]:
        """Close the stories that nothing within the window can reach any more; the keys of their articles."""
        if self.window_ms is None or self.watermark is None:
            return ()
        cutoff = self.watermark - self.window_ms - REACH_MS
        expired: list[str] = []
        waiting: dict[str, int] = {}
        while self._closing and self._closing[0][0] < cutoff:
            due, uri = heappop(self._closing)
            if uri not in self._groups:
                continue
            if uri not in waiting:
                tied = self._tied(uri)
                times = [self._groups[u].newest for u in tied]
                newest = max((ms for ms in times if not self._watermark.is_ahead(ms)), default=due)
                if newest < cutoff:
                    expired.extend(self._close(tied))
                    continue
                waiting.update(dict.fromkeys(tied, newest))
            heappush(self._closing, (waiting[uri], uri))
        return tuple(sorted(expired))

    def _tied(self, uri: str) -> set[str]:
        """Stories that must close together: their records speak of each other, or their uris depend on each other."""
        tied = {uri}
        while True:
            more = self._linking.tied(tied)
            more |= {s for u in more for s in self._assignment.siblings(u)}
            if more == tied:
                return tied
            tied = more

    def _close(self, uris: Iterable[str]) -> list[str]:
        gone: list[str] = []
        links = {uri: self._linking.links.get(uri, NO_LINKS) for uri in uris}
        for uri in uris:
            group = self._groups.pop(uri)
            self._published.pop(uri, None)
            self._new_stubs.append(self._closed.close(group, make_story(group, links[uri])))
            self._assignment.remove(i.key for i in group.items)
            gone.extend(key for i in group.items for key in self._items.close(i.key))
        self._linking.update(dict.fromkeys(uris))
        for key in gone:
            article = self._articles.pop(key)
            self._before.setdefault(key, article)
        return gone

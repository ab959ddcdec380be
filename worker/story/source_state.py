"""One source's articles, folded as they come: the incremental form of `resolve`.

The worker keeps one `SourceState` for each source in its partitions of `articles`. A batch touches a few items; their
stories, and those linked to them by a note, are resolved again with the functions that `resolve` uses, and those that
changed are published.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import replace

from worker.story.assignment import NONE_KNOWN
from worker.story.canonical import Shows, make_story
from worker.story.changelog import Entry
from worker.story.closed import kept_until
from worker.story.closing import Closing, together
from worker.story.combine import NO_LINKS, Links
from worker.story.decided import Placement
from worker.story.decision import Decision
from worker.story.decisions import decided
from worker.story.group import Group, make_group
from worker.story.groups import Groups, Waiting
from worker.story.item import Item
from worker.story.items import Items
from worker.story.linking import Linking
from worker.story.rungs import REACH_MS
from worker.story.state import UNPUBLISHED, Copies, Published, StoryState, make_state, merged, nowhere, published
from worker.story.step import Outcome, Outcomes, Step
from worker.story.story import to_json
from worker.story.survives import Survives
from worker.story.watermark import Watermark
from worker.wire.article import Article, join


class SourceState:
    """The set of one source's articles within the window, with the indexes that make adding one cheap.

    `window_ms` is how long a story stays open after its newest article; None keeps everything (files). Articles that
    can still be reached from within the window are kept 48 hours longer, so that an article that is not late finds its
    story. `copies` says which other streams get a copy of a story, `shows` how much is published of texts under
    embargo. Without `changelog`, steps contain no entries for a restart.
    """

    def __init__(
        self,
        source: str,
        window_ms: int | None = None,
        copies: Copies = nowhere,
        *,
        shows: Shows = "nothing",
        changelog: bool = True,
    ) -> None:
        self.source, self.window_ms, self._keeps = source, window_ms, changelog
        self._copies, self._shows = copies, shows
        self._watermark = self._watermark_before = Watermark(window_ms)
        self._survives, self._closing = Survives(source), Closing()
        self._held, self._closed = self._survives.held, self._survives.closed
        self.embargoes, self.decisions = self._survives.embargoes, self._survives.decisions
        self._noticed: set[str] = set()
        self._settled, self._stories = True, 0
        self._as_recorded = True
        """Whether the stories recorded for articles are theirs: not once one of them was left out."""
        self._clear()

    def _clear(self) -> None:
        self._items = Items(self._closed.has_item)
        self._assignment = Placement(self.source, self.decisions, self._items.named)
        self._groups = Groups()
        self._linking = Linking()
        self._published: dict[str, Published] = {}
        self._outcomes = Outcomes()

    def rest(self) -> None:
        """Drop the indexes until something comes, which then finds them built again, as after a restart."""
        if self._settled:
            self._settled, self._stories = False, len(self._groups)
            self._begin()
            del self._items, self._assignment, self._groups, self._linking, self._published, self._outcomes

    @property
    def watermark(self) -> int | None:
        """The newest event time that counts."""
        return self._watermark.ms

    def __len__(self) -> int:
        """Articles held."""
        return len(self._held)

    @property
    def stories(self) -> int:
        """Stories open."""
        return len(self._groups) if hasattr(self, "_groups") else self._stories

    def article(self, key: str) -> Article | None:
        """The article held under a key of the stream `articles`."""
        return self._held.get(key)

    def articles(self) -> Iterable[Article]:
        """The articles held, in no particular order."""
        return self._held.values()

    def entries(self) -> Iterator[Entry]:
        """Everything that `restore` needs to get back to this state."""
        return self._survives.entries()

    def restore(self, entry: Entry) -> None:
        """Read an entry of the changelog; a later one with the same key replaces it. Publishes nothing.

        Raises `msgspec.DecodeError` or `ValueError` if the entry is not ours.
        """
        seen = self._survives.restore(entry)
        if seen is not None:
            self._watermark.see(*seen)
        self._settled = False

    def settle(self) -> None:
        """Build the indexes after a restore, so that the first batch is as fast as any. `add` does it if necessary."""
        if self._settled:
            return
        self._clear()
        self.decisions.settle()
        self.embargoes.forget_stories()
        self.embargoes.await_pins(self.decisions.pins)
        items = self._items.settle(self._held.by_key)
        known = self._held.stories_of(self._items.item_of) if self._as_recorded else NONE_KNOWN
        self._assignment.put(items, known if not self.decisions else NONE_KNOWN)
        for uri in self._assignment.uris():
            members = self._assignment.members(uri)
            waits = Waiting.can(uri, members, known) and not self.decisions.naming(members)
            self._groups.put(uri, Waiting(uri, members) if waits else self._make_group(uri, members))
        self._linking.settle(self._groups.values())
        self._closing.settle(self._groups.values(), self._watermark)
        self._settled = True

    def take_back(self) -> None:
        """Restore the state from before the last `add`, which may have been interrupted by an exception."""
        self._watermark = self._watermark_before
        self._survives.take_back()
        self._closing.take_back()
        self._noticed = set()
        self._settled = False

    def leave_out(self, article: Article) -> None:
        """Drop an article."""
        self._held.drop(article.key)
        self._settled = self._as_recorded = False

    def add(
        self, articles: Sequence[Article], packed: Sequence[bytes] | None = None, now_ms: int | None = None
    ) -> Step:
        """Add a batch, in order. Returns the outcome of each article, the changed stories, and the changelog entries.

        `packed` are the same articles packed, if they are already; `now_ms` (epoch ms) is the current time, if known:
        embargoes that end by then are over, for all articles held. If it raises anything, nothing has changed.
        """
        with self._whole():
            return self._add(articles, packed, now_ms)

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """What is done inside is done, or, where anything is raised, as if it had not been begun."""
        self.settle()
        self._begin()
        try:
            yield
        except BaseException:
            self.take_back()
            raise

    def _begin(self) -> None:
        """Save what `take_back` needs."""
        self._watermark_before = copy(self._watermark)
        self._survives.begin()
        self._closing.begin()

    def _add(self, articles: Sequence[Article], packed: Sequence[bytes] | None, now_ms: int | None) -> Step:
        fates: list[Outcome | None] = []
        kept, touched = dict[str, None](), dict[str, None]()
        for n, article in enumerate(articles):
            fate, touches = self._admit(article, packed[n] if packed else None, kept)
            fates.append(fate)
            if touches:
                touched[article.key] = None
        due = self.embargoes.come(articles, now_ms)
        states = self._refold(touched, kept, due) if touched or due else []
        states.extend(self._tell_closed())
        outcomes = tuple(f or self._outcome(a) for f, a in zip(fates, articles, strict=True))
        step = self._finish(outcomes, states, kept)
        for story in self._groups.rest():
            self._linking.rest(story)
            self._published.pop(story.uri, None)
        return step

    def _admit(self, article: Article, value: bytes | None, kept: dict[str, None]) -> tuple[Outcome | None, bool]:
        """Add an article to the set. Returns its outcome, if that needs no folding, and whether its item is touched.

        New and changed articles go into `kept`; `value` is the article packed, if it is already.
        """
        held = self._held.get(article.key)
        if held is None:
            if (reached := self._closed.reach(article, self._items.knows)) is not None:
                return reached, False
            if self._watermark.is_late(article):
                return "late", False
            self._hold(article, value)
            kept[article.key] = None
            return None, True
        joined = join(held, article)
        if joined == held:
            return "duplicate", False
        self._hold(joined)
        kept[article.key] = None
        return "duplicate", True

    def _finish(self, outcomes: tuple[Outcome, ...], states: list[StoryState], kept: dict[str, None]) -> Step:
        """Close the stories that are due, and resolve again what shares a name with them, as a restart would see it."""
        expired, beside = self._expire()
        if beside:
            states = merged(states, [*self._refold(sorted(beside), kept, set()), *self._tell_closed()])
        stubs = self._closed.changelog(self.watermark, self._items.marked)
        more = (*stubs, *self.embargoes.changelog(), *self.decisions.changelog())
        entries = (*self._held.changelog(kept, expired, self._uri_of), *more) if self._keeps else ()
        return Step(outcomes, tuple(states), entries)

    def _uri_of(self, key: str) -> str:
        return self._assignment.uri(self._items.item_of(key))

    def _moved(self, groups: Iterable[Group]) -> list[str]:
        """The articles of these stories that are recorded in others."""
        keys = ((g.uri, sorted(key for item in g.items for key in self._items.members(item.key))) for g in groups)
        return [key for uri, some in keys for key in some if self._held.uri(key) != uri]

    def decide(self, decisions: Sequence[Decision], now_ms: int | None = None) -> Step:
        """Take in decisions. `now_ms` as in `add`. If it raises anything, nothing has changed."""
        with self._whole():
            names = {name for d in decisions for name in self.decisions.touched_by(d)}
            around = self._assignment.around(names)
            for uri in around - self._published.keys():  # what was published last was by the decisions until now
                self._published[uri] = published(self._make_state(self._groups[uri], self._links(uri)))
            news = self.decisions.put(decisions)
            effects = self.decisions.effects(decisions, news, self._items.named, self._closed.has_item)
            self.embargoes.await_pins(self.decisions.pins)
            due = around | self._assignment.decide(names) | self.embargoes.come((), now_ms)
            kept: dict[str, None] = {}
            states = self._refold((), kept, due) if due else []
            return replace(self._finish((), states, kept), effects=effects)

    @property
    def rules(self) -> int | None:
        """The version of the rules that published its stories, if known."""
        return self._held.rules

    @property
    def outdated(self) -> bool:
        """Whether its stories were published by another version of the rules, or by an unknown one."""
        return self._held.outdated

    def renew(self, now_ms: int | None = None) -> Step:
        """Publish every open story again, by the current rules, and withdraw those that no longer exist."""
        self.settle()
        self._begin()
        self._linking.update({uri: self._regroup(uri) for uri in self.embargoes.come((), now_ms)})
        groups = self._groups.all()
        states = [self._make_state(group, self._links(group.uri)) for group in groups]
        states += [StoryState(uri) for uri in self._held.uris if uri not in self._groups]
        self._published = {state.uri: published(state) for state in states if state.story is not None}
        entries = (
            self._held.renewed(),
            *self._held.changelog(self._moved(groups), (), self._uri_of),
            *self.embargoes.changelog(),
        )
        return Step((), tuple(sorted(states, key=lambda state: state.uri)), entries if self._keeps else ())

    def closed_story(self, article: Article) -> str | None:
        """The uri of the closed story that an article belongs to, by a name or its slug."""
        return self._closed.story_of(article)

    def _tell_closed(self) -> list[StoryState]:
        """The closed stories that notices of this batch have changed."""
        groups = [group for uri in self._noticed if (group := self._groups.get(uri)) is not None]
        for ref in [ref for group in groups for ref, target in self._linking.asked(group) if target is None]:
            self._closed.ask(ref)
        self._noticed = set()
        return [StoryState(s.uri, s, to_json(s)) for s in self._closed.asked if s.uri not in self._groups]

    def _hold(self, article: Article, value: bytes | None = None) -> None:
        self._items.put(self._held.hold(article, value))
        self._watermark.see(article.event_ms, article.received_ms, article.item_id)

    def _links(self, uri: str) -> Links:
        return decided(self._groups[uri], self._linking.links.get(uri, NO_LINKS))

    def _make_state(self, group: Group, links: Links) -> StoryState:
        return make_state(group, links, self._copies, self._shows)

    def _make_group(self, uri: str, members: Sequence[Item]) -> Group:
        by = self.decisions.naming(members)
        group = make_group(uri, members, self.embargoes.ended, by, self._assignment.ruled(uri))
        self.embargoes.put(uri, group.ends | group.pins_end, under=group.hidden)
        return group

    def _refold(self, touched: Iterable[str], kept: dict[str, None], due: set[str]) -> list[StoryState]:
        """Resolve again everything that the touched items and the stories `due` affect. Returns the changed stories.
        Articles whose story is not the one in the changelog are added to `kept`."""
        uris = self._assignment.put(self._items.refresh(touched)) | due
        before = {uri: self._groups[uri] for uri in uris if uri in self._groups}
        regrouped = {uri: self._regroup(uri) for uri in uris}
        self._noticed.update(uri for uri, group in regrouped.items() if group is not None and group.refs)
        if self._keeps:
            kept.update(dict.fromkeys(self._moved(group for _, group in sorted(regrouped.items()) if group)))
        linked = self._linking.update(regrouped)
        changed: list[StoryState] = []
        for uri in sorted(linked.keys() | uris):
            was = before.get(uri) or (self._groups.get(uri) if uri not in uris else None)
            if was is not None and uri not in self._published:
                links = linked.get(uri) or self._linking.links.get(uri, NO_LINKS)
                self._published[uri] = published(self._make_state(was, decided(was, links)))
            self._publish(uri, changed)
        return changed

    def _publish(self, uri: str, changed: list[StoryState]) -> None:
        """Add a story to `changed` if it differs from what was published before."""
        last = self._published.get(uri, UNPUBLISHED)
        if (group := self._groups.get(uri)) is None:
            if last is not UNPUBLISHED:
                del self._published[uri]
                changed.append(StoryState(uri).after(last.copies))
            return
        state = self._make_state(group, self._links(uri))
        now = published(state)
        if last.digest != now.digest:
            self._published[uri] = now
            changed.append(state.after(last.copies))

    def _regroup(self, uri: str) -> Group | None:
        """Rebuild one story's group from the items placed in it; None if there are none left."""
        self._groups.drop(uri)
        if not (members := self._assignment.members(uri)):
            self._closing.drop(uri)
            self.embargoes.put(uri)
            return None
        group = self._make_group(uri, members)
        self._groups.put(uri, group)
        self._closing.put(group, self._watermark)
        return group

    def _outcome(self, article: Article) -> Outcome:
        uri = self._uri_of(article.key)
        links = self._linking.links.get(uri, NO_LINKS)
        return self._outcomes.of(article, self._held[article.key].raw, self._groups[uri], links)

    def _expire(self) -> tuple[list[str], set[str]]:
        """Close the stories that nothing in the window can reach. Returns the keys of their articles, and of others
        that share a name with these."""
        if self.window_ms is None or self.watermark is None:
            return [], set()
        cutoff = self.watermark - self.window_ms - REACH_MS
        expired, beside, waiting = list[str](), set[str](), set[str]()
        due = self._closing.before(cutoff)
        for uri in due:
            if uri in self._groups and uri not in waiting:
                tied = together(uri, self._linking, self._assignment)
                groups = [self._groups[u] for u in tied]
                times = [self._closing.time(g, self._watermark) for g in groups]
                if max(*times, *(kept_until(g, self._links(g.uri)) for g in groups)) < cutoff:
                    expired.extend(self._close(tied, beside))
                else:
                    waiting |= tied
        for group in filter(None, map(self._groups.get, due)):
            self._closing.put(group, self._watermark)
        if self.decisions.forget(self.watermark, self._items.named):
            self.embargoes.await_pins(self.decisions.pins)
        return sorted(expired), beside.difference(expired)

    def _close(self, uris: Iterable[str], beside: set[str]) -> list[str]:
        gone: list[str] = []
        links = {uri: self._links(uri) for uri in uris}
        for uri in uris:
            group = self._groups[uri]
            self._groups.drop(uri)
            self._published.pop(uri, None)
            self._closing.drop(uri, group)
            self._closed.close(group, make_story(group, links[uri], self._shows))
            self.embargoes.put(uri)
            self._assignment.remove(i.key for i in group.items)
            for keys, others in [self._items.close(item.key) for item in group.items]:
                gone.extend(keys)
                beside |= others
        self._linking.update(dict.fromkeys(uris))
        for key in gone:
            self._held.drop(key)
        return gone

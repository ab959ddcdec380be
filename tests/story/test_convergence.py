"""The promise: any order, any duplicates, any split into batches or workers' lives, the same stories byte for byte."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from typing import Any

import orjson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.story.wires import DAY, article, articles, lead, note, text, wires
from worker.story.changelog import Entry
from worker.story.embargo import NONE_ENDED, Until
from worker.story.headed import keep
from worker.story.order import is_notice
from worker.story.resolve import resolve
from worker.story.source_state import SourceState
from worker.story.step import Step
from worker.story.story import to_json
from worker.wire.article import Article
from worker.wire.article import to_json as article_json

HOUR_MS = 3_600_000
DAY_MS = int(DAY.timestamp() * 1000)

EXAMPLES = int(os.environ.get("TEST_EXAMPLES", "300"))
many = settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


few = settings(
    max_examples=max(20, EXAMPLES // 6),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def told(articles: list[Article], now_ms: int | None = None) -> dict[str, bytes]:
    ended = NONE_ENDED if now_ms is None else Until(now_ms)
    return {s.uri: to_json(s) for s in resolve(articles, ended)}


class Published:
    """What a reader of the stream `stories` holds: the newest state of each uri, tombstones removed."""

    def __init__(self) -> None:
        self.stories: dict[str, bytes] = {}

    def take(self, wire: SourceState, batch: list[Article], now_ms: int | None = None) -> None:
        step = wire.add(batch, now_ms=now_ms)
        assert len(step.outcomes) == len(batch)
        self.tell(step)

    def tell(self, step: Step) -> None:
        """The states of one step, checked: none twice, and none withdrawn that was never told."""
        for uri, story in step.stories:
            if story is None:
                assert uri in self.stories, "a tombstone for a story that was never told"
                del self.stories[uri]
            else:
                assert self.stories.get(uri) != to_json(story), "the same state told twice"
                self.stories[uri] = to_json(story)


@many
@given(wires(), st.randoms(use_true_random=False))
def test_order_and_duplicates_do_not_matter(wire: list[Article], rng: random.Random) -> None:
    """`resolve` is a function of the set: shuffled, with articles repeated, it gives the same bytes."""
    shuffled = wire + rng.sample(wire, rng.randint(0, len(wire)))
    rng.shuffle(shuffled)
    assert told(shuffled) == told(wire)


@many
@given(wires(), st.randoms(use_true_random=False))
def test_article_by_article_equals_the_whole_set(wire: list[Article], rng: random.Random) -> None:
    """What the worker publishes over any batches of any arrival adds up to `resolve` of the set, and nothing is told
    twice; in between, after every batch, too. Where the source rests in between, that changes nothing."""
    arrival = wire + rng.sample(wire, rng.randint(0, len(wire) // 2))
    rng.shuffle(arrival)
    fold, reader, seen = SourceState("harbour"), Published(), []
    while arrival:
        size = rng.randint(1, 4)
        batch, arrival = arrival[:size], arrival[size:]
        seen += batch
        reader.take(fold, batch)
        assert reader.stories == told(seen)
        if rng.random() < 0.2:
            fold.rest()
            assert fold.stories == len(reader.stories)


@many
@given(wires(), st.randoms(use_true_random=False))
def test_a_restart_anywhere_changes_nothing(wire: list[Article], rng: random.Random) -> None:
    """A worker that restores the articles it had read goes on as if it had never stopped: no state told twice, none
    missing."""
    rng.shuffle(wire)
    cut = rng.randint(0, len(wire))
    fold, reader = SourceState("harbour"), Published()
    record: dict[tuple[str, str], Entry] = {}
    for a in wire[:cut]:
        step = fold.add([a])
        record.update(((entry.kind, entry.key), entry) for entry in step.changelog)
        reader.tell(step)
    again = SourceState("harbour")
    for entry in rng.sample(list(record.values()), len(record)):
        again.restore(entry)
    for a in wire[cut:]:
        reader.take(again, [a])
    assert reader.stories == told(wire)


TIMES = st.sampled_from([int((DAY.timestamp() + hours * 3600) * 1000) for hours in (0, 12, 23, 30)])
"""Before, at, between and after the ends of the embargoes in these wires."""


@many
@given(wires(), st.lists(TIMES, max_size=4), st.randoms(use_true_random=False))
def test_fv99_releases_in_any_order(wire: list[Article], times: list[int], rng: random.Random) -> None:
    """The worker's clock goes on while articles come in any order, with restarts in between, some of which lose the
    last batch: at every moment the stories are those of all articles with the embargoes that have ended by then, and
    nothing is told twice. Where no clock is asked, what was released stays released."""
    arrival: list[Article | int] = [*wire, *times]
    rng.shuffle(arrival)
    clock = 0
    fold, reader, seen = SourceState("harbour"), Published(), list[Article]()
    for one in arrival:
        if isinstance(one, int):
            clock = max(clock, one)
        else:
            seen.append(one)
        batch = [one] if isinstance(one, Article) else []
        if rng.random() < 0.2:
            fold.add(batch, now_ms=clock)
            fold.take_back()
        before = {entry.key for entry in fold.entries() if entry.kind == "release"}
        reader.take(fold, batch, clock)
        after = {entry.key for entry in fold.entries() if entry.kind == "release"}
        assert before <= after
        assert reader.stories == told(seen, clock)
        assert not fold.embargoes.is_due(clock)
        if rng.random() < 0.2:
            fold.rest()
        if rng.random() < 0.3:
            again = SourceState("harbour")
            for entry in rng.sample(list(fold.entries()), len(list(fold.entries()))):
                again.restore(entry)
            fold = again
    reader.take(fold, seen[:1])
    assert reader.stories == told(seen, clock)


@many
@given(wires(), TIMES, st.randoms(use_true_random=False))
def test_fv99_the_changelog_carries_releases(wire: list[Article], now_ms: int, rng: random.Random) -> None:
    """A worker that restores what steps have written, in any order of keys, has released what was released; without
    looking at a clock."""
    rng.shuffle(wire)
    fold = SourceState("harbour")
    record: dict[tuple[str, str], Entry] = {}
    for n, a in enumerate(wire):
        step = fold.add([a], now_ms=now_ms if n % 2 else None)
        record.update(((entry.kind, entry.key), entry) for entry in step.changelog)
    step = fold.add([], now_ms=now_ms)
    record.update(((entry.kind, entry.key), entry) for entry in step.changelog)
    kept = {e for e in record.values() if e.kind == "release" and e.value is not None}
    assert kept == {e for e in fold.entries() if e.kind == "release"}
    again = SourceState("harbour")
    for entry in rng.sample(list(record.values()), len(record)):
        again.restore(entry)
    again.settle()
    assert {uri: to_json(s) for uri, s in again.renew().stories if s} == told(wire, now_ms)


@many
@given(st.lists(articles(days=16, timed=True), min_size=4, max_size=40), st.randoms(use_true_random=False))
def test_closing_stories_changes_nothing_that_is_not_late(wire: list[Article], rng: random.Random) -> None:
    """With a window of a day, articles up to a day late: stories close and are forgotten, and what was published still
    adds up to `resolve` of everything.

    Without notices: what one does to a story that has closed is decided by what its stub still knows (FV-95), which is
    less than `resolve` knows.
    """
    wire = [a for a in wire if not asks(a)] or wire[:1]
    window = 24 * HOUR_MS
    arrival = sorted(wire, key=lambda a: (a.event_ms or 0) + rng.random() * window)
    fold, reader, record = SourceState("harbour", window), Published(), set()
    for a in arrival:
        reader.take(fold, [a])
        record.add(a.key)
        for other in rng.sample(arrival, 1):
            if other.key in record:
                reader.take(fold, [other])
    whole = told(wire)
    assert reader.stories.keys() == whole.keys()
    for uri, body in reader.stories.items():
        assert (
            body == whole[uri]
            or (in_short(body, closed=True) or None) == in_short(whole[uri], closed=False)
            or as_it_closed(body) == as_it_closed(whole[uri])
        )


@many
@given(st.lists(articles(days=16), min_size=4, max_size=30), st.randoms(use_true_random=False), st.integers(1, 4))
def test_a_restart_changes_nothing_of_when_stories_close(wire: list[Article], rng: random.Random, size: int) -> None:
    """Restored from its changelog at any moment, and resting at others, the state says and keeps of every batch what it
    would have without; some times are unknown, or further ahead of their records than the window, and some articles
    share an address."""
    window = 24 * HOUR_MS
    arrival = [
        replace(
            a,
            received_ms=(a.event_ms or DAY_MS) - rng.choice((0, 0, 0, 3 * window)) if a.received_ms else DAY_MS,
            names=a.names if a.serial else rng.choice((a.names, (a.item_id, "coast.example/1"))),
        )
        for a in sorted(wire, key=lambda a: (a.event_ms or 0) + rng.random() * window)
    ]
    fold, again = SourceState("harbour", window), SourceState("harbour", window)
    cut = rng.randrange(len(arrival))
    for n in range(0, len(arrival), size):
        batch = arrival[n : n + size]
        if n <= cut < n + size:
            again = SourceState("harbour", window)
            for entry in fold.entries():
                again.restore(entry)
        if rng.random() < 0.2:
            again.rest()
        one, other = fold.add(batch), again.add(batch)
        assert [(s.uri, s.body) for s in one.states] == [(s.uri, s.body) for s in other.states]
        assert (one.outcomes, sorted(one.changelog, key=by_key)) == (
            other.outcomes,
            sorted(other.changelog, key=by_key),
        )


def by_key(entry: Entry) -> tuple[str, str, bytes]:
    return entry.kind, entry.key, entry.value or b""


def asks(a: Article) -> bool:
    """Does an article take something back, hold it or let it go?"""
    operations = a.editor_note.operations if a.editor_note is not None else ()
    cancels = any(link.rel == "cancels" for link in a.links)
    return (
        cancels or is_notice(a) or any(o.verb in ("KILLS", "WITHHOLDS", "RELEASES", "REINSTATES") for o in operations)
    )


AFTER_CLOSING = {"contains_killed_source", "contains_withheld_source", "needs_review"}


def as_it_closed(body: bytes) -> dict[str, Any]:
    """A story without what a notice to a story that it had absorbed makes of it: a closed one is not told again."""
    story: dict[str, Any] = orjson.loads(body)
    story["flags"] = sorted(set(story["flags"]) - AFTER_CLOSING)
    for combine in story["combines"]:
        combine["state"] = "superseded" if combine["state"] == "canceled" else combine["state"]
    return story


def in_short(body: bytes, closed: bool) -> dict[str, Any]:
    """What is told of a story that a notice reached after it had closed."""
    story = orjson.loads(body)
    if story["closed"] is not closed:
        return {}
    return {name: story[name] for name in ("uri", "status", "slug", "headline")}


def test_late_articles_and_closing() -> None:
    """An article older than the window is late; a story closes, with all its articles, once nothing can reach it."""
    old, new = sent_at(0), sent_at(30 * 24)
    fold = SourceState("harbour", 72 * HOUR_MS)
    version, kept = fold.add([old]).changelog
    assert (version.kind, kept[:3]) == ("rules", ("article", old.key, keep(old)))
    held = [entry[:3] for entry in fold.add([new]).changelog if entry.kind == "article"]
    assert held == [("article", new.key, keep(new)), ("article", old.key, None)]
    assert (len(fold), fold.stories) == (1, 1)
    assert fold.add([old, sent_at(30 * 24 - 73)]).outcomes == ("late", "late")
    assert fold.add([sent_at(30 * 24 - 71)]).outcomes == ("published",)


def sent_at(hours: int, **fields: Any) -> Article:
    received = int(DAY.timestamp() * 1000) + hours * HOUR_MS
    return article(hours * 60, **({"item_id": f"at{hours}", "received_ms": received} | fields))


def test_fv103_a_year_typed_wrong() -> None:
    """It makes nothing late, and closes by the time of those beside it; a time that its own record, or another item,
    speaks for counts."""
    fold = SourceState("harbour", 72 * HOUR_MS)
    unsure = {"received_ms": None}
    fold.add([sent_at(0, **unsure), sent_at(200 * 365 * 24, item_id="typo", **unsure)])
    assert fold.add([sent_at(24, **unsure)]).outcomes == ("published",)
    assert fold.add([sent_at(7 * 24), sent_at(8 * 24)]).outcomes == ("published", "published")
    assert (len(fold), fold.stories) == (2, 2)
    assert fold.add([sent_at(24, item_id="x")]).outcomes == ("late",)


def test_an_item_that_turns_out_to_be_a_digest_holds_no_lead() -> None:
    """A LEAD leans on an item by its text; a copy that shows the item to be a digest sets it free again."""
    item = article(600, item_id="g", flags=("recycled_id",), paragraphs=text(21, 3))
    leading = article(601, item_id="a", paragraphs=text(21, 3), **lead(1))
    digests = [article(600, item_id="g", kind="digest", headline=f"Digest {n}") for n in range(20)]
    digest = min(digests, key=lambda a: a.content_hash)  # the copy with the smallest hash says what the item is
    fold, reader, seen = SourceState("harbour"), Published(), []
    for a in (item, leading, digest):
        seen.append(a)
        reader.take(fold, [a])
        assert reader.stories == told(seen)
    assert {s.split(":")[-1] for s in reader.stories} == {"a", "g@2031-05-07"}


def test_a_link_that_changes_nothing_is_not_told_again_after_a_restart() -> None:
    """A hold by name of a story that its feed withholds already leaves its record as it was: a worker that has just
    restored it tells nothing."""
    held = article(600, slug="Ferry", status="withheld")
    hold = article(700, item_id="x", kind="advisory", headline="HOLD", editor_note=note(("WITHHOLDS", ("Ferry",))))
    again = SourceState("harbour")
    again.restore(Entry("article", held.key, article_json(held)))
    assert [s.kind for _, s in again.add([hold]).stories if s] == ["advisory"]

"""What a source keeps for its restart: the last record of each key says all that is known of it."""

from __future__ import annotations

import dataclasses
import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.story import test_convergence as convergence
from tests.story.test_convergence import many
from tests.story.wires import article, wires
from worker.story import held, rules_version
from worker.story.changelog import Entry, Kind, parse_key, record_key
from worker.story.source_state import SourceState
from worker.story.step import Step
from worker.wire.article import Article, Lineage, to_json

FIRST = article(0)
DAY = 24 * 60
WINDOW = 72 * 3_600_000


def _find(offset: int) -> Article:
    return dataclasses.replace(FIRST, raw=Lineage("raw", 0, offset), url=f"https://harbour.example/{9 - offset}")


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=4), min_size=1, max_size=4))
def test_what_compaction_leaves_of_an_article_restores_it(batches: list[list[int]]) -> None:
    """One article is found at several addresses, in several batches. The last entry alone restores all of it: place
    and address too, which a story shows."""
    state, restored = SourceState("harbour"), SourceState("harbour")
    entries = [entry for offsets in batches for entry in state.add([_find(n) for n in offsets]).changelog]
    restored.restore(entries[-1])
    assert list(restored.articles()) == list(state.articles())


def test_content_sent_again_after_its_story_has_closed() -> None:
    """An article without a time of its own closes with its story; sent again a month later it is held, over a restart
    too: what is kept stands in the order in which it happened."""
    old, again = (
        article(minutes, item_id="old", published=None, published_precision=None, event_from="record")
        for minutes in (0, 31 * DAY)
    )
    assert old.key == again.key
    state = SourceState("harbour", WINDOW)
    entries = [*state.add([old, article(31 * DAY, item_id="new")]).changelog, *state.add([again]).changelog]
    assert [(e.key, e.value is None) for e in entries if e.key == old.key] == [(old.key, True), (old.key, False)]
    restored = SourceState("harbour", WINDOW)
    for entry in entries:
        restored.restore(entry)
    held = {a.key: a for a in restored.articles()}
    assert held == {a.key: a for a in state.articles()}
    assert held[old.key] == again


def test_all_entries_are_the_state() -> None:
    """What `entries` gives, `restore` takes back."""
    state, restored = SourceState("harbour"), SourceState("harbour")
    state.add([_find(1), article(5, item_id="b")])
    for entry in state.entries():
        restored.restore(entry)
    assert sorted(restored.entries()) == sorted(state.entries())


def test_keys_of_sources_never_meet() -> None:
    """A slash in a source's name is escaped: item `coast.example/1` of `coastal` and item `1` of
    `coastal/coast.example` are two; a key says whose it is."""
    a = record_key("coastal", "article", "coast.example/1")
    b = record_key("coastal/coast.example", "article", "1")
    assert a != b
    assert parse_key(a) == ("coastal", "article", "coast.example/1")
    assert parse_key(b) == ("coastal/coast.example", "article", "1")


@given(st.text(), st.text())
def test_keys_are_read_back(source: str, key: str) -> None:
    """Whatever a source and an item are called."""
    assert parse_key(record_key(source, "stub", key)) == (source, "stub", key)


@pytest.mark.parametrize("foreign", [None, b"", b"x", b"\xff/a/b", b"harbour/item/hash", b"articles/harbour/1"])
def test_a_foreign_key_is_none(foreign: bytes | None) -> None:
    """A record that somebody else wrote names nothing."""
    assert parse_key(foreign) is None


@pytest.mark.parametrize(
    ("key", "value"), [("a/b", b"no json"), ("a/b", b"{}"), ("a/b", to_json(FIRST)), (FIRST.key, b"\xff")]
)
def test_a_foreign_entry_is_refused(key: str, value: bytes) -> None:
    """One that is no article, or another than its key says, raises and changes nothing."""
    state = SourceState("harbour")
    with pytest.raises(ValueError):  # noqa: PT011 - of several libraries
        state.restore(Entry("article", key, value))
    assert len(state) == 0


FAR = 10**20
STRANGE = [
    *(b"", b"null", b"1", b"-1.5", b"true", b"[]", b'"x"', b"{}", b"[[[[", b"\xff", b"9" * 5_000, b"[1,2,3,4,5,6]"),
    *(b'[["a"],"s","h",%s,2,"%s"]' % part for part in ((b'"1"', b"usable"), (b"%d" % FAR, b"usable"), (b"1", b"sold"))),
    b'{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6}',
    b'{"id":"a","source":"s","kind":"undo","items":[],"undoes":"b","who":"w","why":"y","ms":%d}' % FAR,
]


@pytest.mark.parametrize("kind", ["stub", "decision", "release", "rules"])
def test_whatever_a_record_holds_it_is_refused_or_taken(kind: Kind) -> None:
    """JSON of any other shape raises `ValueError`, which the worker expects, and leaves what was there as it was;
    anything else would end it at each start."""
    for value, key in itertools.product(STRANGE, ("a", "x/y", "1", "")):
        state = SourceState("harbour")
        before = list(state.entries())
        try:
            state.restore(Entry(kind, key, value))
        except ValueError:
            assert list(state.entries()) == before
        state.settle()
        list(state.entries())


def told(steps: list[Step]) -> dict[str, bytes]:
    """The stories as published, by uri."""
    last = {state.uri: state.body for step in steps for state in step.states}
    return {uri: body for uri, body in last.items() if body is not None}


@many
@given(wires(), st.randoms(use_true_random=False))
def test_another_version_publishes_every_open_story_anew(wire: list[Article], rng: random.Random) -> None:
    """Stories published by rules that name them otherwise: after a restart with those of today each story stands under
    its uri, and the uris of before are taken back. How: the old version folds each source's articles as another's."""
    rng.shuffle(wire)
    cut = rng.randint(1, len(wire))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("worker.story.assignment.item_uri", lambda source, item: f"old:{item.key}")
        patched.setattr(held, "VERSION", rules_version.VERSION - 1)
        state = SourceState("harbour")
        steps = [state.add([a]) for a in wire[:cut]]
    kept = {(e.kind, e.key): e for step in steps for e in step.changelog}
    again = SourceState("harbour")
    for entry in kept.values():
        again.restore(entry)
    before = again.outdated
    steps.append(again.renew())
    assert (before, again.outdated) == (True, False)
    assert told(steps) == convergence.told(wire[:cut])
    steps += [again.add([a]) for a in wire[cut:]]
    assert told(steps) == convergence.told(wire)
    for entry in (e for step in steps for e in step.changelog):
        kept[entry.kind, entry.key] = entry
    names = {e.story for e in kept.values() if e.kind == "article" and e.value is not None}
    assert names == set(told(steps)), "what is kept names every story, and no other"

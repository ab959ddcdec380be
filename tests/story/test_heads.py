"""Heads: an article's item and the hashes of its text are the same from its head as from the article."""

from __future__ import annotations

import dataclasses
import hashlib
import random
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.story.test_convergence import Published, few, many, told
from tests.story.wires import article, articles, text, wires
from worker.story.changelog import Entry
from worker.story.group import Group
from worker.story.head import FORM, has_head, head_of
from worker.story.headed import item_of, keep
from worker.story.item import alone, make_item
from worker.story.matching.text_index import found_by
from worker.story.packed import opened, packed
from worker.story.resting import Resting
from worker.story.source_state import SourceState
from worker.wire.article import Article, Link, from_json

ARTICLES = Path(__file__).with_name("articles.jsonl")

HEADS = (2, "877dd855e9af461d")
"""The form of heads, and what these articles' are."""


@many
@given(articles())
def test_a_head_says_what_the_article_says(a: Article) -> None:
    """Every field of the item, and what its text is found by; the article itself stays packed."""
    value = keep(a)
    assert opened(value) == a
    assert has_head(value, a.source, a.key)
    resting = Resting(None, value, key=a.key, headed=True)
    key = alone(a) or a.item_id
    item, whole = item_of(key, a.key, resting, head_of(value)), make_item(key, [a])
    assert item is not None
    for field in dataclasses.fields(whole):
        if field.name not in ("said", "copies", "_order"):
            assert getattr(item, field.name) == getattr(whole, field.name), field.name
    assert (item.names, item.called) == whole.said
    assert item.copies[0].version_key == whole.copies[0].version_key
    assert item.copies[0].followed_ms == whole.copies[0].followed_ms
    assert resting.is_packed
    for looks in (True, False) if whole.folds else ():
        assert found_by(item, looks) == found_by(whole, looks)
    assert item.order == whole.order
    assert item.copies[0].article == a


def test_another_name_of_the_item_needs_the_article() -> None:
    """Its texts go by the name of the item, which is not the id they were sent under."""
    a = article(0, item_id="m", names=("m", "b"))
    value = keep(a)
    assert item_of("b", a.key, Resting(None, value, key=a.key, headed=True), head_of(value)) is None


def test_a_head_of_something_else_is_not_used() -> None:
    """Of another article, source or form, broken, cut off, or none at all: the article is opened."""
    a = article(0, paragraphs=text(1, 12))
    value, frame = keep(a), packed(a)
    assert value.startswith(frame)
    assert not has_head(value, "quay", a.key)
    assert not has_head(value, a.source, "other/" + a.content_hash)
    assert not has_head(frame, a.source, a.key)
    for at in (4, len(frame) + 9, len(value) - 7):
        assert not has_head(value[:at] + bytes((value[at] ^ 1,)) + value[at + 1 :], a.source, a.key)
    for cut in range(len(frame), len(value)):
        assert not has_head(value[:cut], a.source, a.key)
        assert opened(value[:cut]) == a


@many
@given(wires(), st.randoms(use_true_random=False))
def test_a_restart_from_heads_is_one_from_articles(wire: list[Article], rng: random.Random) -> None:
    """Some have one and some, kept by an earlier version, have none: the stories go on as if nothing had happened."""
    rng.shuffle(wire)
    cut = rng.randint(0, len(wire))
    fold, reader = SourceState("harbour"), Published()
    record: dict[tuple[str, str], Entry] = {}
    for a in wire[:cut]:
        step = fold.add([a], [keep(a)] if rng.random() < 0.5 else None)
        record.update(((entry.kind, entry.key), entry) for entry in step.changelog)
        reader.tell(step)
    again = SourceState("harbour")
    share = rng.choice((0.0, 0.5, 1.0))
    for entry in rng.sample(list(record.values()), len(record)):
        bare = entry.kind == "article" and entry.value is not None and rng.random() < share
        again.restore(entry._replace(value=packed(opened(entry.value or b""))) if bare else entry)
    for a in wire[cut:]:
        reader.take(again, [a])
    assert reader.stories == told(wire)


def whole(group: Group) -> dict[str, object]:
    """A story in all its fields, with its items by key and its versions by what they say."""
    fields = {field.name: getattr(group, field.name) for field in dataclasses.fields(group)}
    return fields | {"items": [item.key for item in group.items], "copies": [copy.article for copy in group.copies]}


def everything(state: SourceState) -> dict[str, object]:
    """A state in all parts that tell what comes next: its stories, put together, what they say of each other, and where
    each article stands."""
    linking, placed = state._linking, state._assignment._assignment
    return {
        "stories": {group.uri: whole(group) for group in state._groups.all()},
        "linked": {uri: whole(linking._groups[uri]) for uri in sorted(linking._groups)},
        "links": linking.links,
        "killed": linking._killed,
        "verdicts": linking._verdicts,
        "callers": {name: uris for name, uris in linking._callers.items() if uris},
        "bearers": {
            name: set(linking._bearers.one(name)) for uri in state._groups for name in state._groups[uri].names
        },
        "items": state._items._item,
        "members": state._items._members,
        "named": {name: state._items.named(name) for item in placed._items.values() for name in item.names},
        "placed": placed._uri,
        "orders": {key: item.order for key, item in placed._items.items()},
    }


@few
@given(wires())
def test_a_state_from_heads_is_the_same_in_every_part(wire: list[Article]) -> None:
    """The stories, their versions and times, what they are called and what they say of each other, and who is named how
    and found by which text: as if nothing had ever rested."""
    fold, again = SourceState("harbour"), SourceState("harbour")
    fold.add(wire)
    for entry in fold.entries():
        again.restore(entry)
    again.settle()
    for uri in fold._groups:
        assert set(again._groups.peek(uri).names) == set(fold._groups[uri].names)
    assert everything(again) == everything(fold)


def test_a_restart_opens_no_plain_article() -> None:
    """Neither its item nor its story is put together from the article before something touches it."""
    fold = SourceState("harbour")
    sent = [article(0, paragraphs=text(1, 8)), article(5, item_id="m", headline="Museum opens", paragraphs=text(3, 8))]
    again = SourceState("harbour")
    for entry in [e for a in sent for e in fold.add([a]).changelog]:
        again.restore(entry)
    again.settle()
    assert all(resting.is_packed for resting in again._held.by_key.values())
    assert again.stories == 2


def test_what_leans_on_nothing_any_more_leaves_also_after_a_restart() -> None:
    """A lead without a slug stands with the one that has its headline, until the agency's link takes that elsewhere; a
    restart before does not look up on which it leans."""
    flash = article(0, item_id="a", slug="NK-harbour", serial="20310507-0001-315", marker="(URGENT)", lead_number=0)
    first = {"marker": "(LEAD)", "lead_number": 1, "headline": "(Asiad) Ferry", "received_ms": None}
    first |= {"published_precision": "day"}
    lead = article(600, item_id="b", slug="NK-harbour", links=(Link("evolvedFrom", "a"),), paragraphs=text(21), **first)
    other = article(590, item_id="c", paragraphs=text(11), take=2, **first)
    fold, reader, again = SourceState("harbour"), Published(), SourceState("harbour")
    for a in (lead, other):
        reader.take(fold, [a])
    assert len(reader.stories) == 1
    for entry in fold.entries():
        again.restore(entry)
    reader.take(again, [flash])
    assert reader.stories == told([lead, other, flash])
    assert len(reader.stories) == 2


def test_the_end_of_a_lifted_embargo_stays_one_that_has_come() -> None:
    """A text sent with an embargo and, newer, without it, is plain; a restart must not forget that the end has come, or
    what comes with the same end is held back where no clock is asked."""
    noon = "2031-05-07T12:00:00+00:00"
    under: dict[str, Any] = {"flags": ("embargoed",), "embargoed_until": noon}
    lifted = [
        article(600, item_id="a", version=1, **under),
        article(600, item_id="a", version=2, url="https://h.example/a"),
    ]
    (item,) = [make_item("a", lifted)]
    assert item.plain
    assert item.ends
    fold, again = SourceState("harbour"), SourceState("harbour")
    fold.add(lifted, now_ms=max(item.ends) + 1)
    for entry in fold.entries():
        again.restore(entry)
    again.add([article(700, item_id="q", headline="Quay closes", paragraphs=text(30, 8))])
    assert sorted(e.key for e in again.entries() if e.kind == "release") == [str(max(item.ends))]


def test_other_heads_need_another_form() -> None:
    """A restart must not build its state from heads that say something else than this version would."""
    values = [keep(from_json(line)) for line in ARTICLES.read_bytes().splitlines()]
    heads = b"".join(value[len(packed(opened(value))) :] for value in values)
    digest = hashlib.sha256(heads).hexdigest()[:16]
    assert (FORM, digest) == HEADS, f"raise FORM in worker/story/head.py, and renew this digest: {digest}"

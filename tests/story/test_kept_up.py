"""Indexes that are kept up to date, step by step, say at every step what they would say of the whole set, made anew.

Each is tried by itself, on small sets in which everything collides, and with the bounds so small that they cut: a
hundred times as dense as whole wires, which test_convergence.py folds.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any
from unittest import mock

import pytest

from tests.story.wires import DAY, article, note
from worker.story import combine, cycles, linking, targets
from worker.story.decision import Decision
from worker.story.group import Group, make_group
from worker.story.item import make_item
from worker.story.linking import Linking
from worker.wire.article import Article, DigestItem, Link

START = int(DAY.timestamp() * 1000)
VERBS = ("COMBINES", "COMBINES", "COMBINES", "COMBINES", "KILLS", "WITHHOLDS", "RELEASES", "USES", "REINSTATES")


def bounded(**bounds: int) -> ExitStack:
    """With these bounds of a module, as `module.NAME`, smaller than they are."""
    stack = ExitStack()
    for name, bound in bounds.items():
        for module in (combine, cycles, linking, targets):
            if hasattr(module, name):
                stack.enter_context(mock.patch.object(module, name, bound))
    return stack


def speaking(rng: random.Random, n: int) -> Article:
    """A version of the nth story, which speaks of the others in one way or another, or is itself withdrawn."""
    kind = rng.choice(("article",) * 5 + ("advisory", "kill", "digest"))
    verbs = [(rng.choice(VERBS), (rng.choice("abcde"),)) for _ in range(rng.choice((0, 1, 1, 2)))]
    if verbs and rng.random() < 0.3:
        verbs.append(("USES", verbs[0][1]))
    fields: dict[str, Any] = {
        "item_id": f"i{n}",
        "slug": rng.choice("abcde"),
        "headline": rng.choice(("A", "B", f"H{n}")),
        "kind": kind,
        "status": rng.choice(("usable",) * 6 + ("canceled", "withheld")),
        "paragraphs": (f"Said {rng.random()}.",),
        "editor_note": note(*verbs) if verbs else None,
        "lead_number": rng.choice((None, None, 1, 2)),
    }
    if kind == "digest":
        fields["items"] = (DigestItem(rng.choice(("A", "B", "H1")), None, None, None, None),)
    if rng.random() < 0.1:
        fields["links"] = (Link("cancels", f"i{rng.randrange(6)}"),)
    if rng.random() < 0.1:
        fields["flags"] = ("embargoed",)
    return article(rng.choice((None, *range(0, 600, 60))), **fields)


def decision(rng: random.Random, n: int) -> Decision:
    """An editor says that one story goes on in another, or does not."""
    kind, items = rng.choice(("follow", "follow", "unfollow", "withhold", "release")), rng.sample(range(6), 2)
    ms = START + rng.randrange(10) * 3_600_000
    return Decision(f"d{n}", "harbour", kind, tuple(f"i{k}" for k in items), None, "ana", "so", ms)  # type: ignore[arg-type]


def story(rng: random.Random, n: int, decisions: list[Decision]) -> Group:
    """The nth story with one to three versions."""
    items = [make_item(f"i{n}", [speaking(rng, n) for _ in range(rng.choice((1, 1, 2, 3)))])]
    on = [d for d in decisions if f"i{n}" in d.items]
    return make_group(f"u{n}", items, decided=sorted(on, key=lambda d: d.order, reverse=True))


def same_links(kept: Linking, fresh: Linking, stories: Mapping[str, Group]) -> None:
    assert kept.links == fresh.links
    assert {uri: kept.tied([uri]) for uri in stories} == {uri: fresh.tied([uri]) for uri in stories}
    assert [kept.asked(g) for g in stories.values()] == [fresh.asked(g) for g in stories.values()]


@pytest.mark.parametrize("seed", range(6))
def test_what_stories_make_of_each_other(seed: int) -> None:
    """Stories come, change and go; those with other links than before, and only those, are told with their old ones."""
    rng = random.Random(seed)
    with bounded(**({} if seed % 2 else {"MOST_HOPS": 2, "LOOKED_AT": 2, "MOST_STORIES": 3})):
        kept, stories = Linking(), dict[str, Group]()
        for step in range(40):
            decisions = [decision(rng, n) for n in range(2)] if rng.random() < 0.3 else []
            changed: dict[str, Group | None] = {}
            for n in rng.sample(range(6), rng.choice((1, 1, 2))):
                changed[f"u{n}"] = None if step > 6 and rng.random() < 0.2 else story(rng, n, decisions)
            before = dict(kept.links)
            told = kept.update(changed)
            for uri, group in changed.items():
                stories.pop(uri, None)
                if group is not None:
                    stories[uri] = group
            fresh = Linking()
            fresh.update(stories)
            same_links(kept, fresh, stories)
            differ = {uri for uri in before.keys() | kept.links.keys() if before.get(uri) != kept.links.get(uri)}
            assert told == {uri: before.get(uri, combine.NO_LINKS) for uri in differ}
        kept.update(dict.fromkeys(stories))
        assert [name for name, left in vars(kept).items() if len(left)] == [], "what has gone leaves nothing behind"

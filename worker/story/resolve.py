"""`resolve`: a set of articles in, its stories out. This defines what the product guarantees.

It looks at the whole set at once. Tests show that what the worker does article by article
(worker/story/source_state.py) gives the same result.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from worker.story.canonical import Shows, make_story
from worker.story.combine import NO_LINKS, Links
from worker.story.decided import Divided, redivided
from worker.story.decision import Decision
from worker.story.decisions import Decisions
from worker.story.decisions import decided as decide_links
from worker.story.embargo import NONE_ENDED, Ended
from worker.story.evolution import Evolution
from worker.story.group import Group, make_group
from worker.story.item import Item
from worker.story.items import Items
from worker.story.linking import link
from worker.story.matching.likeness import Likeness
from worker.story.matching.text_index import TextIndex
from worker.story.ruling import NONE_RULED
from worker.story.rungs import by_slug, item_uri, may_lean, placed_by_text, rung_of, serial_uri, text_parent
from worker.story.state import Copies, StoryState, make_state, nowhere
from worker.story.story import Story
from worker.wire.article import Article, join


def resolve(
    articles: Iterable[Article], ended: Ended = NONE_ENDED, decisions: Iterable[Decision] = ()
) -> tuple[Story, ...]:
    """Fold articles of any sources into stories, sorted by uri. Order and duplicates do not matter. `ended` are the
    embargo ends that have passed, `decisions` what editors have decided."""
    return tuple(make_story(group, links) for group, links in _linked(articles, ended, decisions))


def resolved_states(
    articles: Iterable[Article],
    copies: Copies = nowhere,
    ended: Ended = NONE_ENDED,
    shows: Shows = "nothing",
    decisions: Iterable[Decision] = (),
) -> Iterator[StoryState]:
    """The same stories as states for all outputs. `copies` says which other streams get a copy, `shows` how much is
    published of texts under embargo."""
    for group, links in _linked(articles, ended, decisions):
        yield make_state(group, links, copies, shows)


def _linked(articles: Iterable[Article], ended: Ended, decisions: Iterable[Decision] = ()) -> list[tuple[Group, Links]]:
    """The stories as groups of items, with their links, sorted by uri."""
    sources: dict[str, dict[str, Article]] = defaultdict(dict)
    for a in articles:
        held = sources[a.source]
        held[a.key] = join(held[a.key], a) if a.key in held else a
    decided: dict[str, list[Decision]] = defaultdict(list)
    for d in decisions:
        decided[d.source].append(d)
    found = (pair for source, held in sources.items() for pair in _linked_one(source, held, ended, decided[source]))
    return sorted(found, key=lambda pair: pair[0].uri)


def _linked_one(
    source: str, articles: Mapping[str, Article], ended: Ended, decided: Iterable[Decision]
) -> list[tuple[Group, Links]]:
    known = Items()
    for a in articles.values():
        known.put(a)
    items = {key: item for key, item in known.refresh(articles).items() if item is not None}
    members: dict[str, list[Item]] = defaultdict(list)
    for key, uri in place(source, items).items():
        members[uri].append(items[key])
    decisions = Decisions(decided)
    divided = redivided(source, members, decisions) if decisions else Divided(members, {})
    groups = {
        uri: make_group(uri, same, ended, decisions.naming(same), divided.ruled.get(uri, NONE_RULED))
        for uri, same in divided.stories.items()
    }
    links = link(groups)
    return [(g, decide_links(g, links.get(uri, NO_LINKS))) for uri, g in groups.items()]


def place(source: str, items: Mapping[str, Item]) -> dict[str, str]:
    """Which story each item of one source belongs to: item key -> uri."""
    placed: dict[str, str] = {}
    links = Evolution()
    links.put(items)
    rungs = {key: rung_of(item) for key, item in items.items() if key not in links}
    for key, rung in rungs.items():
        item = items[key]
        if rung == "serial":
            placed[key] = serial_uri(source, item.serial or "")
        elif rung == "item":
            placed[key] = item_uri(source, item)
    _place_by_slug(source, items, rungs, placed)
    _place_by_text(source, items, [items[key] for key, rung in rungs.items() if rung == "text"], links, placed)
    return placed


def _place_by_slug(source: str, items: Mapping[str, Item], rungs: Mapping[str, str], placed: dict[str, str]) -> None:
    loose: dict[str, list[Item]] = defaultdict(list)
    for key, rung in rungs.items():
        if rung == "slug":
            loose[items[key].slug or ""].append(items[key])
    anchors: dict[str, set[str]] = defaultdict(set)
    serials: dict[str, list[Item]] = defaultdict(list)
    for key, rung in rungs.items():
        if rung == "serial":
            serials[placed[key]].append(items[key])
            if items[key].slug in loose:
                anchors[items[key].slug or ""].add(placed[key])
    for slug, same in loose.items():
        known = {uri: serials[uri] for uri in sorted(anchors[slug])}
        placed.update(by_slug(source, slug, known, same, Likeness()))


def _place_by_text(
    source: str, items: Mapping[str, Item], leaning: list[Item], links: Evolution, placed: dict[str, str]
) -> None:
    """Place items without serial and slug by their text, and items that are linked to another next to it."""
    parents = dict(links.following)
    if leaning:
        index, looking = TextIndex(partial(may_lean, following=links)), {i.key for i in leaning}
        index.fill((item for item in items.values() if item.folds), looking)
        for item in leaning:
            parent = text_parent(item, index)
            if parent:
                parents[item.key] = parent
    for item in (*leaning, *(items[key] for key in links.following)):
        placed[item.key] = placed_by_text(source, item, parents, items, placed)

"""What became of a trial's articles: lost, twice, regressed, or as a quiet run would have it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Set
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import orjson

from tests.faults.started import COUNTED
from tests.faults.world import World
from tests.stream import kit
from worker.story.packed import opened
from worker.story.resolve import resolve
from worker.story.source_state import SourceState
from worker.story.story import to_json
from worker.stream.config import Settings
from worker.wire.article import Article, Lineage


@dataclass(slots=True)
class Verdict:
    """What is wrong, in words; each list is empty where all is well."""

    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    regressed: list[str] = field(default_factory=list)
    hung: list[str] = field(default_factory=list)
    sent: int = 0
    """Messages of the raw stream."""
    counted: int = 0
    """Outcomes of messages, over all batches that were committed."""

    @property
    def survived(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.lost or self.twice or self.regressed or self.hung)


def judge(world: World, quiet: bool, upgraded: bool = False) -> Verdict:
    """Look at all streams of a world that has nothing left to do and no worker running.

    The outcomes that were committed with each batch must sum to what was sent. More of them is wrong where no commit
    failed (`quiet`); else a batch may have been read again, the end of its transaction being forgotten. New rules
    republish every open story once: where a world was `upgraded`, one record a story may repeat the one before it.
    """
    verdict, config = Verdict(), world.settings
    raw = list(kit.understood(config))
    told, right = kit.stories(config), {s.uri: to_json(s) for s in resolve([a for a in raw if isinstance(a, Article)])}
    for uri in right.keys() | told.keys():
        if told.get(uri) != right.get(uri):
            state = "missing" if uri not in told else "not known to the fold" if uri not in right else "differs"
            verdict.lost.append(f"story {uri}: {state}")
    _dead_letters(config, {(p.stream, p.partition, p.offset) for p in raw if isinstance(p, Lineage)}, verdict)
    _history(config, verdict, repeats=int(upgraded))
    verdict.sent, verdict.counted = len(raw), _counted(config)
    if verdict.counted < verdict.sent:
        verdict.lost.append(f"{verdict.sent} messages were sent, {verdict.counted} counted")
    elif quiet and verdict.counted > verdict.sent:
        verdict.twice.append(f"{verdict.sent} messages were sent, {verdict.counted} counted")
    return verdict


def _counted(config: Settings) -> int:
    """Outcomes of all messages, as each batch wrote them with its own transaction."""
    return sum(sum(orjson.loads(r.value).values()) for r in kit.records(config, config.stream(COUNTED)))


def _dead_letters(config: Settings, bad: Set[tuple[str, int, int]], verdict: Verdict) -> None:
    """Exactly the bad messages are dead letters, each once."""
    came: Counter[tuple[str, int, int]] = Counter()
    for r in kit.records(config, config.stream("dead-letters")):
        fields = {name: value.decode() for name, value in r.headers}
        came[fields["stream"], int(fields["partition"]), int(fields["offset"])] += 1
    verdict.lost += [f"dead letter of {place}: missing" for place in bad - came.keys()]
    verdict.twice += [f"dead letter of {place}: {n} times" for place, n in came.items() if n > 1]
    verdict.twice += [f"dead letter of {place}: it can be read" for place in came.keys() - bad]


def _history(config: Settings, verdict: Verdict, repeats: int) -> None:
    """No story is told twice in a row alike more often than that, nor without a version that it had and will have, but
    where the fold of the articles that had come by then is without it too."""
    states: dict[str, list[Any]] = defaultdict(list)
    for r in kit.records(config, config.stream("stories")):
        states[r.key.decode()].append(r.value)
    for uri, values in states.items():
        last = _versions(values[-1])
        known: set[str] = set()
        before, left, lacks = b"", repeats, list[str]()
        for n, value in enumerate(values):
            if value == before and left:
                left -= 1
            elif value == before:
                verdict.twice.append(f"story {uri}: record {n} says what the one before it says")
            now = _versions(value)
            if forgotten := (known - now) & last:
                lacks.append(f"story {uri}: record {n} of {len(values)} has forgotten {sorted(forgotten)}")
            known, before = known | now, value
        if lacks and not _as_folded([_versions(value) for value in values], uri, config):
            verdict.regressed += lacks


def _as_folded(told: list[set[str]], uri: str, config: Settings) -> bool:
    """Whether a story's records are states that it takes, in this order, when the articles are folded one by one in the
    order in which they were kept. A batch passes states by, and a record may repeat the one before it."""
    folds: dict[str, SourceState] = {}
    wanted = [told[0], *(now for before, now in pairwise(told) if now != before)]
    found = 0
    for r in kit.records(config, config.stream("articles")):
        if r.value is None or not r.key.startswith(b"article/"):
            continue
        article = opened(r.value)
        fold = folds.setdefault(article.source, SourceState(article.source, changelog=False))
        now = [_versions(state.body) for state in fold.add([article]).states if state.uri == uri]
        found += bool(now) and found < len(wanted) and now[0] == wanted[found]
    return found == len(wanted)


def _versions(value: bytes | None) -> set[str]:
    return set() if value is None else {v["content_hash"] for v in orjson.loads(value)["versions"]}

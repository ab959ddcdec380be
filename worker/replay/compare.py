"""What a run would change: its stories held against those that are live.

Both sides are read once into a temporary table on disk, so that memory does not grow with the archive. Bytes decide
what differs; only what differs is looked into.
"""

from __future__ import annotations

import contextlib
import difflib
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import orjson
from kafka.errors import KafkaError

from worker.publish.routing import Routes
from worker.replay.errors import ReplayError
from worker.replay.plan import Plan, run_settings
from worker.replay.records import records
from worker.replay.share import state
from worker.stream.config import Settings
from worker.stream.records import header
from worker.stream.settled import settled

Kind = Literal["new", "changed", "regrouped", "superseded", "missing"]
KINDS: tuple[Kind, ...] = ("new", "changed", "regrouped", "superseded", "missing")
Json = Mapping[str, Any]
Homes = Mapping[tuple[str, str, str], set[str]]
"""Which stories hold a version: (side, item, content) -> uris, of those that differ."""

REPLAYED = "replay"
"""Header of a record that `promote` wrote: the name of the run."""

_LINKS = ("status", "superseded_by", "superseded_through", "combines")


@dataclass(frozen=True, slots=True)
class Difference:
    """One story that would be another. `live` or `replayed` is None where that side has no such story.

    `fields` are (name, live, replayed) without the paragraphs, which are (" ", "-" or "+", text) in reading order.
    `elsewhere` are the stories of the other side that hold versions of this one. `held` says why `promote` would leave
    the story as it is, None where it would publish it.
    """

    kind: Kind
    uri: str
    live: Json | None
    replayed: Json | None
    fields: tuple[tuple[str, Any, Any], ...]
    paragraphs: tuple[tuple[str, str], ...]
    elsewhere: tuple[str, ...]
    held: str | None
    value: bytes | None
    """The replayed state as it would be published; None would be a tombstone."""

    @property
    def headline(self) -> str:
        """Headline of the replayed state, or of live's where there is none."""
        return str((self.replayed or self.live or {}).get("headline") or "(no headline)")

    def as_json(self) -> Json:
        """For machines."""
        return {
            "kind": self.kind,
            "uri": self.uri,
            "headline": self.headline,
            "fields": {name: {"live": a, "replayed": b} for name, a, b in self.fields},
            "paragraphs": [{"sign": sign, "text": text} for sign, text in self.paragraphs if sign != " "],
            "elsewhere": self.elsewhere,
            "held": self.held,
        }


class Comparison:
    """Both sides of a finished run. `read_to` are the offsets of the live stream of stories that were taken in."""

    def __init__(self, plan: Plan, table: sqlite3.Connection) -> None:
        self.plan = plan
        self.read_to: dict[int, int] = {}
        self._table = table
        self._bounds = {(r.stream, r.partition): r for r in plan.ranges}

    @property
    def stories(self) -> int:
        """How many stories the run has."""
        return int(self._table.execute("SELECT count(*) FROM run").fetchone()[0])

    def differences(self) -> Iterator[Difference]:
        """All that differs, sorted by uri."""
        homes = self._homes()
        held = self._all_held(homes)
        for uri, a, b, value, _ in self._differing():
            yield _difference(uri, a, b, value, _elsewhere(uri, a, b, homes), held.get(uri))

    def _differing(self) -> Iterator[tuple[str, Json | None, Json | None, bytes | None, bool]]:
        """Uri, live and replayed state, the latter as bytes too, and whether live has published it since."""
        for uri, live, replayed, since in self._rows():
            a, b = _parsed(live), _parsed(replayed)
            if a is not None and b is not None and self._said(a) == self._said(b):
                continue
            if b is None and (a is None or not self._in_scope(a)):
                continue
            yield uri, a, b, replayed, bool(since)

    def _all_held(self, homes: Homes) -> dict[str, str]:
        """Why stories are to be left as they are, by uri. What hangs together is left together: published by halves,
        an article would stand in two stories, or a story be absorbed by one that knows nothing of it."""
        held: dict[str, str] = {}
        near: dict[str, set[str]] = {}
        gives: dict[str, set[str]] = {}
        for uri, a, b, _, since in self._differing():
            reason = self._held(a, b, since)
            if reason is not None:
                held[uri] = reason
            near[uri] = _elsewhere(uri, a, b, homes) | _tied(a) | _tied(b)
            gives[uri] = {u for v in _versions(b) for u in homes.get(("live", *v), ())} - {uri}
        for uri, others in gives.items():
            if kept := others - gives.keys():  # by files or filters the run cannot take them away
                held.setdefault(uri, f"its articles are also in {min(kept)}, which this run leaves as it is")
        for uri, others in list(near.items()):
            for other in others & near.keys():  # what does not differ is the same whatever becomes of the rest
                near[other].add(uri)
        waiting = sorted(held)
        while waiting:
            uri = waiting.pop()
            for other in sorted(near[uri] & near.keys() - held.keys()):
                held[other] = f"it hangs together with {uri}, which is left"
                waiting.append(other)
        return held

    def copies(self, uri: str) -> list[tuple[str, bytes | None]]:
        """Further streams (without prefix) of the routing table that are to hold a story's new state, and those where
        live holds a copy and the run none: None, a tombstone. Only known where `comparison` was told to read them."""
        found = self._table.execute("SELECT stream, value FROM copies WHERE uri = ? ORDER BY stream", (uri,))
        return [(stream, value) for stream, value in found]

    def _rows(self) -> Iterator[tuple[str, bytes | None, bytes | None, int]]:
        """Uri, live and replayed state, and whether live has published it since, where the bytes differ."""
        yield from self._table.execute(
            "SELECT r.uri, l.value, r.value, coalesce(l.since, 0) FROM run r LEFT JOIN live l ON l.uri = r.uri "
            "WHERE l.value IS NOT r.value "
            "UNION ALL SELECT l.uri, l.value, NULL, l.since FROM live l LEFT JOIN run r ON r.uri = l.uri "
            "WHERE r.uri IS NULL AND l.value IS NOT NULL ORDER BY 1"
        )

    def _said(self, story: Json) -> Json:
        """What is compared: of files, the lines they stood in say nothing."""
        if self.plan.ranges:
            return story
        return {**story, "versions": [{**v, "raw": None} for v in story["versions"]]}

    def _homes(self) -> Homes:
        homes: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        for uri, live, replayed, _ in self._rows():
            for side, value in (("live", live), ("run", replayed)):
                for item, content in _versions(_parsed(value)):
                    homes[side, item, content].add(uri)
        return homes

    def _in_scope(self, live: Json) -> bool:
        """Whether the run should have published a story that only live has: a version of it is in the range."""
        slugs = (live["slug"], *live["slugs"])
        if not self.plan.filters.takes(live["source"], live["uri"], slugs):
            return False
        places = [(self._bounds.get((v["raw"]["stream"], v["raw"]["partition"])), v["raw"]) for v in live["versions"]]
        return any(r is not None and r.start <= raw["offset"] < r.end for r, raw in places)

    def _held(self, live: Json | None, replayed: Json | None, since: bool) -> str | None:
        """Why promoting would take something back that live knows and the run cannot; None where it would not."""
        if since:
            return "live has published it since the replay began"
        if live is None or not self.plan.ranges:
            return None
        tied = [live, *(s for other in _tied(live) if (s := self._live(other)) is not None)]
        places = [self._place(v["raw"]) for story in tied for v in story["versions"]]
        if "after" in places:
            return "live knows articles from after the range"
        if "before" in places:
            return "live knows articles that the replay has not read: begin it earlier, or name all partitions"
        if live["status"] == "canceled" and (replayed or {}).get("status") != "canceled" and not self.plan.open_end:
            return "live has it canceled, perhaps by a kill from after the range"
        return None

    def _place(self, raw: Json) -> str:
        r = self._bounds.get((raw["stream"], raw["partition"]))
        if r is None or raw["offset"] < r.lead:
            return "before"
        return "after" if raw["offset"] >= r.end else "inside"

    def _live(self, uri: str) -> Json | None:
        row = self._table.execute("SELECT value FROM live WHERE uri = ?", (uri,)).fetchone()
        return _parsed(row[0]) if row else None


def _parsed(value: bytes | None) -> Any:
    return None if value is None else orjson.loads(value)


def _elsewhere(uri: str, live: Json | None, replayed: Json | None, homes: Homes) -> set[str]:
    """Stories of the other side that hold versions of this one."""
    found = {u for v in _versions(live) for u in homes.get(("run", *v), ())}
    found |= {u for v in _versions(replayed) for u in homes.get(("live", *v), ())}
    return found - {uri}


def _difference(
    uri: str, live: Json | None, replayed: Json | None, value: bytes | None, elsewhere: set[str], held: str | None
) -> Difference:
    a, b = live or {}, replayed or {}
    names = [n for n in a if n != "paragraphs"] if live and replayed else []
    fields = tuple(leaf for n in names for leaf in _leaves(n, a[n], b[n]))
    paragraphs = _paragraphs(a.get("paragraphs", ()), b.get("paragraphs", ()))
    kind = _kind(live, replayed, bool(elsewhere))
    return Difference(kind, uri, live, replayed, fields, paragraphs, tuple(sorted(elsewhere)), held, value)


def _versions(story: Json | None) -> list[tuple[str, str]]:
    return [(v["item_id"], v["content_hash"]) for v in story["versions"]] if story else []


def _tied(story: Json | None) -> set[str]:
    """Stories that the record of this one speaks of."""
    if story is None:
        return set()
    tied = {story["superseded_by"], *story["superseded_through"], *(c["uri"] for c in story["combines"])}
    return {uri for uri in tied if uri}


def _kind(live: Json | None, replayed: Json | None, moved: bool) -> Kind:
    if moved and _versions(live) != _versions(replayed):
        return "regrouped"
    if live is None:
        return "new"
    if replayed is None:
        return "missing"
    return "superseded" if any(live[n] != replayed[n] for n in _LINKS) else "changed"


def _leaves(name: str, live: Any, replayed: Any) -> Iterator[tuple[str, Any, Any]]:
    """Where two values differ, as deep inside as both have the same shape: `versions[2].change`."""
    if live == replayed:
        return
    if isinstance(live, dict) and isinstance(replayed, dict) and live.keys() == replayed.keys():
        for key in live:
            yield from _leaves(f"{name}.{key}", live[key], replayed[key])
    elif isinstance(live, list) and isinstance(replayed, list) and len(live) == len(replayed):
        for n, (a, b) in enumerate(zip(live, replayed, strict=True)):
            yield from _leaves(f"{name}[{n}]", a, b)
    else:
        yield name, live, replayed


def _paragraphs(old: Any, new: Any) -> tuple[tuple[str, str], ...]:
    """One text against another, paragraph by paragraph."""
    found: list[tuple[str, str]] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [(" ", p) for p in old[a:b]]
        else:
            found += [("-", p) for p in old[a:b]] + [("+", p) for p in new[c:d]]
    return tuple(found)


@contextlib.contextmanager
def comparison(settings: Settings, plan: Plan, copies: bool = False) -> Iterator[Comparison]:
    """Read both sides, with `copies` also what the routing table makes of them. Raises `ReplayError` where the run is
    not at its end."""
    check_finished(settings, plan)
    with tempfile.TemporaryDirectory(prefix="newswire-diff-") as folder:
        table = sqlite3.connect(Path(folder) / "stories", isolation_level=None)
        try:
            table.execute("PRAGMA journal_mode = OFF")
            compared = Comparison(plan, table)
            roles = ("stories", *(route.stream for route in plan.routing if copies))
            for side in (settings, run_settings(settings, plan)):
                _check_settled(side, roles)
            table.execute("BEGIN")
            _take_stories(settings, plan, table, compared.read_to)
            _take_copies(settings, plan, table, plan.routing if copies else ())
            table.execute("COMMIT")
            yield compared
        except sqlite3.Error as error:
            raise ReplayError(f"{folder} cannot be used ({error}); TMPDIR can name a folder with more room") from error
        except KafkaError as error:
            raise ReplayError(f"Kafka failed ({type(error).__name__}: {error}); start again") from error
        finally:
            table.close()


def _take_stories(settings: Settings, plan: Plan, table: sqlite3.Connection, read_to: dict[int, int]) -> None:
    own = run_settings(settings, plan)
    table.execute("CREATE TABLE run (uri TEXT PRIMARY KEY, value BLOB)")
    table.execute("CREATE TABLE live (uri TEXT PRIMARY KEY, value BLOB, since INTEGER)")
    for record in records(own, own.stream("stories")):
        table.execute("REPLACE INTO run VALUES (?, ?)", (record.key.decode(), record.value))
    table.execute("DELETE FROM run WHERE value IS NULL")
    for record in records(settings, settings.stream("stories"), read_to):
        ours = header(record.headers, REPLAYED) == plan.run.encode()
        since = not ours and record.offset >= plan.live_stories.get(record.partition, 0)
        table.execute("REPLACE INTO live VALUES (?, ?, ?)", (record.key.decode(), record.value, since))


def _take_copies(settings: Settings, plan: Plan, table: sqlite3.Connection, routes: Routes) -> None:
    """Live's copies as tombstones, then the run's over them."""
    own = run_settings(settings, plan)
    table.execute("CREATE TABLE copies (uri TEXT, stream TEXT, value BLOB, PRIMARY KEY (uri, stream))")
    for route in routes:
        for record in records(settings, settings.stream(route.stream)):
            row = (record.key.decode(), route.stream)
            if record.value is None:
                table.execute("DELETE FROM copies WHERE uri = ? AND stream = ?", row)
            else:
                table.execute("REPLACE INTO copies VALUES (?, ?, NULL)", row)
        for record in records(own, own.stream(route.stream)):
            table.execute("REPLACE INTO copies VALUES (?, ?, ?)", (record.key.decode(), route.stream, record.value))


def check_finished(settings: Settings, plan: Plan) -> None:
    """Raise `ReplayError` where a share of the run has not reached its end."""
    _, _, ended = state(settings, plan)
    if not ended:
        raise ReplayError(f"run {plan.run} is not done: `newswire replay start --run {plan.run}` goes on with it")


def _check_settled(settings: Settings, roles: tuple[str, ...]) -> None:
    """Raise `ReplayError` where something that was written is still not decided: it would seem to be missing."""
    if not settled(settings, [settings.stream(role) for role in roles]):
        raise ReplayError(f"a transaction on {settings.stream('stories')} is still open: try again in a minute")

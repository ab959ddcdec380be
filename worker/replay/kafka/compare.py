"""What a run would change: its stories compared with the live ones.

Both sides are read once into a temporary table on disk, so that memory does not grow with the archive. Stories are
compared byte by byte; only those that differ are parsed.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import heapq
import itertools
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping

from worker.publish import ninjs
from worker.publish.outputs import MOST_NINJS_BYTES, NINJS, Outputs
from worker.replay.errors import ReplayError
from worker.replay.kafka.decided import decided, every_decision, made_since
from worker.replay.kafka.difference import Difference, Json, leaves_beside, make_difference, parsed, tied_to, versions
from worker.replay.kafka.plan import Plan, run_settings
from worker.replay.kafka.records import keyed, records, told
from worker.replay.kafka.scratch import scratch
from worker.replay.kafka.share import APART, state
from worker.story import decision
from worker.story import story as stories
from worker.story.item import DAY_MS
from worker.story.state import StoryState
from worker.stream.config import Settings
from worker.stream.records import header
from worker.stream.settled import settled
from worker.wire.article import Said
from worker.wire.stamp import epoch_ms

Homes = Mapping[tuple[str, str, str], set[str]]
"""Which of the differing stories contain a version: (side, item, content) -> uris."""

REPLAYED = "replay"
"""Header of a record that `promote` wrote: the name of the run."""

_REPUBLISH = "the story itself is the same; `newswire republish` fixes its copies"

_STALE = """
SELECT o.uri, o.stream, o.live, o.replayed, l.value, r.value
FROM outputs o JOIN run r ON r.uri = o.uri JOIN live l ON l.uri = o.uri
WHERE l.value IS NOT NULL AND CASE o.stream WHEN ? THEN o.live IS NOT o.replayed
  ELSE (o.live IS NULL) <> (o.replayed IS NULL) OR o.live IS NOT NULL AND o.live IS NOT l.value END
ORDER BY o.uri, o.stream
"""
"""What differs in derived streams: any difference in ninjs, and copies that are missing, superfluous or not of the same
state as live's own record."""


class Comparison:
    """Both sides of a finished run. `read_to` are the offsets up to which the live stream of stories was read."""

    def __init__(self, plan: Plan, table: sqlite3.Connection, stories_days: int = 0) -> None:
        """`stories_days` is how long live keeps a story; 0: for ever."""
        self.plan = plan
        self._kept_ms = stories_days * DAY_MS
        self.read_to: dict[int, int] = {}
        self._table = table
        table.execute(
            "CREATE TABLE IF NOT EXISTS outputs (uri TEXT, stream TEXT, live BLOB, replayed BLOB, "
            "PRIMARY KEY (uri, stream))"
        )
        table.execute(
            "CREATE TABLE IF NOT EXISTS apart (stream TEXT, partition INTEGER, offset INTEGER, reason TEXT, "
            "PRIMARY KEY (stream, partition, offset)) WITHOUT ROWID"
        )
        table.execute("CREATE TABLE IF NOT EXISTS decisions (id TEXT PRIMARY KEY) WITHOUT ROWID")
        table.execute("CREATE TABLE IF NOT EXISTS decided_since (source TEXT, name TEXT, said TEXT)")
        self._bounds = {(r.stream, r.partition): r for r in plan.ranges}

    @property
    def stories(self) -> int:
        """How many stories the run has."""
        return int(self._table.execute("SELECT count(*) FROM run").fetchone()[0])

    def differences(self) -> Iterator[Difference]:
        """All differences, sorted by uri."""
        return heapq.merge(self._changed(), self._stale(), key=lambda found: found.uri)

    def _changed(self) -> Iterator[Difference]:
        homes = self._homes()
        held = self._all_held(homes)
        for uri, a, b, value, _ in self._differing():
            yield make_difference(uri, a, b, value, _elsewhere(uri, a, b, homes), held.get(uri))

    def _differing(self) -> Iterator[tuple[str, Json | None, Json | None, bytes | None, bool]]:
        """Uri, live state, replayed state (parsed and as bytes), and whether live has published the story since."""
        for uri, live, replayed, since in self._rows():
            a, b = parsed(live), parsed(replayed)
            if a is not None and b is not None and self._said(a) == self._said(b):
                continue
            if b is None and (a is None or not self._in_scope(a)):
                continue
            yield uri, a, b, replayed, bool(since)

    def _all_held(self, homes: Homes) -> dict[str, str]:
        """Why stories must be left as they are, by uri. Linked stories are left together: if only some were published,
        an article could be in two stories, or a story be absorbed by one that does not know it."""
        held: dict[str, str] = {}
        near: dict[str, set[str]] = {}
        gives: dict[str, set[str]] = {}
        for uri, a, b, _, since in self._differing():
            reason = self._held(a, b, since)
            if reason is not None:
                held[uri] = reason
            near[uri] = _elsewhere(uri, a, b, homes) | tied_to(a) | tied_to(b)
            gives[uri] = {u for v in versions(b) for u in homes.get(("live", *v), ())} - {uri}
        for uri, others in gives.items():
            if kept := others - gives.keys():  # a run over files, or with filters, cannot remove these
                held.setdefault(uri, f"its articles are also in {min(kept)}, which this run does not change")
        for uri, others in list(near.items()):
            for other in others & near.keys():  # a story without a difference stays the same in any case
                near[other].add(uri)
        waiting = sorted(held)
        while waiting:
            uri = waiting.pop()
            for other in sorted(near[uri] & near.keys() - held.keys()):
                held[other] = f"it is linked to {uri}, which is left as it is"
                waiting.append(other)
        return held

    def state(self, uri: str, value: bytes | None) -> StoryState:
        """A replayed state for all outputs: with the copies that the run made, and a tombstone wherever live has a copy
        and the run does not."""
        found = {
            stream: (live, run)
            for stream, live, run in self._table.execute(
                "SELECT stream, live IS NOT NULL, replayed IS NOT NULL FROM outputs WHERE uri = ?", (uri,)
            )
        }
        routed = [r.stream for r in self.plan.routing if r.stream in found]
        held = tuple(stream for stream in routed if found[stream][0])
        if value is None:
            return StoryState(uri).after(held)
        story = stories.from_json(value)
        copies = tuple(stream for stream in routed if found[stream][1])
        return StoryState(uri, story, value, Said(story.speakers, story.topics), copies).after(held)

    def _stale(self) -> Iterator[Difference]:
        """Stories that are the same as in live, but whose ninjs or copies in live are not."""
        rows = self._table.execute(_STALE, (NINJS,))
        for uri, found in itertools.groupby(rows, key=lambda row: str(row[0])):
            beside = list(found)
            a, b = parsed(beside[0][4]), parsed(beside[0][5])
            if self._said(a) == self._said(b):
                fields = tuple(leaf for _, stream, live, run, *_ in beside for leaf in leaves_beside(stream, live, run))
                yield Difference("stale", uri, a, b, fields, (), (), _REPUBLISH, beside[0][5])

    def _rows(self) -> Iterator[tuple[str, bytes | None, bytes | None, int]]:
        """Uri, live state, replayed state, and whether live has published the story since, if the bytes differ."""
        yield from self._table.execute(
            "SELECT r.uri, l.value, r.value, coalesce(l.since, 0) FROM run r LEFT JOIN live l ON l.uri = r.uri "
            "WHERE l.value IS NOT r.value "
            "UNION ALL SELECT l.uri, l.value, NULL, l.since FROM live l LEFT JOIN run r ON r.uri = l.uri "
            "WHERE r.uri IS NULL AND l.value IS NOT NULL ORDER BY 1"
        )

    def _said(self, story: Json) -> Json:
        """The part of a story that is compared: for a replay of files, without the positions of raw records."""
        if self.plan.ranges:
            return story
        return {**story, "versions": [{**v, "raw": None} for v in story["versions"]]}

    def _homes(self) -> Homes:
        homes: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        for uri, live, replayed, _ in self._rows():
            for side, value in (("live", live), ("run", replayed)):
                for item, content in versions(parsed(value)):
                    homes[side, item, content].add(uri)
        return homes

    def _in_scope(self, live: Json) -> bool:
        """Whether the run should have published a story that only live has, because a version of it is in the range."""
        slugs = (live["slug"], *live["slugs"])
        if not self.plan.filters.takes(live["source"], live["uri"], slugs):
            return False
        places = [(self._bounds.get((v["raw"]["stream"], v["raw"]["partition"])), v["raw"]) for v in live["versions"]]
        return any(r is not None and r.start <= raw["offset"] < r.end for r, raw in places)

    def _held(self, live: Json | None, replayed: Json | None, since: bool) -> str | None:
        """Why promoting would undo something that live knows and the run cannot know; None if it would not."""
        if since:
            return "live has published it since the replay began"
        if live is not None and live["status"] != "embargoed" and (replayed or {}).get("status") == "embargoed":
            return "live has told it: what was released is not put under embargo again"
        if live is None and replayed is not None and self._is_forgotten(replayed):
            return f"live keeps stories for {self._kept_ms // DAY_MS} days only: it is older"
        if (unknown := self._undecided(live) or self._decided_since(live or replayed)) is not None:
            return unknown
        if live is None or not self.plan.ranges:
            return None
        apart = self._apart(live)
        if apart is not None:
            return apart
        tied = [live, *(s for other in tied_to(live) if (s := self._live(other)) is not None)]
        places = [self._place(v["raw"]) for story in tied for v in story["versions"]]
        if "after" in places:
            return "live has articles from after the range"
        if "before" in places:
            return "live has articles that the replay has not read: start the range earlier, or name all partitions"
        if live["status"] == "canceled" and (replayed or {}).get("status") != "canceled" and not self.plan.open_end:
            return "live has canceled it, perhaps because of a kill after the range"
        return None

    def _undecided(self, live: Json | None) -> str | None:
        """Why an editor's decision would be undone: the run does not know it."""
        for d in (live or {}).get("decided_by", ()):
            if not self._table.execute("SELECT 1 FROM decisions WHERE id = ?", (d["id"],)).fetchone():
                return f"live has a decision of {d['who']} that the run does not know ({d['kind']}, {d['id']})"
        return None

    def _decided_since(self, story: Json | None) -> str | None:
        """Why the run would publish what an editor has meanwhile undone or decided otherwise: a closed story of live
        does not show that."""
        for item, _ in versions(story):
            name = decision.normal(story["source"], item) if story else item
            row = self._table.execute(
                "SELECT said FROM decided_since WHERE source = ? AND name = ?", (story and story["source"], name)
            ).fetchone()
            if row:
                return str(row[0])
        return None

    def _apart(self, live: Json) -> str | None:
        """Why the run lacks a version that live has, where the rules have not said so: whether an article is late
        depends on the order of arrival, which a run over several partitions cannot repeat."""
        for version in live["versions"]:
            raw = version["raw"]
            row = self._table.execute(
                "SELECT reason FROM apart WHERE stream = ? AND partition = ? AND offset = ?",
                (raw["stream"], raw["partition"], raw["offset"]),
            ).fetchone()
            if row:
                place = f"{raw['stream']}/{raw['partition']} offset {raw['offset']}"
                return f"live has the article of {place}, which the run set apart as {row[0]}"
        return None

    def _is_forgotten(self, story: Json) -> bool:
        """Is a story's last version older, as far as its time is known, than what live kept when the run began?"""
        sent = [when for v in story["versions"] if (when := v["published"]) is not None]
        return self._kept_ms > 0 and len(sent) > 0 and max(map(_ms, sent)) < self.plan.embargo_ms - self._kept_ms

    def _place(self, raw: Json) -> str:
        r = self._bounds.get((raw["stream"], raw["partition"]))
        if r is None or raw["offset"] < r.lead:
            return "before"
        return "after" if raw["offset"] >= r.end else "inside"

    def _live(self, uri: str) -> Json | None:
        row = self._table.execute("SELECT value FROM live WHERE uri = ?", (uri,)).fetchone()
        return parsed(row[0]) if row else None


def _ms(when: str) -> int:
    """Epoch milliseconds of a time of the wire; a bare date counts to its end."""
    at = dt.datetime.fromisoformat(when)
    return epoch_ms(at if at.tzinfo else at.replace(tzinfo=dt.UTC)) + (DAY_MS if len(when) == len("2025-03-14") else 0)


def _elsewhere(uri: str, live: Json | None, replayed: Json | None, homes: Homes) -> set[str]:
    """Stories of the other side that contain versions of this one."""
    found = {u for v in versions(live) for u in homes.get(("run", *v), ())}
    found |= {u for v in versions(replayed) for u in homes.get(("live", *v), ())}
    return found - {uri}


@contextlib.contextmanager
def comparison(settings: Settings, plan: Plan, outputs: Outputs) -> Iterator[Comparison]:
    """Read both sides in all `outputs`, which are those of live. Raises `ReplayError` if the run is not done."""
    check_finished(settings, plan)
    with scratch("newswire-diff-") as table:
        compared = Comparison(plan, table, settings.stories_days)
        _check_settled(settings, outputs.streams)
        _check_settled(run_settings(settings, plan), dataclasses.replace(outputs, ninjs=False).streams)
        _take_stories(settings, plan, table, compared.read_to)
        _take_apart(settings, plan, table)
        known = {s.decision.id for s in decided(settings, plan)}
        table.executemany("REPLACE INTO decisions VALUES (?)", ((name,) for name in known))
        table.executemany("INSERT INTO decided_since VALUES (?, ?, ?)", made_since(every_decision(settings), known))
        _take_outputs(settings, plan, table, outputs)
        table.execute("COMMIT")
        yield compared


def _take_stories(settings: Settings, plan: Plan, table: sqlite3.Connection, read_to: dict[int, int]) -> None:
    own = run_settings(settings, plan)
    table.execute("CREATE TABLE run (uri TEXT PRIMARY KEY, value BLOB)")
    table.execute("CREATE TABLE live (uri TEXT PRIMARY KEY, value BLOB, since INTEGER)")
    for uri, record in told(records(own, own.stream("stories"))):
        table.execute("REPLACE INTO run VALUES (?, ?)", (uri, record.value))
    table.execute("DELETE FROM run WHERE value IS NULL")
    for uri, record in told(records(settings, settings.stream("stories"), read_to)):
        ours = header(record.headers, REPLAYED) == plan.run.encode()
        since = not ours and record.offset >= plan.live_stories.get(record.partition, 0)
        table.execute("REPLACE INTO live VALUES (?, ?, ?)", (uri, record.value, since))


def _take_apart(settings: Settings, plan: Plan, table: sqlite3.Connection) -> None:
    """Note the raw records of which the run made dead letters for what is not in them: `APART`."""
    own = run_settings(settings, plan)
    for record in records(own, own.stream("dead-letters")):
        said = {name: value.decode() for name, value in record.headers}
        if said["reason"] in APART:
            place = (said["stream"], int(said["partition"]), int(said["offset"]), said["reason"])
            table.execute("REPLACE INTO apart VALUES (?, ?, ?, ?)", place)


def _take_outputs(settings: Settings, plan: Plan, table: sqlite3.Connection, outputs: Outputs) -> None:
    """Read the derived streams of both sides. A run writes no ninjs, so they are made from its stories."""
    own = run_settings(settings, plan)

    def put(side: str, uri: str, stream: str, value: bytes | None) -> None:
        table.execute(
            f"INSERT INTO outputs (uri, stream, {side}) VALUES (?, ?, ?) "  # noqa: S608 - one of two names of ours
            f"ON CONFLICT DO UPDATE SET {side} = excluded.{side}",
            (uri, stream, value),
        )

    for stream in outputs.streams[1:]:
        for uri, record in keyed(records(settings, settings.stream(stream), may_be_missing=True)):
            put("live", uri, stream, record.value)
    for route in outputs.routes:
        for uri, record in keyed(records(own, own.stream(route.stream))):
            put("replayed", uri, route.stream, record.value)
    if outputs.ninjs:
        for uri, value in table.execute("SELECT uri, value FROM run"):
            put("replayed", uri, NINJS, ninjs.to_json(stories.from_json(value), MOST_NINJS_BYTES))


def check_finished(settings: Settings, plan: Plan) -> None:
    """Raise `ReplayError` if a share of the run has not reached its end."""
    _, _, ended = state(settings, plan)
    if not ended:
        raise ReplayError(f"run {plan.run} is not done: resume it with `newswire replay start --run {plan.run}`")


def _check_settled(settings: Settings, roles: tuple[str, ...]) -> None:
    """Raise `ReplayError` if a transaction is still open: its records would seem to be missing."""
    if not settled(settings, [settings.stream(role) for role in roles]):
        raise ReplayError(f"a transaction on {settings.stream('stories')} is still open: try again in a minute")

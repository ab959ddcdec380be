"""The routing table: which further streams get a copy of a story, by topic, tag, source or speaker.

A table is a TOML file of `[[route]]` entries. Each has a stream and one or more conditions; a story goes there if all
conditions hold, and a condition holds if any of its values matches:

    [[route]]
    stream = "stories.north-korea"            # the deployment's prefix is put in front
    topics = ["kr:nk-nuclear", "medtop:20000639"]   # any of these, or a topic below one of them
    sources = ["yonhap"]
    speakers = ["Kim Jong-un"]                # names, aliases or keys, in upper or lower case

A story that no longer matches is removed from the stream with a tombstone. A killed or withheld story stays where its
last text put it, without body, so that everybody who has a copy learns of it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from worker.enrich import mediatopics, places
from worker.wire.article import Said
from worker.wire.source_name import source_name
from worker.wire.text import folded

_NAME = re.compile(r"[A-Za-z0-9._-]{1,200}")
_CONDITIONS = ("topics", "sources", "speakers")


class RoutingError(Exception):
    """A routing table is invalid; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Route:
    """One entry of the table. An empty condition always holds."""

    stream: str
    topics: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    speakers: frozenset[str] = frozenset()

    def takes(self, source: str, topics: frozenset[str], speakers: frozenset[str]) -> bool:
        """Whether all conditions hold. `topics` includes ancestors; `speakers` are case-folded names and aliases."""
        return (
            (not self.sources or source in self.sources)
            and (not self.topics or not self.topics.isdisjoint(topics))
            and (not self.speakers or not self.speakers.isdisjoint(speakers))
        )


Routes = tuple[Route, ...]


def parse(text: str, name: str = "routes", tags: frozenset[str] | None = None) -> Routes:
    """Read a table. `tags` are the codes of the lexicon's own scheme; None: do not check them.

    Raises `RoutingError` for anything it does not understand: a route that never matches would go unnoticed.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RoutingError(f"{name}: {error}") from error
    entries = table.pop("route", [])
    if table or not isinstance(entries, list):
        raise RoutingError(f"{name}: {next(iter(table), 'route')}: only [[route]] entries are allowed")
    routes = tuple(_route(f"{name}: route {n}", entry, tags) for n, entry in enumerate(entries, 1))
    streams = [r.stream for r in routes]
    twice = next((s for s in streams if streams.count(s) > 1), None)
    if twice:
        raise RoutingError(f"{name}: two routes to {twice}; list all topics, sources and speakers in one route")
    return routes


def _route(where: str, entry: Mapping[str, Any], tags: frozenset[str] | None) -> Route:
    unknown = sorted(set(entry) - {"stream", *_CONDITIONS})
    if unknown:
        raise RoutingError(f"{where}: unknown condition {unknown[0]}; use {', '.join(_CONDITIONS)}")
    stream = entry.get("stream")
    if not isinstance(stream, str) or not _NAME.fullmatch(stream):
        raise RoutingError(f"{where}: stream must be a name with only letters, digits, '.', '_' and '-'")
    for condition in _CONDITIONS:
        values = entry.get(condition, [])
        if not isinstance(values, list) or not all(isinstance(v, str) and v for v in values):
            raise RoutingError(f"{where}: {condition} must be a list of strings")
    if not any(entry.get(condition) for condition in _CONDITIONS):
        raise RoutingError(f"{where}: needs at least one of {', '.join(_CONDITIONS)}")
    for code in entry.get("topics", []):
        _check_code(where, code, tags)
    return Route(
        stream,
        frozenset(entry.get("topics", [])),
        frozenset(map(source_name, entry.get("sources", []))),
        frozenset(folded(s) for s in entry.get("speakers", [])),
    )


def _check_code(where: str, code: str, tags: frozenset[str] | None) -> None:
    if code.startswith(mediatopics.SCHEME):
        concept = mediatopics.concepts().get(code)
        if concept is None or concept.retired:
            state = "was retired before" if concept else "is not in"
            raise RoutingError(f"{where}: {code} {state} the Media Topics edition of {mediatopics.EDITION}")
    elif tags is not None and code not in tags and code not in places.codes():
        raise RoutingError(f"{where}: {code} is not a tag of the lexicon, nor a place or body that is known")


def streams_of(source: str, said: Said, routes: Routes) -> tuple[str, ...]:
    """Names (without prefix) of the streams that a story with this text goes to, in the order of the table."""
    topics, speakers = frozenset[str](), frozenset[str]()
    if any(r.topics for r in routes):
        topics = frozenset(code for t in said.topics for code in (t["qcode"], *(a["qcode"] for a in t["ancestors"])))
    if any(r.speakers for r in routes):
        speakers = frozenset(
            folded(name) for s in said.speakers for name in (s["name"], s.get("person") or "", *s["aliases"])
        )
    return tuple(r.stream for r in routes if r.takes(source, topics, speakers))

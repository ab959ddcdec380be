"""The rules that editors can change: the topic lexicon and the routing table. Read once, at the start."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from worker.enrich import lexicon as lexicons
from worker.enrich import people
from worker.enrich.lexicon import Lexicon, LexiconError
from worker.enrich.people import PeopleError
from worker.publish import routing
from worker.publish.outputs import Outputs
from worker.publish.routing import Routes, RoutingError
from worker.stream.config import OWN_STREAMS, PREFIX, Settings
from worker.stream.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Rules:
    """A lexicon with its people (None: the built-in ones), a routing table, and the texts of the lexicon's and the
    people's files, for other processes."""

    lexicon: Lexicon | None = None
    routes: Routes = ()
    lexicon_text: str | None = None
    people_text: str | None = None

    @property
    def lexicon_digest(self) -> str:
        """A hash of the texts of the lexicon and of the people, wherever their files are: 32 hex digits."""
        text = lexicons.built_in() if self.lexicon_text is None else self.lexicon_text
        known = "" if self.people_text is None else "\0" + self.people_text
        return blake2b((text + known).encode(), digest_size=16).hexdigest()


BUILT_IN = Rules()


def lexicon_of(said: str | None, known: str | None, names: tuple[str, str] = ("lexicon", "people")) -> Lexicon | None:
    """The lexicon in one text with the people in another; None if both are the built-in ones. Raises `LexiconError` and
    `PeopleError`."""
    chosen = lexicons.compiled(lexicons.parse(said), names[0]) if said is not None else None
    if known is None:
        return chosen
    return dataclasses.replace(chosen or lexicons.default(), people=people.compiled(known, names[1]))


def read(lexicon: str = "", routes: str = "", known: str = "") -> Rules:
    """Read the named files (lexicon, routing table, people); empty means the built-in ones, or no routes. Raises
    `SettingsError` with file, line and problem."""
    try:
        said = lexicons.text_of(lexicon) if lexicon else None
        who = people.text_of(known) if known else None
        chosen = lexicon_of(said, who, (lexicon, known))
        text = _routes_of(routes) if routes else ""
        tags = frozenset(label.qcode for label in (chosen or lexicons.default()).labels) if text else frozenset()
        return Rules(chosen, routing.parse(text, routes, tags), said, who)
    except (LexiconError, PeopleError, RoutingError) as error:
        raise SettingsError(str(error)) from error


def _routes_of(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or error
        raise SettingsError(f"the routing table {path} cannot be read: {why}") from error


def load(settings: Settings) -> Rules:
    """Read the files that the settings name. Raises `SettingsError`, also if a route has the name of another stream."""
    rules = read(settings.lexicon, settings.routes, settings.people)
    own = {settings.stream(name) for name in OWN_STREAMS} | set(settings.raw_streams)
    taken = next((r.stream for r in rules.routes if settings.stream(r.stream) in own), None)
    if taken:
        raise SettingsError(f"{PREFIX}ROUTES sends stories to {settings.stream(taken)}, which has another purpose")
    return rules


def outputs(settings: Settings, routes: Routes) -> Outputs:
    """Where a deployment with these settings and this routing table publishes its stories."""
    return Outputs(settings.ninjs, routes, settings.embargo_shows)

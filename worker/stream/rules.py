"""The rules that editors can change: the lexicon of topics, and the routing table. Read once, at the start."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from worker.enrich import lexicon as lexicons
from worker.enrich.lexicon import Lexicon, LexiconError
from worker.publish import routing
from worker.publish.routing import Routes, RoutingError
from worker.stream.config import OWN_STREAMS, PREFIX, Settings
from worker.stream.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Rules:
    """A lexicon (None: the built-in one), a routing table, and what the lexicon's file says, for other processes."""

    lexicon: Lexicon | None = None
    routes: Routes = ()
    lexicon_text: str | None = None

    @property
    def lexicon_digest(self) -> str:
        """Names what the lexicon says, wherever its file stands: 32 hex digits."""
        text = lexicons.built_in() if self.lexicon_text is None else self.lexicon_text
        return blake2b(text.encode(), digest_size=16).hexdigest()


BUILT_IN = Rules()


def read(lexicon: str = "", routes: str = "") -> Rules:
    """Read the files named; empty means the built-in lexicon, no routes. Raises `SettingsError` with file, line and
    fault."""
    try:
        said = lexicons.text_of(lexicon) if lexicon else None
        chosen = lexicons.compiled(lexicons.parse(said), lexicon) if said is not None else None
        text = Path(routes).read_text(encoding="utf-8") if routes else ""
        tags = frozenset(label.qcode for label in (chosen or lexicons.default()).labels) if text else frozenset()
        return Rules(chosen, routing.parse(text, routes, tags), said)
    except (LexiconError, RoutingError, OSError, UnicodeDecodeError) as error:
        raise SettingsError(str(error)) from error


def load(settings: Settings) -> Rules:
    """Read the files that the settings name. Raises `SettingsError`, also where a route leads to another's stream."""
    rules = read(settings.lexicon, settings.routes)
    own = {settings.stream(name) for name in OWN_STREAMS} | set(settings.raw_streams)
    taken = next((r.stream for r in rules.routes if settings.stream(r.stream) in own), None)
    if taken:
        raise SettingsError(f"{PREFIX}ROUTES sends stories to {settings.stream(taken)}, which is another stream's name")
    return rules

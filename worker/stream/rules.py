"""The rules that editors can change: the lexicon of topics, and the routing table. Read once, at the start."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from worker.enrich import lexicon as lexicons
from worker.enrich.lexicon import Lexicon, LexiconError
from worker.story import routing
from worker.story.routing import Routes, RoutingError
from worker.stream.config import OWN_STREAMS, PREFIX, Settings
from worker.stream.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Rules:
    """A lexicon (None: the built-in one), a routing table, and what the lexicon's file says, for other processes."""

    lexicon: Lexicon | None = None
    routes: Routes = ()
    lexicon_text: str | None = None


BUILT_IN = Rules()


def load(settings: Settings) -> Rules:
    """Read the files that the settings name. Raises `SettingsError` with file, line and fault."""
    try:
        said = lexicons.text_of(settings.lexicon) if settings.lexicon else None
        chosen = lexicons.compiled(lexicons.parse(said), settings.lexicon) if said is not None else None
        tags = frozenset(label.qcode for label in (chosen or lexicons.default()).labels)
        text = Path(settings.routes).read_text(encoding="utf-8") if settings.routes else ""
        rules = Rules(chosen, routing.parse(text, settings.routes, tags), said)
    except (LexiconError, RoutingError, OSError, UnicodeDecodeError) as error:
        raise SettingsError(str(error)) from error
    own = {settings.stream(name) for name in OWN_STREAMS} | set(settings.raw_streams)
    taken = next((r.stream for r in rules.routes if settings.stream(r.stream) in own), None)
    if taken:
        raise SettingsError(f"{PREFIX}ROUTES sends stories to {settings.stream(taken)}, which is another stream's name")
    return rules

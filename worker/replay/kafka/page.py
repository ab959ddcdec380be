"""The differences of a run as one self-contained HTML page: no scripts, no fonts, no links to other hosts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any

from worker.publish.words import Block, Words, readable, words
from worker.replay.kafka.difference import KINDS, Difference
from worker.replay.kafka.plan import Plan

MEANING = {
    "new": "only the replay has the story",
    "changed": "same articles, different result",
    "regrouped": "its articles belong to other stories",
    "superseded": "it absorbs, or is absorbed by, other stories",
    "missing": "only live has the story",
    "stale": "only its ninjs or copies in live differ",
}

_STYLE = """
:root { color-scheme: light dark; --rule: #8884; --add: #1a7f3722; --del: #cf222e22; --dim: #777; }
body { font: 16px/1.5 Georgia, serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin-bottom: 0; } h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--rule); }
.dim, summary small, td.name, nav { color: var(--dim); font: 13px/1.5 system-ui, sans-serif; }
table { border-collapse: collapse; font: 13px/1.5 system-ui, sans-serif; width: 100%; margin: .5rem 0; }
td { border-top: 1px solid var(--rule); padding: .25rem .5rem; vertical-align: top; overflow-wrap: anywhere; }
details { border-top: 1px solid var(--rule); padding: .5rem 0; } summary { cursor: pointer; }
summary b { font-weight: 600; } ins, .add { background: var(--add); } del, .del { background: var(--del); }
ins { text-decoration-thickness: 1px; }
ins, del { unicode-bidi: isolate; } p { margin: .4rem 0; padding: 0 .5rem; } details details { border: 0; }
.held { color: #9a6700; font: 13px/1.5 system-ui, sans-serif; } nav a { margin-right: 1rem; }
"""


def page(plan: Plan, differences: Iterable[Difference]) -> Iterator[str]:
    """The page, piece by piece. Stories are grouped by the kind of difference."""
    found: dict[str, list[Difference]] = {kind: [] for kind in KINDS}
    for difference in differences:
        found[difference.kind].append(difference)
    counts = Counter({kind: len(of) for kind, of in found.items()})
    yield f"<!doctype html><html lang=en><meta charset=utf-8><title>Replay {escape(plan.run)}</title>"
    yield f"<meta name=viewport content='width=device-width'><style>{_STYLE}</style>"
    yield f"<h1>Replay {escape(plan.run)}</h1><p class=dim>started {escape(plan.created)}; {escape(extent(plan))}</p>"
    if not counts.total():
        yield "<p>No differences: the replay gives exactly what is live, byte for byte.</p>"
        return
    headlines = {d.uri: d.headline for of in found.values() for d in of}
    links = (f"<a href='#{kind}'>{counts[kind]:,} {kind}</a>" for kind in KINDS if counts[kind])
    yield f"<nav>{''.join(links)}</nav>"
    for kind in KINDS:
        if found[kind]:
            yield f"<h2 id={kind}>{counts[kind]:,} {kind} <small class=dim>{MEANING[kind]}</small></h2>"
            yield from (_story(d, headlines) for d in found[kind])


def extent(plan: Plan) -> str:
    """What a run reads, as text."""
    if plan.files:
        return f"{len(plan.files):,} file{'s' if len(plan.files) > 1 else ''}"
    held = [r for r in plan.ranges if r.start < r.end]
    return ", ".join(f"{r.stream}/{r.partition} from {r.start:,} to {r.end:,}" for r in held)


def _story(d: Difference, headlines: Mapping[str, str]) -> str:
    held = f"<p class=held>not promoted: {escape(d.held)}</p>" if d.held else ""
    others = ", ".join(_link(uri, headlines) for uri in d.elsewhere)
    elsewhere = f"<p class=dim>its articles are also in {others}</p>" if others else ""
    chips = "".join(
        f"<p class=dim>{name} " + " ".join([*map(_ins, map(escape, came)), *map(_del, map(escape, went))])
        for name, (came, went) in d.chips.items()
    )
    technical = _table(d.technical_fields, headlines)
    more = f"<details><summary><small>technical</small></summary>{technical}</details>" if technical else ""
    return (
        f"<details id='{escape(d.uri)}'><summary><b dir=auto>{escape(d.headline)}</b> "
        f"<small>{escape(d.summary)}</small></summary>"
        f"<p class=dim>{escape(d.uri)}</p>{held}{elsewhere}{_table(d.open_fields, headlines)}{chips}"
        f"{''.join(map(_block, d.blocks))}{more}</details>"
    )


def _link(uri: str, headlines: Mapping[str, str]) -> str:
    """Another story: a link where it stands on this page too."""
    if uri not in headlines:
        return escape(uri)
    return f"<a href='#{escape(uri)}'>{escape(headlines[uri])}</a>"


def _table(fields: Sequence[tuple[str, Any, Any]], headlines: Mapping[str, str]) -> str:
    rows = "".join(
        f"<tr><td class=name>{escape(name)}<td>{before}<td>{after}"
        for name, (before, after) in ((name, _sides(a, b, headlines)) for name, a, b in fields)
    )
    return f"<table><tr><td><td class=name>live<td class=name>replayed{rows}</table>" if rows else ""


def _sides(live: Any, replayed: Any, headlines: Mapping[str, str]) -> tuple[str, ...]:
    """Both values of a field with their words marked; a story that stands on this page too is a link."""
    marked = zip((live, replayed), words(readable(live), readable(replayed)), strict=True)
    return tuple(
        _link(value, headlines) if isinstance(value, str) and value in headlines else _words(pieces)
        for value, pieces in marked
    )


def _block(block: Block) -> str:
    """Paragraphs: what stayed is folded, what changed has its words marked."""
    if block.kind == "same":
        n = len(block.old)
        heading = f"<summary><small>{n:,} unchanged paragraph{'s' if n > 1 else ''}</small></summary>"
        return f"<details>{heading}{''.join(f'<p dir=auto>{_words(p)}' for p in block.old)}</details>"
    return "".join(f"<p dir=auto>{_words(p)}" for p in (*block.old, *block.new))


def _words(pieces: Words) -> str:
    signs: dict[str, Callable[[str], str]] = {" ": str, "-": _del, "+": _ins}
    return "".join(signs[sign](escape(text)) for sign, text in pieces)


def _ins(text: str) -> str:
    return f"<ins>{text}</ins>"


def _del(text: str) -> str:
    return f"<del>{text}</del>"

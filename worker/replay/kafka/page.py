"""The differences of a run as one self-contained HTML page: no scripts, no fonts, no links to other hosts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

import orjson

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
ins, del { text-decoration: none; display: block; padding: .1rem .5rem; margin: .4rem 0; border-left: 3px solid; }
ins { border-color: #1a7f37; } del { border-color: #cf222e; } p { margin: .4rem 0; padding: 0 .5rem; }
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
    links = (f"<a href='#{kind}'>{counts[kind]:,} {kind}</a>" for kind in KINDS if counts[kind])
    yield f"<nav>{''.join(links)}</nav>"
    for kind in KINDS:
        if found[kind]:
            yield f"<h2 id={kind}>{counts[kind]:,} {kind} <small class=dim>{MEANING[kind]}</small></h2>"
            yield from map(_story, found[kind])


def extent(plan: Plan) -> str:
    """What a run reads, as text."""
    if plan.files:
        return f"{len(plan.files):,} file{'s' if len(plan.files) > 1 else ''}"
    held = [r for r in plan.ranges if r.start < r.end]
    return ", ".join(f"{r.stream}/{r.partition} from {r.start:,} to {r.end:,}" for r in held)


def shown(value: Any) -> str:
    """A field's value as readable text: strings unchanged, everything else as JSON."""
    if value is None:
        return "—"
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def _story(d: Difference) -> str:
    rows = "".join(
        f"<tr><td class=name>{escape(name)}<td class=del>{escape(shown(a))}<td class=add>{escape(shown(b))}"
        for name, a, b in d.fields
    )
    tags = {" ": "p", "-": "del", "+": "ins"}
    text = "".join(f"<{tags[sign]}>{escape(said)}</{tags[sign]}>" for sign, said in d.paragraphs)
    held = f"<p class=held>not promoted: {escape(d.held)}</p>" if d.held else ""
    others = f"<p class=dim>its articles are also in {escape(', '.join(d.elsewhere))}</p>" if d.elsewhere else ""
    head = "<tr><td><td class=name>live<td class=name>replayed" if rows else ""
    return (
        f"<details><summary><b>{escape(d.headline)}</b> <small>{escape(d.uri)}</small></summary>{held}{others}"
        f"<table>{head}{rows}</table>{text}</details>"
    )

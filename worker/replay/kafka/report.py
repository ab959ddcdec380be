"""The differences of a run as lines of text, for a terminal or a log."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator

from worker.publish.words import Words, abridged, readable, words
from worker.replay.kafka.difference import KINDS, Difference
from worker.replay.kafka.page import MEANING
from worker.wire.text import safe

_WIDTH = 110


def lines(d: Difference, brief: bool) -> Iterator[str]:
    """One story: the kind of difference, then each field, then the paragraphs that differ. Terminal control characters
    are escaped."""
    yield safe(f"{d.kind:<10} {d.headline}  [{d.uri}]  {d.summary}")
    if brief:
        return
    if d.elsewhere:
        yield safe(f"    articles also in {', '.join(d.elsewhere)}")
    for name, (came, went) in d.chips.items():
        yield safe(f"    {name}: {', '.join([*(f'+{n}' for n in came), *(f'−{n}' for n in went)])}")
    for name, live, replayed in d.fields:
        if name in d.chips:
            continue
        before, after = words(readable(live), readable(replayed))
        yield safe(f"    {name}: {_short(_text(abridged(before, 40)))} → {_short(_text(abridged(after, 40)))}")
    for block in d.blocks:
        for sign, pieces in (*(("-", p) for p in block.old), *(("+", p) for p in block.new)):
            if block.kind != "same":
                text = safe(_text(abridged(pieces)))
                yield textwrap.fill(text, _WIDTH, initial_indent=f"  {sign} ", subsequent_indent=f"  {sign} ")
    if d.held:
        yield safe(f"    not promoted: {d.held}")


def total(counts: Counter[str], held: int, run: str, stories: int) -> str:
    """The totals, and what to do next; `stories` is how many the run has."""
    if not stories and not counts.total():
        return f"run {run} has no stories: nothing was compared"
    if not counts.total():
        return f"no differences: run {run} gives exactly what is live"
    told = ", ".join(f"{counts[kind]:,} {kind} ({MEANING[kind]})" for kind in KINDS if counts[kind])
    left = f"; {held:,} of them would be left as they are" if held else ""
    return f"{told}{left}\nNext: newswire replay promote {run} --dry-run"


def _text(pieces: Words) -> str:
    return "".join(text for _, text in pieces)


def _short(text: str) -> str:
    return text if len(text) <= _WIDTH else f"{text[:_WIDTH]}…"

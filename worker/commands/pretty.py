"""Articles and stories for people, on a terminal or as plain text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from worker.story.story import Combine, Story
from worker.wire.article import Article, EditorNote

STYLES = {"usable": "green", "superseded": "yellow", "canceled": "red", "withheld": "magenta"}
"""Colour of a status."""


def show_article(article: Article, console: Console | None = None) -> None:
    """Print one article: what was read from its header, then its text."""
    a = article
    rows: list[tuple[str, object]] = [
        ("marker", a.marker and f"{a.marker} (lead {a.lead_number})"),
        ("prefix", a.prefix),
        ("slug", a.slug),
        ("note", a.editor_note and _note(a.editor_note)),
        ("dateline", a.dateline and a.dateline.raw),
        ("published", a.published and f"{a.published} ({a.published_precision})"),
        ("byline", ", ".join(filter(None, (a.byline, *a.emails)))),
        ("item", f"{a.source} {a.item_id}"),
        ("kind", a.kind if a.status == "usable" else f"{a.kind}, {a.status}"),
        ("items", len(a.items) or None),
        ("topics", _topics(a.topics)),
        ("speakers", _speakers(a.speakers)),
        ("flags", ", ".join(a.flags)),
    ]
    title = a.headline or "(no headline)"
    (console or Console()).print(_panel(title, "blue", _facts(rows), a.paragraphs, a.captions))


def show_story(story: Story, console: Console | None = None) -> None:
    """Print one story: its state, its versions, its links, then its text as it stands now."""
    s = story
    status = s.status if s.superseded_by is None else f"superseded by {s.superseded_by}"
    rows: list[tuple[str, object]] = [
        ("uri", s.uri),
        ("status", Text(status, STYLES.get(s.status, ""))),
        ("kind", None if s.kind == "article" else s.kind),
        ("slugs", ", ".join(s.slugs)),
        ("version", f"{s.version}, {s.change.kind}{_agreement(s)}"),
        ("note", s.editor_note and _note(s.editor_note)),
        ("correction", s.correction),
        ("missing", gap_words(s.gaps)),
        ("combines", "; ".join(combine_words(c) for c in s.combines)),
        ("mentions", "; ".join(m.headline for m in s.mentions)),
        ("dateline", s.dateline and s.dateline.raw),
        ("published", s.version_created),
        ("topics", _topics(s.topics)),
        ("speakers", _speakers(s.speakers)),
        ("flags", ", ".join(s.flags)),
    ]
    body = Group(_facts(rows), Padding(_versions(s), (1, 0, 0, 2)))
    (console or Console()).print(
        _panel(s.headline or "(no headline)", STYLES.get(s.status, "blue"), body, s.paragraphs, s.captions)
    )


def combine_words(c: Combine) -> str:
    """One absorbed story in words: `"Koreas-joint project" unresolved`."""
    name = f'"{c.slug or c.headline}"'
    return f"{name} {c.state}{' (ambiguous)' if c.ambiguous else ''}"


def gap_words(gaps: Iterable[int]) -> str:
    """Lead numbers nobody has seen, in words: 0 is the story's first, unmarked version."""
    return ", ".join("the base" if n == 0 else "LEAD" if n == 1 else f"{_ordinal(n)} LD" for n in gaps)


def _ordinal(n: int) -> str:
    ending = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"


def _panel(
    title: str, style: str, facts: RenderableType, paragraphs: tuple[str, ...], captions: tuple[str, ...]
) -> Panel:
    text = [Padding(Text(p), (1, 0, 0, 0)) for p in paragraphs]
    photos = [Padding(Text(f"[photo] {c}", "dim"), (1, 0, 0, 0)) for c in captions]
    return Panel(Group(facts, *text, *photos), title=f"[b]{escape(title)}[/b]", title_align="left", border_style=style)


def _facts(rows: Iterable[tuple[str, object]]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column()
    for name, value in rows:
        if value:
            table.add_row(name, value if isinstance(value, Text) else Text(str(value)))
    return table


def _versions(story: Story) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for column in ("version", "sent", "what changed", "headline"):
        table.add_column(column, no_wrap=column != "headline")
    for v in story.versions:
        table.add_row(v.marker or "base", v.published or "", v.change, Text(v.headline or ""))
    return table


def _note(note: EditorNote) -> str:
    return note.text


def _agreement(story: Story) -> str:
    if story.change.note_agrees is None:
        return ""
    if story.change.note_agrees:
        return ", as its note says"
    return f", not as its note says: {'; '.join(story.change.note_doubts)}"


def _topics(topics: Iterable[Mapping[str, Any]]) -> str:
    return ", ".join(str(t.get("name") or t.get("label") or t.get("id") or t.get("code")) for t in topics)


def _speakers(speakers: Iterable[Mapping[str, Any]]) -> str:
    return ", ".join(str(s.get("name")) for s in speakers)

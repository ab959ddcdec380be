"""Articles and stories as readable text. All functions take the JSON described by the schemas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from worker.wire.text import safe

Json = Mapping[str, Any]
Rows = Iterable[tuple[str, object]]

RUNGS = {
    "serial": "its versions carry the wire's own story number",
    "slug": "its versions were sent under one slug, within hours of each other",
    "text": "a later version contains most of the text of the one before it",
    "item": "one item of the wire, sent again",
}
"""Why the versions are one story: the weakest reason for which any of them belongs to it."""

STYLES = {"usable": "green", "superseded": "yellow", "canceled": "red", "withheld": "magenta", "embargoed": "magenta"}
"""Colour of a status."""


def plain(value: object, style: str = "") -> Text:
    """A value from a message as plain text: no markup, no terminal control characters."""
    return Text(safe(str(value)), style)


def article_panel(a: Json) -> Panel:
    """One article: what was read from its header, then its text."""
    published = a["published"] and f"{a['published']} ({a['published_precision']})"
    rows: Rows = [
        ("marker", a["marker"] and f"{a['marker']}, lead number {a['lead_number']}"),
        ("prefix", a["prefix"]),
        ("slug", a["slug"]),
        ("note", note_words(a["editor_note"])),
        ("dateline", a["dateline"] and a["dateline"]["raw"]),
        ("published", published),
        ("byline", ", ".join(filter(None, (a["byline"], *a["emails"])))),
        ("item", f"{a['source']} {a['item_id']}"),
        ("kind", a["kind"] if a["status"] == "usable" else f"{a['kind']}, {a['status']}"),
        ("repeats", "; ".join(i["headline"] for i in a["items"])),
        ("about", topic_words(a["topics"])),
        ("said by", speaker_words(a["speakers"])),
        ("flags", ", ".join(a["flags"])),
    ]
    return _panel(a, "blue", _facts(rows))


def story_panel(s: Json) -> Panel:
    """One story: its state, its links, its versions, then its current text."""
    status = s["status"] if s["superseded_by"] is None else f"superseded by {s['superseded_by']}"
    rows: Rows = [
        ("story", s["uri"]),
        ("status", plain(status, STYLES.get(s["status"], ""))),
        ("kind", None if s["kind"] == "article" else s["kind"]),
        ("slugs", ", ".join(s["slugs"])),
        ("one story", RUNGS.get(s["rung"], s["rung"]) if s["version"] > 1 else None),
        *story_facts(s),
        ("dateline", s["dateline"] and s["dateline"]["raw"]),
        created(s),
        ("items", ", ".join(dict.fromkeys(v["item_id"] for v in s["versions"]))),  # what `decide` asks for
        ("flags", ", ".join(s["flags"])),
    ]
    return _panel(s, STYLES.get(s["status"], "blue"), Group(_facts(rows), Padding(_versions(s), (1, 0, 0, 2))))


def created(s: Json) -> tuple[str, str | None]:
    """When the version that stands was published; where no version tells, when its article came in, in seconds."""
    if s["version_created"] is None or any(v["published"] for v in s["versions"]):
        return "published", s["version_created"]
    return "received", datetime.fromisoformat(s["version_created"]).isoformat(timespec="seconds")


def title_of(said: Mapping[str, Any]) -> str:
    """What a story or an article is shown under: its headline; while that may not be told, its slug."""
    if said["headline"]:
        return str(said["headline"])
    return f"{said['slug'] or 'a story'} (under embargo)" if said["status"] == "embargoed" else "(no headline)"


def story_brief(s: Json) -> RenderableType:
    """One story in a few lines, without its text."""
    style = STYLES.get(s["status"], "")
    marker = f"  {s['marker']}" if s["marker"] else ""
    head = Text("● ", style).append_text(plain(title_of(s), "bold"))
    head.append_text(plain(marker, "cyan"))
    rows: list[tuple[str, object]] = [("story", s["uri"])]
    if s["status"] != "usable":
        rows.append(("status", plain(f"{s['status']} {s['superseded_by'] or ''}".strip(), style)))
    return Group(head, Padding(_facts([*rows, *story_facts(s)]), (0, 0, 1, 2)))


def story_facts(s: Json) -> Rows:
    """The rows of a story that a newcomer wants to see: version, note, what changed, links, speakers, topics."""
    return [
        ("version", f"{s['version']} known, {change_words(s['change'])}"),
        ("lead", s["lead_number"]),
        ("note", note_words(s["editor_note"])),
        ("corrects", None if s["editor_note"] and s["correction"] == s["editor_note"]["text"] else s["correction"]),
        ("missing", gap_words(s["gaps"])),
        ("combines", "; ".join(combine_words(c) for c in s["combines"])),
        ("mentions", "; ".join(m["headline"] for m in s["mentions"])),
        ("decided", "; ".join(map(decided_words, s["decided_by"]))),
        ("said by", speaker_words(s["speakers"])),
        ("about", topic_words(s["topics"])),
    ]


def note_words(note: Json | None) -> str:
    """The text of an editor's note; empty if there is none."""
    return str(note["text"]) if note else ""


def change_words(change: Json) -> str:
    """What changed, and whether the note agrees: `updated, as its note says`."""
    kind = str(change["kind"]).replace("_", " ")
    if change["note_agrees"] is None:
        return kind
    if change["note_agrees"]:
        return f"{kind}, as its note says"
    return f"{kind}, but its note says otherwise: {'; '.join(change['note_doubts'])}"


def combine_words(c: Json) -> str:
    """One absorbed story in words: `"Koreas-joint project" unresolved`."""
    doubt = " (more than one story has that name)" if c["ambiguous"] else ""
    return f'"{c["slug"] or c["headline"]}" {c["state"]}{doubt}'


def decided_words(d: Json) -> str:
    """One decision in words: `pin by Ines Tarrow (overruled): being checked`."""
    state = d.get("state", "in_force")
    become = "" if state == "in_force" else f" ({state})"
    return f"{d['kind']} by {d['who']}{become}: {d['why'] or 'no reason given'}"


def gap_words(gaps: Iterable[int]) -> str:
    """Missing lead numbers in words; 0 is the story's first, unmarked version."""
    return ", ".join("the base" if n == 0 else "LEAD" if n == 1 else f"{_ordinal(n)} LD" for n in gaps)


def topic_words(topics: Iterable[Json]) -> str:
    """The names of the topics."""
    return ", ".join(str(t["name"]) for t in topics)


def speaker_words(speakers: Iterable[Json]) -> str:
    """The speakers, each with title or affiliation and number of quotes."""

    def words(s: Json) -> str:
        role = s.get("title") or s.get("affiliation")
        said = len(s.get("quotes") or ())
        return f"{s['name']}{f', {role}' if role else ''}{f' ({said}x)' if said > 1 else ''}"

    return "; ".join(words(s) for s in speakers)


def show_panel(panel: Panel) -> None:
    """Print it on standard output."""
    Console().print(panel)


def _ordinal(n: int) -> str:
    ending = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"


def _panel(said: Json, style: str, facts: RenderableType) -> Panel:
    text = [Padding(plain(p), (1, 0, 0, 0)) for p in said["paragraphs"]]
    photos = [Padding(plain(f"[photo] {c}", "dim"), (1, 0, 0, 0)) for c in said["captions"]]
    title = plain(title_of(said), "bold")
    return Panel(Group(facts, *text, *photos), title=title, title_align="left", border_style=style)


def _facts(rows: Rows) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True, min_width=9)
    table.add_column(overflow="fold")  # a uri is never cut short
    for name, value in rows:
        if value not in (None, "", ()):
            table.add_row(name, value if isinstance(value, Text) else plain(value))
    return table


def _versions(s: Json) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for column in ("version", "sent", "what changed", "text", "headline"):
        table.add_column(column, no_wrap=column != "headline", overflow="fold")
    for v in s["versions"]:
        text = v["content_hash"][:8]  # as much of it as `decide pin --version` needs
        cells = (v["marker"] or "base", v["published"] or "", v["change"], text, v["headline"] or "")
        table.add_row(*map(plain, cells))
    return table

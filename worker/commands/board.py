"""What the demo shows: a live table on a terminal, a line for each change elsewhere, and the final stories."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from worker.commands import pretty
from worker.commands.output import counted, safe

Json = Mapping[str, Any]
_NO_STORIES: Mapping[str, Json] = {}
WIDE = 100
"""Terminal width (columns) from which the live table has a column for links, gaps and topics."""

NEW, NEW_SECONDS = "▸", 3.0
"""The mark of a row that has just changed, and for how long it stays."""

FEW = 3
"""Up to this many stories are shown in full at the end."""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that could not be used: why, where it was, and how it begins."""

    reason: str
    detail: str
    stream: str
    offset: str
    value: bytes


@dataclass(slots=True)
class Board:
    """Everything the worker has published so far."""

    stories: dict[str, Json] = field(default_factory=dict)
    dead_letters: list[DeadLetter] = field(default_factory=list)
    fed: int = 0
    states: int = 0
    """How many story states were published."""
    done: bool = False
    """Whether everything fed has been published."""
    changed: dict[str, float] = field(default_factory=dict)
    """When each story changed, by `time.monotonic`."""

    def take(self, uri: str, story: Json | None) -> str:
        """Record the new state of a story (None: it is gone) and return a line that describes the change."""
        self.states += 1
        before = self.stories.pop(uri, None)
        if story is None:
            return f"gone        {before['headline'] if before else uri}"
        self.stories[uri] = story
        self.changed[uri] = time.monotonic()
        return _line(story)


@contextmanager
def shown(board: Board, console: Console, title: str) -> Iterator[Any]:
    """Show the board inside the `with` block. Call the yielded function with each line, or with None to refresh."""
    if not console.is_terminal:

        def tell(line: str | None) -> None:
            if line:
                console.print(safe(line), markup=False, highlight=False, soft_wrap=True)

        console.print(title, markup=False, highlight=False, soft_wrap=True)
        yield tell
        return
    with Live(console=console, auto_refresh=False, transient=True, vertical_overflow="crop") as live:
        yield lambda _line: live.update(_screen(board, console, title), refresh=True)


def print_end(board: Board, console: Console) -> None:
    """Print the final stories, the dead letters, and the totals."""
    console.rule("The stories", style="dim")
    stories = sorted(board.stories.values(), key=lambda s: (s["source"], s["first_created"] or "", s["uri"]))
    for story in stories:
        console.print(pretty.story_panel(story) if len(stories) <= FEW else pretty.story_brief(story))
    if board.dead_letters:
        console.rule("The dead letters", style="dim")
        console.print(_dead_letters(board.dead_letters))
    console.print(Text(_sum(board), "dim"))


def _screen(board: Board, console: Console, title: str) -> RenderableType:
    """Two lines per story, as many stories as fit, latest change first; fewer columns on a narrow terminal."""
    table = Table(expand=True, padding=(0, 1), show_lines=True)
    columns = (
        ("Story", 5, None),
        ("Version", None, 8),
        ("What changed, note", 4, None),
        ("Links, gaps, topics", 4, None),
    )
    shown = columns if console.width >= WIDE else columns[:-1]
    for name, ratio, width in shown:
        table.add_column(name, ratio=ratio, width=width, no_wrap=True, overflow="ellipsis")
    fit = max(3, (console.height - 8) // 3)
    for uri, story in list(board.stories.items())[-fit:][::-1]:
        new = time.monotonic() - board.changed[uri] < NEW_SECONDS
        said, style = pretty.title_of(story), pretty.STYLES.get(story["status"], "")
        headline = pretty.plain(f"{NEW} {said}" if new else said, f"{style} bold".strip() if new else style)
        narrow = _links_only(story, board.stories) if console.width < WIDE else ""
        cells = (
            Text("\n").join([headline, pretty.plain(story["uri"].removeprefix("newswire:"), "dim")]),
            _two_lines(story["marker"] or "base", f"{story['version']} known"),
            _two_lines(pretty.change_words(story["change"]), narrow or pretty.note_words(story["editor_note"])),
            _two_lines(_links(story, board.stories), pretty.topic_words(story["topics"])),
        )
        table.add_row(*cells[: len(shown)])
    end = "everything is published, Ctrl-C to quit" if board.done else "Ctrl-C to quit"
    last = [_last_dead_letter(board.dead_letters[-1])] if board.dead_letters else []
    return Group(Text(title, "dim"), table, *last, Text(f"{_sum(board)}; {end}", "dim"))


def _last_dead_letter(d: DeadLetter) -> Text:
    text = pretty.plain(f"last dead letter: {d.reason}, {d.detail}", "dim")
    text.no_wrap, text.overflow = True, "ellipsis"
    return text


def _links_only(s: Json, stories: Mapping[str, Json]) -> str:
    """For a terminal without a column for them: what absorbed the story, and what is missing of it."""
    return _links({**s, "combines": (), "mentions": ()}, stories)


def _two_lines(*lines: str) -> Text:
    return Text("\n").join(pretty.plain(line) for line in lines if line)


def _line(s: Json) -> str:
    """One state of one story as a line: kind of change, marker, headline, links."""
    kind = s["change"]["kind"] if s["status"] != "superseded" else "superseded"
    links = _links(s)
    return f"{kind:<15} {s['marker'] or 'base':<9} {s['headline'] or '(no headline)'}{f'  [{links}]' if links else ''}"


def _links(s: Json, stories: Mapping[str, Json] = _NO_STORIES) -> str:
    """How the story is linked. A story that absorbed it is called by its headline where it is among `stories`."""
    parts = [f"combines {pretty.combine_words(c)}" for c in s["combines"]]
    if s["superseded_by"]:
        by = stories.get(s["superseded_by"], {}).get("headline") or s["superseded_by"]
        parts.insert(0, f"superseded by {by}")
    if s["gaps"]:
        parts.append(f"missing: {pretty.gap_words(s['gaps'])}")
    if s["mentions"]:
        parts.append(f"mentions {len(s['mentions'])} stories")
    return "; ".join(parts)


def _dead_letters(letters: list[DeadLetter]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for column in ("reason", "where", "why", "begins with"):
        table.add_column(column, no_wrap=column == "reason")
    for d in letters:
        begins = safe(d.value[:60].decode("utf-8", "backslashreplace"))
        where = pretty.plain(f"{d.stream} {d.offset}")
        table.add_row(pretty.plain(d.reason), where, pretty.plain(d.detail), Text(begins, "dim"))
    return table


def _sum(board: Board) -> str:
    by_status = Counter(s["status"] for s in board.stories.values())
    told = ", ".join(f"{n} {status}" for status, n in sorted(by_status.items()))
    stories = f"{counted(len(board.stories), 'story')} ({told or 'none yet'})"
    fed, states, letters = board.fed, board.states, len(board.dead_letters)
    return (
        f"{counted(fed, 'raw article')} in; {stories}, published in {counted(states, 'state')}; "
        f"{counted(letters, 'dead letter')}"
    )

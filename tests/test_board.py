"""The demo's live table."""

from __future__ import annotations

from pathlib import Path

import orjson
from rich.console import Console

from worker.commands import board
from worker.commands.board import Board, DeadLetter
from worker.commands.demo import SAMPLE
from worker.commands.files import messages
from worker.story.resolve import resolve
from worker.story.story import to_json
from worker.stream.understand import understand
from worker.wire.article import BadMessage, Lineage


def test_eighty_columns_keep_what_matters(tmp_path: Path) -> None:
    """What absorbed a story, by its headline, what is missing of one, and the last dead letter."""
    found, shown = [], Board()
    for n, raw in enumerate(messages([str(SAMPLE)])):
        try:
            found.append(understand(raw.value, Lineage("raw", 0, n), None))
        except BadMessage as bad:
            shown.dead_letters.append(DeadLetter(bad.reason, bad.detail, "raw", str(n), raw.value))
    for story in resolve(found):
        shown.take(story.uri, orjson.loads(to_json(story)))
    with (tmp_path / "out").open("w") as file:
        Console(file=file, width=80, height=120).print(board._screen(shown, Console(width=80, height=120), "title"))
    text = (tmp_path / "out").read_text()
    assert "superseded by Tolve bridge" in text
    assert "missing: the base" in text
    assert "last dead letter: schema" in text
    assert max(map(len, text.splitlines())) <= 80


def test_the_row_that_changed_is_marked() -> None:
    """For some seconds after its change; the others are not."""
    shown = Board()
    found = [understand(raw.value, Lineage("raw", 0, n), None) for n, raw in enumerate([*messages([str(SAMPLE)])][:4])]
    for story in resolve(found):
        shown.take(story.uri, orjson.loads(to_json(story)))
    first, *others = shown.stories
    shown.changed |= dict.fromkeys(others, float("-inf"))
    console = Console(width=100, height=60)
    with console.capture() as captured:
        console.print(board._screen(shown, console, "title"))
    marked = [line for line in captured.get().splitlines() if board.NEW in line]
    assert len(marked) == 1
    assert shown.stories[first]["headline"][:20] in marked[0]

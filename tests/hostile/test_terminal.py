"""Nothing that a message says reaches a terminal as more than text: no control, no forged line, no markup."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner
from rich.console import Console

from tests.replay.test_run import newswire
from tests.stream import kit
from worker import cli
from worker.commands import board, output
from worker.commands.dead_letters import _line
from worker.replay.dead_letters import Letter
from worker.replay.kafka.difference import Difference
from worker.replay.kafka.report import lines
from worker.story.resolve import resolve
from worker.story.story import to_json
from worker.stream import logs
from worker.stream.understand import understand
from worker.wire.article import Lineage
from worker.wire.text import safe, safe_json

TEXT = "The ferry burned for hours on Thursday in the harbor, the port master said, who saw it from his office."
EVIL = (
    "\x1b[31mRED\x1b[0m\x1b]0;title\x07\x9b2J\u202eRTL\u2066\u200b\x7f\r\n"
    "12:00:00 CRITICAL forged[/red][link=file:///]x[/] \\"
)
"""Colours, a window's title, a cleared screen, the other direction, a forged line, markup of the terminal's library."""

FIELDS = (
    "source",
    "id",
    "slug",
    "headline",
    "body",
    "url",
    "editor_note",
    "marker",
    "language",
    "published_at",
    "content",
)
MESSAGES: list[dict[str, Any]] = [
    {"source": "coastal", "id": "c-1", "headline": "Ferry burns", "body": TEXT} | {name: f"{'' if at else 'A'}{EVIL}"}
    for name in FIELDS
    for at in (0, 1)
] + [
    dict.fromkeys(FIELDS[:8], EVIL + TEXT) | {EVIL: EVIL},
    {"source": "coastal", "id": "c-2", "headline": f"(LEAD) Ferry {EVIL}", "body": TEXT, "slug": "[/x]",
     "marker": "[/red]", "editor_note": "(ATTN: COMBINES with story slugged [/b]; ADDS [link=file:///etc/hosts]photo[/link])"},
    {"source": "coastal", "headline": "x [/b] \\", "body": f'"It [/red] burns," {EVIL} said Mayor Ilse Brask.'},
    {"source": "coastal", "headline": 5, "body": EVIL},
    {EVIL: 1},
]  # fmt: skip


def wire() -> bytes:
    values = [orjson.dumps(m) for m in MESSAGES]
    return b"\n".join([*values, EVIL.replace("\r\n", " ").encode(), b'{"source": "\x1b[2J\xff"}', b"[" * 2000]) + b"\n"


def assert_harmless(said: str, own: str = "") -> None:
    """No sign but printable ones and line ends, and no line that begins as the forged one does. `own` is a pattern of
    what the program itself writes for the terminal, which is taken out first."""
    said = re.sub(own, "", said) if own else said
    assert {c for c in said if not c.isprintable()} <= {"\n"}, sorted({c for c in said if not c.isprintable()})
    assert not re.search(r"(?m)^ *12:00:00 CRITICAL", said)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "wire.jsonl"
    path.write_bytes(wire())
    return path


@pytest.mark.parametrize(
    "command",
    ["parse --pretty", "parse --explain", "fold --pretty", "enrich --explain", "enrich", "parse", "fold --ninjs"],
)  # fmt: skip
def test_commands_on_files(command: str, archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is for people is text alone; what is JSON is that too where a terminal shows it, and means the same."""
    if "enrich" in command:
        rows = [{"id": EVIL, "headline": EVIL, "text": f'"{EVIL} it burns," said Mayor Ilse Brask {EVIL}.\n{TEXT}'}]
        archive.write_bytes(b"\n".join(map(orjson.dumps, rows)))
    plain = CliRunner().invoke(cli.main, [*command.split(), str(archive)])
    assert plain.exit_code == 0, plain.output
    assert plain.output
    monkeypatch.setattr(output, "_on_terminal", lambda: True)
    shown = CliRunner().invoke(cli.main, [*command.split(), str(archive)])
    assert_harmless(shown.output)
    if "--pretty" not in command and "--explain" not in command:
        said = [orjson.loads(line) for line in plain.stdout.splitlines()]
        assert [orjson.loads(line) for line in shown.stdout.splitlines()] == said


def test_errors_of_commands(tmp_path: Path) -> None:
    """A file with a hostile name is named in one harmless line."""
    missing = CliRunner().invoke(cli.main, ["parse", str(tmp_path / "\x1b[31m\nforged.jsonl")])
    assert missing.exit_code == 1
    assert_harmless(missing.output)
    assert missing.output.count("\n") == 1


def stories() -> Iterator[dict[str, Any]]:
    found = []
    for number, message in enumerate(MESSAGES[-5:-2]):
        found.append(understand(orjson.dumps(message), Lineage("raw", 0, number), None))
    return map(orjson.loads, map(to_json, resolve(found)))


@pytest.mark.parametrize("terminal", [False, True])
def test_the_board_of_the_demo(terminal: bool) -> None:
    """Its lines, its live table, its final stories and dead letters, on a terminal and elsewhere."""
    out = io.StringIO()
    console = Console(file=out, force_terminal=terminal, width=140, height=60, color_system=None, legacy_windows=False)
    shown = board.Board()
    with board.shown(shown, console, "demo") as tell:
        for story in stories():
            evil = story | {"marker": EVIL, "uri": EVIL, "headline": EVIL}
            tell(shown.take(story["uri"], evil))
            tell(shown.take(EVIL, None))
            shown.take(story["uri"], evil)
        shown.dead_letters.append(board.DeadLetter("[/x]" + EVIL, EVIL, EVIL, EVIL, EVIL.encode()))
        console.print(board._screen(shown, console, "demo"))
    board.print_end(shown, console)
    assert_harmless(out.getvalue(), r"\x1b\[[0-9;?]*[a-zA-Z]|\r")
    assert "RED" in out.getvalue()


@pytest.mark.parametrize("form", ["text", "json"])
def test_log_lines(form: str) -> None:
    """A log line is one line, whatever its values, its event or an exception say."""
    out = io.StringIO()
    before = logging.getLogger().handlers[:], logging.getLogger().level, logging.getLogger("worker").level
    try:
        logs.configure("INFO", form, out)
        log = logging.getLogger("worker.test")
        log.warning("dead_letter", extra={"source": EVIL, "detail": EVIL, "offset": 7, EVIL: EVIL})
        log.warning(EVIL)
        try:
            int(EVIL)
        except ValueError:
            log.exception("defect")
        logging.getLogger("kafka.client").error("no route to %s", EVIL)
    finally:
        logging.captureWarnings(capture=False)
        logging.getLogger().handlers[:] = before[0]
        logging.getLogger().setLevel(before[1])
        logging.getLogger("worker").setLevel(before[2])
    assert_harmless(out.getvalue(), r"\x1b\[[0-9;]*m")
    if form == "json":
        said = [json.loads(line) for line in out.getvalue().splitlines()]
        assert said[0]["source"] == EVIL


def test_differences_of_a_replay() -> None:
    """Headline, fields and paragraphs of stories that a diff prints."""
    fields = (("headline", EVIL, None), ("speakers", None, [EVIL]))
    story = {"headline": EVIL, "uri": EVIL}
    difference = Difference("changed", EVIL, story, story, fields, (("+", EVIL), ("-", EVIL)), (EVIL,), EVIL, b"")
    assert_harmless("\n".join(lines(difference, brief=False)))


def test_the_line_of_a_dead_letter() -> None:
    """Every header of a dead letter may be somebody else's."""
    headers = dict.fromkeys(("reason", "source", "at", "detail"), EVIL)
    assert_harmless(_line(Letter(Lineage("dead", 0, 1), headers, b"k", b"v", 0, "open", 1)))


@pytest.mark.kafka
def test_dead_letters_on_kafka(kafka_address: str, prefix: str) -> None:
    """What becomes of all of them in a worker is listed and shown as text alone."""
    config = kit.settings(kafka_address, prefix, partitions=1, dead_letter_limit=0)
    with kit.running(config):
        kit.feed(config, wire().splitlines(), key=lambda n: EVIL.encode())
        kit.wait_done(config)
    listed = newswire(config, "dead-letters", "list")
    assert listed.returncode == 0, listed.stderr
    assert listed.stdout.count("\n") > 5
    assert_harmless(listed.stdout + listed.stderr)
    for line in listed.stdout.splitlines()[:-1]:
        shown = newswire(config, "dead-letters", "show", line.split()[0]) if line.startswith("0/") else None
        if shown is not None and line.split()[0] in ("0/1", listed.stdout.splitlines()[-2].split()[0]):
            assert_harmless(shown.stdout)


def test_json_for_a_terminal_means_the_same() -> None:
    """Only signs that print nothing are escaped, also those beyond the first plane of Unicode."""
    value = EVIL + "\U000e0001한글 é"
    assert json.loads(safe_json(orjson.dumps(value).decode())) == value
    assert safe_json('"한글 é"') == '"한글 é"'
    assert safe("a\tb") == "a\\tb"

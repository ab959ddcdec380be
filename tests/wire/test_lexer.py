"""Each line of a page gets one name, from one rule, and everything else asks for that name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.wire.helpers import CAPTION, CREW, FERRY, LAST
from worker.commands.parse import command
from worker.wire import dateline, lexer
from worker.wire.read import explain

PAGE = f"""Go to Contents

(LEAD) Ferry runs aground off Port Meren
All News 13:00 March 14, 2025
(ATTN: ADDS photo,
updates count)
By Ada Berg
PORT MEREN, March 14 (Yonhap) -- {FERRY}
{CAPTION}
{CREW}
-----
{LAST}
ada@wire.example
(END)
(2nd LD) Another story"""
NAMES = ("navigation blank headline time note note byline dateline caption text rule text address below below").split()


def test_every_line_is_named() -> None:
    """Head, text and what stands below: a name for each line, and a rule wherever it is not plain text."""
    found = explain({"source": "yonhap", "content": PAGE})
    assert [name for name, _, _ in found] == NAMES
    assert all(rule for name, rule, _ in found if name not in ("text", "blank"))


def test_explain_prints_the_page() -> None:
    """`parse --explain` shows name, rule and line side by side."""
    printed = CliRunner().invoke(command, ["--explain", "--page"], input=PAGE).output
    assert re.search(r"^headline +is the first line that is nothing else +\(LEAD\) Ferry", printed, re.MULTILINE)
    assert re.search(r"^below +stands below the end +\(2nd LD\) Another story", printed, re.MULTILINE)


def test_a_text_without_head_is_named_by_the_same_rules() -> None:
    """Speakers ask for these names where a text was not read as a page: an end mark counts once a text has begun."""
    text = ["Keywords", f"PORT MEREN, March 14 (Yonhap) -- {FERRY}", CAPTION, "By Ada Berg", "(END)", '"No," he said.']
    assert lexer.names(text) == ["navigation", "text", "credited", "byline", "below", "below"]


def test_no_rule_is_asked_twice() -> None:
    """The rules that find datelines, captions, bylines, addresses, times and signatures are called by the lexer alone;
    `lost_breaks` also cuts a first line that has lost its breaks before a dateline."""
    asked = re.compile(
        r"\b(?:dateline\.find|caption\.(?:credited|signed|only_credit|indexed|doubled)|reporters\.\w+"
        r"|stamp\.printed|boilerplate\.(?:leftover|inside|rule|above)|embargo\.is_line)\("
    )
    allowed = {
        ("lost_breaks.py", "dateline.find("),
        ("page_kinds.py", "boilerplate.rule("),
    }
    allowed |= {("body.py", "caption.indexed("), ("editors.py", "embargo.is_line("), ("body.py", "embargo.is_line(")}
    found = {
        (path.name, m[0])
        for path in Path(lexer.__file__).parents[1].rglob("*.py")
        for m in asked.finditer(path.read_text(encoding="utf-8"))
    }
    assert {(file, call) for file, call in found if file != "lexer.py"} <= allowed


UNDATED = f"""A look back at the ferry

{FERRY} {CREW} (The harbor office, which is closed, has named no cause)
(Photo by the coast guard) (Yonhap)
{CREW}
(The text goes on behind the picture)
{LAST}
- Port Meren
ada@wire.example"""


@pytest.mark.parametrize("page", [PAGE, UNDATED, UNDATED.replace("A look back", "(LEAD) A look back")])
def test_a_line_is_asked_for_nothing_twice(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In one reading no rule is tried on the same line again, and no dateline is looked for again: neither where the
    head has ended and the text begins, nor where the head looks ahead for a dateline."""
    asked: Counter[tuple[object, str]] = Counter()

    def counted(key: object, find: Callable[..., Any]) -> Callable[..., Any]:
        def ask(said: str, **more: Any) -> Any:
            asked[key, said] += 1
            return find(said, **more)

        return ask

    def all_counted(rules: tuple[lexer.Rule, ...]) -> tuple[lexer.Rule, ...]:
        return tuple((name, rule, counted((name, rule), find)) for name, rule, find in rules)

    rules = {name: tuple(map(all_counted, tables)) for name, tables in lexer._RULES.items()}
    monkeypatch.setattr(lexer, "_RULES", rules)
    for table in ("_ASIDE", "_ONLY_INSIDE"):
        monkeypatch.setattr(lexer, table, all_counted(getattr(lexer, table)))
    monkeypatch.setattr(dateline, "find", counted("dateline", dateline.find))
    explain({"source": "yonhap", "content": page})
    assert len(asked) > 50
    twice = {key: count for key, count in asked.items() if count > 1}
    assert not twice

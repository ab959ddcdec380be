"""What comments and tests refer to is there: sections of the grammar, edge cases, links between pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CODE = sorted([*(ROOT / "worker").rglob("*.py"), *(ROOT / "tests").rglob("*.py")])
FOLDERS = ("worker", "tests", "schemas", "deploy", ".github")
PAGES = sorted([*ROOT.glob("*.md"), *(page for folder in FOLDERS for page in (ROOT / folder).rglob("*.md"))])
EDGE_CASES = ROOT / "tests" / "EDGE-CASES.md"
_ROW = re.compile(r"^\| FV-(\d+)( \*open\*)? \|", re.MULTILINE)
_NAMED = re.compile(r"FV-(\d+)|test_fv(\d+)")
_SECTION = re.compile(r"grammar, sections? ([a-z](?:(?:, | and )[a-z]\b)*)")
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def test_every_section_of_the_grammar_that_is_referred_to_is_there() -> None:
    """`grammar, section c` and `grammar, sections e and f` name headings of worker/wire/GRAMMAR.md."""
    there = set(re.findall(r"^## ([a-z])\. ", (ROOT / "worker/wire/GRAMMAR.md").read_text(), re.MULTILINE))
    named = {
        (letter, path.name)
        for path in CODE
        for found in _SECTION.findall(" ".join(path.read_text().split()))
        for letter in re.findall(r"\b[a-z]\b", found)
    }
    assert named, "nothing refers to the grammar any more: does the pattern still fit?"
    assert [(letter, name) for letter, name in named if letter not in there] == []


def test_every_edge_case_has_its_test_or_says_that_it_is_open() -> None:
    """A number in a test is a row of EDGE-CASES.md, and a row without a test says so."""
    rows = {number: bool(still_open) for number, still_open in _ROW.findall(EDGE_CASES.read_text())}
    named = {a or b for path in CODE for a, b in _NAMED.findall(path.read_text()) if path != Path(__file__)}
    assert sorted(named - rows.keys()) == [], "numbers of edge cases that there are not"
    tested = {a or b for path in CODE if "tests" in path.parts for a, b in _NAMED.findall(path.read_text())}
    assert sorted(number for number, is_open in rows.items() if not is_open and number not in tested) == []
    assert sorted(number for number, is_open in rows.items() if is_open and number in tested) == [], "no longer open"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """A relative link in a page names a file or folder of the project."""
    targets = [t for t in _LINK.findall(page.read_text()) if not t.startswith(("http:", "https:", "mailto:"))]
    assert [t for t in targets if not (page.parent / t).exists()] == []

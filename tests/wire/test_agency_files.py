"""An agency is one file: nothing of it stands elsewhere, and a new file is all that another one takes."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from worker.wire import agencies
from worker.wire.formats import ap_media

ROOT = Path(__file__).resolve().parents[2]
WORDS_TOO = {"PA", "CP"}
"""Credits that are abbreviations of other things in the tables of names and places: the state, the party."""


def _texts(tree: ast.Module) -> list[tuple[int, str]]:
    """The strings of a module that are no docstrings, with their lines."""
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    strings = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in said)
    return [(node.lineno, node.value) for node in strings if isinstance(node.value, str)]


def test_no_agency_is_named_outside_its_file() -> None:
    """What is one agency's own is in its file: outside of `wire/agencies/` no string of the code names one."""
    names = {
        name
        for row in agencies.AGENCIES
        for name in (row.name, *row.aliases, *row.names, *row.credits, *row.photo_credits)
    } - WORDS_TOO
    long = "|".join(re.escape(name) for name in names if len(name) > 4)
    short = "|".join(re.escape(name) for name in names if len(name) <= 4 and not name.islower())
    named = re.compile(rf"(?<![A-Za-z])(?:(?i:{long})|{short})(?![A-Za-z])")
    found = [
        f"{path.relative_to(ROOT)}:{line}: {m[0]}"
        for path in sorted((ROOT / "worker").rglob("*.py"))
        if not {"agencies", "formats"} & set(path.parts)
        for line, text in _texts(ast.parse(path.read_text(encoding="utf-8")))
        if (m := named.search(text.replace(ap_media.NAME, "")))  # a format bears the name of whose it is
    ]
    assert found == []


NEW = """
import re

from worker.wire.agencies import Agency

AGENCY = Agency(
    "merenpress",
    aliases=("mpn",),
    offset=-210,
    content_id=re.compile(r"MP(?P<date>\\d{8})(?P<serial>\\d{3})(?P<send>\\d{2})(?P<desk>\\d)"),
    before=re.compile(r"NEW VERSION (?P<n>\\d) >> "),
    note=re.compile(r"\\(Desk: "),
    names=("Meren Press Network",),
    credits=("MerenPress",),
    bare_credits=("MerenPress",),
    photo_credits=("MerenPix",),
    slug=r"mp/\\S",
    digests=(r"meren at a glance\\b",),
    ends=("<<< out >>>",),
    navigation=("Harbour menu",),
)
"""
PAGE = """Harbour menu
NEW VERSION 2 >> Ferry burns off Meren
mp/ferry-fire
(Desk: ADDS captain)

Tolve Bay, March 14 MerenPress - A ferry carrying 40 people caught fire on Friday morning, and all were rescued.
The ferry in flames on Friday (MerenPix)
Meren Press Network
The captain was questioned by the police.
<<< out >>>
Other stories of the day"""


def test_a_new_agency_is_one_new_file(tmp_path: Path) -> None:
    """One file put beside the others is enough for copy of an invented agency to be read: label, note, slug, id, zone,
    dateline, credits, boilerplate."""
    shutil.copytree(ROOT / "worker", tmp_path / "worker", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    (tmp_path / "worker/wire/agencies/merenpress.py").write_text(NEW, encoding="utf-8")
    raw = [
        {"source": "mpn", "id": "MP20250314007013", "content": PAGE, "published_at": "2025-03-14T09:30:00"},
        {"source": "elsewhere", "id": "1", "headline": "Meren at a glance", "body": "Tolve Bay (MerenPress) - Rain."},
    ]
    run = subprocess.run(
        [sys.executable, "-m", "worker", "parse", "-"],
        input="\n".join(map(json.dumps, raw)).encode(),
        cwd=tmp_path,
        capture_output=True,
        check=True,
        timeout=60,
    )
    article, digest = map(json.loads, run.stdout.splitlines())
    assert article["headline"] == "Ferry burns off Meren"
    assert (article["marker"], article["lead_number"]) == ("NEW VERSION 2 >>", 2)
    assert article["slug"] == "mp/ferry-fire"
    assert [o["verb"] for o in article["editor_note"]["operations"]] == ["ADDS"]
    assert article["dateline"]["cities"] == ["Tolve Bay"]
    assert article["dateline"]["credit"] == "MerenPress"
    assert article["published"] == "2025-03-14T09:30:00-03:30"
    assert (article["serial"], article["send_number"]) == ("20250314-007-3", 1)
    assert article["captions"] == ["The ferry in flames on Friday (MerenPix)"]
    assert len(article["paragraphs"]) == 2
    assert digest["kind"] == "digest"


def test_each_agency_has_one_row() -> None:
    """Of two rows for one name, one would never be used."""
    names = [name for row in agencies.AGENCIES for name in (row.name, *row.aliases)]
    assert len(names) == len(set(names))

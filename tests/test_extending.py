"""worker/EXTENDING.md does what it says: its examples are written into a copy of the code, which then reads by them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "worker" / "EXTENDING.md").read_text(encoding="utf-8")


def example(place: str) -> str:
    """The code of the page's example for a place."""
    found = re.search(rf"```python\n# {re.escape(place)}\n(.*?)```", PAGE, re.DOTALL)
    assert found, f"the page has no example for {place}"
    return found[1]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the code."""
    for folder in ("worker", "schemas"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def put(path: Path, before: str, text: str) -> None:
    """Write an example into a file."""
    code = path.read_text(encoding="utf-8")
    assert code.count(before) == 1
    path.write_text(code.replace(before, text + before), encoding="utf-8")


def parsed(copy: Path, record: bytes) -> dict[str, object]:
    """What the copy's `newswire parse` says of a record."""
    command = [sys.executable, "-c", "from worker.cli import main; main()", "parse", "--source", "merenpress"]
    done = subprocess.run(command, input=record, capture_output=True, cwd=copy, timeout=60, check=True)
    article: dict[str, object] = json.loads(done.stdout)
    return article


def test_an_agency(copy: Path) -> None:
    """The file as the page prints it is enough: its marker, its zone and its end mark are known."""
    agency = copy / "worker" / "wire" / "agencies" / "merenpress.py"
    agency.write_text(example("wire/agencies/merenpress.py"), encoding="utf-8")
    page = "NEW VERSION 2 >> Ferry burns\n\nMEREN, March 14 (MerenPress) -- A ferry burned.\n\n<<< out >>>\n\nOurs."
    record = {"source": "mpn", "id": "7", "content": page, "published_at": "2025-03-14T10:00"}
    article = parsed(copy, json.dumps(record).encode())
    assert (article["headline"], article["lead_number"], article["paragraphs"]) == (
        "Ferry burns",
        2,
        ["A ferry burned."],
    )
    assert str(article["published"]).endswith("-03:30")


def test_an_input_format(copy: Path) -> None:
    """A record of the example's format is an article, and one without lines is refused by the format's name."""
    formats = copy / "worker" / "wire" / "formats"
    (formats / "meren_desk.py").write_text(example("wire/formats/meren_desk.py"), encoding="utf-8")
    row = example("wire/formats/__init__.py, in FORMATS, above the formats that would take it for theirs")
    put(formats / "__init__.py", "    Format(ap_media.NAME", row)
    put(formats / "__init__.py", "    newsml_1,\n", "    meren_desk,\n")
    article = parsed(
        copy, b'{"desk": "city", "no": "7", "title": "Ferry burns", "lines": ["A ferry burned on Monday."]}'
    )
    assert (article["item_id"], article["headline"]) == ("7", "Ferry burns")
    assert article["paragraphs"] == ["A ferry burned on Monday."]
    assert "Meren desk JSON" in str(parsed(copy, b'{"desk": "city", "lines": []}')["detail"])


def test_a_language(copy: Path) -> None:
    """A text in the example's language is told from English, which it was taken for."""
    body = (
        "Bost lagun hil dira eta beste bat zauritu da Meren portuan, poliziak esan duen arte; ez zen sute hau handia."
    )
    record = json.dumps({"id": "7", "headline": "Ontzia hondoratu da", "body": body}).encode()
    assert parsed(copy, record)["language"] != "eu"
    row = example("wire/language.py, in _COMMONEST")
    put(copy / "worker" / "wire" / "language.py", '    "ca": "el la', row)
    assert parsed(copy, record)["language"] == "eu"

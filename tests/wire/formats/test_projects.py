"""Files of a programmer's project beside the articles of a named source are refused by name; articles never are."""

from __future__ import annotations

import pytest

from tests.wire.formats.kit import P1, P2, one, refused

PYTHON = '''"""Reads the timetable of the tram. It is fetched on Monday morning, before the first one leaves."""
# The quay closes at night.
import json
from pathlib import Path

class Timetable:
    def __init__(self, path):
        self.path = path

def load(path: Path) -> dict:
    if not path.exists():
        return {}
    return json.loads(path.read_text())
'''
SHARP = """using System;
using Tram.Data;

namespace Tram
{
    /* One stop of the tram. */
    public class Stop
    {
        public string Name { get; set; }
        public void Open() { Console.WriteLine(Name); }
    }
}
"""
SOLUTION = """Microsoft Visual Studio Solution File, Format Version 12.00
Project("{FAE04EC0}") = "Tram", "Tram.csproj", "{A1}"
EndProject
Global
	GlobalSection(Solution) = preSolution
	EndGlobalSection
EndGlobal
"""
MAKE = ".PHONY: test\ntest: build\n\tpytest -q\n\nbuild:\n\tdocker build -t tram .\n"
README = """# Tram

Reads timetables.

## Installation

```
pip install tram
```

## Usage

Run `tram --help`, then `tram read FILE`.
"""
FILES = {
    "Python": PYTHON,
    "C#": SHARP,
    "solution": SOLUTION,
    "go.mod": "module tram.example\n\ngo 1.22\n\nrequire (\n\ttram.example/rail v1.4.2\n\tbell.example/b v0.3.0\n)\n",
    "Makefile": MAKE,
    "settings": "name: tram\non:\n  push:\n    branches: [main]\njobs:\n  test:\n    steps:\n      - run: pytest\n",
    "PHP": "<?php\n$stop = new Stop('quay');\necho $stop->name;\n",
    "README": README,
    "licence": "MIT License\n\nPermission is hereby granted, free of charge, to any person obtaining\n",
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_a_project_is_refused_by_name(name: str) -> None:
    """By what its lines are, since only its bytes reach the worker."""
    bad = refused(FILES[name], content_type="text/plain")
    assert bad.reason == "not_text"
    assert bad.detail.startswith(("program code", "documentation of software", "the text of a software licence"))


@pytest.mark.parametrize(
    "text",
    [
        f"# Harbour tram opens\n\n{P1}\n\n{P2}\n",
        f"Harbour tram opens\n\n{P1}\n\n```\nimport tram\ntram.open()\nreturn\n```\n\n{P2}\n",
        f"Tram's code is public\n\n{P1}\n\nimport tram\n\ntram.open();\n\ndef close():\n    pass;\n\n{P2}\n",
        f"# Harbour tram opens\n\n{P1}\n\n## Installation of the rails\n\n{P2}\n\n## What it costs\n\n{P1}\n",
        f"---\ntitle: Harbour tram opens\ndate: 2026-03-02\n---\n\n## Installation\n\n{P1} `tram`, `quay`.\n\n{P2}\n",
        f"SLUG: tram-opens\nDATE: 2026-03-02\nDESK: city;\n\n{P1}\n\n{P2}\n",
        "Results\n\nMeren 3, Tolve 1\nBerg 2, Quay 2\nHarbour 0, Hospital 4\n\nScorers: Renn (2), Marchetti.\n",
    ],
)
def test_an_article_is_none(text: str) -> None:
    """Even if it begins with a hash, quotes code, or has headings, fields or results in it."""
    assert one(text, content_type="text/plain").paragraphs

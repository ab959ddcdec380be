"""Speakers and topics come into the article together, and only where English rules hold."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from worker.commands.enrich import command
from worker.enrich.enrich import enrich
from worker.wire.article import NOTHING, Article, Lineage, parsed, to_json
from worker.wire.read import read

TEXT = (
    "PORT MEREN, March 14 (Coastal) -- The ferry line reopens Friday, Mayor Tilda Brask said.\n\n"
    '"We waited a year," she said.'
)


def article(**fields: Any) -> Article:
    return read({"source": "coastal", "headline": "Ferry line reopens", "body": TEXT} | fields, Lineage("raw", 0, 0))


def test_an_article_says_who_speaks_and_what_it_is_about() -> None:
    """The mayor's quote is hers, and the article has a topic; its content hash stays, for better rules are no new
    article."""
    plain = article()
    full = enrich(plain)
    assert [(s["name"], [q["text"] for q in s["quotes"] if q["kind"] == "direct"]) for s in parsed(full.speakers)] == [
        ("Tilda Brask", ["We waited a year,"])
    ]
    assert full.topics != NOTHING
    assert full.content_hash == plain.content_hash


def test_fv71_another_language_is_left_alone() -> None:
    """English rules say nothing of Korean copy, and that they do not is said."""
    korean = article(headline="여객선 운항 재개", body="시장은 금요일에 여객선이 다시 운항한다고 말했다.")
    assert korean.language == "ko"
    assert enrich(korean) == dataclasses.replace(korean, flags=("language_not_served",))


@pytest.mark.parametrize(
    "headline", ["ADVISORY: Editors, please disregard the ferry story", "KILL: Ferry line reopens"]
)
def test_notices_hold_no_speech(headline: str) -> None:
    """A kill or an advisory is about copy, not news."""
    assert enrich(article(headline=headline)).speakers == NOTHING


def test_enrichment_is_a_function() -> None:
    """Twice the same bytes."""
    assert to_json(enrich(article())) == to_json(enrich(article()))


def test_an_editor_tries_a_lexicon(tmp_path: Path) -> None:
    """`--lexicon` decides the topics, `--explain` shows the phrase that did; a faulty file is one line, status 2."""
    path = tmp_path / "lexicon.txt"
    path.write_text("[own:ferries Ferries >= 1]\n4: ferry line\n")
    text = b'{"text": "The ferry line reopened."}\n'
    result = CliRunner().invoke(command, ["--lexicon", str(path), "--explain"], input=text)
    assert "about Ferries (own:ferries, " in result.output
    assert ": ferry line" in result.output
    path.write_text("ferry line")
    result = CliRunner().invoke(command, ["--lexicon", str(path)], input=text)
    assert (result.exit_code, f"{path}:1: " in result.output) == (2, True)

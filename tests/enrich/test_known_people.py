"""The key by which a person is found in other stories, and the file of known people."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from click.testing import CliRunner

from worker.commands.people import command
from worker.enrich import lexicon as lexicons
from worker.enrich import people
from worker.enrich.enrich import people_of
from worker.enrich.speakers import speakers
from worker.publish import routing
from worker.stream import rules
from worker.stream.errors import SettingsError

KEYS = {
    "kim-jongun": ["Kim Jong-un", "Kim Jong Un", "KIM JONG-UN", "Kim Jong-Un", "Jong-un Kim", "Gim Jong-un"],
    "lee-yongho": ["Lee Yong-ho", "Ri Yong-ho", "Yi Yong Ho", "Rhee Yong-ho"],
    "xi-jinping": ["Xi Jinping", "Xi Jin-ping"],
    "jean-claude-lund": ["Jean-Claude Lund", "Jean Claude Lund", "jean-claude LUND"],
    "ada-berg": ["Ada Berg", "Ada B. Berg", "ÁDA BERG"],
    "paul-mwangombe": ["Paul Mwang’ombe", "Paul Mwang'ombe"],
}


@pytest.mark.parametrize("key", KEYS)
def test_one_key_for_all_spellings(key: str) -> None:
    """Case, accents, hyphens, initials, apostrophes, order and the spelling of Korean family names fold away."""
    assert {people.key_of(name) for name in KEYS[key]} == {key}


@pytest.mark.parametrize("name", ["Berg", "", "-", "Kim", "B."])
def test_part_of_a_name_is_no_key(name: str) -> None:
    """Who is only called by a family name could be anybody."""
    assert people.key_of(name) is None


def test_different_names_keep_different_keys() -> None:
    """Folding joins no two names of its own."""
    names = ["Kim Jong-un", "Kim Jong-il", "Kim Yo-jong", "Ada Berg", "Ada Lund", "Lee Child", "Anna Lee"]
    assert len({people.key_of(name) for name in names}) == len(names)


FILE = """
Kim Jong-un; Kim Jung-un | | leader | North Korea       # two spellings
Ada Berg; Ada Berg Holm | Q12 | |
Lee Min-su (actor) | | actor; singer |
Lee Min-su (minister) | | minister | Sea Ministry
"""


@pytest.mark.parametrize(
    ("name", "title", "body", "expected"),
    [
        ("Kim Jung Un", None, None, ("kim-jongun", None)),
        ("Ada Berg Holm", None, None, ("ada-berg", "Q12")),
        ("Bo Lund", "mayor", "Norhaven", ("bo-lund", None)),
        ("Lee Min-su", "Minister", "Sea Ministry", ("lee-minsu-minister", None)),
        ("Lee Min-su", "actor", None, ("lee-minsu-actor", None)),
        ("Lee Min-su", None, None, (None, None)),
        ("Lee Min-su", "actor", "Sea Ministry", (None, None)),
        ("Berg", "mayor", None, (None, None)),
    ],
)
def test_who_is_meant(name: str, title: str | None, body: str | None, expected: tuple[str | None, str | None]) -> None:
    """A listed name leads to its person; of two people of one name title and body decide, and nothing is guessed."""
    assert people.who(people.compiled(FILE, "people.txt"), name, title, body) == expected


FAULTS = {
    "Berg": "'Berg' is not a full name",
    "Ada Berg; Berg": "'Berg' is not a full name",
    "Ada Berg | 12": "'12' is not a Wikidata id",
    "Ada Berg | | | | more": "5 fields",
    "Ada Berg; Ada B. Berg": "'Ada B. Berg' need not be listed",
    "Ada Berg\nAda Berg": "'Ada Berg' is already in line 1",
    "Ada Berg\nBo Lund; Ada Berg | | mayor": "share a name: give titles or bodies",
}


@pytest.mark.parametrize("text", FAULTS)
def test_faults_are_found(text: str, tmp_path: Path) -> None:
    """`newswire people check` names each fault with its line, and a worker does not start with such a file."""
    file = tmp_path / "people.txt"
    file.write_text(text)
    done = CliRunner().invoke(command, ["check", str(file)])
    assert done.exit_code == 1
    assert FAULTS[text] in done.output
    assert f"{file}:" in done.output
    with pytest.raises(SettingsError, match="people"):
        rules.read(known=str(file))


def test_the_built_in_file_has_no_fault_and_no_id() -> None:
    """What travels in the package can be read; ids stand in it only with a source, and there is none."""
    done = CliRunner().invoke(command, ["check"])
    assert done.exit_code == 0
    assert "no problems" in done.output
    assert all(one.wikidata is None for sharing in people.default().values() for one in sharing)


def test_speakers_carry_the_key(tmp_path: Path) -> None:
    """People have a key, bodies and unnamed sources have none; a file of one's own counts, also beside a lexicon."""
    text = 'Kim Jong Un said it was late. The ministry said it was time. "It works," Ada Berg Holm said. '
    text += '"No," an official said.'
    found = {row["name"]: row["person"] for row in people_of(speakers(None, [text]), None)}
    assert found["Kim Jong Un"] == "kim-jongun"
    assert found["Ada Berg Holm"] == "ada-berg-holm"
    assert [key for name, key in found.items() if name in ("ministry", "an official")] == [None, None]
    file = tmp_path / "people.txt"
    file.write_text(FILE)
    mine = rules.read(known=str(file))
    assert mine.lexicon is not None
    rows = {row["name"]: row for row in people_of(speakers(None, [text]), mine.lexicon)}
    assert (rows["Ada Berg Holm"]["person"], rows["Ada Berg Holm"]["wikidata"]) == ("ada-berg", "Q12")
    assert mine.lexicon.labels == lexicons.default().labels
    assert mine.lexicon_digest != rules.BUILT_IN.lexicon_digest
    assert rules.lexicon_of(None, FILE) == dataclasses.replace(lexicons.default(), people=mine.lexicon.people)


def test_a_route_may_name_the_key() -> None:
    """`speakers` of a route takes keys beside names."""
    routes = routing.parse('[[route]]\nstream = "kim"\nspeakers = ["kim-jongun"]', "routes.toml", frozenset())
    assert routes[0].takes("any", frozenset(), frozenset({"kim-jongun"}))

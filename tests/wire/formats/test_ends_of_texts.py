"""How texts of known formats end and begin: signatures of desks, escaped widgets, signs before headlines."""

from __future__ import annotations

import pytest

from tests.wire.helpers import article

TOLD = ("Marn harbour closed on Monday.", "The mayor said that it would open in May.")


@pytest.mark.parametrize(
    "last",
    [
        "AFP kl", "ANSA", "(ANSA).", "==Kyodo", "/ritzau/", "(SDA/kl)", "kl/mo/tas", "سب-لال/نور/سام", "AAP MO kl",
        "(Reporting by Ila Morn; Editing by Tas Vell)", "51 77 03 CRO01 1113 APE4800 GEST GEST03 MAE03",
    ],
)  # fmt: skip
def test_how_a_desk_signs_is_no_text(last: str) -> None:
    """Of a text whose paragraphs a format gives, the last is none where it is only initials, codes or the agency."""
    assert article("afp", headline="Harbour closed", paragraphs=[*TOLD, last]).paragraphs == TOLD


@pytest.mark.parametrize("name", ["EFE", "(ANSA).", "- AFP", "(Bernama)"])
def test_an_agency_behind_the_last_sentence(name: str) -> None:
    """Its name goes, on pages and in formats; a sentence that ends in it stays whole."""
    body = f"{TOLD[0]}\n\n{TOLD[1]} {name}"
    assert article("efe", headline="Harbour closed", body=body).paragraphs == TOLD
    assert article("efe", headline="Harbour closed", paragraphs=[TOLD[0], f"{TOLD[1]} {name}"]).paragraphs == TOLD
    said = "It was first told by the EFE"
    assert article("efe", headline="Harbour closed", paragraphs=[*TOLD, said]).paragraphs == (*TOLD, said)


def test_a_short_last_paragraph_stays() -> None:
    """Words with a hyphen, a score, a name are text."""
    for last in ("Tolm-Vell", "Marn 2, Tolve 1", "Ila Morn", "And/or not at all."):
        assert article("afp", headline="Harbour closed", paragraphs=[*TOLD, last]).paragraphs[-1] == last


def test_widgets_escaped_as_text() -> None:
    """A paragraph that is nothing but the markup of a player is none; one in tags keeps its words."""
    widget = '<div class="player" data-id="7"></div><script async src="https://coast.example/p.js"></script>'
    assert article("ntb", headline="Harbour closed", paragraphs=[*TOLD, widget]).paragraphs == TOLD
    assert article(
        "ntb", headline="Harbour closed", paragraphs=["<b>Marn harbour closed on Monday.</b>"]
    ).paragraphs == (TOLD[0],)


def test_signs_before_a_headline() -> None:
    """Desks mark what is new with `>>>`, `*` and `^`."""
    for sign in (">>>", "*", "^", "** "):
        assert article("ansa", headline=f"{sign}Harbour closed", paragraphs=list(TOLD)).headline == "Harbour closed"


def test_a_note_of_the_anp() -> None:
    """`Nieuw bericht, vervangt: ...`, spaced or not, is a note."""
    for word in ("N i e u w", "Nieuw"):
        a = article("anp", headline="Haven dicht", paragraphs=[f"{word} bericht, vervangt: Haven blijft open", *TOLD])
        assert a.editor_note is not None
        assert [o.verb for o in a.editor_note.operations] == ["REPLACES"]
        assert a.paragraphs == TOLD

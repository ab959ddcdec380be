"""Notes to editors as desks write them: over several lines, in sentences, in their own languages. All are invented."""

from __future__ import annotations

from typing import Any

import pytest

from tests.wire.helpers import article, page
from worker.wire import note

STORY = "   SKARN, Ostia (AP) _ A quarry slid Monday.\n   Drivers searched."
BARE = "   A quarry slid Monday in Skarn.\n   Drivers searched."
TOLD = ("A quarry slid Monday.", "Drivers searched.")
BARE_TOLD = ("A quarry slid Monday in Skarn.", "Drivers searched.")
HEAD: dict[str, Any] = {"headline": "Quarry Slides", "slug": "PM-Skarn-Quarry, 1st Ld-Writethru"}


@pytest.mark.parametrize(
    ("above", "said"),
    [
        ("Eds: ADDS 3 grafs to update with reaction.", "ADDS 3 grafs to update with reaction."),
        ("EDs: ADDS 3 grafs to update with reaction.", "ADDS 3 grafs to update with reaction."),
        (
            "Eds: SUBS 3rd graf, `In other ...' to CORRECT depth of the\npit to 13 feet sted 31; picks up 4th graf pvs",
            "SUBS 3rd graf, `In other ...' to CORRECT depth of the pit to 13 feet sted 31; picks up 4th graf pvs",
        ),
        (
            "Eds: LEADS with 9 grafs to UPDATE with two found, mayor's\nquotes; ADDS byline; pickup 8th graf pvs",
            "LEADS with 9 grafs to UPDATE with two found, mayor's quotes; ADDS byline; pickup 8th graf pvs",
        ),
        ("Eds: The name is Tolm, in 2nd graf, which\nis cq", "The name is Tolm, in 2nd graf, which is cq"),
    ],
)
@pytest.mark.parametrize("text", [STORY, BARE])
def test_a_note_without_brackets_over_several_lines(above: str, said: str, text: str) -> None:
    """It ends where a paragraph is indented, with a dateline or without one."""
    a = article("ap", **HEAD, body=f"{above}\n{text}")
    assert a.editor_note is not None
    assert a.editor_note.text.startswith(said)
    assert a.paragraphs == (TOLD if text is STORY else BARE_TOLD)
    assert (a.kind, a.headline) == ("article", "Quarry Slides")


def test_a_note_between_slug_and_headline_takes_no_headline() -> None:
    """A short line under a note that ended is none of it."""
    a = page(f"PM-Skarn-Quarry, 1st Ld\nEds: With photos\nQuarry Slides\nBy ILA MORN\n{STORY}", source="ap")
    assert (a.headline, a.byline, a.paragraphs) == ("Quarry Slides", "ILA MORN", TOLD)
    assert a.editor_note is not None
    assert a.editor_note.text == "With photos"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("Eds:\n   There is no Skarn Rdp for this cycle.", "There is no Skarn Rdp for this cycle."),
        ("Eds:\n   There is none planned.\nThe desk.", "There is none planned. The desk."),
        ("Eds: There is no Rdp.", "There is no Rdp."),
    ],
)
def test_fv51_an_advisory_that_is_all_note(body: str, said: str) -> None:
    """What stands below the bare label is the note."""
    a = article("ap", slug="PM-Skarn Rdp, Advisory,0020", body=body)
    assert a.editor_note is not None
    assert (a.kind, a.headline, a.editor_note.text, a.paragraphs) == ("advisory", None, said, ())


@pytest.mark.parametrize(
    ("text", "operations"),
    [
        ("APNewsNow. Changes short headline. Adds quotes.", [("CHANGES", ()), ("ADDS", ())]),
        ("Adds photo links. Edits throughout. With video.", [("ADDS", ()), ("EDITS", ())]),
        ("SUBS 3rd graf, `In ...', to CORRECT depth; picks up 4th graf pvs", [("SUBS", (3,)), ("CORRECTS", ())]),
        ("LEADS with 2 grafs to UPDATE with toll", [("LEADS", ()), ("UPDATES", ())]),
        ("INSERTS 2 grafs after 5th graf to CLARIFY role. Pickup 6th graf", [("INSERTS", (5,)), ("CLARIFIES", ())]),
        ("In Oct. 8 story, corrects last paragraph to say load, not tons", [("CORRECTS", (-1,))]),
        ("This Oct. 8 story has been corrected to fix the name in paragraph 3", [("CORRECTS", (3,))]),
        ("This story was refiled to add a dropped word in paragraph 2", [("REFILES", (2,))]),
        ("The mayor was corrected by the clerk", [("CORRECTS", ())]),
        ("vervangt: eerdere versie", [("REPLACES", ())]),
        ("Berichtigung: im zweiten Absatz", [("CORRECTS", (2,))]),
        ("rectifie le nom, ajoute des citations", [("CORRECTS", ()), ("ADDS", ())]),
        ("Corrige el nombre. Añade reacción", [("CORRECTS", ()), ("ADDS", ())]),
        ("Tolm is cq in 2nd graf", []),
        ("A change of plan; the edits follow", []),
    ],
)
def test_what_sentences_of_a_note_say(text: str, operations: list[tuple[str, tuple[int, ...]]]) -> None:
    """Sentences as well as clauses; `to CORRECT` is a correction, and where the old text is picked up is no change."""
    found = note.parse(text)
    assert found is not None
    assert [(o.verb, o.paragraphs) for o in found.operations] == operations


@pytest.mark.parametrize(
    ("source", "line", "verbs"),
    [
        ("reuters", "(In Oct. 8 story, corrects last paragraph to say\nload, not tons)", ["CORRECTS"]),
        ("reuters", "(This October 8 story has been corrected to fix\nthe name in paragraph 2)", ["CORRECTS"]),
        ("reuters", "(Adds mayor's comments,\nbackground)", ["ADDS"]),
        ("dpa", "(Berichtigung: Im 2. Absatz wird der Name berichtigt)", ["CORRECTS"]),
        ("dpa", "(Neu: Bürgermeister)", ["ADDS"]),
        ("anp", "(vervangt: eerdere versie)", ["REPLACES"]),
        ("anp", "vervangt: eerdere versie, met reactie", ["REPLACES"]),
        ("afp", "(rectifie le nom du maire au 2e paragraphe)", ["CORRECTS"]),
        ("efe", "(Actualiza con declaraciones; corrige el nombre)", ["UPDATES", "CORRECTS"]),
        ("ansa", "(Rettifica: il nome del sindaco)", ["CORRECTS"]),
        ("afp", "(ADDS driver found,\nquotes from inspector)", ["ADDS"]),
        ("coast", "(Recasts, adds mayor's comments)", ["RECASTS", "ADDS"]),
        ("coast", "(Updates with mayor's comments)", ["UPDATES"]),
    ],
)
def test_notes_of_other_desks(source: str, line: str, verbs: list[str]) -> None:
    """In brackets over two lines, in passives, in the agency's own language."""
    a = article(source, headline="Quarry slides", body=f"{line}\n\nSKARN, Oct 9 (Reuters) - {TOLD[0]}\n\n{TOLD[1]}")
    assert a.editor_note is not None
    assert [o.verb for o in a.editor_note.operations] == verbs
    assert a.paragraphs == TOLD


@pytest.mark.parametrize(
    "line", ["(Editor: Li Ming)", "(Editor:LiMing, Wang Tao)", "(Editors: Ila Morn and Joss Vell).", "[Editor: Tolm]"]
)
def test_a_credit_of_the_desk_is_no_note(line: str) -> None:
    """Who edited a text is no word to editors, and no paragraph."""
    a = article("xinhua", content=f"Quarry slides\n\nSKARN, July 22 (Xinhua) -- {TOLD[0]}\n\n{TOLD[1]}\n\n{line}\n")
    assert (a.editor_note, a.paragraphs) == (None, TOLD)


@pytest.mark.parametrize(
    ("said", "verbs"),
    [
        ("(Eds: Adding details, quotes)", ["ADDS"]),
        ("(Eds: Updating with reax; recasting intro)", ["UPDATES", "RECASTS"]),
        ("(Eds: recasts intro, adding quotes in paras 3-5)", ["RECASTS", "ADDS"]),
        ("(ATTN: Corrected spelling in para 2)", ["CORRECTS"]),
        ("Eds: Moves photo links up. Restores dropped word.", ["MOVES", "RESTORES"]),
        ("(ATTN: ADDS photo; story moves at 3 p.m.)", ["ADDS"]),
        ("(Eds: Combining related stories)", ["COMBINES"]),
        ("(ATTN: UPDATES with quotes, police killing of dogs)", ["UPDATES"]),
        ("(Eds: Killing of dogs in 4th para, released by court)", []),
    ],
)
def test_verbs_of_notes_in_all_their_forms(said: str, verbs: list[str]) -> None:
    """Third person, stem, -ing and -ed mean one verb; those that take a story back are read in two forms only."""
    found = note.parse(said)
    assert found is not None
    assert [o.verb for o in found.operations] == verbs


@pytest.mark.parametrize(
    ("line", "said", "verb"),
    [
        ("Editors Note: ATTENTION - UPDATES figures in 3rd graf ///", "UPDATES figures in 3rd graf", "UPDATES"),
        ("Editor's note: Adds details, quotes", "Adds details, quotes", "ADDS"),
        ("EDITORS' NOTE: CORRECTS name of quarry", "CORRECTS name of quarry", "CORRECTS"),
        ("Note to editors: Recasts lead", "Recasts lead", "RECASTS"),
        ("+++ Achtung Redaktionen: Neu: Details und Hintergrund +++", "Neu: Details und Hintergrund", "ADDS"),
        ("Hinweis an die Redaktionen: Berichtigt: Name im 2. Absatz", "Berichtigt: Name im 2. Absatz", "CORRECTS"),
        ("Nota a los editores: se añade foto", "se añade foto", None),
        ("Til redaksjonen: Rettelse: navn i 2. avsnitt", "Rettelse: navn i 2. avsnitt", "CORRECTS"),
        ("Till redaktionen: Rättelse: namn i stycke 2", "Rättelse: namn i stycke 2", "CORRECTS"),
    ],
)
def test_a_note_to_desks_is_known_by_whom_it_addresses(line: str, said: str, verb: str | None) -> None:
    """In English it must name a change, because there a note of the editor may be for readers."""
    body = f"{line}\n\nSKARN, March 14 (AP) - A quarry slid.\n\nDrivers searched."
    a = article("wire", headline="Quarry slides", body=body)
    assert a.editor_note is not None
    assert (a.editor_note.text, a.paragraphs) == (said, ("A quarry slid.", "Drivers searched."))
    assert [o.verb for o in a.editor_note.operations] == ([verb] if verb else [])


@pytest.mark.parametrize("line", ["Editor's note: This story is about grief.", "Note to editors: a plea by Ada Berg."])
def test_a_note_to_readers_is_text(line: str) -> None:
    """It names no change."""
    a = article("wire", headline="Quarry slides", body=f"{line} It tells of the dead.\n\nA quarry slid on Monday.")
    assert a.editor_note is None


@pytest.mark.parametrize(
    ("source", "headline", "number"),
    [
        ("dpa", "2. LEAD: Quarry slides in Skarn", 2),
        ("dpa", "3. Zusammenfassung: Quarry slides in Skarn", 3),
        ("ntb", "NY 1: Quarry slides in Skarn", 1),
        ("ritzau", "Ny 2: Quarry slides in Skarn", 2),
    ],
)
def test_numbers_of_versions_in_northern_wires(source: str, headline: str, number: int) -> None:
    """Before a headline; `NY 1` behind a slug is no part of it."""
    a = article(source, headline=headline, slug="Skarn-quarry, NY 1", body="A quarry slid on Monday.")
    assert (a.headline, a.lead_number, a.slug) == ("Quarry slides in Skarn", number, "Skarn-quarry")

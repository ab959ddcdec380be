"""The grammar of editor's notes: verbs, objects, paragraphs, slugs (grammar, section b)."""

from __future__ import annotations

import pytest

from tests.wire.helpers import PARAGRAPHS, TEXT, article, page
from worker.wire import note, places
from worker.wire.article import Operation


def verbs(text: str) -> list[str]:
    parsed = note.parse(text)
    return [o.verb for o in parsed.operations] if parsed else []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(ATTN: ADDS photo)", ["ADDS"]),
        ("(ATTN: UPDATES with mayor's remarks in paras 4-6, 8; ADDS photos)", ["UPDATES", "ADDS"]),
        ("(ATTN: RECASTS headline, lead; UPDATES with details; CHANGES photo)", ["RECASTS", "UPDATES", "CHANGES"]),
        ("(ATTN: RECASTS headline, dateline, updates in para 1, 4 with envoy's arrival)", ["RECASTS", "UPDATES"]),
        ("(ATTN: ADDS location, expert's view, MODIFIES lead)", ["ADDS", "MODIFIES"]),
        ("(ATTN: RECASTS headline and UPDATES with quotes)", ["RECASTS", "UPDATES"]),
        ("(ATTN: RECAST headline; UDATES with more)", ["RECASTS", "UPDATES"]),
        ("(ATTN: UPDTAES lead; ADDDS photo; CHNAGES byline)", ["UPDATES", "ADDS", "CHANGES"]),
        ("(ATTN: UPDATES with outcome, minor changes in paras 2-7)", ["UPDATES"]),
        ("(ATTN: UPDATES with details, changes in paras 2-7)", ["UPDATES"]),
        ("(ATTN: UPDATES with details, changes headline)", ["UPDATES", "CHANGES"]),
        ('(ATTN: COMBINES with "Meren-ferry;" ADDS photo)', ["COMBINES", "ADDS"]),
        ("(ATTN: COMBINES with story slugged “Meren-ferry,” UPDATES lead)", ["COMBINES", "UPDATES"]),
        ("(ATTN: REWRITES throughout; TRIMS)", ["REWRITES", "TRIMS"]),
        ("(ATTN: SHORTENS text; POLISHES lead)", ["SHORTENS", "POLISHES"]),
        ("(ATTN: ADDS NATO's view; N. Meren's response; photo)", ["ADDS"]),
        ("(ATTN: ADDS background, N. Meren's response, UN statement)", ["ADDS"]),
        ("[ATTN: ADDS photo]", ["ADDS"]),
        ("ATTN: ADDS photo", ["ADDS"]),
        ("(ATTN; ADDS photo)", ["ADDS"]),
        ("(Attn: Adds photo)", ["ADDS"]),
        ("ADDS photo", ["ADDS"]),
        ("Adds details, quotes and background.", ["ADDS"]),
        ("Corrects number in seventh paragraph", ["CORRECTS"]),
        ("UPDATES with study. Adds photo. Recasts lead.", ["UPDATES", "ADDS", "RECASTS"]),
        ("Adds quotes. Changes are in the lead.", ["ADDS"]),
        ("(ATTN: )", []),
        ("", []),
    ],
)
def test_verbs(text: str, expected: list[str]) -> None:
    """Verbs after `;`, `,` and `and`; typos give the verb meant, unknown verbs are kept, nouns are no verbs."""
    assert verbs(text) == expected


@pytest.mark.parametrize(
    ("text", "paragraphs", "onward"),
    [
        ("in para 3", (3,), False),
        ("in paras 4-6, 8", (4, 5, 6, 8), False),
        ("paras 2, 7, 9-11", (2, 7, 9, 10, 11), False),
        ("para 1, 4 with mayor's arrival", (1, 4), False),
        ("from para 2", (2,), True),
        ("from 8th para", (8,), True),
        ("paras 3 onward", (3,), True),
        ("5th para", (5,), False),
        ("in 3rd, 11th, 16th paras", (3, 11, 16), False),
        ("in second and fourth paragraphs", (2, 4), False),
        ("first two paras with details", (1, 2), False),
        ("in last 4 paras", (-4, -3, -2, -1), False),
        ("last two paras", (-2, -1), False),
        ("in last para", (-1,), False),
        ("paras 5, 12 more boats", (5,), False),
        ("14 boats, 3 ferries", (), False),
        ("throughout", (), False),
    ],
)
def test_places(text: str, paragraphs: tuple[int, ...], onward: bool) -> None:
    """Numbers that name paragraphs, and only those; from the end they are negative."""
    found = places.find(text)
    assert (found.paragraphs, found.onward) == (paragraphs, onward)
    assert found.throughout == ("throughout" in text)


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ('COMBINES with story sent under slug "Meren-ferry rescue"', ("Meren-ferry rescue",)),
        ("COMBINES with story slugged Meren-ferry", ("Meren-ferry",)),
        ("COMBINES with stories slugged Meren-ferry and Tolve-bridge", ("Meren-ferry", "Tolve-bridge")),
        ('COMBINES with stories slugged "Meren-ferry", "Tolve-bridge"; ADDS photo', ("Meren-ferry", "Tolve-bridge")),
        ("COMBINES with story under slug “Meren-ferry”", ("Meren-ferry",)),
        ("COMBINES with story headlined 'Ferry runs aground'", ("Ferry runs aground",)),
        (
            'COMBINES with "Ferry runs aground, captain held; crew safe"',
            ("Ferry runs aground, captain held; crew safe",),
        ),
        ('COMBINES with story slugged "Meren-ferry."', ("Meren-ferry",)),
        ('COMBINES with "Meren-ferry" and "Tolve-bridge;" RECASTS lead', ("Meren-ferry", "Tolve-bridge")),
        ('COMBINES with "Meren-ferry," "Tolve-bridge" and "Skarn"', ("Meren-ferry", "Tolve-bridge", "Skarn")),
        ("KILLS story slugged Meren-ferry", ("Meren-ferry",)),
        ("REINSTATES story slugged Meren-ferry", ("Meren-ferry",)),
        ("COMBINES with earlier story", ()),
        ('UPDATES with "deeply sorry" remarks', ()),
    ],
)
def test_fv38_slugs(text: str, slugs: tuple[str, ...]) -> None:
    """The stories that a note names by slug or headline; a quotation in an update names none."""
    parsed = note.parse(f"(ATTN: {text})")
    assert parsed is not None
    assert parsed.operations[0].slugs == slugs


def test_objects_keep_what_is_no_place() -> None:
    """Objects are split on commas only, keep apostrophes and abbreviations, and lose the places."""
    parsed = note.parse("(ATTN: UPDATES with S. Meren's response, 12 more boats in paras 3-4; ADDS photos)")
    assert parsed is not None
    assert parsed.operations == (
        Operation("UPDATES", ("S. Meren's response", "12 more boats"), (3, 4)),
        Operation("ADDS", ("photos",)),
    )
    assert parsed.text == "UPDATES with S. Meren's response, 12 more boats in paras 3-4; ADDS photos"


def test_fv11_correction_is_an_operation() -> None:
    """`CORRECTS name in para 4` says what and where."""
    a = page(f"(3rd LD) Ferry sinks\n(ATTN: CORRECTS name in para 4)\n{TEXT}")
    assert a.editor_note is not None
    assert a.editor_note.operations == (Operation("CORRECTS", ("name",), (4,)),)


def test_note_wrapped_over_lines() -> None:
    """A note goes on to its closing bracket; the line after it is the byline."""
    a = page(f"Ferry sinks\n(ATTN: ADDS depth,\nboats, MODIFIES\nlead)\nBy Ilse Pell\n{TEXT}")
    assert a.editor_note is not None
    assert a.editor_note.text == "ADDS depth, boats, MODIFIES lead"
    assert (a.byline, a.paragraphs) == ("Ilse Pell", PARAGRAPHS)


def test_note_that_is_never_closed() -> None:
    """A note without its closing bracket ends before the byline, not with the story."""
    a = page(f"Ferry sinks\n(ATTN: ADDS photo\nBy Ilse Pell\n{TEXT}")
    assert a.editor_note is not None
    assert (a.editor_note.text, a.byline, a.paragraphs) == ("ADDS photo", "Ilse Pell", PARAGRAPHS)


@pytest.mark.parametrize("gap", [" ", "\n", "\n\n"])
def test_headline_and_note_on_one_line(gap: str) -> None:
    """Where a crawler lost line breaks, headline, note and text are still told apart."""
    a = page(f" date 2025-03-14 (LEAD) Ferry sinks{gap}(ATTN: ADDS photo (top); CHANGES byline){gap}{TEXT}")
    assert (a.headline, a.lead_number, a.paragraphs) == ("Ferry sinks", 1, PARAGRAPHS)
    assert a.editor_note is not None
    assert [o.verb for o in a.editor_note.operations] == ["ADDS", "CHANGES"]


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\n\n\n\n"])
def test_a_note_broken_over_lines(gap: str) -> None:
    """Blank lines inside a note do not end it, as long as the line below them closes it."""
    said = f"(ATTN: ADDS location, background on the ferry's earlier{gap}trips, expert's view, MODIFIES lead)"
    a = page(f"Ferry sinks\n\n{said}\n\n{TEXT}")
    assert a.paragraphs == PARAGRAPHS
    assert a.editor_note is not None
    assert [o.verb for o in a.editor_note.operations] == ["ADDS", "MODIFIES"]


@pytest.mark.parametrize("top", ["", "Go to Contents Go to Navigation\n\n", "What's new\n"])
@pytest.mark.parametrize("behind", ["headline", "time"])
def test_a_note_behind_another_line(top: str, behind: str) -> None:
    """Not only on the first line of a page may the line break before a note be lost."""
    head, time, said = "(LEAD) Ferry sinks", "All News 13:00 March 14, 2025", "(ATTN: ADDS photo (top); CHANGES byline)"
    lines = (f"{head} {said}", time) if behind == "headline" else (head, f"{time} {said}")
    a = page(f"{top}{lines[0]}\n\n{lines[1]}\n\n{TEXT}")
    assert (a.headline, a.lead_number, a.paragraphs) == ("Ferry sinks", 1, PARAGRAPHS)
    assert a.published == "2025-03-14T13:00:00+09:00"
    assert a.editor_note is not None
    assert [o.verb for o in a.editor_note.operations] == ["ADDS", "CHANGES"]


@pytest.mark.parametrize(
    "printed",
    ["(ATNT: {})", "(ATTNN: {})", "(ATTTN: {})", "(ATN: {})", "(ATTENTION: {})", "(Editors: {})",
     "(EDS: {})", "(NOTE: {})", "<ATTN: {}>", "{{ATTN: {}}}", "(ATTN {})", "(ATTN:: {})", "ATTN: {})", "(ATTN: {}]"],
)  # fmt: skip
def test_labels_of_a_note(printed: str) -> None:
    """Misprinted labels and odd brackets are of a note too, and nothing of it is left in the text."""
    a = page(f"(LEAD) Ferry sinks\n\n{printed.format('ADDS photo')}\n\n{TEXT}")
    assert (a.headline, a.paragraphs, a.captions) == ("Ferry sinks", PARAGRAPHS, ())
    assert a.editor_note is not None
    assert [o.verb for o in a.editor_note.operations] == ["ADDS"]


@pytest.mark.parametrize("between", ["; ", ", ", " and ", ". ", "/", ": ", " - ", ";; "])
def test_what_stands_between_two_verbs(between: str) -> None:
    """A verb in capitals begins a clause behind any mark."""
    assert verbs(f"ADDS photo{between}UPDATES lead") == ["ADDS", "UPDATES"]


def test_note_of_the_feed_wins() -> None:
    """A feed's note stands, with or without brackets; the page's is dropped from the text all the same."""
    a = page(f"Ferry sinks\n(ATTN: ADDS photo)\n{TEXT}", editor_note="UPDATES lead")
    assert a.editor_note is not None
    assert [o.verb for o in a.editor_note.operations] == ["UPDATES"]
    assert a.paragraphs == PARAGRAPHS


def test_note_at_the_end_of_the_text() -> None:
    """Reuters may print its note below the dateline."""
    a = article("reuters", headline="CORRECTED-Ferry sinks", body="MEREN (Reuters) - A ferry sank.\n\n(Corrects name)")
    assert a.paragraphs == ("A ferry sank.",)
    assert a.editor_note is not None
    assert a.editor_note.text == "Corrects name"


def test_number_with_a_comma_is_one_object() -> None:
    """`1,120.30` is no end of an object; `4-6,8` are two places."""
    found = note.parse("UPDATES with won's close at 1,120.30, bond yields in paras 4-6,8")
    assert found is not None
    assert found.operations[0].objects == ("won's close at 1,120.30", "bond yields")
    assert found.operations[0].paragraphs == (4, 5, 6, 8)


def test_a_note_broken_off_before_the_word_it_needs() -> None:
    """A short line that ends in a preposition was wrapped, however narrow the column."""
    body = f"EDS: RECASTS with crew; CORRECTS number in\n3rd graf.\n{TEXT}"
    a = article(headline="Ferry sinks", body=body)
    assert a.editor_note
    assert (a.editor_note.text, a.paragraphs) == ("RECASTS with crew; CORRECTS number in 3rd graf.", PARAGRAPHS)

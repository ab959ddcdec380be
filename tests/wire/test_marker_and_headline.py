"""The grammar of headlines: version markers with their typos, prefixes, and the labels of other agencies."""

from __future__ import annotations

import pytest

from tests.wire.helpers import FERRY, TEXT, article, page
from worker.wire import headline, marker
from worker.wire import slug as slugs
from worker.wire.agencies import agency

YONHAP = agency("yonhap")


@pytest.mark.parametrize(
    ("printed", "number", "typo"),
    [
        ("(LEAD)", 1, False),
        ("(2nd LD)", 2, False),
        ("(3rd LD)", 3, False),
        ("(4th LD)", 4, False),
        ("(11th LD)", 11, False),
        ("(URGENT)", 0, False),
        ("(2nd D)", 2, True),
        ("(2nd)", 2, True),
        ("(2nd L)", 2, True),
        ("(2ND LD)", 2, True),
        ("(2nd LD:", 2, True),
        ("(LEAD:", 1, True),
        ("(2nd  LD)", 2, True),
        ("(2nd LEAD)", 2, True),
        ("(2d LD)", 2, True),
        ("(3nd LD)", 3, True),
        ("(21st LD)", 21, False),
        ("(LAED)", 1, True),
        ("(LEAD0", 1, True),
        ("(LEAD]", 1, True),
        ("(LEAD", 1, True),
        ("(2nd LD", 2, True),
        ("LEAD)", 1, True),
        ("( LEAD )", 1, True),
        ("(2nd-LD)", 2, True),
        ("（LEAD）", 1, True),
        ("(Lead)", 1, True),
        ("(2nd LS)", 2, True),
        ("4th LD", 4, True),
        ("(second LD)", 2, True),
        ("(6th LD-CORRECTION)", 6, True),
    ],
)
def test_fv30_marker_is_read_with_its_typos(printed: str, number: int, typo: bool) -> None:
    """Every marker seen in print gives its number, and a misprinted one says so; the headline stays clean."""
    read = headline.parse(f"{printed} Ferry runs aground", YONHAP)
    assert (read.text, read.marker, read.number, read.typo) == ("Ferry runs aground", printed.rstrip(":"), number, typo)


@pytest.mark.parametrize(
    "line",
    [
        "(Lead singer leaves band",
        "(2018) in pictures",
        "(10 killed) in ferry accident",
        "2nd ferry runs aground",
        "Ferry (LEAD) runs aground",
        "LEAD poisoning feared",
        "(3D) film opens",
        "(4 L) of milk",
        "(4D) cinema",
        "1st LDS ship",
        "(Second lead actor) dies",
        "(0th LD) never printed",
        "(LEAD)",
    ],
)
def test_fv70_what_is_no_marker(line: str) -> None:
    """Only a bracket in front of a headline, with a version in it, is a marker."""
    assert headline.parse(line, YONHAP).marker is None


@pytest.mark.parametrize(
    ("line", "mark", "prefix", "text"),
    [
        ("(LEAD) (Asiad) Rowers win", "(LEAD)", "Asiad", "Rowers win"),
        ("(Asiad) (LEAD) Rowers win", "(LEAD)", "Asiad", "Rowers win"),
        ("(News Focus) Ferries grow old", None, "News Focus", "Ferries grow old"),
        ("(Yonhap Interview) Mayor on tides", None, "Yonhap Interview", "Mayor on tides"),
        ("(EDITORIAL from Meren Times on Dec. 20)", None, None, "(EDITORIAL from Meren Times on Dec. 20)"),
        ("[Feature] The last ferry", None, "Feature", "The last ferry"),
        ("(2nd LD) (A-B summit) (News Focus) Talks end", "(2nd LD)", "A-B summit, News Focus", "Talks end"),
        ("Ferry (Gray Heron) sinks", None, None, "Ferry (Gray Heron) sinks"),
    ],
)
def test_fv70_prefixes(line: str, mark: str | None, prefix: str | None, text: str) -> None:
    """Series and events in front of a headline are prefixes, in either order; brackets inside it are not."""
    read = headline.parse(line, YONHAP)
    assert (read.marker, read.prefix, read.text) == (mark, prefix, text)


@pytest.mark.parametrize(
    ("source", "line", "mark", "number", "prefix", "text"),
    [
        ("reuters", "UPDATE 2-Ferry sinks", "UPDATE 2", 2, None, "Ferry sinks"),
        ("reuters", "WRAPUP 1-Storm day", None, None, "WRAPUP", "Storm day"),
        ("reuters", "WRAPUP 3-Storm day", "WRAPUP 3", 2, "WRAPUP", "Storm day"),
        ("reuters", "CORRECTED-UPDATE 1-Ferry sinks", "CORRECTED-UPDATE 1", 1, None, "Ferry sinks"),
        ("reuters", "REFILE-Ferry sinks", "REFILE", None, None, "Ferry sinks"),
        ("reuters", "RPT-Ferry sinks", "RPT", None, None, "Ferry sinks"),
        ("kyodo", "UPDATE1: Ferry sinks", "UPDATE1", 1, None, "Ferry sinks"),
        ("kyodo", "URGENT: Ferry sinks", "URGENT", 0, None, "Ferry sinks"),
        ("xinhua", "1st LD-Writethru: Ferry sinks", "1st LD-Writethru", 1, None, "Ferry sinks"),
        ("ians", "Ferry sinks (Ld)", "(Ld)", 1, None, "Ferry sinks"),
        ("ians", "Ferry sinks (2nd Ld)", "(2nd Ld)", 2, None, "Ferry sinks"),
        ("yomiuri", "Ferry sinks(Update 1)", "(Update 1)", 1, None, "Ferry sinks"),
        ("anadolu", "UPDATE - Ferry sinks", "UPDATE", 1, None, "Ferry sinks"),
        ("somewire", "(2nd LD) Ferry sinks", "(2nd LD)", 2, None, "Ferry sinks"),
        ("somewire", "CORRECTED-UPDATE 1-Ferry sinks", "CORRECTED-UPDATE 1", 1, None, "Ferry sinks"),
        ("somewire", "RPT-WRAPUP 2-Ferry sinks", "RPT-WRAPUP 2", 1, "WRAPUP", "Ferry sinks"),
        ("somewire", "RPT-Ferry sinks", "RPT", None, None, "Ferry sinks"),
        ("somewire", "LEAD: Ferry sinks", "LEAD", 1, None, "Ferry sinks"),
        ("somewire", "UPDATE: Ferry sinks", "UPDATE", 1, None, "Ferry sinks"),
        ("somewire", "Neu: Ferry sinks", None, None, None, "Neu: Ferry sinks"),
        ("somewire", "URGENT-Ferry sinks", "URGENT", 0, None, "Ferry sinks"),
        ("somewire", "Urgent: Ferry sinks", "Urgent", 0, None, "Ferry sinks"),
        ("somewire", "Lead: a metal that lasts", None, None, None, "Lead: a metal that lasts"),
        ("somewire", "Urgent-care ward shuts", None, None, None, "Urgent-care ward shuts"),
        ("somewire", "3rd lead-poisoning case found", None, None, None, "3rd lead-poisoning case found"),
        ("somewire", "LEAD PIPES found in Meren", None, None, None, "LEAD PIPES found in Meren"),
        ("somewire", "Update on ferry: it sank", None, None, None, "Update on ferry: it sank"),
        ("dpa", "1ST LEAD Ferry sinks", "1ST LEAD", 1, None, "Ferry sinks"),
        ("dpa", "2ND LEAD: Ferry sinks", "2ND LEAD", 2, None, "Ferry sinks"),
        ("dpa", "ROUNDUP 2: Ferry sinks", "ROUNDUP 2", 1, "ROUNDUP", "Ferry sinks"),
        ("dpa", "WDH: Ferry sinks", "WDH", None, None, "Ferry sinks"),
        ("kyodo", "LEAD: Ferry sinks", "LEAD", 1, None, "Ferry sinks"),
        ("kyodo", "2ND LD: Ferry sinks", "2ND LD", 2, None, "Ferry sinks"),
        ("kyodo", "3rd LD: FOCUS: Ferry sinks", "3rd LD", 3, "FOCUS", "Ferry sinks"),
        ("xinhua", "1st Ld-Writethru: Ferry sinks", "1st Ld-Writethru", 1, None, "Ferry sinks"),
        ("xinhua", "2nd Ld: Ferry sinks", "2nd Ld", 2, None, "Ferry sinks"),
        ("xinhua", "Urgent: Ferry sinks", "Urgent", 0, None, "Ferry sinks"),
        ("pti", "LD Ferry sinks", "LD", 1, None, "Ferry sinks"),
        ("pti", "2ND LD Ferry sinks", "2ND LD", 2, None, "Ferry sinks"),
        ("pti", "LD-ALL Ferry sinks", "LD-ALL", 1, None, "Ferry sinks"),
        ("anp", "Ferry sinks (2)", "(2)", 1, None, "Ferry sinks"),
        ("ap", "4th Ld-Writethru, Ferry sinks", "4th Ld-Writethru", 4, None, "Ferry sinks"),
        ("somewire", "UPDATE 2-Ferry sinks", "UPDATE 2", 2, None, "Ferry sinks"),
        ("somewire", "Update 2 - Ferry sinks", "Update 2", 2, None, "Ferry sinks"),
        ("somewire", "Update 2: Ferry sinks", "Update 2", 2, None, "Ferry sinks"),
        ("somewire", "Update 5-year plan, mayor says", None, None, None, "Update 5-year plan, mayor says"),
        ("somewire", "Ferry sinks (Update 2)", "(Update 2)", 2, None, "Ferry sinks"),
        ("somewire", "Ferry sinks (1st Ld)", "(1st Ld)", 1, None, "Ferry sinks"),
        ("somewire", "Ferry sinks (UPDATED)", "(UPDATED)", 1, None, "Ferry sinks"),
        ("yonhap", "Ferry sinks (1st Ld)", None, None, None, "Ferry sinks (1st Ld)"),
        ("somewire", "Ferry sinks (2nd)", None, None, None, "Ferry sinks (2nd)"),
        ("somewire", "EIL: Ferry sinks", "EIL", 0, None, "Ferry sinks"),
        ("somewire", "EIL-Ferry sinks", None, None, None, "EIL-Ferry sinks"),
        ("somewire", "(Zusammenfassung 1400) Ferry sinks", "(Zusammenfassung 1400)", None, None, "Ferry sinks"),
        ("dpa", "2ND ROUNDUP: Ferry sinks", "2ND ROUNDUP", 1, "ROUNDUP", "Ferry sinks"),
        ("afp", "2ND LEAD Ferry sinks", "2ND LEAD", 2, None, "Ferry sinks"),
        ("afp", "LEAD Ferry sinks", "LEAD", 1, None, "Ferry sinks"),
        ("afp", "ALERTE - Ferry sinks", "ALERTE", 0, None, "Ferry sinks"),
        ("afp", "ALERTE ROUGE EN MER", None, None, None, "ALERTE ROUGE EN MER"),
        ("efe", "URGENTE Ferry sinks", "URGENTE", 0, None, "Ferry sinks"),
        ("somewire", "Update: Ferry sinks", "Update", 1, None, "Ferry sinks"),
        ("somewire", "Updated: Ferry sinks", "Updated", 1, None, "Ferry sinks"),
        ("somewire", "Ferry sinks (updated)", "(updated)", 1, None, "Ferry sinks"),
        ("ats", "(actualisé) Ferry sinks", "(actualisé)", None, None, "Ferry sinks"),
        ("somewire", "2nd Ld Ferry sinks", "2nd Ld", 2, None, "Ferry sinks"),
        ("somewire", "3RDLD Ferry sinks", "3RDLD", 3, None, "Ferry sinks"),
        ("somewire", "Ferry sinks (korrigiert)", "(korrigiert)", None, None, "Ferry sinks"),
        ("somewire", "Ferry sinks (new)", None, None, None, "Ferry sinks (new)"),
        ("dpa", "(neu: Hafenamt) Ferry sinks", "(neu: Hafenamt)", None, None, "Ferry sinks"),
        ("dpa", "(2. Zusammenfassung) Ferry sinks", "(2. Zusammenfassung)", 2, None, "Ferry sinks"),
        ("pti", "2NDLD Ferry sinks", "2NDLD", 2, None, "Ferry sinks"),
        ("ani", "LD Ferry sinks", "LD", 1, None, "Ferry sinks"),
        ("belga", "Ferry sinks (2)", "(2)", 1, None, "Ferry sinks"),
        ("belga", "Ferry sinks (3DER)", "(3DER)", 2, None, "Ferry sinks"),
        ("afp", "PRECISION Ferry sinks", "PRECISION", None, None, "Ferry sinks"),
        ("afp", "PRECISION TOOLS MAKER SHUTS", None, None, None, "PRECISION TOOLS MAKER SHUTS"),
        ("europapress", "AMP.- Ferry sinks", "AMP.", None, None, "Ferry sinks"),
        ("efe", "(Ampl.) Ferry sinks", "(Ampl.)", None, None, "Ferry sinks"),
        ("lusa", "(ATUALIZADA) Ferry sinks", "(ATUALIZADA)", None, None, "Ferry sinks"),
        ("somewire", "2nd UPDATE: Ferry sinks", "2nd UPDATE", 2, None, "Ferry sinks"),
        ("somewire", "BREAKING: Ferry sinks", "BREAKING", 0, None, "Ferry sinks"),
        ("somewire", "Breaking News - Ferry sinks", "Breaking News", 0, None, "Ferry sinks"),
        ("somewire", "BREAKING WAVES: Ferry sinks", None, None, None, "BREAKING WAVES: Ferry sinks"),
        ("apa", "EILT: Ferry sinks", "EILT", 0, None, "Ferry sinks"),
        ("ntb", "HAST: Ferry sinks", "HAST", 0, None, "Ferry sinks"),
        ("tass", "URGENT. Ferry sinks", "URGENT.", 0, None, "Ferry sinks"),
        ("ansa", "(RPT) Ferry sinks", "(RPT)", None, None, "Ferry sinks"),
        ("anp", "Ferry sinks (update)", "(update)", 1, None, "Ferry sinks"),
        ("somewire", "Ferry sinks - UPDATE", "UPDATE", 1, None, "Ferry sinks"),
        ("somewire", "Ferry sinks (2nd Writethru)", "(2nd Writethru)", 2, None, "Ferry sinks"),
        ("somewire", "Sailors ask for an UPDATE", None, None, None, "Sailors ask for an UPDATE"),
        ("pap", "Ferry sinks (aktl. 2)", "(aktl. 2)", 2, None, "Ferry sinks"),
        ("afp", "2ND LEAD - Ferry sinks", "2ND LEAD", 2, None, "Ferry sinks"),
        ("ansa", "++ Ferry sinks ++", "++", 0, None, "Ferry sinks"),
        ("efe", "ALERTA ROJA EN EL MAR", None, None, None, "ALERTA ROJA EN EL MAR"),
    ],
)
def test_labels_of_other_agencies(
    source: str, line: str, mark: str | None, number: int | None, prefix: str | None, text: str
) -> None:
    """Each agency's own form of a version is a row of the table, and means nothing on another wire."""
    read = headline.parse(line, agency(source))
    assert (read.marker, read.number, read.prefix, read.text) == (mark, number, prefix, text)


def test_a_series_on_a_line_of_its_own() -> None:
    """An editorial's line says where it is from; the headline is on the next."""
    for gap in ("\n", "\n\n"):
        a = page(f"(EDITORIAL from The Meren Herald on March 14){gap}Who mends the ferry?\n\n{FERRY}\n(END)")
        assert (a.prefix, a.headline) == ("EDITORIAL from The Meren Herald on March 14", "Who mends the ferry?")
        assert a.paragraphs == (FERRY,)


def test_a_trailing_note_of_reuters_leaves_the_headline() -> None:
    """`(Adds ...)` behind a headline is a note, even without an UPDATE."""
    a = article("reuters", headline="Ferry sinks (Adds minister's quotes)", body=TEXT.replace("Yonhap", "Reuters"))
    assert a.headline == "Ferry sinks"
    assert a.marker is None
    assert a.editor_note is not None
    assert [o.verb for o in a.editor_note.operations] == ["ADDS"]


@pytest.mark.parametrize(
    ("printed", "verbs"),
    [
        ("RPT-Ferry sinks", ["REPEATS"]),
        ("REFILE-UPDATE 1-Ferry sinks", ["REFILES"]),
        ("CORRECTED-Ferry sinks", ["CORRECTS"]),
        ("RPT-CORRECTED-Ferry sinks", ["CORRECTS", "REPEATS"]),
        ("Berichtigung: Ferry sinks", ["CORRECTS"]),
        ("2. Zusammenfassung: Ferry sinks", ["RECAPS"]),
        ("(Ampliación) Ferry sinks", ["ADDS"]),
        ("CORRECCIÓN: Ferry sinks", ["CORRECTS"]),
        ("Rectificatif - Ferry sinks", ["CORRECTS"]),
        ("CORRECTIE: Ferry sinks", ["CORRECTS"]),
        ("CORRECTED-(OFFICIAL)-Ferry sinks", ["CORRECTS"]),
        ("CLARIFICATION-Ferry sinks", ["CLARIFIES"]),
    ],
)
def test_a_label_is_an_operation(printed: str, verbs: list[str]) -> None:
    """A repeat and a refile follow another text, whichever wire passes them on, and in whichever language."""
    a = article("elsewhere", headline=printed, body=TEXT)
    assert a.editor_note is not None
    assert ([o.verb for o in a.editor_note.operations], a.headline) == (verbs, "Ferry sinks")


def test_a_corrected_label_is_an_operation() -> None:
    """`CORRECTED-` says what a note would say: the message corrects."""
    a = article("reuters", headline="CORRECTED-Ferry sinks", body=TEXT.replace("Yonhap", "Reuters"))
    assert a.editor_note is not None
    assert [o.verb for o in a.editor_note.operations] == ["CORRECTS"]


@pytest.mark.parametrize(
    ("slug", "bare", "label", "number"),
    [
        ("BC-US--Storm,2nd Ld-Writethru", "BC-US--Storm", "2nd Ld-Writethru", 2),
        ("BC-US--Storm,1stLd-Writethru,500", "BC-US--Storm", "1stLd-Writethru", 1),
        ("(9th LD) Meren-election", "Meren-election", "(9th LD)", 9),
        ("Meren-election (LEAD)", "Meren-election", "(LEAD)", 1),
        ("Meren, Tolve-summit", "Meren, Tolve-summit", None, None),
        ("Meren-election (local)", "Meren-election (local)", None, None),
    ],
)
def test_fv29_version_label_of_a_slug(slug: str, bare: str, label: str | None, number: int | None) -> None:
    """A version label in a slug is taken off it; a comma alone is none."""
    found = slugs.parse(slug)
    assert (found.text, found.marker, found.number) == (bare, label, number)


@pytest.mark.parametrize(
    ("given", "number"),
    [
        ("LEAD", 1),
        ("(2nd LD)", 2),
        ("3rd LD", 3),
        ("1stLd-Writethru", 1),
        ("URGENT", 0),
        ("UPDATE 2", 2),
        ("Final", None),
        ("ALERT", 0),
        ("Breaking news", 0),
        ("EILMELDUNG", 0),
    ],
)
def test_marker_field_of_a_feed(given: str, number: int | None) -> None:
    """A feed's `marker` is kept as given and numbered; it wins over the page's."""
    a = page(f"(5th LD) Ferry sinks\n\n{TEXT}", marker=given)
    assert (a.marker, a.lead_number, a.headline) == (given, number, "Ferry sinks")


def test_fv29_slug_label_counts_where_no_marker_is_printed() -> None:
    """An AP slug carries the version; the article's slug is the part before the comma."""
    a = article("ap", slug="BC-MR--Ferry,2nd Ld-Writethru", headline="Ferry sinks", body=TEXT.replace("Yonhap", "AP"))
    assert (a.slug, a.marker, a.lead_number) == ("BC-MR--Ferry", "2nd Ld-Writethru", 2)


def test_ap_copy_with_its_slug_line() -> None:
    """AP copy opens with its slug line and `Eds:`, above the headline."""
    a = article(
        "ap",
        content="BC-MR--Ferry,1st Ld-Writethru\nEds: Adds details, quotes and background.\nFerry sinks off Meren\n"
        "By ILSE PELL\nPORT MEREN, Calif. (AP) — A ferry sank.\n\nNobody was hurt.",
    )
    assert (a.slug, a.lead_number, a.headline, a.byline) == ("BC-MR--Ferry", 1, "Ferry sinks off Meren", "ILSE PELL")
    assert a.paragraphs == ("A ferry sank.", "Nobody was hurt.")
    assert a.editor_note is not None
    assert [o.verb for o in a.editor_note.operations] == ["ADDS"]


def test_an_ed_note_may_be_no_update() -> None:
    """`Eds:` may say something else: kept as text, without operations."""
    a = article("ap", headline="Ferry sinks", body="Eds: With photos.\nPORT MEREN (AP) — A ferry sank.")
    assert a.editor_note is not None
    assert a.editor_note.text == "With photos."
    assert a.editor_note.operations == ()


def test_marker_length_does_not_cost() -> None:
    """A marker is looked for in the first characters only."""
    assert marker.leading("(" + " " * 100_000 + "LEAD) x") is None


def test_flags_say_typo() -> None:
    """The article says that its marker was misprinted."""
    assert page(f"(2nd D) Ferry sinks\n\n{TEXT}").flags == ("marker_typo",)
    assert page(f"(2nd LD) Ferry sinks\n\n{TEXT}").flags == ()


@pytest.mark.parametrize(
    ("printed", "number"),
    [("(LEAD) (LEAD)", 1), ("(URGENT) (LEAD)", 1), ("(2nd LD) (URGENT)", 2), ("(LEAD) (2nd LD)", 1)],
)
def test_two_markers(printed: str, number: int) -> None:
    """The first counts, a flash gives way to the lead that it became, and neither is left in the headline."""
    found = headline.parse(f"{printed} Ferry line opens", YONHAP)
    assert (found.text, found.prefix, found.number) == ("Ferry line opens", None, number)


@pytest.mark.parametrize(
    "printed", ["CORRECTED: Ferry line opens", "CORRECTION - Ferry line opens", "CORRECTED-Ferry line opens"]
)
def test_fv11_correction_of_any_wire(printed: str) -> None:
    """Every wire may call a headline corrected; that counts no version."""
    for source in ("yonhap", "kyodo", "somebody"):
        found = headline.parse(printed, agency(source))
        assert (found.text, found.verbs, found.number) == ("Ferry line opens", ("CORRECTS",), None)
    assert headline.parse("Corrections officers strike", YONHAP).verbs == ()


def test_ap_slugs_on_the_page() -> None:
    """A line in the AP's slug form is the slug, with or without BC-; its label is the version."""
    for line in ("BC-US--Meren Ferry,1st Ld-Writethru", "US--Meren Ferry,1st Ld-Writethru"):
        a = article(source="ap", content=f"{line}\nFerry line opens\n\n{TEXT}")
        assert (a.headline, a.lead_number) == ("Ferry line opens", 1)
        assert (a.slug or "").endswith("US--Meren Ferry")


@pytest.mark.parametrize(
    ("printed", "number"),
    [("(UPDATE) Ferry aground", 1), ("(UPDATE 2) Ferry aground", 2), ("[Updated] Ferry aground", 1)],
)
def test_an_update_in_brackets_is_a_version(printed: str, number: int) -> None:
    """Many wires mark a later version with a bracket that says so."""
    title = headline.parse(printed, agency("coastal"))
    assert (title.text, title.number, title.prefix) == ("Ferry aground", number, None)

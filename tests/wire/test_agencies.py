"""The conventions of each agency (grammar, section h): labels, notes, datelines, in feeds and on pages."""

from __future__ import annotations

import html
import os
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.wire.helpers import PARAGRAPHS, TEXT, article
from worker.wire import note

EXAMPLES = int(os.environ.get("TEST_EXAMPLES", "200"))
many = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ORDINALS = ("", "1st", "2nd", "3rd", "4th", "5th")
WORDS = ("", "First", "Second", "Third", "Fourth", "Fifth")
HEAD = "N. Meren, S. Meren open 2nd ferry line"

LABELS: dict[str, tuple[str, ...]] = {
    "ap": ("{nth} Ld-Writethru: {head}", "{nth} LD-WRITETHRU: {head}", "{nth} Ld - {head}"),
    "reuters": (
        "UPDATE {n}-{head}", "UPDATE {n} - {head}", "REFILE-UPDATE {n}-{head}", "RPT-UPDATE {n}-{head}",
        "UPDATE {n}-EXCLUSIVE-{head}", "ANALYSIS-UPDATE {n}-{head}",
    ),
    "kyodo": ("UPDATE{n}: {head}", "UPDATE {n}: {head}", "UPDATE{n}: FOCUS: {head}"),
    "xinhua": (
        "{nth} LD-Writethru: {head}", "{nth} LD Writethru: {head}", "Roundup: {nth} LD-Writethru: {head}",
        "{nth} LD: {head}", "{nth} LD-Writethru-{head}",
    ),
    "ians": (
        "{head} ({nth} Ld)", "{head} ({word} Lead)", "{head} ({word} Ld)", "{head}({nth} LD)", "{head} ({nth} Lead)",
    ),
    "yomiuri": ("{head}(Update {n})", "{head} (Update {n})", "{head} (UPDATE {n})"),
    "anadolu": ("UPDATE {n} - {head}", "UPDATE {n}- {head}", "UPDATED {n} - {head}"),
}  # fmt: skip
DATELINES: dict[str, tuple[tuple[str, tuple[str, ...] | None], ...]] = {
    "ap": (
        ("TOLVE (AP) — ", ("TOLVE",)), ("PORT TOLVE, Texas (AP) _ ", ("PORT TOLVE",)), ("TOLVE (AP) - ", ("TOLVE",)),
    ),
    "reuters": (
        ("TOLVE, March 3 (Reuters) - ", ("TOLVE",)), ("TOLVE/SKARN, Mar 3 (Reuters) - ", ("TOLVE", "SKARN")),
        ("March 3 (Reuters) - ", ()), ("(Reuters) - ", ()), ("TOLVE (Reuters) - ", ("TOLVE",)),
    ),
    "kyodo": (
        ("TOLVE, March 3, Kyodo - ", ("TOLVE",)), ("TOLVE, March 3 (Kyodo) -- ", ("TOLVE",)), ("TOLVE - ", ("TOLVE",)),
        ("TOLVE, Meren - ", ("TOLVE",)), ("TOLVE, March 3 Kyodo - ", ("TOLVE",)),
    ),
    "xinhua": (("TOLVE, March 3 (Xinhua) -- ", ("TOLVE",)), ("TOLVE, Meren, Mar. 3 (Xinhua) — ", ("TOLVE",))),
    "ians": (("New Tolve, March 3 (IANS) ", ("New Tolve",)), ("Tolve, Mar 3 (IANS): ", ("Tolve",))),
    "yomiuri": (("", None), ("TOLVE (Jiji Press) — ", ("TOLVE",))),
    "anadolu": (("", None), ("TOLVE (AA) - ", ("TOLVE",))),
}  # fmt: skip
NOTES: dict[str, tuple[tuple[str, list[str]], ...]] = {
    "ap": (
        ("Eds: Adds details, quotes and background.", ["ADDS"]), ("EDS: ADDS details.", ["ADDS"]),
        ("Eds: UPDATES with study. Recasts lead. With photos.", ["UPDATES", "RECASTS"]),
        ("Eds.: Updates throughout, changes headline.", ["UPDATES", "CHANGES"]),
        ("Eds: Incorporates BC-EU--Tolve Fire.", ["INCORPORATES"]),
    ),
    "reuters": (
        ("(Adds background, quotes)", ["ADDS"]), ("(Recasts with vote; adds mayor's comments)", ["RECASTS", "ADDS"]),
        ("(Updates prices, adds analyst comment)", ["UPDATES", "ADDS"]), ("(New throughout, adds details)", ["ADDS"]),
        ("(Corrects to four, not five, in second paragraph)", ["CORRECTS"]), ("(Combines with quarry)", ["COMBINES"]),
        ("(Releads, adds quotes)", ["RELEADS", "ADDS"]), ("(Adds minister (paragraphs 3-4), background)", ["ADDS"]),
    ),
}  # fmt: skip


@st.composite
def messages(draw: st.DrawFn) -> tuple[str, dict[str, Any], int | None, tuple[str, ...] | None, list[str]]:
    """A source, a message of it, and the number, cities and verbs that are in it."""
    source = draw(st.sampled_from(sorted(LABELS)))
    n = draw(st.integers(0, 5))
    form = draw(st.sampled_from(LABELS[source])) if n else "{head}"
    printed = form.format(n=n, nth=ORDINALS[n], word=WORDS[n], head=HEAD)
    place, cities = draw(st.sampled_from(DATELINES[source]))
    said, verbs = draw(st.sampled_from((("", []), *NOTES.get(source, ()))))
    lines = [place + PARAGRAPHS[0], *PARAGRAPHS[1:]]
    if said:
        at = draw(st.sampled_from((0, 1, -1))) if source == "reuters" else 0
        printed = f"{printed} {said}" if at < 0 else printed
        lines = lines if at < 0 else [*lines[:at], said, *lines[at:]]
    if draw(st.booleans()):
        body = draw(st.sampled_from(("\n\n".join(lines), "".join(f"<p>{html.escape(x)}</p>" for x in lines))))
        fields = {"headline": printed, "body": body}
    else:
        fields = {"content": "\n\n".join((printed, "2020-03-03 13:00", *lines))}
    labels = [verb for word, verb in (("REFILE-", "REFILES"), ("RPT-", "REPEATS")) if printed.startswith(word)]
    return source, fields, n or None, cities, verbs + labels


@given(messages())
@many
def test_labels_notes_and_datelines(
    message: tuple[str, dict[str, Any], int | None, tuple[str, ...] | None, list[str]],
) -> None:
    """Headline, number, cities, verbs and text are what was put in."""
    source, fields, number, cities, verbs = message
    a = article(source=source, **fields)
    assert (a.headline, a.lead_number, a.paragraphs) == (HEAD, number, PARAGRAPHS)
    assert (a.dateline.cities if a.dateline else None) == cities
    assert ([o.verb for o in a.editor_note.operations] if a.editor_note else []) == verbs


@pytest.mark.parametrize(
    ("source", "above", "below"),
    [
        ("xinhua", "", "\nEnditem"),
        ("xinhua", "", " Enditem"),
        ("ians", "", "\n\n--IANS\nrg/pk"),
        ("ians", "", "\n\n-- IANS\n\nrg/pk/bt"),
        ("pti", "", "\n\nPTI KRG PLT"),
        ("afp", "", "\n\nkrg-plt/bt"),
        ("kyodo", "", "\n==Kyodo"),
        ("tass", "", "\n\n/TASS/"),
        ("ap", "", "\n\nThe Associated Press"),
        ("bernama", "", "\n\n-- BERNAMA"),
        ("yomiuri", "The Yomiuri Shimbun\n\n", ""),
        ("jiji", "Jiji Press\n\n", ""),
    ],
)
def test_a_wire_signs_its_text(source: str, above: str, below: str) -> None:
    """Its name and the initials of its desk, above or below, are no paragraphs."""
    body = above + "\n\n".join(PARAGRAPHS) + below
    assert article(source=source, headline=HEAD, body=body).paragraphs == PARAGRAPHS


def test_an_advisory_of_the_ap() -> None:
    """The label behind the slug's comma says what it is, and is no part of the slug."""
    body = "Here is what is planned for tonight.\n\nMore later."
    a = article(source="ap", slug="BC-EU--Meren Ferry,ADVISORY", headline=HEAD, body=body)
    assert (a.kind, a.slug, a.editor_note) == ("advisory", "BC-EU--Meren Ferry", None)


@pytest.mark.parametrize(
    ("source", "headline", "note", "number", "verbs"),
    [
        ("afp", HEAD, "ATTENTION - ADDS minister, background ///", None, ["ADDS"]),
        ("afp", HEAD, "ATTENTION: RECASTS with vote ///", None, ["RECASTS"]),
        ("bloomberg", f"{HEAD} (2)", "(Adds minister in third paragraph.)", 2, ["ADDS"]),
        ("bloomberg", f"{HEAD} (Update1)", "(Updates with vote in first paragraph.)", 1, ["UPDATES"]),
        ("bloomberg", HEAD, "", None, []),
    ],
)
def test_notes_and_numbers_of_other_wires(
    source: str, headline: str, note: str, number: int | None, verbs: list[str]
) -> None:
    """AFP closes its notes with strokes; Bloomberg numbers its versions behind the headline."""
    body = "\n\n".join((*filter(None, (note, "By Ilse Pell")), f"March 3 (AFP) -- {PARAGRAPHS[0]}", *PARAGRAPHS[1:]))
    a = article(source=source, headline=headline, body=body)
    assert (a.headline, a.lead_number, a.byline, a.paragraphs) == (HEAD, number, "Ilse Pell", PARAGRAPHS)
    assert ([o.verb for o in a.editor_note.operations] if a.editor_note else []) == verbs


def test_labels_of_xinhua_that_are_no_versions() -> None:
    """They are prefixes; a writethru that is no misprint is not flagged as one."""
    for label in ("Roundup", "Feature", "News Analysis", "Xinhua Headlines", "China Focus", "Across China"):
        a = article(source="xinhua", headline=f"{label}: {HEAD}", body=TEXT)
        assert (a.prefix, a.headline, a.marker) == (label, HEAD, None)
    a = article(source="xinhua", headline=f"2nd LD Writethru: {HEAD}", body=TEXT)
    assert (a.marker, a.lead_number, a.flags) == ("2nd LD Writethru", 2, ())


def test_a_digest_of_kyodo() -> None:
    """One dash behind the place, and lines wrapped as on a teleprinter."""
    items = "----------\nFerry runs aground\n\nTOLVE - A ferry ran aground near\nthe pier, the coast guard said.\n"
    items += "----------\nBridge reopens\n\nSKARN, Meren - A bridge was opened\nagain.\n==Kyodo"
    a = article(source="kyodo", content=f"Kyodo news summary -3-\n\nTOLVE, March 3 Kyodo\n\n{items}")
    assert (a.kind, [i.headline for i in a.items]) == ("digest", ["Ferry runs aground", "Bridge reopens"])


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("Incorporates BC-EU--Tolve Fire.", ("BC-EU--Tolve Fire",)),
        (
            "UPDATES with quotes. Incorporates BC-EU--Tolve Fire, BC-EU--Skarn-Port.",
            ("BC-EU--Tolve Fire", "BC-EU--Skarn-Port"),
        ),
        ("INCORPORATES US--Tolve Fire and US--Skarn Fire", ("US--Tolve Fire", "US--Skarn Fire")),
        ("Combines with BC-Tolve-Fire, 1st Ld-Writethru", ("BC-Tolve-Fire",)),
        ('Incorporates story slugged "Tolve-fire".', ("Tolve-fire",)),
        ("Incorporates details from earlier stories.", ()),
        ("With BC-EU--Tolve Fire", None),
    ],
)
def test_fv31_stories_that_a_note_of_the_ap_names(text: str, slugs: tuple[str, ...] | None) -> None:
    """Slugs without quotes are known by their form; `With` names a story beside this one, not inside it."""
    parsed = note.parse(text)
    assert parsed is not None
    named = [o.slugs for o in parsed.operations if o.verb in ("INCORPORATES", "COMBINES")]
    assert named == ([] if slugs is None else [slugs])


def test_fv11_a_corrective_of_the_ap() -> None:
    """`Correction` behind the slug's comma is no part of the slug, and says what the article is."""
    a = article(source="ap", slug="BC-EU--Meren Ferry,Correction", headline=HEAD, body=TEXT)
    assert (a.slug, a.lead_number) == ("BC-EU--Meren Ferry", None)
    assert a.editor_note is not None
    assert [o.verb for o in a.editor_note.operations] == ["CORRECTS"]


def test_a_note_of_the_ap_that_takes_back() -> None:
    """`Eds:` begins notes and advisories alike: one that asks to disregard a story is an advisory."""
    a = article(
        source="ap", headline="Advisory", body="Eds: Please disregard the story slugged BC-EU--Meren Ferry.\n\nAP"
    )
    assert a.kind == "advisory"
    assert a.editor_note is not None
    assert [(o.verb, o.slugs) for o in a.editor_note.operations] == [("DISREGARDS", ("BC-EU--Meren Ferry",))]

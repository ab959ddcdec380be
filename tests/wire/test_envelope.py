"""What wires and sites print around a text is none of it: headers, footers, notebooks, counters, credits of desks."""

from __future__ import annotations

import pytest

from tests.wire.helpers import article, page

AP = """v a BC-OS--Quarry Vote 2ndLd-Writethru a0711 03-14 0198
BC-OS--Quarry Vote, 2nd Ld-Writethru, a0702,0190
Quarry Stays Open After Vote
By JAN HOLT
Associated Press Writer
   SKARN, Ostia (AP) _ Voters kept the quarry open on Tuesday.
   The council meets in May.

AP-WS-03-14-94 2210EST<"""
DPA = """bsd0412 4 wi 320  dpa 0712

Wirtschaft/Ostia/Hafen/
1ST LEAD
Port of Skarn closes one pier
By Jan Holt, dpa =

Skarn (dpa) - The port of Skarn closes one of its piers
in May, the harbour office said.

# Notebook

## Note to editors
- Adds quote in para 2
- Changes dateline

## Addresses
- Harbour office, 1 Pier Road

* * * *
The following information is not for publication

## dpa contacts
- Author: Jan Holt, +49 30 0000 0000, <holt@wire.example>

dpa jh xx

141020 GMT Mar 25"""
PTI = """DEL44
2ND LD QUARRY
Skarn quarry to stay open
Skarn, Mar 14 (PTI) The quarry stays open, the council said on Friday.
It meets again in May. PTI JH ABC
ABC
03141220
NNNN"""


def test_ap_header_and_footer() -> None:
    """ANPA's header, the slug line and the footer give slug, version and time, and leave the text alone."""
    a = page(AP, source="ap")
    assert (a.headline, a.slug, a.lead_number, a.byline) == (
        "Quarry Stays Open After Vote", "BC-OS--Quarry Vote", 2, "JAN HOLT",
    )  # fmt: skip
    assert a.published == "1994-03-14T22:10:00-05:00"
    assert a.paragraphs == ("Voters kept the quarry open on Tuesday.", "The council meets in May.")


def test_dpa_notebook() -> None:
    """Of a notebook the note to editors is read; addresses and telephone numbers are never published."""
    a = page(DPA, source="dpa")
    assert (a.headline, a.lead_number, a.byline) == ("Port of Skarn closes one pier", 1, "Jan Holt")
    assert a.editor_note
    assert a.editor_note.text == "Adds quote in para 2; Changes dateline"
    assert a.published == "2025-03-14T10:20:00+00:00"
    assert a.paragraphs == ("The port of Skarn closes one of its piers in May, the harbour office said.",)
    assert a.emails == ()


def test_dpa_labels_on_lines_of_their_own() -> None:
    """Of two labels the one with a number is the version; a slug may have spaces, a credit a partner's letters."""
    a = page(
        "eca0003 3 i 380  dpa 0045\n\nBarge Racing/Ostia/\nREFILE\n1ST LEAD\nOwls win in Skarn\nBy Jan Holt =\n\n"
        "Skarn (tca/dpa) - The Owls won in Skarn.\n\n* * * *\nThe following is not for publication\n\nCall 0000.",
        source="dpa",
    )
    assert (a.headline, a.slug, a.lead_number) == ("Owls win in Skarn", "Barge Racing/Ostia", 1)
    assert a.paragraphs == ("The Owls won in Skarn.",)


def test_afp_slug_label_and_headline() -> None:
    """The slug line has the version, the headline repeats it, a note in capitals ends in slashes."""
    a = page(
        "BC-Ostia-port-strike , 1ST LEAD\nLEAD Ostia dockers strike over pay\nATTENTION - ADDS union, details ///\n"
        "SKARN, Oct 9, 2014 (AFP) - Dockers went on strike over\npay on Thursday.\n   The port regretted it.\n",
        source="afp",
    )
    assert (a.headline, a.slug, a.lead_number) == ("Ostia dockers strike over pay", "BC-Ostia-port-strike", 1)
    assert a.editor_note
    assert a.editor_note.text == "ADDS union, details"
    assert a.paragraphs == ("Dockers went on strike over pay on Thursday.", "The port regretted it.")


def test_kyodo_and_ansa_below() -> None:
    """A time without words ends Kyodo's copy, initials in capitals ANSA's."""
    kyodo = "2ND LD: Quarry stays open+\n     SKARN, Oct. 9 Kyodo - It stays open.\n==Kyodo\n2014-10-09 17:02:11\n"
    assert page(kyodo, source="kyodo").paragraphs == ("It stays open.",)
    ansa = article(
        "ansa",
        headline="Cava aperta",
        body="(ANSA) - SKARN, 9 OTT - La cava resta aperta.\n\nIl sindaco è contento.\n\nXYZ/AB",
    )
    assert ansa.paragraphs == ("La cava resta aperta.", "Il sindaco è contento.")


def test_a_section_above_the_headline() -> None:
    """A site's section stands alone on its line above the headline, and names no story."""
    a = page(
        "Skip to content\nNews\nQuarry stays open\nBy Jan Holt\n\nSKARN -- It stays open.\n\nRead Next\nOwls",
        source="coast",
    )
    assert (a.headline, a.byline, a.paragraphs) == ("Quarry stays open", "Jan Holt", ("It stays open.",))


def test_pti_codes() -> None:
    """The code above, the slug in capitals, what the desk puts behind the last sentence, and the codes below."""
    a = page(PTI, source="pti")
    assert (a.headline, a.slug, a.lead_number) == ("Skarn quarry to stay open", "QUARRY", 2)
    assert a.paragraphs == ("The quarry stays open, the council said on Friday.", "It meets again in May.")


@pytest.mark.parametrize(
    "line",
    [
        "Not for publication:", "The following information is not intended for publication",
        "Die folgenden Informationen sind nicht zur Veröffentlichung bestimmt",
        "*** NOT FOR PUBLICATION ***",
    ],
)  # fmt: skip
def test_nothing_private_is_published(line: str) -> None:
    """Whatever the wire, nothing below a line that says so is text."""
    a = article("wire", headline="Pier closes", body=f"TOLVE -- The pier closes.\n\n{line}\n\nCall Jan Holt, 0000 000.")
    assert a.paragraphs == ("The pier closes.",)


@pytest.mark.parametrize(
    "line",
    [
        "233 people have read this", "2,318 views", "Views: 917", "1.2K shares", "14 comments", "ADVERTISEMENT",
        "Advertisement - scroll to continue",
        "Updated 12 minutes ago", "3 hours ago", "Last updated: an hour ago",
        "Share", "Facebook Twitter WhatsApp Email",
        "Photo: Ada Berg/The Site", "Photo: Ada Berg", "Foto: Ada Berg/dpa", "Crédit photo : Ada Berg / MEREN",
        "Photo credit: Jan van Holt | The Site", "Image: © Ada Berg", "Bild: Ada Berg",
        "Share this article", "Sponsored", "3 min read", "Endit", "Sign up for our newsletter", "Read more",
        "Read more: Owls of Skarn", "Print this article", "Last modified: 14 March 2025, 10:12",
        "Story continues below advertisement", "(Reporting by Jan Holt; Editing by Ada Berg)", "Editing by Ada Berg",
        "Reporting by Jan Holt in Skarn; Additional reporting by Mara Lind; Editing by Ada Berg",
        "(Editor: Jan Holt)", "(With inputs from agencies)",
    ],
)  # fmt: skip
def test_widgets_are_no_text(line: str) -> None:
    """Counters, ages, advertisements, bars for sharing and credits of desks make no paragraph and no version."""
    text = "TOLVE -- The pier closes.\n\nThe council meets in May."
    plain = article("coast", id="1", headline="Pier closes", body=text)
    assert article("coast", id="1", headline="Pier closes", body=f"{text}\n\n{line}").content_hash == plain.content_hash


@pytest.mark.parametrize(
    "line",
    [
        "Editing by hand takes time.", "Share prices fell 3 percent.", "Views differ on the pier.",
        "He comments daily.",
        "Reporting by the harbor office showed that ships had burned heavy oil for years off the coast.",
        "Photo: The ferry burns off the coast of Meren.", "Photos of the ferry: none", "Image: it is bad",
        "Advertisements for the ferry will end in May.", "An hour ago the ferry was still at sea, the captain said.",
    ],
)  # fmt: skip
def test_sentences_with_such_words_are_text(line: str) -> None:
    """Sentences that begin with such words stay."""
    a = article("coast", id="1", headline="Pier closes", body=f"TOLVE -- The pier closes.\n\n{line}")
    assert a.paragraphs[-1] == line

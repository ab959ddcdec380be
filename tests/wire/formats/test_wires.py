"""IPTC 7901 and ANPA 1312, and mails: what is the text, and what is never for publication."""

# ruff: noqa: E501 - documents as agencies send them
from __future__ import annotations

import pytest

from tests.wire.formats.kit import P1, found, one
from worker.wire.article import Article

TEXT = (
    "Transport/Tolve/Tram/\r\n\x02{label}\r\nHarbour tram carries\r\nfirst passengers\r\nBy Ida Renn, nlp =\r\n\r\n"
    "   Tolve (nlp) - The harbour tram carried its first passengers on Monday,\r\n"
    "two years after it was due.\r\n\r\n# Notebook\r\n\r\n## Contacts\r\n- Tel: +00 30 1234\r\n\r\nnlp ir pl\r\n"
    "\x03021240 GMT {month} 26\r\n"
)


def wire(label: str = "2ND LEAD", month: str = "Mar") -> str:
    return "\x01nlp0412 3 i 61   nlp 0412\r\n\r\n" + TEXT.format(label=label, month=month)


def test_7901() -> None:
    """Keyword line, label, headline over two lines, byline, dateline, text, date; the notebook stays out."""
    a = one(wire())
    assert (a.slug, a.lead_number, a.headline) == ("Transport/Tolve/Tram", 2, "Harbour tram carries first passengers")
    assert (a.byline, a.published, a.published_precision) == ("Ida Renn, nlp", "2026-03-02T12:40Z", "minute")
    assert a.paragraphs == (P1,)
    assert "1234" not in "".join(a.paragraphs)


def test_months_of_other_languages() -> None:
    """German wires write Okt, Mai and Dez."""
    assert one(wire(month="Okt")).published == "2026-10-02T12:40Z"


def test_7901_without_its_control_characters() -> None:
    """Header and date are enough to know it."""
    plain = "".join(c for c in wire() if c not in "\x01\x02\x03")
    a = one(plain)
    assert (a.slug, a.headline, a.paragraphs) == (
        "Transport/Tolve/Tram",
        "Harbour tram carries first passengers",
        (P1,),
    )


LINES = (
    "EXT010 3 GEN 0036 F NLP-0102{label}\nTRAM/TOLVE/\nHarbour tram carries first passengers\n\n"
    "   TOLVE 02/03 (NLP) = The harbour tram carried its first passengers on Monday,\ntwo years after it was due.\n"
    "./.{signed}\n020920 MAR 26\n"
)


def test_a_file_of_texts_without_control_characters() -> None:
    """Each is a part: its header line, keywords, headline, text up to the stop with the editor's initials, and date."""
    session = "[02-MAR-26  00:00]\n\n"
    articles = found(session + LINES.format(label="", signed="") + "\n" + LINES.format(label=" COR 703", signed="CVN"))
    assert [a.raw.part for a in articles if isinstance(a, Article)] == [0, 1]
    for a in (one(LINES.format(label="", signed="CVN")), one(session + LINES.format(label="", signed="")), *articles):
        assert isinstance(a, Article)
        assert (a.slug, a.headline) == ("TRAM/TOLVE", "Harbour tram carries first passengers")
        assert (a.published, a.paragraphs) == ("2026-03-02T09:20", (P1,))
        assert a.dateline
        assert a.dateline.cities == ("TOLVE",)
    assert isinstance(articles[1], Article)
    assert articles[1].signals == ("sig:correction",)


def test_anpa_quotation_marks() -> None:
    """Two grave accents and two apostrophes are quotation marks, _ is a dash."""
    value = (
        "\x16\x16\x01a0118\x1f-----\r\nr a\x13\x11 BC-Meren-Ship 2ndLd-Writethru   03-02 0061\r\n"
        "\x02BC-Meren-Ship, 2nd Ld-Writethru,61<\r\n^Ship towed<\r\n^Eds: UPDATES with tow.<\r\n^By LIV SANDER=\r\n"
        "\t   MEREN (CW) _ ``Nobody was hurt,'' the captain said.\r\n\r\n\t   \x03CW-03-02-26 1440GMT<\r\n"
    )
    a = one(value)
    assert (a.slug, a.lead_number, a.headline, a.byline) == ("BC-Meren-Ship", 2, "Ship towed", "LIV SANDER")
    assert a.paragraphs == ("“Nobody was hurt,” the captain said.",)
    assert a.published == "2026-03-02T14:40Z"


def test_a_mail_with_attachments_holds_several() -> None:
    """Its own text is an article, each attachment is what it is."""
    value = (
        "From: desk@coastal.example\r\nTo: wire@paper.example\r\nSubject: Night ferry\r\nMessage-ID: <c-1@coastal.example>\r\n"
        "Date: Mon, 02 Mar 2026 09:30:00 +0100\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
        f"--x\r\nContent-Type: text/plain\r\n\r\nMEREN (Coastal) -- {P1}\r\n\r\n-- \r\nIda Renn\r\n"
        "--x\r\nContent-Type: application/json\r\nContent-Disposition: attachment; filename=a.json\r\n\r\n"
        '{"uri": "urn:x:9", "type": "text", "headline": "Ferry", "body_html": "<p>It sails.</p>"}\r\n--x--\r\n'
    )
    mail, item = found(value, "coastal")
    assert isinstance(mail, Article)
    assert isinstance(item, Article)
    assert (mail.item_id, mail.headline, mail.paragraphs) == ("c-1@coastal.example", "Night ferry", (P1,))
    assert (item.item_id, item.paragraphs, item.raw.part) == ("urn:x:9", ("It sails.",), 1)


HEAD = "From: desk@coastal.example\r\nTo: wire@paper.example\r\nDate: Mon, 02 Mar 2026 09:30:00 +0100\r\n"


@pytest.mark.parametrize(
    "head",
    [
        "Received: from quay\r\n by gate; Mon, 02 Mar 2026\r\nquite Delivered-To: x\r\nSubject: Night ferry\r\n" + HEAD,
        "Return-Path: <desk@coastal.example>\r\n__\r\nSubject: Night ferry\r\n" + HEAD,
        "From  : desk@coastal.example\r\nTo\t: x\r\nSubject     : Night ferry\r\nDate : Mon, 02 Mar 2026 09(its):  30 : 00 +0100\r\n",
    ],
)
def test_a_broken_head_of_a_mail_is_read(head: str) -> None:
    """Lines that are no headers end nothing; the obsolete forms of RFC 2822 are read: blanks before colons, comments."""
    a = one(f"{head}\r\nMEREN (Coastal) -- {P1}\r\n", "coastal", "text/plain")
    assert (a.headline, a.paragraphs, a.published) == ("Night ferry", (P1,), "2026-03-02T09:30:00+01:00")


def test_a_mail_with_only_a_subject_is_one() -> None:
    """All that stands above the blank line is headers, so none of it is text."""
    a = one(f"Subject: Night ferry\r\n\r\nMEREN (Coastal) -- {P1}\r\n", "coastal", "text/plain")
    assert (a.headline, a.paragraphs) == ("Night ferry", (P1,))


def test_a_year_that_cannot_be_is_no_date() -> None:
    """Neither in a mail nor in a field of a feed."""
    a = one(f"Subject: Night ferry\r\n{HEAD.replace('2026', '3609')}\r\nMEREN (Coastal) -- {P1}\r\n", "coastal")
    assert (a.headline, a.published) == ("Night ferry", None)

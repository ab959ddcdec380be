"""Files of many mails (mbox), mails without text, and texts with a few broken letters."""

from __future__ import annotations

import base64

import pytest

from tests.wire.formats.kit import P1, P2, found, one, refused
from worker.wire.article import Article
from worker.wire.formats import mail
from worker.wire.formats.document import Document, decode


def message(n: int, body: str) -> str:
    """A mail without the line above it."""
    return (
        f"From: desk@coastal.example\nTo: wire@paper.example\nDate: Mon, 02 Mar 2026 09:3{n}:00 +0100\n"
        f"Message-ID: <c-{n}@coastal.example>\nSubject: Night ferry {n}\n\n{body}\n"
    )


@pytest.mark.parametrize(
    "line", ["desk@coastal.example Mon Mar  2 09:30:00 2026", "-", "MAILER Mon Mar  2 09:30:00 2026"]
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_mail_of_a_file_is_a_part(line: str, end: str) -> None:
    """A line that begins like the one above a mail is text if no header follows; one that was quoted loses its mark."""
    bodies = (
        P1,
        f"{P1}\n\nFrom desk@coastal.example we hear:\n{P2}",
        f"{P1}\n\n>From Monday the ferry sails at night.",
        P2,
    )
    text = "\n".join(f"From {line}\n{message(n, body)}" for n, body in enumerate(bodies))
    articles = [a for a in found(text.replace("\n", end)) if isinstance(a, Article)]
    assert [(a.headline, a.item_id, a.raw.part) for a in articles] == [
        (f"Night ferry {n}", f"c-{n}@coastal.example", n) for n in range(4)
    ]
    assert articles[1].paragraphs[-1].endswith(P2)
    assert articles[2].paragraphs[-1] == "From Monday the ferry sails at night."


def test_too_many_mails_in_a_file_are_refused() -> None:
    """Each takes a hundred times the time of its bytes."""
    text = "From a@b Mon\nSubject: x\n\ny\n\n" * 6_000
    assert refused(text).reason == "too_large"


def test_a_mail_that_is_a_picture_is_named() -> None:
    """Its headers say what it is, with no subject or date among them."""
    head = "From: a@b.example\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n"
    text = f"{head}Content-Disposition: attachment; filename=a.png\n\niVBORw0KGgoAAAANSUhEUg==\n"
    assert refused(text, content_type="text/plain").detail.startswith("PNG picture")
    assert mail.knows(Document(b"Content-Type: multipart/mixed; boundary=x\n\n--x\n"))


def test_few_broken_letters_do_not_make_a_text_another_encoding() -> None:
    """Mailers fold lines inside a letter, and files are cut off; Windows-1252 has no whole letters of UTF-8."""
    text = "Паром сгорел в гавани в понедельник. " * 4
    data = text.encode()
    broken = decode(data[:40] + b"\n" + data[41:] + "П".encode()[:1])
    assert broken.guessed
    assert broken.text.count("\ufffd") == 2
    assert broken.text[:20] == text[:20]
    latin = "Die Fähre fährt über Nacht, die Straße ist für Fußgänger frei."
    assert decode(latin.encode("cp1252")).text == latin


def test_a_mail_with_a_broken_letter_is_read() -> None:
    """As UTF-8, which it declares."""
    body = ("Паром сгорел в гавани в понедельник, сообщили власти города. " * 2).encode()
    head = message(1, "").rstrip("\n").replace("\n\n", "\n") + "\nContent-Type: text/plain; charset=UTF-8\n\n"
    assert one(head.encode() + body[:81] + body[82:]).paragraphs[0].startswith("Паром сгорел в гавани")


def test_a_mail_passed_on_without_a_word_is_read() -> None:
    """Also those of a digest; a signature is no word. With one, the mail's own text is the article."""
    for own in ("", "-- \nIda Renn\n"):
        value = (
            "From: desk@coastal.example\nTo: wire@paper.example\nSubject: Fwd: Night ferry\n"
            f"Content-Type: multipart/mixed; boundary=x\n\n"
            f"--x\n\n{own}\n--x\nContent-Type: message/rfc822\n\n{message(1, P1)}\n--x--\n"
        )
        a = one(value)
        assert (a.headline, a.item_id, a.paragraphs) == ("Night ferry 1", "c-1@coastal.example", (P1,))
    assert one(value.replace("-- \nIda Renn", f"The night ferry.\n\n{P2}")).paragraphs[-1] == P2


@pytest.mark.parametrize("encoded", [base64.encodebytes(message(1, P1).encode()).decode(), message(1, P1)])
def test_a_mail_passed_on_in_base64_is_read(encoded: str) -> None:
    """RFC 2046 does not allow that, some senders do it, and others only say so."""
    head = "From: a@coastal.example\nTo: b@paper.example\nSubject: Fwd\nContent-Type: multipart/mixed; boundary=X\n\n"
    part = f"--X\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{encoded}\n--X--\n"
    assert one(head + part).paragraphs == (P1,)


def test_files_inside_a_mail_are_no_text() -> None:
    """Uuencoded as before MIME, or in an encoding that no standard names; a text file is one."""
    text = f"{P1}\n\nbegin 644 a.gif\n#0V%T\n`\nend\n\n{P2}"
    assert one(message(1, text)).paragraphs == (P1, P2)
    odd = message(1, "H4sIAJ+A5jIAA0VPTWvDMAy9").replace("\n\n", "\nContent-Transfer-Encoding: x-gzip64\n\n", 1)
    assert refused(odd).reason == "empty"
    head = "Content-Type: text/plain\nContent-Disposition: attachment; filename=a.txt"
    parts = f"--x\n{head}\n\nNight ferry\n\n{P1}\n--x--\n"
    sent = message(1, parts).replace("\n\n", "\nContent-Type: multipart/mixed; boundary=x\n\n", 1)
    assert one(sent).paragraphs == (P1,)


@pytest.mark.parametrize(
    ("part", "paragraphs"),
    [
        (
            f"Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\n{P1}=20\n\n{P2}\n",
            (P1, P2),
        ),
        (f"MIME-Version: 1.0\n\n{P1}\n\n{P2}\n", (P1, P2)),
        (f"Subject: Tram\nContent-Transfer-Encoding: base64\n\n{base64.b64encode(P1.encode()).decode()}A\n", (P1,)),
    ],
)
def test_a_part_without_its_mail_is_read(part: str, paragraphs: tuple[str, ...]) -> None:
    """Only header lines of MIME stand above it; base64 with a letter too many is no text."""
    article = one(part)
    assert (article.headline, *article.paragraphs)[-len(paragraphs) :] == paragraphs

"""Records in agencies' formats whose reading would take the square of their length, or gigabytes, or break."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from tests.wire.formats.kit import P1, found, one
from worker.wire.article import BadMessage

_MAIL = "From: desk@example.com\nTo: wire@example.com\nDate: Mon, 2 Mar 2026 08:15:00 +0100\n"


_XML = '<?xml version="1.0" encoding="punycode"?>'


def _slow(n: int) -> str:
    """A text in an encoding that takes the square of its length."""
    return "a" * (n // 2) + "-" + "b9" * (n // 4)


def _mail(header: str) -> str:
    return f"{_MAIL}{header}\n\n{P1}\n"


BOMBS: dict[str, Callable[[int], str]] = {
    "spaces in a root": lambda n: "<a " + " " * n + "<",
    "attributes of a root": lambda n: "<a" + " x" * (n // 2) + "<",
    "comments before a doctype": lambda n: "<!---->" * (n // 7) + "<nitf>",
    "doctypes in a comment": lambda n: "<!--" + "<!DOCTYPE" * (n // 9) + "--><nitf/>",
    "quotes in a doctype": lambda n: "<!DOCTYPE a [" + "'a'\"" * (n // 4) + "<nitf>",
    "an encoding that nobody writes": lambda n: _XML + _slow(n),
    "scripts without an end": lambda n: "<html>" + '<script type="application/ld+json">' * (n // 36),
    "encoded words": lambda n: _mail("Subject: " + "=?utf-8?q?x?= " * (n // 14)),
    "a folded header": lambda n: _mail("Subject: a" + "\n b" * (n // 3)),
    "parameters": lambda n: _mail("Content-Type: text/plain; " + 'a*0*="x";' * (n // 9)),
    "comments in a header": lambda n: _mail("Content-Type: " + "(" * n),
    "dispositions": lambda n: _mail("Content-Disposition: x" + "; a=b" * (n // 5)),
    "addresses": lambda n: _mail("Message-ID: <" + "(((a@b.c, " * (n // 10)),
    "parts in parts": lambda n: _mail("Content-Type: multipart/mixed; boundary=b\n\n--b\n" * (n // 54)),
    "mails in mails": lambda n: _mail("Content-Type: message/rfc822\n\n" * (n // 31)),
    "an encoding in a header": lambda n: _mail(f"Subject: =?punycode?q?{_slow(n)}?="),
    "signatures": lambda n: _mail("Subject: x") + "a1b2c3" * 6 + "!\n" + ("a1b2c3" * 6 + "!\n") * (n // 38),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_time_follows_the_length(name: str) -> None:
    """A hundred thousand characters of each are read, or refused, in a moment, and are no defect."""
    value = BOMBS[name](100_000)
    start = time.process_time()
    for article in found(value):
        assert not isinstance(article, BadMessage) or article.reason != "defect", article
    assert time.process_time() - start < 1.0


def test_a_mail_says_the_same_however_its_headers_are_written() -> None:
    """Encoded words in parts, raw UTF-8 and folded lines are one subject; the text is that of the mail's own part."""
    for subject in ("=?utf-8?q?Gr=C3=BC=C3=9Fe?= =?utf-8?b?IGFsbGVu?=", "Grüße allen", "Grüße\n allen"):
        a = one(_mail(f"Subject: {subject}\nContent-Type: text/plain; charset=utf-8"))
        assert a.headline == "Grüße allen"
        assert a.published == "2026-03-02T08:15:00+01:00"
    parts = (
        "Subject: Tram\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=x\n\n"
        f"--x\nContent-Type: text/html\n\n<p>{P1} In HTML.</p>\n--x\nContent-Type: text/plain\n\n{P1}\n--x--\n"
    )
    assert one(_MAIL + parts).paragraphs == (P1,)

"""How the text of a record's bytes is found: marks, declarations, and what is wrong with them."""

from __future__ import annotations

import pytest

from worker.wire.article import BadMessage
from worker.wire.formats import document
from worker.wire.formats.document import Document, decode

XML = '<?xml version="1.0" encoding="{}"?><a>é</a>'


@pytest.mark.parametrize("name", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_byte_order_marks(name: str) -> None:
    """A mark tells the encoding, whatever is declared, and is no part of the text."""
    assert decode("\ufeffTram é".encode(name), "text/plain; charset=cp1252") == ("Tram é", False)


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_xml_without_a_mark(name: str) -> None:
    """The first letters of XML tell it too; what is cut or wrong is refused with the byte."""
    assert decode("<a>é</a>".encode(name)) == ("<a>é</a>", False)
    with pytest.raises(BadMessage, match=rf"is not {name.upper()}, the encoding of its first bytes"):
        decode("<a>é</a>".encode(name)[:-1])
    if name != "utf-32-le":
        with pytest.raises(BadMessage, match=rf"is not {name.upper()}, the encoding of its byte order mark"):
            decode("\ufeffTram".encode(name)[:-1])


@pytest.mark.parametrize(
    ("data", "kind", "text", "guessed"),
    [
        ("Tram é".encode(), "", "Tram é", False),
        ("Tram é".encode("cp1252"), "", "Tram é", True),
        ("Tram é".encode("cp1252"), "text/plain; charset=iso-8859-1", "Tram é", False),
        ("Tram é".encode(), "text/plain; charset=iso-8859-1", "Tram é", True),
        (b"Tram", "text/plain; charset=us-ascii", "Tram", False),
        ("Tram é".encode("koi8-r", "replace"), "charset=koi8-r", "Tram ?", False),
        ("Поезд".encode("koi8-r"), 'text/plain; charset="koi8-r"', "Поезд", False),
        ("Tram é".encode(), "charset=nosuch", "Tram é", False),
        (b"Tram \x81", "charset=cp1252", "Tram \x81", False),
        (b"Tram", "charset=idna", "Tram", False),
        (b"Tram", "charset=unicode_escape", "Tram", False),
        (XML.format("iso-8859-1").encode("cp1252"), "", XML.format("iso-8859-1"), False),
        (XML.format("iso-8859-1").encode(), "", XML.format("iso-8859-1"), True),
        (XML.format("utf-8").encode(), "", XML.format("utf-8"), False),
        (XML.format("UTF_8").encode(), "", XML.format("UTF_8"), False),
        (XML.format("utf-16").encode(), "", XML.format("utf-16"), True),
        (XML.format("nosuch").encode(), "", XML.format("nosuch"), True),
        (b'<meta charset="cp1252"><p>\xe9</p>', "", '<meta charset="cp1252"><p>é</p>', False),
        ("é".encode() * 11 + b"\xe9.", "", "é" * 11 + "\ufffd.", True),
        ("é".encode() * 4 + b"\xe9.", "", "Ã©" * 4 + "é.", True),
        (b'{"a": "\xc3\xa9"}', "charset=cp1252", '{"a": "é"}', False),
        (b'{"a": "\xe9"}', "charset=cp1252", '{"a": "é"}', False),
        ("Tram".encode("utf-16-le"), "charset=utf-16-le", "Tram", False),
        (b"Tram\0 line", "charset=cp1252", "Tram\0 line", False),
        (b"ab" * 140 + b"\0" * 20, "charset=utf-16-le", ("ab" * 140 + "\0" * 20), False),
    ],
)
def test_declared_encodings(data: bytes, kind: str, text: str, guessed: bool) -> None:
    """The header's or the document's own, where it fits; `guessed` says that none was declared, or a wrong one."""
    found = decode(data, kind)
    if data[:4] == b"abab":
        assert found.text == data.decode("utf-16-le")
        return
    assert found == (text, guessed)


@pytest.mark.parametrize(
    ("declared", "text"), [("cp037", "<a>é</a>"), ("cp500", "<a>é</a>"), ("nosuch", None), ("latin-1", None)]
)
def test_mainframes(declared: str, text: str | None) -> None:
    """XML in EBCDIC is read in the code page that it declares."""
    name = declared if declared.startswith("cp") else "cp037"
    data = f'<?xml version="1.0" encoding="{declared}"?><a>é</a>'.encode(name)
    if text is None:
        with pytest.raises(BadMessage, match="declares the encoding"):
            decode(data)
    else:
        assert decode(data).text.endswith(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [('{"a": 1}', {"a": 1}), ("[1]", [1]), ("\ufeff [1]", [1]), ("[Correction] Ferry", None), ("[true]", [True]),
     ("[02-MAR-26 00:00]", None), ("Ferry", None)],
)  # fmt: skip
def test_json_or_a_label(text: str, value: object) -> None:
    """A bracket with letters or a day behind it is a label above a text."""
    assert Document(text.encode()).json == value


@pytest.mark.parametrize(("brackets", "size", "fine"), [(20_000, 0, True), (20_001, 0, False), (20_001, 160_008, True)])
def test_json_that_would_fill_the_memory(brackets: int, size: int, fine: bool) -> None:
    """Twenty thousand objects and lists are fine anyhow, and more where there are eight bytes to each."""
    data = b"[" * brackets + b"x" * (size - brackets if size else 0)
    if fine:
        document.check_brackets(data)
    else:
        with pytest.raises(BadMessage, match="20,001 objects and lists"):
            document.check_brackets(data)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("x" * 60, "x" * 60),
        ("x" * 61, "x" * 60 + "..."),
        ("a\n b", "a b"),
        ("<a> & b", "<a> &amp; b"),
        ("a\u200bb", "a?b"),
    ],
)
def test_what_an_error_shows(text: str, shown: str) -> None:
    """One line of at most sixty characters, of which each can be seen."""
    assert document.shown(text) == shown

"""E-mail (RFC 822), as small desks send their texts: one article, and one for each attachment that is an article; and
files of many mails (mbox, RFC 4155)."""

from __future__ import annotations

import email
import email.policy
import re
from binascii import a2b_base64, a2b_qp
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from typing import Any

from worker.wire.article import BadMessage
from worker.wire.formats import common, when
from worker.wire.formats.common import Fields, filled, text
from worker.wire.formats.document import Document, Found, decode

NAME = "e-mail"
_DAYS = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) "
_HEADER = re.compile(
    rf"[!-9;-~]{{1,60}}[ \t]*:(?:[ \t]|\r?\n[ \t])|From (?:\S{{1,200}}@\S+\s|-\s|\S{{1,200}} {{1,2}}{_DAYS})"
)
_FIRST_LINE = re.compile(
    rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From (?:\S{1,200}@\S|-[ \r\n]|\S{1,200} {1,2}%s)[^\n]{0,200}\n(?=[!-9;-~]{1,60}:)"
    % _DAYS.encode()
)
"""The line above each mail in an mbox file; a mail begins there only if a header follows."""
_QUOTED = re.compile(rb"(?m)^>(>*From )")
_MOST_MAILS = 5_000
_OBSOLETE = re.compile(rb"(?m)^([!-9;-~]{1,60})[ \t]+:")
"""A header's name with blanks behind it (RFC 2822, section 4.5)."""
_COMMENT, _BLANKS = re.compile(r"\([^()]*\)"), re.compile(r"\s*(:)\s*")
"""In dates, comments may stand anywhere and blanks around colons (there too)."""
_END_OF_HEAD = re.compile(rb"\r?\n[ \t]*\r?\n")
_LINE_OF_HEAD = re.compile(rb"[!-9;-~]{1,60}:|[ \t]|From ")
_BASE64 = re.compile(rb"[A-Za-z0-9+/=\r\n]*+")
_SIGNATURE = re.compile(r"(?:\A|\r?\n)-- ?\r?\n")
_UUENCODED = re.compile(r"(?m)^begin [0-7]{3,4} \S[^\r\n]*\r?\n(?:[ -`]{1,62}\r?\n)*(?:end[ \t]*$)?")
"""A file inside a text, as mails had them before MIME."""
_KNOWN_ENCODINGS = (
    "",
    "7bit",
    "8bit",
    "binary",
    "quoted-printable",
    "base64",
    "x-uuencode",
    "uuencode",
    "x-uue",
    "uue",
)
_OF_MAIL = ("from", "subject", "date", "message-id", "mime-version", "received", "return-path", "delivered-to",
            "content-type", "content-transfer-encoding", "content-disposition", "reply-to", "to")  # fmt: skip
_OF_PART = frozenset(("subject", "content-type", "content-transfer-encoding", "mime-version"))
_MOST_PARTS = 200
_MOST_HOLDING = 30
"""Limit on nested multiparts: each line is compared with the boundaries of all open ones."""
_LONGEST_HEADER = 2_000
"""Characters of a header that are read: Python's parser takes time and memory proportional to the square of the length.
"""


def knows(document: Document) -> bool:
    """Header lines at the start, at least three of them typical of mails; or nothing but header lines, one of them the
    subject or one of MIME, as a part of a mail has them."""
    if not _HEADER.match(document.begins):
        return False
    head = document.text[:20_000].replace("\r\n", "\n").lstrip().partition("\n\n")[0]
    lines = head.split("\n")
    names = {line.partition(":")[0].strip().lower() for line in lines}
    if len(names & set(_OF_MAIL)) >= 3:
        return True
    return not names.isdisjoint(_OF_PART) and all(_HEADER.match(line) or line[:1] in (" ", "\t") for line in lines)


class _Bounded(email.policy.Compat32):
    """Headers as sent, but cut off at `_LONGEST_HEADER`. They are parsed in this module and not by
    `email.policy.default`, which recurses into nested comments and takes gigabytes for long runs of encoded words."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """Name and value of one header."""
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_LONGEST_HEADER]


_POLICY = _Bounded()


def read(document: Document) -> list[Found]:
    """The mail's own text, if it has one; its attachments are given on as they are, and so are the mails of an mbox.

    Raises `BadMessage` (too_large) for too many mails, or parts that hold others.
    """
    mails = _mails(document.data.lstrip())
    if len(mails) > 1:
        return [{"attached": one, "content_type": "message/rfc822"} for one in mails]
    data = _mended(mails[0])
    lower = data.lower()
    if lower.count(b"multipart/") + lower.count(b"message/rfc822") > _MOST_HOLDING:
        raise BadMessage("too_large", f"{NAME}: more than {_MOST_HOLDING} parts that hold others")
    message = email.message_from_bytes(data, policy=_POLICY)
    body = _body(message)
    said = filled(
        id=(_header(message, "Message-ID") or "").strip("<> ") or None,
        headline=text(_header(message, "Subject")),
        published_at=when.iso(_BLANKS.sub(r"\1", _COMMENT.sub("", _header(message, "Date") or ""))),
        language=text(_header(message, "Content-Language")),
        **body,
    )
    said_itself = _SIGNATURE.split(body.get("content", ""), maxsplit=1)[0].strip()
    found: list[Found] = [] if said_itself else [_attached(part) for part in _passed_on(message)]
    if said_itself or (not found and body.get("content", "").strip()):
        found.append(_own(said))
    found += [_attached(part) for part in _attachments(message)]
    return found or [common.empty(NAME, "no text and no attachment")]


def _mails(data: bytes) -> list[bytes]:
    """The mails in an mbox file, without the line above each; any other mail as it is."""
    if data[:5] != b"From ":
        return [data]
    starts = list(_FIRST_LINE.finditer(data))
    if not starts or starts[0].start():
        return [data]
    if len(starts) > _MOST_MAILS:
        raise BadMessage("too_large", f"{NAME}: {len(starts):,} mails in one file, the limit is {_MOST_MAILS:,}")
    ends = [m.start() for m in starts[1:]] + [len(data)]
    found = [data[m.end() : end] for m, end in zip(starts, ends, strict=True)]
    return [_QUOTED.sub(rb"\1", one) if b"\n>" in one else one for one in found]


def _mended(data: bytes) -> bytes:
    """A mail whose header names end at their colons, without the lines among its headers that are none: the parser
    takes all that follows such a line for the text."""
    end = _END_OF_HEAD.search(data)
    if end is None:
        return data
    lines = _OBSOLETE.sub(rb"\1:", data[: end.start()]).split(b"\n")
    last = max((n for n, line in enumerate(lines) if _is_of_mail(line)), default=0)
    kept = [line for n, line in enumerate(lines) if n > last or _LINE_OF_HEAD.match(line)]
    return b"\n".join(kept) + data[end.start() :]


def _is_of_mail(line: bytes) -> bool:
    return line.partition(b":")[0].lower().decode("latin-1") in _OF_MAIL and b":" in line


def _own(said: Fields) -> Found:
    """The mail's own text, which may be JSON: that is read as what it is."""
    content = str(said["content"]).strip()
    if content[:1] == "{" and content[-1:] == "}":
        return {"attached": content.encode(), "content_type": "application/json"}
    text = _SIGNATURE.split(str(said["content"]), maxsplit=1)[0]
    return said | {"content": text} if text.strip() and said.get("content_type") == "text/plain" else said


def _raw(message: Message, name: str) -> str | None:
    """A header's value in one line, as its bytes stand for it."""
    value = next((v for n, v in message.raw_items() if n.lower() == name.lower()), None)
    if value is None:
        return None
    return " ".join(decode(str(value).encode("ascii", "surrogateescape")).text.split())


def _header(message: Message, name: str) -> str | None:
    """A header's value, its encoded words decoded."""
    value = _raw(message, name)
    if value is None or "=?" not in value:
        return value
    try:
        words = decode_header(value)
    except (HeaderParseError, ValueError):
        return value
    return "".join(
        word if isinstance(word, str) else decode(word, f"charset={charset}" if charset else "").text
        for word, charset in words
    )


def _body(message: Message) -> Fields:
    """The plain text of a mail, else its HTML."""
    for kind in ("plain", "html"):
        part = next((p for p in _own_parts(message) if p.get_content_type() == f"text/{kind}"), None)
        content = _decoded(part) if part is not None else ""
        if kind == "plain" and "\nend" in content:
            content = _UUENCODED.sub("", content)
        if content.strip():
            return {"content": content, "content_type": f"text/{kind}"}
    return {}


def _own_parts(message: Message) -> Iterator[Message]:
    """The parts of a mail itself: not its attachments, nor what stands in a mail that it passes on."""
    if message.get_content_disposition() == "attachment" or message.get_content_maintype() == "message":
        return
    inner = message.get_payload() if message.is_multipart() else None
    if not isinstance(inner, list):
        yield message
        return
    for part in inner:
        if isinstance(part, Message):
            yield from _own_parts(part)


def _decoded(part: Message) -> str:
    if (_raw(part, "Content-Transfer-Encoding") or "").strip().lower() not in _KNOWN_ENCODINGS:
        return ""
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return str(part.get_payload() or "")
    if "base64" in (_raw(part, "Content-Transfer-Encoding") or "").lower() and _BASE64.fullmatch(payload):
        payload = _of_base64(payload)  # Python leaves it as it is if a letter is too many
    return decode(payload, _raw(part, "Content-Type") or "").text


def _passed_on(message: Message) -> list[Message]:
    """The mails inside a mail that has no text of its own: a digest, or one that was forwarded without a word."""
    if message.get_content_type() == "message/rfc822":
        return [message]
    inner = message.get_payload() if message.is_multipart() else None
    parts = [p for p in inner if isinstance(p, Message)] if isinstance(inner, list) else []
    return [found for p in parts if p.get_content_disposition() != "attachment" for found in _passed_on(p)][
        :_MOST_PARTS
    ]


def _attachments(message: Message) -> list[Any]:
    parts = [p for p in message.walk() if p.get_content_disposition() == "attachment"]
    return parts[:_MOST_PARTS]


def _attached(part: Any) -> Found:
    kind = part.get_content_type()
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        inner = part.get_payload()
        payload = inner[0].as_bytes() if isinstance(inner, list) and inner else b""
        encoding = (_raw(part, "Content-Transfer-Encoding") or "").strip().lower()
        if encoding in ("base64", "quoted-printable"):  # not allowed for a mail (RFC 2046, section 5.2.1), but sent
            payload = a2b_qp(payload) if encoding[0] == "q" else _of_base64(payload)
    return {"attached": payload, "content_type": kind}


def _of_base64(data: bytes) -> bytes:
    """The bytes; as they stand there if they are not base64, because a sender only says so."""
    if not _BASE64.fullmatch(data):
        return data
    letters = b"".join(data.split())
    try:
        return a2b_base64(letters[: len(letters) - len(letters) % 4]) or data
    except ValueError:
        return data

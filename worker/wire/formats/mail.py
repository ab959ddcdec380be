"""E-mail (RFC 822), as small desks send their texts: one article, and one more for each attachment that is one."""

from __future__ import annotations

import email
import email.policy
import re
from email.message import EmailMessage
from typing import Any

from worker.wire.article import BadMessage
from worker.wire.formats import common, when
from worker.wire.formats.common import Fields, filled, text
from worker.wire.formats.document import Document, Found, decode

NAME = "e-mail"
_HEADER = re.compile(r"[!-9;-~]{1,60}:(?:[ \t]|\r?\n[ \t])|From \S+@\S+ ")
_SIGNATURE = re.compile(r"\r?\n-- ?\r?\n")
_OF_MAIL = ("from", "subject", "date", "message-id", "mime-version", "received", "return-path", "delivered-to",
            "content-type", "to")  # fmt: skip
_MOST_PARTS = 200


def knows(document: Document) -> bool:
    """Header lines at the start, three of them a mail's."""
    if not _HEADER.match(document.begins):
        return False
    head = document.text[:20_000].replace("\r\n", "\n").lstrip().partition("\n\n")[0]
    names = {line.partition(":")[0].strip().lower() for line in head.split("\n")}
    return len(names & set(_OF_MAIL)) >= 3


def read(document: Document) -> list[Found]:
    """The mail's own text, if it has one; its attachments are given on as they are."""
    message = email.message_from_bytes(document.data.lstrip(), policy=email.policy.default)
    if not isinstance(message, EmailMessage):
        raise BadMessage("malformed", f"{NAME}: no message")
    body = _body(message)
    said = filled(
        id=(_header(message, "Message-ID") or "").strip("<> ") or None,
        headline=text(_header(message, "Subject")),
        published_at=when.iso(_header(message, "Date")),
        language=text(_header(message, "Content-Language")),
        **body,
    )
    found: list[Found] = []
    if body.get("content", "").strip():
        found.append(_own(said))
    found += [_attached(part) for part in _attachments(message)]
    return found or [common.empty(NAME, "no text and no attachment")]


def _own(said: Fields) -> Found:
    """The mail's own text, which may be JSON: that is read as what it is."""
    content = str(said["content"]).strip()
    if content[:1] == "{" and content[-1:] == "}":
        return {"attached": content.encode(), "content_type": "application/json"}
    text = _SIGNATURE.split(str(said["content"]), maxsplit=1)[0]
    return said | {"content": text} if text.strip() and said.get("content_type") == "text/plain" else said


def _header(message: Any, name: str) -> str | None:
    try:
        value = message.get(name)
    except (ValueError, IndexError, AttributeError, TypeError):
        return None
    return str(value) if value is not None else None


def _body(message: EmailMessage) -> Fields:
    """The plain text of a mail, else its HTML."""
    for kind in ("plain", "html"):
        try:
            part = message.get_body(preferencelist=(kind,))
        except (AttributeError, KeyError, ValueError):
            part = None
        if part is not None:
            content = _decoded(part)
            if content.strip():
                return {"content": content, "content_type": f"text/{kind}"}
    return {}


def _decoded(part: Any) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return str(part.get_payload() or "")
    return decode(payload, str(part.get("Content-Type") or "")).text


def _attachments(message: EmailMessage) -> list[Any]:
    parts = [p for p in message.walk() if p.get_content_disposition() == "attachment"]
    return parts[:_MOST_PARTS]


def _attached(part: Any) -> Found:
    kind = part.get_content_type()
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        inner = part.get_payload()
        payload = inner[0].as_bytes() if isinstance(inner, list) and inner else b""
    return {"attached": payload, "content_type": kind}

"""One poll of a source: the pieces it holds now, and what to ask for next time."""

from __future__ import annotations

import dataclasses
import os
import stat
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import orjson
import urllib3

from worker.pull import fetch, pieces
from worker.pull.fetch import FetchError
from worker.pull.pieces import Piece
from worker.pull.plan import Pull
from worker.pull.position import Position
from worker.wire.formats import page
from worker.wire.formats.document import Document

MOST_FILES, MOST_BYTES = 200, 64 << 20
"""Files of a folder read in one poll, and their bytes."""
MOST_A_FILE = 32 << 20
"""More than fits into a record, so that such a file is known by its size."""
SETTLED_SECONDS = 2.0
"""A file changed more recently than this may still be being written."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a poll found. `pieces` are those not handed on yet, `there` the digests of all; `changed` is false if the
    server answered "not modified". `next` is the next position, without `seen` updated; `more`: there is another page.
    """

    pieces: list[Piece]
    there: frozenset[str]
    changed: bool
    next: Position
    more: bool = False


def look(pull: Pull, position: Position, http: urllib3.PoolManager) -> Look:
    """Poll once. Raises `FetchError`."""
    if pull.kind == "folder":
        return _folder(pull, position)
    return _feed(pull, position, http) if pull.kind == "feed" else _ap_media(pull, position, http)


def _feed(pull: Pull, position: Position, http: urllib3.PoolManager) -> Look:
    answer = fetch.get(http, pull.where, pull.headers, position.etag, position.last_modified)
    if answer.body is None:
        return Look([], frozenset(), False, position)
    if not answer.body.strip():
        raise FetchError("an empty response", again=False)
    if page.knows(Document(answer.body, answer.content_type or "")):
        raise FetchError("an HTML page, not a feed", again=False)
    found = pieces.of_feed(answer.body, answer.content_type)
    following = dataclasses.replace(position, etag=answer.etag, last_modified=answer.last_modified)
    return _new(found, position, following)


def _new(found: list[Piece], position: Position, following: Position, more: bool = False) -> Look:
    """The oldest first, as feeds list the newest first; a piece listed twice counts once."""
    new = {p.digest: p for p in reversed(found) if p.digest not in position.seen}
    return Look(list(new.values()), frozenset(p.digest for p in found), True, following, more)


def _ap_media(pull: Pull, position: Position, http: urllib3.PoolManager) -> Look:
    """A page of the AP Media API, each text item with its NITF, because the API's JSON has no text."""
    address = position.next_page or pull.where
    answer = fetch.get(http, address, pull.headers)
    try:
        data = orjson.loads(answer.body or b"").get("data")
        rows = [row.get("item") for row in data.get("items") or () if isinstance(row.get("item"), dict)]
    except (orjson.JSONDecodeError, AttributeError) as error:
        raise FetchError(f"not a response of the AP Media API: {error}", again=False) from error
    found = []
    for item in rows:
        digest = _digest_of(item)
        if digest in position.seen:
            found.append(Piece(digest, b""))
        else:
            found.append(Piece(digest, _with_text(item, pull, address, http), "application/json"))
    following = dataclasses.replace(position, next_page=_text(data, "next_page") or position.next_page)
    more = bool(rows) and following.next_page not in (None, address)
    return _new(found[::-1], position, following, more)


def _digest_of(item: Mapping[str, Any]) -> str:
    named = (item.get("altids"), item.get("version"), item.get("versioncreated"))
    return pieces.digest(orjson.dumps(named, option=orjson.OPT_SORT_KEYS))


def _with_text(item: Mapping[str, Any], pull: Pull, address: str, http: urllib3.PoolManager) -> bytes:
    nitf = (item.get("renditions") or {}).get("nitf") if isinstance(item.get("renditions"), dict) else None
    href = _text(nitf, "href")
    if item.get("type") not in (None, "text") or href is None:
        return orjson.dumps({"item": item})
    url = urljoin(address, href)
    headers = pull.headers if fetch.same_host(url, address) else {}
    body = fetch.get(http, url, headers).body or b""
    return orjson.dumps(
        {"item": item, "content_type": "application/nitf+xml", "content": body.decode("utf-8", "replace")}
    )


def _text(value: Any, name: str) -> str | None:
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, str) and found else None


def _folder(pull: Pull, position: Position) -> Look:
    """The files of a folder and its subfolders, identified by name, size and modification time. Nothing is changed."""
    found: dict[str, Path] = {}
    now = time.time()
    try:
        for folder, names, files in os.walk(pull.where, onerror=_raise):
            names[:] = sorted(name for name in names if not name.startswith("."))
            for path in (Path(folder, name) for name in sorted(files) if not name.startswith(".")):
                state = _state(path)
                if state is not None and now - state.st_mtime >= SETTLED_SECONDS:
                    place = f"{path.relative_to(pull.where)} {state.st_size} {state.st_mtime_ns}"
                    found[pieces.digest(os.fsencode(place))] = path
        new = {digest: path for digest, path in found.items() if digest not in position.seen}
        at_once = _some(new)
        read = [Piece(digest, _bytes(path), name=str(path)) for digest, path in at_once.items()]
    except OSError as error:
        raise FetchError(f"{error.filename}: {error.strerror}") from error
    return Look(read, frozenset(found.keys() - (new.keys() - at_once.keys())), True, position, len(new) > len(at_once))


def _raise(error: OSError) -> None:
    raise error


def _state(path: Path) -> os.stat_result | None:
    """None for what is gone already, a link to nowhere, and a pipe or a device, whose reading would never end."""
    try:
        state = path.stat()
    except FileNotFoundError:
        return None
    return state if stat.S_ISREG(state.st_mode) else None


def _bytes(path: Path) -> bytes:
    """The file's bytes; of one that is too large for a record only as many as show it."""
    with path.open("rb") as file:
        return file.read(MOST_A_FILE)


def _some(new: Mapping[str, Path]) -> dict[str, Path]:
    """As many files as fit, least recently changed first."""
    size, some = 0, dict[str, Path]()
    for digest, path in sorted(new.items(), key=lambda pair: (pair[1].stat().st_mtime_ns, pair[1]))[:MOST_FILES]:
        size += path.stat().st_size
        if some and size > MOST_BYTES:
            break
        some[digest] = path
    return some

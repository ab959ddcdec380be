"""Raw messages from files: JSON lines, page texts and HTML pages, packed or not, one at a time.

A file is read as a stream, so its size does not matter; only a page text is held whole. What a file holds is told by
its name, and where the name says nothing by its first lines:

| file | holds |
|---|---|
| `*.jsonl`, `*.ndjson`, `*.json`, standard input | JSON lines: one raw message a line (schemas/raw-article.v1.json) |
| `*.txt` | one page text |
| `*.html`, `*.htm` | one HTML page |
| any other name | JSON lines if one of its first lines starts with `{`, else one page text |

A `.gz` is looked through, and so is a folder. `-` is standard input.
"""

from __future__ import annotations

import codecs
import contextlib
import gzip
import io
import sys
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Literal, NamedTuple, cast

import click
import orjson

from worker.wire.agencies import DEFAULT_SOURCE
from worker.wire.article import Lineage

Form = Literal["lines", "page", "html"]

FORMS: dict[str, Form] = {
    ".jsonl": "lines",
    ".ndjson": "lines",
    ".json": "lines",
    ".txt": "page",
    ".html": "html",
    ".htm": "html",
}
LINE_LIMIT = 64 * 2**20
"""Bytes of a line that are kept: far over what any message may have, and a bound on memory."""
_PEEK = 64 * 2**10


class InputError(click.ClickException):
    """A file that cannot be read: one line for a person, exit status 1."""


class Raw(NamedTuple):
    """One raw message as bytes, where it stands, and how far into its file it reaches (bytes as stored)."""

    value: bytes
    lineage: Lineage
    done: int


def expanded(paths: Iterable[str]) -> list[str]:
    """Files as they are, and for a folder all files in it, in the order of their names; hidden ones are left out.

    Raises `InputError` for a folder without files and for a packing that is not looked through.
    """
    found: list[str] = []
    for path in paths:
        if path == "-" or not Path(path).is_dir():
            found.append(path)
            continue
        inside = sorted(p for p in Path(path).rglob("*") if p.is_file())
        files = [str(p) for p in inside if not any(part.startswith(".") for part in p.relative_to(path).parts)]
        if not files:
            raise InputError(f"the folder {path} holds no file")
        found += files
    for name in found:
        if name.endswith(".zst"):
            raise InputError(f"{name} is packed with zstd: give what `zstd -dc {name}` prints as standard input, -")
    return found


def messages(paths: Iterable[str], page: bool = False, source: str = DEFAULT_SOURCE) -> Iterator[Raw]:
    """Every raw message of the files, in order. Blank lines are no messages, but count as lines.

    `page` says that every file is one page, whatever it looks like; `source` is the source of a page. `done` counts
    over all files. Raises `InputError` for a file that is not there, cannot be opened or is broken inside.
    """
    before = 0
    for path in paths:
        done = 0
        with _opened(path) as stored:
            try:
                for value, line in _split(path, stored, page, source):
                    done = stored.tell() if stored.seekable() else done + len(value)
                    yield Raw(value, Lineage(path, 0, line), before + done)
            except (gzip.BadGzipFile, EOFError, zlib.error) as e:
                raise InputError(f"{path} is broken: {e}") from e
            except OSError as e:
                raise InputError(f"cannot read {path}: {e.strerror or e}") from e
        before += done


def size_of(paths: Iterable[str]) -> int | None:
    """Bytes of all files as stored; None where standard input or a pipe is among them."""
    total = 0
    for path in paths:
        if path == "-" or not Path(path).is_file():
            return None
        total += Path(path).stat().st_size
    return total


def _split(path: str, stored: IO[bytes], page: bool, source: str) -> Iterator[tuple[bytes, int]]:
    """The messages of one file with their line numbers."""
    head = _peek(stored, 2)
    data = stored if not head.startswith(b"\x1f\x8b") else cast("IO[bytes]", gzip.GzipFile(fileobj=stored))
    data = data if isinstance(data, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", data), _PEEK)
    form = FORMS.get(Path(path.removesuffix(".gz")).suffix.lower()) or ("lines" if path == "-" else _guess(data))
    if page and form == "lines":
        form = "page"
    if form == "lines":
        yield from _lines(data)
    else:
        yield _page(data.read(), form, source), 0


def _lines(data: IO[bytes]) -> Iterator[tuple[bytes, int]]:
    number = 0
    if _peek(data, 3).startswith(codecs.BOM_UTF8):
        data.read(3)
    while line := data.readline(LINE_LIMIT):
        rest = line
        while not rest.endswith(b"\n") and len(rest) == LINE_LIMIT:
            rest = data.readline(LINE_LIMIT)
        line = line.rstrip(b"\r\n")
        if line.strip():
            yield line, number
        number += 1


def _page(content: bytes, form: Form, source: str) -> bytes:
    """A page as a raw message. Bytes that are no UTF-8 stay as they are: reading the message says so."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content
    kind = {"content_type": "text/html"} if form == "html" else {}
    return orjson.dumps({"source": source, "content": text, **kind})


def _guess(data: IO[bytes]) -> Form:
    head = _peek(data, _PEEK)
    return "lines" if any(line.lstrip().startswith(b"{") for line in head.split(b"\n")) else "page"


def _peek(data: IO[bytes], size: int) -> bytes:
    return data.peek(size) if isinstance(data, io.BufferedReader) else b""


@contextlib.contextmanager
def _opened(path: str) -> Iterator[IO[bytes]]:
    if path == "-":
        if sys.stdin is None:
            raise InputError("cannot read standard input: it is closed")
        if sys.stdin.isatty():
            click.echo("reading raw articles from the terminal, one JSON line each; Ctrl-D ends", err=True)
        yield sys.stdin.buffer
        return
    try:
        file = Path(path).open("rb", buffering=_PEEK)  # noqa: SIM115 (closed below)
    except OSError as e:
        raise InputError(f"cannot open {path}: {e.strerror}") from e
    with file:
        yield file
